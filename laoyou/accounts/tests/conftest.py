"""Pages of accounts alone, a quick hasher, and a clock that a test may move."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from datetime import datetime

import pytest
from pytest_django import Settings

from laoyou.access.types import Role
from laoyou.accounts.tests.cast import COUNTY, NEIGHBOUR, NOW, Somebody, somebody
from laoyou.kernel import clock

SetClock = Callable[[datetime], None]


@pytest.fixture(autouse=True)
def accounts_alone(settings: Settings) -> None:
    templates = deepcopy(settings.TEMPLATES)
    processors = templates[0]["OPTIONS"]["context_processors"]
    templates[0]["OPTIONS"]["context_processors"] = [name for name in processors if ".desks." not in name]
    settings.TEMPLATES = templates
    settings.ROOT_URLCONF = "laoyou.accounts.tests.urls"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def set_clock(monkeypatch: pytest.MonkeyPatch) -> SetClock:
    def set_to(instant: datetime) -> None:
        monkeypatch.setattr(clock, "now", lambda: instant)

    set_to(NOW)
    return set_to


@pytest.fixture
def admin(db: None) -> Somebody:
    """The county's administrator."""
    return somebody("alice", Role.ADMINISTRATOR, COUNTY)


@pytest.fixture
def neighbour(db: None) -> Somebody:
    """The administrator of the county next door, who has a clerk of his own."""
    somebody("nclerk", Role.CLERK, NEIGHBOUR)
    return somebody("nora", Role.ADMINISTRATOR, NEIGHBOUR)


@pytest.fixture
def clerk(db: None) -> Somebody:
    """A clerk of one town of the county."""
    return somebody("bob")
