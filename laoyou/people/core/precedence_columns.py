"""Whom to believe, for a whole register at once: the rule of `core.precedence` over columns.

A frame of statements has a row a statement, all believed at one instant: `person_id`, `kind`, `value`,
`grade`, `source`, `start` and `end` (both included, null is open), `recorded` (an instant as a number) and
`id`. A property test holds the two writings of the rule together.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import polars as pl

from laoyou.people.core.precedence import Precedence
from laoyou.people.types import FactKind, Source

KINDS = pl.Enum([kind.value for kind in FactKind])
SOURCES = pl.Enum(sorted(source.value for source in Source))
"""In the order of their names, by which equals are told apart."""

SCHEMA: Mapping[str, Any] = {
    "person_id": pl.Int64,
    "kind": KINDS,
    "value": pl.String,
    "grade": pl.String,
    "source": SOURCES,
    "start": pl.Date,
    "end": pl.Date,
    "recorded": pl.Int64,
    "id": pl.Int64,
}
_MATTER = ["person_id", "kind"]
_BEGIN = pl.col("start").fill_null(date.min)


def standing(said: pl.DataFrame, on: date, precedence: Precedence) -> pl.DataFrame:
    """What counts on a day: `person_id`, `kind`, `value`, `grade`; no row where nothing stands."""
    heard = said.filter(pl.col("start").is_null() | (pl.col("start") <= on)).with_columns(
        holds=pl.col("end").is_null() | (pl.col("end") >= on)
    )
    disputed = pl.struct(_MATTER).is_duplicated()
    several = heard.select(pl.all(), disputed=disputed)
    alone = several.filter(~pl.col("disputed") & pl.col("holds"))
    weighed = _weighed(several.filter("disputed"), precedence)
    columns = [*_MATTER, "value", "grade"]
    return pl.concat([alone.select(columns), weighed.select(columns)])


def deaths(said: pl.DataFrame, precedence: Precedence) -> pl.DataFrame:
    """The report of death that counts: `person_id` and `death_date`, its first day; no row for the living."""
    reports = _ranked(said.filter(pl.col("kind") == FactKind.DEATH.value), precedence)
    first = reports.sort(
        "person_id", "rank", "recorded", "source", "id", descending=[False, False, True, False, False]
    )
    return first.unique("person_id", keep="first", maintain_order=True).select(
        "person_id", death_date=pl.col("start")
    )


def _weighed(said: pl.DataFrame, precedence: Precedence) -> pl.DataFrame:
    """Of every person and kind the highest statement that holds and is not denied by a higher end."""
    words = _last_word_of_each(_ranked(said, precedence)).sort(
        *_MATTER, "rank", "recorded", "source", descending=[False, False, False, True, False]
    )
    ended = pl.when(~pl.col("holds")).then(pl.col("end"))
    words = words.with_columns(bar=ended.cum_max().forward_fill().over(_MATTER))
    denied = (pl.col("bar") >= _BEGIN).fill_null(False)
    upheld = words.filter(pl.col("holds") & ~denied)
    return upheld.unique(_MATTER, keep="first", maintain_order=True)


def _last_word_of_each(said: pl.DataFrame) -> pl.DataFrame:
    """Of each source the statement that begins last; the first recorded of two that begin together, as two
    rows that were merged since may have.
    """
    told = said.with_columns(begin=_BEGIN)
    order = ["begin", "recorded", "id"]
    told = told.sort(*_MATTER, "source", *order, descending=[False, False, False, True, False, False])
    return told.unique([*_MATTER, "source"], keep="first", maintain_order=True)


def _ranked(said: pl.DataFrame, precedence: Precedence) -> pl.DataFrame:
    ranks = pl.DataFrame(
        [(kind, source, precedence.rank(kind, source)) for kind in FactKind for source in Source],
        schema={"kind": KINDS, "source": SOURCES, "rank": pl.UInt8},
        orient="row",
    )
    return said.join(ranks, on=["kind", "source"], how="left")
