"""The ground on which the tests of applications stand: the city of the tests of benefits and its law."""

from __future__ import annotations

from copy import deepcopy

import pytest
from pytest_django import Settings

from laoyou.applications.tests.cast import NOW
from laoyou.benefits.tests.conftest import ground, law, signed_in
from laoyou.kernel import clock

__all__ = ["ground", "law", "signed_in"]


@pytest.fixture
def applications_alone(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages without desks, and a clock that stands still."""
    templates = deepcopy(settings.TEMPLATES)
    processors = templates[0]["OPTIONS"]["context_processors"]
    templates[0]["OPTIONS"]["context_processors"] = [name for name in processors if ".desks." not in name]
    settings.TEMPLATES = templates
    settings.ROOT_URLCONF = "laoyou.applications.tests.urls"
    monkeypatch.setattr(clock, "now", lambda: NOW)
