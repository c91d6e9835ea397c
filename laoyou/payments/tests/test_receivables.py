"""What was paid too much: raised, planned, kept back, repaid, given up by two. The books at each step."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from laoyou.kernel.errors import Conflict, Forbidden, Invalid
from laoyou.ledger.types import AccountId, Use
from laoyou.payments import reads, verbs
from laoyou.payments.core.reconciling import Part
from laoyou.payments.facts import ReceivableClosed
from laoyou.payments.models import Receivable, Repayment
from laoyou.payments.tests.cast import (
    ALICE,
    BOB,
    CAROL,
    DAVE,
    ERIN,
    LEADER,
    SYSTEM,
    Heard,
    a_cause,
    a_line,
    about,
    batch_row,
    collected,
    elder,
    frozen,
    fund,
    instructions,
    noted,
    owed,
    provider,
    sent,
    settled,
    stands,
    taken,
)
from laoyou.payments.types import (
    NewReceivable,
    Payee,
    ReceivableState,
    RepaymentKind,
    Result,
)
from laoyou.people import verbs as people
from laoyou.people.tests.cast import NOW, TODAY, VILLAGE_A, VILLAGE_B, later

pytestmark = pytest.mark.usefixtures("ground")


def raised(payee: Payee, money: AccountId, amount: int = 1000, **given_: Any) -> int:
    plain: dict[str, Any] = {"use": Use.ELDER, "words": "高龄津贴多发", "division": VILLAGE_A}
    cause = given_.pop("cause", None) or a_cause(purpose="overpaid")
    actor = given_.pop("actor", ERIN)
    new = NewReceivable(payee, amount, money, cause=cause, **plain | given_)
    return verbs.raise_receivable(new, actor=actor, now=NOW)


def row(receivable: int) -> Receivable:
    found: Receivable = Receivable.objects.of(pk=receivable).get()
    return found


def repay(receivable: int, amount: int, voucher: str = "收 1", day: date = TODAY) -> int:
    return verbs.record_repayment(receivable, amount=amount, day=day, voucher=voucher, actor=ERIN, now=NOW)


def test_an_overpayment_is_owed_to_the_fund_it_came_from() -> None:
    money, payee = fund(), elder()
    settled(sent(a_line(payee, money)))

    receivable = raised(payee, money)

    assert (stands(money), owed(payee)) == (-9_000, -1_000)
    record = reads.receivables.receivable(receivable)
    assert (record.rest, record.state, record.payee) == (1_000, ReceivableState.OPEN, payee)
    assert reads.receivables.still_owed(ALICE.scope) == Part(1, 1_000)
    assert [one.id for one in reads.receivables.of_one(payee)] == [receivable]


def test_of_a_line_that_was_paid_no_more_than_it_can_have_been_too_much() -> None:
    money, payee = fund(), elder()
    batch = sent(a_line(payee, money, 5_000))
    line = instructions(batch)[0].line_id
    with pytest.raises(Conflict) as refused:
        verbs.raise_overpaid(line, amount=1, percent=0, actor=ERIN, now=NOW)
    assert refused.value.code == "line_state"
    settled(batch)

    with pytest.raises(Invalid) as wrong:
        verbs.raise_overpaid(line, amount=5_001, percent=0, actor=ERIN, now=NOW)
    made = verbs.raise_overpaid(line, amount=5_000, percent=10, actor=ERIN, now=NOW)

    assert wrong.value.code == "overpaid_more"
    assert verbs.raise_overpaid(line, amount=5_000, percent=10, actor=ERIN, now=NOW) == made
    assert (row(made).cause_id, row(made).offset_percent, owed(payee)) == (line, 10, -5_000)


def test_the_same_cause_again_is_the_same_receivable() -> None:
    money, payee = fund(), elder()
    cause = a_cause()

    assert raised(payee, money, cause=cause) == raised(payee, money, cause=cause)

    assert Receivable.objects.for_the_system().count() == 1
    changes: tuple[dict[str, Any], ...] = ({"amount": 7}, {"payee": elder()}, {"money": fund("另一笔")})
    for changed in changes:
        same: dict[str, Any] = {"payee": payee, "money": money, "cause": cause}
        with pytest.raises(Conflict) as refused:
            raised(**same | changed)
        assert refused.value.code == "receivable_changed"


@pytest.mark.parametrize("percent", [-1, 91, 100])
def test_nothing_of_a_payment_is_left_is_not_a_share(percent: int) -> None:
    receivable = raised(elder(), fund())

    for act in (
        lambda: raised(elder(), fund(), offset_percent=percent),
        lambda: verbs.set_offset(receivable, percent=percent, actor=ERIN, now=NOW),
    ):
        with pytest.raises(Invalid) as refused:
            act()
        assert refused.value.code == "offset_percent"


def test_a_plan_is_kept_with_its_progress_and_gives_way_whole() -> None:
    receivable = raised(elder(), fund(), 1_000)
    verbs.set_plan(receivable, first_due=TODAY, count=3, actor=ERIN, now=NOW)
    repay(receivable, 400)

    told = reads.receivables.plan(reads.receivables.receivable(receivable), date(2026, 5, 1))
    assert [(one.instalment.amount, one.paid, one.overdue) for one in told] == [
        (334, 334, False),
        (333, 66, True),
        (333, 0, False),
    ]
    verbs.set_plan(receivable, first_due=TODAY, count=2, actor=ERIN, now=NOW)

    told = reads.receivables.plan(reads.receivables.receivable(receivable), TODAY)
    assert [(one.instalment.amount, one.paid) for one in told] == [(300, 0), (300, 0)]


def test_a_plan_does_not_begin_in_the_past() -> None:
    with pytest.raises(Invalid) as refused:
        verbs.set_plan(raised(elder(), fund()), first_due=date(2026, 3, 1), count=3, actor=ERIN, now=NOW)

    assert refused.value.code == "plan_date"


def test_with_the_last_fen_the_debt_is_closed(heard: Heard) -> None:
    money, payee = fund(), elder()
    cause = a_cause()
    receivable = raised(payee, money, cause=cause)

    repay(receivable, 400)
    assert (row(receivable).state, owed(payee)) == ("open", -600)
    repay(receivable, 600, "收 2")

    assert (row(receivable).state, owed(payee), stands(money)) == ("repaid", 0, 1_000)
    (told,) = heard.of(ReceivableClosed)
    assert (told.cause_id, told.receivable_id, told.written_off) == (cause.id, receivable, False)
    assert [one.amount for one in reads.receivables.repayments(receivable)] == [600, 400]


@pytest.mark.parametrize(
    ("given_", "code"),
    [
        ({"amount": 0}, "repay_amount"),
        ({"amount": -5}, "repay_amount"),
        ({"amount": 1_001}, "repay_too_much"),
        ({"amount": 1, "voucher": " "}, "repay_voucher"),
        ({"amount": 1, "voucher": "长" * 41}, "repay_voucher"),
        ({"amount": 1, "day": date(2026, 3, 3)}, "repay_day"),
    ],
)
def test_a_repayment_that_cannot_be_says_why(given_: dict[str, Any], code: str) -> None:
    receivable = raised(elder(), fund())

    with pytest.raises((Invalid, Conflict)) as refused:
        repay(receivable, **given_)

    assert refused.value.code == code
    assert row(receivable).repaid == 0


def test_one_voucher_is_counted_once() -> None:
    receivable = raised(elder(), fund())
    repay(receivable, 100)

    with pytest.raises(Conflict) as refused:
        repay(receivable, 100)

    assert refused.value.code == "payments_repayment_voucher_once"


def test_the_share_of_a_payment_is_kept_back_and_pays_the_debt_when_the_bank_has_paid() -> None:
    money, payee = fund(), elder()
    receivable = raised(payee, money, 1_000, offset_percent=30)
    batch = frozen(a_line(payee, money, 2_000))
    (one,) = instructions(batch)
    assert (one.amount, one.kept_back, one.receivable_id) == (1_400, 600, receivable)
    assert (row(receivable).reserved, batch_row(batch).total) == (600, 1_400)
    verbs.approve(batch, actor=CAROL, now=NOW)
    verbs.send(batch, actor=ERIN, now=NOW)
    assert owed(payee) == 1_000, "2,000 owed to him, 1,000 owed by him"

    settled(batch)

    assert (row(receivable).repaid, row(receivable).reserved, owed(payee)) == (600, 0, -400)
    (told,) = reads.receivables.repayments(receivable)
    assert (told.kind, told.amount, told.batch_no) == (RepaymentKind.OFFSET, 600, batch)
    assert reads.reconciliation.of_batch(batch).total.kept_back == 600


def test_no_more_is_kept_back_than_is_owed_over_several_payments() -> None:
    money, payee = fund(), elder()
    receivable = raised(payee, money, 1_000, offset_percent=50)

    batch = sent(*(a_line(payee, money, 800) for _ in range(4)))
    assert [one.kept_back for one in instructions(batch)] == [400, 400, 200, 0]
    settled(batch)

    assert (row(receivable).state, owed(payee)) == ("repaid", 0)


def test_nothing_is_kept_back_for_another_fund_or_another_payee() -> None:
    money, payee, other = fund(), elder(), elder("王兰")
    raised(payee, fund("另一笔"), offset_percent=50)
    raised(other, money, offset_percent=0)

    batch = frozen(a_line(payee, money), a_line(other, money))

    assert [one.kept_back for one in instructions(batch)] == [0, 0]


def test_a_provider_may_owe_something_too() -> None:
    money, home = fund(), provider()
    receivable = raised(home, money, 500, offset_percent=90)

    settled(sent(a_line(home, money, 1_000)))

    assert (row(receivable).state, owed(home)) == ("repaid", 0)


@pytest.mark.parametrize("end", ["failed", "withdrawn"])
def test_what_was_to_be_kept_back_of_a_payment_that_was_not_made_is_not(end: str) -> None:
    money, payee = fund(), elder()
    receivable = raised(payee, money, 1_000, offset_percent=30)
    if end == "withdrawn":
        verbs.withdraw(frozen(a_line(payee, money)), actor=ERIN, now=NOW)
    else:
        batch = sent(a_line(payee, money))
        taken(batch, about(instructions(batch)[0], Result.FAILED, "limit"))

    assert (row(receivable).repaid, row(receivable).reserved) == (0, 0)
    repay(receivable, 1_000)


def test_a_payment_that_is_returned_later_takes_its_share_of_the_debt_back() -> None:
    money, payee = fund(), elder()
    receivable = raised(payee, money, 600, offset_percent=30)
    batch = sent(a_line(payee, money, 2_000))
    settled(batch)
    assert row(receivable).state == "repaid"
    taken(batch, about(instructions(batch)[0], Result.FAILED, "closed"))
    (parked,) = reads.receipts.parked(CAROL.scope, reads.receipts.Filter()).rows

    verbs.attach(parked.id, batch_no=batch, number=1, actor=ERIN, now=NOW)

    assert (row(receivable).state, row(receivable).repaid, owed(payee)) == ("open", 0, 1_400)
    assert sum(one.amount for one in Repayment.objects.filter(receivable=receivable)) == 0
    assert reads.reconciliation.of_batch(batch).holds


def test_money_on_its_way_is_not_repaid_or_given_up_a_second_time() -> None:
    money, payee = fund(), elder()
    receivable = raised(payee, money, 1_000, offset_percent=50)
    frozen(a_line(payee, money, 1_000))

    with pytest.raises(Conflict) as refused:
        repay(receivable, 501)
    assert refused.value.code == "repay_too_much"
    with pytest.raises(Conflict) as refused:
        verbs.withdraw_receivable(receivable, actor=CAROL, now=NOW)
    assert refused.value.code == "receivable_moving"
    verbs.propose_write_off(receivable, because="查无下落", actor=ERIN, now=NOW)
    with pytest.raises(Conflict) as refused:
        verbs.approve_write_off(receivable, actor=CAROL, now=NOW)
    assert refused.value.code == "receivable_moving"


def test_the_rest_is_given_up_by_two_people_and_the_fund_bears_it(heard: Heard) -> None:
    money, payee = fund(), elder()
    receivable = raised(payee, money)
    repay(receivable, 300)
    verbs.propose_write_off(receivable, because="本人去世，无遗产", actor=CAROL, now=NOW)

    with pytest.raises(Conflict) as refused:
        verbs.approve_write_off(receivable, actor=CAROL, now=NOW)
    verbs.approve_write_off(receivable, actor=DAVE, now=NOW)

    assert refused.value.code == "second_person"
    assert (row(receivable).state, owed(payee), stands(money)) == ("written_off", 0, 300)
    assert heard.of(ReceivableClosed)[0].written_off
    assert reads.receivables.receivable(receivable).rest == 0
    assert [one.act for one in reads.receivables.trail(receivable)][:2] == [
        "payments.approve_write_off",
        "payments.propose_write_off",
    ]


def test_a_write_off_that_is_refused_goes_on_being_owed() -> None:
    receivable = raised(elder(), fund())
    verbs.propose_write_off(receivable, because="查无下落", actor=ERIN, now=NOW)
    assert reads.receivables.count_to_approve(CAROL.scope, CAROL.user_id) == 1
    assert reads.receivables.count_to_approve(CAROL.scope, ERIN.user_id) == 0

    verbs.refuse_write_off(receivable, actor=CAROL, now=NOW)

    assert row(receivable).state == "open"
    with pytest.raises(Conflict):
        verbs.refuse_write_off(receivable, actor=CAROL, now=NOW)


def test_a_debt_raised_by_mistake_is_owed_no_more_and_may_be_raised_again() -> None:
    money, payee = fund(), elder()
    cause = a_cause()
    receivable = raised(payee, money, cause=cause)

    verbs.withdraw_receivable(receivable, actor=CAROL, now=NOW)

    assert (row(receivable).state, owed(payee), stands(money)) == ("withdrawn", 0, 0)
    assert raised(payee, money, cause=cause) != receivable


def test_what_is_over_is_not_touched_again() -> None:
    receivable = raised(elder(), fund())
    repay(receivable, 1_000)

    for act in (
        lambda: verbs.set_plan(receivable, first_due=TODAY, count=2, actor=ERIN, now=NOW),
        lambda: verbs.set_offset(receivable, percent=5, actor=ERIN, now=NOW),
        lambda: verbs.withdraw_receivable(receivable, actor=CAROL, now=NOW),
        lambda: verbs.propose_write_off(receivable, because="查", actor=ERIN, now=NOW),
        lambda: repay(receivable, 1, "收 9"),
    ):
        with pytest.raises(Conflict) as refused:
            act()
        assert refused.value.code == "receivable_state"


def test_nobody_touches_a_neighbours_debt() -> None:
    receivable = raised(elder(), fund())

    for actor in (BOB, LEADER):
        with pytest.raises(Forbidden):
            verbs.set_offset(receivable, percent=5, actor=actor, now=NOW)
        with pytest.raises(Forbidden):
            verbs.propose_write_off(receivable, because="查", actor=actor, now=NOW)
    for actor in (ALICE, BOB, ERIN):
        with pytest.raises(Forbidden):
            verbs.approve_write_off(receivable, actor=actor, now=NOW)
    with pytest.raises(Forbidden):
        raised(elder(division=VILLAGE_B), fund(), division=VILLAGE_B, actor=ALICE)
    assert {entry.outcome for entry in noted("payments.approve_write_off")} == {"refused"}
    assert reads.receivables.receivables(BOB.scope).rows == []


def test_a_debt_follows_its_person_in_a_merge_and_is_kept_back_of_who_stays() -> None:
    money, gone, kept = fund(), elder(), elder()
    receivable = raised(gone, money, 500, offset_percent=50)
    merge = people.propose_merge(kept.id, gone.id, actor=SYSTEM, now=NOW)
    people.approve_merge(merge, actor=CAROL, now=NOW)
    collected(a_line(kept, money, 1_000))

    batch = sent()
    settled(batch)

    assert row(receivable).state == "repaid"
    assert (owed(kept), owed(gone)) == (0, 0)
    assert reads.reconciliation.of_batch(batch).holds
    people.undo_merge(merge, actor=CAROL, now=later(1))
    assert row(receivable).payee == gone
