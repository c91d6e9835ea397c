"""What a file is, told by its content alone."""

from __future__ import annotations

from laoyou.applications.types import PaperKind
from laoyou.kernel.errors import Invalid

MOST_BYTES = 5_000_000
"""Of one file; a photograph of a page takes less than a tenth."""
MOST_PAPERS = 20
MOST_TOGETHER = 40_000_000
"""Of one application or appeal."""
_PDF_HEAD = 1024
_PDF_TAIL = 2048


def kind_of(content: bytes) -> PaperKind:
    """PDF, JPEG or PNG, whole from its first to its last byte. Invalid `paper_empty`, `paper_size`,
    `paper_kind`.
    """
    if not content:
        raise Invalid("文件是空的，请重新选择。", "paper_empty", "file")
    if len(content) > MOST_BYTES:
        raise Invalid("文件超过 5 MB。请拍照时选小一点的尺寸，或分成几份。", "paper_size", "file")
    if content.startswith(b"\xff\xd8\xff") and content.rstrip(b"\x00").endswith(b"\xff\xd9"):
        return PaperKind.JPEG
    if content.startswith(b"\x89PNG\r\n\x1a\n") and b"IHDR" in content[:16] and b"IEND" in content[-12:]:
        return PaperKind.PNG
    if b"%PDF-" in content[:_PDF_HEAD] and b"%%EOF" in content[-_PDF_TAIL:]:
        return PaperKind.PDF
    raise Invalid(
        "只收 PDF 文件和 JPG、PNG 照片；这个文件不是，或者没有传完整。请重新拍照或另存后再传。",
        "paper_kind",
        "file",
    )
