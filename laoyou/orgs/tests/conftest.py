"""The ground on which the tests of organisations stand."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from laoyou.access.types import Actor
from laoyou.accounts import sessions
from laoyou.acts import door
from laoyou.kernel import clock
from laoyou.orgs.facts import OrganisationRegistered, StandingChanged
from laoyou.orgs.tests.cast import DIVISIONS, NOW, SYSTEM, Heard, SignedIn
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


@pytest.fixture
def orgs_alone(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages without desks, and a clock that stands still."""
    templates = deepcopy(settings.TEMPLATES)
    processors = templates[0]["OPTIONS"]["context_processors"]
    templates[0]["OPTIONS"]["context_processors"] = [name for name in processors if ".desks." not in name]
    settings.TEMPLATES = templates
    settings.ROOT_URLCONF = "laoyou.orgs.tests.urls"
    monkeypatch.setattr(clock, "now", lambda: NOW)


@pytest.fixture
def signed_in(monkeypatch: pytest.MonkeyPatch) -> SignedIn:
    """A browser in which an actor of the cast is signed in; accounts has its own tests of how."""

    def sign_in(actor: Actor) -> Client:
        monkeypatch.setattr(sessions, "current", lambda request, now: (actor, None))
        monkeypatch.setattr("laoyou.accounts.middleware._gate", lambda request: None)
        return Client()

    return sign_in
