"""Every test of intake has a folder of its own for files."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytest_django import Settings


@pytest.fixture(autouse=True)
def home(settings: Settings, tmp_path: Path) -> Path:
    settings.LAOYOU_HOME = tmp_path
    return tmp_path
