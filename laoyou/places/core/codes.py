"""What a 12-digit statistical division code says by itself."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import takewhile

from laoyou.access.types import division_code, division_key
from laoyou.kernel.errors import Invalid
from laoyou.places.types import KEY_DIGITS, Level

RANKS = {level: rank for rank, level in enumerate(Level)}
_LEVELS = {digits: level for level, digits in KEY_DIGITS.items()}
_CODE = re.compile(r"[0-9]{12}", re.ASCII)


def check_code(code: str) -> str:
    """The code as given. Raises Invalid with the code `division_code` unless it has twelve digits."""
    if not _CODE.fullmatch(code):
        raise Invalid(f"区划代码应为 12 位数字，“{code}”不是，请核对。", "division_code")
    return code


def level_of(code: str) -> Level:
    """The level that a code's trailing zeros tell."""
    return _LEVELS[len(division_key(code))]


def ancestors(code: str) -> tuple[str, ...]:
    """The codes above a division, from the province down."""
    key = division_key(code)
    return tuple(division_code(key[:digits]) for digits in _LEVELS if digits < len(key))


def common_division(codes: Iterable[str]) -> str | None:
    """The smallest division that holds all of `codes`; None when not even a province does."""
    keys = sorted(map(division_key, codes))
    if not keys:
        return None
    pairs = takewhile(lambda pair: pair[0] == pair[1], zip(keys[0], keys[-1], strict=False))
    shared = "".join(one for one, _ in pairs)
    fitting = [digits for digits in _LEVELS if digits <= len(shared)]
    return division_code(shared[: max(fitting)]) if fitting else None
