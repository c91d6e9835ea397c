"""Addresses that nobody would type: every page answers with words, none breaks."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from laoyou.desks.caseworker import groups, narrowing
from laoyou.desks.tests.cast import li_xiaohua, say
from laoyou.people.tests.cast import COUNTY, TOWN_A, TOWN_B, VILLAGE_A, somebody
from laoyou.people.types import FactKind

pytestmark = pytest.mark.django_db
ANSWERED = frozenset({200, 302, 400, 403, 404, 422})
HUGE = str(10**30)
ODD = (
    "", " ", "0", "-1", "1e9", "3.5", "１２", "٣", HUGE, "9" * 5000, "\x00", "a\x00b", "%", "_", "'", '"',
    "<b>", "李", "李小华", "lxh", "\ud7ff", "𠮷", "null", "None", "true", "[]", "a" * 3000, "0001-01-01",
    "9999-12-31", "2026-02-30", "2026-03-02", "230502", "23", COUNTY, TOWN_A, TOWN_B, VILLAGE_A, "0" * 12,
    "WyJuIl0", "WyJuIiwxXQ", "WyJuIiwiMjMwNTAyMDAxMDAxIiwieCIsMV0", "bnVsbA", "=", "é",
)  # fmt: skip
WORDS = {
    "people": (*narrowing.NAMES, "sort", "page"),
    "people_export": (*narrowing.NAMES, "page"),
    "map": (*narrowing.NAMES, "by"),
    "divisions": ("open",),
    "search": ("q",),
    "audit": ("who", "act", "outcome", "person_id", "kind", "object_id", "since", "until", "page"),
    "merge_propose": ("kept", "gone", "grounds"),
    "merges": ("page",),
    "facilities": ("kind", "division"),
    "front": ("public",),
    "home": ("x",),
}
SENSIBLE = ("elders", "alone", "away", "1", "2", "age", "-age", "60", "90", "any", "village", "done", "home")
VALUES = st.one_of(
    st.sampled_from((*ODD, *SENSIBLE)), st.text(max_size=12), st.sampled_from(sorted(groups.GROUPS))
)
A_QUESTION = st.sampled_from(sorted(WORDS)).flatmap(
    lambda page: st.tuples(
        st.just(page), st.lists(st.tuples(st.sampled_from(WORDS[page]), VALUES), min_size=1, max_size=4)
    )
)
CAREFULLY = settings(
    max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


@pytest.fixture
def folk(ground: None) -> None:
    say(li_xiaohua(), FactKind.LIVING, "alone")
    somebody("孙大山")


def asked(desk: Client, page: str, params: Any) -> int:
    """The status of a page asked so; an exception of the page is an exception of the test."""
    status: int = desk.get(f"{reverse(page)}?{urlencode(params)}").status_code
    return status


@CAREFULLY
@given(question=A_QUESTION)
@example(question=("people", [("division", "\x00")]))
@example(question=("people", [("division", "9" * 5000)]))
@example(question=("people", [("page", "WyJuIiwiMjMwNTAyMDAxMDAxIiwieCIsMTAwMDAwMDAwMDAwMDAwMDAwMDAwXQ")]))
@example(question=("divisions", [("open", "\x00")]))
@example(question=("divisions", [("open", "a" * 300)]))
@example(question=("search", [("q", "a\x00b")]))
@example(question=("search", [("q", "9" * 5000)]))
@example(question=("search", [("q", "lxh \x00")]))
@example(question=("facilities", [("kind", "home"), ("division", "\x00")]))
@example(question=("merge_propose", [("kept", HUGE), ("gone", "1")]))
def test_no_address_breaks_a_clerks_page(alice: Client, folk: None, question: tuple[str, Any]) -> None:
    page, params = question

    assert asked(alice, page, params) in ANSWERED


@CAREFULLY
@given(words=VALUES)
@example(words="a\x00b")
@example(words="9" * 5000)
@example(words="\ud7ff 新华")
def test_no_words_in_the_box_break_the_search(alice: Client, folk: None, words: str) -> None:
    assert alice.post(reverse("search"), {"q": words}).status_code in {200, 303}


@CAREFULLY
@given(params=st.lists(st.tuples(st.sampled_from(WORDS["audit"]), VALUES), min_size=1, max_size=4))
@example(params=[("until", "9999-12-31")])
@example(params=[("since", "0001-01-01")])
@example(params=[("who", HUGE)])
@example(params=[("who", "9" * 5000)])
@example(params=[("person_id", HUGE)])
@example(params=[("page", "WyJuIiwxMDAwMDAwMDAwMDAwMDAwMDAwMDAwXQ")])
@example(params=[("object_id", "\x00")])
@example(params=[("who", "a\x00b")])
def test_no_address_breaks_the_trail(auditor: Client, folk: None, params: Any) -> None:
    assert asked(auditor, "audit", params) in ANSWERED


@pytest.mark.parametrize("page", ["person", "household", "household_join", "merge", "reveal"])
@pytest.mark.parametrize("number", [0, 2**31, 2**63 - 1, 2**63, 10**40])
def test_a_number_that_no_row_can_have_is_not_found(alice: Client, page: str, number: int) -> None:
    ask = alice.post if page == "reveal" else alice.get

    assert ask(reverse(page, args=[number])).status_code == 404


@pytest.mark.parametrize("number", [2**31, 2**63, 10**40])
def test_a_form_about_a_row_that_cannot_be_is_not_found(alice: Client, number: int) -> None:
    li = li_xiaohua()

    for key in ("fact-end", "phone-retire", "contact-consent", "guardian-end"):
        assert alice.get(reverse("handling_row", args=[li, key, number])).status_code == 404
        assert alice.get(reverse("handling_row", args=[number, key, 1])).status_code == 404
