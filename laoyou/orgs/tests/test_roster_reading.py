"""Reading a bureau's list of organisations."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from laoyou.kernel.errors import Invalid
from laoyou.orgs.core import words
from laoyou.orgs.reads import read_roster
from laoyou.orgs.tests.cast import CITY, COUNTY, TOWN, VILLAGE, code
from laoyou.orgs.types import ORGANISATION_KIND_LABELS, OrganisationKind, Registrar
from laoyou.places.types import Level, NetworkTier

CELLS = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=12)
CODES = frozenset({CITY, COUNTY, TOWN, VILLAGE})
HEADERS = [
    "机构名称", "统一社会信用代码", "机构类型", "区划代码", "地址",
    "床位数", "托位数", "负责人", "电话", "登记机关",
]  # fmt: skip
GOOD = {
    "机构名称": "松鹤养老院",
    "统一社会信用代码": code(),
    "机构类型": "民办非企业养老机构",
    "区划代码": VILLAGE,
    "地址": "建设路3号",
    "床位数": "120",
    "托位数": "",
    "负责人": "韩强",
    "电话": "138 1234 5521",
    "登记机关": "尖山区民政局",
}


def as_csv(*rows: dict[str, Any], headers: list[str] = HEADERS, encoding: str = "utf-8-sig") -> bytes:
    out = io.StringIO()
    writer = csv.DictWriter(out, headers, extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode(encoding)


def as_xlsx(*rows: dict[str, Any]) -> bytes:
    """As bureaus make them: a title over all columns, groups, then the heading."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet("机构")
        sheet.merge_range(0, 0, 0, 9, "养老机构及站点")
        sheet.merge_range(1, 0, 1, 2, "机构")
        for place, header in enumerate(HEADERS):
            sheet.write(2, place, header)
            for line, row in enumerate(rows):
                sheet.write(3 + line, place, row[header])
    return out.getvalue()


def fault(**change: str) -> str:
    """The sentence with which one row is refused."""
    roster = read_roster(as_csv(GOOD | change), CODES)
    assert roster.rows == ()
    [only] = roster.faults
    assert only.line == 2
    assert len(only.cells) == len(HEADERS)
    return only.sentence


@pytest.mark.parametrize("content", [as_csv(GOOD), as_csv(GOOD, encoding="gb18030"), as_xlsx(GOOD)])
def test_a_list_is_read_from_csv_of_either_encoding_and_from_excel(content: bytes) -> None:
    roster = read_roster(content, CODES)

    [row] = roster.rows
    assert roster.faults == ()
    assert (row.organisation.name, row.organisation.credit_code) == ("松鹤养老院", code())
    assert (row.organisation.kind, row.organisation.registrar) == (OrganisationKind.HOME, Registrar.CIVIL)
    assert (row.organisation.division, row.address, row.beds) == (VILLAGE, "建设路3号", 120)
    assert (row.officer, row.phone, row.tier) == ("韩强", "13812345521", None)


def test_numbers_that_excel_keeps_as_numbers_are_read() -> None:
    roster = read_roster(as_xlsx(GOOD | {"区划代码": int(VILLAGE), "床位数": 80, "电话": 13812345521}), CODES)

    [row] = roster.rows
    assert (row.line, row.organisation.division, row.beds, row.phone) == (4, VILLAGE, 80, "13812345521")


def test_full_width_digits_and_stray_spaces_are_read() -> None:
    roster = read_roster(as_csv(GOOD | {"床位数": "１２０ 张", "机构类型": " 养老 机构 "}), CODES)

    assert [row.beds for row in roster.rows] == [120]


@pytest.mark.parametrize(
    ("change", "words_of_it"),
    [
        ({"机构名称": ""}, "“机构名称”没有填写"),
        ({"机构名称": "长" * 101}, "超过 100 个字"),
        ({"机构类型": "麻将馆"}, "“麻将馆”不认识，可填：政府单位"),
        ({"区划代码": "230502001999"}, "“230502001999”不在区划表中"),
        ({"统一社会信用代码": "12345"}, "应为18位"),
        ({"床位数": "一百"}, "“床位数”应为不带小数的数字"),
        ({"床位数": "12.5"}, "“12.5”不是"),
        ({"床位数": "-3"}, "“-3”不是"),
        ({"托位数": "九"}, "“托位数”"),
        ({"电话": "1234567"}, "缺少区号"),
        ({"机构类型": "社区养老服务站", "区划代码": TOWN}, "要到村（社区）一级"),
    ],
)
def test_a_faulty_row_says_what_is_wrong_with_it(change: dict[str, str], words_of_it: str) -> None:
    sentence = fault(**change)

    assert words_of_it in sentence
    assert sentence.endswith("。")


def test_a_faulty_row_harms_no_other_and_blank_lines_are_passed_over() -> None:
    blank = dict.fromkeys(HEADERS, "")
    other = GOOD | {"机构名称": "福寿", "统一社会信用代码": ""}

    roster = read_roster(as_csv(GOOD, blank, GOOD | {"区划代码": "1"}, other), CODES)

    assert [row.line for row in roster.rows] == [2, 5]
    assert [one.line for one in roster.faults] == [4]


def test_the_second_of_two_rows_for_one_organisation_is_a_fault() -> None:
    nameless = GOOD | {"统一社会信用代码": ""}

    roster = read_roster(as_csv(GOOD, GOOD | {"机构名称": "改了名"}, nameless, nameless), CODES)

    assert [row.line for row in roster.rows] == [2, 4]
    assert [one.sentence for one in roster.faults] == [
        "与第 2 行重复（同一家机构），请删去一行。",
        "与第 4 行重复（同一家机构），请删去一行。",
    ]


def test_a_nursery_without_a_column_of_its_own_has_its_places_under_beds() -> None:
    nursery = GOOD | {"机构类型": "民办托育机构", "床位数": "60"}
    without = [header for header in HEADERS if header != "托位数"]

    [short] = read_roster(as_csv(nursery, headers=without), CODES).rows
    [full] = read_roster(as_csv(nursery | {"床位数": "0", "托位数": "45"}), CODES).rows

    assert (short.beds, short.nursery_places) == (0, 60)
    assert (full.beds, full.nursery_places) == (0, 45)


def test_what_is_not_needed_may_be_left_out() -> None:
    needed = ["机构名称", "机构类型", "区划代码"]

    [row] = read_roster(as_csv(GOOD, headers=needed), CODES).rows

    assert (row.organisation.credit_code, row.organisation.registrar) == ("", None)
    assert (row.address, row.beds, row.officer, row.phone) == ("", 0, "", "")


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (b"", "sheet_empty"),
        (b" \r\n ", "sheet_empty"),
        (as_csv(), "roster_empty"),
        (b"PK\x03\x04not a workbook", "sheet_file"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "sheet_file"),
        ("姓名,身份证号\n甲,1".encode(), "roster_heading"),
        (as_csv(GOOD, headers=["机构名称", "机构类型"]), "roster_heading"),
    ],
)
def test_a_file_that_is_no_list_is_refused(content: bytes, refusal: str) -> None:
    with pytest.raises(Invalid) as refused:
        read_roster(content, CODES)

    assert refused.value.code == refusal


def test_a_file_too_large_for_a_list_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("laoyou.web.handed_in.MOST_BYTES", 100)
    with pytest.raises(Invalid, match="超过"):
        read_roster(as_csv(GOOD), CODES)

    monkeypatch.setattr("laoyou.web.handed_in.MOST_BYTES", 50_000_000)
    monkeypatch.setattr("laoyou.web.handed_in.MOST_ROWS", 1)
    with pytest.raises(Invalid, match="超过 1 行"):
        read_roster(as_csv(GOOD), CODES)


@given(st.binary(max_size=200))
def test_no_file_makes_the_reader_stumble(content: bytes) -> None:
    with pytest.raises(Invalid):
        read_roster(content, CODES)


@given(st.fixed_dictionaries(dict.fromkeys(HEADERS, CELLS)))
def test_no_row_makes_the_reader_stumble(row: dict[str, str]) -> None:
    roster = read_roster(as_csv(GOOD, row), CODES)

    assert [one.line for one in roster.rows][:1] == [2]


def test_every_kind_of_ours_is_understood_by_its_own_word() -> None:
    assert {words.kind_of(label): kind for kind, label in ORGANISATION_KIND_LABELS.items()} == {
        kind: kind for kind in OrganisationKind
    }


@pytest.mark.parametrize(
    ("word", "tier", "level"),
    [
        ("市级养老服务指导中心", NetworkTier.CENTRE, Level.CITY),
        ("县级养老服务指导中心", NetworkTier.CENTRE, Level.COUNTY),
        ("街道养老服务中心", NetworkTier.TOWN_CENTRE, Level.TOWN),
        ("村级养老服务站", NetworkTier.STATION, Level.VILLAGE),
        ("养老关爱之家", NetworkTier.POINT, Level.VILLAGE),
        ("医院", None, None),
    ],
)
def test_a_place_of_the_network_is_known_by_its_kind(
    word: str, tier: NetworkTier | None, level: Level | None
) -> None:
    assert (words.tier_of(word), words.served_level(word)) == (tier, level)


@pytest.mark.parametrize(
    ("word", "registrar"),
    [
        ("尖山区事业单位登记管理局", Registrar.PUBLIC),
        ("双鸭山市民政局", Registrar.CIVIL),
        ("尖山区市场监督管理局", Registrar.MARKET),
        ("企业（市场监管）", Registrar.MARKET),
        ("", None),
        ("其他", None),
    ],
)
def test_an_authority_tells_how_an_organisation_is_registered(word: str, registrar: Registrar | None) -> None:
    assert words.registrar_of(word) is registrar
