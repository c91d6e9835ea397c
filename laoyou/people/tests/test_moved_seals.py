"""A sealed value that is copied to another row, of another person or another table, does not open."""

from __future__ import annotations

from typing import Any

import pytest

from laoyou.audit.types import Purpose
from laoyou.kernel.errors import Invalid
from laoyou.kernel.ids import PersonId
from laoyou.kernel.spans import DateSpan
from laoyou.people import reads, verbs
from laoyou.people.models import Abode, Contact, Document, Guardianship, Household, Phone
from laoyou.people.tests.cast import ALICE, NOW, VILLAGE_A, living_at, somebody
from laoyou.people.types import Consent, Relation, Sealed, Source

pytestmark = pytest.mark.usefixtures("ground")

BY: dict[str, Any] = {"source": Source.TOWN, "actor": ALICE, "now": NOW}
TABLES: dict[Sealed, tuple[Any, str]] = {
    Sealed.DOCUMENT: (Document, "number_sealed"),
    Sealed.PHONE: (Phone, "number_sealed"),
    Sealed.ADDRESS: (Abode, "address_sealed"),
    Sealed.CONTACT: (Contact, "phone_sealed"),
    Sealed.GUARDIAN: (Guardianship, "phone_sealed"),
    Sealed.HOUSEHOLD: (Household, "number_sealed"),
}


def whole(phone: str, number: str) -> PersonId:
    """A person of whom everything that is sealed is known."""
    person_id = somebody(abodes=[living_at(VILLAGE_A, f"新华社区{number}号楼")], phones=[phone])
    verbs.name_contact(person_id, name="李强", relation=Relation.SON, phone=phone, consent=Consent.FULL, **BY)
    verbs.appoint_guardian(
        person_id, name="李刚", relation=Relation.SON, phone=phone, span=DateSpan.always(), **BY
    )
    household_id = verbs.open_household(division=VILLAGE_A, number=number, **BY)
    verbs.join_household(household_id, person_id=person_id, relation=Relation.HEAD, **BY)
    return person_id


def opened(person_id: PersonId, what: Sealed) -> str:
    return reads.reveal(person_id, what, purpose=Purpose.VISIT, actor=ALICE, now=NOW)


@pytest.mark.parametrize("what", Sealed)
def test_a_value_copied_from_anothers_row_does_not_open(what: Sealed) -> None:
    mine, theirs = whole("13812345521", "0001"), whole("13900000000", "0002")
    was = opened(theirs, what)
    model, field = TABLES[what]
    first, second = model._base_manager.order_by("pk")

    model._base_manager.filter(pk=first.pk).update(**{field: getattr(second, field)})

    with pytest.raises(Invalid):
        opened(mine, what)
    assert opened(theirs, what) == was


def test_a_value_copied_to_the_same_row_id_of_another_table_does_not_open() -> None:
    person_id = whole("13812345521", "0001")
    contact, phone = Contact.objects.get(), Phone.objects.get()
    Phone.objects.create(
        pk=contact.pk + 1_000_000,
        person_id=person_id,
        number_sealed=phone.number_sealed,
        number_blind=b"x" * 16,
        source=Source.POLICE,
        recorded_at=NOW,
    )
    Contact.objects.filter(pk=contact.pk).update(phone_sealed=phone.number_sealed)

    with pytest.raises(Invalid):
        opened(person_id, Sealed.CONTACT)
    with pytest.raises(Invalid):
        reads.relations.contacts([person_id])
    with pytest.raises(Invalid):
        reads.persons.person(person_id)


def test_a_value_still_opens_after_its_row_went_to_another_person_by_a_merge() -> None:
    kept, gone = whole("13812345521", "0001"), whole("13900000000", "0002")
    numbers = {opened(kept, Sealed.DOCUMENT), opened(gone, Sealed.DOCUMENT)}
    merge_id = verbs.propose_merge(kept, gone, actor=ALICE, now=NOW)
    verbs.approve_merge(merge_id, actor=ALICE.system("test"), now=NOW)

    ids = [document.id for document in reads.persons.person(kept).documents]

    assert {
        reads.reveal(gone, Sealed.DOCUMENT, row_id, purpose=Purpose.VISIT, actor=ALICE, now=NOW)
        for row_id in ids
    } == numbers
