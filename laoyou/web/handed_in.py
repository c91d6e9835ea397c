"""The cells of a handed-in table, xlsx or CSV, as text. Nothing here trusts the file.

For tables of up to some 200,000 rows that are read at once, in memory; rosters of millions have a reader of
their own in `people`.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
import zlib
from collections.abc import Iterator

from python_calamine import CalamineError, CalamineWorkbook

from laoyou.kernel.errors import Invalid
from laoyou.kernel.text import half_width

MOST_ROWS = 199_999
MOST_BYTES = 50_000_000
MOST_UNPACKED = 100_000_000
_ENCODINGS = ("utf-8-sig", "gb18030")
_FAR_COLUMN = re.compile(rb"""<(?:\w+:)?c\s[^>]*?\br=["'](?:[B-Z][A-Z]|[A-Z]{3})\d+["'][^>]*[^/]>""")
_FAR_ROW = re.compile(
    rb"""<(?:\w+:)?(?:row\s[^>]*?\br=["']|c\s[^>]*?\br=["'][A-Z]+)(?:[2-9]\d{5}|[1-9]\d{6,})["'](?:[^>]*[^/])?>"""
)
"""A cell with content beyond column AZ, or a row beyond MOST_ROWS. A sheet is read as a rectangle, so
one stray cell far out would cost gigabytes."""
_NOT_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")

Cells = tuple[str, ...]


def check_bytes(size: int) -> None:
    """Raises Invalid (`sheet_size`) by the size alone."""
    if size > MOST_BYTES:
        raise Invalid("文件超过 50 MB，请核对是否选错，或分成几个文件。", "sheet_size")


def lines_of(content: bytes) -> list[Cells]:
    """The lines of the first sheet, or of a CSV file in UTF-8 or GB18030.

    Raises Invalid: `sheet_file`, `sheet_size`, `sheet_empty`.
    """
    check_bytes(len(content))
    if not content.strip():
        raise Invalid("文件是空的，请重新导出后再导入。", "sheet_empty")
    lines = list(_from_workbook(content) if content.startswith(b"PK") else _from_csv(content))
    if len(lines) > MOST_ROWS:
        raise Invalid(f"表中超过 {MOST_ROWS} 行，请核对是否选错，或分成几个文件。", "sheet_size")
    return lines


def _from_workbook(content: bytes) -> Iterator[Cells]:
    try:
        sheet = CalamineWorkbook.from_filelike(_unpacked(content)).get_sheet_by_index(0)
        rows = sheet.to_python(skip_empty_area=False)
    except _BROKEN as error:
        raise Invalid("文件打不开，请用 Excel 另存为 xlsx 后再导入。", "sheet_file") from error
    for row in rows:
        yield tuple(_cell(value) for value in row)


_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    CalamineError,
    IndexError,
    EOFError,
    OSError,
    NotImplementedError,
    RuntimeError,
)


def _unpacked(content: bytes) -> io.BytesIO:
    """The same archive without compression: what is read later is what was counted here."""
    plain = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as archive, zipfile.ZipFile(plain, "w") as copy:
        parts = archive.infolist()
        if sum(part.file_size for part in parts) > MOST_UNPACKED:
            raise Invalid("文件解压后过大，请另存为新的表格再导入。", "sheet_size")
        for part in {part.filename: part for part in parts}.values():
            data = archive.read(part)
            if part.filename.startswith("xl/worksheets/"):
                _check_reach(data)
            copy.writestr(part.filename, data)
    plain.seek(0)
    return plain


def _check_reach(sheet: bytes) -> None:
    if _FAR_COLUMN.search(sheet):
        raise Invalid("表格太宽：AZ 列之后还有内容。请删去右边多余的列后再导入。", "sheet_size")
    if _FAR_ROW.search(sheet):
        raise Invalid(f"表格太长：第 {MOST_ROWS} 行之后还有行。请删去下面多余的行后再导入。", "sheet_size")


def _from_csv(content: bytes) -> Iterator[Cells]:
    for encoding in _ENCODINGS:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" in text:
            break
        try:
            rows = list(csv.reader(io.StringIO(text, newline="")))
        except csv.Error:
            break
        yield from (tuple(_cell(value) for value in row) for row in rows)
        return
    raise Invalid("文件不是表格，请选择 xlsx 或 CSV 文件。", "sheet_file")


def _cell(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return half_width(_NOT_TEXT.sub("", str(value)))
