"""Vouchers by their last day, budgets by their pace, the share of elder care, the division above several."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from laoyou.access.types import Scope
from laoyou.kernel.errors import Conflict, Invalid
from laoyou.kernel.spans import DateSpan
from laoyou.ledger.core.budgets import LEAST_DAYS, runs_out_on, state
from laoyou.ledger.core.divisions import common_division
from laoyou.ledger.core.elder_share import ShareRule, share
from laoyou.ledger.core.vouchers import Lot, allocate
from laoyou.ledger.tests.cast import CITY, COUNTY, FAR_COUNTY, TODAY, TOWN
from laoyou.ledger.types import AccountId, AccountRef, BudgetState, Holder, ShareState, Unit

YEAR = DateSpan(date(2026, 1, 1), date(2026, 12, 31))
FEN = st.integers(0, 10**9)


def lot(number: int, last_day: date, left: int) -> Lot:
    ref = AccountRef(AccountId(number), Holder.person(1), Unit.VOUCHER_FEN, "care", COUNTY)
    return Lot(ref, last_day, left)


LOTS = st.lists(
    st.builds(
        lambda number, days, left: lot(number, TODAY + timedelta(days=days), left),
        st.integers(1, 99),
        st.integers(-40, 40),
        st.integers(0, 5000),
    ),
    max_size=8,
    unique_by=lambda one: one.account.id,
)


@given(LOTS, st.integers(1, 20_000))
def test_a_spend_takes_exactly_its_amount_from_what_runs_out_first_or_nothing(
    lots: list[Lot], amount: int
) -> None:
    usable = [one for one in lots if one.last_day >= TODAY]

    if sum(one.left for one in usable) < amount:
        with pytest.raises(Conflict) as short:
            allocate(lots, amount, TODAY)
        assert short.value.code == "voucher_short"
        return
    taken = allocate(lots, amount, TODAY)

    assert sum(part for _, part in taken) == amount
    assert all(0 < part <= one.left and one.last_day >= TODAY for one, part in taken)
    touched = {one.account.id: part for one, part in taken}
    last = max(one.last_day for one, _ in taken)
    earlier = [one for one in usable if one.last_day < last]
    assert all(touched.get(one.account.id, 0) == one.left for one in earlier)


def test_the_last_day_is_a_day_of_use() -> None:
    assert allocate([lot(1, TODAY, 500)], 500, TODAY)
    with pytest.raises(Conflict, match=r"没过期的还有 0\.00 元，要用 5\.00 元"):
        allocate([lot(1, TODAY, 500)], 500, TODAY + timedelta(days=1))


@pytest.mark.parametrize("amount", [0, -1])
def test_nothing_cannot_be_spent(amount: int) -> None:
    with pytest.raises(Invalid) as wrong:
        allocate([lot(1, TODAY, 500)], amount, TODAY)
    assert wrong.value.code == "voucher_amount"


@given(st.integers(1, 10**9), st.integers(0, 2 * 10**9), st.integers(0, 364))
def test_a_budget_runs_out_within_its_span_or_not_at_all(amount: int, spent: int, gone: int) -> None:
    on = date(2026, 1, 1) + timedelta(days=gone)

    day = runs_out_on(YEAR, amount, spent, on)

    assert day is None or on <= day <= date(2026, 12, 31)
    assert (day == on) is (spent >= amount)


@given(st.integers(1, 10**7), st.integers(1, 10**7))
def test_the_faster_it_goes_the_earlier_it_ends(spent: int, more: int) -> None:
    amount, on = 10**8, date(2026, 6, 30)

    slow = runs_out_on(YEAR, amount, spent, on) or date.max
    fast = runs_out_on(YEAR, amount, spent + more, on) or date.max

    assert fast <= slow


def test_a_pace_of_a_hundredth_a_day_lasts_a_hundred_days() -> None:
    on = date(2026, 1, 31)

    assert runs_out_on(YEAR, 10_000, 3_100, on) == date(2026, 4, 11)


@pytest.mark.parametrize(
    ("spent", "on"),
    [
        (0, date(2026, 6, 1)),
        (900, date(2026, 1, LEAST_DAYS - 1)),
        (900, date(2025, 12, 31)),
        (900, date(2027, 1, 1)),
        (500, date(2026, 7, 2)),
    ],
    ids=["nothing spent", "too early", "before it", "after it", "it lasts"],
)
def test_where_nothing_can_be_said_nothing_is_said(spent: int, on: date) -> None:
    assert runs_out_on(YEAR, 1000, spent, on) is None


@pytest.mark.parametrize(
    ("spent", "said"),
    [
        (0, BudgetState.FINE),
        (160, BudgetState.FINE),
        (400, BudgetState.SHORT),
        (800, BudgetState.LOW),
        (1000, BudgetState.LOW),
        (1001, BudgetState.EXCEEDED),
    ],
)
def test_the_most_pressing_word_is_said(spent: int, said: BudgetState) -> None:
    assert state(YEAR, 1000, spent, 80, TODAY) is said


@given(FEN, FEN, FEN, st.booleans())
def test_the_share_is_kept_exactly_from_55_of_100_on(
    retained: int, elder: int, other: int, over: bool
) -> None:
    found = share(COUNTY, retained=retained, elder=elder, other=other, year_is_over=over)

    kept = retained > 0 and 100 * elder >= 55 * retained
    assert (found.state is ShareState.KEPT) is kept
    assert 100 * (elder + found.missing) >= 55 * retained
    assert found.missing == 0 or 100 * (elder + found.missing - 1) < 55 * retained
    assert found.room == 0 or 100 * (other + found.room) <= 45 * retained


@pytest.mark.parametrize(
    ("elder", "other", "over", "said"),
    [
        (5500, 4500, True, ShareState.KEPT),
        (5499, 0, True, ShareState.MISSED),
        (5499, 4500, False, ShareState.OPEN),
        (0, 4501, False, ShareState.CROWDED),
    ],
)
def test_the_edges_of_the_share(elder: int, other: int, over: bool, said: ShareState) -> None:
    assert share(COUNTY, retained=10_000, elder=elder, other=other, year_is_over=over).state is said


def test_where_nothing_was_kept_there_is_no_share() -> None:
    found = share(COUNTY, retained=0, elder=0, other=0, year_is_over=True)

    assert (found.state, found.permille, found.missing) == (ShareState.NOTHING, None, 0)


def test_a_region_may_set_another_share() -> None:
    found = share(COUNTY, retained=999, elder=600, other=0, year_is_over=True, rule=ShareRule(60, 2024))

    assert (found.needed, found.state, found.permille) == (600, ShareState.KEPT, 600)


@pytest.mark.parametrize(
    ("codes", "held"),
    [
        ([COUNTY], COUNTY),
        ([COUNTY, TOWN], COUNTY),
        ([COUNTY, FAR_COUNTY], CITY),
        ([CITY, TOWN], CITY),
        (["230500000000", "231000000000"], "230000000000"),
        (["230000000000", "110000000000"], ""),
        ([], ""),
    ],
)
def test_the_division_above_several_is_the_smallest(codes: list[str], held: str) -> None:
    assert common_division(codes) == held


@given(st.lists(st.from_regex(r"[1-9][0-9]{11}", fullmatch=True), min_size=1, max_size=5))
def test_whoever_reaches_the_common_division_reaches_each(codes: list[str]) -> None:
    held = common_division(codes)
    low, high = Scope.division(held).division_bounds() or ("", "9" * 13) if held else ("", "9" * 13)

    assert all(low <= code < high for code in codes)
