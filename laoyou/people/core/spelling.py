"""How a name is kept: one spelling, with what search and sort need."""

from __future__ import annotations

from dataclasses import dataclass

from laoyou.kernel import names
from laoyou.kernel.errors import Invalid

MOST_CHARACTERS, MOST_PINYIN, MOST_INITIALS = 64, 160, 32
UNREADABLE = "~"
"""Stands for the pinyin of a name that has none, after every name that has one."""


@dataclass(frozen=True, slots=True)
class Spelling:
    name: str
    pinyin: str
    initials: str


def spelled(text: str) -> Spelling:
    """The name as it is kept. Invalid when it is empty or longer than a name can be."""
    name = names.normalise_name(text)
    if not name:
        raise Invalid("请填写姓名。", "name_empty", field="name")
    if len(name) > MOST_CHARACTERS:
        raise Invalid(f"姓名超过 {MOST_CHARACTERS} 个字，请核对。", "name_long", field="name")
    ((pinyin, initials),) = names.pinyin_many([name])
    return Spelling(name, pinyin[:MOST_PINYIN] or UNREADABLE, initials[:MOST_INITIALS])
