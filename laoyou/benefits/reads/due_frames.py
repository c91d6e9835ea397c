"""What payment is reckoned from, as frames: what is held, what was collected, money of earlier months."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl
from psycopg import sql

from laoyou.access.types import Scope
from laoyou.benefits.core.collecting import MONEY
from laoyou.benefits.core.deaths import last_days
from laoyou.benefits.core.due_columns import DUE, HELD, KEY
from laoyou.benefits.types import ProposalState
from laoyou.people.reads import deaths
from laoyou.policies import reads as policies
from laoyou.policies.types import AtDeath, Benefit, Per
from laoyou.store.copying import copy_out

_HELD = """
SELECT person_id, benefit, lower(span), upper(span) - 1, per, proration, amount_fen, version_id, division_id
FROM benefits_grant
WHERE NOT is_void AND amount_fen > 0 AND (upper_inf(span) OR upper(span) > {since})
  AND person_id IN ({whose})
"""
_WITHIN = """
SELECT person_id FROM benefits_grant WHERE NOT is_void AND division_id >= {low} AND division_id < {high}
UNION
SELECT person_id FROM benefits_due WHERE month >= {since} AND division_id >= {low} AND division_id < {high}
"""
_COLLECTED = """
SELECT person_id, benefit, month, sum(fen)::bigint, max(version_id), max(division_id)
FROM benefits_due WHERE month >= {since} AND person_id IN ({whose})
GROUP BY person_id, benefit, month
"""
_BORNE = """
SELECT person_id, benefit, month, payer, sum(fen)::bigint
FROM benefits_due WHERE month >= {since} AND person_id IN ({whose})
GROUP BY person_id, benefit, month, payer
"""
_MONEY = """
SELECT p.id, p.person_id, p.benefit, (l ->> 0)::date, (l ->> 1)::bigint, p.state,
       b.state IN ('confirmed', 'automatic'), coalesce(t.taken, 0)::bigint
FROM benefits_proposal p
JOIN benefits_proposal b ON b.id = p.because_id
CROSS JOIN LATERAL jsonb_array_elements(p.lines) l
LEFT JOIN LATERAL (
    SELECT sum(d.fen) AS taken FROM benefits_due d
    WHERE d.proposal_id = p.id AND d.month = (l ->> 0)::date
      AND (d.undoes_id IS NULL OR d.kind <> 'receivable')
) t ON true
WHERE p.kind IN ('backpay', 'recover') AND p.state = ANY ({states}) AND p.person_id IN ({whose})
"""
_STATES = [ProposalState.PENDING.value, ProposalState.CONFIRMED.value, ProposalState.DISMISSED.value]


@dataclass(frozen=True, slots=True)
class Whose:
    """Of whom frames are read: all to whom something was given in a territory, or persons by id."""

    query: sql.Composable

    @classmethod
    def of_territory(cls, territory: str, since: date) -> Whose:
        low, high = Scope.division(territory).division_bounds() or ("", "")
        return cls(
            sql.SQL(_WITHIN).format(low=sql.Literal(low), high=sql.Literal(high), since=sql.Literal(since))
        )

    @classmethod
    def of_persons(cls, ids: Iterable[int]) -> Whose:
        return cls(sql.SQL("SELECT unnest({}::bigint[])").format(sql.Literal(sorted(set(ids)))))


def held(whose: Whose, since: date) -> pl.DataFrame:
    """HELD on some day from `since` on; of who has died until the last day that the law says."""
    query = sql.SQL(_HELD).format(since=sql.Literal(since), whose=whose.query)
    return _until_death(copy_out(query, HELD))


def collected(whose: Whose, since: date) -> pl.DataFrame:
    """DUE as it was collected for the months from `since` on, less what was taken back."""
    query = sql.SQL(_COLLECTED).format(since=sql.Literal(since), whose=whose.query)
    return copy_out(query, DUE)


def borne(whose: Whose, since: date) -> pl.DataFrame:
    """What each payer has borne: `person_id`, `benefit`, `month`, `payer`, `fen`."""
    schema = {**{name: DUE[name] for name in KEY}, "payer": pl.String, "fen": pl.Int64}
    return copy_out(sql.SQL(_BORNE).format(since=sql.Literal(since), whose=whose.query), schema)


def money(whose: Whose) -> pl.DataFrame:
    """MONEY: back-pay and recoveries that somebody has decided, or has still to decide."""
    query = sql.SQL(_MONEY).format(states=sql.Literal(_STATES), whose=whose.query)
    read = {**MONEY, "settled": pl.String}
    return copy_out(query, read).with_columns(settled=pl.col("settled") == "t")


def _until_death(rows: pl.DataFrame) -> pl.DataFrame:
    died = deaths.died(rows["person_id"].unique().to_list())
    if not died:
        return rows
    of_dead = pl.DataFrame(
        {"person_id": list(died), "died": list(died.values())}, {"person_id": pl.Int64, "died": pl.Date}
    )
    dead = rows.join(of_dead, on="person_id")
    living = rows.join(of_dead, on="person_id", how="anti")
    return pl.concat([living, *(_cut(part) for part in dead.partition_by("version_id", "per"))])


def _cut(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows of one law, each until the last day of its dead; what would begin after it is left out."""
    last = last_days(_at_death(rows["version_id"][0]), pl.col("died"), Per(rows["per"][0]))
    return (
        rows.with_columns(end=pl.min_horizontal("end", last))
        .filter(pl.col("start") <= pl.col("end"))
        .select(*HELD)
    )


def _at_death(version_id: int) -> AtDeath:
    return benefits_of([version_id])[version_id].at_death


def benefits_of(version_ids: Sequence[int]) -> dict[int, Benefit]:
    """What the versions of the law lay down, by id."""
    found = policies.versions(version_ids).items()
    return {number: one.document.body for number, one in found if isinstance(one.document.body, Benefit)}
