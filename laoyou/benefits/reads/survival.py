"""Who must be seen alive, by when: a desk's lists, and the proofs of a person."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from laoyou.access.types import Place, Scope
from laoyou.benefits.core import survival
from laoyou.benefits.models import Check, Proof, SurvivalWarning
from laoyou.benefits.models.survival import CheckRows
from laoyou.benefits.types import ProofWay, Seen
from laoyou.kernel.clock import local_date
from laoyou.kernel.errors import NotFound
from laoyou.kernel.ids import PersonId
from laoyou.people.reads import reach as people
from laoyou.places import reads as places
from laoyou.store import keyset

BY_PLACE = keyset.Order(("division_id", "due_on", "person_id"))
"""By village, the longest overdue first: so the cadre walks."""
LATE = (Seen.OVERDUE, Seen.BEYOND)
BIGGEST_ID = 2**63 - 1


@dataclass(frozen=True, slots=True)
class CheckRow:
    """Somebody who must be seen by `due_on`; `warned_at` is when he was written to about it, and
    `may_be_held` whether that was long enough ago and the grace is over.
    """

    person_id: PersonId
    division: str
    since: date
    due_on: date
    seen: Seen
    warned_at: datetime | None
    may_be_held: bool


@dataclass(frozen=True, slots=True)
class ProofRow:
    """Somebody was seen on a day; `taken_back_at` when that was a mistake."""

    id: int
    day: date
    way: ProofWay
    words: str
    recorded_name: str
    recorded_at: datetime
    taken_back_name: str
    taken_back_at: datetime | None
    taken_back_because: str


def checks(
    reach: Scope, seen: Seen, on: date, *, division: str = "", size: int = 50, cursor: str | None = None
) -> keyset.Page[CheckRow]:
    """A page of those who stand so on a day."""
    page = keyset.page(_narrowed(reach, seen, on, division), BY_PLACE, size, cursor)
    return keyset.Page(_rows(page.rows, on), page.next, page.previous)


def counts(reach: Scope, on: date, division: str = "") -> dict[Seen, int]:
    """How many stand how."""
    return {seen: _narrowed(reach, seen, on, division).count() for seen in Seen}


def count_late(reach: Scope, on: date) -> int:
    """How many were not seen in time."""
    return Check.objects.within(reach.division_bounds()).filter(due_on__lt=on).count()


def each(reach: Scope, seen: Seen, on: date, *, division: str = "", most: int) -> Iterator[CheckRow]:
    """All who stand so, in the order of the walk, at most `most`."""
    rows = list(_narrowed(reach, seen, on, division).order_by(*BY_PLACE.fields)[:most])
    return iter(_rows(rows, on))


def of_person(person_id: int, on: date) -> CheckRow | None:
    """How it stands with a person; None where nothing that he has asks for it. The caller has asked the
    permission.
    """
    kept = people.followed([person_id])[person_id]
    row = Check.objects.of(pk=kept).first()
    return _rows([row], on)[0] if row else None


def proofs(person_id: int) -> tuple[ProofRow, ...]:
    """When a person was seen, the latest first, mistakes too; the caller has asked the permission."""
    kept = people.followed([person_id])[person_id]
    rows = Proof.objects.of(person__in=[kept, *people.absorbed([kept])[kept]]).order_by("-day", "-pk")
    return tuple(
        ProofRow(
            id=row.pk,
            day=row.day,
            way=ProofWay(row.way),
            words=row.words,
            recorded_name=row.recorded_name,
            recorded_at=row.recorded_at,
            taken_back_name=row.taken_back_name,
            taken_back_at=row.taken_back_at,
            taken_back_because=row.taken_back_because,
        )
        for row in rows
    )


def place_of_proof(proof_id: int, *_: object, **__: object) -> Place:
    """Where the person is. NotFound."""
    wanted = proof_id if 0 < proof_id <= BIGGEST_ID else 0
    person_id = Proof.objects.of(pk=wanted).values_list("person_id", flat=True).first()
    if person_id is None:
        raise NotFound("没有找到这次认证，请刷新页面。", "no_proof")
    return people.place_of(person_id)


def place_of_checks(person_ids: Sequence[int], *_: object, **__: object) -> Place:
    """The smallest division that holds all the persons, by where their checks lie. NotFound when one has
    none.
    """
    wanted = {one if 0 < one <= BIGGEST_ID else 0 for one in person_ids}
    found = dict(Check.objects.of(pk__in=wanted).values_list("pk", "division_id"))
    if not wanted or len(found) != len(wanted):
        raise NotFound("没有选中人员，或有的已不用认证，请刷新名单。", "no_check")
    held = places.common_division(list(found.values()))
    return Place((held,) if held else ())


def _narrowed(reach: Scope, seen: Seen, on: date, division: str) -> CheckRows:
    rows: CheckRows = Check.objects.within(reach.division_bounds())
    if division:
        low, high = Scope.division(division).division_bounds() or ("", "")
        rows = rows.filter(division_id__gte=low, division_id__lt=high)
    first, last = survival.between(seen, on)
    rows = rows.filter(due_on__gte=first) if first else rows
    return rows.filter(due_on__lte=last) if last else rows


def _rows(rows: Iterable[Check], on: date) -> list[CheckRow]:
    found = list(rows)
    warned = {
        (row.person_id, row.due_on): row.warned_at
        for row in SurvivalWarning.objects.of(person__in=[row.pk for row in found])
    }
    return [_row(row, warned.get((row.pk, row.due_on)), on) for row in found]


def _row(row: Check, warned_at: datetime | None, on: date) -> CheckRow:
    seen = survival.standing(row.due_on, on)
    may = seen is Seen.BEYOND and survival.is_warned(local_date(warned_at) if warned_at else None, on)
    return CheckRow(PersonId(row.pk), row.division_id, row.since, row.due_on, seen, warned_at, may)
