"""Masked values on a page, and those that were just revealed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from laoyou.audit.types import PURPOSE_LABELS, Purpose
from laoyou.desks.caseworker import territory
from laoyou.kernel.documents import LABELS as DOCUMENT_LABELS
from laoyou.kernel.masking import mask_name
from laoyou.people.reads.persons import AbodeRecord, PersonRecord, PhoneRecord
from laoyou.people.types import ABODE_KIND_LABELS, SOURCE_LABELS, Sealed

NAME = "name"
"""The name is not sealed, but shown in full only by revealing it."""

PURPOSES = [(one.value, PURPOSE_LABELS[one]) for one in Purpose if one is not Purpose.EXPORT]

Revealed = Mapping[tuple[str, int], str]
"""Values in full, by what they are and the row they lie in."""


@dataclass(frozen=True, slots=True)
class Masked:
    """A value that is masked, or was revealed for this answer; `note` says where it is and since when."""

    what: str
    row_id: int
    label: str
    value: str
    revealed: str = ""
    source: str = ""
    recorded_at: datetime | None = None
    also: str = ""
    note: str = ""
    since: date | None = None
    key: str = ""
    act: str = ""

    @property
    def id(self) -> str:
        """The element's id on the page."""
        return f"{self.what}-{self.row_id}"


def name_of(person: PersonRecord, revealed: Revealed) -> Masked:
    full = revealed.get((NAME, person.id), "")
    others = dict.fromkeys(one.name for one in person.other_names if one.name != person.name)
    if full and others:
        full = f"{full}（也写作 {'、'.join(others)}）"
    return Masked(
        NAME,
        person.id,
        "姓名",
        mask_name(person.name),
        full,
        SOURCE_LABELS[person.source],
        person.recorded_at,
    )


def documents(person: PersonRecord, revealed: Revealed) -> list[Masked]:
    return [
        Masked(
            what=Sealed.DOCUMENT.value,
            row_id=one.id,
            label=DOCUMENT_LABELS[one.kind],
            value=one.number,
            revealed=revealed.get((Sealed.DOCUMENT.value, one.id), ""),
            source=SOURCE_LABELS[one.source],
            recorded_at=one.recorded_at,
            key="document-retire",
            act="people.retire_document",
        )
        for one in person.documents
    ]


def phones(person: PersonRecord, revealed: Revealed) -> list[Masked]:
    return [
        Masked(
            what=Sealed.PHONE.value,
            row_id=one.id,
            label="电话",
            value=one.number,
            revealed=revealed.get((Sealed.PHONE.value, one.id), ""),
            source=SOURCE_LABELS[one.source],
            recorded_at=one.recorded_at,
            key="phone-retire",
            act="people.retire_phone",
            also=_also(one, person.phones),
        )
        for one in person.phones
        if one.same_as == one.id
    ]


def abodes(person: PersonRecord, revealed: Revealed) -> list[Masked]:
    """Residence before registration; of each what counts before what others say."""
    names = territory.said({one.division for one in person.abodes}, full=True)
    ordered = sorted(person.abodes, key=lambda one: (one.kind != "residence", not one.is_standing, one.id))
    return [
        Masked(
            what=Sealed.ADDRESS.value,
            row_id=one.id,
            label=ABODE_KIND_LABELS[one.kind],
            value=territory.after(names.get(one.division, ""), one.address),
            revealed=revealed.get((Sealed.ADDRESS.value, one.id), ""),
            source=SOURCE_LABELS[one.source],
            recorded_at=one.recorded_at,
            note=names.get(one.division, one.division) + ("" if one.is_standing else "（未采用）"),
            since=one.since,
            also=_also(one, person.abodes),
        )
        for one in ordered
        if one.same_as == one.id
    ]


def _also(one: PhoneRecord | AbodeRecord, rows: Iterable[PhoneRecord | AbodeRecord]) -> str:
    """Who else says the same."""
    others = [SOURCE_LABELS[row.source] for row in rows if row.same_as == one.id and row.id != one.id]
    return "、".join(dict.fromkeys(others))
