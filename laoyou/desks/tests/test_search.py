"""The search page."""

from __future__ import annotations

import logging
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from laoyou.desks.search import age
from laoyou.kernel.documents import DocumentKind
from laoyou.kernel.ids import PersonId
from laoyou.kernel.sex import Sex
from laoyou.people.reads.lists import PersonRow
from laoyou.people.tests.cast import (
    VILLAGE_A,
    VILLAGE_A2,
    VILLAGE_B,
    card,
    living_at,
    number_of,
    registered_at,
    somebody,
)
from laoyou.people.types import DocumentGiven

SEARCH = reverse("search")
PHONE = "13812345521"


def search(client: Client, words: str) -> str:
    """What the box answers, wherever it leads."""
    return client.post(SEARCH, {"q": words}, follow=True).content.decode()


def test_initials_find_a_masked_name_with_its_place(alice: Client) -> None:
    person = somebody("李小华")

    page = search(alice, "lxh")

    assert "李*华" in page
    assert "李小华" not in page
    assert "新华社区" in page
    assert reverse("person", args=[person]) in page
    assert "按拼音或首字母查找" in page


def test_a_name_is_given_an_address_that_can_be_shared(alice: Client, carol: Client) -> None:
    somebody("李小华")

    sent = alice.post(SEARCH, {"q": "李小华 新华"})

    assert sent.status_code == 303
    for reader in (alice, carol):
        assert "李*华" in reader.get(sent.headers["Location"]).content.decode()


def test_the_owner_of_a_number_is_opened_at_once(alice: Client) -> None:
    number, passport = number_of(), "E12345678"
    person = somebody(document=card(number))
    stranger = somebody(document=DocumentGiven(DocumentKind.PASSPORT, passport))

    for words, owner in ((number, person), (number.lower(), person), ("e1234 5678", stranger)):
        sent = alice.post(SEARCH, {"q": words})
        assert (sent.status_code, sent.headers["Location"]) == (303, reverse("person", args=[owner]))


def test_a_phone_is_answered_without_an_address_or_a_title_that_tells_it(alice: Client) -> None:
    person = somebody(phones=[PHONE])

    answer = alice.post(SEARCH, {"q": "138 1234-5521"})
    page = answer.content.decode()

    assert answer.status_code == 200
    assert reverse("person", args=[person]) in page
    assert "<title>按电话号码查找 · 查找" in page
    assert "已限定在" not in page


@pytest.mark.parametrize(
    "words",
    [
        "230502194305129981",
        "230502430512998",
        "２３０５０２１９４３０５１２９９８１",
        "E12345678",
        PHONE,
        "0469-1234567",
        "138—1234—5521",
        f"李小华 {PHONE}",
        f"{PHONE} 新华",
        "12",
    ],
)
def test_words_that_hold_a_number_are_put_into_no_address(alice: Client, words: str) -> None:
    somebody("李小华", phones=[PHONE])

    assert alice.post(SEARCH, {"q": words}).status_code == 200


def test_an_address_with_a_number_in_it_looks_nobody_up_and_says_where_to_type(alice: Client) -> None:
    number = number_of()
    somebody("李小华", document=card(number), phones=[PHONE])

    for words in (number, PHONE, f"李小华 {PHONE}"):
        page = alice.get(SEARCH, {"q": words}).content.decode()
        assert "请输入页面上方的搜索框再查" in page
        assert "李*华" not in page
        main = page.partition("<main")[2]
        assert not [one for one in (number, PHONE) if one in main or f'value="{one}"' in page]


def test_a_search_for_a_number_is_logged_nowhere(alice: Client, caplog: Any) -> None:
    number = number_of()
    somebody(document=card(number))

    with caplog.at_level(logging.DEBUG):
        alice.post(SEARCH, {"q": number})
        alice.get(SEARCH, {"q": number})

    assert number not in caplog.text


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


def test_who_lives_elsewhere_is_found_and_it_is_said_where(alice: Client, bob: Client) -> None:
    somebody("李小华", abodes=[living_at(VILLAGE_B), registered_at(VILLAGE_A)], phones=[PHONE])

    for words in ("lxh", "李小华", PHONE):
        page = search(alice, words)
        assert "八马路街道建设社区" in page
        assert "住在别处，户籍在本地：" in page
        assert "二马路街道新华社区" in page
    page = search(bob, "lxh")
    assert "户籍：" in page
    assert "住在别处" not in page


def test_who_lives_where_he_is_registered_is_not_said_to_be_registered(alice: Client) -> None:
    somebody("李小华", abodes=[living_at(VILLAGE_A), registered_at(VILLAGE_A)])

    assert "户籍" not in search(alice, "lxh").partition("<main")[2]


def test_a_name_with_a_space_inside_is_still_a_name(alice: Client) -> None:
    somebody("李小华")

    assert "李*华" in search(alice, "李 小华")


def test_places_are_found_too(alice: Client) -> None:
    assert f"{reverse('people')}?division={VILLAGE_A}" in search(alice, "新华")


def test_nothing_asked_says_how_to_ask(alice: Client) -> None:
    for words in ("", "  ", "\x00"):
        assert "可以输入姓名" in search(alice, words)


def test_words_without_end_are_cut(alice: Client) -> None:
    for words in ("李" * 5000, "9" * 5000):
        assert alice.post(SEARCH, {"q": words}, follow=True).status_code == 200


def test_what_was_typed_is_shown_harmlessly(alice: Client) -> None:
    assert "<script>alert" not in search(alice, "<script>alert(1)</script>")


def test_an_auditor_may_not_search_people(auditor: Client) -> None:
    assert auditor.get(SEARCH, {"q": "lxh"}).status_code == 403
    for words in ("lxh", number_of()):
        assert auditor.post(SEARCH, {"q": words}).status_code == 403


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
