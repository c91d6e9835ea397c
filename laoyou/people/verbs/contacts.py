"""Whom to reach for a person, in which order, and what each may be told."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db.models import F, QuerySet

from laoyou import acts
from laoyou.access.types import Actor
from laoyou.kernel.errors import Conflict
from laoyou.people.core.spelling import spelled
from laoyou.people.models import Contact
from laoyou.people.models.locks import locked_person
from laoyou.people.models.sealing import CONTACT_PHONE, next_id
from laoyou.people.reads.reach import place_of, place_of_contact
from laoyou.people.types import Consent, Relation, Source
from laoyou.people.verbs.papers import personal_phone

MOST = 10
"""So many contacts are enough; the constraint on their order needs room beside it (`lay`)."""

_ASIDE = 10_000


@acts.verb("people.name_contact", place=place_of)
def name_contact(
    person_id: int,
    *,
    name: str,
    relation: Relation,
    phone: str,
    consent: Consent,
    source: Source,
    actor: Actor,
    now: datetime,
) -> int:
    """Name a contact, last in the order; its id. `consent` is the person's own choice.

    Conflict `contact_known` when the phone is a contact's already, `contacts_full` when there are MOST.
    """
    locked_person(person_id)
    number = personal_phone(phone)
    current = _current(person_id)
    if current.filter(phone_blind=CONTACT_PHONE.find(number)).exists():
        raise Conflict(
            "这个电话已是此人的联系人。要改称呼或告知范围，请在原来的联系人上修改。", "contact_known"
        )
    count = current.count()
    if count >= MOST:
        raise Conflict(f"联系人最多 {MOST} 位，请先移除不再需要的。", "contacts_full")
    row_id = next_id(Contact)
    Contact.objects.create(
        pk=row_id,
        person_id=person_id,
        name=spelled(name).name,
        relation=relation.value,
        phone_sealed=CONTACT_PHONE.seal(row_id, number),
        phone_blind=CONTACT_PHONE.find(number),
        position=count + 1,
        consent=consent.value,
        source=source.value,
        recorded_at=now,
    )
    acts.subject(kind="contact", id=row_id)
    return row_id


@acts.verb("people.set_consent", place=place_of_contact)
def set_consent(contact_id: int, *, consent: Consent, actor: Actor, now: datetime) -> None:
    """Change what a contact may be told. Conflict `removed` when the contact was removed."""
    _begun(contact_id)
    Contact.objects.filter(pk=contact_id).update(consent=consent.value)


@acts.verb("people.remove_contact", place=place_of_contact)
def remove_contact(contact_id: int, *, actor: Actor, now: datetime) -> None:
    """Remove a contact; those behind move up. Conflict `removed` when that was done already."""
    row = _begun(contact_id)
    Contact.objects.filter(pk=contact_id).update(removed_at=now)
    lay(row.person_id)


@acts.verb("people.order_contacts", place=place_of)
def order_contacts(person_id: int, *, contact_ids: Sequence[int], actor: Actor, now: datetime) -> None:
    """Say in which order the contacts are to be called: all of them, each once.

    Conflict `contacts_changed` when these are not the contacts that there are now.
    """
    locked_person(person_id)
    if sorted(contact_ids) != sorted(_current(person_id).values_list("pk", flat=True)):
        raise Conflict("联系人已有变动，请刷新页面后重新排序。", "contacts_changed")
    lay(person_id, contact_ids)


def lay(person_id: int, contact_ids: Sequence[int] | None = None) -> None:
    """Give positions from 1 on, in this order or in the one there is. In two steps: at no moment may two
    contacts share a position. Run inside a verb, with the person locked.
    """
    ordered = list(_current(person_id).values_list("pk", flat=True)) if contact_ids is None else contact_ids
    _current(person_id).update(position=F("position") + _ASIDE)
    for position, contact_id in enumerate(ordered, start=1):
        Contact.objects.filter(pk=contact_id).update(position=position)


def _current(person_id: int) -> QuerySet[Contact]:
    return Contact.objects.filter(person=person_id, removed_at=None).order_by("position")


def _begun(contact_id: int) -> Contact:
    row = Contact.objects.get(pk=contact_id)
    acts.subject(person_id=row.person_id, kind="contact", id=contact_id)
    locked_person(row.person_id)
    row.refresh_from_db()
    if row.removed_at is not None:
        raise Conflict("这位联系人已被移除，请刷新页面。", "removed")
    return row
