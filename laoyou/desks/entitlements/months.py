"""Months as pages ask for them: `2026-03` in the address, 2026年3月 on the screen."""

from __future__ import annotations

import re
from datetime import date

from laoyou.forecasts.reads.months import after, before, from_month, month_of
from laoyou.rules.types import Period

FIRST_YEAR, LAST_YEAR = 2000, 2099
_WRITTEN = re.compile(r"([0-9]{4})-([0-9]{2})")


def asked(text: str, today: date) -> Period:
    """The month that is written in an address; this month where none is, or nothing sensible."""
    written = _WRITTEN.fullmatch(text)
    if written is None:
        return month_of(today)
    year, month = int(written[1]), int(written[2])
    if not (FIRST_YEAR <= year <= LAST_YEAR and 1 <= month <= 12):
        return month_of(today)
    return month_of(date(year, month, 1))


def known_on(month: Period, today: date) -> date:
    """The day whose facts decide a month: its first, as the monthly run has it; of this month today, so that
    what has just been recorded shows.
    """
    return today if month == month_of(today) else month.start


def written(month: Period) -> str:
    """As an address has it: 2026-03."""
    return f"{month.start:%Y-%m}"


def said(month: Period) -> str:
    """As people say it: 2026年3月."""
    return f"{month.start.year}年{month.start.month}月"


__all__ = ["after", "asked", "before", "from_month", "known_on", "month_of", "said", "written"]
