"""The ground on which the tests of subsidies stand."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest
from pytest_django import Settings

from laoyou.benefits.tests.conftest import signed_in
from laoyou.kernel import clock
from laoyou.subsidies.tests.cast import NOW, lay_ground

__all__ = ["signed_in"]


@pytest.fixture
def ground(db: Any) -> None:
    """Divisions and law of two cities."""
    lay_ground()


@pytest.fixture
def subsidies_alone(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages without desks, and a clock that stands still."""
    templates = deepcopy(settings.TEMPLATES)
    processors = templates[0]["OPTIONS"]["context_processors"]
    templates[0]["OPTIONS"]["context_processors"] = [name for name in processors if ".desks." not in name]
    settings.TEMPLATES = templates
    settings.ROOT_URLCONF = "laoyou.subsidies.tests.urls"
    monkeypatch.setattr(clock, "now", lambda: NOW)
