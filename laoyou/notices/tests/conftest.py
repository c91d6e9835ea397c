"""The ground on which the tests of letters stand."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from laoyou.access.types import Actor
from laoyou.accounts import sessions
from laoyou.kernel import clock
from laoyou.notices.tests.cast import SYSTEM
from laoyou.orgs.tests.cast import SignedIn
from laoyou.people.tests.cast import DIVISIONS, NOW
from laoyou.places import verbs as places
from laoyou.places.types import Level, NewDivision


@pytest.fixture
def ground(db: Any) -> None:
    """The divisions of the register's cast."""
    rows = [NewDivision(code, name, Level(level), parent) for code, level, name, parent in DIVISIONS]
    places.load_divisions(rows, actor=SYSTEM, now=NOW)


@pytest.fixture
def signed_in(monkeypatch: pytest.MonkeyPatch) -> SignedIn:
    """A browser in which an actor of the cast is signed in, at the frozen clock; accounts tests how."""
    monkeypatch.setattr(clock, "now", lambda: NOW)

    def sign_in(actor: Actor) -> Client:
        monkeypatch.setattr(sessions, "current", lambda request, now: (actor, None))
        monkeypatch.setattr("laoyou.accounts.middleware._gate", lambda request: None)
        return Client()

    return sign_in
