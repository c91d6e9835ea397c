"""A household's page, and entering a person at the desk."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from laoyou.desks.tests.cast import BORN, SYSTEM, li_xiaohua, read, send, words
from laoyou.kernel.ids import HouseholdId, PersonId
from laoyou.people import verbs
from laoyou.people.reads import persons, relations
from laoyou.people.tests.cast import NOW, VILLAGE_A, VILLAGE_A2, VILLAGE_B, card, number_of, somebody
from laoyou.people.types import Relation, Source

pytestmark = pytest.mark.django_db


@pytest.fixture
def li(ground: None) -> PersonId:
    return li_xiaohua()


@pytest.fixture
def home(li: PersonId) -> HouseholdId:
    household = verbs.open_household(division=VILLAGE_A, source=Source.POLICE, actor=SYSTEM, now=NOW)
    verbs.join_household(
        household, person_id=li, relation=Relation.HEAD, source=Source.POLICE, actor=SYSTEM, now=NOW
    )
    return household


def entered(desk: Client, **changed: Any) -> Any:
    given = {"name": "王小明", "kind": "resident_card", "number": number_of(BORN), "home": VILLAGE_A}
    return send(desk, "person_register", **(given | {"source": "town"} | changed))


def test_the_household_shows_its_members_masked(alice: Client, home: HouseholdId, li: PersonId) -> None:
    html = read(alice, "household", home)

    assert "李*华一户" in html
    assert "户主" in html
    assert reverse("person", args=[li]) in html
    assert "李小华" not in html


def test_a_neighbour_town_does_not_see_it(bob: Client, home: HouseholdId) -> None:
    read(bob, "household", home, status=403)
    read(bob, "household_join", home, status=403)


def test_a_household_that_is_not_there(alice: Client) -> None:
    assert "没有找到这一户" in read(alice, "household", 987654, status=404)


def test_a_member_joins_by_number(alice: Client, home: HouseholdId) -> None:
    number = number_of(date(1945, 1, 1))
    wife = somebody("王兰", VILLAGE_A, document=card(number))

    answer = send(alice, "household_join", home, number=number, relation="spouse", source="police")

    assert "已登记家庭成员" in words(answer)
    assert [one.person for one in relations.household(home).members][1] == wife


@pytest.mark.parametrize(("number", "said"), [("abc", "不是证件号码"), ("", "请填写成员的证件号码")])
def test_a_number_of_nobody_is_refused_beside_its_field(
    alice: Client, home: HouseholdId, number: str, said: str
) -> None:
    answer = send(alice, "household_join", home, number=number, relation="spouse", source="police")

    assert answer.status_code == 422
    assert said in words(answer)


def test_a_neighbours_person_is_not_found_by_number(alice: Client, home: HouseholdId) -> None:
    number = number_of(date(1945, 1, 1))
    somebody("孙大山", VILLAGE_B, document=card(number))

    answer = send(alice, "household_join", home, number=number, relation="spouse", source="police")

    assert "您的辖区内没有这个证件号码的人" in words(answer)


def test_a_second_head_is_refused_in_words(alice: Client, home: HouseholdId) -> None:
    number = number_of(date(1945, 1, 1))
    somebody("王兰", VILLAGE_A, document=card(number))

    answer = send(alice, "household_join", home, number=number, relation="head", source="police")

    assert "这一户已有户主" in words(answer)


def test_an_empty_household_says_so(alice: Client, home: HouseholdId, li: PersonId) -> None:
    verbs.leave_household(li, last_day=date(2026, 3, 1), actor=SYSTEM, now=NOW)

    assert "这一户现在没有人" in read(alice, "household", home)


def test_a_person_is_entered_and_his_page_opens(alice: Client) -> None:
    answer = entered(alice, address="3号楼501室", phone="13812345521", registered=VILLAGE_A2)

    assert "已登记。请接着登记联系人和身份状况。" in words(answer)
    person = persons.person(answer.context["person"].id)
    assert (person.name, person.birth_date) == ("王小明", BORN)
    assert (person.home_division, person.registered_division) == (VILLAGE_A, VILLAGE_A2)


def test_whoever_is_in_the_register_is_not_entered_twice(alice: Client) -> None:
    number = number_of(BORN)
    somebody("李小华", VILLAGE_A, document=card(number))

    answer = entered(alice, number=number)

    assert answer.status_code == 422
    assert "这个证件号码已在册" in words(answer)
    assert 'id="id_number_error"' in words(answer)


def test_a_wrong_number_is_said_beside_its_field(alice: Client) -> None:
    answer = entered(alice, number="230502194305121111")

    assert answer.status_code == 422
    assert 'id="id_number_error"' in words(answer)


def test_without_a_document_sex_and_birth_are_taken_from_the_form(alice: Client) -> None:
    answer = entered(alice, number="", sex="1", birth_date="1950-02-03")

    person = persons.person(answer.context["person"].id)
    assert (person.sex.value, person.birth_date) == ("1", date(1950, 2, 3))


def test_nobody_is_entered_in_a_neighbours_town(alice: Client) -> None:
    assert entered(alice, home=VILLAGE_B).status_code == 403


def test_a_leader_enters_nobody(leader: Client) -> None:
    read(leader, "person_register", status=403)
