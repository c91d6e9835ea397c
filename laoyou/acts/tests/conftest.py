"""A little town of verbs about words in a table of its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection

from laoyou import acts
from laoyou.access import rules
from laoyou.access.types import Actor, Place, Role, Rule, Scope
from laoyou.acts import door

NOW = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)
TOWN, VILLAGE, ELSEWHERE = "230502001000", "230502001001", "230503001001"
ALICE = Actor(11, "艾丽", Role.CLERK, Scope.division(TOWN))
LEADER = Actor(12, "领导", Role.LEADER, Scope.division(TOWN))

CLERKS = frozenset({Role.CLERK})
TABLE = (
    Rule("test.write", "写", CLERKS),
    Rule("test.file", "归档", frozenset()),
    Rule("test.see", "看", CLERKS),
)


@dataclass(frozen=True)
class Written:
    """A fact: a word was written."""

    word: str


@dataclass
class Verbs:
    write: Any
    file: Any


def where(*_: Any, division: str = VILLAGE, **__: Any) -> Place:
    return Place(divisions=(division,))


def put(word: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO acts_probe (word) VALUES (%s)", [word])


def words() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT word FROM acts_probe ORDER BY word")
        return [word for (word,) in cursor.fetchall()]


@pytest.fixture(autouse=True)
def _rules(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "_rules", {})
    monkeypatch.setattr(door, "_verbs", {})
    monkeypatch.setattr(door, "_listeners", {})
    rules.register(TABLE)


@pytest.fixture
def probe(db: None) -> Iterator[None]:
    """The table of words; its constraint bears the name of one that has a sentence."""
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMP TABLE acts_probe (word text"
            " CONSTRAINT accounts_user_username_plain CHECK (word <> 'bad')"
            " CONSTRAINT acts_probe_wordless CHECK (word <> 'worse'))"
        )
    yield
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE acts_probe")


@pytest.fixture
def verbs(probe: None) -> Verbs:
    @acts.verb("test.file", place=where)
    def file(word: str, *, division: str = VILLAGE, actor: Actor, now: datetime) -> str:
        acts.subject(kind="file", id=word)
        put(f"filed {word}")
        return f"filed {word}"

    @acts.verb("test.write", place=where)
    def write(
        word: str,
        *,
        division: str = VILLAGE,
        person_id: int | None = None,
        copies: int = 0,
        tell: bool = False,
        fail: Exception | None = None,
        actor: Actor,
        now: datetime,
    ) -> str:
        acts.subject(kind="word", id=word, count=copies + 1)
        put(word)
        for number in range(copies):
            file(f"{word}{number}", actor=actor, now=now)
        if tell:
            acts.emit(Written(word))
        if fail is not None:
            raise fail
        return word.upper()

    return Verbs(write, file)
