"""Posting many entries at once, by COPY: all of them or none."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import islice

from django.db import connection, transaction

from laoyou import acts
from laoyou.kernel.errors import Conflict, Invalid
from laoyou.ledger.core import entries as core
from laoyou.ledger.models import Journal
from laoyou.ledger.types import NewEntry, Posted
from laoyou.ledger.verbs.locks import hold_books
from laoyou.ledger.verbs.posting import in_words
from laoyou.store.copying import reserve_ids

PORTION = 50_000
BLOCK = 500
"""Entries whose text is sent together: the server works on one block while the next is written."""
TWICE = "ledger_entry_once"
_ENTRIES = """
COPY ledger_entry
    (id, journal_id, day, kind, use, cause_kind, cause_id, cause_part, memo, reverses_id, lines)
FROM STDIN (FORMAT csv)
"""
_POSTINGS = "COPY ledger_posting (entry_id, line, account_id, amount, day, kind) FROM STDIN (FORMAT csv)"
_HOLD = """
SELECT FROM ledger_account a WHERE id = ANY (%s) AND (keeps_above_zero OR EXISTS (
    SELECT FROM ledger_budget b WHERE b.account_id = a.id AND b.hard AND b.superseded_at IS NULL))
ORDER BY id FOR NO KEY UPDATE
"""
_BEFORE = """
SELECT c.place, e.id, e.kind, array_agg(p.account_id ORDER BY p.line), array_agg(p.amount ORDER BY p.line)
FROM unnest(%s::text[], %s::bigint[], %s::text[]) WITH ORDINALITY AS c (kind, id, part, place)
JOIN ledger_entry e ON (e.cause_kind, e.cause_id, e.cause_part) = (c.kind, c.id, c.part)
JOIN ledger_posting p ON p.entry_id = e.id
GROUP BY c.place, e.id
"""


def post_many(entries: Iterable[NewEntry], *, now: datetime) -> Posted:
    """Post entries within the act under way. Those whose cause was posted before, with the same lines, are
    passed over.

    Raises Invalid (codes of core.entries; `entry_twice` when one cause is given twice) and Conflict, as
    `post` does, naming the cause or the account; then nothing is posted.
    """
    new = before = 0
    given = iter(entries)
    while portion := list(islice(given, PORTION)):
        _check_causes(portion)
        fresh = portion
        try:
            with transaction.atomic():
                _write(fresh, now)
        except Conflict as conflict:
            if conflict.code != TWICE:
                raise
            fresh = _not_posted(portion)
            _write(fresh, now)
        new += len(fresh)
        before += len(portion) - len(fresh)
    return Posted(new, before)


def _check_causes(portion: Sequence[NewEntry]) -> None:
    causes = {entry.cause for entry in portion}
    if len(causes) == len(portion):
        return
    seen = set()
    for entry in portion:
        if entry.cause in seen:
            cause = entry.cause
            raise Invalid(
                f"同一件事给了两次：{cause.kind} {cause.id} {cause.part}，请核对清单。", "entry_twice"
            )
        seen.add(entry.cause)


def _not_posted(portion: Sequence[NewEntry]) -> list[NewEntry]:
    """Those whose cause has not been posted. Conflict when one was posted with other lines."""
    causes = [entry.cause for entry in portion]
    kinds, ids, parts = [c.kind for c in causes], [c.id for c in causes], [c.part for c in causes]
    with connection.cursor() as cursor:
        cursor.execute(_BEFORE, [kinds, ids, parts])
        found = cursor.fetchall()
    posted = set()
    for place, number, kind, accounts, amounts in found:
        entry = portion[place - 1]
        said = [(line.account.id, line.amount) for line in entry.lines]
        if said != list(zip(accounts, amounts, strict=True)) or kind != entry.kind.value:
            cause = entry.cause
            raise Conflict(
                f"{cause.kind} {cause.id} {cause.part} 已记在第 {number} 号凭证，内容和这次不一样，没有再记。"
                "要改请先冲正原凭证。",
                TWICE,
            )
        posted.add(place - 1)
    return [entry for place, entry in enumerate(portion) if place not in posted]


def _write(entries: Sequence[NewEntry], now: datetime) -> None:
    """One journal. Taking its numbers lets one bulk in at a time; then the accounts that may not fall too low
    are held, in the order of their ids.
    """
    if not entries:
        return
    hold_books()
    first = reserve_ids("ledger_entry_id_seq", len(entries))
    with connection.cursor() as cursor:
        cursor.execute(_HOLD, [core.falling(entries)])
    last = first + len(entries) - 1
    Journal.objects.create(id=first, last_entry=last, act_id=acts.act_id(), recorded_at=now)
    _copy(_ENTRIES, (_entry_row(number, first, one) for number, one in enumerate(entries, first)))
    _copy(_POSTINGS, (_posting_rows(number, one) for number, one in enumerate(entries, first)))


def _copy(statement: str, rows: Iterator[str]) -> None:
    with (
        in_words(),
        connection.wrap_database_errors,
        connection.cursor() as cursor,
        cursor.copy(statement) as copy,
    ):
        while block := "".join(islice(rows, BLOCK)):
            copy.write(block)


def _entry_row(number: int, journal: int, entry: NewEntry) -> str:
    """A line of CSV: the check leaves neither comma nor quote in a code, and an empty one is quoted."""
    core.check(entry)
    cause = entry.cause
    return (
        f'{number},{journal},{entry.day},{entry.kind},"{entry.use or ""}",'
        f'{cause.kind},{cause.id},"{cause.part}","{entry.memo}",,{len(entry.lines)}\n'
    )


def _posting_rows(number: int, entry: NewEntry) -> str:
    end = f",{entry.day},{entry.kind}\n"
    return "".join(
        [
            f"{number},{at},{line.account.id},{line.amount}{end}"
            for at, line in enumerate(entry.lines, start=1)
        ]
    )
