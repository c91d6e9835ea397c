"""What the database itself refuses, each by its name, past every verb."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from itertools import count
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.apps import apps
from django.db import DatabaseError, IntegrityError, connection, transaction

from laoyou.kernel.spans import DateSpan
from laoyou.ledger import reads, verbs
from laoyou.ledger.models import (
    Account,
    Budget,
    Checkpoint,
    Closing,
    Entry,
    Journal,
    KeptByTrigger,
    Posting,
)
from laoyou.ledger.tests import cast
from laoyou.ledger.tests.cast import BEGUN, COUNTY, NOW, SYSTEM, TODAY
from laoyou.ledger.types import Holder, NewVoucher, Unit
from laoyou.store.constraints import as_conflict

pytestmark = pytest.mark.django_db

ACT = UUID("018f4a00-0000-7000-8000-000000000000")
_numbers = count(10_000_001)


def refuses(constraint: str, write: Callable[[], Any]) -> None:
    """The write, or the commit after it, breaks this constraint and says so in a sentence."""

    def commit() -> None:
        write()
        connection.check_constraints()

    with pytest.raises(IntegrityError) as broken, transaction.atomic():
        commit()
    conflict = as_conflict(broken.value)
    assert conflict is not None, broken.value
    assert conflict.code == constraint
    assert conflict.message.endswith("。")


def account(**changes: Any) -> Callable[[], Account]:
    plain = {"holder_kind": "organisation", "holder_id": 7, "unit": "fen", "purpose": "", "name": "甲"}
    plain |= {"division": COUNTY, "keeps_above_zero": False, "opened_on": BEGUN}
    return lambda: Account.objects.create(**plain | changes)


def made(**changes: Any) -> int:
    return int(account(holder_id=next(_numbers), **changes)().pk)


def journal(size: int = 1, **changes: Any) -> Journal:
    first = next(_numbers)
    for _ in range(size - 1):
        next(_numbers)
    told = {"last_entry": first + size - 1, "act_id": ACT, "recorded_at": NOW}
    return Journal.objects.create(id=first, **told | changes)


def entry(of: Journal | None = None, **changes: Any) -> Entry:
    of = of or journal()
    told: dict[str, Any] = {"id": of.id, "journal_id": of.id, "day": TODAY, "kind": "settlement", "lines": 2}
    return Entry.objects.create(**told | {"cause_kind": "test", "cause_id": next(_numbers)} | changes)


def line(of: Entry, number: int, account_id: int, amount: int, **changes: Any) -> Posting:
    told = {"day": of.day, "kind": of.kind, "account_id": account_id, "amount": amount}
    return Posting.objects.create(entry_id=of.pk, line=number, **told | changes)


def moved(amount: int = 100, source: int = 0, target: int = 0, **changes: Any) -> Entry:
    """A whole entry, laid row by row as no verb does it."""
    written = entry(**changes)
    line(written, 1, source or made(), -amount)
    line(written, 2, target or made(), amount)
    return written


def test_rows_that_are_right_are_taken() -> None:
    moved()
    connection.check_constraints()


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


# Journals and entries


def test_a_journal_runs_forward() -> None:
    refuses("ledger_journal_runs_forward", lambda: journal(last_entry=1))


def test_a_journal_without_its_entries_is_not_committed() -> None:
    refuses("ledger_journal_complete", journal)


def test_a_journal_with_fewer_entries_than_numbers_is_not_committed() -> None:
    refuses("ledger_journal_complete", lambda: moved(of=journal(size=2)))


def test_an_entry_that_lacks_a_line_is_not_committed() -> None:
    refuses("ledger_journal_complete", lambda: moved(lines=3))


def test_an_entry_lies_in_its_journal() -> None:
    refuses("ledger_entry_in_its_journal", lambda: entry(journal(), id=5))
    refuses("ledger_entry_in_its_journal", lambda: entry(journal_id=5, id=5))


def test_a_kind_of_entry_is_one_of_ours() -> None:
    refuses("ledger_entry_kind_known", lambda: entry(kind="gift"))


@pytest.mark.parametrize("wrong", [{"kind": "payment"}, {"kind": "payment", "use": "fun"}, {"use": "elder"}])
def test_a_payment_and_it_alone_says_its_use(wrong: dict[str, Any]) -> None:
    refuses("ledger_entry_payment_says_its_use", lambda: entry(**wrong))


@pytest.mark.parametrize(
    "wrong", [{"memo": "给张三"}, {"cause_part": "三月"}, {"cause_kind": ""}, {"memo": "a b"}]
)
def test_an_entry_says_codes_and_never_words(wrong: dict[str, Any]) -> None:
    refuses("ledger_entry_codes_only", lambda: entry(**wrong))


def test_an_entry_has_two_lines_at_least() -> None:
    refuses("ledger_entry_two_lines", lambda: entry(lines=1))


def test_one_cause_is_posted_once() -> None:
    moved(cause_id=5)

    refuses("ledger_entry_once", lambda: moved(cause_id=5))
    moved(cause_id=5, cause_part="2")


def test_nothing_is_posted_into_closed_books() -> None:
    Closing.objects.create(through=date(2026, 2, 28), act_id=ACT, closed_at=NOW)

    refuses("ledger_entry_books_open", lambda: entry(day=date(2026, 2, 28)))
    moved(day=date(2026, 3, 1))


def test_nothing_is_posted_ahead_of_its_day() -> None:
    refuses("ledger_entry_not_ahead", lambda: entry(day=TODAY + timedelta(days=1)))


@pytest.mark.parametrize(("first", "second"), [(-100, 99), (100, 100)])
def test_an_entry_that_does_not_balance_is_not_committed(first: int, second: int) -> None:
    def write() -> None:
        written = entry()
        line(written, 1, made(), first)
        line(written, 2, made(), second)

    refuses("ledger_entry_balanced", write)


@pytest.mark.parametrize("other", [{"unit": "minute"}, {"unit": "voucher_fen", "purpose": "meals"}])
def test_money_does_not_balance_minutes_or_vouchers(other: dict[str, Any]) -> None:
    refuses("ledger_entry_balanced", lambda: moved(target=made(**other)))


def test_vouchers_of_one_purpose_do_not_balance_those_of_another() -> None:
    meals: dict[str, Any] = {"unit": "voucher_fen", "purpose": "meals"}
    care: dict[str, Any] = {"unit": "voucher_fen", "purpose": "care"}

    refuses("ledger_entry_balanced", lambda: moved(source=made(**meals), target=made(**care)))


def test_no_line_is_added_to_an_entry_afterwards() -> None:
    done = moved()
    connection.check_constraints()

    refuses("ledger_posting_of_its_entry", lambda: line(done, 3, made(), 50))
    with pytest.raises(IntegrityError), transaction.atomic():
        line(done, 2, made(), 50)


def test_no_entry_is_added_to_a_journal_afterwards() -> None:
    done = moved()
    connection.check_constraints()

    refuses("ledger_entry_in_its_journal", lambda: entry(journal_id=done.pk, id=done.pk + 1))


def test_an_entry_is_reversed_once() -> None:
    source, target = made(), made()
    first = moved(source=source, target=target)
    moved(source=source, target=target, amount=-100, reverses_id=first.pk)

    refuses("ledger_entry_reversed_once", lambda: entry(reverses_id=first.pk))


@pytest.mark.parametrize("wrong", ["amount", "account", "kind", "earlier"])
def test_a_reversal_mirrors_its_entry_line_by_line(wrong: str) -> None:
    source, target = made(), made()
    first = moved(source=source, target=target)

    def write() -> None:
        changed: dict[str, Any] = {"kind": "transfer"} if wrong == "kind" else {}
        day = TODAY - timedelta(days=1) if wrong == "earlier" else TODAY
        mirror = entry(reverses_id=first.pk, day=day, **changed)
        amount = 99 if wrong == "amount" else 100
        line(mirror, 1, made() if wrong == "account" else source, amount)
        line(mirror, 2, target, -amount)

    refuses("ledger_entry_mirrors", write)


# Postings


@pytest.mark.parametrize("amount", [0, 10**13 + 1])
def test_a_posting_is_something_and_not_absurd(amount: int) -> None:
    refuses("ledger_posting_amount", lambda: line(entry(), 1, made(), amount))


@pytest.mark.parametrize(
    "wrong", [{"day": BEGUN}, {"kind": "payment"}, {"number": 0}, {"number": 3}, {"entry_id": 5}]
)
def test_a_posting_fits_its_entry(wrong: dict[str, Any]) -> None:
    def write() -> None:
        of = entry()
        told = {"entry_id": of.pk, "line": wrong.get("number", 1), "day": of.day, "kind": of.kind}
        told |= {name: value for name, value in wrong.items() if name != "number"}
        Posting.objects.create(account_id=made(), amount=1, **told)

    refuses("ledger_posting_of_its_entry", write)


def test_a_posting_is_on_an_account() -> None:
    refuses("ledger_posting_on_an_account", lambda: line(entry(), 1, 2**40, 1))


@pytest.mark.parametrize(
    "span", [{"opened_on": TODAY + timedelta(days=1)}, {"closed_on": TODAY - timedelta(days=1)}]
)
def test_a_posting_is_on_an_open_account(span: dict[str, date]) -> None:
    refuses("ledger_posting_account_open", lambda: moved(target=made(**span)))


def test_an_account_that_keeps_above_zero_is_not_overdrawn() -> None:
    careful = made(keeps_above_zero=True)
    moved(100, target=careful)
    moved(60, source=careful)

    refuses("ledger_posting_above_zero", lambda: moved(41, source=careful))
    moved(40, source=careful)


def test_a_hard_budget_is_not_exceeded() -> None:
    limited = made()
    span = DateSpan(date(2026, 3, 1), date(2026, 3, 31))
    Budget.objects.create(
        account_id=limited, span=span, amount=100, hard=True, warn_percent=80, recorded_at=NOW
    )
    moved(60, source=limited, kind="payment", use="elder")
    moved(500, source=limited)
    moved(500, source=limited, kind="payment", use="elder", day=date(2026, 2, 28))

    refuses(
        "ledger_posting_within_budget",
        lambda: moved(41, source=limited, kind="payment", use="elder"),
    )
    moved(40, source=limited, kind="payment", use="elder")


def test_a_voucher_that_has_run_out_is_not_used() -> None:
    yesterday = TODAY - timedelta(days=1)
    fund = cast.voucher_fund(cast.fund())
    cast.issued(NewVoucher(1, COUNTY, fund, yesterday, 500, cast.cause()), day=yesterday)
    [wallet] = reads.held_by(Holder.person(1), Unit.VOUCHER_FEN)

    refuses("ledger_posting_voucher_valid", lambda: moved(500, wallet.id, fund.id, kind="spend"))
    moved(500, wallet.id, fund.id, kind="expiry")


# Budgets and closings


def budget(**changes: Any) -> Callable[[], Budget]:
    told = {"span": DateSpan(date(2026, 1, 1), date(2026, 12, 31)), "amount": 100, "hard": True}
    told |= {"warn_percent": 80, "recorded_at": NOW, "account_id": made()}
    return lambda: Budget.objects.create(**told | changes)


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


def test_every_constraint_of_the_books_is_tried_above() -> None:
    named = {
        constraint.name
        for model in apps.get_app_config("ledger").get_models()
        for constraint in model._meta.constraints
    }

    assert [name for name in named if f'"{name}"' not in Path(__file__).read_text(encoding="utf-8")] == []


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


def test_a_rule_kept_by_a_trigger_is_known_by_its_words() -> None:
    one = KeptByTrigger(name="x", violation_error_message="不行。")

    assert one == KeptByTrigger(name="x", violation_error_message="不行。")
    assert one != KeptByTrigger(name="y", violation_error_message="不行。")
    assert len({one, KeptByTrigger(name="x", violation_error_message="不行。")}) == 1


def test_books_are_closed_by_a_verb_too() -> None:
    verbs.close_books(through=date(2026, 2, 28), actor=SYSTEM, now=NOW)

    assert reads.last_closing() is not None
