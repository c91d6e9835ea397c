"""Applications: by scope, narrowed and sorted, one by one, and step by step."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import DateField, Value
from django.db.models.functions import Coalesce

from laoyou.access.types import Place, Scope
from laoyou.applications.models import APPLICATION_WORDS, OPEN, Application, Asked, OfPersonRows, Step
from laoyou.applications.types import ApplicationState, Asker, Asking, Channel, Move
from laoyou.kernel.errors import NotFound
from laoyou.kernel.ids import PersonId
from laoyou.people.reads.reach import place_of
from laoyou.people.types import Relation
from laoyou.policies import reads as policies
from laoyou.store import keyset

NEVER = date(9999, 12, 31)
ORDERS = {
    "due": keyset.Order(("due", "id")),
    "-due": keyset.Order(("-due", "-id")),
    "at": keyset.Order(("submitted_at", "id")),
    "-at": keyset.Order(("-submitted_at", "-id")),
}


@dataclass(frozen=True, slots=True)
class Filter:
    """What a list is narrowed to; empty fields ask nothing. `is_open`: in hand; `overdue_on`: whose term was
    over on a day.
    """

    state: ApplicationState | None = None
    is_open: bool = False
    benefit: str = ""
    division: str = ""
    overdue_on: date | None = None
    ids: tuple[int, ...] | None = None


@dataclass(frozen=True, slots=True)
class ApplicationRecord:
    """An application. `due_on` is the end of the term that runs, None where none does."""

    id: int
    person_id: PersonId
    benefit: str
    benefit_name: str
    version_id: int
    state: ApplicationState
    asking: Asking
    submitted_by: int | None
    submitted_name: str
    submitted_at: datetime
    accepted_on: date | None
    handled_by: int | None
    due_on: date | None
    decided_by: int | None
    decided_name: str
    decided_at: datetime | None
    reason: str
    clause: str
    proposal_id: int | None

    def is_overdue(self, today: date) -> bool:
        return self.due_on is not None and self.due_on < today


@dataclass(frozen=True, slots=True)
class StepRecord:
    """What was done, with the words that were said then."""

    move: Move
    words: str
    by_name: str
    at: datetime


def applications(
    reach: Scope, asked: Filter, *, sort: str = "due", size: int = 50, cursor: str | None = None
) -> keyset.Page[ApplicationRecord]:
    """A page of the applications within `reach`; `sort` is one of ORDERS."""
    page = keyset.page(_sortable(reach, asked), ORDERS.get(sort, ORDERS["due"]), size, cursor)
    return keyset.Page(records(page.rows), page.next, page.previous)


def count(reach: Scope, asked: Filter) -> int:
    return int(_narrowed(reach, asked).count())


def each(reach: Scope, asked: Filter, *, most: int) -> Iterator[ApplicationRecord]:
    """At most `most` of the applications that fit, by their terms: for exports."""
    rows = _sortable(reach, asked).order_by("due", "id")[:most]
    return iter(records(rows))


def application(application_id: int) -> ApplicationRecord:
    """One application; the caller has asked the permission at `place_of_application`. NotFound."""
    row = Application.objects.of(pk=application_id).first()
    if row is None:
        raise _nothing()
    (record,) = records([row])
    return record


def of_persons(person_ids: Iterable[int]) -> list[ApplicationRecord]:
    """Everything asked for persons, the newest first; the caller has asked the permission."""
    return records(Application.objects.of(person__in=set(person_ids)).order_by("-submitted_at", "-id"))


def steps(application_id: int) -> list[StepRecord]:
    """What was done to an application, the latest first."""
    rows = Step.objects.filter(application=application_id).order_by("-at", "-id")
    return [StepRecord(Move(row.move), row.words, row.by_name, row.at) for row in rows]


def step_ids(application_id: int) -> frozenset[int]:
    """The numbers of the steps, by which letters name their cause."""
    return frozenset(Step.objects.filter(application=application_id).values_list("pk", flat=True))


def words(application_id: int) -> str:
    """What the applicant said; the caller has asked the permission."""
    row = Application.objects.of(pk=application_id).get()
    return APPLICATION_WORDS.open(row.pk, row.words_sealed)


def place_of_application(application_id: int, *_: object, **__: object) -> Place:
    """Where an application belongs: with its person. NotFound when there is none."""
    person_id = Application.objects.of(pk=application_id).values_list("person_id", flat=True).first()
    if person_id is None:
        raise _nothing()
    return place_of(person_id)


def records(rows: Iterable[Application]) -> list[ApplicationRecord]:
    found = list(rows)
    versions = policies.versions({row.version_id for row in found})
    return [_record(row, versions[row.version_id].document.name) for row in found]


def asking_of(row: Asked) -> Asking:
    return Asking(
        by=Asker(row.asker),
        channel=Channel(row.channel),
        relation=Relation(row.relation) if row.relation else None,
        name=row.asker_name,
        consent_on=row.consent_on,
    )


def within(rows: OfPersonRows, reach: Scope, benefit: str, division: str) -> Any:
    """Rows of persons who live within `reach`, and in a division of it if one is asked for."""
    rows = rows.within(reach.division_bounds())
    if division:
        low, high = Scope.division(division).division_bounds() or ("", "")
        rows = rows.filter(person__home_division_id__gte=low, person__home_division_id__lt=high)
    return rows.filter(benefit=benefit) if benefit else rows


def _narrowed(reach: Scope, asked: Filter) -> Any:
    rows = within(Application.objects.all(), reach, asked.benefit, asked.division)
    if asked.state is not None:
        rows = rows.filter(state=asked.state)
    if asked.is_open:
        rows = rows.filter(state__in=OPEN)
    if asked.overdue_on is not None:
        rows = rows.filter(due_on__lt=asked.overdue_on)
    return rows if asked.ids is None else rows.filter(pk__in=asked.ids)


def _sortable(reach: Scope, asked: Filter) -> Any:
    return _narrowed(reach, asked).annotate(due=Coalesce("due_on", Value(NEVER), output_field=DateField()))


def _record(row: Application, name: str) -> ApplicationRecord:
    return ApplicationRecord(
        id=row.pk,
        person_id=PersonId(row.person_id),
        benefit=row.benefit,
        benefit_name=name,
        version_id=row.version_id,
        state=ApplicationState(row.state),
        asking=asking_of(row),
        submitted_by=row.submitted_by,
        submitted_name=row.submitted_name,
        submitted_at=row.submitted_at,
        accepted_on=row.accepted_on,
        handled_by=row.handled_by,
        due_on=row.due_on,
        decided_by=row.decided_by,
        decided_name=row.decided_name,
        decided_at=row.decided_at,
        reason=row.reason,
        clause=row.clause,
        proposal_id=row.proposal_id,
    )


def _nothing() -> NotFound:
    return NotFound("没有找到这份申请，请返回列表重新查找。", "no_application")
