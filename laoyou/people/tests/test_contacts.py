"""Whom to reach, in which order, and what he may be told."""

from __future__ import annotations

from typing import Any

import pytest

from laoyou.kernel.errors import Conflict, Invalid
from laoyou.kernel.ids import PersonId
from laoyou.people import reads, verbs
from laoyou.people.tests.cast import ALICE, NOW, later, somebody
from laoyou.people.types import Consent, Relation, Source
from laoyou.people.verbs.contacts import MOST

pytestmark = pytest.mark.usefixtures("ground")


def name(person_id: int, called: str = "李强", phone: str = "13812345521", **given: Any) -> int:
    told: dict[str, Any] = {
        "relation": Relation.SON,
        "consent": Consent.EMERGENCY,
        "source": Source.FAMILY,
        "actor": ALICE,
        "now": NOW,
    }
    return verbs.name_contact(person_id, name=called, phone=phone, **(told | given))


def order(person_id: PersonId) -> list[tuple[int, str]]:
    return [(c.position, c.name) for c in reads.relations.contacts([person_id])[person_id]]


def three(person_id: int) -> list[int]:
    return [name(person_id, called, f"1381234552{digit}") for digit, called in enumerate("甲乙丙")]


def test_a_contact_is_masked_and_has_the_consent_that_was_given() -> None:
    person_id = somebody()

    name(person_id)

    (contact,) = reads.relations.contacts([person_id])[person_id]
    assert (contact.name, contact.phone, contact.position) == ("李强", "138****5521", 1)
    assert (contact.relation, contact.consent) == (Relation.SON, Consent.EMERGENCY)


def test_contacts_come_in_the_order_in_which_they_were_named() -> None:
    person_id = somebody()

    three(person_id)

    assert order(person_id) == [(1, "甲"), (2, "乙"), (3, "丙")]


def test_the_order_is_changed_as_a_whole() -> None:
    person_id = somebody()
    first, second, third = three(person_id)

    verbs.order_contacts(person_id, contact_ids=[third, first, second], actor=ALICE, now=NOW)

    assert order(person_id) == [(1, "丙"), (2, "甲"), (3, "乙")]


@pytest.mark.parametrize(
    "change", [lambda ids: ids[:2], lambda ids: [*ids, ids[0]], lambda ids: [*ids[:2], 0]]
)
def test_an_order_of_other_contacts_than_there_are_is_a_conflict(change: Any) -> None:
    person_id = somebody()
    ids = three(person_id)

    with pytest.raises(Conflict) as refused:
        verbs.order_contacts(person_id, contact_ids=change(ids), actor=ALICE, now=NOW)

    assert refused.value.code == "contacts_changed"
    assert order(person_id) == [(1, "甲"), (2, "乙"), (3, "丙")]


def test_when_a_contact_is_removed_those_behind_move_up() -> None:
    person_id = somebody()
    first, _, _ = three(person_id)

    verbs.remove_contact(first, actor=ALICE, now=later(1))

    assert order(person_id) == [(1, "乙"), (2, "丙")]


def test_a_removed_contact_is_not_removed_again_nor_changed() -> None:
    contact_id = name(somebody())
    verbs.remove_contact(contact_id, actor=ALICE, now=NOW)

    with pytest.raises(Conflict) as removed:
        verbs.remove_contact(contact_id, actor=ALICE, now=NOW)
    with pytest.raises(Conflict) as changed:
        verbs.set_consent(contact_id, consent=Consent.FULL, actor=ALICE, now=NOW)

    assert (removed.value.code, changed.value.code) == ("removed", "removed")


def test_a_removed_contact_may_be_named_again() -> None:
    person_id = somebody()
    verbs.remove_contact(name(person_id), actor=ALICE, now=NOW)

    name(person_id)

    assert order(person_id) == [(1, "李强")]


def test_consent_is_changed() -> None:
    person_id = somebody()

    verbs.set_consent(name(person_id), consent=Consent.FULL, actor=ALICE, now=NOW)

    assert reads.relations.contacts([person_id])[person_id][0].consent is Consent.FULL


def test_a_phone_is_one_contact_of_a_person() -> None:
    person_id = somebody()
    name(person_id)

    with pytest.raises(Conflict) as refused:
        name(person_id, "李刚", "138-1234-5521")

    assert refused.value.code == "contact_known"


def test_contacts_are_limited() -> None:
    person_id = somebody()
    for digit in range(MOST):
        name(person_id, phone=f"1381234550{digit}")

    with pytest.raises(Conflict) as refused:
        name(person_id, phone="13900000000")

    assert refused.value.code == "contacts_full"


@pytest.mark.parametrize(
    ("phone", "code"), [("120", "phone_hotline"), ("1381234", "phone_area"), ("abc", "phone")]
)
def test_a_contact_needs_a_phone_of_his_own(phone: str, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        name(somebody(), phone=phone)

    assert refused.value.code == code
