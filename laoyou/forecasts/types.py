"""What a change of the law would come to: who would gain, who would lose, how much, where and when."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from laoyou.access.types import Role, Rule
from laoyou.kernel.spans import DateSpan
from laoyou.policies.types import Document, Per

_PLANNERS = frozenset({Role.CLERK, Role.SUPERVISOR, Role.LEADER, Role.DATA_OFFICER})

ACTS = (
    Rule("forecasts.ask", "测算政策影响", _PLANNERS),
    Rule("forecasts.finish", "得出测算结果", frozenset()),
    Rule("forecasts.fail", "记下测算没有完成", frozenset()),
)

MONTHS_AHEAD = 12


class PreviewState(StrEnum):
    """How far a forecast that was asked for is. The last two are final."""

    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Change:
    """A document as it would be law for the days `in_force`, in the place of what is law there; or, with
    `ends`, the version to which these days set an end.
    """

    document: Document
    in_force: DateSpan
    ends: int | None = None


@dataclass(frozen=True, slots=True)
class Counted:
    """Under one law: how many have the benefit, what it comes to (fen), and for how many it is undecided."""

    given: int = 0
    fen: int = 0
    open: int = 0

    def __add__(self, other: Counted) -> Counted:
        return Counted(self.given + other.given, self.fen + other.fen, self.open + other.open)


@dataclass(frozen=True, slots=True)
class Moved:
    """Beside today's law: who has more and who has less (fen), other benefits that give way counted in.

    `lose_open` are those of the losers for whom it is only undecided: a paper of theirs is missing.
    """

    gain: int = 0
    gain_fen: int = 0
    lose: int = 0
    lose_fen: int = 0
    lose_open: int = 0

    @property
    def net_fen(self) -> int:
        return self.gain_fen - self.lose_fen

    def __add__(self, other: Moved) -> Moved:
        return Moved(
            self.gain + other.gain,
            self.gain_fen + other.gain_fen,
            self.lose + other.lose,
            self.lose_fen + other.lose_fen,
            self.lose_open + other.lose_open,
        )


@dataclass(frozen=True, slots=True)
class PlaceLine:
    """A town (12-digit code): today's law first, then each variant; what moves, of each variant."""

    division: str
    persons: int
    laws: tuple[Counted, ...]
    moves: tuple[Moved, ...]


@dataclass(frozen=True, slots=True)
class MonthLine:
    """What falls due in a month (fen) under each law, other benefits that give way counted in."""

    month: date
    fen: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class BesideLine:
    """Another benefit that is given to more or to fewer on account of the change."""

    code: str
    name: str
    per: Per
    laws: tuple[Counted, ...]


@dataclass(frozen=True, slots=True)
class Forecast:
    """A benefit under today's law and under each variant, decided for the living of a territory.

    Amounts are for one `per`; with `is_by_year` for a year, because the laws count by different periods.
    `month` is the first day of the month for which places and movements are told; `on` the day whose
    statuses were taken, for all months.
    """

    code: str
    name: str
    per: Per
    is_by_year: bool
    is_money: bool
    month: date
    on: date
    places: tuple[PlaceLine, ...]
    months: tuple[MonthLine, ...]
    beside: tuple[BesideLine, ...]

    @property
    def persons(self) -> int:
        return sum(line.persons for line in self.places)

    @property
    def laws(self) -> tuple[Counted, ...]:
        """Of all places together: today's law first."""
        count = len(self.months[0].fen)
        return tuple(_sum((line.laws[n] for line in self.places), Counted()) for n in range(count))

    @property
    def moves(self) -> tuple[Moved, ...]:
        """Of all places together, of each variant."""
        count = len(self.months[0].fen) - 1
        return tuple(_sum((line.moves[n] for line in self.places), Moved()) for n in range(count))

    def kept(self) -> dict[str, Any]:
        """As JSON can keep it; `read_back` is the way back."""
        return {
            **asdict(self),
            "month": self.month.isoformat(),
            "on": self.on.isoformat(),
            "months": [{"month": line.month.isoformat(), "fen": list(line.fen)} for line in self.months],
        }

    @classmethod
    def read_back(cls, kept: dict[str, Any]) -> Forecast:
        return cls(
            code=kept["code"],
            name=kept["name"],
            per=Per(kept["per"]),
            is_by_year=kept["is_by_year"],
            is_money=kept["is_money"],
            month=date.fromisoformat(kept["month"]),
            on=date.fromisoformat(kept["on"]),
            places=tuple(
                PlaceLine(
                    division=one["division"],
                    persons=one["persons"],
                    laws=_counted(one["laws"]),
                    moves=tuple(Moved(**move) for move in one["moves"]),
                )
                for one in kept["places"]
            ),
            months=tuple(
                MonthLine(date.fromisoformat(one["month"]), tuple(one["fen"])) for one in kept["months"]
            ),
            beside=tuple(
                BesideLine(one["code"], one["name"], Per(one["per"]), _counted(one["laws"]))
                for one in kept["beside"]
            ),
        )


def _sum(parts: Iterable[Any], zero: Any) -> Any:
    for part in parts:
        zero = zero + part
    return zero


def _counted(kept: Iterable[dict[str, int]]) -> tuple[Counted, ...]:
    return tuple(Counted(**one) for one in kept)


@dataclass(frozen=True, slots=True)
class PreviewRecord:
    """A forecast of a draft that was asked for and is kept.

    `digest` is that of the draft's text at the time; `stirs`: its job waits, or is in living hands;
    `progress` in percent; `problem` says why it failed.
    """

    id: int
    version_id: int
    digest: str
    state: PreviewState
    stirs: bool
    progress: int
    problem: str
    asked_by: str
    asked_at: datetime
    ended_at: datetime | None
    result: Forecast | None

    @property
    def is_running(self) -> bool:
        return self.state is PreviewState.RUNNING and self.stirs

    @property
    def is_broken_off(self) -> bool:
        """It ended without a word: its worker died, or the machine."""
        return self.state is PreviewState.RUNNING and not self.stirs
