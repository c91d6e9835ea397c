"""Posting an entry within an act, and reversing one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import IntegrityError, connection

from laoyou import acts
from laoyou.access.types import Actor
from laoyou.kernel.clock import local_date
from laoyou.kernel.errors import Conflict
from laoyou.ledger.core import entries as core
from laoyou.ledger.models import Entry, Posting
from laoyou.ledger.reads import chart
from laoyou.ledger.reads.entries import entry_row, place_of_entry
from laoyou.ledger.types import AccountId, Cause, EntryId, EntryKind, Line, NewEntry, Unit, Use
from laoyou.store.constraints import as_conflict

ABOVE_ZERO, WITHIN_BUDGET = "ledger_posting_above_zero", "ledger_posting_within_budget"
_POST = "SELECT ledger_post(%s, %s, %s, %s, %s, %s, %s, %s, %s::bigint[], %s::bigint[], %s, %s)"


def post(entry: NewEntry, *, now: datetime) -> EntryId:
    """Post one entry within the act under way; its id. The same cause with the same lines gives the first
    one's id.

    Raises Invalid (codes of core.entries), Conflict (`ledger_entry_once` when the cause was posted with other
    lines, `ledger_posting_above_zero`, `ledger_posting_within_budget`, `ledger_entry_books_open`, ...). A
    verb that posts several entries takes `post_many`: two that lock the same accounts in different orders
    would wait for each other.
    """
    core.check(entry)
    return _write(entry, now, reverses=None)


def _write(entry: NewEntry, now: datetime, *, reverses: int | None) -> EntryId:
    cause, lines = entry.cause, entry.lines
    given = [
        entry.day, entry.kind.value, entry.use.value if entry.use else "", cause.kind, cause.id, cause.part,
        entry.memo, reverses, [line.account.id for line in lines], [line.amount for line in lines],
        acts.act_id(), now,
    ]  # fmt: skip
    with in_words(), connection.cursor() as cursor:
        cursor.execute(_POST, given)
        (number,) = cursor.fetchone()
    return EntryId(_posted_before(entry) if number is None else number)


def _posted_before(entry: NewEntry) -> int:
    """The entry of the same cause; Conflict when it says something else."""
    cause = entry.cause
    row = Entry.objects.get(cause_kind=cause.kind, cause_id=cause.id, cause_part=cause.part)
    lines = Posting.objects.filter(entry=row).order_by("line").values_list("account_id", "amount")
    same = [(line.account.id, line.amount) for line in entry.lines] == list(lines)
    if not same or row.kind != entry.kind.value:
        raise Conflict(
            f"这件事已记在第 {row.pk} 号凭证，内容和这次不一样，没有重复记。要改请先冲正原凭证。",
            "ledger_entry_once",
        )
    return int(row.pk)


@acts.verb("ledger.reverse", place=place_of_entry)
def reverse(entry_id: int, *, actor: Actor, now: datetime) -> EntryId:
    """Post the mirror of an entry, dated today (冲正); the mirror's id. Done twice, it is done once.

    Raises NotFound, Conflict (`ledger_entry_mirrors` for a reversal of a reversal;
    `ledger_posting_above_zero` when what was given has been used).
    """
    row = entry_row(entry_id)
    if row.reverses_id is not None:
        raise Conflict("冲正凭证不能再冲正。如果冲错了，请重新记一笔。", "ledger_entry_mirrors")
    lines = Posting.objects.filter(entry=row).order_by("line").values_list("account_id", "amount")
    known = chart.refs(account for account, _ in lines)
    mirror = NewEntry(
        day=local_date(now),
        kind=EntryKind(row.kind),
        cause=Cause("entry", row.pk, "reversal"),
        lines=tuple(Line(known[AccountId(account)], -amount) for account, amount in lines),
        use=Use(row.use) if row.use else None,
        memo=row.memo,
    )
    number = _write(mirror, now, reverses=row.pk)
    acts.subject(kind="entry", id=number)
    return number


@contextmanager
def in_words() -> Iterator[None]:
    """Say of a refusal of the database on which account it is, and how much is missing."""
    try:
        yield
    except IntegrityError as error:
        conflict = as_conflict(error)
        if conflict is None:
            raise
        detail = getattr(getattr(error.__cause__, "diag", None), "message_detail", None) or ""
        raise _on_account(conflict, detail.split()) from error


def _on_account(conflict: Conflict, detail: list[str]) -> Conflict:
    """The conflict with what the guard noted: account, unit, and what is missing."""
    if conflict.code not in (ABOVE_ZERO, WITHIN_BUDGET):
        return conflict
    number, unit, missing = detail
    words = core.amount_words(Unit(unit), int(missing))
    return Conflict(f"{conflict.message}（账户 {number}，差 {words}）", conflict.code)
