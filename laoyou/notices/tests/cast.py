"""The cast of the tests of letters: two towns, a few people, and letters to them."""

from __future__ import annotations

from itertools import count
from typing import Any

from laoyou.access.types import Actor
from laoyou.notices import reads, verbs
from laoyou.notices.types import NewLetter
from laoyou.people.tests.cast import NOW, VILLAGE_A

SYSTEM = Actor.system("test")
WORDS = ("您的高龄津贴从 2026 年 3 月 1 日起发放，每月 100.00 元。", "如有疑问，可以打电话问。")
_causes = count(1)


def new_letter(person_id: int, **changed: Any) -> NewLetter:
    given: dict[str, Any] = {
        "person_id": person_id,
        "division": VILLAGE_A,
        "kind": "benefit_started",
        "title": "高龄津贴开始发放",
        "paragraphs": WORDS,
        "cause_kind": "proposal",
        "cause_id": next(_causes),
    }
    return NewLetter(**(given | changed))


def written(person_id: int, **changed: Any) -> int:
    """A letter written within an act of the test; its id."""
    letter = new_letter(person_id, **changed)
    verbs.write(letter, now=NOW)
    asked = reads.Filter(kind=letter.kind)
    rows = reads.letters(SYSTEM.scope, asked, size=500).rows
    return next(
        row.id for row in rows if (row.cause_kind, row.cause_id) == (letter.cause_kind, letter.cause_id)
    )


