"""Rows of a Polars frame by their combination of values: each combination one small number.

Values become whole numbers from 0; several columns of them one number as digits become one; the numbers that
occur are counted through in a table of flags. Nothing is sorted, and hashed only what no table can hold.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import prod
from typing import cast

import polars as pl

TABLE = 2**22  # of flags, within a processor's cache
LARGEST_TABLE = 2**25
SPREAD = 2**17  # of whole numbers, or of days: 350 years


@dataclass(frozen=True, slots=True)
class Coded:
    """Rows as whole numbers from 0, an expression; row `n` of `table` says what `n` stands for."""

    numbers: pl.Expr
    table: pl.DataFrame

    @property
    def size(self) -> int:
        return self.table.height


def small(values: pl.Series) -> Coded | None:
    """The column of these values as small numbers, 0 for null, where they can be few; else None."""
    dtype, column = values.dtype, pl.col(values.name)
    if dtype == pl.Boolean:
        return _from_one(column.cast(pl.UInt8), pl.Series(values.name, [False, True]))
    if isinstance(dtype, pl.Enum):
        return _from_one(column.to_physical(), dtype.categories.cast(dtype).alias(values.name))
    whole = dtype.is_integer() or isinstance(dtype, pl.Date | pl.Categorical)
    if not whole:
        return None
    physical = values.to_physical()
    first, last = cast(int, physical.min() or 0), cast(int, physical.max() or 0)
    if last - first >= SPREAD:
        return None
    if isinstance(dtype, pl.Categorical):
        numbers = pl.int_range(last + 1, dtype=pl.UInt32, eager=True).alias(values.name)
        return _from_one(column.to_physical(), numbers.cat.to(dtype))
    domain = pl.int_range(first, last + 1, dtype=pl.Int64, eager=True).cast(dtype).alias(values.name)
    return _from_one(column.to_physical().cast(_signed(dtype)) - first, domain)


def _from_one(physical: pl.Expr, domain: pl.Series) -> Coded:
    table = pl.concat([domain.clear(1), domain]).to_frame()
    return Coded((physical.cast(_narrow(table.height)) + 1).fill_null(0), table)


def _signed(dtype: pl.DataType) -> pl.DataType:
    """Wide enough to take one value of the type from another."""
    if dtype in (pl.Int8, pl.UInt8):
        return pl.Int16()
    return pl.Int32() if dtype in (pl.Int16, pl.UInt16, pl.Date) else pl.Int64()


def dictionary(values: pl.Series) -> Coded:
    """The values as numbers of the distinct ones, however many they are."""
    table = values.unique().to_frame()
    return Coded(pl.lit(_found_in(table, values.to_frame())), table)


def standing_for(coded: Coded, table: pl.DataFrame) -> Coded:
    """The same rows, where the numbers stand for the rows of another table: equal ones become one."""
    classes = table.unique(maintain_order=True)
    if classes.height == table.height:
        return Coded(coded.numbers, table)
    number = _found_in(classes, table).cast(_narrow(classes.height))
    return Coded(pl.lit(number).gather(coded.numbers), classes)


def _found_in(table: pl.DataFrame, rows: pl.DataFrame) -> pl.Series:
    """For each row the number of the row of `table` that is equal to it."""
    numbered = table.with_row_index("number")
    found = rows.join(numbered, on=rows.columns, how="left", nulls_equal=True, maintain_order="left")
    return found["number"]


def combined(frame: pl.DataFrame, coded: Sequence[Coded]) -> tuple[pl.Series, pl.DataFrame]:
    """The number of each row's combination, and the table of the combinations that occur."""
    while True:
        groups = _groups(sorted(coded, key=lambda each: each.size))
        keys = frame.select(_key(group).alias(str(number)) for number, group in enumerate(groups))
        found = [_counted(keys[str(number)], group) for number, group in enumerate(groups)]
        frame = pl.DataFrame([numbers.alias(str(number)) for number, (numbers, _) in enumerate(found)])
        coded = [Coded(pl.col(str(number)), table) for number, (_, table) in enumerate(found)]
        if len(coded) == 1:
            return frame["0"], coded[0].table


def _groups(coded: Sequence[Coded]) -> list[Sequence[Coded]]:
    """Groups whose combinations a small table can hold; where no two fit, the first two all the same."""
    groups: list[list[Coded]] = [[]]
    for each in coded:
        if groups[-1] and prod(other.size for other in groups[-1]) * each.size > TABLE:
            groups.append([])
        groups[-1].append(each)
    if len(groups) == len(coded) > 1:
        return [coded[:2], *([each] for each in coded[2:])]
    return [*groups]


def _key(group: Sequence[Coded]) -> pl.Expr:
    """The numbers of a group as digits of one; each step in the narrowest type that holds it."""
    key, size = group[0].numbers, group[0].size
    for each in group[1:]:
        size *= each.size
        key = key.cast(_narrow(size)) * each.size + each.numbers.cast(_narrow(size))
    return key


def _counted(key: pl.Series, group: Sequence[Coded]) -> tuple[pl.Series, pl.DataFrame]:
    """The keys as numbers of those that occur, and what these stand for."""
    space = prod(each.size for each in group)
    numbers, occurring = _by_table(key, space) if space <= LARGEST_TABLE else _by_hash(key)
    tables = []
    for each in reversed(group):
        tables.append(each.table[occurring % each.size])
        occurring = occurring // each.size
    return numbers, pl.concat(reversed(tables), how="horizontal")


def _by_table(key: pl.Series, space: int) -> tuple[pl.Series, pl.Series]:
    flags = pl.repeat(0, space, dtype=pl.UInt8, eager=True).scatter(key, 1)
    occurring = flags.cast(pl.Boolean).arg_true()
    dtype = _narrow(occurring.len())
    numbers = pl.int_range(occurring.len(), dtype=pl.UInt32, eager=True).cast(dtype)
    return pl.repeat(0, space, dtype=dtype, eager=True).scatter(occurring, numbers).gather(key), occurring


def _by_hash(key: pl.Series) -> tuple[pl.Series, pl.Series]:
    occurring = key.unique()
    return _found_in(occurring.to_frame(), key.to_frame()), occurring


def _narrow(size: int) -> pl.DataType:
    """The narrowest type for so many numbers from 0."""
    if size <= 2**16:
        return pl.UInt8() if size <= 2**8 else pl.UInt16()
    return pl.UInt32() if size <= 2**32 else pl.UInt64()
