"""Posting entries one by one and many at a time, once each, and reversing them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from laoyou.access.types import Actor
from laoyou.audit.types import Outcome
from laoyou.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from laoyou.ledger import reads, verbs
from laoyou.ledger.models import Entry, Journal, Posting
from laoyou.ledger.tests.cast import (
    ALICE,
    AUDITOR,
    CAROL,
    EVERYWHERE,
    FAR,
    FAR_COUNTY,
    LEADER,
    MAYOR,
    NOW,
    SYSTEM,
    TODAY,
    balance,
    cause,
    filled,
    moving,
    of_person,
    outside,
    paid,
    payment,
    posted,
    posted_many,
    received,
    trail,
    whole,
)
from laoyou.ledger.types import Cause, EntryId, EntryKind, Line, NewEntry, Posted, Unit
from laoyou.ledger.verbs import bulk

pytestmark = pytest.mark.django_db

BOTH: list[Callable[[NewEntry], object]] = [posted, lambda entry: posted_many([entry])]
both_ways = pytest.mark.parametrize("put", BOTH, ids=["one by one", "in bulk"])


@both_ways
def test_what_leaves_one_account_arrives_on_the_other(put: Callable[[NewEntry], object]) -> None:
    fund, wang = filled(50_000), of_person(1)

    put(payment(fund, wang, 10_000, memo="high_age"))

    assert (balance(fund), balance(wang)) == (40_000, 10_000)
    assert whole()
    [entry_id] = Posting.objects.filter(account_id=wang.id).values_list("entry_id", flat=True)
    entry = reads.entry(entry_id, EVERYWHERE)
    assert (entry.kind, entry.day, entry.memo) == (EntryKind.PAYMENT, TODAY, "high_age")
    assert [(line.account, line.name, line.amount) for line in entry.lines] == [
        (fund, "福彩公益金", -10_000),
        (wang, "", 10_000),
    ]


def test_an_entry_names_the_act_that_posted_it() -> None:
    number = received(filled(), 500)

    entry = reads.entry(number, EVERYWHERE)

    assert entry.act_id == trail("ledger.receive")[0].act_id
    assert (trail("ledger.receive")[0].object_kind, entry.recorded_at) == ("entry", NOW)


def test_nothing_is_posted_outside_an_act() -> None:
    entry = payment(filled(), of_person(1), 1)

    with pytest.raises(RuntimeError, match="outside a verb"):
        verbs.post(entry, now=NOW)
    with pytest.raises(RuntimeError, match="outside a verb"):
        verbs.post_many([entry], now=NOW)
    with pytest.raises(RuntimeError, match="outside a verb"):
        verbs.open_accounts([])


@both_ways
def test_an_entry_of_several_currencies_keeps_each(put: Callable[[NewEntry], object]) -> None:
    fund, wang = filled(), of_person(1)
    minutes, mint = of_person(1, Unit.MINUTE), outside(Unit.MINUTE)
    both = payment(fund, wang, 300)

    put(replace(both, lines=(*both.lines, Line(mint, -90), Line(minutes, 90))))

    assert (balance(wang), balance(minutes), balance(mint)) == (300, 90, -90)
    assert whole()


@both_ways
def test_the_same_cause_is_posted_once(put: Callable[[NewEntry], object]) -> None:
    entry = payment(filled(), of_person(1), 700)
    put(entry)

    put(replace(entry, day=TODAY - timedelta(days=1)))

    assert balance(entry.lines[1].account) == 700
    assert Entry.objects.filter(cause_id=entry.cause.id, cause_kind="test").count() == 1
    assert whole()


@both_ways
@pytest.mark.parametrize("change", ["amount", "account", "kind"])
def test_the_same_cause_with_other_words_is_a_conflict(
    put: Callable[[NewEntry], object], change: str
) -> None:
    fund, wang = filled(), of_person(1)
    entry = moving(fund, wang, 700)
    put(entry)
    other = {
        "amount": moving(fund, wang, 701, cause=entry.cause),
        "account": moving(fund, of_person(2), 700, cause=entry.cause),
        "kind": replace(entry, kind=EntryKind.TRANSFER),
    }[change]

    with pytest.raises(Conflict, match="内容和这次不一样") as conflict:
        put(other)

    assert conflict.value.code == "ledger_entry_once"
    assert balance(wang) == 700


@both_ways
def test_what_is_wrong_is_refused_before_it_is_written(put: Callable[[NewEntry], object]) -> None:
    fund, wang = filled(), of_person(1)
    wrong = NewEntry(TODAY, EntryKind.SETTLEMENT, cause(), (Line(fund, -5), Line(wang, 4)))

    with pytest.raises(Invalid) as invalid:
        put(wrong)

    assert invalid.value.code == "entry_unbalanced"
    assert balance(wang) == 0


@both_ways
def test_what_is_not_there_is_not_given_away(put: Callable[[NewEntry], object]) -> None:
    minutes, taker = of_person(1, Unit.MINUTE), of_person(2, Unit.MINUTE)
    put(moving(outside(Unit.MINUTE), minutes, 90))

    with pytest.raises(Conflict) as conflict:
        put(moving(minutes, taker, 120))

    assert conflict.value.code == "ledger_posting_above_zero"
    assert f"（账户 {minutes.id}，差 30 分钟）" in conflict.value.message
    assert (balance(minutes), balance(taker)) == (90, 0)


@both_ways
@pytest.mark.parametrize(
    ("day", "code"),
    [
        (TODAY + timedelta(days=1), "ledger_entry_not_ahead"),
        (date(2026, 2, 28), "ledger_entry_books_open"),
        (date(2024, 12, 31), "ledger_entry_books_open"),
    ],
)
def test_days_that_are_closed_or_to_come_take_nothing(
    put: Callable[[NewEntry], object], day: date, code: str
) -> None:
    fund, wang = filled(), of_person(1)
    verbs.close_books(through=date(2026, 2, 28), actor=SYSTEM, now=NOW)

    with pytest.raises(Conflict) as conflict:
        put(payment(fund, wang, 5, day=day))

    assert conflict.value.code == code


def test_many_entries_are_posted_together_or_not_at_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk, "PORTION", 2)
    fund, minutes = filled(), of_person(9, Unit.MINUTE)
    right = [payment(fund, of_person(number), 100) for number in range(1, 6)]
    wrong = moving(minutes, outside(Unit.MINUTE), 1)

    with pytest.raises(Conflict):
        posted_many([*right, wrong])

    assert balance(fund) == 1_000_000
    assert posted_many(right) == Posted(new=5, before=0)
    assert Journal.objects.filter(last_entry__gt=0).count() == 4
    assert balance(fund) == 999_500
    assert whole()


def test_a_bulk_repeated_adds_only_what_is_new() -> None:
    fund = filled()
    entries = [payment(fund, of_person(number), 100) for number in range(1, 4)]
    posted_many(entries[:2])

    assert posted_many(entries) == Posted(new=1, before=2)
    assert posted_many(entries) == Posted(new=0, before=3)
    assert posted_many([]) == Posted(new=0, before=0)
    assert balance(fund) == 999_700
    assert whole()


def test_a_cause_given_twice_in_one_bulk_is_named() -> None:
    entry = payment(filled(), of_person(1), 100)

    with pytest.raises(Invalid, match=f"同一件事给了两次：test {entry.cause.id}"):
        posted_many([entry, entry])


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=20)
@given(amounts=st.lists(st.integers(1, 10**9), min_size=1, max_size=12), repeats=st.booleans())
def test_bulk_and_one_by_one_lead_to_the_same_books(amounts: list[int], repeats: bool) -> None:
    one, many = filled(10**12), filled(10**12)
    wang, li = of_person(1), of_person(2)
    before = balance(wang), balance(li)
    singles = [payment(one, wang, amount) for amount in amounts]
    bulked = [payment(many, li, amount) for amount in amounts]

    for entry in singles * (1 + repeats):
        posted(entry)
    posted_many(bulked)
    if repeats:
        posted_many(bulked)

    assert balance(one) == balance(many) == 10**12 - sum(amounts)
    assert (balance(wang) - before[0], balance(li) - before[1]) == (sum(amounts), sum(amounts))
    assert whole()


# Reversing


def reversed_by(entry_id: int, actor: Actor = CAROL) -> EntryId:
    return verbs.reverse(entry_id, actor=actor, now=NOW)


def test_a_reversal_undoes_line_by_line_and_both_stay() -> None:
    fund = filled(5000)
    wrong = paid(fund, 1200)

    mirror = reversed_by(wrong)

    assert balance(fund) == 5000
    first, second = reads.entry(wrong, EVERYWHERE), reads.entry(mirror, EVERYWHERE)
    assert (first.reversed_by, second.reverses) == (mirror, wrong)
    assert (second.kind, second.use) == (first.kind, first.use)
    assert [line.amount for line in second.lines] == [-line.amount for line in first.lines]
    assert second.cause == Cause("entry", wrong, "reversal")
    assert whole()


def test_a_reversal_repeated_is_one_reversal() -> None:
    fund = filled(5000)
    wrong = paid(fund, 1200)

    assert reversed_by(wrong) == reversed_by(wrong)
    assert balance(fund) == 5000


def test_a_reversal_is_not_reversed() -> None:
    mirror = reversed_by(paid(filled(), 5))

    with pytest.raises(Conflict) as conflict:
        reversed_by(mirror)
    assert conflict.value.code == "ledger_entry_mirrors"


def test_what_was_given_and_used_cannot_be_taken_back() -> None:
    minutes = of_person(1, Unit.MINUTE)
    given = posted(moving(outside(Unit.MINUTE), minutes, 60))
    posted(moving(minutes, of_person(2, Unit.MINUTE), 60))

    with pytest.raises(Conflict) as conflict:
        reversed_by(given)
    assert conflict.value.code == "ledger_posting_above_zero"


@pytest.mark.parametrize("number", [0, 5, 2**63, 10**25])
def test_an_entry_that_is_not_there_is_not_found(number: int) -> None:
    with pytest.raises(NotFound):
        reversed_by(number)
    with pytest.raises(NotFound):
        reads.entry(number, EVERYWHERE)


@pytest.mark.parametrize("actor", [FAR, ALICE, LEADER, AUDITOR])
def test_only_a_supervisor_who_reaches_every_account_reverses(actor: Actor) -> None:
    wrong = paid(filled(), 5)

    with pytest.raises(Forbidden):
        reversed_by(wrong, actor)

    assert reads.entry(wrong, EVERYWHERE).reversed_by is None
    assert trail("ledger.reverse")[0].outcome is Outcome.REFUSED


def test_an_entry_between_two_counties_is_the_citys_to_reverse() -> None:
    far = filled(division=FAR_COUNTY)
    passed = received(filled(), 100, source_id=far.id)

    for actor in (CAROL, FAR):
        with pytest.raises(Forbidden):
            reversed_by(passed, actor)
    assert reversed_by(passed, MAYOR)


def test_a_reader_sees_of_an_entry_what_lies_in_his_scope() -> None:
    far = filled(division=FAR_COUNTY)
    passed = received(filled(name="市里的钱"), 100, source_id=far.id)

    entry = reads.entry(passed, CAROL.scope)

    assert [line.name for line in entry.lines] == ["市里的钱"]
    assert entry.total == 2
    assert set(reads.places_of_entry(passed).divisions) == {"230502000000", "230521000000"}


def test_the_entries_of_a_cause_are_found() -> None:
    fund, wang = filled(), of_person(1)
    first = payment(fund, wang, 100, cause=Cause("grant", 7, "2026-01"))
    numbers = [posted(first), posted(replace(first, cause=Cause("grant", 7, "2026-02")))]

    assert reads.entries_of("grant", [7, 8]) == {7: tuple(numbers)}
    found = reads.entry_of(first.cause)
    assert found is not None
    assert (found.id, found.into) == (numbers[0], 100)
    assert reads.entry_of(Cause("grant", 7, "2026-03")) is None
