"""What a run leaves behind: profiles with their reasons, who has which, proposals, and grants that begin."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import polars as pl

from laoyou.benefits.core import months
from laoyou.benefits.core.comparing import Arrears
from laoyou.benefits.core.reconciling import Reconciled, lines_text
from laoyou.benefits.models import Proposal
from laoyou.benefits.types import Kind, ProposalState, Why
from laoyou.benefits.verbs import laying
from laoyou.store.copying import copy_frame, look_again, reserve_ids

_PROPOSALS: Mapping[str, str] = {
    "proposal_id": "id",
    "run_id": "run_id",
    "person_id": "person_id",
    "division": "division_id",
    "benefit": "benefit",
    "version_id": "version_id",
    "kind": "kind",
    "why": "why",
    "failed": "failed",
    "excluded_by": "excluded_by",
    "start": "from_day",
    "end": "until_day",
    "per": "per",
    "proration": "proration",
    "amount": "amount_fen",
    "was": "was_fen",
    "profile": "profile",
    "lines": "lines",
    "because": "because_id",
    "state": "state",
    "decided_name": "decided_name",
    "decided_at": "decided_at",
    "reason": "reason",
}
"""The columns of a frame of proposals, and those of their table."""


def write_result(run_id: int, profiles: pl.DataFrame, living: pl.DataFrame) -> None:
    """The profiles and the persons of a run (core.results)."""
    run = pl.lit(run_id).alias("run_id")
    copy_frame("benefits_runprofile", profiles.with_columns(run))
    copy_frame("benefits_runperson", living.with_columns(run))


def write_proposals(
    run_id: int, found: Reconciled, homes: pl.DataFrame, now: datetime
) -> list[tuple[str, str, int]]:
    """Supersede what lapsed, write what is new, and lay what begins by itself. How many, by kind and state.

    `homes`: `person_id` and `division`.
    """
    _supersede(found.superseded, now)
    steps = found.steps.join(homes, on="person_id", how="left").sort("division", "person_id", "benefit")
    first = reserve_ids("benefits_proposal_id_seq", steps.height + len(found.arrears))
    steps = steps.with_columns(
        proposal_id=pl.int_range(first, first + steps.height, dtype=pl.Int64),
        because=pl.lit(None, pl.Int64),
        lines=pl.lit(None, pl.String),
    )
    money = _money(found.arrears, steps, first + steps.height)
    rows = pl.concat([_decided(steps, now), _decided(money, now)]).with_columns(run_id=pl.lit(run_id))
    named = (pl.col(mine).alias(name) for mine, name in _PROPOSALS.items())
    copy_frame("benefits_proposal", rows.select(named))
    # After a run that was killed the planner may take the table for empty, and each grant names a row of it.
    look_again("benefits_proposal", rows.height)
    laying.lay(steps.filter("automatic"), now)
    return rows.group_by("kind", "state").len().sort("kind", "state").rows()


def _supersede(ids: tuple[int, ...], now: datetime) -> None:
    Proposal.objects.filter(pk__in=ids, state=ProposalState.PENDING).update(
        state=ProposalState.SUPERSEDED, decided_at=now
    )


def _decided(rows: pl.DataFrame, now: datetime) -> pl.DataFrame:
    """What begins by itself is decided already, all else waits."""
    automatic = pl.col("automatic")
    return rows.with_columns(
        state=pl.when(automatic)
        .then(pl.lit(ProposalState.AUTOMATIC.value))
        .otherwise(pl.lit(ProposalState.PENDING.value)),
        decided_at=pl.when(automatic).then(pl.lit(now.isoformat())),
        decided_name=pl.lit(""),
        reason=pl.lit(""),
    )


def _money(arrears: tuple[Arrears, ...], steps: pl.DataFrame, first: int) -> pl.DataFrame:
    """Money as rows like the steps, each beside the first step from which it follows: not beside one that
    only puts a new text in the place of the old and is done already.
    """
    sums = [sum(line.fen for line in one.lines) for one in arrears]
    rows = pl.DataFrame(
        {
            "person_id": [one.person_id for one in arrears],
            "benefit": [one.benefit for one in arrears],
            "sum": sums,
            "first": [one.lines[0].month for one in arrears],
            "last": [months.month_of(one.lines[-1].month).end for one in arrears],
            "text": [lines_text(one) for one in arrears],
        },
        {
            "person_id": pl.Int64,
            "benefit": pl.String,
            "sum": pl.Int64,
            "first": pl.Date,
            "last": pl.Date,
            "text": pl.String,
        },
    )
    only_text = pl.col("why") == Why.LAW.value
    causes = steps.sort(only_text, maintain_order=True).unique(
        ["person_id", "benefit"], keep="first", maintain_order=True
    )
    beside = rows.filter(pl.col("sum") != 0).join(causes, on=["person_id", "benefit"], maintain_order="left")
    paid = pl.col("sum") > 0
    return beside.with_columns(
        because=pl.col("proposal_id"),
        kind=pl.when(paid).then(pl.lit(Kind.BACKPAY.value)).otherwise(pl.lit(Kind.RECOVER.value)),
        amount=pl.col("sum").abs(),
        was=pl.lit(None, pl.Int64),
        start=pl.col("first"),
        end=pl.col("last"),
        lines=pl.col("text"),
        automatic=pl.lit(False),
        proposal_id=pl.int_range(first, first + beside.height, dtype=pl.Int64),
    ).select(steps.columns)
