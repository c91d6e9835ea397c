"""Spreadsheets that leave the house."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from laoyou.kernel.money import Money
from laoyou.web import sheets
from laoyou.web.sheets import Column, Kind

FORMULAS = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "=cmd|'/c calc'!A0", "＝1", '=HYPERLINK("x")')
# What a cell of a spreadsheet can hold: no controls, no half of a surrogate pair.
WORDS = st.text(st.characters(exclude_categories=("C", "Z")), min_size=1, max_size=40)


def read(book: bytes, sheet: int = 0) -> list[list[Any]]:
    return CalamineWorkbook.from_filelike(io.BytesIO(book)).get_sheet_by_index(sheet).to_python()


def part(book: bytes, name: str) -> str:
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        return archive.read(name).decode()


def lines(rows: Sequence[Sequence[sheets.Value]]) -> list[list[str]]:
    text = "".join(sheets.csv_lines(["值"] * len(rows[0]), rows))
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))[1:]


@pytest.mark.parametrize("text", FORMULAS)
def test_what_looks_like_a_formula_is_a_text_cell_without_an_added_sign(text: str) -> None:
    book = sheets.workbook("名单", ["姓名"], [[text]])

    assert "<f>" not in part(book, "xl/worksheets/sheet1.xml")
    assert read(book)[1][0].strip() == text.strip()


@given(WORDS)
def test_any_text_comes_back_from_a_workbook_as_it_was(text: str) -> None:
    assert read(sheets.workbook("名单", ["姓名"], [[text]]))[1] == [text]


@given(st.text(max_size=30))
def test_no_cell_of_a_csv_file_begins_as_a_formula(text: str) -> None:
    [[cell]] = lines([[text]]) or [[""]]

    assert not cell.startswith(("=", "+", "-", "@", "\t", "\r"))


@pytest.mark.parametrize("text", FORMULAS)
def test_a_csv_cell_that_looks_like_a_formula_has_an_apostrophe_before_it(text: str) -> None:
    assert lines([[text, "后"]]) == [["'" + text, "后"]]


def test_headings_are_neutralised_too() -> None:
    [first, *_] = sheets.csv_lines(["=1", Column("姓名")], [])

    assert first == "\ufeff'=1,姓名\r\n"


def test_numbers_dates_and_money_keep_their_kind() -> None:
    row = (83, -2, 0.5, Money(123_450), date(2026, 3, 2), datetime(2026, 3, 2, 1, 30, tzinfo=UTC), True, None)
    headers: list[str | Column] = [
        "年龄",
        "差",
        "比",
        Column("金额", Kind.YUAN),
        "日",
        Column("时", Kind.MINUTE),
        "在",
        "空",
    ]

    [_, cells] = read(sheets.workbook("数", headers, [row]))

    assert cells[:4] == [83, -2, 0.5, 1234.5]
    assert cells[4] == date(2026, 3, 2)
    assert cells[5] == datetime(2026, 3, 2, 9, 30)  # noqa: DTZ001 - a spreadsheet knows no zones
    assert cells[6:] == ["是", ""]


def test_a_csv_file_says_values_as_people_write_them() -> None:
    row = (83, Money(-123_450), date(2026, 3, 2), datetime(2026, 3, 2, 1, 30, tzinfo=UTC), False, None, "二")

    assert lines([row]) == [["83", "-1234.50", "2026-03-02", "2026-03-02 09:30", "否", "", "二"]]


def test_document_numbers_lose_no_digit() -> None:
    book = sheets.workbook("名单", ["证件号"], [["230502194305121043"], [230502194305121043]])

    assert read(book)[1:] == [["230502194305121043"], ["230502194305121043"]]


def test_the_heading_stays_in_sight_and_columns_are_wide_enough() -> None:
    book = sheets.workbook("名单", ["统一社会信用代码", Column("地址", width=40)], [["x", "y"]])

    sheet = part(book, "xl/worksheets/sheet1.xml")
    assert 'state="frozen"' in sheet
    assert 'width="18.7' in sheet
    assert 'width="40.7' in sheet


def test_more_rows_than_a_sheet_holds_go_on_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "ROWS_A_SHEET", 4)

    book = sheets.workbook("名单", ["号"], [[number] for number in range(7)])

    names = CalamineWorkbook.from_filelike(io.BytesIO(book)).sheet_names
    assert names == ["名单", "名单 2", "名单 3"]
    assert [read(book, sheet) for sheet in range(3)] == [
        [["号"], [0], [1], [2]],
        [["号"], [3], [4], [5]],
        [["号"], [6]],
    ]


@pytest.mark.parametrize("title", ["", "[]", "a/b*c?", "'名单'", "很" * 60, "历史:\x00"])
def test_any_title_makes_a_sheet(title: str) -> None:
    [name] = CalamineWorkbook.from_filelike(io.BytesIO(sheets.workbook(title, ["一"], []))).sheet_names

    assert 0 < len(name) <= 31


def test_a_text_longer_than_a_cell_is_cut_not_lost() -> None:
    [_, [cell]] = read(sheets.workbook("长", ["字"], [["长" * 40_000]]))

    assert cell == "长" * 32_767


def test_a_row_of_another_length_is_an_error_of_the_program() -> None:
    with pytest.raises(ValueError, match="zip"):
        sheets.workbook("名单", ["一", "二"], [["只有一格"]])


@pytest.mark.django_db  # closing an answer makes Django look at its connections
def test_a_workbook_is_answered_as_a_download_with_its_chinese_name() -> None:
    answer = sheets.workbook_answer("机构名单.xlsx", "机构", ["名称"], [["甲"]])

    assert answer.headers["Content-Type"] == sheets.XLSX
    assert answer.headers["Content-Disposition"].startswith("attachment; filename*=utf-8''%E6%9C%BA")
    assert read(b"".join(answer))[1] == ["甲"]
    answer.close()


def test_a_csv_file_is_answered_line_by_line() -> None:
    answer = sheets.csv_answer("错误.csv", ["名称", "原因"], [["甲", "=重复"]])

    assert "%E9%94%99" in answer.headers["Content-Disposition"]
    assert b"".join(answer).decode() == "\ufeff名称,原因\r\n甲,'=重复\r\n"


def test_a_csv_file_in_the_encoding_of_older_systems_has_no_mark_at_its_beginning() -> None:
    answer = sheets.csv_answer("名单.csv", ["姓名"], [["王䶮"], ["𠮷祥"]], sheets.Encoding.GB18030)

    assert answer.headers["Content-Type"] == "text/csv; charset=gb18030"
    assert b"".join(answer).decode("gb18030") == "姓名\r\n王䶮\r\n𠮷祥\r\n"
