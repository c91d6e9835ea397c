"""Calendar months."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from datetime import date

from laoyou.kernel.spans import ONE_DAY, DateSpan
from laoyou.rules.types import Period


def month_of(day: date) -> Period:
    """The calendar month in which a day lies."""
    return Period(day.replace(day=1), day.replace(day=monthrange(day.year, day.month)[1]))


def after(month: Period) -> Period:
    return month_of(month.end + ONE_DAY)


def before(month: Period) -> Period:
    return month_of(month.start - ONE_DAY)


def between(first: date, until: date) -> Iterator[Period]:
    """The months from that of `first` up to, not including, that of `until`."""
    month = month_of(first)
    while month.start < until.replace(day=1):
        yield month
        month = after(month)


def span_of(period: Period) -> DateSpan:
    return DateSpan(period.start, period.end)


def year_of(day: date) -> DateSpan:
    return DateSpan(date(day.year, 1, 1), date(day.year, 12, 31))
