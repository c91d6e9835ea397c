"""What the database itself refuses of entries and their lines, each by its name, past every verb."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from laoyou.kernel.spans import DateSpan
from laoyou.ledger import reads
from laoyou.ledger.models import Budget, Closing, Posting
from laoyou.ledger.tests import cast
from laoyou.ledger.tests.cast import BEGUN, COUNTY, NOW, TODAY
from laoyou.ledger.tests.rows import ACT, entry, journal, line, made, moved, refuses
from laoyou.ledger.types import Holder, NewVoucher, Unit

pytestmark = pytest.mark.django_db


def test_rows_that_are_right_are_taken() -> None:
    moved()
    connection.check_constraints()


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
