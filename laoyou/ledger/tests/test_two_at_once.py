"""Two connections at the same accounts: nothing is spent twice, and nobody waits for ever."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier
from typing import Any

import pytest
from django.db import connection, transaction

from laoyou.kernel.errors import Conflict
from laoyou.kernel.spans import DateSpan
from laoyou.ledger import reads, verbs
from laoyou.ledger.models import Entry
from laoyou.ledger.tests.cast import (
    CAROL,
    NOW,
    SYSTEM,
    TODAY,
    balance,
    cause,
    filled,
    fund,
    issued,
    moving,
    of_person,
    outside,
    paid,
    payment,
    posted,
    posted_many,
    received,
    spent,
    voucher,
    voucher_fund,
    vouchers_of,
    whole,
    within,
)
from laoyou.ledger.types import Unit

pytestmark = pytest.mark.django_db(transaction=True)

LAST_DAY = date(2026, 3, 31)


def side_by_side(*sentences: Callable[[], Any]) -> list[object]:
    """What each gives, or the conflict that it meets; all begin at once, each on a connection of its own."""
    start = Barrier(len(sentences))

    def run(sentence: Callable[[], Any]) -> object:
        try:
            start.wait()
            return sentence()
        except Conflict as conflict:
            return conflict.code
        finally:
            connection.close()

    with ThreadPoolExecutor(len(sentences)) as pool:
        return list(pool.map(run, sentences))


def refusals(results: list[object]) -> list[object]:
    return [one for one in results if isinstance(one, str)]


def test_two_never_spend_the_same_minutes() -> None:
    mine, mint = of_person(1, Unit.MINUTE), outside(Unit.MINUTE)
    posted(moving(mint, mine, 100))

    results = side_by_side(*[lambda: posted(moving(mine, mint, 40))] * 5)

    assert refusals(results) == ["ledger_posting_above_zero"] * 3
    assert balance(mine) == 20
    assert whole()


def test_two_never_use_the_same_voucher() -> None:
    care = voucher_fund(fund())
    issued(voucher(1, care, 1000, LAST_DAY), voucher(1, care, 500, LAST_DAY + timedelta(days=30)))

    results = side_by_side(*[lambda: spent(1, 400)] * 5)

    assert refusals(results) == ["voucher_short"] * 2
    assert sum(vouchers_of(1)) == 300
    assert whole()


def test_a_spend_repeated_at_the_same_moment_is_one_spend() -> None:
    care = voucher_fund(fund())
    issued(voucher(1, care, 1000, LAST_DAY))
    order = cause("order")

    results = side_by_side(*[lambda: spent(1, 400, cause=order)] * 4)

    assert len(set(results)) == 1
    assert vouchers_of(1) == [600]


def test_a_cause_posted_at_the_same_moment_is_posted_once() -> None:
    entry = payment(filled(), of_person(1), 400)

    results = side_by_side(*[lambda: posted(entry)] * 4)

    assert len(set(results)) == 1
    assert balance(entry.lines[1].account) == 400
    assert whole()


def test_a_bulk_repeated_at_the_same_moment_is_posted_once() -> None:
    money = filled()
    entries = [payment(money, of_person(number), 100) for number in range(1, 20)]

    side_by_side(*[lambda: posted_many(entries)] * 3)

    assert balance(money) == 1_000_000 - 1900
    assert Entry.objects.filter(kind="payment").count() == 19
    assert whole()


def test_two_never_exceed_a_hard_budget() -> None:
    money = filled()
    year = DateSpan(date(2026, 1, 1), date(2026, 12, 31))
    told: dict[str, Any] = {"span": year, "amount": 1000, "hard": True, "warn_percent": 80}
    verbs.set_budget(money.id, **told, actor=CAROL, now=NOW)

    results = side_by_side(*[lambda: paid(money, 300)] * 5)

    assert refusals(results) == ["ledger_posting_within_budget"] * 2
    found = reads.budget_state(money.id, TODAY)
    assert found is not None
    assert found.spent == 900


def test_bulks_over_the_same_accounts_in_different_orders_do_not_block_each_other() -> None:
    mint = outside(Unit.MINUTE)
    people = [of_person(number, Unit.MINUTE) for number in range(1, 31)]
    posted_many([moving(mint, one, 100) for one in people])
    rounds = [list(people), list(reversed(people)), people[10:] + people[:10]]

    results = side_by_side(
        *[lambda order=order: posted_many([moving(one, mint, 30) for one in order]) for order in rounds]
    )

    assert refusals(results) == []
    assert {balance(one) for one in people} == {10}
    assert whole()


def test_nobody_posts_while_the_books_are_being_closed() -> None:
    money = fund()
    received(money, 10_000, day=date(2026, 2, 1))

    def late(number: int) -> object:
        return paid(money, number, day=date(2026, 2, 2))

    def close() -> object:
        verbs.close_books(through=date(2026, 2, 28), actor=SYSTEM, now=NOW)
        return balance(money, date(2026, 2, 28))

    results = side_by_side(*[lambda n=n: late(n) for n in range(1, 5)], close)

    assert set(refusals(results)) <= {"ledger_entry_books_open"}
    assert results[-1] == balance(money, date(2026, 2, 28))
    assert whole()


def test_an_account_is_not_closed_under_the_hands_of_who_posts() -> None:
    money = fund()

    def close() -> object:
        return verbs.close_account(money.id, on=TODAY, actor=CAROL, now=NOW)

    results = side_by_side(lambda: received(money, 100), close)

    closed = reads.account(money.id, TODAY).closed_on is not None
    assert (balance(money) == 0) is closed
    assert len(refusals(results)) == 1


def test_the_books_are_kept_under_read_committed_alone() -> None:
    """Elsewhere what was posted while a lock was waited for would not be seen."""
    entry = moving(filled(), of_person(1), 5)

    def under_another_isolation() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            cursor.execute(
                "INSERT INTO ledger_posting (entry_id, line, account_id, amount, day, kind)"
                " VALUES (1, 1, %s, 5, %s, 'transfer')",
                [entry.lines[0].account.id, TODAY],
            )

    with pytest.raises(Exception, match="read committed"):
        under_another_isolation()
    assert within(lambda: True)


def test_closing_spending_and_bulks_at_once_never_wait_in_a_ring() -> None:
    """Each of them takes the books first and accounts after."""
    care, mint = voucher_fund(fund()), outside(Unit.MINUTE)
    empty = [fund() for _ in range(3)]
    people = [of_person(number, Unit.MINUTE) for number in range(1, 9)]
    posted_many([moving(mint, one, 100) for one in people])
    issued(*[voucher(number, care, 1000, LAST_DAY) for number in range(1, 9)])

    def spend() -> object:
        return [spent(number, 10) for number in range(8, 0, -1)]

    def bulk() -> object:
        return [posted_many([moving(one, mint, 5) for one in people]) for _ in range(3)]

    def singles() -> object:
        return [posted(moving(one, mint, 5)) for one in people]

    def close() -> object:
        for one in empty:
            verbs.close_account(one.id, on=TODAY, actor=CAROL, now=NOW)
        return verbs.close_books(through=date(2026, 2, 28), actor=SYSTEM, now=NOW)

    results = side_by_side(spend, bulk, singles, close)

    assert refusals(results) == []
    assert {balance(one) for one in people} == {80}
    assert whole()
