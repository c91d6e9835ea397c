"""What was given too much: what still waits is cancelled, what was paid is owed back.

Run inside a verb, with `locks.grants_lock` held. Vouchers that nobody has used yet go back to their fund; of
used ones nothing comes back.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import polars as pl
from django.db import transaction

from laoyou.access.types import Actor
from laoyou.benefits.core.due_columns import KEY
from laoyou.benefits.models import Due
from laoyou.benefits.reads import due_frames
from laoyou.benefits.reads.paid import DUE_CAUSE
from laoyou.benefits.types import DueKind
from laoyou.benefits.verbs import due_rows
from laoyou.kernel.errors import Conflict
from laoyou.kernel.money import Money
from laoyou.ledger import reads as books
from laoyou.ledger import verbs as ledger
from laoyou.ledger.types import AccountId, Use
from laoyou.ledger.types import Cause as Posted
from laoyou.payments import reads as paid
from laoyou.payments import verbs as payments
from laoyou.payments.reads.lines import LineRecord
from laoyou.payments.types import CancelReason, Cause, LineState, NewReceivable, Payee, ReceivableState
from laoyou.people.reads import deaths, reach
from laoyou.policies import reads as policies
from laoyou.policies.types import Subject

LONGEST_NAME = 40
"""Characters of a benefit's name on a line."""
USES = {Subject.ELDER: Use.ELDER, Subject.INFANT: Use.INFANT}
_FREE = (LineState.WAITING, LineState.FAILED)
_LINE = "payment_line"


@dataclass(frozen=True, slots=True)
class Settled:
    """What became of some debts: fen that are owed back from now on, and by how many receivables."""

    receivables: int
    fen: int


def take_back(over: pl.DataFrame, *, actor: Actor, now: datetime) -> int:
    """Of months (DUE) in which too much was given: cancel what waits, take back what vouchers are whole. How
    many rows were written; what is due of these months is collected anew.
    """
    rows = due_rows.behind(over)
    lines = lines_of(rows)
    noted = _note_overpaid(rows, lines, now)
    waiting = [row for row in rows if row.pk in lines and lines[row.pk].state in _FREE]
    _cancel(waiting, lines, over, actor=actor, now=now)
    returned = [row for row in rows if row.kind == DueKind.VOUCHER and _returned(row, actor, now)]
    gone = [row.pk for row in (*waiting, *returned)]
    due_rows.undo(gone, now)
    return len(gone) + noted


def lines_of(rows: Iterable[Due]) -> dict[int, LineRecord]:
    """The line of each row that is paid by the bank, as it stands."""
    ids = [row.pk for row in rows if row.kind == DueKind.LINE and row.fen > 0]
    return {number: found[-1] for number, found in paid.lines.of_causes(DUE_CAUSE, ids).items()}


def recover(back: pl.DataFrame, *, percent: int, actor: Actor, now: datetime) -> Settled:
    """Of months (STEP) what was paid too much is owed back to the funds that paid it: a receivable a person,
    proposal and fund. Months of which something is with the bank wait until it has answered.
    """
    rows = due_rows.behind(back)
    lines = lines_of(rows)
    by_key: dict[tuple[object, ...], list[Due]] = defaultdict(list)
    for row in rows:
        by_key[row.person_id, row.benefit, row.month].append(row)
    debts: dict[tuple[int, str, int | None, int], list[tuple[Due, int]]] = defaultdict(list)
    for step in back.iter_rows(named=True):
        of_key = by_key[step["person_id"], step["benefit"], step["month"]]
        if all(_is_paid(row, lines) for row in of_key):
            for row, fen in _shared(of_key, step["fen"]):
                debts[row.person_id, row.benefit, step["proposal_id"], row.fund_id].append((row, fen))
    for (_, _, proposal_id, _), parts in debts.items():
        _owe(parts, proposal_id, percent, actor=actor, now=now)
    return Settled(len(debts), sum(fen for parts in debts.values() for _, fen in parts))


def _is_paid(row: Due, lines: dict[int, LineRecord]) -> bool:
    if row.kind == DueKind.LINE:
        return row.pk in lines and lines[row.pk].state is LineState.SETTLED
    return row.kind == DueKind.RECEIVABLE


def _shared(rows: Sequence[Due], fen: int) -> list[tuple[Due, int]]:
    """What each payer gets back: in proportion to what he has paid and not got back yet."""
    kept: dict[int, int] = defaultdict(int)
    first: dict[int, Due] = {}
    for row in rows:
        kept[row.fund_id] += row.fen
        first.setdefault(row.fund_id, row)
    funds = [fund for fund, amount in kept.items() if amount > 0]
    most = min(fen, sum(kept[fund] for fund in funds))
    parts = Money(most).allocate([kept[fund] for fund in funds]) if most > 0 else []
    return [(first[fund], part.fen) for fund, part in zip(funds, parts, strict=False) if part.fen]


def _owe(
    parts: Sequence[tuple[Due, int]], proposal_id: int | None, percent: int, *, actor: Actor, now: datetime
) -> None:
    row = parts[0][0]
    number = due_rows.reserve(len(parts))
    version = policies.versions([row.version_id])[row.version_id]
    use = USES[due_frames.benefits_of([row.version_id])[row.version_id].subject]
    receivable_id = payments.raise_receivable(
        NewReceivable(
            payee=Payee.person(reach.followed([row.person_id])[row.person_id]),
            amount=sum(fen for _, fen in parts),
            fund=AccountId(row.fund_id),
            use=use,
            cause=Cause(DUE_CAUSE, number, f"{min(one.month for one, _ in parts):%Y-%m}", "recover"),
            words=f"追回 多发的{policies.named(version.document, row.month)[:LONGEST_NAME]}",
            division=row.division_id,
            offset_percent=percent,
        ),
        actor=actor,
        now=now,
    )
    due_rows.taken_back(parts, number, receivable_id, proposal_id, now)


def undo_withdrawn(person_ids: Iterable[int], now: datetime) -> None:
    """A receivable that was withdrawn as a mistake takes nothing back: the month counts as paid again."""
    rows = Due.objects.of(person__in=set(person_ids), kind=DueKind.RECEIVABLE, undoes=None)
    by_receivable: dict[int, list[int]] = defaultdict(list)
    for number, receivable_id in rows.values_list("pk", "receivable_id"):
        by_receivable[receivable_id].append(number)
    gone = paid.receivables.withdrawn(by_receivable)
    due_rows.undo([number for one in gone for number in by_receivable[one]], now)


def _cancel(
    rows: Sequence[Due], lines: dict[int, LineRecord], over: pl.DataFrame, *, actor: Actor, now: datetime
) -> None:
    """Of who has died, or has nothing left for the month, it stops; all else is collected anew."""
    died = deaths.died(row.person_id for row in rows)
    given: dict[tuple[int, str, date], int] = defaultdict(int)
    for row in rows:
        given[row.person_id, row.benefit, row.month] += row.fen
    too_much = {tuple(key): fen for *key, fen in over.select(*KEY, "fen").iter_rows()}
    by_reason: dict[CancelReason, list[int]] = defaultdict(list)
    for row in rows:
        key = row.person_id, row.benefit, row.month
        stopped = CancelReason.STOPPED if too_much[key] >= given[key] else CancelReason.MISTAKEN
        reason = CancelReason.DECEASED if row.person_id in died else stopped
        by_reason[reason].append(lines[row.pk].id)
    for reason, ids in sorted(by_reason.items()):
        payments.cancel_lines(ids, reason=reason, actor=actor, now=now)


def _returned(row: Due, actor: Actor, now: datetime) -> bool:
    """A voucher of which nothing was used goes back to its fund; one that was used, or has run out, stays."""
    entry = books.entry_of(Posted(DUE_CAUSE, row.pk, row.payer))
    if entry is None:
        return False
    try:
        with transaction.atomic():
            ledger.reverse(entry.id, actor=actor, now=now)
    except Conflict:
        return False
    return True


def _note_overpaid(rows: Sequence[Due], lines: dict[int, LineRecord], now: datetime) -> int:
    """Debts that somebody has raised in payments, from a line itself, are taken back here as well."""
    by_line = {lines[row.pk].id: row for row in rows if row.pk in lines}
    known = {row.receivable_id for row in rows}
    noted = 0
    for one in paid.receivables.of_causes(_LINE, by_line):
        if one.id not in known and one.state is not ReceivableState.WITHDRAWN:
            row = by_line[one.cause.id]
            due_rows.taken_back([(row, min(one.amount, row.fen))], due_rows.reserve(1), one.id, None, now)
            noted += 1
    return noted
