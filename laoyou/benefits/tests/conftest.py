"""The ground on which the tests of benefits stand."""

from __future__ import annotations

from typing import Any

import pytest

from laoyou.acts import door
from laoyou.benefits.facts import ProposalsConfirmed, RunDone
from laoyou.benefits.tests.cast import BEGUN, CARE, SYSTEM, WARM, publish
from laoyou.people.tests.cast import DIVISIONS, Heard
from laoyou.places import verbs as places
from laoyou.places.types import Level, NewDivision

URBAN = "111"


@pytest.fixture
def ground(db: Any) -> None:
    """The divisions of the register's cast, their villages urban."""
    rows = [
        NewDivision(code, name, Level(level), parent, URBAN if level == Level.VILLAGE else "")
        for code, level, name, parent in DIVISIONS
    ]
    places.load_divisions(rows, actor=SYSTEM, now=BEGUN)


@pytest.fixture
def law(ground: None) -> None:
    """Two benefits of the city: one begins by itself, one on application."""
    publish(WARM, CARE)


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> Heard:
    """A listener to every fact of benefits."""
    ear = Heard([])
    for kind in (RunDone, ProposalsConfirmed):
        monkeypatch.setitem(door._listeners, kind, (ear,))
    return ear
