"""Notes for the trail's tests."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import connection

from laoyou.access.types import Actor, Role, Scope
from laoyou.audit import verbs
from laoyou.audit.types import Note, Outcome, Subject
from laoyou.kernel.ids import uuid7

NOW = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)
TOWN_A, TOWN_B = "230502001000", "230502002000"
ALICE = Actor(11, "艾丽", Role.CLERK, Scope.division(TOWN_A))
BOB = Actor(12, "鲍勃", Role.CLERK, Scope.division(TOWN_B))


def note(number: int = 0, act: str = "people.write", actor: Actor = ALICE, **more: Any) -> Note:
    given: dict[str, Any] = {
        "act_id": uuid7(NOW),
        "at": NOW + timedelta(seconds=number),
        "outcome": Outcome.DONE,
        "subject": Subject(person_id=number or None, kind="word", id=str(number)),
        "division": actor.scope.key.ljust(12, "0"),
    }
    return Note(act=act, actor=actor, **(given | more))


def written(count: int, **more: Any) -> None:
    verbs.append([note(number, **more) for number in range(1, count + 1)])


def execute(statement: str, values: Sequence[Any] = ()) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


@contextmanager
def behind_the_guards() -> Iterator[None]:
    """As somebody with the whole database in his hands."""
    for table in ("audit_entry", "audit_head"):
        execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    yield
    for table in ("audit_entry", "audit_head"):
        execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
