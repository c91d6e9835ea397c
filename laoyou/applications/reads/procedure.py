"""The terms and the calendar of this installation."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from django.conf import settings

from laoyou.applications.core import procedure as core
from laoyou.applications.core.procedure import Procedure


@cache
def procedure() -> Procedure:
    """What is shipped, overlaid with the region's (setting LAOYOU_PROCEDURE, a path that may lack)."""
    shipped = core.load(core.DEFAULT)
    own = Path(settings.LAOYOU_PROCEDURE)
    return core.read(core.load(own, over=shipped) if own.is_file() else shipped)
