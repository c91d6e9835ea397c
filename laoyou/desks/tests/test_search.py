"""The search page."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from laoyou.desks.search import age
from laoyou.kernel.ids import PersonId
from laoyou.kernel.sex import Sex
from laoyou.people.reads.lists import PersonRow
from laoyou.people.tests.cast import VILLAGE_A, VILLAGE_A2, VILLAGE_B, card, number_of, somebody

SEARCH = reverse("search")


def search(client: Client, words: str) -> str:
    return client.get(SEARCH, {"q": words}).content.decode()


def test_initials_find_a_masked_name_with_its_place(alice: Client) -> None:
    person = somebody("李小华")

    page = search(alice, "lxh")

    assert "李*华" in page
    assert "李小华" not in page
    assert "新华社区" in page
    assert reverse("person", args=[person]) in page
    assert "按拼音或首字母查找" in page


def test_the_owner_of_a_number_is_opened_at_once(alice: Client) -> None:
    number = number_of()
    person = somebody(document=card(number))

    assert alice.get(SEARCH, {"q": number}).headers["Location"] == reverse("person", args=[person])


def test_a_neighbours_person_is_not_found_by_anything(alice: Client) -> None:
    number = number_of()
    somebody("王大明", VILLAGE_B, document=card(number))
    somebody("李小华")

    for words in ("wdm", "王大明", number):
        assert "没有找到" in search(alice, words)


def test_a_place_in_the_last_word_narrows(alice: Client) -> None:
    somebody("李小华", VILLAGE_A)
    somebody("李晓红", VILLAGE_A2)

    page = search(alice, "lxh 新兴")

    assert "李*红" in page
    assert "李*华" not in page
    assert "已限定在" in page


def test_a_name_with_a_space_inside_is_still_a_name(alice: Client) -> None:
    somebody("李小华")

    assert "李*华" in search(alice, "李 小华")


def test_places_are_found_too(alice: Client) -> None:
    assert f"{reverse('people')}?division={VILLAGE_A}" in search(alice, "新华")


def test_nothing_asked_says_how_to_ask(alice: Client) -> None:
    assert "可以输入姓名" in search(alice, "")


def test_what_was_typed_is_shown_harmlessly(alice: Client) -> None:
    assert "<script>alert" not in search(alice, "<script>alert(1)</script>")


def test_an_auditor_may_not_search_people(auditor: Client) -> None:
    assert auditor.get(SEARCH, {"q": "lxh"}).status_code == 403


@pytest.mark.parametrize(
    ("born", "died", "years"),
    [
        (date(1946, 3, 2), None, 80),
        (date(1946, 3, 3), None, 79),
        (date(1944, 2, 29), None, 82),
        (date(1940, 1, 1), date(2019, 12, 31), 79),
        (None, None, None),
    ],
)
def test_age_is_in_full_years_and_stops_at_death(
    born: date | None, died: date | None, years: int | None
) -> None:
    row = PersonRow(PersonId(1), "李", Sex.MALE, born, died, VILLAGE_A, None, None)

    assert age(row, date(2026, 3, 2)) == years
