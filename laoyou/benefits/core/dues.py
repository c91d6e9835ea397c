"""What falls due in a month for somebody who holds a benefit on certain terms for certain days.

Monthly amounts fall due every month; a year's amount in the first month of the calendar year in which the
benefit is held; a single amount in the month in which it begins. Parts of a fen are rounded half up. Where
nothing is taken off for parts of a year, the terms held first in a year are those of the whole year.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from laoyou.benefits.core import months
from laoyou.benefits.types import Held, MonthLine
from laoyou.kernel.money import Rounding, divide
from laoyou.kernel.spans import DateSpan
from laoyou.policies.types import Per, Proration
from laoyou.rules.types import Period


def due(held: Held, month: Period) -> int:
    """Fen due in a month; 0 where nothing is."""
    match held.terms.per:
        case Per.MONTH:
            return _of(held, months.span_of(month))
        case Per.YEAR:
            year = months.year_of(month.start)
            first = held.span.intersect(year)
            begins = first.start if first else None
            return _of(held, year) if begins and months.month_of(begins) == month else 0
        case Per.ONCE:
            start = held.span.start
            return held.terms.amount_fen if start and months.month_of(start) == month else 0


def total(held: Sequence[Held], month: Period) -> int:
    """Fen due in a month to somebody who holds a benefit on one terms after another."""
    year = months.year_of(month.start)
    whole = [one for one in held if _by_whole_year(one) and one.span.overlaps(year)]
    late = set(sorted(whole, key=lambda one: one.span.start or date.min)[1:])
    return sum(due(one, month) for one in held if one not in late)


def differences(was: Sequence[Held], now: Sequence[Held], first: date, until: date) -> tuple[MonthLine, ...]:
    """For the months from that of `first` up to, not including, that of `until`: what should have fallen due
    beyond what did. Months without a difference are left out.
    """
    lines = (
        MonthLine(month.start, total(now, month) - total(was, month))
        for month in months.between(first, until)
    )
    return tuple(line for line in lines if line.fen)


def _by_whole_year(held: Held) -> bool:
    return held.terms.per is Per.YEAR and held.terms.proration is Proration.NONE


def _of(held: Held, period: DateSpan) -> int:
    """The amount for a period, less what its proration takes off."""
    covered = held.span.intersect(period)
    if covered is None:
        return 0
    amount = held.terms.amount_fen
    match held.terms.proration:
        case Proration.NONE:
            return amount
        case Proration.BY_DAY:
            return divide(amount * _days(covered), _days(period), Rounding.HALF_UP)
        case Proration.BY_MONTH:
            return divide(amount * _months(covered), _months(period), Rounding.HALF_UP)


def _days(span: DateSpan) -> int:
    return span.days or 0


def _months(span: DateSpan) -> int:
    """The calendar months that a span touches."""
    if span.start is None or span.end is None:
        return 0
    return 12 * (span.end.year - span.start.year) + span.end.month - span.start.month + 1
