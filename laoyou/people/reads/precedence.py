"""The order of sources that this installation believes."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from django.conf import settings

from laoyou.people.core import precedence as core


@cache
def precedence() -> core.Precedence:
    """The shipped order, overlaid with the region's (setting LAOYOU_PRECEDENCE, a path; empty for none)."""
    shipped = core.load(core.DEFAULT)
    own = settings.LAOYOU_PRECEDENCE
    return core.load(Path(own), over=shipped) if own else shipped
