"""What a letter must be before it is written."""

from __future__ import annotations

import hashlib
import re

from laoyou.kernel.errors import Invalid
from laoyou.notices.types import LONGEST_PARAGRAPH, LONGEST_TITLE, MOST_PARAGRAPHS, NewLetter

CODE = r"[a-z][a-z0-9_]{0,31}"


def check(letter: NewLetter) -> None:
    """Raises Invalid (`letter_kind`, `letter_title`, `letter_text`) for a letter that cannot be sent."""
    if not re.fullmatch(CODE, letter.kind) or not re.fullmatch(CODE, letter.cause_kind):
        raise Invalid("告知书的种类和事由只写小写代码。", "letter_kind")
    if not letter.title.strip() or len(letter.title) > LONGEST_TITLE:
        raise Invalid(f"告知书要有标题，最多 {LONGEST_TITLE} 个字。", "letter_title")
    text = letter.paragraphs
    if not 0 < len(text) <= MOST_PARAGRAPHS or not all(0 < len(one) <= LONGEST_PARAGRAPH for one in text):
        raise Invalid(
            f"告知书要有 1 到 {MOST_PARAGRAPHS} 段话，每段最多 {LONGEST_PARAGRAPH} 个字。", "letter_text"
        )


def digest(title: str, paragraphs: tuple[str, ...]) -> bytes:
    """By which equal words are known: the SHA-256 of title and paragraphs."""
    return hashlib.sha256("\x1f".join((title, *paragraphs)).encode()).digest()
