"""The ground on which the tests of organisations stand."""

from __future__ import annotations

from typing import Any

import pytest

from laoyou.acts import door
from laoyou.orgs.facts import OrganisationRegistered, StandingChanged
from laoyou.orgs.tests.cast import DIVISIONS, NOW, SYSTEM, Heard
from laoyou.places import verbs as places


@pytest.fixture
def ground(db: Any) -> None:
    places.load_divisions(DIVISIONS, actor=SYSTEM, now=NOW)


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> Heard:
    """A listener to every fact of organisations."""
    ear = Heard([])
    for kind in (OrganisationRegistered, StandingChanged):
        monkeypatch.setitem(door._listeners, kind, (ear,))
    return ear
