"""How likely two rows of the register are one human being, and why one would think so."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from laoyou.access.types import division_key
from laoyou.kernel.documents import DocumentKind
from laoyou.kernel.names import similarity
from laoyou.kernel.sex import Sex

NAME, BIRTH, NEAR, PHONE = 0.45, 0.30, 0.15, 0.10
"""What each agreement weighs; together 1."""

OTHER_SEX, OTHER_CARD = 0.30, 0.10
"""What each contradiction takes away."""

_NEARNESS = ((12, 1.0, "同村（社区）"), (9, 0.8, "同乡镇（街道）"), (6, 0.4, "同县（市、区）"))
_ALIKE = 0.6


@dataclass(frozen=True, slots=True)
class Portrait:
    """What two rows are compared by. Phones and documents by their blind indexes: nothing need be opened."""

    names: frozenset[str]
    sex: Sex
    birth_date: date | None
    divisions: frozenset[str]
    phones: frozenset[bytes]
    documents: frozenset[tuple[DocumentKind, bytes]]


@dataclass(frozen=True, slots=True)
class Likeness:
    """`score` from 0 to 1; `grounds` in the reader's words, what speaks for it first."""

    score: float
    grounds: tuple[str, ...]

    def sentence(self) -> str:
        return "；".join(self.grounds) or "没有相符的信息"


def likeness(one: Portrait, other: Portrait) -> Likeness:
    """Compare two rows. Symmetric; 1 only when name, birth, village and a phone agree and nothing speaks
    against it.
    """
    found = [_name(one, other), _birth(one, other), _near(one, other), _phone(one, other)]
    against = [_sex(one, other), _cards(one, other)]
    score = sum(weight for weight, _ in found) - sum(weight for weight, _ in against)
    grounds = tuple(words for _, words in [*found, *against] if words)
    return Likeness(round(min(max(score, 0.0), 1.0), 4), grounds)


def _name(one: Portrait, other: Portrait) -> tuple[float, str]:
    best = max((similarity(a, b) for a in one.names for b in other.names), default=0.0)
    if best == 1.0:
        return NAME, "姓名相同"
    return (NAME * best, "姓名相近") if best >= _ALIKE else (0.0, "姓名不同")


def _birth(one: Portrait, other: Portrait) -> tuple[float, str]:
    first, second = one.birth_date, other.birth_date
    if first is None or second is None:
        return 0.0, ""
    if first == second:
        return BIRTH, "出生日期相同"
    swapped = (first.month, first.day) == (second.day, second.month) and first.year == second.year
    digits = sum(a != b for a, b in zip(first.isoformat(), second.isoformat(), strict=True))
    return (BIRTH / 2, "出生日期差一位") if swapped or digits == 1 else (0.0, "出生日期不同")


def _near(one: Portrait, other: Portrait) -> tuple[float, str]:
    for length, share, words in _NEARNESS:
        if _keys(one, length) & _keys(other, length):
            return NEAR * share, words
    return 0.0, ""


def _keys(portrait: Portrait, length: int) -> set[str]:
    keys = map(division_key, portrait.divisions)
    return {key[:length] for key in keys if len(key) >= length}


def _phone(one: Portrait, other: Portrait) -> tuple[float, str]:
    return (PHONE, "电话相同") if one.phones & other.phones else (0.0, "")


def _sex(one: Portrait, other: Portrait) -> tuple[float, str]:
    differ = {one.sex, other.sex} == {Sex.MALE, Sex.FEMALE}
    return (OTHER_SEX, "性别不同") if differ else (0.0, "")


def _cards(one: Portrait, other: Portrait) -> tuple[float, str]:
    """Two numbers of one kind: one of them may be a slip of the pen, or they are two people."""
    both = {kind for kind, _ in one.documents} & {kind for kind, _ in other.documents}
    differ = both and not one.documents & other.documents
    return (OTHER_CARD, "证件号码不同") if differ else (0.0, "")
