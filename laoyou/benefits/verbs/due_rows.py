"""Writing what was collected: rows that give, rows that take back, rows that undo. Run inside a verb, with
`locks.grants_lock` held.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

import polars as pl
from django.db import connection

from laoyou.benefits.core.due_columns import KEY
from laoyou.benefits.models import Due
from laoyou.benefits.types import DueKind
from laoyou.store.copying import copy_frame, look_again, reserve_ids

_UNDO = """
INSERT INTO benefits_due (collecting_id, person_id, division_id, benefit, month, version_id, proposal_id,
                          payer, fund_id, kind, fen, receivable_id, undoes_id, at)
SELECT d.collecting_id, d.person_id, d.division_id, d.benefit, d.month, d.version_id, d.proposal_id, d.payer,
       d.fund_id, d.kind, -d.fen, d.receivable_id, d.id, %s
FROM benefits_due d
WHERE d.id = ANY (%s) AND d.undoes_id IS NULL
  AND NOT EXISTS (SELECT FROM benefits_due u WHERE u.undoes_id = d.id)
"""


def reserve(count: int) -> int:
    """The first of `count` ids for rows to be written."""
    return reserve_ids("benefits_due_id_seq", count)


def write(rows: pl.DataFrame, now: datetime) -> None:
    """Add rows: `id`, person, division, benefit, month, version, proposal, payer, fund, kind, fen, and by
    which collecting or for which receivable, under the names of the table.
    """
    copy_frame("benefits_due", rows.with_columns(at=pl.lit(now.isoformat())))
    look_again("benefits_due", rows.height)


def undo(ids: Iterable[int], now: datetime) -> None:
    """What these rows gave or took back is so no more; who was undone already stays."""
    with connection.cursor() as cursor:
        cursor.execute(_UNDO, [now, sorted(set(ids))])


def behind(keys: pl.DataFrame) -> list[Due]:
    """The rows that count for persons, benefits and months (KEY), in order; without what was undone."""
    wanted = set(keys.select(KEY).iter_rows())
    rows = list(Due.objects.of(person__in={key[0] for key in wanted}).order_by("pk"))
    undone = {row.undoes_id for row in rows if row.undoes_id}
    live = (row for row in rows if row.undoes_id is None and row.pk not in undone)
    return [row for row in live if (row.person_id, row.benefit, row.month) in wanted]


def taken_back(
    parts: Sequence[tuple[Due, int]], first: int, receivable_id: int, proposal_id: int | None, now: datetime
) -> None:
    """Rows from the id `first` on for what is owed back: beside a row that gave, how much of it (fen)."""
    Due.objects.bulk_create(
        Due(
            id=number,
            person_id=row.person_id,
            division_id=row.division_id,
            benefit=row.benefit,
            month=row.month,
            version_id=row.version_id,
            proposal_id=proposal_id,
            payer=row.payer,
            fund_id=row.fund_id,
            kind=DueKind.RECEIVABLE.value,
            fen=-fen,
            receivable_id=receivable_id,
            at=now,
        )
        for number, (row, fen) in enumerate(parts, start=first)
    )
