"""Budgets: what has been used of them, what is left, and until when it will do."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import connection

from laoyou.access.types import Scope
from laoyou.kernel.spans import ONE_DAY, DateSpan
from laoyou.ledger.core.budgets import runs_out_on, state
from laoyou.ledger.models import Account, Budget
from laoyou.ledger.reads.chart import AccountRecord, with_balances
from laoyou.ledger.types import AccountId, BudgetState

URGENCY = (BudgetState.EXCEEDED, BudgetState.LOW, BudgetState.SHORT, BudgetState.FINE)
_SPENT = """
SELECT w.place, until.spent - before.spent
FROM unnest(%s::bigint[], %s::date[], %s::date[]) WITH ORDINALITY AS w (account, before, until, place),
     LATERAL ledger_totals(w.account, w.until) until, LATERAL ledger_totals(w.account, w.before) before
"""


@dataclass(frozen=True, slots=True)
class BudgetRecord:
    """A budget and how it stands on a day. `runs_out_on` is None where it lasts, or nothing can be said
    yet.
    """

    id: int
    account: AccountRecord
    span: DateSpan
    amount: int
    hard: bool
    warn_percent: int
    spent: int
    state: BudgetState
    runs_out_on: date | None

    @property
    def left(self) -> int:
        return self.amount - self.spent

    @property
    def percent(self) -> int:
        """How much of it has been used, in per cent, rounded down."""
        return 100 * self.spent // self.amount if self.amount else 100


def budgets(reach: Scope, on: date) -> tuple[BudgetRecord, ...]:
    """The budgets in force on a day of all accounts of a scope, the most pressing first."""
    accounts = Account.objects.reached_by(reach).filter(closed_on=None).values("pk")
    found = _records(Budget.objects.filter(account__in=accounts, superseded_at=None, span__contains=on), on)
    return tuple(sorted(found, key=lambda one: (URGENCY.index(one.state), -one.percent, one.account.ref.id)))


def budget_state(account_id: int, on: date) -> BudgetRecord | None:
    """How an account's budget stands on a day; None where none is set for it."""
    return next(iter(budget_states([account_id], on).values()), None)


def budget_states(ids: Iterable[int], on: date) -> dict[AccountId, BudgetRecord]:
    """How the budgets of accounts stand on a day, by account: what whoever has posted warns about."""
    rows = Budget.objects.filter(account__in=list(ids), superseded_at=None, span__contains=on)
    return {record.account.ref.id: record for record in _records(rows, on)}


def budgets_of(account_id: int, on: date) -> tuple[BudgetRecord, ...]:
    """All budgets of an account, past and to come, the latest first, as they stand on a day."""
    return tuple(
        _records(Budget.objects.filter(account=account_id, superseded_at=None).order_by("-span"), on)
    )


def _records(rows: Iterable[Budget], on: date) -> list[BudgetRecord]:
    found = list(rows)
    accounts = with_balances(Account.objects.of(pk__in={row.account_id for row in found}), on)
    known = {one.ref.id: one for one in accounts}
    spent = _spent(found, on)
    return [
        _record(row, known[AccountId(row.account_id)], used, on)
        for row, used in zip(found, spent, strict=True)
    ]


def _spent(rows: list[Budget], on: date) -> list[int]:
    if not rows:
        return []
    columns = [
        [row.account_id for row in rows],
        [row.span.start - ONE_DAY for row in rows],
        [min(row.span.end, max(on, row.span.start - ONE_DAY)) for row in rows],
    ]
    with connection.cursor() as cursor:
        cursor.execute(_SPENT, columns)
        found = dict(cursor.fetchall())
    return [found[place] for place in range(1, len(rows) + 1)]


def _record(row: Budget, account: AccountRecord, spent: int, on: date) -> BudgetRecord:
    span: DateSpan = row.span
    return BudgetRecord(
        id=row.pk,
        account=account,
        span=span,
        amount=row.amount,
        hard=row.hard,
        warn_percent=row.warn_percent,
        spent=spent,
        state=state(span, row.amount, spent, row.warn_percent, on),
        runs_out_on=runs_out_on(span, row.amount, spent, on),
    )
