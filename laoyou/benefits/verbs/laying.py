"""Terms laid over days, for one person or for a million: the rows of grants that come of it.

The same as `core.corrections.laid_over`, as statements over a set; a property test holds both equal. Run
inside a verb, with `locks.grants_lock` held.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import polars as pl
from django.db import connection

from laoyou.benefits.types import Kind
from laoyou.store.copying import copy_csv, copy_frame

SCHEMA: Mapping[str, Any] = {
    "person_id": pl.Int64,
    "benefit": pl.String,
    "kind": pl.String,
    "start": pl.Date,
    "end": pl.Date,
    "per": pl.String,
    "proration": pl.String,
    "amount": pl.Int64,
    "version_id": pl.Int64,
    "division": pl.String,
    "proposal_id": pl.Int64,
}
"""Of a frame of steps: `end` null until further notice; a stop lays nothing."""

_TABLE = """
CREATE TEMP TABLE IF NOT EXISTS benefits_step (
    person_id bigint NOT NULL, benefit text NOT NULL, kind text NOT NULL, first date NOT NULL, last date,
    per text, proration text, amount bigint, version_id bigint, division text, proposal_id bigint,
    span daterange GENERATED ALWAYS AS (daterange(first, last, '[]')) STORED
) ON COMMIT DROP;
CREATE TEMP TABLE IF NOT EXISTS benefits_rest (LIKE benefits_grant) ON COMMIT DROP;
ALTER TABLE benefits_rest ALTER id DROP NOT NULL
"""
_REST = """
INSERT INTO benefits_rest (person_id, division_id, benefit, version_id, span, per, proration, amount_fen,
                           proposal_id, granted_at, is_void)
SELECT g.person_id, g.division_id, g.benefit, g.version_id, daterange(upper(s.span), upper(g.span)), g.per,
       g.proration, g.amount_fen, g.proposal_id, g.granted_at, false
FROM benefits_step s JOIN benefits_grant g USING (person_id, benefit)
WHERE NOT g.is_void AND g.span && s.span AND NOT upper_inf(s.span)
  AND (upper_inf(g.span) OR upper(g.span) > upper(s.span))
"""
_CUT = """
UPDATE benefits_grant g SET
    span = CASE WHEN lower(g.span) < s.first THEN daterange(lower(g.span), s.first) ELSE g.span END,
    is_void = lower(g.span) >= s.first
FROM benefits_step s
WHERE s.person_id = g.person_id AND s.benefit = g.benefit AND NOT g.is_void AND g.span && s.span
"""
_PUT_REST = """
INSERT INTO benefits_grant (person_id, division_id, benefit, version_id, span, per, proration, amount_fen,
                            proposal_id, granted_at, is_void)
SELECT person_id, division_id, benefit, version_id, span, per, proration, amount_fen, proposal_id, granted_at,
       is_void
FROM benefits_rest
"""
_PUT = """
INSERT INTO benefits_grant (person_id, division_id, benefit, version_id, span, per, proration, amount_fen,
                            proposal_id, granted_at, is_void)
SELECT person_id, division, benefit, version_id, span, per, proration, amount, proposal_id, %s, false
FROM benefits_step WHERE kind <> 'stop' ORDER BY person_id
"""


def lay(steps: pl.DataFrame, now: datetime) -> None:
    """Lay the terms of all steps (SCHEMA). Those of one person and benefit do not overlap; a start lies on
    days on which nothing is held.
    """
    starts = pl.col("kind") == Kind.START.value
    turn = pl.col("person_id").cum_count().over("person_id", "benefit").alias("turn")
    for _, together in steps.filter(~starts).group_by(turn, maintain_order=True):
        _lay_over(together, now)
    _begin(steps.filter(starts), now)


def _begin(steps: pl.DataFrame, now: datetime) -> None:
    ends = pl.col("end").cast(pl.String).fill_null("")
    rows = steps.select(
        "person_id",
        "benefit",
        "version_id",
        "per",
        "proration",
        "proposal_id",
        division_id="division",
        amount_fen="amount",
        span=pl.concat_str(pl.lit("["), pl.col("start").cast(pl.String), pl.lit(","), ends, pl.lit("]")),
        granted_at=pl.lit(now.isoformat()),
        is_void=pl.lit(False),
    )
    copy_frame("benefits_grant", rows)


def _lay_over(steps: pl.DataFrame, now: datetime) -> None:
    with connection.cursor() as cursor:
        for statement in _TABLE.split(";\n"):
            cursor.execute(statement)
        cursor.execute("TRUNCATE benefits_step, benefits_rest")
        into = (
            "person_id", "benefit", "kind", "first", "last", "per", "proration", "amount", "version_id",
            "division", "proposal_id",
        )  # fmt: skip
        copy_csv("benefits_step", into, steps.select(*SCHEMA).write_csv(include_header=False).encode())
        cursor.execute("ANALYZE benefits_step")
        cursor.execute(_REST)
        cursor.execute(_CUT)
        cursor.execute(_PUT_REST)
        cursor.execute(_PUT, [now])
