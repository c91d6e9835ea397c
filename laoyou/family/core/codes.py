"""The code of a letter: short enough to be typed by an old hand, from letters that no eye mistakes."""

from __future__ import annotations

import secrets

from laoyou.kernel.text import compact, plain_dashes

LETTERS = "34679ACDEFGHJKMNPQRTUVWXY"
"""Without 0 O, 1 I L, 2 Z, 5 S, 8 B."""

LENGTH, GROUP = 8, 4


def new() -> str:
    """A fresh code of eight letters: 25^8, about 1.5e11 of them."""
    return "".join(secrets.choice(LETTERS) for _ in range(LENGTH))


def said(code: str) -> str:
    """In groups of four, as the letter prints it: 7KMA-3RTX."""
    return "-".join(code[start : start + GROUP] for start in range(0, len(code), GROUP))


def read(text: str) -> str:
    """What was typed, in the form that was drawn: capitals, without spaces and dashes."""
    return plain_dashes(compact(text)).replace("-", "")
