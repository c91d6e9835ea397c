"""Documents and phones of a person: added, taken out of use, found."""

from __future__ import annotations

import pytest

from laoyou.access.types import Scope
from laoyou.kernel.documents import DocumentKind
from laoyou.kernel.errors import Conflict, Invalid
from laoyou.people import reads, verbs
from laoyou.people.tests.cast import ALICE, NOW, card, later, number_of, somebody
from laoyou.people.types import DocumentGiven, Source

pytestmark = pytest.mark.usefixtures("ground")

EVERYWHERE = Scope.everything()


def test_a_second_document_finds_the_person_too() -> None:
    person_id = somebody()

    verbs.add_document(
        person_id,
        document=DocumentGiven(DocumentKind.PASSPORT, "E12345678"),
        source=Source.POLICE,
        actor=ALICE,
        now=NOW,
    )

    found = reads.persons.by_number("e1234 5678", EVERYWHERE)
    assert found is not None
    assert found.id == person_id
    assert [document.number for document in found.documents][1] == "E1*****78"


def test_a_number_in_use_is_not_given_to_another_person() -> None:
    number = number_of()
    somebody(document=card(number))

    with pytest.raises(Conflict) as refused:
        verbs.add_document(somebody(), document=card(number), source=Source.TOWN, actor=ALICE, now=NOW)

    assert refused.value.code == "document_known"


def test_a_retired_number_may_be_given_to_its_right_owner() -> None:
    number = number_of()
    wrong, right = somebody(document=card(number)), somebody("王强", document=None)
    (document,) = reads.persons.person(wrong).documents
    verbs.retire_document(document.id, actor=ALICE, now=later(1))

    verbs.add_document(right, document=card(number), source=Source.POLICE, actor=ALICE, now=later(2))

    found = reads.persons.by_number(number, EVERYWHERE)
    assert found is not None
    assert found.id == right
    assert reads.persons.person(wrong).documents == ()


def test_a_retired_number_still_finds_who_had_it() -> None:
    number = number_of()
    person_id = somebody(document=card(number))
    verbs.retire_document(reads.persons.person(person_id).documents[0].id, actor=ALICE, now=NOW)

    found = reads.persons.by_number(number, EVERYWHERE)

    assert found is not None
    assert found.id == person_id


def test_what_is_out_of_use_is_not_retired_again() -> None:
    person_id = somebody(phones=["13812345521"])
    record = reads.persons.person(person_id)
    verbs.retire_document(record.documents[0].id, actor=ALICE, now=NOW)
    verbs.retire_phone(record.phones[0].id, actor=ALICE, now=NOW)

    with pytest.raises(Conflict):
        verbs.retire_document(record.documents[0].id, actor=ALICE, now=NOW)
    with pytest.raises(Conflict):
        verbs.retire_phone(record.phones[0].id, actor=ALICE, now=NOW)


def test_a_phone_is_added_once_a_source_and_retired() -> None:
    person_id = somebody()
    phone_id = verbs.add_phone(person_id, number="13812345521", source=Source.TOWN, actor=ALICE, now=NOW)

    with pytest.raises(Conflict) as refused:
        verbs.add_phone(person_id, number="13812345521", source=Source.TOWN, actor=ALICE, now=NOW)
    verbs.retire_phone(phone_id, actor=ALICE, now=later(1))

    assert refused.value.code == "people_phone_once"
    assert reads.persons.by_phone("13812345521", EVERYWHERE) == []


def test_a_search_for_what_is_no_number_says_so() -> None:
    with pytest.raises(Invalid):
        reads.persons.by_number("李小华", EVERYWHERE)
    with pytest.raises(Invalid):
        reads.persons.by_phone("12", EVERYWHERE)


def test_an_unknown_number_finds_nobody() -> None:
    assert reads.persons.by_number(number_of(), EVERYWHERE) is None
    assert reads.persons.by_phone("13812345521", EVERYWHERE) == []
