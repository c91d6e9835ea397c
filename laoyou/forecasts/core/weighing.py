"""Laws side by side: what each gives to every profile, by place, and what falls due month by month."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from laoyou.forecasts.types import Counted, Moved, PlaceLine
from laoyou.policies.types import Per

IN_A_YEAR = {Per.MONTH: 12, Per.YEAR: 1, Per.ONCE: 1}


@dataclass(frozen=True, slots=True)
class Column:
    """A benefit under one of the laws: its columns in the table of profiles begin with `name`."""

    name: str
    code: str
    title: str
    per: Per
    is_money: bool

    @property
    def given(self) -> pl.Expr:
        """Due, and not withheld for another; what comes to 0 yuan is not given."""
        yes = (pl.col(f"{self.name}.verdict") == 1) & (pl.col(f"{self.name}.excluded") == 0)
        if self.is_money:
            yes = yes & (pl.col(f"{self.name}.amount") > 0)
        return yes.fill_null(False)

    @property
    def open(self) -> pl.Expr:
        return pl.col(f"{self.name}.verdict").is_null()

    @property
    def fen(self) -> pl.Expr:
        """What is given; 0 where nothing is."""
        if not self.is_money:
            return pl.lit(0, pl.Int64)
        return pl.when(self.given).then(pl.col(f"{self.name}.amount")).otherwise(0)


Law = tuple[Column, ...]


@dataclass(frozen=True, slots=True)
class Measure:
    """By what amounts are told: for one `per`, or for a year where the laws count by different periods."""

    code: str
    per: Per
    is_by_year: bool

    def fen(self, column: Column) -> pl.Expr | None:
        """What a benefit adds to a person's sum; None for what is counted by another period."""
        if self.is_by_year and (column.per is not Per.ONCE or column.code == self.code):
            return column.fen * IN_A_YEAR[column.per]
        return column.fen if column.per is self.per else None


def measure(code: str, laws: Sequence[Law]) -> Measure:
    """The period by which the benefit is counted, in whichever laws have it."""
    periods = {column.per for law in laws for column in law if column.code == code}
    if len(periods) == 1:
        return Measure(code, periods.pop(), is_by_year=False)
    return Measure(code, Per.YEAR, is_by_year=bool(periods))


def weighed(table: pl.DataFrame, laws: Sequence[Law], by: Measure) -> pl.DataFrame:
    """For every profile and law `n`: `given{n}`, `open{n}` and `fen{n}` of the benefit itself, and `sum{n}`
    of all that is counted together.
    """
    columns: list[pl.Expr] = []
    for number, law in enumerate(laws):
        own = [column for column in law if column.code == by.code]
        sums = [fen for column in law if (fen := by.fen(column)) is not None]
        columns += [
            (own[0].given if own else pl.lit(False)).alias(f"given{number}"),
            (own[0].open if own else pl.lit(False)).alias(f"open{number}"),
            (_fen(own, by)).alias(f"fen{number}"),
            pl.sum_horizontal(pl.lit(0, pl.Int64), *sums).alias(f"sum{number}"),
        ]
    return table.with_columns(columns).select(one.meta.output_name() for one in columns)


def _fen(own: Sequence[Column], by: Measure) -> pl.Expr:
    fen = by.fen(own[0]) if own else None
    return pl.lit(0, pl.Int64) if fen is None else fen


def moved(number: int, *, is_money: bool) -> tuple[pl.Expr, pl.Expr]:
    """Who gains and who loses by a law, over the columns of `weighed`; of a service, who gets or loses it."""
    change = pl.col(f"sum{number}") - pl.col("sum0")
    if is_money:
        return change > 0, change < 0
    has, had = pl.col(f"given{number}"), pl.col("given0")
    return has & ~had, had & ~has


def by_place(persons: pl.DataFrame, profiles: pl.DataFrame, laws: int, *, is_money: bool) -> list[PlaceLine]:
    """Counted by place. `persons`: `place` and `profile`, a row a person; `profiles` as of `weighed`."""
    counted = persons.group_by("place", "profile").len("n").with_columns(pl.col("n").cast(pl.Int64))
    table = pl.concat([counted, profiles[counted["profile"]]], how="horizontal")
    n, asked = pl.col("n"), [pl.col("n").sum().alias("persons")]
    for number in range(laws):
        asked += [
            n.filter(pl.col(f"given{number}")).sum().alias(f"given{number}"),
            n.filter(pl.col(f"open{number}")).sum().alias(f"open{number}"),
            (n * pl.col(f"fen{number}")).sum().alias(f"fen{number}"),
        ]
    for number in range(1, laws):
        gain, lose = moved(number, is_money=is_money)
        change = n * (pl.col(f"sum{number}") - pl.col("sum0"))
        asked += [
            n.filter(gain).sum().alias(f"gain{number}"),
            change.filter(gain).sum().alias(f"gain_fen{number}"),
            n.filter(lose).sum().alias(f"lose{number}"),
            (-change).filter(lose).sum().alias(f"lose_fen{number}"),
            n.filter(lose & pl.col(f"open{number}")).sum().alias(f"lose_open{number}"),
        ]
    rows = table.group_by("place").agg(asked).sort("place").iter_rows(named=True)
    return [_line(row, laws) for row in rows]


def _line(row: dict[str, object], laws: int) -> PlaceLine:
    def n(name: str) -> int:
        return int(str(row[name] or 0))

    return PlaceLine(
        division=str(row["place"]),
        persons=n("persons"),
        laws=tuple(Counted(n(f"given{i}"), n(f"fen{i}"), n(f"open{i}")) for i in range(laws)),
        moves=tuple(
            Moved(n(f"gain{i}"), n(f"gain_fen{i}"), n(f"lose{i}"), n(f"lose_fen{i}"), n(f"lose_open{i}"))
            for i in range(1, laws)
        ),
    )


def counted(persons: pl.DataFrame, table: pl.DataFrame, column: Column) -> Counted:
    """One benefit under one law, of all persons together."""
    many = persons.group_by("profile").len("n").with_columns(pl.col("n").cast(pl.Int64))
    n = pl.col("n")
    rows = pl.concat([many, table[many["profile"]]], how="horizontal").select(
        given=n.filter(column.given).sum(), fen=(n * column.fen).sum(), open=n.filter(column.open).sum()
    )
    return Counted(**{name: int(value or 0) for name, value in rows.row(0, named=True).items()})


class Dues:
    """What falls due month by month to the same persons, in the same order, under one law.

    A monthly amount is due in every month; a yearly one in the first month of the year in which it is given;
    what comes once, when it is given for the first time.
    """

    def __init__(self) -> None:
        self._had: dict[str, pl.Series] = {}

    def had_before(self, profiles: pl.Series, table: pl.DataFrame, law: Law) -> None:
        """The month before the first: what was given then has been paid."""
        for column in law:
            if column.is_money and column.per is not Per.MONTH:
                self._had[column.code] = table.select(column.given).to_series().gather(profiles)

    def of_month(self, profiles: pl.Series, table: pl.DataFrame, law: Law, *, is_january: bool) -> int:
        """Fen that fall due."""
        total = 0
        for column in law:
            if not column.is_money:
                continue
            fen = table.select(column.fen).to_series()
            if column.per is Per.MONTH:
                total += int(fen.gather(profiles).sum() or 0)
                continue
            given = table.select(column.given).to_series().gather(profiles)
            had = self._had.get(column.code)
            if had is None or (is_january and column.per is Per.YEAR):
                had = pl.repeat(False, given.len(), dtype=pl.Boolean, eager=True)
            total += int(fen.gather(profiles).filter(given & ~had).sum() or 0)
            self._had[column.code] = had | given
        return total
