"""Who governs where: a government rules its own division and those below it, the nation all."""

from __future__ import annotations

import re

from laoyou.access.types import division_key
from laoyou.policies.types import NATIONAL

_CODE = re.compile(r"\d{12}", re.ASCII)
WRITTEN_NATIONAL = "national"


def territory_of(word: str) -> str | None:
    """The 12-digit code that a document means; None when it is none."""
    if word in (NATIONAL, WRITTEN_NATIONAL):
        return NATIONAL
    return word if _CODE.fullmatch(word) else None


def key_of(territory: str) -> str:
    """The digits by which all that lies in a territory begins; none for the nation."""
    return "" if territory == NATIONAL else division_key(territory)


def governs(issuer: str, territory: str) -> bool:
    """Whether what the one issues can be law in the other."""
    return key_of(territory).startswith(key_of(issuer))
