"""What kind of file was handed in, found out before it is opened; refusals name the remedy.

Nothing here trusts the file: neither its name, nor the sizes that a zip directory claims.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from laoyou.kernel.errors import Invalid

MEGABYTE = 1024 * 1024
_HEAD = 4096
_BLOCK = MEGABYTE
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_SAVE_AS = "请在 Excel 或 WPS 中打开它，“另存为”xlsx 或 CSV 格式后再上传。"
_KINDS: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", "PDF 文件"),
    (b"\xff\xd8\xff", "图片"),
    (b"\x89PNG", "图片"),
    (b"Rar!", "压缩包"),
    (b"7z\xbc\xaf", "压缩包"),
    (b"\x1f\x8b", "压缩包"),
    (b"{\\rtf", "文档"),
)
_WEB_PAGE = re.compile(rb"\s*(?:<!doctype|<html|<table|<\?xml|<meta)", re.IGNORECASE)
_FAR_COLUMN = re.compile(rb'<c r="(?:[D-Z][A-Z]|[A-Z]{3})[0-9]+"[^>]*[^/>]>')
"""A cell with content beyond the 104th column. A workbook is read as a rectangle, so one stray cell far out
would cost gigabytes."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a file may hold."""

    file_bytes: int = 500 * MEGABYTE
    unpacked_bytes: int = 2048 * MEGABYTE
    ratio: int = 200
    parts: int = 2000
    rows: int = 3_000_000


LIMITS = Limits()


class Container(StrEnum):
    CSV = "csv"
    XLSX = "xlsx"


def check_size(size: int, limits: Limits = LIMITS) -> None:
    """Refuse by the size alone, before a byte is read."""
    if size == 0:
        raise Invalid("文件是空的，没有任何内容。请确认选对了文件。", "empty")
    if size > limits.file_bytes:
        raise Invalid(
            f"文件有 {size / MEGABYTE:,.0f} MB，超过了 {limits.file_bytes // MEGABYTE} MB 的上限。"
            "请按县区或乡镇拆成几个文件，分别导入。",
            "too_big",
        )


def container_of(path: Path, limits: Limits = LIMITS) -> Container:
    """The kind of a file that can be read. Raises Invalid: `empty`, `too_big`, `wrong_kind`, `old_excel`,
    `password`, `zip_bomb`, `broken`, `too_wide`.
    """
    check_size(path.stat().st_size, limits)
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if head.startswith(b"PK"):
        _check_zip(path, limits)
        return Container.XLSX
    if head.startswith(_OLE):
        raise _old_office(path)
    for magic, what in _KINDS:
        if head.startswith(magic):
            raise Invalid(f"这是{what}，不是表格。请上传 xlsx 或 CSV 格式的名册。", "wrong_kind")
    if _WEB_PAGE.match(head):
        raise Invalid(f"这个文件其实是网页，只是改了后缀名。{_SAVE_AS}", "wrong_kind")
    if b"\x00" in head and not head.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise Invalid(f"认不出这是什么文件。{_SAVE_AS}", "wrong_kind")
    return Container.CSV


def _old_office(path: Path) -> Invalid:
    """An OLE file is an old .xls or .doc, or the wrapping of a workbook that has a password."""
    with path.open("rb") as file:
        if _ENCRYPTED in file.read(8 * MEGABYTE):
            return Invalid(
                "这个表格设了打开密码。请在 Excel 或 WPS 中取消密码（文件→信息→保护），保存后再上传。",
                "password",
            )
    return Invalid(f"这是旧版 Office 格式（.xls 或 .doc）。{_SAVE_AS}", "old_excel")


def _check_zip(path: Path, limits: Limits) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
            _check_directory(parts, path.stat().st_size, limits)
            _check_is_workbook({part.filename for part in parts})
            for part in parts:
                _check_part(archive, part)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError) as error:
        raise Invalid(f"文件已损坏，打不开。{_SAVE_AS}", "broken") from error


def _check_directory(parts: list[zipfile.ZipInfo], size: int, limits: Limits) -> None:
    unpacked = sum(part.file_size for part in parts)
    if (
        unpacked > limits.unpacked_bytes
        or len(parts) > limits.parts
        or (unpacked > 16 * MEGABYTE and unpacked > limits.ratio * size)
    ):
        raise _bomb()


def _check_is_workbook(names: set[str]) -> None:
    if "xl/workbook.xml" in names:
        return
    if any(name.startswith("word/") for name in names):
        raise Invalid("这是 Word 文档，不是表格。请上传 xlsx 或 CSV 格式的名册。", "wrong_kind")
    if any(name.startswith("ppt/") for name in names):
        raise Invalid("这是演示文稿，不是表格。请上传 xlsx 或 CSV 格式的名册。", "wrong_kind")
    if {"content.xml", "mimetype"} <= names or "xl/workbook.bin" in names:
        raise Invalid(f"暂不支持这种表格格式（ods、xlsb）。{_SAVE_AS}", "wrong_kind")
    raise Invalid("这是压缩包，不是表格。请先解压，再逐个上传里面的表格。", "wrong_kind")


def _check_part(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    """Unpack a part block by block: no more may come out than the directory says."""
    if part.flag_bits & 0x1:
        raise Invalid("这个压缩文件设了密码。请取消密码后再上传。", "password")
    is_sheet = part.filename.startswith("xl/worksheets/") and part.filename.endswith(".xml")
    left, tail = part.file_size, b""
    raw = zlib.decompressobj(-15) if part.compress_type == zipfile.ZIP_DEFLATED else None
    for block in _compressed(archive, part):
        while block:
            data = raw.decompress(block, _BLOCK) if raw else block
            left -= len(data)
            if left < 0:
                raise _bomb()
            if is_sheet:
                if _FAR_COLUMN.search(tail + data):
                    raise Invalid(
                        "表格太宽：有内容写在第 104 列之后。请删去右边多余的内容后再上传。", "too_wide"
                    )
                tail = data[-64:]
            block = raw.unconsumed_tail if raw else b""


def _compressed(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> Iterator[bytes]:
    """The packed bytes of a part, by blocks, straight from the file."""
    with open(archive.filename or "", "rb") as file:
        file.seek(part.header_offset)
        local = file.read(30)
        file.seek(int.from_bytes(local[26:28], "little") + int.from_bytes(local[28:30], "little"), 1)
        left = part.compress_size
        while left > 0 and (block := file.read(min(_BLOCK, left))):
            left -= len(block)
            yield block


def _bomb() -> Invalid:
    return Invalid(
        "这个文件解开后大得不正常，为安全起见没有打开。请只保留名册那一张工作表，另存为新文件后再上传。",
        "zip_bomb",
    )
