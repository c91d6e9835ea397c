"""The ground on which the tests of policies stand."""

from __future__ import annotations

import pytest
from django.test import Client

from laoyou.access.types import Actor
from laoyou.kernel import clock
from laoyou.policies.tests.cast import NOW, SignedIn


@pytest.fixture
def signed_in(monkeypatch: pytest.MonkeyPatch) -> SignedIn:
    """A browser in which an actor of the cast is signed in; accounts has its own tests of how."""

    def sign_in(actor: Actor) -> Client:
        monkeypatch.setattr("laoyou.accounts.sessions.current", lambda request, now: (actor, None))
        monkeypatch.setattr("laoyou.accounts.middleware._gate", lambda request: None)
        return Client()

    return sign_in


@pytest.fixture
def frozen(monkeypatch: pytest.MonkeyPatch) -> None:
    """The clock of the pages stands still."""
    monkeypatch.setattr(clock, "now", lambda: NOW)
