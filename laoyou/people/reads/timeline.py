"""A person's whole story in the register: every statement, by whom, when, and until when it was believed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from laoyou.kernel import documents
from laoyou.kernel.documents import DocumentKind
from laoyou.kernel.ids import PersonId
from laoyou.kernel.masking import mask_number, mask_phone
from laoyou.kernel.spans import DateSpan
from laoyou.people.models import (
    Abode,
    Contact,
    Document,
    Guardianship,
    Kinship,
    Membership,
    OtherName,
    Person,
    Phone,
)
from laoyou.people.models.past import all_of
from laoyou.people.models.sealing import DOCUMENT_NUMBER, PHONE_NUMBER
from laoyou.people.reads import facts
from laoyou.people.reads.persons import masked_address
from laoyou.people.reads.reach import followed
from laoyou.people.types import (
    ABODE_KIND_LABELS,
    DISABILITY_GRADES,
    FACT_KIND_LABELS,
    RELATION_LABELS,
    VALUES,
    AbodeKind,
    Relation,
    Source,
)


class Topic(StrEnum):
    """What a statement is about."""

    NAME = "name"
    DOCUMENT = "document"
    PHONE = "phone"
    ABODE = "abode"
    STATUS = "status"
    CONTACT = "contact"
    KIN = "kin"
    GUARDIAN = "guardian"
    HOUSEHOLD = "household"


@dataclass(frozen=True, slots=True)
class Told:
    """One statement. `label` and `value` are in the reader's words, sealed values masked; `division` is the
    code of an abode's; `span` the days for which it is true, where that is known; `ended_at` the instant
    from which it was no longer believed or in use.
    """

    topic: Topic
    row_id: int
    label: str
    value: str
    source: Source
    recorded_at: datetime
    span: DateSpan | None = None
    ended_at: datetime | None = None
    batch_id: int | None = None
    division: str = ""


def timeline(person_id: int) -> tuple[Told, ...]:
    """Everything that was stated of the person, the latest first. The caller has asked the permission."""
    standing = followed([person_id])[person_id]
    told = [
        *_names(standing),
        *_documents(standing),
        *_phones(standing),
        *_abodes(standing),
        *_status(standing),
        *_contacts(standing),
        *_kin(standing),
        *_guardians(standing),
        *_households(standing),
    ]
    return tuple(sorted(told, key=lambda one: (one.recorded_at, one.topic, one.row_id), reverse=True))


def _names(person_id: PersonId) -> Iterator[Told]:
    row = Person.objects.of(pk=person_id).get()
    yield Told(Topic.NAME, row.pk, "姓名", row.name, Source(row.source), row.recorded_at)
    for other in OtherName.objects.filter(person=person_id):
        yield Told(
            Topic.NAME,
            other.pk,
            "又名",
            other.name,
            Source(other.source),
            other.recorded_at,
            batch_id=other.batch_id,
        )


def _documents(person_id: PersonId) -> Iterator[Told]:
    for row in Document.objects.filter(person=person_id):
        number = mask_number(DOCUMENT_NUMBER.open(row.pk, row.number_sealed))
        yield Told(
            Topic.DOCUMENT,
            row.pk,
            documents.LABELS[DocumentKind(row.kind)],
            number,
            Source(row.source),
            row.recorded_at,
            ended_at=row.retired_at,
            batch_id=row.batch_id,
        )


def _phones(person_id: PersonId) -> Iterator[Told]:
    for row in all_of(Phone, person_id):
        yield Told(
            Topic.PHONE,
            row.pk,
            "电话",
            mask_phone(PHONE_NUMBER.open(row.pk, row.number_sealed)),
            Source(row.source),
            row.recorded_at,
            ended_at=row.superseded_at,
            batch_id=row.batch_id,
        )


def _abodes(person_id: PersonId) -> Iterator[Told]:
    for row in all_of(Abode, person_id):
        yield Told(
            Topic.ABODE,
            row.pk,
            ABODE_KIND_LABELS[AbodeKind(row.kind)],
            masked_address(row),
            Source(row.source),
            row.recorded_at,
            span=DateSpan(row.since, None) if row.since else None,
            ended_at=row.superseded_at,
            batch_id=row.batch_id,
            division=row.division_id,
        )


def _status(person_id: PersonId) -> Iterator[Told]:
    (said,) = facts.history([person_id]).values()
    for one in said:
        grade = DISABILITY_GRADES.get(one.grade, "")
        yield Told(
            Topic.STATUS,
            one.id,
            FACT_KIND_LABELS[one.kind],
            VALUES[one.kind].get(one.value, one.value) + grade,
            one.source,
            one.recorded_at,
            span=one.span,
            ended_at=one.superseded_at,
            batch_id=one.batch_id,
        )


def _contacts(person_id: PersonId) -> Iterator[Told]:
    for row in all_of(Contact, person_id):
        yield Told(
            Topic.CONTACT,
            row.pk,
            f"联系人（{RELATION_LABELS[Relation(row.relation)]}）",
            row.name,
            Source(row.source),
            row.recorded_at,
            ended_at=row.removed_at,
            batch_id=row.batch_id,
        )


def _kin(person_id: PersonId) -> Iterator[Told]:
    for row in Kinship.objects.filter(person=person_id, relative__merged_into=None).select_related(
        "relative"
    ):
        yield Told(
            Topic.KIN,
            row.pk,
            RELATION_LABELS[Relation(row.relation)],
            row.relative.name,
            Source(row.source),
            row.recorded_at,
            batch_id=row.batch_id,
        )


def _guardians(person_id: PersonId) -> Iterator[Told]:
    for row in Guardianship.objects.filter(ward=person_id):
        yield Told(
            Topic.GUARDIAN,
            row.pk,
            f"监护人（{RELATION_LABELS[Relation(row.relation)]}）",
            row.name,
            Source(row.source),
            row.recorded_at,
            span=row.span,
            batch_id=row.batch_id,
        )


def _households(person_id: PersonId) -> Iterator[Told]:
    for row in all_of(Membership, person_id):
        yield Told(
            Topic.HOUSEHOLD,
            row.pk,
            "家庭成员",
            RELATION_LABELS[Relation(row.relation)],
            Source(row.source),
            row.recorded_at,
            span=_days(row.since, row.ended_on),
            batch_id=row.batch_id,
        )


def _days(first: date | None, last: date | None) -> DateSpan | None:
    return DateSpan(first, last) if first or last else None
