"""One small city, made once for all tests of this folder; nobody may write into it."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from laoyou.regions.shuangyashan.generate import generate
from laoyou.regions.shuangyashan.manifest import FileReport, Manifest

SCALE = 0.02


@dataclass(frozen=True)
class DemoCity:
    folder: Path
    manifest: Manifest

    def report(self, sheet: str) -> FileReport:
        return next(one for one in self.manifest.files if one.sheet == sheet)

    def reports(self, sheet: str) -> list[FileReport]:
        return [one for one in self.manifest.files if one.sheet == sheet]

    def lines(self, report: FileReport) -> list[list[str]]:
        """All lines of a file, titles included, as text."""
        return read_lines(self.folder / report.path, report.encoding)

    def rows(self, report: FileReport) -> Iterator[tuple[int, dict[str, str]]]:
        """Data rows by line number, as a spreadsheet counts."""
        for line, row in enumerate(self.lines(report), start=1):
            if line > report.header_row:
                yield line, dict(zip(report.columns, row, strict=True))

    def clean_rows(self, report: FileReport) -> Iterator[dict[str, str]]:
        dirty = {line for lines in report.dirt.values() for line in lines}
        return (row for line, row in self.rows(report) if line not in dirty)


def read_lines(path: Path, encoding: str) -> list[list[str]]:
    if encoding != "xlsx":
        with path.open(encoding=encoding, newline="") as file:
            return list(csv.reader(file))
    sheet = CalamineWorkbook.from_path(path).get_sheet_by_index(0)
    return [[_text(cell) for cell in row] for row in sheet.to_python(skip_empty_area=False)]


def _text(cell: object) -> str:
    return cell.isoformat() if isinstance(cell, date) else str(cell)


@pytest.fixture(scope="session")
def city(tmp_path_factory: pytest.TempPathFactory) -> DemoCity:
    folder = tmp_path_factory.mktemp("shuangyashan")
    return DemoCity(folder, generate(folder, seed=1, scale=SCALE))
