"""Budgets: set, superseded, warned about, and kept where they are hard."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from laoyou.access.types import Actor
from laoyou.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from laoyou.kernel.spans import DateSpan
from laoyou.ledger import reads, verbs
from laoyou.ledger.tests.cast import (
    ALICE,
    CAROL,
    EVERYWHERE,
    FAR,
    FAR_COUNTY,
    LEADER,
    NOW,
    SYSTEM,
    TODAY,
    balance,
    filled,
    fund,
    issued,
    of_person,
    paid,
    received,
    trail,
    voucher,
    voucher_fund,
)
from laoyou.ledger.types import AccountRef, BudgetState

pytestmark = pytest.mark.django_db

YEAR = DateSpan(date(2026, 1, 1), date(2026, 12, 31))
NEXT = DateSpan(date(2027, 1, 1), date(2027, 12, 31))


def limited(account: AccountRef, amount: int, **more: Any) -> int:
    told: dict[str, Any] = {"span": YEAR, "hard": True, "warn_percent": 80, "actor": CAROL} | more
    return verbs.set_budget(account.id, amount=amount, now=NOW, **told)


def stands(account: AccountRef, on: date = TODAY) -> reads.BudgetRecord:
    found = reads.budget_state(account.id, on)
    assert found is not None
    return found


def test_a_budget_says_what_is_used_and_what_is_left() -> None:
    money = filled()
    limited(money, 60_000)
    paid(money, 20_000)
    received(money, 500)

    found = stands(money)

    assert (found.amount, found.spent, found.left, found.percent) == (60_000, 20_000, 40_000, 33)
    assert (found.hard, found.warn_percent, found.span) == (True, 80, YEAR)
    assert found.account.name == "福彩公益金"


def test_a_hard_budget_refuses_what_would_exceed_it_and_names_the_account() -> None:
    money = filled()
    limited(money, 60_000)
    paid(money, 60_000)

    with pytest.raises(Conflict) as conflict:
        paid(money, 1)

    assert conflict.value.code == "ledger_posting_within_budget"
    assert f"（账户 {money.id}，差 0.01 元）" in conflict.value.message
    assert balance(money) == 940_000


def test_any_other_budget_is_only_warned_about() -> None:
    money = filled()
    limited(money, 60_000, hard=False)

    paid(money, 60_001)

    assert stands(money).state is BudgetState.EXCEEDED
    assert reads.budget_states([money.id, 2**40], TODAY)[money.id].left == -1


def test_what_is_reversed_is_free_again() -> None:
    money = filled()
    limited(money, 60_000)
    wrong = paid(money, 60_000)

    verbs.reverse(wrong, actor=CAROL, now=NOW)

    assert stands(money).spent == 0
    paid(money, 60_000)


def test_a_budget_counts_the_days_of_its_span_alone() -> None:
    money = filled()
    limited(money, 1000)
    paid(money, 5000, day=date(2025, 12, 31))
    limited(money, 700, span=NEXT)

    assert stands(money).spent == 0
    paid(money, 1000)
    assert [one.amount for one in reads.budgets_of(money.id, TODAY)] == [700, 1000]
    assert reads.budgets_of(money.id, TODAY)[0].spent == 0


def test_passing_money_on_uses_no_budget() -> None:
    money = filled()
    limited(money, 1000)

    received(filled(), 5000, source_id=money.id)

    assert stands(money).spent == 0


def test_vouchers_are_counted_when_issued_and_given_back_when_they_run_out() -> None:
    care = voucher_fund(fund())
    limited(care, 3000)
    issued(voucher(1, care, 2000, TODAY), voucher(2, care, 1000, TODAY))
    with pytest.raises(Conflict) as conflict:
        issued(voucher(3, care, 1, TODAY))

    verbs.expire_vouchers(actor=SYSTEM, now=NOW + timedelta(days=1))

    assert conflict.value.code == "ledger_posting_within_budget"
    assert stands(care, TODAY + timedelta(days=1)).spent == 0


def test_a_later_word_on_the_same_span_supersedes_the_former() -> None:
    money = filled()
    limited(money, 1000)
    paid(money, 1000)

    limited(money, 2000)

    assert (stands(money).amount, stands(money).left) == (2000, 1000)
    assert len(reads.budgets_of(money.id, TODAY)) == 1
    assert [entry.object_kind for entry in trail("ledger.set_budget")] == ["budget", "budget"]


def test_two_budgets_never_speak_of_one_day() -> None:
    money = filled()
    limited(money, 1000)

    with pytest.raises(Conflict) as conflict:
        limited(money, 1000, span=DateSpan(date(2026, 6, 1), date(2027, 5, 31)))
    with pytest.raises(Conflict) as endless:
        limited(money, 1000, span=DateSpan.since(date(2030, 1, 1)))

    assert conflict.value.code == "ledger_budget_no_overlap"
    assert endless.value.code == "ledger_budget_ends"


def test_only_funds_have_budgets() -> None:
    with pytest.raises(Invalid) as refused:
        limited(of_person(1), 1000)
    with pytest.raises(NotFound):
        verbs.set_budget(2**40, span=YEAR, amount=1, hard=True, warn_percent=80, actor=SYSTEM, now=NOW)
    assert refused.value.code == "budget_account"


@pytest.mark.parametrize("actor", [ALICE, LEADER, FAR])
def test_budgets_are_the_supervisors_of_the_place(actor: Actor) -> None:
    money = filled()

    with pytest.raises(Forbidden):
        limited(money, 1000, actor=actor)

    assert reads.budget_state(money.id, TODAY) is None


def test_the_most_pressing_budget_of_a_scope_comes_first() -> None:
    fine, low, over, far = filled(), filled(), filled(), filled(division=FAR_COUNTY)
    for money, amount, spent in ((fine, 900_000, 1), (low, 100, 85), (over, 100, 101), (far, 100, 1)):
        limited(money, amount, hard=False, actor=SYSTEM)
        paid(money, spent)

    found = reads.budgets(CAROL.scope, TODAY)

    assert [one.account.ref for one in found] == [over, low, fine]
    assert [one.state for one in found] == [BudgetState.EXCEEDED, BudgetState.LOW, BudgetState.FINE]
    assert len(reads.budgets(EVERYWHERE, TODAY)) == 4
    assert reads.budgets(EVERYWHERE, date(2028, 1, 1)) == ()


def test_at_the_present_pace_it_is_said_when_nothing_is_left() -> None:
    money = filled()
    limited(money, 300_000)
    paid(money, 100_000, day=date(2026, 2, 1))

    found = stands(money)

    assert found.state is BudgetState.SHORT
    assert found.runs_out_on == date(2026, 7, 3)
