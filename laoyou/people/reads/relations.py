"""Who belongs to a person: contacts, kin, guardians, household. Phones masked; the caller has asked the
permission for the persons. All take ids by the batch and follow a merge.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar

from django.db.models import Q

from laoyou import acts
from laoyou.access.types import Actor
from laoyou.kernel.errors import NotFound
from laoyou.kernel.ids import HouseholdId, PersonId
from laoyou.kernel.masking import mask_phone
from laoyou.kernel.sex import Sex
from laoyou.kernel.spans import DateSpan
from laoyou.people.core.kin import back
from laoyou.people.models import Contact, Guardianship, Household, Kinship, Membership
from laoyou.people.models.sealing import CONTACT_PHONE, GUARDIAN_PHONE
from laoyou.people.reads.reach import followed, place_of_household
from laoyou.people.types import Consent, Relation, Source

R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class ContactRecord:
    """Whom to call, in the order of `position` from 1; `phone` is masked."""

    id: int
    name: str
    relation: Relation
    phone: str
    position: int
    consent: Consent
    source: Source
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class KinRecord:
    """Somebody of the register who is the `relation` of the person, whichever end it was recorded from."""

    id: int
    relative: PersonId
    name: str
    relation: Relation
    source: Source
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class GuardianRecord:
    """A guardianship: `guardian` is None when he is known by name only; `phone` is masked, or empty."""

    id: int
    ward: PersonId
    ward_name: str
    guardian: PersonId | None
    name: str
    relation: Relation
    phone: str
    span: DateSpan
    source: Source
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class MemberRecord:
    """A member of a household; `relation` is to its head."""

    id: int
    person: PersonId
    name: str
    sex: Sex
    birth_date: date | None
    death_date: date | None
    relation: Relation
    source: Source
    since: date | None
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class HouseholdRecord:
    """A household and who belongs to it today, its head first, then by age."""

    id: HouseholdId
    division: str
    source: Source
    recorded_at: datetime
    has_number: bool
    members: tuple[MemberRecord, ...]


def contacts(person_ids: Iterable[int]) -> dict[PersonId, tuple[ContactRecord, ...]]:
    """The contacts of persons, in their order."""

    def rows(ids: set[PersonId]) -> Iterable[tuple[int, ContactRecord]]:
        for row in Contact.objects.filter(person__in=ids, removed_at=None).order_by("position"):
            yield row.person_id, _contact(row)

    return _asked(person_ids, rows)


def kin(person_ids: Iterable[int]) -> dict[PersonId, tuple[KinRecord, ...]]:
    """The kin of persons, recorded from either end. A kinship that a merge made double is left out."""

    def rows(ids: set[PersonId]) -> Iterable[tuple[int, KinRecord]]:
        ends = Q(person__in=ids) | Q(relative__in=ids)
        found = Kinship.objects.filter(ends, person__merged_into=None, relative__merged_into=None)
        for row in found.select_related("person", "relative").order_by("pk"):
            if row.person_id in ids:
                yield row.person_id, _kin(row, row.relative, Relation(row.relation))
            if row.relative_id in ids:
                seen_from_there = back(Relation(row.relation), Sex(row.person.sex))
                yield row.relative_id, _kin(row, row.person, seen_from_there)

    return _asked(person_ids, rows)


def guardians(person_ids: Iterable[int]) -> dict[PersonId, tuple[GuardianRecord, ...]]:
    """The guardians of persons, past ones too, the latest first."""
    return _asked(person_ids, lambda ids: _guardianships("ward", ids))


def wards(person_ids: Iterable[int]) -> dict[PersonId, tuple[GuardianRecord, ...]]:
    """The guardianships that persons hold, past ones too, the latest first."""
    return _asked(person_ids, lambda ids: _guardianships("guardian", ids))


def household_of(person_ids: Iterable[int]) -> dict[PersonId, HouseholdId | None]:
    """The household to which each person belongs today."""
    persons = followed(person_ids)
    current = Membership.objects.filter(person__in=set(persons.values()), ended_on=None)
    found = dict(current.values_list("person_id", "household_id"))
    return {
        PersonId(asked): HouseholdId(found[person]) if person in found else None
        for asked, person in persons.items()
    }


def household_seen(household_id: int, *, actor: Actor, now: datetime) -> HouseholdRecord:
    """One household, for an actor who may see it. Forbidden, and logged, when he may not; NotFound."""
    acts.check("people.see", actor=actor, now=now, place=place_of_household(household_id))
    return household(household_id)


def household(household_id: int) -> HouseholdRecord:
    """One household. NotFound when there is none; the caller has asked the permission for its division."""
    row = Household.objects.of(pk=household_id).first()
    if row is None:
        raise NotFound("没有找到这一户，请返回列表重新查找。", "no_household")
    members = Membership.objects.filter(household=household_id, ended_on=None).select_related("person")
    ordered = sorted(
        members, key=lambda m: (m.relation != Relation.HEAD, m.person.birth_date or date.max, m.pk)
    )
    return HouseholdRecord(
        id=HouseholdId(row.pk),
        division=row.division_id,
        source=Source(row.source),
        recorded_at=row.recorded_at,
        has_number=row.number_sealed is not None,
        members=tuple(map(_member, ordered)),
    )


def _asked(
    person_ids: Iterable[int], rows: Callable[[set[PersonId]], Iterable[tuple[int, R]]]
) -> dict[PersonId, tuple[R, ...]]:
    persons = followed(person_ids)
    groups: dict[int, list[R]] = defaultdict(list)
    for person_id, record in rows(set(persons.values())):
        groups[person_id].append(record)
    return {PersonId(asked): tuple(groups[person]) for asked, person in persons.items()}


def _guardianships(end: str, ids: set[PersonId]) -> Iterable[tuple[int, GuardianRecord]]:
    still_two = Q(guardian=None) | Q(guardian__merged_into=None)
    rows = Guardianship.objects.filter(still_two, ward__merged_into=None, **{f"{end}__in": ids})
    for row in rows.select_related("ward").order_by("-span", "-pk"):
        yield getattr(row, f"{end}_id"), _guardian(row)


def _contact(row: Contact) -> ContactRecord:
    return ContactRecord(
        id=row.pk,
        name=row.name,
        relation=Relation(row.relation),
        phone=mask_phone(CONTACT_PHONE.open(row.pk, row.phone_sealed)),
        position=row.position,
        consent=Consent(row.consent),
        source=Source(row.source),
        recorded_at=row.recorded_at,
    )


def _kin(row: Kinship, other: Any, relation: Relation) -> KinRecord:
    return KinRecord(row.pk, PersonId(other.pk), other.name, relation, Source(row.source), row.recorded_at)


def _guardian(row: Guardianship) -> GuardianRecord:
    sealed = row.phone_sealed
    return GuardianRecord(
        id=row.pk,
        ward=PersonId(row.ward_id),
        ward_name=row.ward.name,
        guardian=PersonId(row.guardian_id) if row.guardian_id is not None else None,
        name=row.name,
        relation=Relation(row.relation),
        phone=mask_phone(GUARDIAN_PHONE.open(row.pk, sealed)) if sealed is not None else "",
        span=row.span,
        source=Source(row.source),
        recorded_at=row.recorded_at,
    )


def _member(row: Membership) -> MemberRecord:
    return MemberRecord(
        id=row.pk,
        person=PersonId(row.person_id),
        name=row.person.name,
        sex=Sex(row.person.sex),
        birth_date=row.person.birth_date,
        death_date=row.person.death_date,
        relation=Relation(row.relation),
        source=Source(row.source),
        since=row.since,
        recorded_at=row.recorded_at,
    )
