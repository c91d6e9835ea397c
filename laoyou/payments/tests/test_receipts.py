"""What banks answer: believed only when it fits, parked otherwise, decided by hand, never lost."""

from __future__ import annotations

from typing import Any

import pytest

from laoyou.audit.types import Outcome as Done
from laoyou.audit.types import Purpose
from laoyou.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from laoyou.payments import reads, verbs
from laoyou.payments.core.reconciling import Part
from laoyou.payments.facts import PaymentFailed, PaymentSettled
from laoyou.payments.models import ReceiptFile, ReceiptRow
from laoyou.payments.reads.receipts import Filter
from laoyou.payments.tests.cast import (
    ALICE,
    BOB,
    CAROL,
    ERIN,
    LEADER,
    Heard,
    Told,
    a_cause,
    a_line,
    about,
    approved,
    batch_row,
    elder,
    fund,
    instructions,
    noted,
    owed,
    provider,
    receipt,
    sent,
    settled,
    stands,
    taken,
)
from laoyou.payments.types import DismissReason, LineState, Problem, Resolution, Result
from laoyou.people.tests.cast import COUNTY, NOW, later

pytestmark = pytest.mark.usefixtures("ground")


def three(*amounts: int) -> int:
    """A batch of three lines with the bank."""
    money = fund()
    return sent(*(a_line(elder(), money, amount) for amount in amounts or (100, 200, 300)))


def outcomes(batch: int) -> list[str]:
    return [one.outcome for one in instructions(batch)]


def parked(*, decided: bool = False) -> list[Any]:
    return list(reads.receipts.parked(CAROL.scope, Filter(decided=decided)).rows)


def test_rows_that_fit_are_applied_and_told_once_for_each_kind_of_cause(heard: Heard) -> None:
    money, payee = fund(), elder()
    lines = [a_line(payee, money, at) for at in (1, 2)]
    batch = sent(*lines, a_line(provider(), money, 3, cause=a_cause(9, kind="order")))
    one, two, three_ = instructions(batch)

    told = taken(batch, about(one), about(two, Result.FAILED, "holder"), about(three_))

    assert (told.rows, told.settled, told.failed, told.parked, told.repeated) == (3, 2, 1, 0, False)
    assert outcomes(batch) == ["settled", "failed", "settled"]
    assert [(fact.cause_kind, fact.cause_ids, fact.line_ids) for fact in heard.of(PaymentSettled)] == [
        ("grant", (lines[0].cause.id,), (one.line_id,)),
        ("order", (9,), (three_.line_id,)),
    ]
    (failed,) = heard.of(PaymentFailed)
    assert (failed.cause_ids, failed.reasons) == ((lines[1].cause.id,), ("holder",))
    assert (stands(money), owed(payee)) == (-6, 2)


@pytest.mark.parametrize(
    ("wrong", "problem"),
    [
        ({"number": 99}, Problem.UNKNOWN_LINE),
        ({"number": None}, Problem.UNREADABLE),
        ({"amount": None}, Problem.UNREADABLE),
        ({"result": None}, Problem.UNREADABLE),
        ({"tail": "0000"}, Problem.ACCOUNT),
        ({"tail": ""}, Problem.ACCOUNT),
        ({"amount": 99}, Problem.AMOUNT),
    ],
)
def test_a_row_that_does_not_fit_is_parked_and_changes_nothing(
    wrong: dict[str, Any], problem: Problem
) -> None:
    batch = three()

    told = taken(batch, about(instructions(batch)[0], **wrong))

    assert (told.settled, told.failed, told.parked) == (0, 0, 1)
    assert set(outcomes(batch)) == {"outstanding"}
    (row,) = parked()
    assert (row.problem, row.batch_no, row.number) == (problem, batch, wrong.get("number", 1))
    assert reads.receipts.count_parked(CAROL.scope).lines == 1


def test_a_row_for_a_line_that_is_settled_already_is_parked() -> None:
    batch = three()
    settled(batch)

    told = settled(batch)

    assert (told.settled, told.parked) == (0, 3)
    assert {row.problem for row in parked()} == {Problem.ANSWERED}


def test_of_two_rows_for_one_line_in_one_file_the_second_is_parked() -> None:
    batch = three()
    one = instructions(batch)[0]

    told = taken(batch, about(one), about(one, Result.FAILED))

    assert (told.settled, told.failed, told.parked) == (1, 0, 1)
    assert outcomes(batch)[0] == "settled"


def test_the_same_file_again_changes_nothing() -> None:
    batch = three()
    sheet = receipt(*map(about, instructions(batch)[:2]), about(instructions(batch)[2], tail="0000"))
    first = verbs.take_receipts(batch, sheet, actor=ERIN, now=NOW)
    before = (outcomes(batch), ReceiptRow.objects.for_the_system().count())

    again = verbs.take_receipts(batch, sheet, actor=CAROL, now=later(1))

    assert again.repeated
    assert (again.file_id, again.settled, again.parked) == (first.file_id, 2, 1)
    assert (outcomes(batch), ReceiptRow.objects.for_the_system().count()) == before
    assert ReceiptFile.objects.count() == 1


def test_a_batch_is_settled_when_its_last_line_is_answered() -> None:
    batch = three()
    one, two, last = instructions(batch)

    taken(batch, about(one), about(two, Result.FAILED))
    assert batch_row(batch).state == "sent"
    taken(batch, about(last), now=later(1))

    row = batch_row(batch)
    assert (row.state, row.settled_at) == ("settled", later(1))


def test_a_batch_that_is_not_with_the_bank_takes_no_receipt() -> None:
    batch = approved(a_line(elder(), fund()))

    with pytest.raises(Conflict) as refused:
        settled(batch)

    assert refused.value.code == "batch_not_sent"


@pytest.mark.parametrize("actor", [ALICE, BOB, LEADER])
def test_nobody_takes_a_receipt_for_a_batch_that_is_not_his(actor: Any) -> None:
    batch = three()

    with pytest.raises(Forbidden):
        verbs.take_receipts(batch, receipt(*map(about, instructions(batch))), actor=actor, now=NOW)

    assert set(outcomes(batch)) == {"outstanding"}


def test_taking_a_receipt_is_one_row_in_the_trail_with_the_files_digest() -> None:
    batch = three()

    settled(batch)

    (entry,) = noted("payments.take_receipts")
    assert (entry.object_kind, entry.object_id, entry.count) == ("payment_batch", str(batch), 3)


def test_a_parked_row_is_attached_to_the_line_it_speaks_of(heard: Heard) -> None:
    batch = three()
    taken(batch, about(instructions(batch)[1], number=77))
    (row,) = parked()

    verbs.attach(row.id, batch_no=batch, number=2, actor=ERIN, now=later(1))

    assert outcomes(batch) == ["outstanding", "settled", "outstanding"]
    assert parked() == []
    (decided,) = parked(decided=True)
    assert (decided.resolution, decided.attached_batch, decided.attached_number) == (
        Resolution.ATTACHED,
        batch,
        2,
    )
    assert len(heard.of(PaymentSettled)) == 1


def test_a_payment_that_the_bank_returns_later_has_failed_after_all(heard: Heard) -> None:
    money, payee = fund(), elder()
    batch = sent(a_line(payee, money))
    settled(batch)
    assert owed(payee) == 0
    taken(batch, about(instructions(batch)[0], Result.FAILED, "closed"), now=later(3))
    (row,) = parked()

    verbs.attach(row.id, batch_no=batch, number=1, actor=ERIN, now=later(3))

    assert (outcomes(batch), batch_row(batch).state) == (["failed"], "settled")
    assert owed(payee, later(3).date()) == 10_000
    (line,) = reads.lines.failed(CAROL.scope, NOW).rows
    assert (line.state, line.reason) == (LineState.FAILED, "closed")
    assert len(heard.of(PaymentFailed)) == 1
    assert reads.reconciliation.of_batch(batch).holds


def test_a_line_that_failed_is_settled_when_the_bank_has_paid_it_all_the_same() -> None:
    payee = elder()
    batch = sent(a_line(payee, fund()))
    taken(batch, about(instructions(batch)[0], Result.FAILED))
    settled(batch)
    (row,) = parked()

    verbs.attach(row.id, batch_no=batch, number=1, actor=ERIN, now=NOW)

    assert (outcomes(batch), owed(payee)) == (["settled"], 0)


def refusal(row_id: int, batch: int, number: int = 1) -> str:
    with pytest.raises((Conflict, NotFound)) as refused:
        verbs.attach(row_id, batch_no=batch, number=number, actor=CAROL, now=NOW)
    return str(refused.value.code)


def test_what_cannot_be_attached_says_why() -> None:
    batch = three()
    one, two, _ = instructions(batch)
    taken(
        batch, about(one), about(one), about(two, amount=1), about(two, result=None), about(two, number=None)
    )
    same, amount, blank, numberless = parked()

    assert refusal(same.id, batch) == "attach_same"
    assert refusal(amount.id, batch, 2) == "attach_amount"
    assert refusal(blank.id, batch, 2) == "attach_unreadable"
    assert refusal(numberless.id, batch, 55) == "no_line"
    verbs.attach(numberless.id, batch_no=batch, number=2, actor=CAROL, now=NOW)
    assert refusal(numberless.id, batch, 3) == "row_resolved"
    assert refusal(10**9, batch) == "receipt_row"


def test_money_is_not_counted_for_a_line_that_was_sent_again_meanwhile() -> None:
    batch = sent(a_line(elder(), fund()))
    taken(batch, about(instructions(batch)[0], Result.FAILED, "limit"))
    verbs.recollect(reads.lines.mended(CAROL.scope, NOW), actor=ERIN, now=NOW)
    settled(batch)
    (row,) = parked()

    assert refusal(row.id, batch) == "attach_sent_again"


def test_a_row_is_attached_in_another_batch_by_who_reaches_both() -> None:
    money = fund()
    other = sent(a_line(elder(), money, 55))
    batch = sent(a_line(elder(), money, 66))
    theirs = instructions(other)[0]
    taken(batch, Told(9, 55, theirs.account.tail))
    (row,) = parked()

    for stranger in (ALICE, BOB, LEADER):
        with pytest.raises(Forbidden):
            verbs.attach(row.id, batch_no=other, number=1, actor=stranger, now=NOW)
    verbs.attach(row.id, batch_no=other, number=1, actor=CAROL, now=NOW)

    assert outcomes(other) == ["settled"]
    assert batch_row(other).state == "settled"


def test_parked_rows_are_dismissed_for_a_reason_and_stay_on_record() -> None:
    batch = three()
    settled(batch)
    settled(batch)
    ids = reads.receipts.parked_ids(CAROL.scope, Filter(problem=Problem.ANSWERED))

    verbs.dismiss(ids, reason=DismissReason.REPEATED, actor=ERIN, now=NOW)

    assert parked() == []
    assert {row.dismiss_reason for row in parked(decided=True)} == {DismissReason.REPEATED}
    with pytest.raises(Conflict):
        verbs.dismiss(ids[:1], reason=DismissReason.REPEATED, actor=ERIN, now=NOW)
    (entry, *_) = noted("payments.dismiss")
    assert (entry.outcome, entry.count) == (Done.DONE, 3)


def test_nobody_dismisses_what_is_not_his_or_not_there() -> None:
    batch = three()
    taken(batch, about(instructions(batch)[0], number=50))
    (row,) = parked()

    for stranger in (BOB, LEADER):
        with pytest.raises(Forbidden):
            verbs.dismiss([row.id], reason=DismissReason.ELSEWHERE, actor=stranger, now=NOW)
    with pytest.raises(NotFound):
        verbs.dismiss([10**9], reason=DismissReason.ELSEWHERE, actor=CAROL, now=NOW)
    with pytest.raises(NotFound):
        verbs.dismiss([], reason=DismissReason.ELSEWHERE, actor=CAROL, now=NOW)

    assert len(parked()) == 1


def test_a_parked_row_is_seen_by_the_desk_of_its_batch_alone() -> None:
    batch = three()
    taken(batch, about(instructions(batch)[0], number=50))

    assert reads.receipts.count_parked(BOB.scope).lines == 0
    assert reads.receipts.count_parked(CAROL.scope) == Part(1, 100)
    assert batch_row(batch).division_id == COUNTY


def test_the_words_of_a_parked_row_are_sealed_and_shown_for_a_purpose() -> None:
    batch = three()
    taken(batch, about(instructions(batch)[0], number=4321))
    (row,) = parked()

    stored = ReceiptRow.objects.of(pk=row.id).get()
    assert b"4321" not in bytes(stored.cells_sealed or b"")
    told = reads.receipts.cells(row.id, purpose=Purpose.VERIFICATION, actor=ERIN, now=NOW)
    assert told[0] == "4321"
    with pytest.raises(Forbidden):
        reads.receipts.cells(row.id, purpose=Purpose.VERIFICATION, actor=BOB, now=NOW)
    with pytest.raises(Invalid):
        reads.receipts.cells(row.id, purpose="", actor=ERIN, now=NOW)


def test_rows_that_were_believed_keep_no_words_of_the_bank() -> None:
    batch = three()
    settled(batch)

    rows = ReceiptRow.objects.for_the_system()
    assert [row.cells_sealed for row in rows] == [None] * 3


def test_a_receipt_is_listed_with_what_became_of_its_rows() -> None:
    batch = three()
    one, two, last = instructions(batch)
    told = taken(batch, about(one), about(two, Result.FAILED, "closed"), about(last, amount=1))

    (file,) = reads.receipts.files(batch)
    assert (file.id, file.settled, file.failed, file.parked, file.waiting) == (told.file_id, 1, 1, 1, 1)
    assert reads.receipts.file(told.file_id) == file
    rows = reads.receipts.rows(told.file_id).rows
    assert [(row.number, row.result, row.problem) for row in rows] == [
        (1, Result.SETTLED, None),
        (2, Result.FAILED, None),
        (3, Result.SETTLED, Problem.AMOUNT),
    ]
    assert [row.number for row in reads.receipts.rows(told.file_id, problem_only=True).rows] == [3]
    assert (rows[2].expected, rows[2].expected_tail) == (300, last.account.tail)
