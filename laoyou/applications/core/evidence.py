"""Papers as laws and vocabularies name them: the same paper goes by more than one name."""

from __future__ import annotations

import re

_OR = re.compile(r"或|、|，")


def names_same(needed: str, settles: str) -> bool:
    """Whether a paper that a law asks for is one of those that settle a fact: “低保证或低保边缘认定书” and
    “低保证或民政部门认定结果” both name the 低保证.
    """
    return bool(_names(needed) & _names(settles))


def _names(words: str) -> set[str]:
    return {one.strip() for one in _OR.split(words) if one.strip()}
