"""The one writer of the audit trail. Only the door (`acts`) calls it, at the end of its transaction."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import connection

from laoyou.audit.core.chain import CHAINED, GENESIS, link
from laoyou.audit.models import Entry, Head
from laoyou.audit.types import Note


def append(notes: Sequence[Note]) -> None:
    """Write the notes, each onto the chain of its context, inside the caller's transaction.

    The chain's head row is locked until the caller commits, so that entries lie in the order of commits.
    """
    by_chain: dict[str, list[Note]] = {}
    for note in notes:
        by_chain.setdefault(note.act.partition(".")[0], []).append(note)
    for chain in sorted(by_chain):
        _append(chain, by_chain[chain])


def _append(chain: str, notes: Sequence[Note]) -> None:
    head = _locked_head(chain)
    entries = []
    seq, previous = head.seq, bytes(head.hash)
    for note in notes:
        seq += 1
        columns = _columns(chain, note)
        hashed = link(previous, [columns[name] for name in CHAINED])
        entries.append(Entry(seq=seq, previous=previous, hash=hashed, **columns))
        previous = hashed
    Entry.objects.bulk_create(entries, batch_size=1000)
    Head.objects.filter(pk=chain).update(seq=seq, hash=previous)


def _locked_head(chain: str) -> Head:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO audit_head (chain, seq, hash) VALUES (%s, 0, %s) ON CONFLICT DO NOTHING",
            [chain, GENESIS],
        )
    return Head.objects.select_for_update().get(pk=chain)


def _columns(chain: str, note: Note) -> dict[str, Any]:
    return {
        "chain": chain,
        "act_id": note.act_id,
        "within": note.within,
        "at": note.at,
        "user_id": note.actor.user_id,
        "user_name": note.actor.name,
        "role": note.actor.role.value,
        "acting_for": str(note.actor.scope),
        "act": note.act,
        "outcome": note.outcome.value,
        "person_id": note.subject.person_id,
        "object_kind": note.subject.kind,
        "object_id": note.subject.id,
        "count": note.subject.count,
        "digest": note.subject.digest,
        "division": note.division,
        "purpose": note.purpose,
    }
