"""What the database itself refuses of accounts, budgets and closings, each by its name, past every verb."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction

from laoyou.kernel.spans import DateSpan
from laoyou.ledger import reads, verbs
from laoyou.ledger.models import Account, Budget, Checkpoint, Closing
from laoyou.ledger.tests.cast import BEGUN, NOW, SYSTEM, TODAY
from laoyou.ledger.tests.rows import ACT, account, budget, made, moved, refuses

pytestmark = pytest.mark.django_db


# Accounts


@pytest.mark.parametrize("wrong", [{"holder_kind": "ghost"}, {"holder_id": 0}])
def test_an_account_has_a_known_holder(wrong: dict[str, Any]) -> None:
    refuses("ledger_account_holder_known", account(**wrong))


def test_an_account_counts_a_known_unit() -> None:
    refuses("ledger_account_unit_known", account(unit="gold"))


@pytest.mark.parametrize("wrong", [{"holder_kind": "fund"}, {"source": "city"}])
def test_funds_and_only_funds_have_a_source(wrong: dict[str, Any]) -> None:
    refuses("ledger_account_source_of_funds", account(**wrong))


@pytest.mark.parametrize("wrong", [{"name": ""}, {"holder_kind": "person"}])
def test_a_persons_account_never_bears_a_name_and_every_other_does(wrong: dict[str, Any]) -> None:
    refuses("ledger_account_named_unless_a_persons", account(**wrong))


def test_an_account_lies_in_a_division() -> None:
    refuses("ledger_account_division_form", account(division="230502"))


@pytest.mark.parametrize(
    "wrong", [{"purpose": "meals"}, {"unit": "voucher_fen"}, {"unit": "voucher_fen", "purpose": "买菜"}]
)
def test_vouchers_and_only_vouchers_have_a_purpose(wrong: dict[str, Any]) -> None:
    refuses("ledger_account_voucher_purpose", account(**wrong))


@pytest.mark.parametrize(
    "wrong",
    [
        {"expires_on": TODAY},
        {"holder_kind": "person", "name": "", "unit": "voucher_fen", "purpose": "meals"},
    ],
)
def test_a_persons_vouchers_and_they_alone_run_out(wrong: dict[str, Any]) -> None:
    refuses("ledger_account_voucher_expiry", account(keeps_above_zero=True, **wrong))


def test_a_persons_minutes_are_never_overdrawn() -> None:
    refuses(
        "ledger_account_persons_not_overdrawn",
        account(holder_kind="person", name="", unit="minute"),
    )


def test_an_account_is_closed_after_it_was_opened() -> None:
    refuses("ledger_account_closed_after_opened", account(closed_on=BEGUN - timedelta(days=1)))


def test_a_holder_has_one_account_of_a_currency() -> None:
    account()()

    refuses("ledger_account_once", account(name="乙"))


@pytest.mark.parametrize(
    "change",
    [
        {"holder_id": 8},
        {"unit": "minute"},
        {"keeps_above_zero": True},
        {"opened_on": TODAY},
        {"returns_to_id": 1},
    ],
)
def test_an_account_stays_what_it_is(change: dict[str, Any]) -> None:
    number = account()().pk

    refuses("ledger_account_unchanged", lambda: Account.objects.of(pk=number).update(**change))


def test_an_account_that_was_closed_stays_closed() -> None:
    number = account(closed_on=TODAY)().pk

    refuses("ledger_account_unchanged", lambda: Account.objects.of(pk=number).update(closed_on=None))


def test_an_account_with_something_on_it_is_not_closed() -> None:
    number = made()
    moved(target=number)

    refuses("ledger_account_closed_empty", lambda: Account.objects.of(pk=number).update(closed_on=TODAY))


def test_an_account_is_not_closed_before_its_last_posting() -> None:
    number = made()
    moved(target=number)
    moved(source=number)
    yesterday = TODAY - timedelta(days=1)

    refuses("ledger_account_closed_empty", lambda: Account.objects.of(pk=number).update(closed_on=yesterday))


# Budgets and closings


def test_a_budget_is_no_debt() -> None:
    refuses("ledger_budget_amount", budget(amount=-1))


@pytest.mark.parametrize("percent", [0, 101])
def test_a_warning_is_given_between_one_and_a_hundred_per_cent(percent: int) -> None:
    refuses("ledger_budget_warning", budget(warn_percent=percent))


@pytest.mark.parametrize("span", [DateSpan.since(TODAY), DateSpan(None, TODAY), DateSpan.always()])
def test_a_budget_has_both_ends(span: DateSpan) -> None:
    refuses("ledger_budget_ends", budget(span=span))


def test_an_account_has_one_budget_at_a_time() -> None:
    first = budget()()
    touching = DateSpan(date(2026, 12, 31), date(2027, 12, 31))

    refuses("ledger_budget_no_overlap", budget(account_id=first.account_id, span=touching))
    budget(account_id=first.account_id, span=DateSpan(date(2027, 1, 1), date(2027, 1, 1)))()


@pytest.mark.parametrize("change", [{"amount": 5}, {"hard": False}, {"span": DateSpan.on(TODAY)}])
def test_a_budget_is_superseded_and_never_rewritten(change: dict[str, Any]) -> None:
    row = budget()()
    rows = Budget.objects.filter(pk=row.pk)

    refuses("ledger_budget_only_superseded", lambda: rows.update(**change))
    refuses("ledger_budget_only_superseded", rows.delete)
    rows.update(superseded_at=NOW)
    refuses("ledger_budget_only_superseded", lambda: rows.update(superseded_at=None))


@pytest.mark.parametrize("through", [date(2026, 2, 28), date(2026, 2, 27), TODAY])
def test_books_are_closed_forward_and_up_to_yesterday(through: date) -> None:
    Closing.objects.create(through=date(2026, 2, 28), act_id=ACT, closed_at=NOW)

    refuses(
        "ledger_closing_forward",
        lambda: Closing.objects.create(through=through, act_id=ACT, closed_at=NOW),
    )


def test_every_constraint_of_the_books_is_tried() -> None:
    named = {
        constraint.name
        for model in apps.get_app_config("ledger").get_models()
        for constraint in model._meta.constraints
    }

    tried = "".join(
        path.read_text(encoding="utf-8") for path in Path(__file__).parent.glob("*constraints.py")
    )
    assert [name for name in named if f'"{name}"' not in tried] == []


def test_the_balance_is_kept_by_a_deferred_constraint() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgdeferrable, tginitdeferred, tgconstraint <> 0 FROM pg_trigger"
            " WHERE tgname = 'ledger_journal_whole'"
        )
        assert cursor.fetchall() == [(True, True, True)]


# Append-only


def laid() -> None:
    moved()
    Closing.objects.create(through=date(2026, 2, 28), act_id=ACT, closed_at=NOW)


@pytest.mark.parametrize("table", ["ledger_journal", "ledger_entry", "ledger_posting", "ledger_closing"])
@pytest.mark.parametrize("change", ["DELETE FROM {}", "UPDATE {} SET {} = {}", "TRUNCATE {} CASCADE"])
def test_the_books_are_only_ever_added_to(table: str, change: str) -> None:
    laid()
    column = {"ledger_journal": "act_id", "ledger_closing": "act_id"}.get(table, "kind")

    connection.check_constraints()
    with pytest.raises(DatabaseError, match="refused"), connection.cursor() as cursor, transaction.atomic():
        cursor.execute(change.format(table, column, column))


@pytest.mark.parametrize("table", ["ledger_account", "ledger_budget", "ledger_checkpoint"])
def test_nothing_else_of_the_books_is_emptied(table: str) -> None:
    with pytest.raises(DatabaseError), connection.cursor() as cursor, transaction.atomic():
        cursor.execute(f"TRUNCATE {table} CASCADE")


def test_an_account_is_never_deleted() -> None:
    number = made()

    with pytest.raises(DatabaseError, match="never deleted"), transaction.atomic():
        Account.objects.of(pk=number).delete()


def test_a_checkpoint_is_reckoned_and_never_written_by_hand() -> None:
    Closing.objects.create(through=date(2026, 2, 28), act_id=ACT, closed_at=NOW)
    number = made()

    with pytest.raises(DatabaseError, match="reckoned"), transaction.atomic():
        Checkpoint.objects.create(account_id=number, through=date(2026, 2, 28), balance=5, spent=0)


def test_books_are_closed_by_a_verb_too() -> None:
    verbs.close_books(through=date(2026, 2, 28), actor=SYSTEM, now=NOW)

    assert reads.last_closing() is not None
