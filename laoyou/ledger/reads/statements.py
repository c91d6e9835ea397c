"""An account's statement (明细账): what went in and out from one day to another, with the balance after
each.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from laoyou.kernel.spans import ONE_DAY, DateSpan
from laoyou.ledger.models import Entry, Posting
from laoyou.ledger.reads.chart import AccountRecord, account, balance
from laoyou.ledger.types import AccountId, Cause, EntryId, EntryKind, Use
from laoyou.store import keyset

PAGE = 50
PORTION = 1000
OLDEST_FIRST = keyset.Order(("day", "entry_id", "line"))


@dataclass(frozen=True, slots=True)
class StatementLine:
    """A posting on an account, with the balance after it."""

    entry_id: EntryId
    line: int
    day: date
    kind: EntryKind
    use: Use | None
    cause: Cause
    memo: str
    reverses: EntryId | None
    amount: int
    balance: int


@dataclass(frozen=True, slots=True)
class Statement:
    """A page of an account's postings, the oldest first. opening + into - out_of = closing, over the whole
    span.
    """

    account: AccountRecord
    span: DateSpan
    opening: int
    into: int
    out_of: int
    closing: int
    count: int
    page: keyset.Page[StatementLine]


def statement(account_id: int, span: DateSpan, *, size: int = PAGE, cursor: str | None = None) -> Statement:
    """The statement of an account for a span of days with both ends. Raises NotFound, Invalid for a
    strange cursor.
    """
    first, last = _ends(span)
    rows = _rows(account_id, span)
    page = keyset.page(rows, OLDEST_FIRST, size, cursor)
    known = account(account_id, last)
    opening = balance(account_id, first - ONE_DAY)
    sums = rows.aggregate(
        count=Count("amount"),
        into=Sum("amount", filter=Q(amount__gt=0)),
        out=Sum("amount", filter=Q(amount__lt=0)),
    )
    into, out_of = int(sums["into"] or 0), -int(sums["out"] or 0)
    lines = _lines(page.rows, _balance_before(AccountId(account_id), page.rows))
    return Statement(
        account=known,
        span=span,
        opening=opening,
        into=into,
        out_of=out_of,
        closing=opening + into - out_of,
        count=sums["count"],
        page=keyset.Page(list(lines), page.next, page.previous),
    )


def every_line(account_id: int, span: DateSpan) -> Iterator[StatementLine]:
    """All lines of a statement, for an export or paper; read in portions."""
    first, _ = _ends(span)
    stands = balance(account_id, first - ONE_DAY)
    rows = _rows(account_id, span).order_by(*OLDEST_FIRST.fields).iterator(chunk_size=PORTION)
    while portion := list(islice(rows, PORTION)):
        for line in _lines(portion, stands):
            stands = line.balance
            yield line


def _ends(span: DateSpan) -> tuple[date, date]:
    if span.start is None or span.end is None:
        raise TypeError("a statement has a first and a last day")
    return span.start, span.end


def _rows(account_id: int, span: DateSpan) -> QuerySet[Posting]:
    first, last = _ends(span)
    return Posting.objects.filter(account_id=account_id, day__gte=first, day__lte=last)


def _balance_before(account_id: AccountId, rows: Sequence[Any]) -> int:
    """What stood on the account before the first row of a page."""
    if not rows:
        return 0
    first = rows[0]
    earlier = Q(entry_id__lt=first.entry_id) | Q(entry_id=first.entry_id, line__lt=first.line)
    same_day = Posting.objects.filter(earlier, account_id=account_id, day=first.day)
    return balance(account_id, first.day - ONE_DAY) + int(
        same_day.aggregate(total=Sum("amount"))["total"] or 0
    )


def _lines(rows: Iterable[Any], stands: int) -> Iterator[StatementLine]:
    found = list(rows)
    entries = {row.pk: row for row in Entry.objects.filter(pk__in={one.entry_id for one in found})}
    for one in found:
        stands += one.amount
        entry = entries[one.entry_id]
        yield StatementLine(
            entry_id=EntryId(one.entry_id),
            line=one.line,
            day=one.day,
            kind=EntryKind(one.kind),
            use=Use(entry.use) if entry.use else None,
            cause=Cause(entry.cause_kind, entry.cause_id, entry.cause_part),
            memo=entry.memo,
            reverses=EntryId(entry.reverses_id) if entry.reverses_id else None,
            amount=one.amount,
            balance=stands,
        )
