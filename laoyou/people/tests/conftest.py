"""The ground on which the register's tests stand."""

from __future__ import annotations

from typing import Any

import pytest

from laoyou.access.types import Actor
from laoyou.acts import door
from laoyou.people import facts
from laoyou.people.tests.cast import DIVISIONS, NOW, Heard
from laoyou.places import verbs as places
from laoyou.places.types import Level, NewDivision


@pytest.fixture
def ground(db: Any) -> None:
    """The divisions of the cast."""
    rows = [NewDivision(code, name, Level(level), parent) for code, level, name, parent in DIVISIONS]
    places.load_divisions(rows, actor=Actor.system("test"), now=NOW)


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> Heard:
    """A listener to every fact of the register."""
    ear = Heard([])
    for kind in vars(facts).values():
        if isinstance(kind, type) and kind.__module__ == facts.__name__:
            monkeypatch.setitem(door._listeners, kind, (ear,))
    return ear
