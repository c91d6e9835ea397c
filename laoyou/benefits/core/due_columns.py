"""What falls due in many months for all who hold something: `core.dues.total` in columns.

A property test holds both equal.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import polars as pl

from laoyou.benefits.core import months
from laoyou.policies.types import Per, Proration

HELD: Mapping[str, Any] = {
    "person_id": pl.Int64,
    "benefit": pl.String,
    "start": pl.Date,
    "end": pl.Date,
    "per": pl.String,
    "proration": pl.String,
    "amount": pl.Int64,
    "version_id": pl.Int64,
    "division": pl.String,
}
"""A row a person, benefit and stretch of days; `end` null while open."""
DUE: Mapping[str, Any] = {
    "person_id": pl.Int64,
    "benefit": pl.String,
    "month": pl.Date,
    "fen": pl.Int64,
    "version_id": pl.Int64,
    "division": pl.String,
}
"""What is due: version and division are those of the last days held in the month."""
KEY = ["person_id", "benefit", "month"]


def due(held: pl.DataFrame, asked: Sequence[date]) -> pl.DataFrame:
    """DUE for the months named by their first days; months in which nothing is due are left out."""
    wanted = pl.DataFrame({"month": sorted(set(asked))}, {"month": pl.Date}).with_columns(
        first="month", last=pl.col("month").dt.month_end()
    )
    parts = [_monthly(_of(held, Per.MONTH), wanted), _yearly(_of(held, Per.YEAR), wanted)]
    parts.append(_once(_of(held, Per.ONCE), wanted))
    rows = pl.concat([part.select(*DUE, "start") for part in parts]).filter(pl.col("fen") > 0)
    whole = rows.sort("start").group_by(KEY).agg(pl.sum("fen"), pl.last("version_id"), pl.last("division"))
    return whole.select(*DUE).sort(KEY)


def _of(held: pl.DataFrame, per: Per) -> pl.DataFrame:
    return held.filter(pl.col("per") == per.value)


def _monthly(held: pl.DataFrame, wanted: pl.DataFrame) -> pl.DataFrame:
    return _covered(held, wanted).with_columns(fen=_amount())


def _yearly(held: pl.DataFrame, wanted: pl.DataFrame) -> pl.DataFrame:
    """Due in the month in which it is first held in the year; whole years only by the first terms."""
    years = sorted({day.year for day in wanted["month"]})
    spans = [months.year_of(date(year, 1, 1)) for year in years]
    of_years = pl.DataFrame(
        {"first": [one.start for one in spans], "last": [one.end for one in spans]},
        {"first": pl.Date, "last": pl.Date},
    )
    rows = _covered(held, of_years)
    whole = pl.col("proration") == Proration.NONE.value
    turn = pl.col("start").rank("ordinal").over("person_id", "benefit", "first", whole)
    return (
        rows.with_columns(fen=_amount(), turn=turn, month=pl.col("from").dt.truncate("1mo"))
        .filter(~whole | (pl.col("turn") == 1))
        .join(wanted.select("month"), on="month", how="semi")
    )


def _once(held: pl.DataFrame, wanted: pl.DataFrame) -> pl.DataFrame:
    rows = held.with_columns(month=pl.col("start").dt.truncate("1mo"), fen="amount")
    return rows.join(wanted.select("month"), on="month", how="semi")


def _covered(held: pl.DataFrame, periods: pl.DataFrame) -> pl.DataFrame:
    """Each row with each period that it touches, and the days of it that it covers: `from`, `until`."""
    touching = held.join(periods, how="cross").filter(
        (pl.col("start") <= pl.col("last")) & (pl.col("end").is_null() | (pl.col("end") >= pl.col("first")))
    )
    return touching.with_columns(
        pl.max_horizontal("start", "first").alias("from"), pl.min_horizontal("end", "last").alias("until")
    )


def _amount() -> pl.Expr:
    """The amount for a period, less what its proration takes off; half a fen is rounded up."""
    by_day = _share(_days("from", "until"), _days("first", "last"))
    by_month = _share(_months("from", "until"), _months("first", "last"))
    return (
        pl.when(pl.col("proration") == Proration.NONE.value)
        .then(pl.col("amount"))
        .when(pl.col("proration") == Proration.BY_DAY.value)
        .then(by_day)
        .otherwise(by_month)
    )


def _share(part: pl.Expr, whole: pl.Expr) -> pl.Expr:
    return (2 * pl.col("amount") * part + whole) // (2 * whole)


def _days(first: str, last: str) -> pl.Expr:
    return (pl.col(last) - pl.col(first)).dt.total_days() + 1


def _months(first: str, last: str) -> pl.Expr:
    """The calendar months touched from one day to another."""
    ordinal = [12 * pl.col(name).dt.year().cast(pl.Int64) + pl.col(name).dt.month() for name in (first, last)]
    return ordinal[1] - ordinal[0] + 1
