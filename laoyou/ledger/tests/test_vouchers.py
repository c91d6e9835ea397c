"""Vouchers: issued, used by those that run out first, returned to the fund when they have run out."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from laoyou.kernel import clock
from laoyou.kernel.errors import Conflict, Forbidden, Invalid
from laoyou.ledger import reads, tasks, verbs
from laoyou.ledger.tests.cast import (
    CAROL,
    NOW,
    SYSTEM,
    TODAY,
    balance,
    caterer,
    cause,
    filled,
    fund,
    issued,
    moving,
    outside,
    payment,
    posted_many,
    spent,
    trail,
    voucher,
    voucher_fund,
    vouchers_of,
    whole,
)
from laoyou.ledger.types import AccountRef, Cause, EntryKind, Holder, Posted, Unit

pytestmark = pytest.mark.django_db

MARCH, APRIL, MAY = date(2026, 3, 31), date(2026, 4, 30), date(2026, 5, 31)
IN_APRIL = NOW + timedelta(days=30)
WANG = 1


@pytest.fixture
def care(db: None) -> AccountRef:
    """The voucher account of a fund, for care at home."""
    return voucher_fund(fund())


def expired(now: datetime) -> Posted:
    return verbs.expire_vouchers(actor=SYSTEM, now=now)


def canteens() -> list[int]:
    return [balance(one) for one in reads.held_by(caterer().holder, Unit.VOUCHER_FEN)]


def test_a_voucher_is_owed_by_the_fund_and_held_by_the_person(care: AccountRef) -> None:
    issued(voucher(WANG, care, 2000, MARCH))

    assert (balance(care), vouchers_of(WANG)) == (-2000, [2000])
    [wallet] = reads.held_by(Holder.person(WANG))
    record = reads.account(wallet.id, TODAY)
    assert (record.expires_on, record.returns_to, wallet.purpose) == (MARCH, care.id, "home_care")
    assert record.keeps_above_zero
    assert whole()


def test_vouchers_of_one_last_day_lie_together(care: AccountRef) -> None:
    issued(voucher(WANG, care, 2000, MARCH), voucher(WANG, care, 500, MARCH), voucher(WANG, care, 1, APRIL))

    assert vouchers_of(WANG) == [2500, 1]


def test_issuing_again_issues_nothing(care: AccountRef) -> None:
    given = [voucher(WANG, care, 2000, MARCH), voucher(2, care, 2000, MARCH)]

    assert issued(given[0]) == Posted(1, 0)
    assert issued(*given) == Posted(1, 1)
    assert balance(care) == -4000


def test_the_voucher_that_runs_out_first_is_used_first(care: AccountRef) -> None:
    for last_day in (MAY, MARCH, APRIL):
        issued(voucher(WANG, care, 1000, last_day))

    number = spent(WANG, 1500)

    assert vouchers_of(WANG) == [1000, 0, 500]
    assert canteens() == [1500]
    entry = reads.entry(number, CAROL.scope)
    assert (entry.kind, [line.amount for line in entry.lines]) == (EntryKind.SPEND, [-1000, -500, 1500])
    assert whole()


def test_what_has_run_out_cannot_be_used(care: AccountRef) -> None:
    issued(voucher(WANG, care, 1000, MARCH), voucher(WANG, care, 300, MAY))

    with pytest.raises(Conflict, match=r"没过期的还有 3\.00 元，要用 5\.00 元") as conflict:
        spent(WANG, 500, day=date(2026, 4, 1), now=IN_APRIL)

    assert conflict.value.code == "voucher_short"
    assert vouchers_of(WANG) == [1000, 300]
    spent(WANG, 500, day=MARCH, now=IN_APRIL)
    assert vouchers_of(WANG) == [500, 300]


def test_more_than_there_is_cannot_be_used(care: AccountRef) -> None:
    issued(voucher(WANG, care, 1000, MARCH))

    with pytest.raises(Conflict):
        spent(WANG, 1001)
    with pytest.raises(Conflict):
        spent(2, 1)
    with pytest.raises(Invalid):
        spent(WANG, 0)
    assert canteens() == []


def test_a_spend_repeated_uses_nothing_more(care: AccountRef) -> None:
    issued(voucher(WANG, care, 1000, MARCH), voucher(WANG, care, 1000, APRIL))
    order = cause("order")
    first = spent(WANG, 700, cause=order)

    assert spent(WANG, 700, cause=order) == first
    assert vouchers_of(WANG) == [300, 1000]
    with pytest.raises(Conflict) as conflict:
        spent(WANG, 701, cause=order)
    assert conflict.value.code == "ledger_entry_once"


def test_each_fund_and_each_purpose_is_kept_apart(care: AccountRef) -> None:
    meals = voucher_fund(fund(), "meals")
    second = voucher_fund(fund())
    issued(
        voucher(WANG, care, 1000, MARCH), voucher(WANG, meals, 1000, MARCH), voucher(WANG, second, 400, APRIL)
    )

    spent(WANG, 1200)

    assert vouchers_of(WANG) == [0, 1000, 200]
    assert canteens() == [1000, 200]
    takers = reads.held_by(caterer().holder)
    assert [reads.account(one.id, TODAY).returns_to for one in takers] == [care.id, second.id]
    with pytest.raises(Conflict):
        spent(WANG, 300)
    assert whole()


def test_what_has_run_out_returns_to_its_fund(care: AccountRef) -> None:
    second = voucher_fund(fund())
    issued(voucher(WANG, care, 1000, MARCH), voucher(2, care, 500, MARCH), voucher(2, second, 50, MARCH))
    issued(voucher(WANG, care, 700, MAY))
    spent(WANG, 400)

    assert expired(NOW) == Posted(0, 0)
    assert expired(IN_APRIL) == Posted(3, 0)

    assert (vouchers_of(WANG), vouchers_of(2)) == ([0, 700], [0, 0])
    assert (balance(care), balance(second)) == (-1100, 0)
    assert canteens() == [400]
    assert expired(IN_APRIL) == Posted(0, 0)
    assert trail("ledger.expire_vouchers")[1].count == 3
    assert whole()


def test_what_comes_back_to_a_voucher_that_has_run_out_returns_as_well(care: AccountRef) -> None:
    issued(voucher(WANG, care, 1000, MARCH))
    wrong = spent(WANG, 400)
    expired(IN_APRIL)
    verbs.reverse(wrong, actor=CAROL, now=IN_APRIL)

    assert vouchers_of(WANG) == [400]
    assert expired(IN_APRIL + timedelta(days=1)) == Posted(1, 0)
    assert (vouchers_of(WANG), balance(care)) == ([0], 0)


def test_a_voucher_comes_from_a_funds_voucher_account(care: AccountRef) -> None:
    for wrong in (voucher(WANG, filled(), 100, MARCH), voucher(WANG, reads.ref(_wallet(care)), 100, MARCH)):
        with pytest.raises(Invalid) as refused:
            issued(wrong)
        assert refused.value.code == "voucher_fund"


def _wallet(care: AccountRef) -> int:
    issued(voucher(9, care, 1, MARCH))
    return reads.held_by(Holder.person(9))[0].id


@pytest.mark.parametrize(("amount", "last_day"), [(0, MARCH), (-5, MARCH), (5, date(2026, 3, 1))])
def test_a_voucher_is_worth_something_and_not_over_already(
    care: AccountRef, amount: int, last_day: date
) -> None:
    with pytest.raises(Invalid) as refused:
        issued(voucher(WANG, care, amount, last_day))
    assert refused.value.code == "voucher_expired"


def test_only_the_system_takes_vouchers_back() -> None:
    with pytest.raises(Forbidden):
        verbs.expire_vouchers(actor=CAROL, now=NOW)


def test_the_night_takes_back_what_has_run_out(care: AccountRef, monkeypatch: pytest.MonkeyPatch) -> None:
    issued(voucher(WANG, care, 1000, MARCH))
    monkeypatch.setattr(clock, "now", lambda: IN_APRIL)

    tasks.expire_vouchers(0)

    assert vouchers_of(WANG) == [0]
    assert trail("ledger.expire_vouchers")[0].user_name == "服务券到期收回"


def test_vouchers_that_were_used_are_redeemed_with_money(care: AccountRef) -> None:
    """How orders settle: the canteen's vouchers return to the fund, and the fund pays as much."""
    money = reads.held_by(care.holder, Unit.FEN)[0]
    issued(voucher(WANG, care, 1000, MARCH))
    spent(WANG, 600)
    [taken] = reads.held_by(caterer().holder, Unit.VOUCHER_FEN)
    canteen = outside()
    order = cause("settlement")

    posted_many(
        [
            moving(taken, care, 600, kind=EntryKind.REDEEM, cause=order),
            payment(money, canteen, 600, cause=Cause(order.kind, order.id, "money")),
        ]
    )

    assert (balance(taken), balance(care), balance(money)) == (0, -400, -600)
    assert whole()


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("issue"), st.integers(1, 900), st.integers(0, 20)),
        st.tuples(st.just("spend"), st.integers(1, 1200), st.just(0)),
        st.tuples(st.just("pass"), st.integers(1, 9), st.just(0)),
        st.tuples(st.just("expire"), st.just(0), st.just(0)),
    ),
    max_size=14,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
@given(steps=STEPS)
def test_whatever_is_done_with_vouchers_none_is_lost_or_used_twice(
    db: None, steps: list[tuple[str, int, int]]
) -> None:
    """Beside the books runs a plain model: last days, and what is left of each."""
    care, who = voucher_fund(fund()), 10**6 + cause().id
    day, model, used = TODAY, dict[date, int](), 0
    for step, number, days in steps:
        now = NOW + (day - TODAY)
        match step:
            case "issue":
                last_day = day + timedelta(days=days)
                issued(voucher(who, care, number, last_day), day=day, now=now)
                model[last_day] = model.get(last_day, 0) + number
            case "pass":
                day += timedelta(days=number)
            case "expire":
                expired(now)
                model = {last: left for last, left in model.items() if last >= day}
            case "spend" if sum(left for last, left in model.items() if last >= day) < number:
                with pytest.raises(Conflict):
                    spent(who, number, day=day, now=now)
            case "spend":
                spent(who, number, day=day, now=now)
                used += number
                for last in sorted(one for one in model if one >= day):
                    part = min(number, model[last])
                    model[last], number = model[last] - part, number - part

    assert sum(vouchers_of(who)) == sum(model.values())
    assert balance(care) == -sum(model.values()) - used
    assert whole()
