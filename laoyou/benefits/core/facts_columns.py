"""The register's columns as the facts that the law may ask about, with what stands where no source speaks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

import polars as pl

from laoyou.rules.types import Fact, FactType, Value

YES = "yes"
"""The one value of a kind of statement that only holds or does not."""


def facts(
    register: pl.DataFrame,
    wanted: Iterable[Fact],
    *,
    silence: Mapping[str, Value],
    urban: Mapping[str, bool],
    on: date,
) -> pl.DataFrame:
    """`person_id` and a column for each fact wanted, null where it is unknown.

    `register` as people.reads.columns gives it for the day `on`; `silence` by fact the value that stands
    where nothing is said; `urban` by division whether its class is urban.
    """
    columns = [_column(fact, urban, on, silence.get(fact.name)).alias(fact.name) for fact in wanted]
    return register.select("person_id", *columns)


def _column(fact: Fact, urban: Mapping[str, bool], on: date, silent: Value | None) -> pl.Expr:
    match fact.name:
        case "alive":
            return pl.col("death_date").is_null() | (pl.col("death_date") > on)
        case "urban":
            return pl.col("residence").replace_strict(urban, default=None, return_dtype=pl.Boolean)
    said = column = pl.col(fact.name)
    match fact.type:
        case FactType.BOOL:
            column = pl.when(column.is_not_null()).then(column == YES)
        case FactType.NUMBER:
            column = column.cast(pl.String).cast(pl.Int64)
        case FactType.CODE:
            # A code that the law does not name, such as a sex that was not stated, is unknown, not silence.
            column = column.cast(pl.Enum(list(fact.codes)), strict=False)
    return column if silent is None else pl.when(said.is_null()).then(pl.lit(silent)).otherwise(column)
