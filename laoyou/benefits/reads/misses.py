"""How many miss a benefit by a hair, and why: only because a paper is not on file, or by a single clause."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection
from psycopg import sql

from laoyou.access.types import Scope
from laoyou.benefits.reads.runs import RunRecord

_MISSES = """
SELECT left(p.division, {digits}) AS place, f.missing, f.failed, count(*)
FROM benefits_runperson p
JOIN (
    SELECT number, missing[{law}] AS missing, failed[{law}] AS failed FROM benefits_runprofile
    WHERE run_id = {run} AND excluded[{law}] = 0
      AND (verdicts[{law}] IS NULL
           OR verdicts[{law}] = 0 AND unknown[{law}] = 0 AND failed[{law}] & (failed[{law}] - 1) = 0)
) f ON f.number = p.profile
WHERE p.run_id = {run} AND p.division >= {low} AND p.division < {high}
GROUP BY place, f.missing, f.failed ORDER BY place, f.missing, f.failed
"""
_EVERYWHERE = ("0", "9" * 13)


@dataclass(frozen=True, slots=True)
class Miss:
    """Living persons of a division (12-digit code) who would have a benefit if it were not for this: facts
    that are not known (`missing`, names; by them it is undecided), or the one `clause` (key) that fails.
    """

    division: str
    missing: tuple[str, ...]
    clause: str | None
    persons: int


def misses(run: RunRecord, reach: Scope, code: str, digits: int = 9) -> tuple[Miss, ...]:
    """By division of so many significant digits within `reach`, as a run that is done decided; one query.

    Empty when the run did not decide the benefit, or decided it without an amount that is due (0 yuan).
    """
    law = next((place for place, one in enumerate(run.laws, 1) if one.code == code), None)
    if law is None:
        return ()
    low, high = reach.division_bounds() or _EVERYWHERE
    query = sql.SQL(_MISSES).format(
        digits=sql.Literal(digits),
        law=sql.Literal(law),
        run=sql.Literal(run.result),
        low=sql.Literal(low),
        high=sql.Literal(high),
    )
    with connection.cursor() as cursor:
        cursor.execute(query)
        rows = cursor.fetchall()
    clauses = run.laws[law - 1].clauses
    return tuple(
        Miss(place.ljust(12, "0"), _named(missing, run.facts), _clause(failed, clauses), persons)
        for place, missing, failed, persons in rows
        if missing or failed
    )


def only(found: Sequence[Miss], fact: str) -> dict[str, int]:
    """How many miss it only because one fact is not known, by division."""
    return {one.division: one.persons for one in found if one.missing == (fact,)}


def _named(mask: int, names: Sequence[str]) -> tuple[str, ...]:
    return tuple(name for place, name in enumerate(names) if mask >> place & 1)


def _clause(mask: int, keys: Sequence[str]) -> str | None:
    return keys[mask.bit_length() - 1] if mask else None
