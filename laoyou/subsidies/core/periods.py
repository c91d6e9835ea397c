"""The period of a claim: written as 2026, 2026-03 or once; the days by which the law and the facts count."""

from __future__ import annotations

import re
from datetime import date

from laoyou.kernel.errors import Invalid
from laoyou.kernel.spans import ONE_DAY, DateSpan
from laoyou.policies.types import Per
from laoyou.rules.types import Period
from laoyou.subsidies.types import Days

ONCE = "once"
_YEAR, _MONTH = re.compile(r"20\d\d", re.ASCII), re.compile(r"(20\d\d)-(0[1-9]|1[0-2])", re.ASCII)


def days_of(words: str, today: date) -> Days:
    """The days of a period. What is given once is decided by the month in which it is claimed.

    Raises Invalid (`period`) for words that are none, or a period that has not begun.
    """
    if words == ONCE:
        return Days(ONCE, month_of(today))
    if _YEAR.fullmatch(words):
        found = Period(date(int(words), 1, 1), date(int(words), 12, 31))
    elif match := _MONTH.fullmatch(words):
        found = month_of(date(int(match[1]), int(match[2]), 1))
    else:
        raise Invalid(f"“{words[:20]}”不是期间，请填写年份如 2026，或月份如 2026-03。", "period", "period")
    if found.start > today:
        raise Invalid("这个期间还没有开始，请改填今年（本月）或以前的期间。", "period", "period")
    return Days(words, found)


def check(per: Per, days: Days) -> None:
    """Raises Invalid (`period`) when a benefit is not given for such periods."""
    is_of = {Per.ONCE: ONCE, Per.YEAR: "2026", Per.MONTH: "2026-03"}[per]
    if len(days.words) != len(is_of) or (days.words == ONCE) != (per is Per.ONCE):
        wanted = {Per.ONCE: "只给一次，期间请选“一次性”", Per.YEAR: "按年给，请填写年份，如 2026"}
        raise Invalid(f"这项补贴{wanted.get(per, '按月给，请填写月份，如 2026-03')}。", "period", "period")


def current(per: Per, today: date) -> str:
    """The period that somebody who files today most likely means."""
    return {Per.YEAR: str(today.year), Per.MONTH: f"{today:%Y-%m}", Per.ONCE: ONCE}[per]


def said(words: str) -> str:
    """A period as a reader has it: 2026 年, 2026 年 3 月, 一次性."""
    if words == ONCE:
        return "一次性"
    year, _, month = words.partition("-")
    return f"{year} 年 {int(month)} 月" if month else f"{year} 年"


def month_of(day: date) -> Period:
    first = day.replace(day=1)
    following = date(day.year + day.month // 12, day.month % 12 + 1, 1)
    return Period(first, following - ONE_DAY)


def covered(period: Period, *spans: DateSpan) -> DateSpan | None:
    """The days of a period that lie in all spans; None where there are none."""
    found: DateSpan | None = DateSpan(period.start, period.end)
    for span in spans:
        found = found.intersect(span) if found else None
    return found
