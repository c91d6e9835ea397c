"""Days, months and sums as they are said in letters."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from laoyou.kernel.money import Money
from laoyou.policies.types import Per

_PER = {Per.MONTH: "每月 ", Per.YEAR: "每年 ", Per.ONCE: "一次 "}


def day_said(day: date) -> str:
    return f"{day.year} 年 {day.month} 月 {day.day} 日"


def month_said(day: date) -> str:
    return f"{day.year} 年 {day.month} 月"


def months_said(months: Sequence[date]) -> str:
    """2026 年 2 月, or 2026 年 2 月至 2026 年 4 月的 3 个月; "以前月份" where they are not named."""
    if not months:
        return "以前月份"
    first, last = min(months), max(months)
    if first == last:
        return month_said(first)
    return f"{month_said(first)}至 {month_said(last)}的 {len(months)} 个月"


def much(fen: int) -> str:
    return f"{Money(fen).yuan} 元"


def per_words(per: Per) -> str:
    return _PER[per]
