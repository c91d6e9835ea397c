"""Entries (记账凭证): what one says, and what of it a reader may see."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Sum

from laoyou.access.types import Place, Scope
from laoyou.kernel.errors import NotFound
from laoyou.ledger.models import Account, Entry, Journal, Posting
from laoyou.ledger.reads.chart import BIGGEST_ID, common_place, ref_of, refs
from laoyou.ledger.types import AccountRef, Cause, EntryId, EntryKind, Use

MOST_LINES = 200
"""A page shows so many lines of an entry; a batch of payments may have thousands."""


@dataclass(frozen=True, slots=True)
class EntryLine:
    """A line of an entry, with its account's name ("" for persons)."""

    line: int
    account: AccountRef
    name: str
    amount: int


@dataclass(frozen=True, slots=True)
class EntryRecord:
    """An entry with those of its lines that the reader may see, at most MOST_LINES; `total` counts them all.

    `act_id` is the act of the audit trail that posted it, with the entries from `journal_id` on.
    """

    id: EntryId
    journal_id: EntryId
    day: date
    kind: EntryKind
    use: Use | None
    cause: Cause
    memo: str
    act_id: UUID
    recorded_at: datetime
    reverses: EntryId | None
    reversed_by: EntryId | None
    lines: tuple[EntryLine, ...]
    total: int


@dataclass(frozen=True, slots=True)
class EntrySum:
    """What a cause has led to: the entry, and what went into accounts by it in all."""

    id: EntryId
    kind: EntryKind
    into: int


def entry_of(cause: Cause) -> EntrySum | None:
    """The entry of a cause, None while there is none."""
    row = Entry.objects.filter(cause_kind=cause.kind, cause_id=cause.id, cause_part=cause.part).first()
    if row is None:
        return None
    into = Posting.objects.filter(entry=row, amount__gt=0).aggregate(total=Sum("amount"))["total"]
    return EntrySum(EntryId(row.pk), EntryKind(row.kind), int(into))


def entry_row(entry_id: int) -> Entry:
    """Raises NotFound."""
    row = Entry.objects.filter(pk=entry_id).first() if 0 < entry_id <= BIGGEST_ID else None
    if row is None:
        raise NotFound("没有这张凭证，请从明细账重新进入。", "entry")
    return row


def place_of_entry(entry_id: int, *_: object, **__: object) -> Place:
    """The smallest division that holds all accounts of an entry: where it may be reversed. Raises
    NotFound.
    """
    entry_row(entry_id)
    touched = Posting.objects.filter(entry_id=entry_id).values_list("account_id", flat=True)
    return common_place(refs(touched).values())


def places_of_entry(entry_id: int) -> Place:
    """All divisions, and the bodies and persons, that an entry touches: who reaches one may see it. Raises
    NotFound.
    """
    entry_row(entry_id)
    touched = Posting.objects.filter(entry_id=entry_id).values("account_id")
    codes = Account.objects.of(pk__in=touched).order_by("division").values_list("division", flat=True)
    return Place(tuple(codes.distinct()))


def entry(entry_id: int, reach: Scope) -> EntryRecord:
    """One entry, with the lines on accounts of a scope. Raises NotFound."""
    row = entry_row(entry_id)
    journal = Journal.objects.get(pk=row.journal_id)
    mirror = Entry.objects.filter(reverses=row).values_list("pk", flat=True).first()
    return EntryRecord(
        id=EntryId(row.pk),
        journal_id=EntryId(journal.pk),
        day=row.day,
        kind=EntryKind(row.kind),
        use=Use(row.use) if row.use else None,
        cause=Cause(row.cause_kind, row.cause_id, row.cause_part),
        memo=row.memo,
        act_id=journal.act_id,
        recorded_at=journal.recorded_at,
        reverses=EntryId(row.reverses_id) if row.reverses_id else None,
        reversed_by=EntryId(mirror) if mirror else None,
        lines=tuple(_lines(row.pk, reach)),
        total=row.lines,
    )


def entries_of(kind: str, cause_ids: Iterable[int]) -> dict[int, tuple[EntryId, ...]]:
    """The entries that causes of one kind have led to, by cause, in the order of their numbers."""
    found: dict[int, tuple[EntryId, ...]] = {}
    rows = Entry.objects.filter(cause_kind=kind, cause_id__in=set(cause_ids)).order_by("pk")
    for cause_id, number in rows.values_list("cause_id", "pk"):
        found[cause_id] = (*found.get(cause_id, ()), EntryId(number))
    return found


def _lines(entry_id: int, reach: Scope) -> Iterable[EntryLine]:
    touched = Posting.objects.filter(entry_id=entry_id)
    seen = Account.objects.reached_by(reach).filter(pk__in=touched.values("account_id"))
    shown = list(touched.filter(account_id__in=seen.values("pk")).order_by("line")[:MOST_LINES])
    known = {row.pk: row for row in Account.objects.of(pk__in={one.account_id for one in shown})}
    for one in shown:
        yield EntryLine(one.line, ref_of(known[one.account_id]), known[one.account_id].name, one.amount)
