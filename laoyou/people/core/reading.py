"""Reading a roster as text, block by block: CSV in the encodings that bureaus use, and xlsx.

A block is a frame of String columns `c0`, `c1`, … and `row_no`, the row as a spreadsheet shows it (the first
line is 1). Nothing is interpreted here but what the container itself says: dates in date cells, merged cells.
"""

from __future__ import annotations

import codecs
import csv
import io
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import islice
from pathlib import Path
from typing import Any, Protocol

import polars as pl
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

from laoyou.kernel.errors import Invalid
from laoyou.people.core import headers as heads
from laoyou.people.core.containers import LIMITS, MEGABYTE, Container, Limits, container_of
from laoyou.people.core.headers import SEARCHED_LINES, Heading
from laoyou.people.types import Source

BLOCK_BYTES = 8 * MEGABYTE
BLOCK_ROWS = 100_000
EXACT = 10**15
"""A spreadsheet keeps fifteen digits of a number; the rest of a longer one is lost."""
_ENCODINGS = ("utf-8", "gb18030")
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


Lines = Sequence[Sequence[str]]
Chosen = Mapping[str, str] | Callable[[Lines], Mapping[str, str]]
"""Header to field, as somebody chose; or how to find that out from the first lines of a sheet."""


class Blocks(Protocol):
    """A sheet that can be read again from its beginning."""

    def lines(self, count: int) -> list[list[str]]:
        """The first lines, as text."""

    def blocks(self, after: int, width: int) -> Iterator[pl.DataFrame]:
        """The rows below the first `after` lines, of `width` columns."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A file, opened: how it is written, the sheet that was chosen, its line of column names."""

    form: str
    sheet: str
    other_sheets: tuple[str, ...]
    heading: Heading
    body: Blocks = field(repr=False)

    def blocks(self) -> Iterator[pl.DataFrame]:
        yield from self.body.blocks(self.heading.line + 1, len(self.heading.headers))


@contextmanager
def opened(
    path: Path,
    source: Source,
    scratch: Path,
    *,
    chosen: Chosen | None = None,
    limits: Limits = LIMITS,
    need_all: bool = True,
) -> Iterator[Opened]:
    """Open a roster of a source; `scratch` is a folder for a decoded copy, removed at the end.

    Raises Invalid as `container_of`, and `encoding`, `header`, `empty`. Without `need_all` a sheet whose
    required columns are not all found is opened too, so that a person can name them.
    """
    if container_of(path, limits) is Container.XLSX:
        yield _open_workbook(path, source, chosen, need_all)
        return
    encoding = encoding_of(path)
    copy = None if encoding == "utf-8" else _decoded(path, encoding, scratch)
    try:
        body = CsvBody(copy or path, encoding)
        lines = body.lines(SEARCHED_LINES)
        heading = heads.find(lines, source, _chosen(chosen, lines))
        if need_all or heading is None:
            heading = heads.check(heading, lines, source)
        yield Opened(_spoken(encoding), "", (), heading, body)
    finally:
        if copy is not None:
            copy.unlink(missing_ok=True)


def _chosen(chosen: Chosen | None, lines: Lines) -> Mapping[str, str] | None:
    return chosen(lines) if callable(chosen) else chosen


def encoding_of(path: Path) -> str:
    """`utf-8` (without a mark), `utf-8-sig`, `utf-16` or `gb18030`: the first in which all bytes make sense.

    Text of GB 18030 is hardly ever valid UTF-8, the reverse happens: so UTF-8 is tried first, and strictly.
    """
    with path.open("rb") as file:
        head = file.read(4)
    for mark, name in _BOMS:
        if head.startswith(mark):
            return name
    for name in _ENCODINGS:
        if _decodes(path, name):
            return name
    raise Invalid(
        "文字编码认不出来，读出来会是乱码。请在 Excel 或 WPS 中打开，“另存为”xlsx 格式后再上传。", "encoding"
    )


def _decodes(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    try:
        with path.open("rb") as file:
            while block := file.read(MEGABYTE):
                decoder.decode(block)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _decoded(path: Path, encoding: str, scratch: Path) -> Path:
    """A copy in plain UTF-8, readable by nobody else."""
    copy = scratch / f"{path.name}.utf8"
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    handle = os.open(copy, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as out, path.open("rb") as file:
        while block := file.read(MEGABYTE):
            out.write(decoder.decode(block).encode())
        out.write(decoder.decode(b"", final=True).encode())
    return copy


def _spoken(encoding: str) -> str:
    return {"gb18030": "CSV（GBK）", "utf-16": "CSV（UTF-16）"}.get(encoding, "CSV（UTF-8）")


class CsvBody:
    """Text with separators. The quick reader takes a block at a time; what it cannot take goes by hand."""

    def __init__(self, path: Path, encoding: str) -> None:
        self._path = path
        self._separator = _separator(path)

    def lines(self, count: int) -> list[list[str]]:
        with self._path.open(encoding="utf-8", newline="") as file:
            rows = islice(_rows(file, self._separator), count)
            found = [[cell.strip() for cell in row] for row in rows]
        if not any(any(row) for row in found):
            raise Invalid("文件里没有内容。请确认选对了文件。", "empty")
        return found

    def blocks(self, after: int, width: int) -> Iterator[pl.DataFrame]:
        row_no, skip = 1, after
        for block in self._split():
            frame = self._frame(block, width)
            rows = frame.height
            frame = frame.with_columns(pl.int_range(row_no, row_no + rows, dtype=pl.Int32).alias("row_no"))
            row_no += rows
            dropped, skip = min(skip, rows), max(skip - rows, 0)
            yield frame.slice(dropped)

    def _split(self) -> Iterator[bytes]:
        """Blocks that end where a row ends."""
        rest = b""
        with self._path.open("rb") as file:
            while block := file.read(BLOCK_BYTES):
                block = rest + block
                cut = _end_of_row(block)
                rest = block[cut:]
                if cut:
                    yield block[:cut]
        if rest:
            yield rest

    def _frame(self, block: bytes, width: int) -> pl.DataFrame:
        schema = {f"c{place}": pl.String for place in range(width)}
        if b"\n\n" not in block and b"\n\r\n" not in block and not block.startswith((b"\n", b"\r\n")):
            try:
                return pl.read_csv(
                    block,
                    has_header=False,
                    schema=schema,
                    separator=self._separator,
                    truncate_ragged_lines=True,
                    infer_schema=False,
                )
            except pl.exceptions.PolarsError:
                pass
        return frame_of(list(_rows(io.StringIO(block.decode(), newline=""), self._separator)), width)


def _rows(text: Iterable[str], separator: str) -> Iterator[list[str]]:
    """The rows of a CSV text. Invalid `cell_too_long` when a cell never ends, as after a quote left open."""
    try:
        yield from csv.reader(text, delimiter=separator)
    except csv.Error as error:
        raise Invalid(
            "文件里有一格特别长，多半是少了一个引号。请在 Excel 或 WPS 中打开，“另存为”xlsx 后再上传。",
            "cell_too_long",
        ) from error


def _separator(path: Path) -> str:
    """Comma, tab or semicolon: whichever the first lines have most of."""
    with path.open(encoding="utf-8", newline="") as file:
        head = "".join(file.readline() for _ in range(SEARCHED_LINES))
    return max(",\t;", key=head.count)


def _end_of_row(block: bytes) -> int:
    """The place after the last line break that is not inside quotes; 0 when there is none."""
    if block.count(b'"') == 0:
        return block.rfind(b"\n") + 1
    cut = block.rfind(b"\n") + 1
    while cut and block.count(b'"', 0, cut) % 2:
        cut = block.rfind(b"\n", 0, cut - 1) + 1
    return cut


def frame_of(rows: Sequence[Sequence[str]], width: int) -> pl.DataFrame:
    """Rows of text as a frame of `width` columns; shorter rows are filled with null, longer ones cut."""
    schema = {f"c{place}": pl.String for place in range(width)}
    padded = [[*row[:width], *[None] * (width - len(row))] for row in rows]
    return pl.DataFrame(padded, schema=schema, orient="row")


def _open_workbook(path: Path, source: Source, chosen: Chosen | None, need_all: bool) -> Opened:
    """The sheet that fits best among the visible ones; the first of equals."""
    try:
        book = CalamineWorkbook.from_path(str(path))
        sheets = [XlsxBody(book.get_sheet_by_name(name)) for name in _readable(book)]
    except CalamineError as error:
        raise Invalid(
            "表格打不开，可能已损坏。请在 Excel 或 WPS 中打开，“另存为”新的 xlsx 文件后再上传。", "broken"
        ) from error
    filled = [sheet for sheet in sheets if not sheet.is_empty]
    if not filled:
        raise Invalid("表格里没有内容。请确认选对了文件。", "empty")
    heads_of = [(sheet, sheet.lines(SEARCHED_LINES)) for sheet in filled]
    tried = [(sheet, heads.find(lines, source, _chosen(chosen, lines))) for sheet, lines in heads_of]
    fitting = [(sheet, heading) for sheet, heading in tried if heading is not None]
    ranked = sorted(fitting, key=lambda each: _fit(each[1]), reverse=True)
    sheet, heading = ranked[0] if ranked else (filled[0], None)
    if need_all or heading is None:
        heading = heads.check(heading, sheet.lines(SEARCHED_LINES), source)
    others = tuple(other.name for other in filled if other is not sheet)
    return Opened("xlsx", sheet.name, others, heading, sheet)


def _fit(heading: Heading) -> tuple[int, int]:
    return -len(heading.match.missing), heading.match.known


def _readable(book: CalamineWorkbook) -> list[str]:
    sheets = [sheet for sheet in book.sheets_metadata if str(sheet.typ).endswith("WorkSheet")]
    visible = [sheet.name for sheet in sheets if str(sheet.visible).endswith("Visible")]
    return visible or [sheet.name for sheet in sheets]


class XlsxBody:
    """One sheet of a workbook. Merged cells all have the value of the first, because the sheet says so."""

    def __init__(self, sheet: CalamineSheet) -> None:
        self._sheet = sheet
        self.name = sheet.name
        self.is_empty = sheet.start is None
        self._merged = _merged_downwards(sheet)

    def lines(self, count: int) -> list[list[str]]:
        found = zip(self._rows(), range(count), strict=False)
        return [[cell.strip() for cell in row] for row, _ in found]

    def blocks(self, after: int, width: int) -> Iterator[pl.DataFrame]:
        rows, first = [], after + 1
        for number, row in enumerate(self._rows(), start=1):
            if number <= after:
                continue
            rows.append(row)
            if len(rows) == BLOCK_ROWS:
                yield _numbered(rows, first, width)
                rows, first = [], number + 1
        if rows:
            yield _numbered(rows, first, width)

    def _rows(self) -> Iterator[list[str]]:
        carried: dict[int, tuple[int, str]] = {}
        for number, cells in enumerate(self._sheet.iter_rows()):
            row = [text_of(cell) for cell in cells]
            for place, (last, text) in list(carried.items()):
                if number <= last:
                    row[place] = row[place] or text
                else:
                    del carried[place]
            for place, last in self._merged.get(number, ()):
                carried[place] = (last, row[place])
            yield row


def _merged_downwards(sheet: CalamineSheet) -> dict[int, list[tuple[int, int]]]:
    """By the row in which they begin: column and last row of the cells that were merged downwards."""
    found: dict[int, list[tuple[int, int]]] = {}
    first_column = sheet.start[1] if sheet.start else 0
    for (top, left), (bottom, _) in sheet.merged_cell_ranges or []:
        if bottom > top and 0 <= left - first_column < sheet.width:
            found.setdefault(top, []).append((left - first_column, bottom))
    return found


def _numbered(rows: list[list[str]], first: int, width: int) -> pl.DataFrame:
    frame = frame_of(rows, width)
    return frame.with_columns(pl.int_range(first, first + frame.height, dtype=pl.Int32).alias("row_no"))


def text_of(cell: Any) -> str:
    """What a cell shows. A number too long for a spreadsheet to keep is shown as one sees it there."""
    match cell:
        case str():
            return cell
        case bool():
            return "是" if cell else "否"
        case float() if cell.is_integer():
            return str(int(cell)) if abs(cell) < EXACT else f"{cell:.5E}"
        case datetime() if cell.time() == time():
            return cell.date().isoformat()
        case datetime() | date() | time():
            return cell.isoformat()
        case timedelta():
            return str(cell)
        case None:
            return ""
    return str(cell)
