"""Text as people type it, brought to one form: half-width, without invisible characters."""

from __future__ import annotations

import re
import unicodedata

_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufe00-\ufe0f\ufeff]")
_DASHES = re.compile("[\u2010-\u2015\u2212\u2043\ufe58\u2014\u30fc]")


def half_width(text: str) -> str:
    """NFKC, so that full-width digits and letters become plain ones; invisible characters dropped."""
    if text.isascii():
        return text.strip()
    return unicodedata.normalize("NFKC", _INVISIBLE.sub("", unicodedata.normalize("NFKC", text))).strip()


def compact(text: str) -> str:
    """`half_width`, without any space, upper case, without a leading apostrophe (spreadsheets put one)."""
    plain = half_width(text)
    joined = "".join(plain.split())
    if len(joined) != len(plain):
        joined = half_width(joined)  # accents that a space kept apart come to their order
    return joined.upper().lstrip("'`")


def plain_dashes(text: str) -> str:
    """Every kind of dash as `-`."""
    return _DASHES.sub("-", text)
