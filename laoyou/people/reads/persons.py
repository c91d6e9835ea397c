"""A person as the register knows him: masked, complete, and never a model instance.

`seen` is the door for pages: it asks the permission and logs a refusal. The reads that take ids alone are for
callers who have asked it for the subject already; `by_number` and `by_phone` take the scope to look in.
All follow a merge: who asks for the row that gave way gets the person it was merged into.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from laoyou import acts
from laoyou.access.types import Actor, Scope
from laoyou.kernel import documents, phone
from laoyou.kernel.documents import DocumentKind
from laoyou.kernel.errors import Invalid
from laoyou.kernel.ids import PersonId
from laoyou.kernel.masking import mask_address, mask_number, mask_phone
from laoyou.kernel.sex import Sex
from laoyou.people.core.precedence import AbodeSaid, homes
from laoyou.people.models import Abode, Document, OtherName, Person, Phone
from laoyou.people.models.sealing import ABODE_ADDRESS, DOCUMENT_NUMBER, PHONE_NUMBER
from laoyou.people.reads.precedence import precedence
from laoyou.people.reads.reach import followed, place_of, places_of
from laoyou.people.types import AbodeKind, Source


@dataclass(frozen=True, slots=True)
class DocumentRecord:
    """An identity document in use; `number` is masked."""

    id: int
    kind: DocumentKind
    number: str
    source: Source
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class PhoneRecord:
    """A phone in use; `number` is masked. `same_as` is the first row of the person with the same number."""

    id: int
    number: str
    source: Source
    recorded_at: datetime
    same_as: int


@dataclass(frozen=True, slots=True)
class AbodeRecord:
    """Where one source says that the person is registered or lives; `address` is masked.

    `is_standing` when its division is the one that counts for its kind. `same_as` is the first row of the
    person that says the same place and address.
    """

    id: int
    kind: AbodeKind
    division: str
    address: str
    source: Source
    since: date | None
    recorded_at: datetime
    is_standing: bool
    same_as: int


@dataclass(frozen=True, slots=True)
class OtherNameRecord:
    """The name as another source writes it."""

    name: str
    source: Source
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class PersonRecord:
    """One person. The name is in full: lists and shared screens mask it. Divisions are 12-digit codes."""

    id: PersonId
    name: str
    sex: Sex
    birth_date: date | None
    death_date: date | None
    ethnicity: str
    home_division: str
    registered_division: str | None
    source: Source
    recorded_at: datetime
    other_names: tuple[OtherNameRecord, ...]
    documents: tuple[DocumentRecord, ...]
    phones: tuple[PhoneRecord, ...]
    abodes: tuple[AbodeRecord, ...]
    merged_from: tuple[PersonId, ...]


@dataclass(frozen=True, slots=True)
class NameRecord:
    """What suffices to name somebody in a list."""

    id: PersonId
    name: str
    sex: Sex
    birth_date: date | None
    death_date: date | None


def seen(person_id: int, *, actor: Actor, now: datetime) -> PersonRecord:
    """The person, for an actor who may see him. Forbidden, and logged, when he may not; NotFound."""
    acts.check("people.see", actor=actor, now=now, place=place_of(person_id), person_id=person_id)
    return person(person_id)


def person(person_id: int) -> PersonRecord:
    """The person. NotFound when there is none."""
    (record,) = persons([person_id]).values()
    return record


def persons(person_ids: Iterable[int]) -> dict[PersonId, PersonRecord]:
    """Persons by the ids that were asked for, in a fixed number of queries. NotFound for a stranger."""
    wanted = list(dict.fromkeys(person_ids))
    standing = followed(wanted)
    rows = Person.objects.of(pk__in=set(standing.values())).in_bulk()
    parts = _Parts(rows.keys())
    records = {row.pk: _record(row, parts) for row in rows.values()}
    return {PersonId(asked): records[standing[asked]] for asked in wanted}


def names(person_ids: Iterable[int]) -> dict[PersonId, NameRecord]:
    """Names by the ids that were asked for. NotFound for a stranger."""
    wanted = list(dict.fromkeys(person_ids))
    standing = followed(wanted)
    rows = Person.objects.of(pk__in=set(standing.values())).in_bulk()
    return {PersonId(asked): _name(rows[standing[asked]]) for asked in wanted}


def by_number(text: str, reach: Scope) -> PersonRecord | None:
    """The person within `reach` who has this document number, in any writing; None when nobody has.

    Invalid when the text is no document number. Numbers that were retired are found too.
    """
    kind = documents.guess_kind(text)
    if kind is None:
        raise Invalid("这不是证件号码。请核对位数，居民身份证为 18 位。", "number")
    blind = DOCUMENT_NUMBER.find(documents.normalise(kind, text))
    owners = Document.objects.filter(number_blind=blind).order_by("-retired_at", "-pk")
    found = _within(owners.values_list("person_id", flat=True), reach)
    return found[0] if found else None


def by_phone(text: str, reach: Scope) -> list[PersonRecord]:
    """The persons within `reach` who have this phone. Invalid when the text is no phone number."""
    blind = PHONE_NUMBER.find(phone.normalise(text))
    owners = Phone.objects.filter(number_blind=blind, superseded_at=None).order_by("pk")
    return _within(owners.values_list("person_id", flat=True), reach)


def _within(person_ids: Iterable[int], reach: Scope) -> list[PersonRecord]:
    standing = dict.fromkeys(followed(person_ids).values())
    covered = [person_id for person_id, place in places_of(standing).items() if reach.covers(place)]
    return list(persons(covered).values())


class _Parts:
    """What hangs on some persons, by person: one query a table."""

    def __init__(self, person_ids: Iterable[int]) -> None:
        ids = list(person_ids)
        self.names = _grouped(OtherName.objects.filter(person__in=ids))
        self.documents = _grouped(Document.objects.filter(person__in=ids, retired_at=None))
        self.phones = _grouped(Phone.objects.filter(person__in=ids, superseded_at=None))
        self.abodes = _grouped(Abode.objects.filter(person__in=ids, superseded_at=None))
        self.merged: dict[int, list[int]] = defaultdict(list)
        gone = Person.objects.of(merged_into__in=ids).order_by("pk")
        for person_id, into in gone.values_list("pk", "merged_into_id"):
            self.merged[into].append(person_id)


def _grouped(rows: Any) -> dict[int, list[Any]]:
    groups: dict[int, list[Any]] = defaultdict(list)
    for row in rows.order_by("pk"):
        groups[row.person_id].append(row)
    return groups


def _record(row: Person, parts: _Parts) -> PersonRecord:
    return PersonRecord(
        id=PersonId(row.pk),
        name=row.name,
        sex=Sex(row.sex),
        birth_date=row.birth_date,
        death_date=row.death_date,
        ethnicity=row.ethnicity,
        home_division=row.home_division_id,
        registered_division=row.registered_division_id,
        source=Source(row.source),
        recorded_at=row.recorded_at,
        other_names=tuple(map(_other_name, parts.names[row.pk])),
        documents=tuple(map(_document, parts.documents[row.pk])),
        phones=_phones(parts.phones[row.pk]),
        abodes=_abodes(parts.abodes[row.pk]),
        merged_from=tuple(map(PersonId, parts.merged[row.pk])),
    )


def _name(row: Person) -> NameRecord:
    return NameRecord(PersonId(row.pk), row.name, Sex(row.sex), row.birth_date, row.death_date)


def _other_name(row: OtherName) -> OtherNameRecord:
    return OtherNameRecord(row.name, Source(row.source), row.recorded_at)


def _document(row: Document) -> DocumentRecord:
    number = DOCUMENT_NUMBER.open(row.pk, row.number_sealed)
    return DocumentRecord(
        row.pk, DocumentKind(row.kind), mask_number(number), Source(row.source), row.recorded_at
    )


def _phones(rows: list[Phone]) -> tuple[PhoneRecord, ...]:
    first: dict[bytes, int] = {}
    return tuple(
        PhoneRecord(
            id=row.pk,
            number=mask_phone(PHONE_NUMBER.open(row.pk, row.number_sealed)),
            source=Source(row.source),
            recorded_at=row.recorded_at,
            same_as=first.setdefault(bytes(row.number_blind), row.pk),
        )
        for row in rows
    )


def _place(row: Abode) -> tuple[str, str, bytes]:
    """By what two abodes are the same."""
    return row.kind, row.division_id, bytes(row.address_blind or b"")


def _abodes(rows: list[Abode]) -> tuple[AbodeRecord, ...]:
    first: dict[tuple[str, str, bytes], int] = {}
    said = [AbodeSaid(AbodeKind(r.kind), r.division_id, Source(r.source), r.recorded_at) for r in rows]
    standing = dict(zip((AbodeKind.RESIDENCE, AbodeKind.REGISTERED), homes(said, precedence()), strict=True))
    return tuple(
        AbodeRecord(
            id=row.pk,
            kind=AbodeKind(row.kind),
            division=row.division_id,
            address=masked_address(row),
            source=Source(row.source),
            since=row.since,
            recorded_at=row.recorded_at,
            is_standing=standing[AbodeKind(row.kind)] == row.division_id,
            same_as=first.setdefault(_place(row), row.pk),
        )
        for row in rows
    )


def masked_address(row: Abode) -> str:
    """The address up to its village; empty when none is known."""
    if row.address_sealed is None:
        return ""
    return mask_address(ABODE_ADDRESS.open(row.pk, row.address_sealed))
