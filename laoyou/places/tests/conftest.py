"""The ground on which the tests of places stand."""

from __future__ import annotations

from typing import Any

import pytest

from laoyou.places import verbs
from laoyou.places.tests.cast import DIVISIONS, NOW, SYSTEM


@pytest.fixture
def ground(db: Any) -> None:
    verbs.load_divisions(DIVISIONS, actor=SYSTEM, now=NOW)
