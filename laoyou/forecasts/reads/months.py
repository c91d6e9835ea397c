"""Calendar months, one after another."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta

from laoyou.rules.types import Period


def month_of(day: date) -> Period:
    """The calendar month in which a day lies."""
    return Period(day.replace(day=1), day.replace(day=monthrange(day.year, day.month)[1]))


def after(month: Period) -> Period:
    return month_of(month.end + timedelta(days=1))


def before(month: Period) -> Period:
    return month_of(month.start - timedelta(days=1))


def from_month(first: Period, count: int) -> Iterator[Period]:
    """So many months."""
    month = first
    for _ in range(count):
        yield month
        month = after(month)
