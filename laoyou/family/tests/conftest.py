"""The ground on which the tests of family stand: divisions, the frozen clock, quick passwords."""

from __future__ import annotations

import pytest
from django.test import Client
from pytest_django import Settings

from laoyou.access.types import Role
from laoyou.accounts.tests.cast import signed_in
from laoyou.accounts.tests.cast import somebody as user
from laoyou.kernel import clock
from laoyou.people.tests.cast import NOW, TOWN_A, TOWN_B
from laoyou.people.tests.conftest import ground

__all__ = ["ground"]


@pytest.fixture(autouse=True)
def quick(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    monkeypatch.setattr(clock, "now", lambda: NOW)


@pytest.fixture
def alice(ground: None) -> Client:
    """The browser of a clerk of 二马路街道."""
    return signed_in(user("alice", Role.CLERK, TOWN_A))


@pytest.fixture
def bob(ground: None) -> Client:
    """The browser of a clerk of 八马路街道, the town next door."""
    return signed_in(user("bob", Role.CLERK, TOWN_B))
