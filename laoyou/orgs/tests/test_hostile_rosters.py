"""Lists of organisations as no bureau should make them, and as some do."""

from __future__ import annotations

import io
import zipfile
from contextlib import suppress
from typing import Any

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from laoyou.kernel.errors import Invalid
from laoyou.orgs.core.roster import read_roster
from laoyou.orgs.tests.cast import VILLAGE, code
from laoyou.orgs.tests.test_roster_reading import CODES, GOOD, HEADERS, as_csv, as_xlsx, fault
from laoyou.orgs.types import Roster


def refusal(content: bytes) -> str:
    with pytest.raises(Invalid) as refused:
        read_roster(content, CODES)
    return refused.value.code


def rewritten(content: bytes, part: str, change: Any) -> bytes:
    """The same workbook with one part changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            data = old.read(entry)
            new.writestr(entry.filename, change(data) if entry.filename == part else data)
    return out.getvalue()


SHEET = "xl/worksheets/sheet1.xml"
WORKBOOK = as_xlsx(GOOD)


def with_rows(rows: bytes) -> bytes:
    return rewritten(as_xlsx(GOOD), SHEET, lambda xml: xml.replace(b"</sheetData>", rows + b"</sheetData>"))


def test_a_sheet_that_unpacks_to_more_than_a_list_is_refused_unread() -> None:
    bomb = rewritten(as_xlsx(GOOD), SHEET, lambda xml: xml + b" " * 110_000_000)

    assert len(bomb) < 1_000_000
    assert refusal(bomb) == "sheet_size"


def test_an_archive_that_lies_about_its_sizes_is_refused() -> None:
    honest = with_rows(b" " * 100_000)
    with zipfile.ZipFile(io.BytesIO(honest)) as archive:
        real = archive.getinfo(SHEET).file_size

    lying = honest.replace(real.to_bytes(4, "little"), (50).to_bytes(4, "little"))

    assert refusal(lying) == "sheet_file"


@pytest.mark.parametrize(
    "far",
    [
        b'<row r="5"><c r="XFD5" t="str"><v>x</v></c></row>',
        b'<row r="5"><c s="1" r="BA5" t="str"><v>x</v></c></row>',
        b"<row r='5'><c r='ZZ5' t='str'><v>x</v></c></row>",
        b'<row r="1048576"><c r="A1048576" t="str"><v>x</v></c></row>',
        b'<row spans="1:2" r="200000"><c t="str"><v>x</v></c></row>',
        b'<row><c r="B999999" t="str"><v>x</v></c></row>',
    ],
)
def test_a_stray_cell_far_out_does_not_cost_gigabytes(far: bytes) -> None:
    assert refusal(with_rows(far)) == "sheet_size"


@pytest.mark.parametrize(
    "near",
    [b'<row r="5"><c r="AZ5" t="str"><v>x</v></c></row>', b'<row r="1048576"/>', b'<row r="5" spans="1:2"/>'],
)
def test_what_lies_within_a_list_is_read(near: bytes) -> None:
    assert read_roster(with_rows(near), CODES).rows[0].organisation.name == "松鹤养老院"


@pytest.mark.parametrize(
    "content",
    [
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600,
        b"%PDF-1.7\n\x00\x01",
        b"\x1f\x8b\x08\x00\x00\x00",
        b"\xff\xfe" + "机构名称".encode("utf-16-le"),
        b"\xff\xff\xff\xff",
    ],
)
def test_another_kind_of_file_is_refused(content: bytes) -> None:
    assert refusal(content) in {"sheet_file", "roster_heading"}


def test_an_archive_without_a_workbook_is_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("照片.txt", "x")

    assert refusal(out.getvalue()) == "sheet_file"


@pytest.mark.parametrize("part", [SHEET, "xl/workbook.xml", "xl/sharedStrings.xml", "[Content_Types].xml"])
def test_a_workbook_with_a_broken_part_is_refused_or_read_but_never_a_fault(part: str) -> None:
    for damaged in (
        b"",
        b"<",
        b"\x00" * 40,
        b"<?xml version='1.0'?><!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>",
    ):
        with suppress(Invalid):
            read_roster(rewritten(as_xlsx(GOOD), part, lambda _, to=damaged: to), CODES)


@given(st.data())
def test_a_workbook_cut_or_bent_anywhere_makes_nothing_stumble(data: st.DataObject) -> None:
    content = bytearray(WORKBOOK)
    place = data.draw(st.integers(2, len(content) - 1))
    content[place] = data.draw(st.integers(0, 255))
    if data.draw(st.booleans()):
        del content[data.draw(st.integers(4, len(content) - 1)) :]
    try:
        roster = read_roster(bytes(content), CODES)
    except Invalid:
        return
    assert isinstance(roster, Roster)


def as_numbers(*rows: dict[str, Any]) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet()
        for line, row in enumerate([dict(zip(HEADERS, HEADERS, strict=True)), *rows]):
            for place, header in enumerate(HEADERS):
                sheet.write(line, place, row[header])
    return out.getvalue()


def test_codes_phones_and_beds_kept_as_numbers_are_read_whole() -> None:
    written = GOOD | {"区划代码": int(VILLAGE), "床位数": 120.0, "电话": 13812345521}

    [row] = read_roster(as_numbers(written), CODES).rows

    assert (row.organisation.division, row.beds, row.phone) == (VILLAGE, 120, "13812345521")


@pytest.mark.parametrize("beds", [0.5, -3, 1e9, True])
def test_a_number_that_is_no_count_of_beds_is_a_fault(beds: float) -> None:
    roster = read_roster(as_numbers(GOOD | {"床位数": beds}), CODES)

    assert roster.rows == ()
    assert "床位数" in roster.faults[0].sentence


def test_merged_cells_say_their_word_in_the_first_row_alone() -> None:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEADERS)
        sheet.write_row(1, 0, [GOOD[header] for header in HEADERS])
        second = GOOD | {"机构名称": "福寿院", "统一社会信用代码": "", "机构类型": ""}
        sheet.write_row(2, 0, [second[header] for header in HEADERS])
        sheet.merge_range(1, 2, 2, 2, GOOD["机构类型"])

    roster = read_roster(out.getvalue(), CODES)

    assert [row.line for row in roster.rows] == [2]
    assert [(one.line, "机构类型" in one.sentence) for one in roster.faults] == [(3, True)]


def test_rare_characters_of_gb18030_stay() -> None:
    [row] = read_roster(
        as_csv(GOOD | {"机构名称": "𠮷祥㐂院", "负责人": "王䶮"}, encoding="gb18030"), CODES
    ).rows

    assert (row.organisation.name, row.officer) == ("𠮷祥㐂院", "王䶮")


def test_characters_that_no_text_may_hold_are_left_out() -> None:
    [row] = read_roster(as_csv(GOOD | {"地址": "建设\x01路\x1f3号"}), CODES).rows

    assert row.address == "建设路3号"
    escaped = rewritten(
        as_xlsx(GOOD), "xl/sharedStrings.xml", lambda xml: xml.replace("松鹤".encode(), b"_x0000_")
    )
    assert "\x00" not in "".join(read_roster(escaped, CODES).rows[0].cells)


@pytest.mark.parametrize(("column", "longest"), [("机构名称", 100), ("地址", 200), ("负责人", 64)])
def test_a_text_longer_than_the_register_keeps_is_a_fault_of_its_row(column: str, longest: int) -> None:
    assert f"“{column}”超过 {longest} 个字" in fault(**{column: "长" * (longest + 1)})
    assert len(read_roster(as_csv(GOOD | {column: "长" * longest}), CODES).rows) == 1


@given(st.lists(st.sampled_from(["good", "wrong", "blank", "twin"]), max_size=12))
def test_every_line_is_a_row_or_a_fault_once_and_in_order(kinds: list[str]) -> None:
    lines = {
        "good": lambda at: GOOD | {"统一社会信用代码": code(at + 10)},
        "wrong": lambda at: GOOD | {"机构类型": "茶馆"},
        "blank": lambda at: dict.fromkeys(HEADERS, ""),
        "twin": lambda at: GOOD,
    }
    roster = read_roster(as_csv(GOOD, *(lines[kind](at) for at, kind in enumerate(kinds))), CODES)

    taken, back = [row.line for row in roster.rows], [one.line for one in roster.faults]
    told = {at + 3: kind for at, kind in enumerate(kinds)}
    assert taken == [2, *(line for line, kind in told.items() if kind == "good")]
    assert back == [line for line, kind in told.items() if kind in {"wrong", "twin"}]
