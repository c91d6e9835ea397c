"""Plans of instalments, and what may be kept back: arithmetic alone."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from laoyou.kernel.errors import Conflict, Invalid
from laoyou.payments.core.receivables import MOVES, check_move, kept_back, plan, progress
from laoyou.payments.types import MOST_OFFSET_PERCENT, ReceivableState
from laoyou.people.tests.cast import TODAY


@given(st.integers(1, 10**9), st.integers(1, 120), st.dates(date(2020, 1, 1), date(2090, 12, 31)))
def test_instalments_add_up_exactly_and_come_month_by_month(amount: int, count: int, first: date) -> None:
    if count > amount:
        count = amount
    parts = plan(amount, first, count)

    assert sum(one.amount for one in parts) == amount
    assert max(one.amount for one in parts) - min(one.amount for one in parts) <= 1
    months = [one.due_on.year * 12 + one.due_on.month for one in parts]
    assert months == list(range(months[0], months[0] + count))
    assert parts[0].due_on == first


def test_a_day_that_a_month_does_not_have_becomes_its_last() -> None:
    days = [one.due_on for one in plan(300, date(2026, 1, 31), 3)]

    assert days == [date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 31)]


@pytest.mark.parametrize("count", [0, -1, 121, 4])
def test_a_plan_that_cannot_be_is_refused(count: int) -> None:
    with pytest.raises(Invalid) as refused:
        plan(3, TODAY, count)

    assert refused.value.code == "plan_count"


@given(st.integers(1, 10**6), st.integers(1, 12), st.integers(0, 10**6), st.dates(TODAY, date(2027, 12, 31)))
def test_what_came_back_fills_the_instalments_in_order(
    amount: int, count: int, repaid: int, on: date
) -> None:
    parts = plan(max(amount, count), TODAY, count)

    told = progress(parts, min(repaid, amount), on)

    assert sum(one.paid for one in told) == min(repaid, sum(one.amount for one in parts), amount)
    open_ = [at for at, one in enumerate(told) if one.paid < one.instalment.amount]
    assert all(told[at].paid == 0 for at in open_[1:])
    assert all(
        one.overdue == (one.paid < one.instalment.amount and one.instalment.due_on < on) for one in told
    )


@given(st.integers(1, 10**9), st.integers(0, MOST_OFFSET_PERCENT), st.integers(0, 10**9))
def test_never_more_is_kept_back_than_the_share_or_the_debt_and_something_is_always_paid(
    amount: int, percent: int, rest: int
) -> None:
    kept = kept_back(amount, percent, rest)

    assert 0 <= kept <= rest
    assert kept * 100 <= amount * percent
    assert amount - kept > 0


@pytest.mark.parametrize("before", list(ReceivableState))
@pytest.mark.parametrize("after", list(ReceivableState))
def test_a_receivable_goes_the_ways_of_its_table_alone(
    before: ReceivableState, after: ReceivableState
) -> None:
    if after in MOVES[before]:
        check_move(before, after)
    else:
        with pytest.raises(Conflict):
            check_move(before, after)
