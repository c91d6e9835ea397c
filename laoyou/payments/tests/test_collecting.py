"""What is owed: collected once, never dropped, cancelled with the books put right, tried again."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from laoyou.audit.types import Outcome
from laoyou.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from laoyou.ledger.types import Use
from laoyou.payments import reads, verbs
from laoyou.payments.core.reconciling import Part
from laoyou.payments.facts import PaymentCancelled
from laoyou.payments.models import Line
from laoyou.payments.tests.cast import (
    ALICE,
    BOB,
    CAROL,
    ERIN,
    LEADER,
    SYSTEM,
    Heard,
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
    line_of,
    noted,
    opened,
    owed,
    provider,
    sent,
    stands,
    taken,
)
from laoyou.payments.types import CancelReason, Cause, Collected, LineState, Result
from laoyou.people import verbs as people
from laoyou.people.tests.cast import COUNTY, FAR_VILLAGE, NOW, TOWN_A, VILLAGE_A, VILLAGE_B, later

pytestmark = pytest.mark.usefixtures("ground")


def lines() -> list[Line]:
    return list(Line.objects.for_the_system().order_by("pk"))


def test_a_cause_is_collected_once_however_often_it_is_given() -> None:
    money, payee = fund(), elder()
    one, other = a_line(payee, money), a_line(payee, money, 5_000)

    first, again = collected(one), collected(one, other)

    assert first == Collected(new=1, before=0, missing=0)
    assert again == Collected(new=1, before=1, missing=0)
    assert [row.amount for row in lines()] == [10_000, 5_000]


def test_a_period_or_a_purpose_more_is_another_line() -> None:
    money, payee = fund(), elder()
    cause = a_cause(7)

    for other in (
        cause,
        replace(cause, period="2026-04"),
        replace(cause, purpose="back_pay"),
        replace(cause, kind="order"),
    ):
        collected(a_line(payee, money, cause=other))

    assert len(lines()) == 4


@pytest.mark.parametrize("changed", ["amount", "fund", "payee", "use"])
def test_a_cause_that_says_something_else_now_is_refused_and_nothing_is_taken(changed: str) -> None:
    money, payee = fund(), elder()
    one = a_line(payee, money)
    collected(one)
    other: dict[str, Any] = {
        "amount": {"amount": 9_999},
        "fund": {"fund": fund("另一笔资金")},
        "payee": {"payee": elder("王兰")},
        "use": {"use": Use.RELIEF},
    }

    with pytest.raises(Conflict) as refused:
        collected(a_line(payee, money), replace(one, **other[changed]))

    assert refused.value.code == "line_changed"
    assert len(lines()) == 1


def test_lines_without_an_account_wait_in_a_queue_and_are_counted() -> None:
    money = fund()
    bare, body = elder("王兰", account=False), provider(account=False)

    told = collected(a_line(elder(), money), a_line(bare, money, 300), a_line(body, money, 400))

    assert told == Collected(new=3, before=0, missing=2)
    assert reads.lines.count_missing(ERIN.scope, NOW) == Part(2, 700)
    assert {one.payee for one in reads.lines.missing(ERIN.scope, NOW).rows} == {bare, body}
    verbs.register_account(bare, an_account(), actor=ALICE, now=NOW)
    assert [one.payee for one in reads.lines.missing(ERIN.scope, NOW).rows] == [body]


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"amount": 0}, "line_amount"),
        ({"amount": -1}, "line_amount"),
        ({"amount": 10**14}, "line_amount"),
        ({"amount": True}, "line_amount"),
        ({"words": " "}, "line_words"),
        ({"words": "长" * 61}, "line_words"),
        ({"cause": Cause("Grant", 1, "2026-03", "monthly")}, "line_cause"),
        ({"cause": Cause("grant", 1, "三月", "monthly")}, "line_cause"),
        ({"cause": Cause("grant", 1, "2026-03", "每月")}, "line_cause"),
        ({"cause": Cause("grant", 1, "2026-03-31x", "monthly")}, "line_cause"),
        ({"fund": 10**9}, "line_fund"),
        ({"division": FAR_VILLAGE}, "line_fund_division"),
    ],
)
def test_a_line_that_cannot_be_is_refused_with_its_place(wrong: dict[str, Any], code: str) -> None:
    money, payee = fund(), elder()

    with pytest.raises(Invalid) as refused:
        collected(a_line(payee, money), replace(a_line(payee, money), **wrong), actor=SYSTEM)

    assert refused.value.code == code
    assert refused.value.message.startswith("第 2 笔")
    assert lines() == []


def test_one_cause_twice_in_one_list_is_refused() -> None:
    money, payee = fund(), elder()
    one = a_line(payee, money)

    with pytest.raises(Invalid) as refused:
        collected(one, one)

    assert refused.value.code == "line_twice"


def test_money_of_a_town_is_not_spent_elsewhere() -> None:
    theirs = fund("八马路救助", division="230502002000")

    with pytest.raises(Invalid) as refused:
        collected(a_line(elder(), theirs))
    collected(a_line(elder(division=VILLAGE_B), theirs, division=VILLAGE_B))

    assert refused.value.code == "line_fund_division"
    assert len(lines()) == 1


def test_nobody_collects_for_a_neighbour() -> None:
    money, payee = fund(), elder()

    for actor in (BOB, LEADER):
        with pytest.raises(Forbidden):
            collected(a_line(payee, money), actor=actor)
    with pytest.raises(Forbidden):
        collected(a_line(payee, money), a_line(payee, money, division=VILLAGE_B), actor=ALICE)

    assert lines() == []
    assert [entry.outcome for entry in noted("payments.collect")] == [Outcome.REFUSED] * 3


def test_collecting_leaves_one_row_in_the_trail_with_count_and_digest() -> None:
    money, payee = fund(), elder()

    collected(a_line(payee, money), a_line(payee, money))

    (entry,) = noted("payments.collect")
    assert (entry.count, entry.object_kind) == (2, "payment_line")


def test_a_cancelled_line_is_not_paid_and_its_cause_may_be_collected_anew(heard: Heard) -> None:
    money, payee = fund(), elder()
    one = a_line(payee, money)
    collected(one)
    number = line_of(one.cause).pk

    verbs.cancel_lines([number], reason=CancelReason.DECEASED, actor=CAROL, now=NOW)
    again = collected(one)

    assert again.new == 1
    assert [row.state for row in lines()] == ["cancelled", "waiting"]
    (told,) = heard.of(PaymentCancelled)
    assert (told.cause_kind, told.cause_ids, told.line_ids) == ("grant", (one.cause.id,), (number,))


def test_cancelling_what_was_owed_already_gives_it_back_to_the_fund() -> None:
    money, payee = fund(), elder()
    batch = approved(a_line(payee, money))
    assert (stands(money), owed(payee)) == (-10_000, 10_000)
    verbs.withdraw(batch, actor=CAROL, now=NOW)
    assert (stands(money), owed(payee)) == (-10_000, 10_000)

    verbs.cancel_lines([lines()[0].pk], reason=CancelReason.STOPPED, actor=CAROL, now=NOW)

    assert (stands(money), owed(payee)) == (0, 0)


@pytest.mark.parametrize("state", ["batched", "settled", "cancelled"])
def test_what_is_under_way_or_done_is_not_cancelled(state: str) -> None:
    money = fund()
    batch = sent(a_line(elder(), money))
    if state == "settled":
        taken(batch, *map(about, instructions(batch)))
    if state == "cancelled":
        batch = 0
        collected(a_line(elder(), money))
        verbs.cancel_lines([lines()[-1].pk], reason=CancelReason.MISTAKEN, actor=CAROL, now=NOW)
    assert lines()[-1].state == state

    with pytest.raises(Conflict) as refused:
        verbs.cancel_lines([lines()[-1].pk], reason=CancelReason.MISTAKEN, actor=CAROL, now=NOW)

    assert refused.value.code == "line_state"


def test_a_line_that_failed_for_its_account_waits_until_that_is_mended() -> None:
    money, payee = fund(), elder()
    batch = sent(a_line(payee, money))
    taken(batch, about(instructions(batch)[0], Result.FAILED, "closed"))
    (line,) = reads.lines.failed(ERIN.scope, NOW).rows
    assert (line.reason, line.batch_no, line.mended) == ("closed", batch, False)
    assert reads.lines.mended(ERIN.scope, NOW) == []

    with pytest.raises(Conflict) as refused:
        verbs.recollect([line.id], actor=ERIN, now=NOW)
    verbs.register_account(payee, an_account(), actor=ALICE, now=NOW)
    assert reads.lines.mended(ERIN.scope, NOW) == [line.id]
    verbs.recollect([line.id], actor=ERIN, now=NOW)

    assert refused.value.code == "account_not_mended"
    assert line_of(line.cause).state == LineState.WAITING


def test_a_line_that_failed_for_the_payers_sake_may_be_tried_at_once() -> None:
    money, payee = fund(), elder()
    batch = sent(a_line(payee, money))
    taken(batch, about(instructions(batch)[0], Result.FAILED, "funds"))

    verbs.recollect(reads.lines.mended(ERIN.scope, NOW), actor=ERIN, now=NOW)
    again = sent()

    assert batch_row(again).lines == 1
    assert (stands(money), owed(payee)) == (-10_000, 10_000), "owed once, though sent twice"
    taken(again, *map(about, instructions(again)))
    assert owed(payee) == 0


def test_nothing_is_asked_of_lines_that_are_not_there_or_not_ones_own() -> None:
    collected(a_line(elder(), fund()))
    number = lines()[0].pk

    for ids in ([], [10**9], [number, 10**9], [10**25]):
        with pytest.raises(NotFound):
            verbs.cancel_lines(ids, reason=CancelReason.MISTAKEN, actor=CAROL, now=NOW)
    with pytest.raises(Forbidden):
        verbs.recollect([number], actor=BOB, now=NOW)
    with pytest.raises(Forbidden):
        verbs.cancel_lines([number], reason=CancelReason.MISTAKEN, actor=ALICE, now=NOW)


def test_lines_are_found_by_their_cause_and_by_their_payee() -> None:
    money, payee = fund(), elder()
    one = a_line(payee, money)
    collected(one, a_line(elder("王兰"), money))

    assert [row.payee for row in reads.lines.of_causes("grant", [one.cause.id])[one.cause.id]] == [payee]
    assert [row.cause for row in reads.lines.of_one(payee).rows] == [one.cause]


def test_lines_follow_their_person_in_a_merge_and_are_not_collected_twice() -> None:
    money, gone, kept = fund(), elder(account=False), elder()
    one = a_line(gone, money)
    collected(one)
    merge = people.propose_merge(kept.id, gone.id, actor=SYSTEM, now=NOW)
    people.approve_merge(merge, actor=CAROL, now=NOW)

    again = collected(replace(one, payee=kept))

    assert again == Collected(new=0, before=1, missing=0)
    assert collected(one).before == 1, "under the old name too"
    batch = sent()
    taken(batch, *map(about, instructions(batch)))
    people.undo_merge(merge, actor=CAROL, now=later(1))
    assert line_of(one.cause).payee == gone


def test_a_desk_sees_the_queues_of_its_own_division() -> None:
    money = fund()
    collected(
        a_line(elder(account=False), money, 100),
        a_line(elder("孙大山", VILLAGE_B, account=False), money, 200, division=VILLAGE_B),
    )

    assert reads.lines.count_missing(ALICE.scope, NOW) == Part(1, 100)
    assert reads.lines.count_missing(BOB.scope, NOW) == Part(1, 200)
    assert reads.lines.count_missing(CAROL.scope, NOW) == Part(2, 300)


def test_what_a_batch_would_take_is_told_before_it_is_frozen() -> None:
    money = fund()
    collected(
        a_line(elder(), money, 100),
        a_line(elder(account=False), money, 20),
        a_line(elder(), fund("另一笔"), 3, cause=a_cause(period="2026-02")),
    )
    bounds = CAROL.scope.division_bounds()

    assert reads.lines.ready(bounds, None, "", NOW) == (Part(2, 103), Part(1, 20))
    assert reads.lines.ready(bounds, money, "2026-03", NOW) == (Part(1, 100), Part(1, 20))
    assert batch_row(frozen()).lines == 2
    assert reads.lines.ready(bounds, None, "", NOW) == (Part(), Part(1, 20))


def test_a_batch_of_a_town_leaves_the_next_towns_lines_alone() -> None:
    money = fund()
    theirs = elder("孙大山", VILLAGE_B)
    collected(a_line(elder(), money), a_line(theirs, money, division=VILLAGE_B))

    batch = opened(ALICE, division=TOWN_A)
    verbs.freeze(batch, actor=ALICE, now=NOW)

    assert [one.line.division_id for one in instructions(batch)] == [VILLAGE_A]
    assert {row.state for row in lines()} == {"batched", "waiting"}
    assert COUNTY not in {row.division_id for row in lines()}
