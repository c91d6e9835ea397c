"""What payments post in the ledger. Done within the verbs of this room, under their permission.

Approved: each fund pays (支出) onto the accounts of its payees, once a line, however often it is sent.
Settled: the payees' accounts are emptied to the bank (付讫). A payee's balance is what he is owed; below
zero, what he owes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection

from laoyou.kernel.clock import local_date
from laoyou.ledger import reads as accounts
from laoyou.ledger import verbs as ledger
from laoyou.ledger.types import (
    AccountId,
    AccountRef,
    Cause,
    EntryKind,
    Holder,
    NewAccount,
    NewEntry,
    Unit,
    Use,
)
from laoyou.ledger.types import Line as Posting
from laoyou.orgs import reads as orgs
from laoyou.payments.models import Line, Receivable, Repayment
from laoyou.payments.types import Payee, PayeeKind

BATCH, LINE, RECEIVABLE = "payment_batch", "payment_line", "receivable"
"""The kinds of cause under which this room posts."""
DUE, PAID, RETURNED, KEPT = "due", "paid", "returned", "kept"
"""What the part of a batch's cause begins with: put on payees' accounts, paid out, come back from the bank,
kept back for a debt that stands on another account (of a person who has been merged since).
"""
OUTSIDE_NAME = "财政与银行往来"
_ACCRUED = """
UPDATE payments_line l SET accrued_in_id = %s, payable_id = g.account
FROM unnest(%s::bigint[], %s::bigint[]) g (line, account) WHERE l.id = g.line
"""
_NOT_ACCRUED = """
SELECT l.id, l.person_id, l.organisation_id, l.fund_id, l.use, l.amount, l.division_id
FROM payments_instruction i JOIN payments_line l ON l.id = i.line_id
WHERE i.batch_id = %s AND l.accrued_in_id IS NULL ORDER BY i.number
"""


@dataclass(frozen=True, slots=True)
class Answered:
    """A line that the bank has answered: `amount` went to the payee, `kept_back` to what he owes on
    `debtor`.
    """

    fund: int
    payable: int
    amount: int
    kept_back: int
    debtor: int | None


def accrue(batch_id: int, now: datetime) -> None:
    """Put the lines of a batch on their payees' accounts, those that are not there yet: an entry a fund and
    use.
    """
    with connection.cursor() as cursor:
        cursor.execute(_NOT_ACCRUED, [batch_id])
        rows = cursor.fetchall()
    if not rows:
        return
    payees = [Payee.person(row[1]) if row[1] else Payee.organisation(row[2]) for row in rows]
    held = open_for(dict(zip(payees, (row[6] for row in rows), strict=True)), local_date(now))
    refs = accounts.refs({*held.values(), *(row[3] for row in rows)})
    due: dict[tuple[int, str], list[Posting]] = defaultdict(list)
    for payee, row in zip(payees, rows, strict=True):
        due[row[3], row[4]].append(Posting(refs[held[payee]], row[5]))
    entries = [
        _entry(
            EntryKind.PAYMENT,
            Cause(BATCH, batch_id, f"{DUE}:{fund}:{use}"),
            (Posting(refs[AccountId(fund)], -sum(one.amount for one in lines)), *lines),
            now,
            Use(use),
        )
        for (fund, use), lines in sorted(due.items())
    ]
    ledger.post_many(entries, now=now)
    with connection.cursor() as cursor:
        cursor.execute(_ACCRUED, [batch_id, [row[0] for row in rows], [held[payee] for payee in payees]])


def settle(
    batch_id: int, part: str, answered: Sequence[Answered], now: datetime, *, back: bool = False
) -> None:
    """The bank has paid these lines, or has sent them `back`: an entry a fund. `part` tells what answered
    them.
    """
    sign = -1 if back else 1
    paid: dict[int, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    kept: dict[int, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for one in answered:
        paid[one.fund][one.payable] -= sign * one.amount
        if one.debtor is not None and one.debtor != one.payable:
            kept[one.fund][one.payable] -= sign * one.kept_back
            kept[one.fund][one.debtor] += sign * one.kept_back
    refs = accounts.refs({number for one in answered for number in (one.fund, one.payable, one.debtor or 0)})
    kind = RETURNED if back else PAID
    entries = []
    for fund, amounts in sorted(paid.items()):
        bank = _outside(refs[AccountId(fund)], local_date(now))
        lines = (Posting(bank, -sum(amounts.values())), *_postings(refs, amounts))
        entries.append(
            _entry(EntryKind.SETTLEMENT, Cause(BATCH, batch_id, f"{kind}:{fund}:{part}"), lines, now)
        )
    for fund, amounts in sorted(kept.items()):
        cause = Cause(BATCH, batch_id, f"{KEPT}:{fund}:{part}{':back' if back else ''}")
        entries.append(_entry(EntryKind.TRANSFER, cause, tuple(_postings(refs, amounts)), now))
    ledger.post_many(entries, now=now)


def give_back(lines: Sequence[Line], now: datetime) -> None:
    """Lines that were put on their payees' accounts and will not be paid: back to the fund."""
    refs = accounts.refs({number for line in lines for number in (line.fund_id, line.payable_id or 0)})
    ledger.post_many(
        [
            _entry(
                EntryKind.PAYMENT,
                Cause(LINE, line.pk, "cancelled"),
                (
                    Posting(refs[AccountId(line.fund_id)], line.amount),
                    Posting(refs[AccountId(line.payable_id or 0)], -line.amount),
                ),
                now,
                Use(line.use),
            )
            for line in lines
        ],
        now=now,
    )


def claim(receivable: Receivable, part: str, amount: int, now: datetime) -> None:
    """A payee owes `amount` fen to the fund (below zero: no longer owes it); `part` says on what occasion."""
    refs = accounts.refs([receivable.fund_id, receivable.debtor_id])
    lines = (
        Posting(refs[AccountId(receivable.fund_id)], amount),
        Posting(refs[AccountId(receivable.debtor_id)], -amount),
    )
    cause = Cause(RECEIVABLE, receivable.pk, part)
    ledger.post(_entry(EntryKind.PAYMENT, cause, lines, now, Use(receivable.use)), now=now)


def repay(receivable: Receivable, repayment: Repayment, now: datetime) -> None:
    """A payee has given money back to the fund's bank account."""
    refs = accounts.refs([receivable.fund_id, receivable.debtor_id])
    bank = _outside(refs[AccountId(receivable.fund_id)], local_date(now))
    lines = Posting(bank, -repayment.amount), Posting(refs[AccountId(receivable.debtor_id)], repayment.amount)
    cause = Cause(RECEIVABLE, receivable.pk, f"repaid:{repayment.pk}")
    ledger.post(_entry(EntryKind.SETTLEMENT, cause, lines, now), now=now)


def open_for(payees: dict[Payee, str], day: date) -> dict[Payee, AccountId]:
    """The ledger's account of each payee, opened in his division where there is none yet."""
    names = orgs.names(one.id for one in payees if one.kind is PayeeKind.ORGANISATION)
    new = [
        NewAccount(
            holder=Holder.person(one.id) if one.kind is PayeeKind.PERSON else Holder.organisation(one.id),
            unit=Unit.FEN,
            division=division,
            opened_on=date(day.year, 1, 1),
            name="" if one.kind is PayeeKind.PERSON else str(names[one.id]),  # type: ignore[index]
        )
        for one, division in payees.items()
    ]
    return dict(zip(payees, ledger.open_accounts(new), strict=True))


def _outside(fund: AccountRef, day: date) -> AccountRef:
    """The account of the treasury and the bank for the books of the fund's division."""
    holder = Holder.outside(fund.division)
    new = NewAccount(holder, Unit.FEN, fund.division, date(day.year, 1, 1), name=OUTSIDE_NAME)
    [number] = ledger.open_accounts([new])
    return accounts.ref(number)


def _postings(refs: Mapping[AccountId, AccountRef], amounts: Mapping[int, int]) -> Iterator[Posting]:
    return (Posting(refs[AccountId(number)], amount) for number, amount in amounts.items())


def _entry(
    kind: EntryKind, cause: Cause, lines: tuple[Posting, ...], now: datetime, use: Use | None = None
) -> NewEntry:
    return NewEntry(local_date(now), kind, cause, lines, use)
