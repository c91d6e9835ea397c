"""Words for what the books only know by code: divisions, causes, purposes, memos.

The books lie beside places and below the rooms that post, so the wiring hands them whoever can name these
things.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Protocol


class Named(Protocol):
    @property
    def full_name(self) -> str: ...


Namer = Callable[[Iterable[str]], Mapping[str, Named]]

CODES = {
    "receipt": "拨款单",
    "payment": "支出单",
    "entry": "冲正原凭证",
    "voucher": "服务券到期",
    "reversal": "",
}


def nobody(_: Iterable[str]) -> Mapping[str, Named]:
    return {}


_namers: list[Namer] = [nobody]
_words: dict[str, str] = dict(CODES)


def register(namer: Namer) -> None:
    """Take the function that gives divisions by their 12-digit codes."""
    _namers[:] = [namer]


def learn(words: Mapping[str, str]) -> None:
    """Take in what codes of a room's causes, purposes and memos are called."""
    _words.update(words)


def divisions(codes: Iterable[str]) -> dict[str, str]:
    """Names of divisions by code: 双鸭山市尖山区. A code that has no name stands for itself."""
    asked = set(codes)
    named = _namers[0](asked)
    return {code: named[code].full_name if code in named else code for code in asked}


def knows(code: str) -> bool:
    """Whether there is such a division."""
    return code in _namers[0]([code])


def say(code: str) -> str:
    """What a code is called; the code itself where nobody has said."""
    return _words.get(code, code)
