"""Appeals: by scope, narrowed, and one by one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import DateField, Value
from django.db.models.functions import Coalesce

from laoyou.access.types import Place, Scope
from laoyou.applications.models import APPEAL_WORDS, Appeal
from laoyou.applications.reads.applications import NEVER, asking_of, within
from laoyou.applications.types import About, Against, AppealState, Asking
from laoyou.kernel.errors import NotFound
from laoyou.kernel.ids import PersonId
from laoyou.people.reads.reach import place_of
from laoyou.policies import reads as policies
from laoyou.store import keyset

BY_TERM = keyset.Order(("due", "-id"))
WAITING = (AppealState.SUBMITTED.value, AppealState.UPHELD.value)


@dataclass(frozen=True, slots=True)
class Filter:
    """What a list is narrowed to; empty fields ask nothing. `is_open`: to be decided or to be put right."""

    state: AppealState | None = None
    is_open: bool = False
    benefit: str = ""
    division: str = ""
    overdue_on: date | None = None


@dataclass(frozen=True, slots=True)
class AppealRecord:
    """An appeal. `against_name` decided what it is against, "" where the system did."""

    id: int
    person_id: PersonId
    benefit: str
    benefit_name: str
    against: Against
    against_by: int | None
    against_name: str
    state: AppealState
    asking: Asking
    submitted_by: int | None
    submitted_name: str
    submitted_at: datetime
    due_on: date | None
    decided_name: str
    decided_at: datetime | None
    reason: str
    settled_at: datetime | None
    settled_name: str

    def is_overdue(self, today: date) -> bool:
        return self.due_on is not None and self.due_on < today


def appeals(
    reach: Scope, asked: Filter, *, size: int = 50, cursor: str | None = None
) -> keyset.Page[AppealRecord]:
    """A page of the appeals within `reach`, those whose term ends first in front."""
    rows = _narrowed(reach, asked)
    rows = rows.annotate(due=Coalesce("due_on", Value(NEVER), output_field=DateField()))
    page = keyset.page(rows, BY_TERM, size, cursor)
    return keyset.Page(records(page.rows), page.next, page.previous)


def count(reach: Scope, asked: Filter) -> int:
    return int(_narrowed(reach, asked).count())


def count_to_decide(reach: Scope, user_id: int | None) -> int:
    """How many wait for a decision that this user may take."""
    rows = _narrowed(reach, Filter(state=AppealState.SUBMITTED))
    return int(rows.exclude(against_by=user_id).exclude(submitted_by=user_id).count())


def appeal(appeal_id: int) -> AppealRecord:
    """One appeal; the caller has asked the permission at `place_of_appeal`. NotFound."""
    row = Appeal.objects.of(pk=appeal_id).first()
    if row is None:
        raise _nothing()
    (record,) = records([row])
    return record


def of_persons(person_ids: Iterable[int]) -> list[AppealRecord]:
    """Every appeal of persons, the newest first; the caller has asked the permission."""
    rows = Appeal.objects.of(person__in=set(person_ids)).order_by("-submitted_at", "-id")
    return records(rows)


def of_application(application_id: int) -> list[AppealRecord]:
    """The appeals against the refusals of an application, the newest first."""
    return records(Appeal.objects.of(application=application_id).order_by("-id"))


def grounds(appeal_id: int) -> str:
    """Why somebody appeals; the caller has asked the permission."""
    row = Appeal.objects.of(pk=appeal_id).get()
    return APPEAL_WORDS.open(row.pk, row.words_sealed)


def place_of_appeal(appeal_id: int, *_: object, **__: object) -> Place:
    """Where an appeal belongs: with its person. NotFound when there is none."""
    person_id = Appeal.objects.of(pk=appeal_id).values_list("person_id", flat=True).first()
    if person_id is None:
        raise _nothing()
    return place_of(person_id)


def _narrowed(reach: Scope, asked: Filter) -> Any:
    rows = within(Appeal.objects.all(), reach, asked.benefit, asked.division)
    if asked.state is not None:
        rows = rows.filter(state=asked.state)
    if asked.is_open:
        rows = rows.filter(state__in=WAITING)
    return rows if asked.overdue_on is None else rows.filter(due_on__lt=asked.overdue_on)


def records(rows: Iterable[Appeal]) -> list[AppealRecord]:
    found = list(rows)
    versions = policies.versions({row.version_id for row in found})
    return [_record(row, versions[row.version_id].document.name) for row in found]


def _record(row: Appeal, name: str) -> AppealRecord:
    return AppealRecord(
        id=row.pk,
        person_id=PersonId(row.person_id),
        benefit=row.benefit,
        benefit_name=name,
        against=Against(About(row.about), row.application_id, row.proposal_id),
        against_by=row.against_by,
        against_name=row.against_name,
        state=AppealState(row.state),
        asking=asking_of(row),
        submitted_by=row.submitted_by,
        submitted_name=row.submitted_name,
        submitted_at=row.submitted_at,
        due_on=row.due_on,
        decided_name=row.decided_name,
        decided_at=row.decided_at,
        reason=row.reason,
        settled_at=row.settled_at,
        settled_name=row.settled_name,
    )


def _nothing() -> NotFound:
    return NotFound("没有找到这份申诉，请返回列表重新查找。", "no_appeal")
