"""What the database itself refuses, each by its name."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from laoyou.kernel.spans import DateSpan
from laoyou.ledger.types import Use
from laoyou.payments.models import (
    Account,
    Batch,
    Instruction,
    Line,
)
from laoyou.payments.tests.cast import (
    a_line,
    broken,
    elder,
    frozen,
    fund,
    instructions,
    provider,
    refuses,
)
from laoyou.people.tests.cast import COUNTY, NOW, TODAY, VILLAGE_A

pytestmark = pytest.mark.usefixtures("ground")

SPAN = DateSpan.since(date(2026, 1, 1))


def account(**changes: Any) -> dict[str, Any]:
    plain: dict[str, Any] = {"kind": "card", "bank": "甲", "holder": "乙", "tail": "1234", "span": SPAN}
    plain |= {"number_sealed": b"x", "number_blind": b"x", "held_by": "self", "recorded_at": NOW}
    owner = (
        {} if {"person_id", "organisation_id"} & changes.keys() else {"person_id": elder(account=False).id}
    )
    return plain | owner | changes


@pytest.mark.parametrize(
    ("constraint", "changes"),
    [
        ("payments_account_kind_of_payee", {"kind": "corporate"}),
        ("payments_account_kind_of_payee", {"kind": "purse"}),
        ("payments_account_says_where", {"bank": ""}),
        ("payments_account_says_where", {"holder": ""}),
        ("payments_account_says_where", {"tail": "12"}),
        ("payments_account_passbook_remarked", {"kind": "passbook"}),
        ("payments_account_kin_with_consent", {"held_by": "kin", "relation": "son"}),
        ("payments_account_kin_with_consent", {"held_by": "kin", "consent_on": TODAY}),
        ("payments_account_kin_with_consent", {"relation": "son"}),
        ("payments_account_kin_with_consent", {"held_by": "stranger"}),
    ],
)
def test_an_account_that_says_too_little_is_refused(constraint: str, changes: dict[str, Any]) -> None:
    refuses(constraint, Account, account(**changes))


def test_an_account_is_of_one_payee_not_two() -> None:
    refuses(
        "payments_account_one_payee",
        Account,
        account(person_id=elder(account=False).id, organisation_id=provider(account=False).id),
    )


def test_a_person_has_one_account_at_a_time() -> None:
    first = Account.objects.create(**account())

    refuses("payments_account_one_of_person", Account, account(person_id=first.person_id))


def test_a_body_has_one_account_at_a_time() -> None:
    body = {"kind": "corporate", "organisation_id": provider(account=False).id}
    Account.objects.create(**account(**body))

    refuses("payments_account_one_of_organisation", Account, account(**body))


@pytest.mark.parametrize(
    "change", [{"tail": "9999"}, {"holder": "丙"}, {"span": DateSpan.since(TODAY)}, {"number_blind": b"y"}]
)
def test_an_account_is_not_rewritten(change: dict[str, Any]) -> None:
    row = Account.objects.create(**account())

    broken("payments_account_not_rewritten", lambda: Account.objects.filter(pk=row.pk).update(**change))


def test_an_account_does_not_pass_to_somebody_else_unless_they_are_merged() -> None:
    row, other = Account.objects.create(**account()), elder(account=False)

    broken(
        "payments_account_not_rewritten",
        lambda: Account.objects.filter(pk=row.pk).update(person_id=other.id),
    )
    Account.objects.filter(pk=row.pk).update(person_id=other.id, moved=[row.person_id])


def batch(**changes: Any) -> dict[str, Any]:
    plain = {"division_id": COUNTY, "title": "三月", "template": "general", "state": "open", "opened_at": NOW}
    return plain | changes


FROZEN = {"state": "frozen", "frozen_at": NOW, "frozen_by": 1, "lines": 1, "total": 1, "digest": b"x"}
APPROVED = FROZEN | {"state": "approved", "approved_at": NOW, "approved_by": 2}
SENT = APPROVED | {"state": "sent", "sent_at": NOW, "sent_by": 1}


@pytest.mark.parametrize(
    ("constraint", "changes"),
    [
        ("payments_batch_state_and_dates", {"state": "lost"}),
        ("payments_batch_has_title", {"title": ""}),
        ("payments_batch_who_and_when", FROZEN | {"frozen_by": None}),
        ("payments_batch_approved_by_whom", APPROVED | {"approved_by": None}),
        ("payments_batch_second_person", APPROVED | {"approved_by": 1}),
        ("payments_batch_state_and_dates", {"state": "frozen"}),
        ("payments_batch_state_and_dates", FROZEN | {"state": "open"}),
        ("payments_batch_state_and_dates", FROZEN | {"state": "approved"}),
        ("payments_batch_state_and_dates", APPROVED | {"state": "sent"}),
        ("payments_batch_state_and_dates", SENT | {"state": "settled"}),
        ("payments_batch_state_and_dates", SENT | {"state": "withdrawn", "withdrawn_at": NOW}),
        ("payments_batch_dates_follow", {"withdrawn_at": NOW}),
        ("payments_batch_dates_follow", {"state": "withdrawn"}),
        ("payments_batch_frozen_whole", FROZEN | {"digest": None}),
        ("payments_batch_frozen_whole", FROZEN | {"lines": 0}),
        ("payments_batch_frozen_whole", {"total": 5}),
    ],
)
def test_a_batch_whose_state_and_dates_disagree_is_refused(constraint: str, changes: dict[str, Any]) -> None:
    refuses(constraint, Batch, batch(**changes))


def line(**changes: Any) -> dict[str, Any]:
    plain: dict[str, Any] = {"division_id": VILLAGE_A, "use": "elder", "amount": 1, "cause_kind": "grant"}
    plain |= {"cause_id": 1, "period": "2026-03", "purpose": "monthly", "words": "津贴", "state": "waiting"}
    plain |= {"collected_at": NOW}
    owner = {} if "person_id" in changes else {"person_id": elder(account=False).id}
    return plain | owner | ({} if "fund_id" in changes else {"fund_id": fund()}) | changes


@pytest.mark.parametrize(
    ("constraint", "changes"),
    [
        ("payments_line_one_payee", {"person_id": None}),
        ("payments_line_amount", {"amount": 0}),
        ("payments_line_amount", {"amount": -1}),
        ("payments_line_amount", {"amount": 10**13 + 1}),
        ("payments_line_codes", {"cause_kind": "Grant"}),
        ("payments_line_codes", {"purpose": ""}),
        ("payments_line_codes", {"period": "三月"}),
        ("payments_line_says_what_for", {"words": ""}),
        ("payments_line_says_what_for", {"use": "fun"}),
        ("payments_line_state_known", {"state": "lost"}),
        ("payments_line_cancelled_whole", {"state": "cancelled"}),
        ("payments_line_cancelled_whole", {"cancel_reason": "stopped"}),
    ],
)
def test_a_line_that_cannot_be_is_refused(constraint: str, changes: dict[str, Any]) -> None:
    refuses(constraint, Line, line(**changes))


def test_a_cause_is_paid_once() -> None:
    Line.objects.create(**line())

    refuses("payments_line_once", Line, line(amount=5))


def test_a_line_is_accrued_on_an_account() -> None:
    made = frozen(a_line(elder(), fund()))

    refuses("payments_line_accrued_whole", Line, line(accrued_in_id=made))


@pytest.mark.parametrize(
    "change", [{"amount": 2}, {"words": "别的"}, {"cause_id": 9}, {"use": Use.OTHER.value}]
)
def test_a_line_is_not_rewritten(change: dict[str, Any]) -> None:
    row = Line.objects.create(**line())

    broken("payments_line_not_rewritten", lambda: Line.objects.filter(pk=row.pk).update(**change))


def instruction(**changes: Any) -> dict[str, Any]:
    made = Batch.objects.create(**batch())
    row, payee = Line.objects.create(**line()), Account.objects.create(**account())
    plain = {"batch_id": made.pk, "number": 1, "line_id": row.pk, "account_id": payee.pk, "amount": 1}
    return plain | {"outcome": "outstanding"} | changes


@pytest.mark.parametrize(
    ("constraint", "changes"),
    [
        ("payments_instruction_amounts", {"amount": 0}),
        ("payments_instruction_amounts", {"kept_back": -1}),
        ("payments_instruction_kept_back_for", {"kept_back": 1}),
        ("payments_instruction_answered_whole", {"outcome": "settled"}),
        ("payments_instruction_answered_whole", {"outcome": "failed", "answered_at": NOW}),
        ("payments_instruction_answered_whole", {"answered_at": NOW}),
        ("payments_instruction_answered_whole", {"outcome": "lost"}),
    ],
)
def test_an_instruction_that_cannot_be_is_refused(constraint: str, changes: dict[str, Any]) -> None:
    refuses(constraint, Instruction, instruction(**changes))


def test_a_number_stands_once_in_a_batch() -> None:
    first = Instruction.objects.create(**instruction())

    again = {"batch_id": first.batch_id, "line_id": Line.objects.create(**line(cause_id=2)).pk}
    refuses("payments_instruction_number", Instruction, instruction_of(first, **again))


def test_a_line_is_sent_once_at_a_time() -> None:
    first = Instruction.objects.create(**instruction())

    refuses("payments_instruction_one_live", Instruction, instruction_of(first, number=2))


def instruction_of(first: Instruction, **changes: Any) -> dict[str, Any]:
    plain: dict[str, Any] = {"batch_id": first.batch_id, "number": first.number, "line_id": first.line_id}
    return plain | {"account_id": first.account_id, "amount": 1, "outcome": "outstanding"} | changes


def test_a_frozen_batch_takes_no_more_lines_and_lets_none_go() -> None:
    made = frozen(a_line(elder(), fund()))
    (one,) = instructions(made)
    extra = instruction_of(one, number=2, line_id=Line.objects.create(**line(cause_id=999)).pk)

    refuses("payments_instruction_frozen", Instruction, extra)
    broken("payments_instruction_frozen", lambda: Instruction.objects.filter(pk=one.pk).delete())
    broken("payments_instruction_frozen", lambda: Instruction.objects.filter(pk=one.pk).update(amount=1))


@pytest.mark.parametrize("change", [{"total": 1}, {"lines": 9}, {"digest": b"y"}, {"frozen_by": 99}])
def test_a_frozen_batch_stays_as_it_was_frozen(change: dict[str, Any]) -> None:
    made = frozen(a_line(elder(), fund()))

    broken("payments_batch_stays_frozen", lambda: Batch.objects.of(pk=made).update(**change))


def test_a_batch_that_does_not_add_up_is_not_frozen() -> None:
    one = Instruction.objects.create(**instruction())

    broken(
        "payments_batch_adds_up", lambda: Batch.objects.of(pk=one.batch_id).update(**FROZEN | {"total": 2})
    )
