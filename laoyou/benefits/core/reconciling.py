"""New findings beside proposals that wait, or were dismissed: what is new, and what no longer holds.

The steps of one person and benefit, with the money that follows from them, are one package. A package that
waits already stays as it is; one that differs takes its place whole. A step that a clerk has dismissed is not
proposed again on the same ground, nor the money that would follow from it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import polars as pl

from laoyou.benefits.core.comparing import Arrears, Compared
from laoyou.benefits.types import Kind

_PAIR = ["person_id", "benefit"]


@dataclass(frozen=True, slots=True)
class Reconciled:
    """`steps` and `arrears` to be written, and the proposals (ids) whose place they take or that lapse."""

    steps: pl.DataFrame
    arrears: tuple[Arrears, ...]
    superseded: tuple[int, ...]


def reconcile(found: Compared, waiting: pl.DataFrame, dismissed: pl.DataFrame) -> Reconciled:
    """`waiting` and `dismissed` as reads.holdings gives them."""
    refused = ["kind", "why", "amount", "digest"]
    steps = found.steps.join(dismissed, on=[*_PAIR, *refused], how="anti", maintain_order="left")
    arrears = _still_due(found.arrears, steps, found.steps)
    if waiting.is_empty():
        return Reconciled(steps, arrears, ())
    new = _packages(steps.filter(~pl.col("automatic")).select(*_PAIR, said=_said()), _lines(arrears))
    of_steps = waiting.filter(pl.col("because").is_null()).select(*_PAIR, said=_said())
    of_money = waiting.filter(pl.col("because").is_not_null()).select(*_PAIR, said="lines")
    old = _packages(of_steps, of_money)
    stays = new.join(old, on=[*_PAIR, "said"])
    lapsed = waiting.join(stays, on=_PAIR, how="anti")["id"]
    kept = set(stays.select(_PAIR).iter_rows())
    fresh = steps.join(stays.select(*_PAIR, automatic=pl.lit(False)), on=[*_PAIR, "automatic"], how="anti")
    return Reconciled(
        fresh,
        tuple(one for one in arrears if (one.person_id, one.benefit) not in kept),
        tuple(lapsed.sort()),
    )


def lines_text(arrears: Arrears) -> str:
    """The months of some money, as a proposal keeps them (JSON)."""
    return "[" + ", ".join(f'["{line.month}", {line.fen}]' for line in arrears.lines) + "]"


def _said() -> pl.Expr:
    """A step in one text. What must be asked for begins when it is asked for: its day says nothing."""
    begins = pl.col("kind") == Kind.START.value
    day = pl.when(begins).then(pl.lit("")).otherwise(pl.col("start").cast(pl.String))
    words = [day, *(pl.col(name).cast(pl.String) for name in ("end", "amount", "was", "digest"))]
    return pl.concat_str([pl.col("kind"), *(word.fill_null("") for word in words)], separator="|")


def _packages(steps: pl.DataFrame, money: pl.DataFrame) -> pl.DataFrame:
    """All that is said of a person and benefit, in one text."""
    return pl.concat([steps, money]).group_by(_PAIR).agg(said=pl.col("said").sort().str.join("\n"))


def _lines(arrears: Iterable[Arrears]) -> pl.DataFrame:
    rows = [(one.person_id, one.benefit, lines_text(one)) for one in arrears]
    schema = {"person_id": pl.Int64, "benefit": pl.String, "said": pl.String}
    return pl.DataFrame(rows, schema, orient="row")


def _still_due(
    arrears: tuple[Arrears, ...], steps: pl.DataFrame, before: pl.DataFrame
) -> tuple[Arrears, ...]:
    """Without the money of those of whom a step fell away."""
    if steps.height == before.height:
        return arrears
    left = steps.group_by(_PAIR).len()
    lost = before.group_by(_PAIR).len().join(left, on=[*_PAIR, "len"], how="anti").select(_PAIR)
    gone = set(lost.iter_rows())
    return tuple(one for one in arrears if (one.person_id, one.benefit) not in gone)
