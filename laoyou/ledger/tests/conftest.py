"""The ground on which the pages of the books are tested."""

from __future__ import annotations

from collections.abc import Iterable
from copy import deepcopy
from dataclasses import dataclass

import pytest
from django.test import Client
from pytest_django import Settings

from laoyou.access.types import Actor
from laoyou.kernel import clock
from laoyou.ledger import labels
from laoyou.ledger.tests.cast import CITY, COUNTY, FAR_COUNTY, NOW, TOWN, SignedIn


@dataclass(frozen=True)
class Division:
    full_name: str


DIVISIONS = {
    CITY: Division("双鸭山市"),
    COUNTY: Division("双鸭山市尖山区"),
    FAR_COUNTY: Division("双鸭山市集贤县"),
    TOWN: Division("双鸭山市尖山区二马路街道"),
}


def _named(codes: Iterable[str]) -> dict[str, Division]:
    return {code: DIVISIONS[code] for code in codes if code in DIVISIONS}


@pytest.fixture
def books_alone(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages without desks and places, and a clock that stands still."""
    templates = deepcopy(settings.TEMPLATES)
    processors = templates[0]["OPTIONS"]["context_processors"]
    templates[0]["OPTIONS"]["context_processors"] = [name for name in processors if ".desks." not in name]
    settings.TEMPLATES = templates
    settings.ROOT_URLCONF = "laoyou.ledger.tests.urls"
    monkeypatch.setattr(clock, "now", lambda: NOW)
    monkeypatch.setattr(labels, "_namers", [_named])


@pytest.fixture
def signed_in(monkeypatch: pytest.MonkeyPatch) -> SignedIn:
    """A browser in which an actor of the cast is signed in; accounts has its own tests of how."""

    def sign_in(actor: Actor) -> Client:
        monkeypatch.setattr("laoyou.accounts.sessions.current", lambda request, now: (actor, None))
        monkeypatch.setattr("laoyou.accounts.middleware._gate", lambda request: None)
        return Client()

    return sign_in
