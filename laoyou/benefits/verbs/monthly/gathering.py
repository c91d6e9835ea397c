"""What a run decides upon: the register of its day, the law of its month, and earlier months once more."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

import polars as pl

from laoyou.access.types import Scope
from laoyou.benefits.core import months
from laoyou.benefits.core.comparing import Decisions
from laoyou.benefits.core.slices import Slice
from laoyou.benefits.models import Proposal, Run
from laoyou.benefits.reads import holdings
from laoyou.benefits.reads.deciding import decide
from laoyou.benefits.reads.laws import MonthLaw, month_law
from laoyou.benefits.types import LOOK_BACK_MONTHS, Kind, Phase, ProposalState, RunState
from laoyou.people.reads import columns, reach
from laoyou.rules.types import Period

Report = Callable[[Phase, int], None]
"""Told which phase begins, and how far the run is in percent."""


@dataclass(frozen=True, slots=True)
class Gathered:
    """What was decided, by which law, and from which day on holdings matter."""

    law: MonthLaw
    decided: Decisions
    since: date

    def persons(self) -> pl.DataFrame:
        """Everybody who was decided or merged (`person_id`)."""
        merged = pl.DataFrame({"person_id": sorted(self.decided.merged)}, {"person_id": pl.Int64})
        parts = (part.persons.select("person_id") for part in (*self.decided.now, *self.decided.before))
        return pl.concat([merged, *parts]).unique()

    def homes(self, territory: str, held: pl.DataFrame) -> pl.DataFrame:
        """In whose list each of them stands (`person_id`, `division`), always within the territory, so that
        those who pay see it: where he lives, lived, was given what he holds (`held`: the same columns), or is
        registered; else the territory itself.
        """
        parts = (*self.decided.now, *self.decided.before)
        lived = [part.persons.select("person_id", division="residence") for part in parts]
        registered = [part.persons.select("person_id", division="registered") for part in parts]
        found = pl.concat([*lived, held, *registered])
        if bounds := Scope.division(territory).division_bounds():
            first, after = map(pl.lit, bounds)
            found = found.filter(pl.col("division").is_between(first, after, closed="left"))
        others = self.persons().with_columns(division=pl.lit(territory))
        return pl.concat([found, others]).unique("person_id", keep="first", maintain_order=True)


@dataclass(frozen=True, slots=True)
class _Former:
    """A run that was done before."""

    month: date
    on: date
    as_of: datetime


def gather(run: Run, report: Report) -> Gathered:
    """Read and decide; nothing is locked and nothing written."""
    scope = Scope.division(run.division_id)
    month = Period(run.month.start, run.month.end)
    law = month_law(run.division_id, month, run.as_of)
    report(Phase.READ, 0)
    register = columns.register(scope, run.on, as_of=run.as_of)
    absent = _absent(holdings.holders(scope), register)
    merged = frozenset(one for one, into in reach.followed(absent).items() if one != into)
    also = [one for one in absent if one not in merged]
    if also:
        register = pl.concat([register, columns.of_persons(also, run.on, as_of=run.as_of)]).sort("person_id")
    report(Phase.DECIDE, 30)
    now = decide(register, law, run.on)
    report(Phase.LOOK_BACK, 45)
    former = _former(run)
    before = tuple(_look_back(run, former, also)) if former else ()
    first = min((part.days.start for part in before if part.days.start), default=month.start)
    return Gathered(law, Decisions(month, now, before, merged), date(first.year, 1, 1))


def _absent(holders: pl.Series, register: pl.DataFrame) -> list[int]:
    """Who holds something given here, and neither lives nor is registered here any more."""
    return holders.filter(~holders.is_in(register["person_id"].implode())).to_list()


def _former(run: Run) -> list[_Former]:
    """The runs of the territory that are done, the earliest month first, and of a month the latest last."""
    rows = Run.objects.of(division=run.division_id, state=RunState.DONE).order_by("month", "as_of")
    return [_Former(row.month.start, row.on, row.as_of) for row in rows]


def _look_back(run: Run, former: list[_Former], also: Iterable[int]) -> Iterator[Slice]:
    """Earlier months decided by what is known today: for those of whom something was said since the last run
    and those whose changes wait, or for all where the law itself has changed since.
    """
    last_seen = max(one.as_of for one in former)
    touched = sorted({*columns.changed(last_seen, run.as_of), *_with_changes_waiting(run)})
    for month in months.between(_first_month(run, former), run.month.start):
        then = [one for one in former if one.month <= month.start][-1]
        on = then.on if then.month == month.start else month.start
        law = month_law(run.division_id, month, run.as_of)
        known = {"as_of": run.as_of, "lived_as_of": then.as_of}
        if not law.is_same(month_law(run.division_id, month, last_seen)):
            scope = Scope.division(run.division_id)
            yield from decide(columns.register(scope, on, also=also, **known), law, on)
        elif touched:
            yield from decide(columns.of_persons(touched, on, **known), law, on)


def _first_month(run: Run, former: list[_Former]) -> date:
    furthest: date = run.month.start
    for _ in range(LOOK_BACK_MONTHS):
        furthest = months.before(months.month_of(furthest)).start
    return max(furthest, min(one.month for one in former))


def _with_changes_waiting(run: Run) -> set[int]:
    """Persons of the territory of whom a stop or a change waits to be decided; what begins does so now."""
    bounds = Scope.division(run.division_id).division_bounds()
    rows = Proposal.objects.within(bounds).filter(state=ProposalState.PENDING).exclude(kind=Kind.START)
    return set(rows.values_list("person_id", flat=True).distinct())
