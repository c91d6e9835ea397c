"""What the database refuses of receipts, receivables and repayments, each by its name."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, connection

from laoyou.ledger.types import Use
from laoyou.payments import verbs
from laoyou.payments.models import (
    Account,
    Batch,
    Instruction,
    Line,
    PlannedInstalment,
    ReceiptFile,
    ReceiptRow,
    Receivable,
    Repayment,
)
from laoyou.payments.tests.cast import (
    CAROL,
    a_cause,
    a_line,
    about,
    broken,
    elder,
    fund,
    instructions,
    refuses,
    sent,
    taken,
)
from laoyou.payments.types import NewReceivable
from laoyou.people.tests.cast import NOW, TODAY, VILLAGE_A

pytestmark = pytest.mark.usefixtures("ground")


def receipt_row(**changes: Any) -> dict[str, Any]:
    made = sent(a_line(elder(), fund()))
    plain = {"digest": b"d", "rows": 1, "settled": 0, "failed": 0, "parked": 1, "taken_at": NOW}
    file = ReceiptFile.objects.create(batch_id=made, name="x", **plain)
    row = {"file_id": file.pk, "row_no": 2, "problem": "unreadable", "cells_sealed": b"x"}
    return row | changes


@pytest.mark.parametrize(
    ("constraint", "changes"),
    [
        ("payments_receiptrow_result_known", {"result": "maybe"}),
        ("payments_receiptrow_applied_or_parked", {"problem": "", "cells_sealed": None}),
        ("payments_receiptrow_applied_or_parked", {"problem": "odd"}),
        ("payments_receiptrow_applied_or_parked", {"cells_sealed": None}),
        ("payments_receiptrow_resolved_whole", {"resolution": "attached", "resolved_at": NOW}),
        ("payments_receiptrow_resolved_whole", {"resolution": "dismissed", "resolved_at": NOW}),
        ("payments_receiptrow_resolved_whole", {"resolution": "gone"}),
        ("payments_receiptrow_resolved_whole", {"dismiss_reason": "repeated"}),
    ],
)
def test_a_row_of_a_receipt_that_cannot_be_is_refused(constraint: str, changes: dict[str, Any]) -> None:
    refuses(constraint, ReceiptRow, receipt_row(**changes))


def test_a_row_stands_once_in_its_file_and_a_file_once_in_its_batch() -> None:
    first = ReceiptRow.objects.create(**receipt_row())

    refuses(
        "payments_receiptrow_once",
        ReceiptRow,
        {"file_id": first.file_id, "row_no": 2, "problem": "unreadable", "cells_sealed": b"x"},
    )
    file = {"batch_id": first.file.batch_id, "name": "y", "digest": b"d", "taken_at": NOW}
    refuses(
        "payments_receiptfile_once", ReceiptFile, file | {"rows": 1, "settled": 0, "failed": 0, "parked": 1}
    )
    other = file | {"digest": b"e"}
    refuses(
        "payments_receiptfile_adds_up",
        ReceiptFile,
        other | {"rows": 2, "settled": 0, "failed": 0, "parked": 1},
    )


def test_what_a_bank_said_is_not_rewritten_nor_decided_twice() -> None:
    made = sent(a_line(elder(), fund()))
    taken(made, about(instructions(made)[0]))
    applied = ReceiptRow.objects.for_the_system().get()

    for change in (
        {"amount": 1},
        {"resolution": "dismissed", "dismiss_reason": "repeated", "resolved_at": NOW},
    ):
        broken(
            "payments_receiptrow_not_rewritten",
            lambda change=change: ReceiptRow.objects.of(pk=applied.pk).update(**change),
        )
    broken("payments_receiptrow_not_rewritten", lambda: ReceiptRow.objects.of(pk=applied.pk).delete())


def receivable(**changes: Any) -> dict[str, Any]:
    payee, money = elder(), fund()
    new = NewReceivable(payee, 100, money, Use.ELDER, a_cause(), "多发", VILLAGE_A)
    made = Receivable.objects.of(pk=verbs.raise_receivable(new, actor=CAROL, now=NOW)).get()
    plain: dict[str, Any] = {
        "person_id": payee.id,
        "division_id": VILLAGE_A,
        "fund_id": money,
        "use": "elder",
    }
    plain |= {
        "debtor_id": made.debtor_id,
        "amount": 100,
        "cause_kind": "grant",
        "cause_id": 999,
        "words": "x",
    }
    return plain | {"period": "2026", "purpose": "a", "state": "open", "raised_at": NOW} | changes


@pytest.mark.parametrize(
    ("constraint", "changes"),
    [
        ("payments_receivable_one_payee", {"person_id": None}),
        ("payments_receivable_amounts", {"amount": 0}),
        ("payments_receivable_amounts", {"repaid": 60, "reserved": 41}),
        ("payments_receivable_amounts", {"reserved": -1}),
        ("payments_receivable_offset_share", {"offset_percent": 91}),
        ("payments_receivable_codes", {"cause_kind": "Grant"}),
        ("payments_receivable_says_what_for", {"words": ""}),
        ("payments_receivable_state_whole", {"state": "repaid"}),
        ("payments_receivable_state_whole", {"state": "proposed"}),
        ("payments_receivable_state_whole", {"repaid": 100}),
        ("payments_receivable_state_whole", {"state": "withdrawn", "repaid": 1, "ended_at": NOW}),
        ("payments_receivable_state_whole", {"state": "lost"}),
        (
            "payments_receivable_second_person",
            {"state": "written_off", "proposed_by": 1, "decided_by": 1, "ended_at": NOW},
        ),
    ],
)
def test_a_receivable_that_cannot_be_is_refused(constraint: str, changes: dict[str, Any]) -> None:
    refuses(constraint, Receivable, receivable(**changes))


def test_a_cause_is_claimed_once() -> None:
    Receivable.objects.create(**receivable())

    refuses("payments_receivable_once", Receivable, receivable())


def test_what_came_back_or_was_handed_in_is_not_rewritten() -> None:
    row = Receivable.objects.create(**receivable())
    plain = {"receivable": row, "kind": "cash", "amount": 5, "day": TODAY, "voucher": "1", "recorded_at": NOW}
    made = Repayment.objects.create(**plain)
    file = ReceiptRow.objects.create(**receipt_row()).file

    broken("payments_repayment_not_rewritten", lambda: Repayment.objects.filter(pk=made.pk).update(amount=6))
    broken(
        "payments_receiptfile_not_rewritten", lambda: ReceiptFile.objects.filter(pk=file.pk).update(name="z")
    )


def test_a_receivable_is_not_rewritten() -> None:
    row = Receivable.objects.create(**receivable())

    broken("payments_receivable_not_rewritten", lambda: Receivable.objects.of(pk=row.pk).update(amount=1_000))


def test_a_plan_adds_up_to_what_it_plans() -> None:
    row = Receivable.objects.create(**receivable())
    PlannedInstalment.objects.create(receivable=row, number=1, due_on=TODAY, amount=60)

    def check() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS payments_plan_adds_up IMMEDIATE")

    broken("payments_receivable_plan_adds_up", check)
    Receivable.objects.of(pk=row.pk).update(planned=60)
    check()


def test_an_instalment_is_something_and_stands_once() -> None:
    row = Receivable.objects.create(**receivable())
    one = {"receivable": row, "number": 1, "due_on": TODAY}

    refuses("payments_plannedinstalment_amount", PlannedInstalment, one | {"amount": 0})
    PlannedInstalment.objects.create(**one | {"amount": 5})
    refuses("payments_plannedinstalment_number", PlannedInstalment, one | {"amount": 5})
    Receivable.objects.of(pk=row.pk).update(planned=5)


@pytest.mark.parametrize(
    ("constraint", "changes"),
    [
        ("payments_repayment_amount", {"amount": 0, "kind": "offset"}),
        ("payments_repayment_by_kind", {"voucher": ""}),
        ("payments_repayment_by_kind", {"amount": -1}),
        ("payments_repayment_by_kind", {"kind": "offset"}),
        ("payments_repayment_by_kind", {"kind": "gift"}),
    ],
)
def test_a_repayment_that_cannot_be_is_refused(constraint: str, changes: dict[str, Any]) -> None:
    row = Receivable.objects.create(**receivable())
    plain = {"receivable": row, "kind": "cash", "amount": 5, "day": TODAY, "voucher": "1", "recorded_at": NOW}

    refuses(constraint, Repayment, plain | changes)


def test_a_voucher_is_counted_once_for_a_receivable() -> None:
    row = Receivable.objects.create(**receivable())
    plain = {"receivable": row, "kind": "cash", "amount": 5, "day": TODAY, "voucher": "1", "recorded_at": NOW}
    Repayment.objects.create(**plain)

    refuses("payments_repayment_voucher_once", Repayment, plain)


@pytest.mark.parametrize(
    "table",
    [
        "payments_account",
        "payments_line",
        "payments_instruction",
        "payments_receiptrow",
        "payments_repayment",
    ],
)
def test_what_is_kept_is_not_emptied(table: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        with pytest.raises(DatabaseError):
            cursor.execute(f"TRUNCATE {table} CASCADE")


def test_every_rule_of_the_room_is_named_on_one_of_these_pages() -> None:
    tables = (
        Account,
        Batch,
        Instruction,
        Line,
        PlannedInstalment,
        ReceiptFile,
        ReceiptRow,
        Receivable,
        Repayment,
    )
    names = {one.name for table in tables for one in table._meta.constraints}
    said = "".join(
        page.read_text(encoding="utf-8") for page in Path(__file__).parent.glob("test_constraints*.py")
    )

    assert {name for name in names if name not in said} == set()
