"""The papers of an application or appeal; their content only for a purpose, on the trail."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from laoyou import acts
from laoyou.access.types import Actor, Place, Role
from laoyou.applications.models import PAPER_CONTENT, Paper
from laoyou.applications.reads.appeals import place_of_appeal
from laoyou.applications.reads.applications import place_of_application
from laoyou.applications.types import PaperKind
from laoyou.audit.types import Purpose
from laoyou.kernel.errors import NotFound


@dataclass(frozen=True, slots=True)
class PaperRecord:
    """A paper without its content. `size` in bytes."""

    id: int
    label: str
    kind: PaperKind
    size: int
    added_by: int | None
    added_name: str
    added_at: datetime


def of_application(application_id: int) -> list[PaperRecord]:
    """The papers that go with an application, in the order in which they came."""
    return [_record(row) for row in _standing().filter(application=application_id)]


def of_appeal(appeal_id: int) -> list[PaperRecord]:
    return [_record(row) for row in _standing().filter(appeal=appeal_id)]


def opened(paper_id: int, *, actor: Actor, now: datetime) -> tuple[PaperRecord, bytes]:
    """A paper with its content; that it was opened is on the trail. Forbidden, and logged; NotFound.

    Kin open what they handed in themselves: another's paper may tell of health.
    """
    row = Paper.objects.filter(pk=paper_id, removed_at=None).first()
    if row is None:
        raise _nothing()
    place = place_of_paper(paper_id)
    if actor.role is Role.FAMILY and row.added_by != actor.user_id:
        raise _nothing()
    acts.read(
        "applications.open_document",
        actor=actor,
        now=now,
        place=place,
        person_id=place.person,
        purpose=Purpose.APPLICATION if row.application_id else Purpose.COMPLAINT,
        kind="application_paper",
        id=paper_id,
    )
    return _record(row), base64.b64decode(PAPER_CONTENT.open(row.pk, row.content_sealed))


def place_of_paper(paper_id: int, *_: object, **__: object) -> Place:
    """Where a paper belongs: with its application or appeal. NotFound when there is none."""
    application_id, appeal_id = owner(paper_id)
    return place_of_application(application_id) if application_id else place_of_appeal(appeal_id or 0)


def owner(paper_id: int) -> tuple[int | None, int | None]:
    """The application, or the appeal, with which a paper goes. NotFound."""
    row = Paper.objects.filter(pk=paper_id).values_list("application_id", "appeal_id").first()
    if row is None:
        raise _nothing()
    return row


def _standing() -> QuerySet[Paper]:
    return Paper.objects.filter(removed_at=None).defer("content_sealed").order_by("id")


def _record(row: Paper) -> PaperRecord:
    return PaperRecord(
        id=row.pk,
        label=row.label,
        kind=PaperKind(row.kind),
        size=row.size,
        added_by=row.added_by,
        added_name=row.added_name,
        added_at=row.added_at,
    )


def _nothing() -> NotFound:
    return NotFound("没有找到这份材料，可能已经撤下。请刷新页面再看。", "no_paper")
