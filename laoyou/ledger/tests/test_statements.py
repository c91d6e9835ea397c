"""The statement of any account, for any days: it adds up, page after page."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import accumulate, pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from laoyou.kernel.errors import Invalid, NotFound
from laoyou.kernel.spans import DateSpan
from laoyou.ledger import reads, verbs
from laoyou.ledger.tests.cast import (
    BEGUN,
    CAROL,
    NOW,
    TODAY,
    balance,
    fund,
    moving,
    of_person,
    paid,
    posted,
    received,
    settle,
)
from laoyou.ledger.types import AccountRef, EntryKind, Line, Use

pytestmark = pytest.mark.django_db

ALWAYS = DateSpan(BEGUN, TODAY)


def all_lines(account: AccountRef, span: DateSpan, size: int) -> list[reads.StatementLine]:
    """The lines of every page, forward."""
    found: list[reads.StatementLine] = []
    cursor: str | None = None
    while True:
        page = reads.statement(account.id, span, size=size, cursor=cursor).page
        found += page.rows
        if page.next is None:
            return found
        cursor = page.next


def test_a_statement_tells_each_movement_with_the_balance_after_it() -> None:
    money = fund()
    received(money, 1000, day=date(2026, 1, 5))
    wrong = paid(money, 300, use=Use.RELIEF, day=date(2026, 2, 1))
    mirror = verbs.reverse(wrong, actor=CAROL, now=NOW)

    found = reads.statement(money.id, DateSpan(date(2026, 1, 6), TODAY))

    assert (found.opening, found.into, found.out_of, found.closing) == (1000, 300, 300, 1000)
    assert (found.count, found.account.name) == (2, "福彩公益金")
    first, second = found.page.rows
    assert (first.entry_id, first.kind, first.use) == (wrong, EntryKind.PAYMENT, Use.RELIEF)
    assert (first.amount, first.balance, first.reverses) == (-300, 700, None)
    assert (second.entry_id, second.amount, second.balance) == (mirror, 300, 1000)
    assert (second.reverses, second.day) == (wrong, TODAY)


def test_a_statement_without_movements_stands_still() -> None:
    money = fund()
    received(money, 1000, day=date(2026, 1, 5))

    found = reads.statement(money.id, DateSpan.on(date(2026, 2, 1)))

    assert (found.opening, found.closing, found.count, list(found.page.rows)) == (1000, 1000, 0, [])
    assert list(reads.every_line(money.id, DateSpan.on(date(2026, 2, 1)))) == []


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=20)
@given(
    moves=st.lists(st.tuples(st.integers(0, 40), st.integers(-500, 500).filter(bool)), max_size=12),
    first=st.integers(-2, 42),
    days=st.integers(0, 44),
    size=st.integers(1, 4),
)
def test_a_statement_adds_up_whatever_was_posted_and_whatever_is_asked(
    db: None, moves: list[tuple[int, int]], first: int, days: int, size: int
) -> None:
    account, other = of_person(1000 + len(moves)), of_person(999)
    start = date(2026, 1, 1)
    before = {day: balance(account, start + timedelta(days=day)) for day in (-9, first - 1, first + days)}
    for day, amount in moves:
        on = start + timedelta(days=day)
        posted(moving(other, account, amount, day=on))
    span = DateSpan(start + timedelta(days=first), start + timedelta(days=first + days))

    found = reads.statement(account.id, span, size=size)
    lines = all_lines(account, span, size)

    assert found.opening + found.into - found.out_of == found.closing
    assert found.opening - before[first - 1] == sum(amount for day, amount in moves if day < first)
    assert found.closing == balance(account, span.end or TODAY)
    assert len(lines) == found.count
    assert [one.balance for one in lines] == list(
        accumulate((one.amount for one in lines), initial=found.opening)
    )[1:]
    assert all(one.day <= two.day for one, two in pairwise(lines))
    assert list(reads.every_line(account.id, span)) == lines
    settle()


def test_pages_turn_back_as_well() -> None:
    account, other = of_person(1), of_person(2)
    for _ in range(5):
        posted(moving(other, account, 10))
    first = reads.statement(account.id, ALWAYS, size=2)

    second = reads.statement(account.id, ALWAYS, size=2, cursor=first.page.next)
    back = reads.statement(account.id, ALWAYS, size=2, cursor=second.page.previous)

    assert [one.balance for one in second.page.rows] == [30, 40]
    assert back.page.rows == first.page.rows
    assert (first.page.previous, back.page.previous) == (None, None)


def test_an_entry_that_touches_an_account_twice_shows_twice() -> None:
    account, other = of_person(1), of_person(2)
    twice = moving(other, account, 10)
    lines = (Line(other, -30), Line(account, 10), Line(account, 20))

    posted(type(twice)(twice.day, twice.kind, twice.cause, lines))

    found = reads.statement(account.id, ALWAYS, size=1)
    assert [(one.line, one.balance) for one in found.page.rows] == [(2, 10)]
    assert [one.balance for one in all_lines(account, ALWAYS, 1)] == [10, 30]


def test_a_strange_page_is_refused_and_a_strange_account_not_found() -> None:
    account = of_person(1)

    with pytest.raises(Invalid) as refused:
        reads.statement(account.id, ALWAYS, cursor="xyz")
    with pytest.raises(NotFound):
        reads.statement(2**40, ALWAYS)
    with pytest.raises(TypeError):
        reads.statement(account.id, DateSpan.since(TODAY))
    assert refused.value.code == "cursor"
