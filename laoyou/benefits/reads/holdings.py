"""What is held and what is waiting, as frames: the two things beside which a run lays its decisions."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import polars as pl
from psycopg import sql

from laoyou.access.types import Scope, division_key
from laoyou.benefits.core.comparing import HELD
from laoyou.policies import reads as policies
from laoyou.policies.types import NATIONAL
from laoyou.store.copying import copy_out

_HOLDERS = """
SELECT DISTINCT person_id FROM benefits_grant
WHERE NOT is_void AND upper_inf(span) AND division_id >= {low} AND division_id < {high}
"""
_HELD = """
SELECT person_id, benefit, lower(span), upper(span) - 1, per, proration, amount_fen, version_id, division_id
FROM benefits_grant WHERE NOT is_void AND (upper_inf(span) OR upper(span) > {since})
"""
_WAITING = """
SELECT p.id, p.person_id, p.benefit, p.kind, p.from_day, p.until_day, p.amount_fen, p.was_fen, p.version_id,
       p.because_id, p.lines::text
FROM benefits_proposal p LEFT JOIN benefits_proposal b ON b.id = p.because_id
WHERE p.state = 'pending' AND (p.because_id IS NULL OR b.state = 'pending')
"""
_DISMISSED = """
SELECT p.person_id, p.benefit, p.kind, p.why, p.amount_fen, p.version_id
FROM benefits_proposal p JOIN benefits_run r ON r.id = p.run_id
WHERE p.state = 'dismissed' AND p.because_id IS NULL AND (p.kind = 'start' OR r.month @> {month})
"""
_WAITS = {
    "id": pl.Int64,
    "person_id": pl.Int64,
    "benefit": pl.String,
    "kind": pl.String,
    "start": pl.Date,
    "end": pl.Date,
    "amount": pl.Int64,
    "was": pl.Int64,
    "version_id": pl.Int64,
    "because": pl.Int64,
    "lines": pl.String,
}


def holders(reach: Scope) -> pl.Series:
    """Who has something open-ended that was given within a division scope."""
    low, high = reach.division_bounds() or ("", "")
    query = sql.SQL(_HOLDERS).format(low=sql.Literal(low), high=sql.Literal(high))
    return copy_out(query, {"person_id": pl.Int64}).to_series()


def held(persons: pl.DataFrame, territory: str, since: date) -> pl.DataFrame:
    """What these persons (`person_id`) hold on a day from `since` on: rows of HELD, and the `division` in
    which it was given.
    """
    read = {name: kind for name, kind in HELD.items() if name not in ("digest", "foreign")}
    found = copy_out(
        sql.SQL(_HELD).format(since=sql.Literal(since)), {**read, "division": pl.String}
    ).join(persons, on="person_id", how="semi")
    return _with_texts(found, territory).select(*HELD, "division")


def waiting(persons: pl.DataFrame, territory: str) -> pl.DataFrame:
    """Proposals about these persons that nobody has decided yet, by the law of the territory: `id`, the words
    of a step with `digest`, `because` and `lines`. Money that follows from a step already taken is left out:
    it is the clerk's to decide, whatever a run finds.
    """
    found = copy_out(sql.SQL(_WAITING), _WAITS).join(persons, on="person_id", how="semi")
    return _with_texts(found, territory).filter(~pl.col("foreign"))


def dismissed(persons: pl.DataFrame, territory: str, month: date) -> pl.DataFrame:
    """Steps about these persons that a clerk would not take: of this month's runs, beginnings of any. What
    they were, why and on what terms.
    """
    query = sql.SQL(_DISMISSED).format(month=sql.Literal(month))
    schema = {
        "person_id": pl.Int64,
        "benefit": pl.String,
        "kind": pl.String,
        "why": pl.String,
        "amount": pl.Int64,
        "version_id": pl.Int64,
    }
    found = copy_out(query, schema).join(persons, on="person_id", how="semi")
    return _with_texts(found, territory)


def _with_texts(found: pl.DataFrame, territory: str) -> pl.DataFrame:
    """The digest of each version's text, and whether it is law elsewhere only."""
    texts = _texts(found["version_id"].unique(), territory)
    return found.join(texts, on="version_id", how="left", maintain_order="left")


def _texts(ids: Iterable[int], territory: str) -> pl.DataFrame:
    versions = policies.versions(ids).values()
    rows = [(one.id, one.digest, not _holds(one.document.territory.division, territory)) for one in versions]
    return pl.DataFrame(
        rows, {"version_id": pl.Int64, "digest": pl.String, "foreign": pl.Boolean}, orient="row"
    )


def _holds(outer: str, inner: str) -> bool:
    return outer == NATIONAL or division_key(inner).startswith(division_key(outer))
