"""Batches: frozen as they are, approved by another, sent; or withdrawn. What the books say at each step."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from laoyou.audit import reads as audit
from laoyou.audit.types import Outcome as Done
from laoyou.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from laoyou.kernel.spans import DateSpan
from laoyou.ledger import verbs as books
from laoyou.ledger.types import Use
from laoyou.payments import reads, verbs
from laoyou.payments.core.batches import MOVES, Frozen, Seal, check_move
from laoyou.payments.models import Line
from laoyou.payments.reads import frozen as sealed
from laoyou.payments.tests.cast import (
    ALICE,
    BEGUN,
    BOB,
    CAROL,
    DAVE,
    ERIN,
    LEADER,
    SYSTEM,
    a_cause,
    a_line,
    about,
    an_account,
    approved,
    batch_row,
    collected,
    elder,
    frozen,
    fund,
    instructions,
    noted,
    opened,
    owed,
    provider,
    sent,
    settled,
    stands,
    taken,
)
from laoyou.payments.types import BatchState, NewBatch, Result
from laoyou.people.tests.cast import COUNTY, NOW, later

WORDS = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=6)
FROZEN = st.builds(
    Frozen,
    number=st.integers(1, 99),
    line_id=st.integers(1, 99),
    amount=st.integers(1, 99),
    kept_back=st.integers(0, 9),
    fund=st.integers(1, 9),
    account=st.binary(min_size=2, max_size=2),
    bank=WORDS,
    holder=WORDS,
    words=WORDS,
)


def digest(lines: list[Frozen]) -> bytes:
    seal = Seal()
    for one in lines:
        seal.add(one)
    return seal.value()


@given(st.lists(FROZEN, max_size=4), st.lists(FROZEN, max_size=4))
def test_two_lists_have_one_digest_only_when_they_are_the_same(
    one: list[Frozen], other: list[Frozen]
) -> None:
    assert (digest(one) == digest(other)) == (one == other)


def test_words_that_look_like_the_ends_of_fields_change_the_digest() -> None:
    plain = Frozen(1, 1, 1, 0, 1, b"a", "甲|1:乙", "丙", "丁")

    assert digest([plain]) != digest([Frozen(1, 1, 1, 0, 1, b"a", "甲", "乙|1:丙", "丁")])


@pytest.mark.parametrize("before", list(BatchState))
@pytest.mark.parametrize("after", list(BatchState))
def test_a_batch_goes_the_ways_of_its_table_alone(before: BatchState, after: BatchState) -> None:
    if after in MOVES[before]:
        check_move(before, after)
    else:
        with pytest.raises(Conflict) as refused:
            check_move(before, after)
        assert refused.value.code == "batch_state"


pytestmark = pytest.mark.usefixtures("ground")


def test_a_batch_goes_its_whole_way_and_the_books_go_with_it() -> None:
    money, payee, home = fund(), elder(), provider()
    collected(a_line(payee, money), a_line(home, money, 25_000, use=Use.OTHER, cause=a_cause(kind="order")))
    batch = opened()
    assert (stands(money), owed(payee)) == (0, 0)

    verbs.freeze(batch, actor=ERIN, now=NOW)
    assert (stands(money), owed(payee)) == (0, 0)
    verbs.approve(batch, actor=CAROL, now=NOW)
    assert (stands(money), owed(payee), owed(home)) == (-35_000, 10_000, 25_000)
    verbs.send(batch, actor=ERIN, now=NOW)
    settled(batch)

    row = batch_row(batch)
    assert (row.state, row.lines, row.total) == ("settled", 2, 35_000)
    assert (stands(money), owed(payee), owed(home)) == (-35_000, 0, 0)


def test_a_frozen_batch_says_its_digest_in_the_trail_too() -> None:
    batch = frozen(a_line(elder(), fund()))

    row = batch_row(batch)
    noted_digest = audit.digest_of("payments.freeze", "payment_batch", str(batch))
    assert noted_digest == (1, bytes(row.digest or b""))
    assert sealed.holds(batch, bytes(row.digest or b""), 1)
    assert reads.batches.batch(batch).digest == bytes(row.digest or b"").hex()


def test_lines_are_numbered_without_a_gap() -> None:
    money, payee = fund(), elder()

    batch = frozen(*(a_line(payee, money, amount) for amount in (3, 1, 2)))

    assert [one.number for one in instructions(batch)] == [1, 2, 3]


def test_what_is_collected_after_the_freezing_waits_for_the_next_batch() -> None:
    money, payee = fund(), elder()
    first = frozen(a_line(payee, money))

    second = frozen(a_line(payee, money, 5))

    assert [one.amount for one in instructions(first)] == [10_000]
    assert [one.amount for one in instructions(second)] == [5]


def test_nothing_is_frozen_when_nothing_can_be_paid() -> None:
    collected(a_line(elder(account=False), fund()))
    batch = opened()

    with pytest.raises(Invalid) as refused:
        verbs.freeze(batch, actor=ERIN, now=NOW)

    assert refused.value.code == "batch_empty"
    assert batch_row(batch).state == "open"


def test_who_froze_does_not_approve() -> None:
    collected(a_line(elder(), fund()))
    batch = opened(CAROL)
    verbs.freeze(batch, actor=CAROL, now=NOW)

    with pytest.raises(Conflict) as refused:
        verbs.approve(batch, actor=CAROL, now=NOW)
    verbs.approve(batch, actor=DAVE, now=NOW)

    assert refused.value.code == "second_person"
    assert batch_row(batch).approved_by == DAVE.user_id


def test_a_machine_neither_freezes_nor_approves() -> None:
    collected(a_line(elder(), fund()))
    batch = opened()

    with pytest.raises(Invalid):
        verbs.freeze(batch, actor=SYSTEM, now=NOW)
    verbs.freeze(batch, actor=ERIN, now=NOW)
    with pytest.raises(Conflict) as refused:
        verbs.approve(batch, actor=SYSTEM, now=NOW)

    assert refused.value.code == "second_person"


@pytest.mark.parametrize("actor", [ALICE, BOB, ERIN, LEADER])
def test_only_a_supervisor_of_the_division_approves(actor: Any) -> None:
    batch = frozen(a_line(elder(), fund()))

    with pytest.raises(Forbidden):
        verbs.approve(batch, actor=actor, now=NOW)

    assert batch_row(batch).state == "frozen"
    assert noted("payments.approve")[0].outcome is Done.REFUSED


def test_a_neighbours_clerk_does_nothing_with_a_batch() -> None:
    batch = opened()

    for act in (verbs.freeze, verbs.withdraw, verbs.send):
        with pytest.raises(Forbidden):
            act(batch, actor=BOB, now=NOW)
    with pytest.raises(Forbidden):
        opened(BOB)


def test_a_batch_altered_behind_ones_back_is_not_approved() -> None:
    batch = frozen(a_line(elder(), fund()))
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE payments_instruction DISABLE TRIGGER USER")
        cursor.execute("UPDATE payments_instruction SET amount = amount + 1")
        cursor.execute("ALTER TABLE payments_instruction ENABLE TRIGGER USER")

    with pytest.raises(Conflict) as refused:
        verbs.approve(batch, actor=CAROL, now=NOW)

    assert refused.value.code == "batch_altered"


def test_an_account_registered_after_the_freezing_does_not_change_where_the_batch_pays() -> None:
    payee = elder()
    batch = frozen(a_line(payee, fund()))
    before = instructions(batch)[0].account.tail

    verbs.register_account(payee, an_account(), actor=ALICE, now=NOW)
    verbs.approve(batch, actor=CAROL, now=NOW)

    assert instructions(batch)[0].account.tail == before


@pytest.mark.parametrize("until", ["open", "frozen", "approved"])
def test_a_batch_withdrawn_before_it_leaves_lets_its_lines_wait_again(until: str) -> None:
    money, payee = fund(), elder()
    collected(a_line(payee, money))
    steps: dict[str, Callable[[], int]] = {"open": opened, "frozen": frozen, "approved": approved}
    batch = steps[until]()

    verbs.withdraw(batch, actor=ERIN, now=NOW)
    again = sent()

    assert batch_row(batch).state == "withdrawn"
    assert Line.objects.for_the_system().get().state == "batched"
    assert (stands(money), owed(payee)) == (-10_000, 10_000)
    assert batch_row(again).lines == 1


@pytest.mark.parametrize("act", ["freeze", "approve", "send", "withdraw"])
def test_each_step_is_taken_once(act: str) -> None:
    batch = sent(a_line(elder(), fund()))

    with pytest.raises(Conflict) as refused:
        getattr(verbs, act)(batch, actor=DAVE, now=NOW)

    assert refused.value.code == "batch_state"


def test_a_budget_that_would_be_exceeded_stops_the_approval_and_nothing_is_posted() -> None:
    money, payee = fund(), elder()
    books.set_budget(
        money,
        span=DateSpan(BEGUN, later(300).date()),
        amount=9_999,
        hard=True,
        warn_percent=80,
        actor=SYSTEM,
        now=NOW,
    )
    batch = frozen(a_line(payee, money))

    with pytest.raises(Conflict) as refused:
        verbs.approve(batch, actor=CAROL, now=NOW)

    assert refused.value.code == "ledger_posting_within_budget"
    assert (batch_row(batch).state, owed(payee)) == ("frozen", 0)


@pytest.mark.parametrize(
    ("given_", "error", "code"),
    [
        ({"title": " "}, Invalid, "batch_title"),
        ({"title": "长" * 61}, Invalid, "batch_title"),
        ({"period": "三月"}, Invalid, "batch_period"),
        ({"template": "none"}, NotFound, "template"),
        ({"division": "230502999000"}, NotFound, "division"),
        ({"fund": 10**9}, NotFound, "account"),
    ],
)
def test_a_batch_that_cannot_be_opened_says_why(
    given_: dict[str, Any], error: type[Exception], code: str
) -> None:
    with pytest.raises(error) as refused:
        opened(**given_)

    assert refused.value.code == code  # type: ignore[attr-defined]


def test_a_batch_is_not_of_an_account_that_is_no_fund() -> None:
    payee, money = elder(), fund()
    settled(sent(a_line(payee, money)))
    theirs = next(one.payable_id for one in Line.objects.for_the_system())

    with pytest.raises(Invalid) as refused:
        verbs.open_batch(NewBatch("三月", COUNTY, "general", fund=theirs), actor=ERIN, now=NOW)

    assert refused.value.code == "batch_fund"


def test_a_batch_of_one_fund_and_period_takes_those_alone() -> None:
    one, other, payee = fund(), fund("另一笔"), elder()
    collected(
        a_line(payee, one, 1), a_line(payee, other, 2), a_line(payee, one, 3, cause=a_cause(period="2026-02"))
    )

    batch = frozen(fund=one, period="2026-03")

    assert [row.amount for row in instructions(batch)] == [1]


def test_the_lists_show_a_desk_its_own_batches_newest_first() -> None:
    first, second = opened(), opened(ALICE, division="230502001000")

    assert [one.no for one in reads.batches.batches(CAROL.scope).rows] == [second, first]
    assert [one.no for one in reads.batches.batches(ALICE.scope).rows] == [second]
    assert reads.batches.batches(BOB.scope).rows == []
    assert reads.batches.count(CAROL.scope, BatchState.OPEN) == 2


def test_what_waits_for_approval_is_what_somebody_else_froze() -> None:
    frozen(a_line(elder(), fund()))

    assert reads.batches.count_to_approve(CAROL.scope, CAROL.user_id) == 1
    assert reads.batches.count_to_approve(CAROL.scope, ERIN.user_id) == 0


def test_the_trail_of_a_batch_names_who_did_what() -> None:
    batch = sent(a_line(elder(), fund()))

    told = [(one.act, one.user_name) for one in reads.batches.trail(batch)]

    assert told == [
        ("payments.send", "艾琳"),
        ("payments.approve", "卡萝"),
        ("payments.freeze", "艾琳"),
        ("payments.open_batch", "艾琳"),
    ]


def test_a_line_sent_again_is_told_apart_in_each_batch() -> None:
    payee = elder()
    first = sent(a_line(payee, fund()))
    taken(first, about(instructions(first)[0], Result.FAILED, "limit"))
    verbs.recollect(reads.lines.mended(ERIN.scope, NOW), actor=ERIN, now=NOW)

    second = sent()

    assert [one.outcome for one in instructions(first)] == ["failed"]
    assert [one.outcome for one in instructions(second)] == ["outstanding"]
    assert batch_row(first).state == "settled"
