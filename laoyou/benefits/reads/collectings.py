"""Collectings: how far they are, and what came of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from laoyou.access.types import Place, Scope, ScopeKind, division_code
from laoyou.benefits.models import Collecting, Due
from laoyou.benefits.reads.funds import above
from laoyou.benefits.reads.runs import STALE_SECONDS
from laoyou.benefits.types import DueKind, RunState
from laoyou.kernel.errors import NotFound
from laoyou.store import keyset

NEWEST_FIRST = keyset.Order(("-id",))
PROGRESS = ("progress",)
"""The column of a collecting in which its job tells how far it is."""
BIGGEST_ID = 2**63 - 1


@dataclass(frozen=True, slots=True)
class CollectingRecord:
    """A collecting. `counts` are persons and fen by what became of them (verbs.paying), once it is done."""

    id: int
    territory: str
    month: date
    state: RunState
    offset_percent: int
    counts: dict[str, int]
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
        """Whether it ended without a word. It has collected nothing."""
        return self.state is RunState.WORKING and not self.is_working(now)


def collectings(
    reach: Scope, *, size: int = 20, cursor: str | None = None
) -> keyset.Page[CollectingRecord]:
    """Collectings for territories within `reach`, or around it, newest first."""
    rows = Collecting.objects.within(reach.division_bounds())
    if reach.kind is ScopeKind.DIVISION:
        rows = rows | Collecting.objects.of(division__in=above(division_code(reach.key)))
    page = keyset.page(rows, NEWEST_FIRST, size, cursor)
    return keyset.Page([_record(row) for row in page.rows], page.next, page.previous)


def collecting(collecting_id: int) -> CollectingRecord:
    """One; the caller has checked the permission at `place_of_collecting`. Raises NotFound."""
    row = Collecting.objects.of(pk=collecting_id).first() if 0 < collecting_id <= BIGGEST_ID else None
    if row is None:
        raise NotFound("没有找到这次归集，请返回列表重新查找。", "no_collecting")
    return _record(row)


def place_of_collecting(collecting_id: int, *_: object, **__: object) -> Place:
    """Where a collecting belongs: its territory. NotFound when there is none."""
    return Place((collecting(collecting_id).territory,))


def owing(territory: str) -> list[int]:
    """Persons of a territory of whom something was taken back by a receivable."""
    rows = Due.objects.within(Scope.division(territory).division_bounds()).filter(kind=DueKind.RECEIVABLE)
    return list(rows.values_list("person_id", flat=True).distinct())


def persons_of(due_ids: Iterable[int]) -> list[int]:
    """Of whom these rows of what was collected are."""
    return list(Due.objects.of(pk__in=set(due_ids)).values_list("person_id", flat=True).distinct())


def _record(row: Collecting) -> CollectingRecord:
    return CollectingRecord(
        id=row.pk,
        territory=row.division_id,
        month=row.month,
        state=RunState(row.state),
        offset_percent=row.offset_percent,
        counts=row.counts,
        progress=row.progress,
        problem=row.problem,
        begun_name=row.begun_name,
        begun_at=row.begun_at,
        beat_at=row.beat_at,
        done_at=row.done_at,
    )
