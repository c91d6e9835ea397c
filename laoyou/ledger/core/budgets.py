"""How a budget stands, and when it runs out at the present pace."""

from __future__ import annotations

from datetime import date, timedelta

from laoyou.kernel.spans import ONE_DAY, DateSpan
from laoyou.ledger.types import BudgetState

LEAST_DAYS = 14
"""With fewer days gone, the pace says nothing."""


def runs_out_on(span: DateSpan, amount: int, spent: int, on: date) -> date | None:
    """The first day on which nothing is left, if each day costs what the days so far have cost on average.

    None when it lasts to the end of its span, and when nothing can be said: nothing is spent yet, the budget
    has not begun, is over, or has run for fewer than LEAST_DAYS days.
    """
    if span.start is None or span.end is None or spent <= 0 or not span.contains(on):
        return None
    if spent >= amount:
        return on
    gone = (on - span.start).days + 1
    if gone < LEAST_DAYS:
        return None
    days_left = (amount - spent) * gone // spent
    last = span.end - on
    return None if days_left >= last.days else on + timedelta(days=days_left) + ONE_DAY


def state(span: DateSpan, amount: int, spent: int, warn_percent: int, on: date) -> BudgetState:
    """The most pressing word: exceeded, at the warning line, going to fall short, or fine."""
    if spent > amount:
        return BudgetState.EXCEEDED
    if 100 * spent >= warn_percent * amount and spent > 0:
        return BudgetState.LOW
    if runs_out_on(span, amount, spent, on):
        return BudgetState.SHORT
    return BudgetState.FINE
