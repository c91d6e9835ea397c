"""Numbers, phones and addresses that are valid in form and belong to nobody by design (docs/demo.md)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from random import Random

from laoyou.kernel.errors import Invalid
from laoyou.kernel.resident_number import check_digit

FIRST_SEQUENCE = 900
SLOTS_A_DAY = 48
PHONE_PREFIX = "1400"
PHONES = 10_000_000
STEP = 7_654_321  # coprime with PHONES: every phone comes once before any comes twice


class Numbers:
    """Hands out resident numbers of one city, each once: sequence 900 to 995 of a county and birth date.

    996 to 999 stay free, since they meant "over a hundred years" in the old form. Forty-eight numbers a
    sex, county and day; where they run out the person was born in the next county. Invalid when all did.
    """

    def __init__(self, counties: Sequence[str]) -> None:
        self._counties = tuple(counties)
        self._used: dict[tuple[str, int, bool], int] = {}

    def give(self, county: str, birth: date, *, man: bool) -> str:
        """The next free 18-character number of a county (6 digits)."""
        for origin in (county, *self._counties):
            key = (origin, birth.toordinal(), man)
            used = self._used.get(key, 0)
            if used < SLOTS_A_DAY:
                self._used[key] = used + 1
                slot = (birth.toordinal() * 5 + used) % SLOTS_A_DAY
                first17 = f"{origin}{birth:%Y%m%d}{FIRST_SEQUENCE + 2 * slot + man}"
                return first17 + check_digit(first17)
        raise Invalid("示例规模过大，身份证号的示例号段已用完，请减小 --scale。", code="scale_too_large")


class Phones:
    """Hands out mobile numbers in 1400, a block of 13-digit machine cards where no 11-digit phone exists."""

    def __init__(self, seed: int) -> None:
        self._next = Random(f"phones/{seed}").randrange(PHONES)

    def give(self) -> str:
        """The next phone of eleven digits."""
        self._next = (self._next + STEP) % PHONES
        return f"{PHONE_PREFIX}{self._next:07d}"


def village_short(name: str) -> str:
    """A village as an address names it: 新发村委会 → 新发村, 富民村村民委员会 → 富民村, 春城社区 stays."""
    for suffix in ("村民委员会", "村委会", "居民委员会", "居委会"):
        if name.endswith(suffix):
            stem = name.removesuffix(suffix)
            tail = "村" if suffix.startswith("村") else "社区"
            return stem if stem.endswith(tail) else stem + tail
    return name


def house(rng: Random, *, urban: bool) -> str:
    """A door inside a village: building, stair and flat in town, group and house number in the country."""
    if urban:
        floor, flat = 1 + int(rng.random() * 7), 1 + int(rng.random() * 3)
        return f"{1 + int(rng.random() * 40)}号楼{1 + int(rng.random() * 6)}单元{floor}0{flat}室"
    return f"{1 + int(rng.random() * 8)}组{1 + int(rng.random() * 120)}号"
