"""What was paid too much and comes back: its life, its plan of instalments, what may be kept back of a
payment.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from laoyou.kernel.errors import Conflict, Invalid
from laoyou.kernel.money import Money
from laoyou.payments.types import RECEIVABLE_STATE_LABELS, Instalment, ReceivableState

MOVES: Mapping[ReceivableState, frozenset[ReceivableState]] = {
    ReceivableState.OPEN: frozenset(
        {ReceivableState.PROPOSED, ReceivableState.REPAID, ReceivableState.WITHDRAWN}
    ),
    ReceivableState.PROPOSED: frozenset(
        {ReceivableState.OPEN, ReceivableState.WRITTEN_OFF, ReceivableState.REPAID}
    ),
    ReceivableState.REPAID: frozenset({ReceivableState.OPEN}),
    ReceivableState.WRITTEN_OFF: frozenset(),
    ReceivableState.WITHDRAWN: frozenset(),
}
"""What was kept back of a payment that the bank returns later is owed again."""

MOST_INSTALMENTS = 120
LIVE = frozenset({ReceivableState.OPEN, ReceivableState.PROPOSED})


def check_move(before: ReceivableState, after: ReceivableState) -> None:
    """Raises Conflict (`receivable_state`) when a receivable cannot go from one state to the other."""
    if after not in MOVES[before]:
        raise Conflict(
            f"这笔应收现在是“{RECEIVABLE_STATE_LABELS[before]}”，不能这样办理，请刷新页面。",
            "receivable_state",
        )


def plan(amount: int, first_due: date, count: int) -> tuple[Instalment, ...]:
    """`count` equal instalments, a month apart, that add up to `amount` fen exactly; the earlier bear the
    odd fen.

    A day that a month does not have becomes its last day. Raises Invalid (`plan_count`) for no instalment,
    more than MOST_INSTALMENTS, or more than there are fen.
    """
    if not 1 <= count <= MOST_INSTALMENTS or count > amount:
        raise Invalid(
            f"期数应在 1 到 {MOST_INSTALMENTS} 之间，每期至少一分钱，请核对。", "plan_count", "count"
        )
    parts = Money(amount).allocate([1] * count)
    return tuple(
        Instalment(number, _months_on(first_due, number - 1), part.fen)
        for number, part in enumerate(parts, start=1)
    )


def _months_on(day: date, months: int) -> date:
    """The same day so many months on, or the last day of that month. Invalid beyond the calendar."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if year > date.max.year - 1:
        raise Invalid("还款日期太远了，请核对。", "plan_date", "first_due")
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


@dataclass(frozen=True, slots=True)
class Progress:
    """An instalment, and how much of it is there: `paid` fen; `overdue` when its day is past and not all
    is.
    """

    instalment: Instalment
    paid: int
    overdue: bool


def progress(instalments: Sequence[Instalment], repaid: int, on: date) -> tuple[Progress, ...]:
    """What was repaid since the plan was made fills the instalments in their order."""
    left, found = repaid, []
    for one in instalments:
        paid = min(left, one.amount)
        left -= paid
        found.append(Progress(one, paid, paid < one.amount and one.due_on < on))
    return tuple(found)


def kept_back(amount: int, percent: int, remaining: int) -> int:
    """How much of a payment of `amount` fen is kept back for a receivable: at most the share, and what is
    left.
    """
    return max(0, min(amount * percent // 100, remaining))
