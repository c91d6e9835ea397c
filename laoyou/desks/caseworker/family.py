"""Whom to reach for a person, his kin, who answers for him, and with whom he is registered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse

from laoyou.desks.caseworker.sealed import Masked, Revealed
from laoyou.kernel.ids import HouseholdId, PersonId
from laoyou.kernel.masking import mask_name
from laoyou.people.reads import relations
from laoyou.people.reads.relations import ContactRecord, GuardianRecord
from laoyou.people.types import CONSENT_LABELS, RELATION_LABELS, SOURCE_LABELS, Consent, Sealed
from laoyou.web.types import Link

CONSENT_COLOURS = {
    Consent.NONE: "unknown",
    Consent.EMERGENCY: "waiting",
    Consent.NOTICES: "ok",
    Consent.FULL: "ok",
}


@dataclass(frozen=True, slots=True)
class Contact:
    """One contact: in order, with what he may be told."""

    position: int
    name: str
    relation: str
    phone: Masked
    consent: str
    consent_colour: str
    source: str
    recorded_at: datetime
    links: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class Kin:
    """Somebody of the register, or a guardian known by name only (without an address)."""

    name: str
    relation: str
    url: str
    source: str
    recorded_at: datetime
    links: tuple[Link, ...]
    phone: Masked | None = None
    since: date | None = None
    until: date | None = None
    over: bool = False


@dataclass(frozen=True, slots=True)
class Family:
    contacts: tuple[Contact, ...]
    kin: tuple[Kin, ...]
    guardians: tuple[Kin, ...]
    wards: tuple[Kin, ...]
    household: HouseholdId | None

    @property
    def first(self) -> str:
        """Whom to call first, in words: 女儿 张*（只在紧急时）."""
        if not self.contacts:
            return ""
        one = self.contacts[0]
        return f"{one.relation} {one.name}（{one.consent}）"


def family(person_id: PersonId, on: date, may: frozenset[str], revealed: Revealed) -> Family:
    """Everybody who belongs to a person, in six queries or so."""
    asked = [person_id]
    return Family(
        contacts=tuple(
            _contact(person_id, one, may, revealed) for one in relations.contacts(asked)[person_id]
        ),
        kin=tuple(
            Kin(
                name=mask_name(one.name),
                relation=RELATION_LABELS[one.relation],
                url=reverse("person", args=[one.relative]),
                source=SOURCE_LABELS[one.source],
                recorded_at=one.recorded_at,
                links=_links(person_id, one.id, may, ("people.remove_kin", "kin-remove", "移除")),
            )
            for one in relations.kin(asked)[person_id]
        ),
        guardians=tuple(
            _guardian(person_id, one, on, may, revealed) for one in relations.guardians(asked)[person_id]
        ),
        wards=tuple(_ward(one, on) for one in relations.wards(asked)[person_id]),
        household=relations.household_of(asked)[person_id],
    )


def _contact(person_id: PersonId, one: ContactRecord, may: frozenset[str], revealed: Revealed) -> Contact:
    return Contact(
        position=one.position,
        name=mask_name(one.name),
        relation=RELATION_LABELS[one.relation],
        phone=Masked(
            Sealed.CONTACT.value,
            one.id,
            "联系人电话",
            one.phone,
            revealed.get((Sealed.CONTACT.value, one.id), ""),
        ),
        consent=CONSENT_LABELS[one.consent],
        consent_colour=CONSENT_COLOURS[one.consent],
        source=SOURCE_LABELS[one.source],
        recorded_at=one.recorded_at,
        links=_links(
            person_id,
            one.id,
            may,
            ("people.set_consent", "contact-consent", "变更告知范围"),
            ("people.remove_contact", "contact-remove", "移除联系人"),
        ),
    )


def _guardian(
    person_id: PersonId, one: GuardianRecord, on: date, may: frozenset[str], revealed: Revealed
) -> Kin:
    over = one.span.end is not None and one.span.end < on
    known = revealed.get((Sealed.GUARDIAN.value, one.id), "")
    phone = Masked(Sealed.GUARDIAN.value, one.id, "监护人电话", one.phone, known) if one.phone else None
    end = ("people.end_guardianship", "guardian-end", "终止监护")
    return Kin(
        name=mask_name(one.name),
        relation=RELATION_LABELS[one.relation],
        url=reverse("person", args=[one.guardian]) if one.guardian else "",
        source=SOURCE_LABELS[one.source],
        recorded_at=one.recorded_at,
        links=() if over else _links(person_id, one.id, may, end),
        phone=phone,
        since=one.span.start,
        until=one.span.end,
        over=over,
    )


def _ward(one: GuardianRecord, on: date) -> Kin:
    return Kin(
        name=mask_name(one.ward_name),
        relation="被监护人",
        url=reverse("person", args=[one.ward]),
        source=SOURCE_LABELS[one.source],
        recorded_at=one.recorded_at,
        links=(),
        since=one.span.start,
        until=one.span.end,
        over=one.span.end is not None and one.span.end < on,
    )


def _links(
    person_id: PersonId, row_id: int, may: frozenset[str], *acts: tuple[str, str, str]
) -> tuple[Link, ...]:
    return tuple(
        Link(label, reverse("handling_row", args=[person_id, key, row_id]))
        for act, key, label in acts
        if act in may
    )
