"""Spreadsheet files as bureaus keep them: CSV in two encodings, xlsx with title lines and merged headings."""

from __future__ import annotations

import csv
from datetime import date, datetime
from pathlib import Path
from random import Random
from typing import Protocol

import xlsxwriter

from laoyou.regions.shuangyashan.dirt import Dirt, Dirtier
from laoyou.regions.shuangyashan.manifest import FileReport
from laoyou.regions.shuangyashan.sheets import Form, Row, Sheet

XLSX_HEADER_ROW = 4
FIXED_STAMP = datetime(2020, 1, 1)  # noqa: DTZ001 a workbook's stamp has no zone


class Writer(Protocol):
    """Takes rows one after the other; `header_row` is the 1-based line of the column names."""

    header_row: int

    def write(self, row: Row) -> None: ...

    def close(self) -> None: ...


class CsvWriter:
    """A CSV as Excel exports it: one header line, CRLF."""

    header_row = 1

    def __init__(self, path: Path, sheet: Sheet) -> None:
        self._file = path.open("w", encoding=sheet.form.value, newline="")
        self._writer = csv.writer(self._file, lineterminator="\r\n")
        self._writer.writerow(sheet.columns)

    def write(self, row: Row) -> None:
        self._writer.writerow(row)

    def close(self) -> None:
        self._file.close()


class XlsxWriter:
    """A workbook with a merged title, a merged line of who and when, merged headings, then column names."""

    header_row = XLSX_HEADER_ROW

    def __init__(self, path: Path, sheet: Sheet, place: str, on: date) -> None:
        self._book = xlsxwriter.Workbook(str(path), {"constant_memory": True, "strings_to_numbers": False})
        self._book.set_properties({"created": FIXED_STAMP, "title": sheet.title})
        self._page = self._book.add_worksheet("Sheet1")
        self._dates = [
            index
            for index, name in enumerate(sheet.columns)
            if sheet.date_cells and name.endswith("日期") and name != "出生日期"
        ]
        self._day = self._book.add_format({"num_format": "yyyy-mm-dd"})
        self._line = 0
        self._head(sheet, place, on)

    def _head(self, sheet: Sheet, place: str, on: date) -> None:
        bold = self._book.add_format({"bold": True, "align": "center"})
        last = len(sheet.columns) - 1
        self._page.set_column(0, last, 18)
        self._page.merge_range(0, 0, 0, last, f"{place}{sheet.title}统计表", bold)
        self._page.merge_range(
            1, 0, 1, last, f"填报单位：{place}{sheet.department}　　填报日期：{on:%Y年%m月%d日}"
        )
        start = 0
        for title, width in sheet.groups:
            if width > 1:
                self._page.merge_range(2, start, 2, start + width - 1, title, bold)
            else:
                self._page.write_string(2, start, title, bold)
            start += width
        for index, name in enumerate(sheet.columns):
            self._page.write_string(3, index, name, bold)
        self._line = XLSX_HEADER_ROW

    def write(self, row: Row) -> None:
        for index, text in enumerate(row):
            if text:
                self._page.write_string(self._line, index, text)
        for index in self._dates:
            day = _day(row[index])
            if day is not None:
                self._page.write_datetime(self._line, index, day, self._day)
        self._line += 1

    def close(self) -> None:
        self._book.close()


def _day(text: str) -> date | None:
    """A plain date as a date cell; everything else stays text as it is."""
    try:
        return date.fromisoformat(text) if len(text) == 10 else None
    except ValueError:
        return None


def open_writer(path: Path, sheet: Sheet, place: str, on: date) -> Writer:
    """The writer of one file; `place` is the county or city that stands in its title."""
    return XlsxWriter(path, sheet, place, on) if sheet.form is Form.XLSX else CsvWriter(path, sheet)


class DepartmentFile:
    """One file being written: dirties some rows, repeats some, and remembers which."""

    def __init__(
        self, folder: Path, sheet: Sheet, place: str, on: date, dirtier: Dirtier, rng: Random
    ) -> None:
        suffix = "xlsx" if sheet.form is Form.XLSX else "csv"
        self.name = f"{sheet.department}-{sheet.title}-{place}.{suffix}"
        self._sheet = sheet
        self._writer = open_writer(folder / self.name, sheet, place, on)
        self._dirtier = dirtier
        self._rng = rng
        self._rows = 0
        self._dirt: dict[str, list[int]] = {}
        self._repeats: list[tuple[int, Row]] = []

    def add(self, row: Row, *, listed_though_dead: bool = False) -> None:
        """Write a row, perhaps spoiled; a row of one whose death only the police know is left as it is."""
        kind = Dirt.DEATH_ONLY_POLICE if listed_though_dead else self._dirtier.spoil(row)
        line = self._put(row)
        if kind is Dirt.DUPLICATE_ROW:
            self._repeats.append((self._rows + 1 + int(self._rng.random() * 40), row))
        elif kind is not None:
            self._note(kind, line)
        if self._repeats and self._repeats[0][0] <= self._rows:
            self._repeat()

    def _put(self, row: Row) -> int:
        self._writer.write(row)
        self._rows += 1
        return self._writer.header_row + self._rows

    def _repeat(self) -> None:
        _, row = self._repeats.pop(0)
        self._note(Dirt.DUPLICATE_ROW, self._put(row))

    def _note(self, kind: Dirt, line: int) -> None:
        self._dirt.setdefault(kind.value, []).append(line)

    def close(self) -> FileReport:
        """Finish the file and report on it."""
        while self._repeats:
            self._repeat()
        self._writer.close()
        return FileReport(
            path=self.name,
            source=self._sheet.source,
            sheet=self._sheet.name,
            encoding=self._sheet.form.value,
            header_row=self._writer.header_row,
            columns=self._sheet.columns,
            rows=self._rows,
            dirt=dict(sorted(self._dirt.items())),
        )
