"""The division that holds several others."""

from __future__ import annotations

from collections.abc import Iterable

from laoyou.access.types import division_code, division_key

DIGITS = (12, 9, 6, 4, 2)
"""A village, a town, a county, a city, a province."""


def common_division(codes: Iterable[str]) -> str:
    """The 12-digit code of the smallest division that holds all of `codes`; "" when none does."""
    keys = [division_key(code) for code in codes]
    for digits in DIGITS if keys else ():
        prefix = keys[0][:digits]
        if len(prefix) == digits and all(key.startswith(prefix) for key in keys):
            return division_code(prefix)
    return ""
