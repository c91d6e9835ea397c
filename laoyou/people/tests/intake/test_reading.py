"""Files as bureaus keep them: encodings, sheets, title lines, merged cells; and what is not a roster."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from laoyou.kernel.errors import Invalid
from laoyou.people.core import containers, headers
from laoyou.people.core.containers import LIMITS, Limits, check_size, container_of
from laoyou.people.core.dates import read, read_column
from laoyou.people.core.reading import CsvBody, encoding_of, opened
from laoyou.people.core.rosters import LAYOUTS, Field, Layout
from laoyou.people.tests.intake.cast import TOWN, csv_file, elder, workbook, xlsx_file
from laoyou.people.types import Source

OLD_EXCEL = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


def read_all(
    content: bytes, folder: Path, name: str = "名册.csv", source: Source = Source.TOWN
) -> pl.DataFrame:
    """Every row as text, with `row_no`."""
    path = folder / name
    path.write_bytes(content)
    with opened(path, source, folder) as sheet:
        return pl.concat(list(sheet.blocks()))


def refused(content: bytes, folder: Path, name: str = "名册.xlsx") -> Invalid:
    with pytest.raises(Invalid) as refusal:
        read_all(content, folder, name)
    return refusal.value


def zipped(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/").replace("_dot_", "."), content)
    return out.getvalue()


def test_a_quote_left_open_is_told_in_words(tmp_path: Path) -> None:
    content = csv_file(TOWN, elder("李小华")) + b'"' + b"x" * 200_000

    assert refused(content, tmp_path, "名册.csv").code in ("cell_too_long", "no_header")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
def test_csv_is_read_in_every_encoding_that_excel_writes(encoding: str, tmp_path: Path) -> None:
    rows = read_all(csv_file(TOWN, elder("李小华"), encoding=encoding), tmp_path)

    assert rows["c0"].to_list() == ["李小华"]
    assert rows["row_no"].to_list() == [2]
    assert [path.name for path in tmp_path.iterdir()] == ["名册.csv"]


@given(st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\x00"), min_size=1))
def test_text_is_never_taken_for_another_encoding(text: str) -> None:
    for encoding in ("utf-8", "gb18030"):
        content = text.encode(encoding)
        found = _guess(content)
        assert content.decode(found) == text or (found == "utf-8" and _is_utf8(content))


def _guess(content: bytes) -> str:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "x.csv"
        path.write_bytes(content)
        return encoding_of(path)


def _is_utf8(content: bytes) -> bool:
    try:
        content.decode()
    except UnicodeDecodeError:
        return False
    return True


def test_bytes_that_are_no_text_are_refused(tmp_path: Path) -> None:
    content = csv_file(TOWN, elder()) + b"\xff\xff\x80,\xff"

    assert refused(content, tmp_path, "名册.csv").code == "encoding"


def test_line_breaks_and_quotes_inside_cells_do_not_break_rows(tmp_path: Path) -> None:
    content = csv_file(
        ("姓名", "身份证号", "所属村居", "住址"),
        ["李小华", "1", "新华社区", '"3号楼\n""东"""'],
        ["王五", "2", "x", "y"],
    )

    rows = read_all(content, tmp_path)

    assert rows["c3"].to_list() == ['3号楼\n"东"', "y"]
    assert rows["row_no"].to_list() == [2, 3]


@pytest.mark.parametrize("blank", ["\r\n", ",,,\r\n"])
def test_blank_lines_keep_the_numbers_of_rows(blank: str, tmp_path: Path) -> None:
    content = ("姓名,身份证号,所属村居,住址\r\n李小华,1,a,b\r\n" + blank + "王五,2,c,d\r\n").encode()

    rows = read_all(content, tmp_path).filter(pl.col("c0").fill_null("") != "")

    assert rows["row_no"].to_list() == [2, 4]


def test_rows_with_too_few_or_too_many_cells_are_taken_as_they_are(tmp_path: Path) -> None:
    rows = read_all("姓名,身份证号,所属村居\r\n李小华\r\n王五,2,c,d,e\r\n".encode(), tmp_path)

    assert rows.select("c0", "c1", "c2").rows() == [("李小华", None, None), ("王五", "2", "c")]


@given(st.integers(1, 300), st.integers(0, 3))
def test_blocks_join_into_the_file_wherever_they_are_cut(size: int, seed: int) -> None:
    rng = Random(seed)
    cells = ["李小华", "a\nb", 'say ""x""', "1,2", ""]
    lines = ["姓名,身份证号,所属村居"] + [
        ",".join(f'"{rng.choice(cells)}"' for _ in range(3)) for _ in range(20)
    ]
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        path = Path(folder) / "x.csv"
        path.write_text("\r\n".join(lines) + "\r\n", encoding="utf-8", newline="")
        whole = pl.concat(list(CsvBody(path, "utf-8").blocks(1, 3)))
        patch.setattr("laoyou.people.core.reading.BLOCK_BYTES", size)
        pieces = pl.concat(list(CsvBody(path, "utf-8").blocks(1, 3)))

    assert pieces.equals(whole)
    assert pieces["row_no"].to_list() == list(range(2, 22))


def test_title_lines_and_group_headings_stand_above_the_header(tmp_path: Path) -> None:
    sheet = [
        ["二马路街道老年人台账"],
        ["填报单位：二马路街道", "", "填报日期：2026年3月"],
        ["基本信息", "", "", "居住信息"],
        TOWN,
        elder(),
    ]
    path = tmp_path / "名册.xlsx"
    path.write_bytes(xlsx_file(*sheet))

    with opened(path, Source.TOWN, tmp_path) as found:
        rows = pl.concat(list(found.blocks()))

    assert (found.heading.line, found.heading.match.layout.key) == (3, "elders")
    assert rows["row_no"].to_list() == [5]


def test_cells_merged_downwards_have_one_value_and_others_stay_empty(tmp_path: Path) -> None:
    village = TOWN.index("所属村居")
    rows = [elder(name, 所属村居="") for name in ("李一", "李二", "李三")]
    content = workbook({"表": [TOWN, *rows]}, [(1, village, 2, village, "新华社区")])

    found = read_all(content, tmp_path, "名册.xlsx")

    assert [cell or "" for cell in found[f"c{village}"].to_list()] == ["新华社区", "新华社区", ""]


def test_headers_merged_downwards_belong_to_the_lowest_line(tmp_path: Path) -> None:
    top = ["姓名", "身份证号", "住地", ""]
    content = workbook(
        {"表": [top, ["", "", "所属乡镇", "所属村居"], ["李小华", "1", "二马路街道", "新华社区"]]},
        [(0, 0, 1, 0, "姓名"), (0, 1, 1, 1, "身份证号")],
    )

    rows = read_all(content, tmp_path, "名册.xlsx")

    assert rows.select("c0", "c3", "row_no").rows() == [("李小华", "新华社区", 3)]


def test_cells_keep_what_one_sees(tmp_path: Path) -> None:
    headers_ = ("姓名", "身份证号", "出生日期", "所属村居", "联系电话")
    content = xlsx_file(headers_, ["李小华", 230502194505041234, date(1945, 5, 4), True, 13812345521])

    rows = read_all(content, tmp_path, "名册.xlsx")

    assert rows.row(0)[:5] == ("李小华", "2.30502E+17", "1945-05-04", "是", "13812345521")


def test_of_several_sheets_the_one_that_fits_is_read_and_the_others_named(tmp_path: Path) -> None:
    path = tmp_path / "名册.xlsx"
    path.write_bytes(
        workbook({"说明": [["请按模板填写"]], "数据": [TOWN, elder()], "参考": [["姓名", "备注"]]})
    )

    with opened(path, Source.TOWN, tmp_path) as sheet:
        assert (sheet.sheet, sheet.other_sheets) == ("数据", ("说明", "参考"))


@pytest.mark.parametrize(
    ("content", "code", "remedy"),
    [
        (b"", "empty", "选对"),
        (b"%PDF-1.7 ...", "wrong_kind", "xlsx 或 CSV"),
        (b"\x89PNG\r\n", "wrong_kind", "xlsx 或 CSV"),
        (b"Rar!\x1a", "wrong_kind", "xlsx 或 CSV"),
        (b"<html><table>", "wrong_kind", "另存为"),
        (b"abc\x00def", "wrong_kind", "另存为"),
        (OLD_EXCEL, "old_excel", "另存为"),
        (OLD_EXCEL + "EncryptedPackage".encode("utf-16-le"), "password", "取消密码"),
        (b"PK\x03\x04broken", "broken", "另存为"),
        (zipped(word__document_dot_xml=b"<x/>"), "wrong_kind", "Word"),
        (zipped(a_dot_csv=b"a,b"), "wrong_kind", "解压"),
        (zipped(mimetype=b"x", content_dot_xml=b"<x/>"), "wrong_kind", "另存为"),
        (workbook({"空": []}), "empty", "选对"),
        (b"\r\n\r\n", "empty", "选对"),
        ("今天开会\r\n明天放假\r\n".encode(), "header", "前 10 行"),
        ("姓名,性别\r\n李小华,女\r\n".encode(), "header", "身份证号"),
    ],
)
def test_what_is_no_roster_gets_a_clear_answer(
    content: bytes, code: str, remedy: str, tmp_path: Path
) -> None:
    refusal = refused(content, tmp_path)

    assert refusal.code == code
    assert remedy in refusal.message


def test_a_file_of_two_gigabytes_is_refused_by_its_size_alone(tmp_path: Path) -> None:
    path = tmp_path / "名册.csv"
    with path.open("wb") as file:
        file.truncate(2 * 1024**3)

    with pytest.raises(Invalid) as refusal:
        container_of(path)

    assert refusal.value.code == "too_big"
    assert "拆成" in refusal.value.message
    with pytest.raises(Invalid):
        check_size(LIMITS.file_bytes + 1)


def test_a_zip_bomb_is_refused_before_it_is_opened(tmp_path: Path) -> None:
    bomb = zipped(xl__workbook_dot_xml=b"<x/>", xl__worksheets__sheet1_dot_xml=bytes(40 * 1024 * 1024))

    assert refused(bomb, tmp_path).code == "zip_bomb"


def test_a_zip_that_lies_about_its_size_is_found_out(tmp_path: Path) -> None:
    content = bytearray(zipped(xl__workbook_dot_xml=b"<x/>", xl__worksheets__sheet1_dot_xml=b"a" * 5_000_000))
    for signature, offset in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        place = content.rfind(signature)
        content[place + offset : place + offset + 4] = struct.pack("<I", 100)

    assert refused(bytes(content), tmp_path).code == "zip_bomb"


def test_too_many_parts_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "名册.xlsx"
    path.write_bytes(xlsx_file(TOWN, elder()))

    with pytest.raises(Invalid) as refusal:
        container_of(path, Limits(parts=2))

    assert refusal.value.code == "zip_bomb"


def test_a_cell_far_to_the_right_is_refused(tmp_path: Path) -> None:
    row = [*elder(), *[""] * 200, "x"]

    assert refused(xlsx_file(TOWN, row), tmp_path).code == "too_wide"


def test_a_sheet_may_be_read_wider_than_its_roster(tmp_path: Path) -> None:
    rows = read_all(csv_file((*TOWN, "备注", "错误原因"), [*elder(), "x", "y"]), tmp_path)

    assert rows.width == len(TOWN) + 3


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.key)
def test_every_layout_knows_its_own_headers_and_every_synonym(layout: Layout) -> None:
    usual = [column.header for column in layout.columns]
    found = headers.find([usual], layout.source)

    assert found is not None
    assert (found.match.layout.key, found.match.missing) == (layout.key, ())
    for column in layout.columns:
        for other in column.synonyms:
            words = [other if header == column.header else header for header in usual]
            if len(set(map(headers.plain, words))) == len(words):
                assert column.field in headers.match(words, layout).columns, (layout.key, other)


def test_headers_are_known_with_what_people_add_to_them() -> None:
    assert headers.plain(" 姓 名*\n（必填）：") == "姓名"
    assert headers.plain("ＩＤ号") == "id号"


def test_a_chosen_column_goes_before_a_known_one() -> None:
    (layout,) = (layout for layout in LAYOUTS if layout.key == "deaths")

    found = headers.match(
        ["姓名", "姓名2", "公民身份号码", "死亡日期"], layout, {"姓名2": "name", "姓名": ""}
    )

    assert found.columns[Field.NAME] == 1


DAYS: dict[str, date | None] = {
    "2020-1-5": date(2020, 1, 5),
    "2020-01-05": date(2020, 1, 5),
    "2020/01/05": date(2020, 1, 5),
    "2020.1.5": date(2020, 1, 5),
    "2020年1月5日": date(2020, 1, 5),
    "20200105": date(2020, 1, 5),
    "2020-01-05 00:00:00": date(2020, 1, 5),
    "43835": date(2020, 1, 5),
    "43835.0": date(2020, 1, 5),
    "2020.1": None,
    "2020-02-30": None,
    "1849-12-31": None,
    "去年": None,
    "5": None,
}


def test_days_are_read_in_every_form_and_never_invented() -> None:
    texts = pl.Series(list(DAYS))

    assert read_column(texts).to_list() == list(DAYS.values())
    assert pl.select(read(pl.lit(texts), months=True)).to_series()[9] == date(2020, 1, 1)


@given(st.dates(date(1850, 1, 1), date(2100, 12, 31)))
def test_any_day_is_the_same_in_every_form(day: date) -> None:
    forms: list[Callable[[date], str]] = [
        date.isoformat,
        lambda d: f"{d.year}/{d.month}/{d.day}",
        lambda d: f"{d.year}年{d.month}月{d.day}日",
        lambda d: f"{d:%Y%m%d}",
    ]

    assert set(read_column(pl.Series([form(day) for form in forms])).to_list()) == {day}


def test_the_limits_are_generous_enough_for_a_city() -> None:
    assert containers.LIMITS.file_bytes >= 300 * 1024 * 1024
    assert containers.LIMITS.rows >= 1_000_000
