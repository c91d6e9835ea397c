"""Revealing: in place, for a purpose, on the trail; never without."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from laoyou.audit.types import Outcome, Purpose
from laoyou.desks.tests.cast import BORN, HER_PHONE, PHONE, SECRETS, li_xiaohua, read, trail, words
from laoyou.kernel.ids import PersonId
from laoyou.people.reads import persons, relations
from laoyou.people.tests.cast import VILLAGE_B, number_of, somebody

pytestmark = pytest.mark.django_db


@pytest.fixture
def number() -> str:
    return number_of(BORN)


@pytest.fixture
def li(ground: None, number: str) -> PersonId:
    return li_xiaohua(number)


def ask(desk: Client, li: int, what: str, row: int, purpose: str = "visit", *, htmx: bool = True) -> Any:
    headers = {"HX-Request": "true"} if htmx else {}
    fields = {"what": what, "row": row, "purpose": purpose}
    return desk.post(reverse("reveal", args=[li]), fields, headers=headers)


def test_the_number_is_shown_in_place_with_the_name(alice: Client, li: PersonId, number: str) -> None:
    row = persons.person(li).documents[0].id

    html = words(ask(alice, li, "document", row))

    assert number in html
    assert "李小华" in html
    assert f'id="document-{row}"' in html
    assert f'id="name-{li}" hx-swap-oob="true"' in html
    assert "<html" not in html


def test_a_reveal_leaves_a_row_with_its_purpose(alice: Client, li: PersonId) -> None:
    row = persons.person(li).phones[0].id

    ask(alice, li, "phone", row, "emergency")

    (entry,) = trail("people.reveal")
    assert entry.outcome is Outcome.READ
    assert (entry.person_id, entry.object_kind, entry.object_id) == (li, "phone", str(row))
    assert entry.purpose == Purpose.EMERGENCY
    assert entry.user_name == "alice 的姓名"


def test_without_scripts_the_whole_page_comes_back_with_the_value(alice: Client, li: PersonId) -> None:
    row = persons.person(li).phones[0].id

    answer = ask(alice, li, "phone", row, htmx=False)

    assert answer.status_code == 200
    assert PHONE in words(answer)
    assert "<html" in words(answer)
    assert "501室" not in words(answer)


def test_what_was_revealed_is_masked_again_on_the_next_visit(alice: Client, li: PersonId) -> None:
    ask(alice, li, "phone", persons.person(li).phones[0].id)

    html = read(alice, "person", li)

    assert not [secret for secret in SECRETS if secret in html]


@pytest.mark.parametrize("htmx", [True, False])
@pytest.mark.parametrize("purpose", ["", "curiosity"])
def test_without_a_purpose_nothing_is_shown_and_nothing_is_noted(
    alice: Client, li: PersonId, purpose: str, htmx: bool
) -> None:
    answer = ask(alice, li, "phone", persons.person(li).phones[0].id, purpose, htmx=htmx)

    assert answer.status_code == 422
    assert "请选择查看的用途" in words(answer)
    assert PHONE not in words(answer)
    assert trail("people.reveal") == []


def test_the_name_alone_can_be_revealed(alice: Client, li: PersonId) -> None:
    html = words(ask(alice, li, "name", li, "verification"))

    assert "李小华" in html
    assert trail("people.reveal")[0].object_kind == "name"
    assert ask(alice, li, "name", li, "").status_code == 422


def test_an_address_and_a_contact_are_revealed_as_wholes(alice: Client, li: PersonId) -> None:
    abode = next(one for one in persons.person(li).abodes if one.address)
    contact = relations.contacts([li])[li][0]

    assert "新华社区3号楼2单元501室" in words(ask(alice, li, "address", abode.id))
    assert f"张秀敏 {HER_PHONE}" in words(ask(alice, li, "contact", contact.id))


def test_a_neighbours_phone_stays_closed_and_the_attempt_is_logged(alice: Client) -> None:
    theirs = somebody("孙大山", VILLAGE_B, phones=["13700001234"])

    answer = ask(alice, theirs, "phone", persons.person(theirs).phones[0].id)

    assert answer.status_code == 403
    assert "13700001234" not in words(answer)
    assert [entry.outcome for entry in trail("people.reveal")] == [Outcome.REFUSED]


def test_a_neighbours_row_is_not_opened_through_ones_own_person(alice: Client, li: PersonId) -> None:
    theirs = somebody("孙大山", VILLAGE_B, phones=["13700001234"])

    answer = ask(alice, li, "phone", persons.person(theirs).phones[0].id)

    assert answer.status_code == 404
    assert "13700001234" not in words(answer)


def test_a_leader_may_not_reveal(leader: Client, li: PersonId) -> None:
    assert ask(leader, li, "phone", persons.person(li).phones[0].id).status_code == 403


@pytest.mark.parametrize(("what", "row"), [("phone", "x"), ("phone", 987654), ("salary", 1)])
def test_nonsense_is_answered_kindly(alice: Client, li: PersonId, what: str, row: Any) -> None:
    assert ask(alice, li, what, row).status_code in (404, 422)


def test_a_reveal_is_never_a_link(alice: Client, li: PersonId) -> None:
    assert alice.get(reverse("reveal", args=[li])).status_code == 405
