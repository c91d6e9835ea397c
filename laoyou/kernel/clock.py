"""Time at the edge. Only pages, tasks and commands call `now`; everything below is handed the instant."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")


def now() -> datetime:
    """The present instant, aware, in UTC. The one reading of the clock in the program."""
    return datetime.now(tz=UTC)


def local_date(now: datetime) -> date:
    """The day in China at an aware instant. Raises TypeError for a naive one."""
    if now.utcoffset() is None:
        raise TypeError("local_date needs an aware instant")
    return now.astimezone(SHANGHAI).date()
