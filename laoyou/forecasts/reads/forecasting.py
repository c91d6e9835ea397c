"""A change of the law on the living register: who would gain and lose, where, and what months would cost."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce

import polars as pl

from laoyou.access.types import Scope
from laoyou.benefits.reads.deciding import decide
from laoyou.forecasts.core import weighing
from laoyou.forecasts.core.weighing import Column, Dues, Measure
from laoyou.forecasts.reads import laws, months
from laoyou.forecasts.types import BesideLine, Change, Counted, Forecast, MonthLine, PlaceLine
from laoyou.people.reads import columns
from laoyou.policies.types import NATIONAL
from laoyou.rules.types import Period

TOWN_DIGITS, VILLAGE_DIGITS = 9, 12

Report = Callable[[int], None]
"""Told how far it is, in percent."""


@dataclass(frozen=True, slots=True)
class Question:
    """One benefit under today's law and under each of the changes, for the people of a scope.

    `month` is the first of `months`; `on` the day whose statuses count for all of them: only ages move.
    """

    code: str
    scope: Scope
    changes: tuple[Change, ...]
    month: Period
    months: int
    on: date


@dataclass(frozen=True, slots=True)
class _Decided:
    """A month of an area, decided under all laws at once."""

    month: Period
    persons: pl.DataFrame
    table: pl.DataFrame
    laws: tuple[tuple[Column, ...], ...]


def scope_of(reach: Scope, territory: str) -> Scope | None:
    """Where a policy of a territory would count, as far as the reader sees; None where that is nowhere."""
    whole = Scope.everything() if territory == NATIONAL else Scope.division(territory)
    if reach.holds(whole):
        return whole
    return reach if whole.holds(reach) else None


def living(scope: Scope, on: date) -> pl.DataFrame:
    """Everybody alive who lives or is registered within a scope, as people.reads.columns gives them."""
    return columns.register(scope, on).filter(pl.col("death_date").is_null())


def forecast(asked: Question, register: pl.DataFrame, report: Report = lambda percent: None) -> Forecast:
    """What comes of it. `register` as `living` gives it for the question's scope and day."""
    parts = [_Area(asked, area, frame) for area, frame in _by_area(asked, register)]
    for number, part in enumerate(parts):
        part.work(_share(report, number, len(parts)))
    by = _measure(parts, asked)
    is_money = any(column.is_money for part in parts for column in part.own())
    title = next((column.title for part in parts for column in reversed(part.own())), asked.code)
    return Forecast(
        code=asked.code,
        name=title,
        per=by.per,
        is_by_year=by.is_by_year,
        is_money=is_money,
        month=asked.month.start,
        on=asked.on,
        places=_joined(line for part in parts for line in part.places(by, is_money=is_money)),
        months=tuple(
            MonthLine(month.start, tuple(map(sum, zip(*(part.due[number] for part in parts), strict=True))))
            for number, month in enumerate(months.from_month(asked.month, asked.months))
        ),
        beside=_beside(parts, asked),
    )


def _share(report: Report, done: int, of: int) -> Report:
    """Percent of one part as percent of the whole."""
    return lambda percent: report((100 * done + percent) // of)


def affected(asked: Question, register: pl.DataFrame, law: int, *, gains: bool) -> pl.DataFrame:
    """Who gains (or loses) by a law in the first month: `person_id`, `place`, `was` and `will` (fen), by
    place and id.
    """
    parts = [_Area(asked, area, frame) for area, frame in _by_area(asked, register)]
    firsts = [part.decided(asked.month) for part in parts]
    every = [law for one in firsts for law in one.laws]
    by = weighing.measure(asked.code, every)
    own = [column for law in every for column in law if column.code == asked.code]
    is_money = any(column.is_money for column in own)
    found = []
    for one in firsts:
        profiles = weighing.weighed(one.table, one.laws, by)
        rows = pl.concat([one.persons, profiles[one.persons["profile"]]], how="horizontal")
        better, worse = weighing.moved(law, is_money=is_money)
        rows = rows.filter(better if gains else worse)
        found.append(rows.select("person_id", "place", was=pl.col("sum0"), will=pl.col(f"sum{law}")))
    return pl.concat(found).sort("place", "person_id")


class _Area:
    """People under one law, whatever it is: decided for the first month, then month by month."""

    def __init__(self, asked: Question, area: str, register: pl.DataFrame) -> None:
        self.asked, self.area, self.register = asked, area, register
        self.first: _Decided | None = None
        self.due: list[tuple[int, ...]] = []

    def work(self, report: Report) -> None:
        every = [*months.from_month(self.asked.month, self.asked.months)]
        dues = [Dues() for _ in range(len(self.asked.changes) + 1)]
        before = self.decided(months.before(self.asked.month))
        for each in dues:
            each.had_before(before.persons["profile"], before.table, before.laws[0])
        for number, month in enumerate(every):
            found = self.decided(month)
            self.first = self.first or found
            january = month.start.month == 1
            self.due.append(
                tuple(
                    each.of_month(found.persons["profile"], found.table, law, is_january=january)
                    for each, law in zip(dues, found.laws, strict=True)
                )
            )
            report(100 * (number + 1) // len(every))

    def decided(self, month: Period) -> _Decided:
        today = laws.today(self.area, month)
        every = [today, *(laws.changed(today, change, month) for change in self.asked.changes)]
        together = laws.side_by_side(every, laws.concerned(every, self.asked.code), month)
        persons = self.register.select("person_id", "place")
        if not together.law.laws:
            nothing = persons.with_columns(profile=pl.lit(0, pl.UInt32))
            return _Decided(month, nothing, pl.DataFrame({"": [None]}), together.columns)
        part = decide(self.register, together.law, self.asked.on)[-1]
        found = persons.with_columns(part.persons["profile"])
        return _Decided(month, found, together.excluded(part.table), together.columns)

    def own(self) -> list[Column]:
        """The benefit itself, law by law, where they have it."""
        every = self.first.laws if self.first else ()
        return [column for law in every for column in law if column.code == self.asked.code]

    def places(self, by: Measure, *, is_money: bool) -> list[PlaceLine]:
        if self.first is None:
            return []
        profiles = weighing.weighed(self.first.table, self.first.laws, by)
        return weighing.by_place(self.first.persons, profiles, len(self.first.laws), is_money=is_money)

    def beside(self) -> Iterator[tuple[Column, int, Counted]]:
        """The other benefits, law by law."""
        if self.first is None:
            return
        for number, law in enumerate(self.first.laws):
            for column in law:
                if column.code != self.asked.code:
                    yield column, number, weighing.counted(self.first.persons, self.first.table, column)


def _by_area(asked: Question, register: pl.DataFrame) -> Iterator[tuple[str, pl.DataFrame]]:
    """The people by the law under which they stand, each with the `place` at which he is counted: where he
    lives, or, when that is elsewhere, where he is registered.
    """
    key = laws.key_of(laws.territory_of(asked.scope))
    home = pl.when(pl.col("residence").str.starts_with(key)).then("residence").otherwise("registered")
    found = register.with_columns(here=home)
    digits = TOWN_DIGITS if len(key) < TOWN_DIGITS else VILLAGE_DIGITS
    place = pl.col("here").str.slice(0, digits).str.pad_end(VILLAGE_DIGITS, "0")
    areas = laws.areas(asked.scope, asked.month.end)
    nearest = reduce(
        lambda otherwise, area: pl.when(pl.col("here").str.starts_with(laws.key_of(area)))
        .then(pl.lit(area))
        .otherwise(otherwise),
        areas[1:],
        pl.lit(areas[0]),
    )
    found = found.with_columns(place=place, area=nearest).drop("here")
    for area in areas:
        there = found.filter(pl.col("area") == area).drop("area")
        if there.height or area == areas[0]:
            yield area, there


def _measure(parts: Sequence[_Area], asked: Question) -> Measure:
    every = [law for part in parts if part.first for law in part.first.laws]
    return weighing.measure(asked.code, every)


def _joined(lines: Iterator[PlaceLine]) -> tuple[PlaceLine, ...]:
    """A line a place, though law differ within it."""
    found: dict[str, PlaceLine] = {}
    for line in lines:
        other = found.get(line.division)
        found[line.division] = line if other is None else _together(line, other)
    return tuple(found[code] for code in sorted(found))


def _together(one: PlaceLine, other: PlaceLine) -> PlaceLine:
    return PlaceLine(
        one.division,
        one.persons + other.persons,
        tuple(a + b for a, b in zip(one.laws, other.laws, strict=True)),
        tuple(a + b for a, b in zip(one.moves, other.moves, strict=True)),
    )


def _beside(parts: Sequence[_Area], asked: Question) -> tuple[BesideLine, ...]:
    """Other benefits, where some law gives them to others than today's."""
    titles: dict[str, Column] = {}
    sums: dict[str, list[Counted]] = {}
    for part in parts:
        for column, number, found in part.beside():
            titles[column.code] = column
            line = sums.setdefault(column.code, [Counted()] * (len(asked.changes) + 1))
            line[number] = line[number] + found
    return tuple(
        BesideLine(code, titles[code].title, titles[code].per, tuple(line))
        for code, line in sorted(sums.items())
        if len({(one.given, one.fen) for one in line}) > 1
    )


__all__ = ["Question", "affected", "forecast", "living", "scope_of"]
