"""Rows of a Polars frame by their combination of values: each combination one small number.

Values become whole numbers from 0; several columns of them one number, as digits do; the numbers that occur
are looked up in a table of flags. No row is sorted, and rows are hashed only where no table can hold them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import prod
from typing import cast

import polars as pl

TABLE = 2**22  # of flags, within a processor's cache
LARGEST_TABLE = 2**25
NOT_COUNTED = 2**12
MERGED_LATER = 16
SPREAD = 2**17  # of whole numbers, or of days: 350 years


@dataclass(frozen=True, slots=True)
class Coded:
    """Rows as whole numbers from 0: an expression over a frame and the column `beside` it. Row `n` of `table`
    says what `n` stands for; where some say the same, `classes` has the number of each one's class."""

    numbers: pl.Expr
    table: pl.DataFrame
    beside: pl.Series | None = None
    classes: pl.Series | None = None

    @property
    def size(self) -> int:
        return self.table.height


def small(values: pl.Series) -> Coded | None:
    """The column of these values as small numbers, where they can be few; else None."""
    dtype, column = values.dtype, pl.col(values.name)
    if dtype == pl.Boolean:
        return _numbered(values, column.cast(pl.UInt8), pl.Series([False, True]))
    if isinstance(dtype, pl.Enum):
        return _numbered(values, column.to_physical(), dtype.categories.cast(dtype))
    if not (dtype.is_integer() or isinstance(dtype, pl.Date | pl.Categorical)):
        return None
    physical = values.to_physical()
    first, last = cast(int, physical.min() or 0), cast(int, physical.max() or 0)
    if last - first >= SPREAD:
        return None
    if isinstance(dtype, pl.Categorical):
        numbers = pl.int_range(last + 1, dtype=pl.UInt32, eager=True)
        return _numbered(values, column.to_physical(), numbers.cat.to(dtype))
    if first >= 0 and last < 2**7:
        return _numbered(values, column, pl.int_range(last + 1, dtype=pl.Int64, eager=True).cast(dtype))
    domain = pl.int_range(first, last + 1, dtype=pl.Int64, eager=True).cast(dtype)
    return _numbered(values, column.to_physical().cast(_signed(dtype)) - first, domain)


def _numbered(values: pl.Series, physical: pl.Expr, domain: pl.Series) -> Coded:
    """Numbers of the domain in its order, and where a value is null the number after the last."""
    nulls = int(values.null_count() > 0)
    table = domain.extend_constant(None, nulls).alias(values.name).to_frame()
    numbers = physical.cast(_narrow(table.height))
    return Coded(numbers.fill_null(domain.len()) if nulls else numbers, table)


def _signed(dtype: pl.DataType) -> pl.DataType:
    """Wide enough to take one value of the type from another."""
    if dtype in (pl.Int8, pl.UInt8):
        return pl.Int16()
    return pl.Int32() if dtype in (pl.Int16, pl.UInt16, pl.Date) else pl.Int64()


def apart(values: pl.Series) -> Coded:
    """Values that are in no frame, of a name that is nobody else's, as numbers, however many they are."""
    few = small(values)
    if few is not None:
        return Coded(few.numbers, few.table, values)
    table = values.unique().to_frame()
    return _looked_up(_found_in(table, values.to_frame()), values.name, table)


def _looked_up(numbers: pl.Series, name: str, table: pl.DataFrame) -> Coded:
    return Coded(pl.col(f":{name}"), table, numbers.alias(f":{name}"))


def standing_for(coded: Coded, table: pl.DataFrame) -> Coded:
    """The same rows, where the numbers stand for the rows of another table; of many, equal ones are one."""
    distinct = table.unique(maintain_order=True)
    if distinct.height == table.height:
        return Coded(coded.numbers, table, coded.beside)
    classes = _found_in(distinct, table).cast(_narrow(distinct.height))
    if table.height <= MERGED_LATER:
        return Coded(coded.numbers, table, coded.beside, classes)
    return Coded(pl.lit(classes).gather(coded.numbers), distinct, coded.beside)


def _found_in(table: pl.DataFrame, rows: pl.DataFrame) -> pl.Series:
    """For each row the number of the row of `table` that is equal to it."""
    numbered = table.with_row_index("number")
    found = rows.join(numbered, on=rows.columns, how="left", nulls_equal=True, maintain_order="left")
    return found["number"]


def combined(frame: pl.DataFrame, coded: Sequence[Coded]) -> tuple[pl.Series, pl.DataFrame]:
    """The number of each row's combination, and the table of the combinations that occur."""
    while True:
        groups = _groups(sorted(coded, key=lambda each: each.size))
        keys = (_key(group).alias(str(number)) for number, group in enumerate(groups))
        frame = _beside(frame, coded).lazy().select(keys).collect(engine="streaming")
        last = len(groups) == 1
        coded = [_together(key, group, last=last) for key, group in zip(frame, groups, strict=True)]
        if last:
            return _beside(frame, coded).select(coded[0].numbers).to_series(), coded[0].table


def _beside(frame: pl.DataFrame, coded: Sequence[Coded]) -> pl.DataFrame:
    return frame.with_columns(each.beside for each in coded if each.beside is not None)


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
    digits = [(each.numbers, each.size) for each in group]
    for limit in (2**8, 2**16, 2**64):
        digits = _joined(digits, limit)
    ((key, _),) = digits
    return key


def _joined(digits: Sequence[tuple[pl.Expr, int]], limit: int) -> list[tuple[pl.Expr, int]]:
    """Neighbours made one while they have at most so many combinations."""
    made = [digits[0]]
    for numbers, size in digits[1:]:
        before, times = made[-1]
        if times * size > limit:
            made.append((numbers, size))
            continue
        wide = _narrow(times * size)
        made[-1] = before.cast(wide) * size + numbers.cast(wide), times * size
    return made


def _together(key: pl.Series, group: Sequence[Coded], *, last: bool) -> Coded:
    """Rows by their key as numbers of the combinations. Before the last time some may be nobody's."""
    space = prod(each.size for each in group)
    if space > LARGEST_TABLE:
        occurring = key.unique()
        numbers, table = _combinations(occurring, group)
        found = _found_in(occurring.to_frame(), key.to_frame())
        return _looked_up(numbers.gather(found), key.name, table)
    if space <= NOT_COUNTED and not last:
        occurring = pl.int_range(space, dtype=pl.UInt32, eager=True)
    else:
        flags = pl.repeat(0, space, dtype=pl.UInt8, eager=True).scatter(key, 1)
        occurring = flags.cast(pl.Boolean).arg_true()
    numbers, table = _combinations(occurring, group)
    by_key = pl.repeat(0, space, dtype=numbers.dtype, eager=True).scatter(occurring, numbers)
    return Coded(pl.lit(by_key).gather(pl.col(key.name)), table)


def _combinations(keys: pl.Series, group: Sequence[Coded]) -> tuple[pl.Series, pl.DataFrame]:
    """The number of each key's combination, and the combinations: keys whose parts say the same are one."""
    digits = _digits(keys, group)
    numbers = pl.int_range(keys.len(), dtype=pl.UInt32, eager=True)
    if any(each.classes is not None for each in group):
        same = pl.repeat(0, keys.len(), dtype=pl.UInt64, eager=True)
        for each, digit in zip(group, digits, strict=True):
            same = same * each.size + (digit if each.classes is None else each.classes.gather(digit))
        firsts = same.arg_unique()
        numbers = _found_in(same.gather(firsts).to_frame(), same.to_frame())
        digits = [digit.gather(firsts) for digit in digits]
    parts = [each.table[digit] for each, digit in zip(group, digits, strict=True)]
    table = pl.concat(parts, how="horizontal")
    return numbers.cast(_narrow(table.height)), table


def _digits(keys: pl.Series, group: Sequence[Coded]) -> list[pl.Series]:
    """The numbers of the group that were joined in each key."""
    digits, rest = [], keys.cast(pl.UInt64)
    for each in reversed(group):
        digits.append(rest % each.size)
        rest = rest // each.size
    return digits[::-1]


def _narrow(size: int) -> pl.DataType:
    """The narrowest type for so many numbers from 0."""
    if size <= 2**16:
        return pl.UInt8() if size <= 2**8 else pl.UInt16()
    return pl.UInt32() if size <= 2**32 else pl.UInt64()
