"""The ground on which the tests of desks stand: two towns of a county, their people, and who works there."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from laoyou.access.types import Actor, Role
from laoyou.accounts.tests.cast import bind, signed_in
from laoyou.accounts.tests.cast import somebody as user
from laoyou.kernel import clock
from laoyou.people.tests.cast import COUNTY, DIVISIONS, NOW, TOWN_A, TOWN_B
from laoyou.places import verbs as places
from laoyou.places.types import Level, NewDivision, PositionKind

POSITIONS = {
    "230502001001": (46.646, 131.158),
    "230502001002": (46.655, 131.18),
    "230502002001": (46.63, 131.2),
}


@pytest.fixture(autouse=True)
def quick(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    monkeypatch.setattr(clock, "now", lambda: NOW)


@pytest.fixture
def ground(db: Any) -> None:
    """The divisions of the cast, with positions by rule."""
    lay_ground()


def lay_ground() -> None:
    rows = [
        NewDivision(
            code,
            name,
            Level(level),
            parent,
            latitude=POSITIONS[code][0] if code in POSITIONS else None,
            longitude=POSITIONS[code][1] if code in POSITIONS else None,
            position_kind=PositionKind.DEMO if code in POSITIONS else None,
        )
        for code, level, name, parent in DIVISIONS
    ]
    places.load_divisions(rows, actor=Actor.system("test"), now=NOW)


@pytest.fixture
def alice(ground: None) -> Client:
    """The browser of a clerk of 二马路街道."""
    return signed_in(user("alice", Role.CLERK, TOWN_A))


@pytest.fixture
def bob(ground: None) -> Client:
    """The browser of a clerk of 八马路街道, the town next door."""
    return signed_in(user("bob", Role.CLERK, TOWN_B))


@pytest.fixture
def carol(ground: None) -> Client:
    """The browser of a supervisor of the county."""
    return signed_in(user("carol", Role.SUPERVISOR, COUNTY))


@pytest.fixture
def dave(ground: None) -> Client:
    """The browser of another supervisor of the county."""
    return signed_in(user("dave", Role.SUPERVISOR, COUNTY))


@pytest.fixture
def officer(ground: None) -> Client:
    """The browser of the county's data officer, who loads rosters."""
    return signed_in(user("officer", Role.DATA_OFFICER, COUNTY))


@pytest.fixture
def leader(ground: None) -> Client:
    """The browser of the county's leader, who reads only."""
    return signed_in(user("leader", Role.LEADER, COUNTY))


@pytest.fixture
def auditor(ground: None) -> Client:
    """The browser of the county's auditor."""
    who = user("auditor", Role.AUDITOR, COUNTY)
    return signed_in(who, secret=bind(who.id))


@pytest.fixture
def admin(ground: None) -> Client:
    """The browser of the county's administrator."""
    who = user("admin", Role.ADMINISTRATOR, COUNTY)
    return signed_in(who, secret=bind(who.id))
