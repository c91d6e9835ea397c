"""The ground on which the tests of assessment stand."""

from __future__ import annotations

from typing import Any

import pytest
from pytest_django import Settings

from laoyou.assessment.tests.cast import Team, lay_ground, lay_team
from laoyou.kernel import clock
from laoyou.kernel.ids import PersonId
from laoyou.people.tests.cast import NOW, VILLAGE_A, somebody


@pytest.fixture(autouse=True)
def quick(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.LAOYOU_SCALES = None
    monkeypatch.setattr(clock, "now", lambda: NOW)


@pytest.fixture
def team(db: Any) -> Team:
    """The divisions of the register's cast, with assessors and clerks."""
    lay_ground()
    return lay_team()


@pytest.fixture
def li(team: Team) -> PersonId:
    """李小华 of 新华社区."""
    return somebody("李小华", VILLAGE_A)
