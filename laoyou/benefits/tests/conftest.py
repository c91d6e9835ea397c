"""The ground on which the tests of benefits stand."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from laoyou.access.types import Actor
from laoyou.accounts import sessions
from laoyou.acts import door
from laoyou.benefits.facts import ProposalsConfirmed, RunDone
from laoyou.benefits.tests.cast import BEGUN, CARE, SYSTEM, WARM, SignedIn, at, publish
from laoyou.kernel import clock
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


@pytest.fixture
def benefits_alone(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages without desks, and a clock that stands still in January."""
    templates = deepcopy(settings.TEMPLATES)
    processors = templates[0]["OPTIONS"]["context_processors"]
    templates[0]["OPTIONS"]["context_processors"] = [name for name in processors if ".desks." not in name]
    settings.TEMPLATES = templates
    settings.ROOT_URLCONF = "laoyou.benefits.tests.urls"
    monkeypatch.setattr(clock, "now", lambda: at("2026-01-03"))


@pytest.fixture
def signed_in(monkeypatch: pytest.MonkeyPatch) -> SignedIn:
    """A browser in which an actor of the cast is signed in; accounts has its own tests of how."""

    def sign_in(actor: Actor) -> Client:
        monkeypatch.setattr(sessions, "current", lambda request, now: (actor, None))
        monkeypatch.setattr("laoyou.accounts.middleware._gate", lambda request: None)
        return Client()

    return sign_in
