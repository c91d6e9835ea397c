"""Spreadsheets that leave the house: exports and rejected rows, safe to open.

A cell that a spreadsheet program would run as a formula (it begins with = + - @, a tab or a line break) stays
text: in xlsx it is written as a text cell, in CSV an apostrophe is put before it (OWASP, CSV injection).
"""

from __future__ import annotations

import csv
import io
import re
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import IO, Any

import xlsxwriter
from django.http import FileResponse, StreamingHttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header

from laoyou.kernel.clock import SHANGHAI
from laoyou.kernel.money import Money

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ROWS_A_SHEET = 1_048_576
LONGEST_CELL = 32_767
EXACT_DIGITS = 15
"""A spreadsheet keeps so many digits of a number; longer ones are written as text."""
SPOOLED = 5_000_000
_DANGEROUS = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n")
_NOT_IN_A_TITLE = re.compile(r"[\[\]:*?/\\\x00-\x1f]")

Value = str | int | float | bool | date | datetime | Money | None
"""What a cell may hold. Money is written in yuan; an instant in Chinese time to the minute."""


class Kind(StrEnum):
    """How a column is shown. Numbers that are names (documents, codes) are strings in TEXT columns."""

    TEXT = "text"
    NUMBER = "number"
    YUAN = "yuan"
    DATE = "date"
    MINUTE = "minute"


@dataclass(frozen=True, slots=True)
class Column:
    """A column by its heading; `width` in characters, by default as the heading needs."""

    label: str
    kind: Kind = Kind.TEXT
    width: int | None = None

    @property
    def characters(self) -> int:
        least = {Kind.DATE: 12, Kind.MINUTE: 18, Kind.YUAN: 14}.get(self.kind, 10)
        return self.width or max(least, 2 * len(self.label) + 2)


_OF_NUMBERS = (Kind.NUMBER, Kind.YUAN)
_NUMBER_FORMATS = {
    Kind.TEXT: "@",
    Kind.NUMBER: "#,##0.##",
    Kind.YUAN: "#,##0.00",
    Kind.DATE: "yyyy-mm-dd",
    Kind.MINUTE: "yyyy-mm-dd hh:mm",
}


def write_workbook(
    out: IO[bytes], title: str, headers: Sequence[str | Column], rows: Iterable[Sequence[Value]]
) -> int:
    """Write an xlsx file in little memory; how many rows went in. What one sheet cannot hold goes on."""
    columns = [_column(header) for header in headers]
    count = 0
    with xlsxwriter.Workbook(out, {"constant_memory": True, "in_memory": False}) as book:
        formats = {kind: book.add_format({"num_format": text}) for kind, text in _NUMBER_FORMATS.items()}
        bold = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        sheet, line = _new_sheet(book, title, 1, columns, bold, formats), 1
        for row in rows:
            if line == ROWS_A_SHEET:
                sheet, line = (
                    _new_sheet(book, title, count // (ROWS_A_SHEET - 1) + 1, columns, bold, formats),
                    1,
                )
            for place, (value, column) in enumerate(zip(row, columns, strict=True)):
                _write_cell(sheet, line, place, value, column.kind, formats)
            line, count = line + 1, count + 1
    return count


def workbook(title: str, headers: Sequence[str | Column], rows: Iterable[Sequence[Value]]) -> bytes:
    """An xlsx file as bytes, for small ones and for tests."""
    out = io.BytesIO()
    write_workbook(out, title, headers, rows)
    return out.getvalue()


def workbook_answer(
    filename: str, title: str, headers: Sequence[str | Column], rows: Iterable[Sequence[Value]]
) -> FileResponse:
    """A page's answer that downloads the workbook as `filename`."""
    out = tempfile.SpooledTemporaryFile(max_size=SPOOLED)  # noqa: SIM115 - the response closes it
    write_workbook(out, title, headers, rows)
    out.seek(0)
    return FileResponse(out, as_attachment=True, filename=filename, content_type=XLSX)


class Encoding(StrEnum):
    """How a CSV file is written: as Excel opens it everywhere, or as the older systems of banks want it."""

    UTF_8 = "utf-8"
    GB18030 = "gb18030"


def csv_lines(headers: Sequence[str | Column], rows: Iterable[Sequence[Value]]) -> Iterator[str]:
    """The lines of a CSV file that Excel opens as UTF-8 (it begins with a byte order mark)."""
    yield "\ufeff" + _csv_line([neutral(_column(header).label) for header in headers])
    for row in rows:
        yield _csv_line([_csv_cell(value) for value in row])


def csv_answer(
    filename: str,
    headers: Sequence[str | Column],
    rows: Iterable[Sequence[Value]],
    encoding: Encoding = Encoding.UTF_8,
) -> StreamingHttpResponse:
    """A page's answer that downloads the CSV file as `filename`, line by line."""
    lines = csv_lines(headers, rows)
    coded = (
        lines
        if encoding is Encoding.UTF_8
        else (line.removeprefix("\ufeff").encode(encoding) for line in lines)
    )
    answer = StreamingHttpResponse(coded, content_type=f"text/csv; charset={encoding}")
    answer.headers["Content-Disposition"] = content_disposition_header(True, filename) or "attachment"
    return answer


def neutral(text: str) -> str:
    """`text` with an apostrophe before it where a spreadsheet program would take it for a formula."""
    return "'" + text if text.startswith(_DANGEROUS) else text


def _column(header: str | Column) -> Column:
    return header if isinstance(header, Column) else Column(header)


def _new_sheet(
    book: Any, title: str, number: int, columns: Sequence[Column], bold: Any, formats: dict[Kind, Any]
) -> Any:
    sheet = book.add_worksheet(_sheet_title(title, number))
    sheet.freeze_panes(1, 0)
    for place, column in enumerate(columns):
        sheet.set_column(place, place, column.characters, formats[column.kind])
        sheet.write_string(0, place, column.label, bold)
    return sheet


def _sheet_title(title: str, number: int) -> str:
    """Excel allows 31 characters, none of []:*?/\\, and no apostrophe at either end."""
    ending = "" if number == 1 else f" {number}"
    plain = _NOT_IN_A_TITLE.sub(" ", title)[: 31 - len(ending)].strip("' ") or "表"
    return plain + ending


def _write_cell(
    sheet: Any, line: int, place: int, value: Value, kind: Kind, formats: dict[Kind, Any]
) -> None:
    match value:
        case None | "":
            return
        case bool():
            sheet.write_string(line, place, "是" if value else "否", formats[Kind.TEXT])
        case Money():
            sheet.write_number(line, place, float(value.yuan.replace(",", "")), formats[Kind.YUAN])
        case int() | float() if abs(value) < 10**EXACT_DIGITS:
            sheet.write_number(line, place, value, formats[kind] if kind in _OF_NUMBERS else None)
        case datetime():
            sheet.write_datetime(line, place, _local(value), formats[Kind.MINUTE])
        case date():
            sheet.write_datetime(line, place, value, formats[Kind.DATE])
        case _:
            sheet.write_string(line, place, str(value)[:LONGEST_CELL], formats[Kind.TEXT])


def _csv_cell(value: Value) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "是" if value else "否"
        case Money():
            return value.yuan.replace(",", "")
        case int() | float():
            return str(value)
        case datetime():
            return f"{_local(value):%Y-%m-%d %H:%M}"
        case date():
            return value.isoformat()
        case _:
            return neutral(value)


def _csv_line(cells: Sequence[str]) -> str:
    out = io.StringIO()
    csv.writer(out).writerow(cells)
    return out.getvalue()


def _local(value: datetime) -> datetime:
    """Without its zone, which a spreadsheet cannot hold."""
    return timezone.make_naive(value, SHANGHAI) if timezone.is_aware(value) else value
