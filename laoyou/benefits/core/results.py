"""The result of a month in the form in which it is kept: a row a profile, a row a person, sums, a digest."""

from __future__ import annotations

import hashlib
from typing import Any

import polars as pl

from laoyou.benefits.core.slices import Slice
from laoyou.benefits.types import Law

SIDES = {
    "verdicts": "verdict",
    "failed": "failed",
    "unknown": "unknown",
    "missing": "missing",
    "excluded": "excluded",
    "amounts": "amount",
}
"""What is kept of every law, and its column in the table of a slice."""


def looks(part: Slice) -> list[str]:
    """What the laws look at: the columns of the table that belong to no law."""
    own = tuple(f"{law.code}." for law in part.laws)
    return [name for name in part.table.columns if not name.startswith(own)]


def persons(part: Slice) -> pl.DataFrame:
    """Who lived on the first of the days: `person_id`, `profile`, `division`."""
    alive = pl.col("death_date").is_null() | (pl.col("death_date") >= part.days.start)
    there = part.persons.filter(alive)
    return there.select("person_id", pl.col("profile").cast(pl.Int32), division="residence")


def profiles(part: Slice, living: pl.DataFrame) -> pl.DataFrame:
    """A row a profile: `number`, `persons`, `values` (JSON), and the SIDES as PostgreSQL writes arrays."""
    count = pl.DataFrame({"number": pl.int_range(part.table.height, dtype=pl.Int32, eager=True)})
    counted = living.group_by("profile").len("persons")
    count = count.join(counted, left_on="number", right_on="profile", how="left", maintain_order="left")
    values = pl.concat_str(
        [_json(pl.col(name), part.table.schema[name]) for name in looks(part)], separator=", "
    )
    table = part.table.select(
        values=pl.concat_str(pl.lit("["), values, pl.lit("]")) if looks(part) else pl.lit("[]"),
        **{
            name: _array([pl.col(f"{law.code}.{side}") for law in part.laws]) for name, side in SIDES.items()
        },
    )
    return pl.concat([count.with_columns(pl.col("persons").fill_null(0)), table], how="horizontal")


def sums(part: Slice, living: pl.DataFrame) -> dict[str, dict[str, int]]:
    """By law: how many living have it (`given`, together `fen`), are undecided or excluded."""
    counted = living.group_by("profile").len("persons").sort("profile")
    table = part.table[counted["profile"].cast(pl.UInt32)].with_columns(counted["persons"])
    return {law.code: _sum(table, law) for law in part.laws}


def digest(living: pl.DataFrame, table: pl.DataFrame, laws: tuple[Law, ...]) -> str:
    """SM3 over the law and the verdicts: equal for two runs that came to the same."""
    made = hashlib.new("sm3")
    for law in laws:
        made.update(f"{law.code},{law.digest},{law.part.start},{law.part.end}\n".encode())
    for frame in (table, living):
        for block in frame.iter_slices(250_000):
            made.update(block.write_csv(include_header=False).encode())
    return made.hexdigest()


def _sum(table: pl.DataFrame, law: Law) -> dict[str, int]:
    verdict, excluded = pl.col(f"{law.code}.verdict"), pl.col(f"{law.code}.excluded")
    amount, many = pl.col(f"{law.code}.amount"), pl.col("persons").cast(pl.Int64)
    yes = (verdict == 1) & (excluded == 0)
    if law.is_money:
        yes = yes & (amount > 0)
    found: dict[str, Any] = table.select(
        given=many.filter(yes).sum(),
        fen=(many * amount).filter(yes).sum(),
        excluded=many.filter((verdict == 1) & (excluded != 0)).sum(),
        undecided=many.filter(verdict.is_null()).sum(),
    ).row(0, named=True)
    return {name: int(value or 0) for name, value in found.items()}


def _array(columns: list[pl.Expr]) -> pl.Expr:
    if not columns:
        return pl.lit("{}")
    inside = pl.concat_str([column.cast(pl.String).fill_null("NULL") for column in columns], separator=",")
    return pl.concat_str(pl.lit("{"), inside, pl.lit("}"))


def _json(column: pl.Expr, dtype: pl.DataType) -> pl.Expr:
    """A value in JSON; codes and dates are plain text without anything to escape."""
    text = column.cast(pl.String)
    bare = dtype.is_integer() or dtype == pl.Boolean
    return (text if bare else pl.concat_str(pl.lit('"'), text, pl.lit('"'))).fill_null("null")
