"""Closing the books, what it reckons, the trial balance, and the proof that all is whole."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection

from laoyou.access.types import Actor, Scope
from laoyou.kernel.errors import Conflict, Forbidden
from laoyou.kernel.spans import DateSpan
from laoyou.ledger import reads, verbs
from laoyou.ledger.models import Checkpoint
from laoyou.ledger.tests.cast import (
    ALICE,
    CAROL,
    CITY,
    EVERYWHERE,
    FAR_COUNTY,
    MAYOR,
    NOW,
    SYSTEM,
    TODAY,
    balance,
    filled,
    fund,
    of_person,
    paid,
    payment,
    posted_many,
    received,
    settle,
    trail,
    whole,
)
from laoyou.ledger.types import HolderKind, Unit

pytestmark = pytest.mark.django_db

JANUARY, FEBRUARY = date(2026, 1, 31), date(2026, 2, 28)


def closed(through: date, actor: Actor = SYSTEM) -> None:
    verbs.close_books(through=through, actor=actor, now=NOW)


def many(money: Any, day: date, entries: int = 205) -> None:
    """Enough postings that a closing reckons the account."""
    wang = of_person(1)
    posted_many([payment(money, wang, 10, day=day) for _ in range(entries)])


def test_nobody_posts_into_closed_books_and_everybody_after_them() -> None:
    money = filled()
    closed(FEBRUARY)

    with pytest.raises(Conflict, match="已经结账"):
        paid(money, 5, day=FEBRUARY)

    paid(money, 5, day=date(2026, 3, 1))
    found = reads.last_closing()
    assert found is not None
    assert (found.through, found.closed_at) == (FEBRUARY, NOW)
    assert found.act_id == trail("ledger.close_books")[0].act_id


@pytest.mark.parametrize("through", [FEBRUARY, JANUARY, TODAY])
def test_books_are_closed_forward_up_to_yesterday(through: date) -> None:
    closed(FEBRUARY)

    with pytest.raises(Conflict) as conflict:
        closed(through)

    assert conflict.value.code == "ledger_closing_forward"


def test_books_that_were_never_closed_are_open(db: None) -> None:
    assert reads.last_closing() is None


def test_books_of_two_counties_are_the_citys_to_close() -> None:
    filled()
    filled(division=FAR_COUNTY)

    for actor in (CAROL, ALICE):
        with pytest.raises(Forbidden):
            closed(JANUARY, actor)
    closed(JANUARY, MAYOR)


def test_a_busy_account_is_reckoned_and_a_quiet_one_is_not() -> None:
    money = fund()
    received(money, 1_000_000, day=date(2026, 1, 5))
    many(money, JANUARY)
    wages = paid(money, 7, day=date(2026, 2, 3))
    many(money, FEBRUARY, entries=3)

    closed(JANUARY)
    closed(FEBRUARY)

    rows = Checkpoint.objects.filter(account_id=money.id).values_list("through", "balance", "spent")
    assert list(rows) == [(JANUARY, 997_950, 2050)]
    assert Checkpoint.objects.count() == 2
    assert balance(money, JANUARY) == 997_950
    assert balance(money, date(2026, 1, 30)) == 1_000_000
    assert balance(money, TODAY) == 997_950 - 7 - 30
    assert wages
    assert whole()


def test_budgets_and_statements_go_on_across_a_closing() -> None:
    money = fund()
    received(money, 1_000_000, day=date(2026, 1, 5))
    year = DateSpan(date(2026, 1, 1), date(2026, 12, 31))
    told: dict[str, Any] = {"span": year, "amount": 2060, "hard": True, "warn_percent": 90}
    verbs.set_budget(money.id, **told, actor=CAROL, now=NOW)
    many(money, JANUARY)
    before = reads.statement(money.id, DateSpan(date(2026, 1, 10), TODAY))

    closed(JANUARY)

    found = reads.budget_state(money.id, TODAY)
    assert found is not None
    assert found.spent == 2050
    after = reads.statement(money.id, DateSpan(date(2026, 1, 10), TODAY))
    assert (after.opening, after.closing, after.page.rows) == (
        before.opening,
        before.closing,
        before.page.rows,
    )
    paid(money, 10)
    with pytest.raises(Conflict):
        paid(money, 1)


@pytest.mark.parametrize("closings", [(), (20,), (5, 31, 58), (58,)])
def test_a_balance_is_the_sum_of_the_postings_wherever_the_books_were_closed(
    closings: tuple[int, ...],
) -> None:
    """Closings only shorten the reckoning."""
    new_year = date(2026, 1, 1)
    money, wang = fund(), of_person(2)
    received(money, 10**9, day=date(2025, 12, 1))
    days = [1, 5, 6, 20, 21, 31, 32, 58, 59]
    for day in days:
        on = new_year + timedelta(days=day - 1)
        posted_many([payment(money, wang, amount, day=on) for amount in range(1, 206)])

    for day in closings:
        closed(new_year + timedelta(days=day - 1))

    each = sum(range(1, 206))
    for asked in range(61):
        gone = sum(each for day in days if day <= asked)
        assert balance(money, new_year + timedelta(days=asked - 1)) == 10**9 - gone
    assert Checkpoint.objects.filter(account_id=money.id).count() == len(closings)
    assert whole()


# The trial balance


def test_the_whole_books_come_to_nothing_in_each_currency() -> None:
    money = filled(5000)
    paid(money, 1200)
    minutes = of_person(1, Unit.MINUTE)
    posted_many([payment(money, of_person(1), 300)])

    found = {(one.unit, one.purpose): one for one in reads.trial_balance(EVERYWHERE, TODAY)}

    assert set(found) == {(Unit.FEN, "")}
    assert minutes
    trial = found[Unit.FEN, ""]
    assert (trial.balance, trial.whole) == (0, True)
    lines = {line.kind: (line.accounts, line.into, line.out_of, line.balance) for line in trial.lines}
    assert lines == {
        HolderKind.FUND: (1, 5000, 1500, 3500),
        HolderKind.PERSON: (1, 300, 0, 300),
        HolderKind.SYSTEM: (1, 1200, 5000, -3800),
    }


def test_a_part_of_the_books_shows_what_came_from_beyond() -> None:
    far = filled(10_000, division=FAR_COUNTY)
    received(filled(500), 300, source_id=far.id)

    [here] = reads.trial_balance(CAROL.scope, TODAY)
    [city] = reads.trial_balance(Scope.division(CITY), TODAY)

    assert (here.balance, here.whole) == (300, False)
    assert (city.balance, city.whole) == (0, True)
    assert reads.trial_balance(EVERYWHERE, date(2025, 1, 1)) == ()
    assert reads.trial_balance(Scope.organisation(7), TODAY) == ()


# The proof


def test_whole_books_have_no_fault() -> None:
    money = filled()
    paid(money, 5)

    found = reads.verify()

    assert (found.entries, found.postings, found.faults) == (2, 4, ())


DAMAGES = {
    "收付不平": "UPDATE ledger_posting SET amount = amount + 1 WHERE amount > 0",
    "行数不全": "DELETE FROM ledger_posting WHERE line = 2",
    "日期或类型不一致": "UPDATE ledger_posting SET kind = 'issue' WHERE line = 1",
    "不能透支": "UPDATE ledger_account SET keeps_above_zero = true",
    "结账余额与明细不符": "UPDATE ledger_checkpoint SET balance = balance + 1",
    "合计不为零": "DELETE FROM ledger_posting WHERE line = 1",
}


@pytest.mark.parametrize("said", DAMAGES)
def test_what_is_done_behind_the_guards_is_found(said: str) -> None:
    money = fund()
    received(money, 1_000_000, day=date(2026, 1, 5))
    many(money, JANUARY)
    closed(JANUARY)
    settle()
    assert reads.verify().faults == ()

    with connection.cursor() as cursor:
        for table in ("posting", "account", "checkpoint"):
            cursor.execute(f"ALTER TABLE ledger_{table} DISABLE TRIGGER USER")
        cursor.execute(DAMAGES[said])
    faults = reads.verify().faults

    assert any(said in fault for fault in faults), faults
