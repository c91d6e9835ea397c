"""The trial balance, the closing of the books, and the proof that they are whole."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import connection

from laoyou.access.types import Scope
from laoyou.ledger.models import Account, Closing
from laoyou.ledger.types import HolderKind, Unit

_TRIAL = """
SELECT a.unit, a.purpose, a.holder_kind, count(DISTINCT a.id),
       coalesce(sum(p.amount) FILTER (WHERE p.amount > 0), 0)::bigint,
       coalesce(-sum(p.amount) FILTER (WHERE p.amount < 0), 0)::bigint
FROM ledger_posting p JOIN ledger_account a ON a.id = p.account_id
WHERE p.day <= %s AND a.division >= %s AND a.division < %s
GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
"""


@dataclass(frozen=True, slots=True)
class TrialLine:
    """What went into and out of all accounts of one kind and currency until a day, and what stands there."""

    unit: Unit
    purpose: str
    kind: HolderKind
    accounts: int
    into: int
    out_of: int

    @property
    def balance(self) -> int:
        return self.into - self.out_of


@dataclass(frozen=True, slots=True)
class Trial:
    """The trial balance of one currency in a scope. `whole`: the scope has every account, so the sum must
    be zero.
    """

    unit: Unit
    purpose: str
    lines: tuple[TrialLine, ...]
    whole: bool

    @property
    def balance(self) -> int:
        """Zero over the whole books; in a part of them, what came from beyond it less what went there."""
        return sum(line.balance for line in self.lines)


@dataclass(frozen=True, slots=True)
class ClosingRecord:
    """The books are closed through a day, by an act."""

    through: date
    act_id: UUID
    closed_at: datetime


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether the books are whole: entries and postings read, and a sentence for each thing that is not."""

    entries: int
    postings: int
    faults: tuple[str, ...]


def trial_balance(reach: Scope, on: date) -> tuple[Trial, ...]:
    """The trial balance at the end of a day of the accounts of a scope, by currency."""
    low, high = reach.division_bounds() or ("", "~")
    with connection.cursor() as cursor:
        cursor.execute(_TRIAL, [on, low, high])
        lines = [
            TrialLine(Unit(unit), purpose, HolderKind(kind), accounts, into, out_of)
            for unit, purpose, kind, accounts, into, out_of in cursor.fetchall()
        ]
    whole = not Account.objects.for_the_system().exclude(division__gte=low, division__lt=high).exists()
    currencies = dict.fromkeys((line.unit, line.purpose) for line in lines)
    return tuple(Trial(*one, tuple(_of(one, lines)), whole) for one in currencies)


def _of(currency: tuple[Unit, str], lines: Iterable[TrialLine]) -> Iterable[TrialLine]:
    return (line for line in lines if (line.unit, line.purpose) == currency)


def last_closing() -> ClosingRecord | None:
    """Through when the books are closed; None while they never were."""
    row = Closing.objects.order_by("-through").first()
    return ClosingRecord(row.through, row.act_id, row.closed_at) if row else None


CHECKS = (
    (
        "凭证 {} 收付不平",
        """SELECT DISTINCT p.entry_id FROM ledger_posting p JOIN ledger_account a ON a.id = p.account_id
           GROUP BY p.entry_id, a.unit, a.purpose HAVING sum(p.amount) <> 0""",
    ),
    (
        "凭证 {} 的行数不全",
        """SELECT e.id FROM ledger_entry e LEFT JOIN ledger_posting p ON p.entry_id = e.id
           GROUP BY e.id HAVING count(p.line) <> e.lines""",
    ),
    (
        "凭证 {} 的行与凭证日期或类型不一致",
        """SELECT DISTINCT p.entry_id FROM ledger_posting p LEFT JOIN ledger_entry e ON e.id = p.entry_id
           WHERE e.id IS NULL OR (e.day, e.kind) <> (p.day, p.kind)""",
    ),
    (
        "账户 {} 不能透支，余额却小于零",
        """SELECT a.id FROM ledger_account a JOIN ledger_posting p ON p.account_id = a.id
           WHERE a.keeps_above_zero GROUP BY a.id HAVING sum(p.amount) < 0""",
    ),
    (
        "账户 {} 的结账余额与明细不符",
        """SELECT DISTINCT c.account_id FROM ledger_checkpoint c, LATERAL (
               SELECT coalesce(sum(p.amount), 0) AS balance,
                      -coalesce(sum(p.amount) FILTER (
                          WHERE p.kind IN ('payment', 'issue', 'expiry')), 0) AS spent
               FROM ledger_posting p WHERE p.account_id = c.account_id AND p.day <= c.through) s
           WHERE (s.balance, s.spent) <> (c.balance, c.spent)""",
    ),
)
MOST_FAULTS = 20


def verify() -> Verdict:
    """Read the whole books and reckon everything anew: what the guards keep, proved without them."""
    faults: list[str] = []
    with connection.cursor() as cursor:
        cursor.execute("SELECT (SELECT count(*) FROM ledger_entry), (SELECT count(*) FROM ledger_posting)")
        entries, postings = cursor.fetchone()
        for sentence, query in CHECKS:
            cursor.execute(f"{query} LIMIT {MOST_FAULTS}")
            faults += [sentence.format(number) for (number,) in cursor.fetchall()]
    for one in trial_balance(Scope.everything(), date.max):
        if one.balance:
            faults.append(f"{one.unit} {one.purpose} 全部账户合计不为零")
    return Verdict(entries, postings, tuple(faults))
