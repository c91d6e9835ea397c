"""A forecast as a page shows it: sums, who moves, months and towns, each with its chart and its table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from laoyou.desks.entitlements import months
from laoyou.forecasts.types import Counted, Forecast, Moved, PlaceLine
from laoyou.kernel.money import Money
from laoyou.places import reads as places
from laoyou.policies.types import Per
from laoyou.web.types import ChartData, Series

PER_WORDS = {Per.MONTH: "元/月", Per.YEAR: "元/年", Per.ONCE: "元（一次性）"}
MOST_CHARTED = 12
"""So many towns go into the chart, those where most changes; the table has them all."""

MOST_UNFOLDED = 20


@dataclass(frozen=True, slots=True)
class LawSum:
    """What a law comes to: how many have it, how much, how many are open."""

    label: str
    given: int
    much: str
    open: int


@dataclass(frozen=True, slots=True)
class MoveSum:
    """What a variant changes beside today's law; `number` is the variant's, from 1."""

    number: int
    label: str
    gain: int
    gain_much: str
    lose: int
    lose_much: str
    lose_open: int
    net: str

    @property
    def moves_somebody(self) -> bool:
        return bool(self.gain or self.lose)


@dataclass(frozen=True, slots=True)
class TownRow:
    """A place: how many people, what today's law comes to, and of each variant gains, losses and the net."""

    name: str
    persons: int
    given: int
    much: str
    moves: tuple[tuple[int, int, str], ...]


@dataclass(frozen=True, slots=True)
class BesideRow:
    """Another benefit: its name, and under each law how many have it and how much."""

    name: str
    is_demo: bool
    laws: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """A forecast in words. `unit` is that of its sums, empty for a service."""

    name: str
    month: str
    on: date
    persons: int
    unit: str
    is_money: bool
    is_by_year: bool
    is_demo: bool
    laws: tuple[LawSum, ...]
    moves: tuple[MoveSum, ...]
    months: ChartData
    towns: ChartData
    rows: tuple[TownRow, ...]
    beside: tuple[BesideRow, ...]

    @property
    def is_long(self) -> bool:
        """Whether the table of places is folded away at first."""
        return len(self.rows) > MOST_UNFOLDED


def shown(found: Forecast, labels: Sequence[str]) -> Shown:
    """`labels` name the laws, today's first."""
    unit = "元/年（合计）" if found.is_by_year else PER_WORDS[found.per]
    names = _names(found.places)
    return Shown(
        name=found.name,
        month=months.said(months.month_of(found.month)),
        on=found.on,
        persons=found.persons,
        unit=unit if found.is_money else "",
        is_money=found.is_money,
        is_by_year=found.is_by_year,
        is_demo=found.is_demo,
        laws=tuple(_law(label, one) for label, one in zip(labels, found.laws, strict=True)),
        moves=tuple(_move(n, labels[n], one) for n, one in enumerate(found.moves, 1)),
        months=_months(found, labels),
        towns=_towns(found, labels, names),
        rows=tuple(_row(line, names) for line in found.places),
        beside=tuple(
            BesideRow(
                one.name,
                one.is_demo,
                tuple((law.given, _much(law.fen, PER_WORDS[one.per])) for law in one.laws),
            )
            for one in found.beside
        ),
    )


def yuan(fen: int) -> str:
    """1,234.50, with a sign before what is less."""
    return Money(fen).yuan


def signed(fen: int) -> str:
    """+1,234.50, -20.00, 0.00"""
    return f"+{yuan(fen)}" if fen > 0 else yuan(fen)


def _much(fen: int, unit: str) -> str:
    return f"{yuan(fen)} {unit}" if fen else ""


def _law(label: str, one: Counted) -> LawSum:
    return LawSum(label, one.given, yuan(one.fen), one.open)


def _move(number: int, label: str, one: Moved) -> MoveSum:
    return MoveSum(
        number=number,
        label=label,
        gain=one.gain,
        gain_much=yuan(one.gain_fen),
        lose=one.lose,
        lose_much=yuan(one.lose_fen),
        lose_open=one.lose_open,
        net=signed(one.net_fen),
    )


def _row(line: PlaceLine, names: Mapping[str, str]) -> TownRow:
    return TownRow(
        name=names.get(line.division, line.division),
        persons=line.persons,
        given=line.laws[0].given,
        much=yuan(line.laws[0].fen),
        moves=tuple((one.gain, one.lose, signed(one.net_fen)) for one in line.moves),
    )


def _months(found: Forecast, labels: Sequence[str]) -> ChartData:
    return ChartData(
        labels=tuple(months.said(months.month_of(line.month)) for line in found.months),
        series=tuple(
            Series(label, tuple(line.fen[n] / 100 for line in found.months)) for n, label in enumerate(labels)
        ),
        unit="元",
        of="月份",
    )


def _towns(found: Forecast, labels: Sequence[str], names: Mapping[str, str]) -> ChartData:
    """What each place comes to under each law; of a service, how many have it. Where most changes first."""

    def size(line: PlaceLine, law: int) -> float:
        return line.laws[law].fen / 100 if found.is_money else float(line.laws[law].given)

    def change(line: PlaceLine) -> float:
        return max((one.gain_fen + one.lose_fen + one.gain + one.lose for one in line.moves), default=0)

    ordered = sorted(found.places, key=lambda line: (-change(line), -size(line, 0), line.division))
    chosen = [line for line in ordered[:MOST_CHARTED] if any(size(line, n) for n in range(len(labels)))]
    return ChartData(
        labels=tuple(names.get(line.division, line.division) for line in chosen),
        series=tuple(
            Series(label, tuple(size(line, n) for line in chosen)) for n, label in enumerate(labels)
        ),
        unit="元" if found.is_money else "人",
        of="地方",
    )


def _names(lines: Sequence[PlaceLine]) -> dict[str, str]:
    """Short where all lie in one county, else from the county down."""
    found = places.divisions(line.division for line in lines)
    counties = {code[:6] for code in found}
    return {code: one.short_name if len(counties) == 1 else one.full_name for code, one in found.items()}
