"""Entering persons and correcting what was entered."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from laoyou.access.types import Scope
from laoyou.kernel.errors import Conflict, Forbidden, Invalid
from laoyou.kernel.sex import Sex
from laoyou.people import reads, verbs
from laoyou.people.facts import PersonCorrected, PersonRegistered
from laoyou.people.models import Document, Person, Phone
from laoyou.people.tests.cast import (
    ALICE,
    CAROL,
    FAR_VILLAGE,
    NOW,
    TOWN_A,
    VILLAGE_A,
    VILLAGE_A2,
    VILLAGE_B,
    Heard,
    card,
    later,
    living_at,
    noted,
    number_of,
    registered_at,
    somebody,
)
from laoyou.people.types import Source

pytestmark = pytest.mark.usefixtures("ground")


def enter(**given: Any) -> int:
    told: dict[str, Any] = {
        "name": "李小华",
        "abodes": [living_at(VILLAGE_A, "新华社区3号楼2单元501")],
        "source": Source.TOWN,
        "document": card(number_of()),
        "actor": ALICE,
        "now": NOW,
    }
    return verbs.register(**(told | given))


def test_a_person_enters_the_register_masked_and_whole() -> None:
    number = number_of(date(1941, 7, 9))

    person_id = enter(document=card(number), phones=["138 1234 5521"])

    record = reads.persons.person(person_id)
    assert (record.name, record.birth_date, record.sex) == ("李小华", date(1941, 7, 9), Sex.FEMALE)
    assert record.documents[0].number == f"{number[:6]}********{number[-4:]}"
    assert record.phones[0].number == "138****5521"
    assert record.abodes[0].address == "新华社区****"
    assert (record.home_division, record.registered_division) == (VILLAGE_A, None)
    assert Person.objects.of(pk=person_id).get().initials == "lxh"


def test_what_is_sealed_does_not_stand_in_the_table() -> None:
    number = number_of()

    enter(document=card(number), phones=["13812345521"])

    assert number.encode() not in bytes(Document.objects.get().number_sealed)
    assert b"13812345521" not in bytes(Phone.objects.get().number_sealed)


def test_registering_tells_and_leaves_an_audit_row(heard: Heard) -> None:
    person_id = enter()

    assert heard.facts == [PersonRegistered(reads.persons.person(person_id).id, Source.TOWN, NOW)]
    (entry,) = noted("people.register")
    assert (entry.person_id, entry.division, entry.user_id) == (person_id, VILLAGE_A, ALICE.user_id)


def test_a_known_number_is_a_conflict_and_never_a_second_person() -> None:
    number = number_of()
    enter(document=card(number))

    with pytest.raises(Conflict) as refused:
        enter(name="李晓华", document=card(number))

    assert refused.value.code == "document_known"
    assert "请按证件号码查找" in refused.value.message
    assert Person.objects.for_the_system().count() == 1


def test_a_number_in_another_writing_is_the_same_number() -> None:
    number = number_of()
    enter(document=card(number))

    with pytest.raises(Conflict):
        enter(document=card(f" {number[:6]} {number[6:]} "))


@pytest.mark.parametrize(
    ("told", "code"),
    [
        ({"birth_date": date(1950, 1, 1)}, "contradicts_document"),
        ({"sex": Sex.MALE}, "contradicts_document"),
        ({"name": "  "}, "name_empty"),
        ({"name": "李" * 65}, "name_long"),
        ({"abodes": [living_at(VILLAGE_A), living_at(VILLAGE_A2)]}, "abode_twice"),
        ({"phones": ["110"]}, "phone_hotline"),
        ({"document": card("230502194505041234")}, "checksum"),
        ({"document": None, "birth_date": date(2027, 1, 1)}, "birth_future"),
    ],
)
def test_what_cannot_be_is_refused_in_words(told: dict[str, Any], code: str) -> None:
    with pytest.raises(Invalid) as refused:
        enter(**told)

    assert refused.value.code == code
    assert Person.objects.for_the_system().count() == 0


@pytest.mark.parametrize(
    ("code", "why"), [("230502001099", "division_unknown"), ("230502000000", "division_wide")]
)
def test_an_abode_is_in_a_known_town_or_village(code: str, why: str) -> None:
    with pytest.raises(Invalid) as refused:
        enter(abodes=[living_at(code)], actor=CAROL)

    assert refused.value.code == why


def test_an_abode_is_needed() -> None:
    with pytest.raises(Invalid) as refused:
        enter(abodes=[])

    assert refused.value.code == "abode_missing"


def test_home_is_where_one_lives_and_the_registered_division_stands_beside_it() -> None:
    person_id = enter(abodes=[registered_at(FAR_VILLAGE), living_at(VILLAGE_A)])

    record = reads.persons.person(person_id)
    assert (record.home_division, record.registered_division) == (VILLAGE_A, FAR_VILLAGE)


def test_home_is_the_registered_division_while_no_residence_is_known() -> None:
    person_id = enter(abodes=[registered_at(VILLAGE_A)])

    assert reads.persons.person(person_id).home_division == VILLAGE_A


def test_a_clerk_registers_only_in_her_town() -> None:
    with pytest.raises(Forbidden):
        enter(abodes=[living_at(VILLAGE_B)])

    assert Person.objects.for_the_system().count() == 0


def test_a_person_without_a_document_may_be_entered() -> None:
    person_id = enter(document=None, sex=Sex.MALE, birth_date=date(1950, 2, 3))

    assert reads.persons.person(person_id).birth_date == date(1950, 2, 3)


def test_a_corrected_name_keeps_the_former_one(heard: Heard) -> None:
    person_id = somebody("李晓华")

    verbs.correct(person_id, name="李小华", source=Source.POLICE, actor=ALICE, now=later(1))

    record = reads.persons.person(person_id)
    assert (record.name, record.source) == ("李小华", Source.POLICE)
    assert [(other.name, other.source) for other in record.other_names] == [("李晓华", Source.TOWN)]
    assert heard.of(PersonCorrected) == [
        PersonCorrected(record.id, frozenset({"name"}), Source.POLICE, later(1))
    ]


def test_birth_and_sex_are_corrected_when_no_document_tells_them() -> None:
    person_id = somebody(document=None, birth_date=date(1950, 1, 1))

    verbs.correct(
        person_id, birth_date=date(1950, 1, 2), sex=Sex.MALE, source=Source.TOWN, actor=ALICE, now=NOW
    )

    record = reads.persons.person(person_id)
    assert (record.birth_date, record.sex) == (date(1950, 1, 2), Sex.MALE)


def test_a_birth_that_contradicts_the_document_is_refused() -> None:
    person_id = somebody()

    with pytest.raises(Invalid) as refused:
        verbs.correct(person_id, birth_date=date(1950, 1, 1), source=Source.TOWN, actor=ALICE, now=NOW)

    assert refused.value.code == "contradicts_document"


def test_a_correction_that_changes_nothing_is_a_conflict() -> None:
    person_id = somebody()

    with pytest.raises(Conflict) as refused:
        verbs.correct(person_id, name=" 李小华 ", source=Source.TOWN, actor=ALICE, now=NOW)

    assert refused.value.code == "unchanged"


def test_a_number_finds_its_person_within_reach_only() -> None:
    number = number_of()
    person_id = enter(document=card(number))

    found = reads.persons.by_number(number, Scope.division(TOWN_A))

    assert found is not None
    assert found.id == person_id
    assert reads.persons.by_number(number, Scope.division("230502002000")) is None


def test_a_phone_finds_everybody_who_has_it() -> None:
    first, second = enter(phones=["13812345521"]), enter(name="王强", phones=["138-1234-5521"])
    somebody(division=VILLAGE_B, phones=["13812345521"])

    found = reads.persons.by_phone("13812345521", Scope.division(TOWN_A))

    assert [record.id for record in found] == [first, second]


def test_persons_are_read_in_six_queries_whatever_their_number(django_assert_num_queries: Any) -> None:
    ids = [enter(phones=["13812345521"]) for _ in range(5)]

    with django_assert_num_queries(7):
        reads.persons.persons(ids)
