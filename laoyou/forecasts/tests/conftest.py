"""The ground of the tests of forecasts."""

from __future__ import annotations

import pytest

from laoyou.forecasts.tests.cast import lay_ground, lay_law


@pytest.fixture
def law(db: None) -> None:
    """Divisions, and what is law in them."""
    lay_ground()
    lay_law()
