"""Monthly runs: how far they are, by what they decided, what came of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from laoyou.access.types import Place, Scope, ScopeKind, division_code
from laoyou.benefits.core.months import month_of
from laoyou.benefits.models import Run
from laoyou.benefits.types import Kind, Phase, ProposalState, RunState
from laoyou.kernel.errors import NotFound
from laoyou.places import reads as places
from laoyou.rules.types import Period
from laoyou.store import keyset

NEWEST_FIRST = keyset.Order(("-id",))
PROGRESS = ("phase", "progress")
"""The columns of a run in which its job tells how far it is."""
STALE_SECONDS = 120
"""A run that has not stirred for so long is taken to be cut off."""


@dataclass(frozen=True, slots=True)
class LawRecord:
    """A benefit as a run decided it, and how many living persons have it, are excluded or undecided.

    `fen` is what all together have for a month, a year or once, by `per`; `clauses` are keys, by bit.
    """

    code: str
    name: str
    version_id: int
    digest: str
    per: str
    is_money: bool
    automatic: bool
    demo: bool
    clauses: tuple[str, ...]
    rivals: tuple[str, ...]
    given: int
    excluded: int
    undecided: int
    fen: int


@dataclass(frozen=True, slots=True)
class RunRecord:
    """A run. `result` is the run whose profiles and persons stand for its own: itself, or an earlier one."""

    id: int
    territory: str
    month: Period
    on: date
    as_of: datetime
    state: RunState
    digest: str
    result: int
    engine: int
    laws: tuple[LawRecord, ...]
    facts: tuple[str, ...]
    persons: int
    profiles: int
    lapsed: int
    proposals: dict[tuple[Kind, ProposalState], int]
    phase: Phase | None
    progress: int
    problem: str
    begun_name: str
    begun_at: datetime
    beat_at: datetime | None
    done_at: datetime | None

    def is_working(self, now: datetime) -> bool:
        """Whether it is under way: it said so a short while ago."""
        stirred = self.beat_at is not None and (now - self.beat_at).total_seconds() < STALE_SECONDS
        return self.state is RunState.WORKING and stirred

    def is_cut_off(self, now: datetime) -> bool:
        """Whether it ended without a word (a crash, a power cut). It has written nothing."""
        return self.state is RunState.WORKING and not self.is_working(now)

    def law(self, code: str) -> LawRecord | None:
        return next((law for law in self.laws if law.code == code), None)


def runs(reach: Scope, *, size: int = 30, cursor: str | None = None) -> keyset.Page[RunRecord]:
    """Runs that decide about somebody within `reach`, newest first: for territories in it, or around it."""
    rows = Run.objects.within(reach.division_bounds())
    if reach.kind is ScopeKind.DIVISION:
        rows = rows | Run.objects.of(division__in=places.ancestors(division_code(reach.key)))
    page = keyset.page(rows, NEWEST_FIRST, size, cursor)
    return keyset.Page([_record(row) for row in page.rows], page.next, page.previous)


def run(run_id: int) -> RunRecord:
    """One run; the caller has checked the permission at `place_of_run`. Raises NotFound."""
    row = Run.objects.of(pk=run_id).first()
    if row is None:
        raise NotFound("没有找到这次认定，请返回列表重新查找。", "no_run")
    return _record(row)


def latest(territory: str, month: Period | None = None) -> RunRecord | None:
    """The run of a territory that was done last, of a month or of the latest month."""
    rows = Run.objects.of(division=territory, state=RunState.DONE)
    if month is not None:
        rows = rows.filter(month__contains=month.start)
    row = rows.order_by("-month", "-id").first()
    return _record(row) if row else None


def place_of_run(run_id: int, *_: object, **__: object) -> Place:
    """Where a run belongs: its territory. NotFound when there is none."""
    return Place((run(run_id).territory,))


def _record(row: Run) -> RunRecord:
    manifest, counts = row.manifest, row.counts
    told: dict[str, dict[str, int]] = counts.get("laws", {})
    rivals: dict[str, list[str]] = manifest.get("rivals", {})
    return RunRecord(
        id=row.pk,
        territory=row.division_id,
        month=Period(row.month.start, row.month.end),
        on=row.on,
        as_of=row.as_of,
        state=RunState(row.state),
        digest=row.digest,
        result=row.same_as_id or row.pk,
        engine=manifest["engine"],
        laws=tuple(
            _law(law, told.get(law["code"], {}), rivals.get(law["code"], [])) for law in manifest["laws"]
        ),
        facts=tuple(manifest.get("facts", ())),
        persons=counts.get("persons", 0),
        profiles=counts.get("profiles", 0),
        lapsed=counts.get("lapsed", 0),
        proposals={
            (Kind(kind), ProposalState(state)): count for kind, state, count in counts.get("proposals", ())
        },
        phase=Phase(row.phase) if row.phase else None,
        progress=row.progress,
        problem=row.problem,
        begun_name=row.begun_name,
        begun_at=row.begun_at,
        beat_at=row.beat_at,
        done_at=row.done_at,
    )


def _law(law: dict[str, Any], told: dict[str, int], rivals: list[str]) -> LawRecord:
    return LawRecord(
        code=law["code"],
        name=law["name"],
        version_id=law["version_id"],
        digest=law["digest"],
        per=law["per"],
        is_money=law["is_money"],
        automatic=law["automatic"],
        demo=law["demo"],
        clauses=tuple(law["clauses"]),
        rivals=tuple(rivals),
        given=told.get("given", 0),
        excluded=told.get("excluded", 0),
        undecided=told.get("undecided", 0),
        fen=told.get("fen", 0),
    )


__all__ = [
    "PROGRESS",
    "STALE_SECONDS",
    "LawRecord",
    "RunRecord",
    "latest",
    "month_of",
    "place_of_run",
    "run",
    "runs",
]
