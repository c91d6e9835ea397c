"""What is due beside what was collected: what is still to be given, and what was given too much.

A month is collected in full the first time and by the difference afterwards, so that no fen is given twice,
whoever collects how often. Money of months that are over moves by a confirmed proposal, month by month of
its lines, and never by more than the difference. What a clerk has not decided yet, or has refused, stays.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from typing import Any

import polars as pl

from laoyou.benefits.core.due_columns import DUE, KEY
from laoyou.benefits.types import ProposalState
from laoyou.kernel.money import Money
from laoyou.policies.types import Payer

MONEY: Mapping[str, Any] = {
    "proposal_id": pl.Int64,
    "person_id": pl.Int64,
    "benefit": pl.String,
    "month": pl.Date,
    "fen": pl.Int64,
    "state": pl.String,
    "settled": pl.Boolean,
    "taken": pl.Int64,
}
"""A month of a back-pay or recovery: what it lacks (above zero) or had too much. `settled`: the step from
which it follows was taken; `taken` was collected by it already.
"""
STEP: Mapping[str, Any] = {**DUE, "proposal_id": pl.Int64}
"""What to give or take back for a month: `fen` above zero either way; by which proposal, if by one."""


@dataclass(frozen=True, slots=True)
class Differences:
    """`give` and `back` are STEP, `over` is DUE: all that was given too much, of which `back` is what
    confirmed recoveries speak of, and `open` what no proposal speaks of.
    """

    give: pl.DataFrame
    over: pl.DataFrame
    back: pl.DataFrame
    open: pl.DataFrame


def differences(
    due: pl.DataFrame, collected: pl.DataFrame, money: pl.DataFrame, regular: pl.DataFrame, held: pl.DataFrame
) -> Differences:
    """`due` and `collected` are DUE, `money` is MONEY. `regular` (KEY) may be collected without a proposal;
    of `held` (KEY) nothing is given.
    """
    beside = due.join(collected, on=KEY, how="full", coalesce=True, suffix="_was").select(
        *KEY,
        fen=pl.col("fen").fill_null(0) - pl.col("fen_was").fill_null(0),
        version_id=pl.coalesce("version_id", "version_id_was"),
        division=pl.coalesce("division", "division_was"),
    )
    lacking = beside.filter(pl.col("fen") > 0).join(held, on=KEY, how="anti").sort(KEY)
    over = beside.filter(pl.col("fen") < 0).with_columns(-pl.col("fen")).sort(KEY)
    more, less = money.filter(pl.col("fen") > 0), money.filter(pl.col("fen") < 0)
    less = less.with_columns(-pl.col("fen"), -pl.col("taken"))
    given, back = _authorised(lacking, more), _authorised(over, less)
    refused = more.filter(pl.col("settled") & _is(ProposalState.PENDING, ProposalState.DISMISSED))
    rest = _less(_less(lacking, given), refused).join(regular, on=KEY, how="semi")
    spoken = less.filter(_is(ProposalState.PENDING, ProposalState.DISMISSED))
    return Differences(
        give=pl.concat([given, rest.with_columns(proposal_id=pl.lit(None, pl.Int64)).select(*STEP)]),
        over=over.select(*DUE),
        back=back,
        open=_less(_less(over, back), spoken).select(*DUE),
    )


def _is(*states: ProposalState) -> pl.Expr:
    return pl.col("state").is_in([state.value for state in states])


def _authorised(found: pl.DataFrame, money: pl.DataFrame) -> pl.DataFrame:
    """Of differences what confirmed proposals may move, the oldest proposal first; none moves twice."""
    rest = (pl.col("ask") - pl.col("taken")).clip(lower_bound=0)
    confirmed = money.filter(_is(ProposalState.CONFIRMED)).rename({"fen": "ask"})
    rows = found.join(confirmed.select("proposal_id", *KEY, rest=rest), on=KEY).sort("proposal_id")
    until = pl.col("rest").cum_sum().over(KEY)
    moved = pl.min_horizontal(until, "fen") - pl.min_horizontal(until - pl.col("rest"), "fen")
    return rows.with_columns(fen=moved).filter(pl.col("fen") > 0).select(*STEP)


def _less(found: pl.DataFrame, taken: pl.DataFrame) -> pl.DataFrame:
    off = taken.group_by(KEY).agg(off=pl.sum("fen"))
    rows = found.join(off, on=KEY, how="left", maintain_order="left")
    left = rows.with_columns(pl.col("fen") - pl.col("off").fill_null(0)).drop("off")
    return left.filter(pl.col("fen") > 0)


def split(payers: Sequence[Payer], fen: int, borne: Mapping[str, int]) -> list[tuple[str, int]]:
    """Who bears how much of an amount, to the fen: fixed sums first, as far as they were not `borne` for the
    month before, the rest by shares. Payers who bear nothing are left out.
    """
    left, found = fen, []
    for payer in payers:
        if payer.fixed is not None:
            part = min(left, max(0, payer.fixed - borne.get(payer.fund, 0)))
            found.append((payer.fund, part))
            left -= part
    sharing = [(payer.fund, payer.share) for payer in payers if payer.share is not None]
    shares = [share for _, share in sharing] or [Fraction(1)]
    names = [fund for fund, _ in sharing] or [payers[-1].fund]
    whole = lcm(*(share.denominator for share in shares))
    parts = Money(left).allocate([int(share * whole) for share in shares])
    found += [(fund, part.fen) for fund, part in zip(names, parts, strict=True)]
    sums: dict[str, int] = {}
    for fund, part in found:
        sums[fund] = sums.get(fund, 0) + part
    return [(fund, part) for fund, part in sums.items() if part]
