"""The counter's pages, and the two open ones of joining."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from laoyou.audit.types import Outcome
from laoyou.family import reads
from laoyou.family.tests.cast import PASSWORD, Elder, elder, invited, joined, took_up
from laoyou.family.types import State
from laoyou.people.tests.cast import NOW, later, noted

pytestmark = pytest.mark.django_db
JOIN, ACCOUNT = reverse("family:join"), reverse("family:account")
FORM = {
    "tie": "daughter",
    "name": "张秀敏",
    "phone": "139 0000 1111",
    "consent": "signed",
    "consent_on": "2026-03-02",
    "until": "2027-03-01",
}
CHOSEN = {"which": "new", "username": "xiumin", "password": PASSWORD, "again": PASSWORD}


@pytest.fixture
def li(ground: None) -> Elder:
    return elder()


def words(answer: Any) -> str:
    return str(answer.content.decode())


def printed(alice: Client, li: Elder) -> str:
    """The code on a letter that the clerk prints."""
    answer = alice.post(reverse("family:invite", args=[li.id]), FORM)
    found = re.search(r"data-code>([^<]+)<", words(answer))
    assert found is not None, words(answer)
    return found[1]


def test_the_letter_has_the_code_a_picture_and_the_terms_and_no_full_name_of_the_elder(
    alice: Client, li: Elder
) -> None:
    page = words(alice.post(reverse("family:invite", args=[li.id]), FORM))

    assert re.search(r"data-code>[34679A-Y]{4}-[34679A-Y]{4}<", page)
    assert 'src="data:image/svg+xml' in page
    assert "http://testserver/family/join/" in page
    assert "李*华" in page
    assert "李小华" not in page
    assert "健康情况老人没有同意公开" in page
    assert li.tail not in re.sub(r'src="[^"]+"', "", page)


def test_the_code_is_shown_once(alice: Client, li: Elder) -> None:
    code = printed(alice, li)

    page = words(alice.get(reverse("family:person", args=[li.id])))

    assert code not in page
    assert "等对方加入" in page
    assert "139****1111" in page


def test_a_form_that_is_wrong_names_the_field(alice: Client, li: Elder) -> None:
    answer = alice.post(reverse("family:invite", args=[li.id]), FORM | {"consent": ""})

    assert answer.status_code == 422
    assert "请选择老人是怎样同意的" in words(answer)


def test_a_neighbours_clerk_opens_none_of_it_and_the_trail_says_so(bob: Client, li: Elder) -> None:
    letter = invited(li)
    pages = [reverse(f"family:{name}", args=[li.id]) for name in ("person", "invite")]

    answers = [bob.get(pages[0]), bob.get(pages[1]), bob.post(pages[1], FORM)]
    answers.append(bob.post(reverse("family:end", args=[letter.id]), {"why": "elder"}))

    assert {answer.status_code for answer in answers} == {403}
    assert reads.access(letter.id, NOW).state is State.INVITED
    assert noted("family.invite")[0].outcome is Outcome.REFUSED


def test_the_clerk_ends_it_on_the_page(alice: Client, li: Elder) -> None:
    access_id, _ = joined(li)

    answer = alice.post(reverse("family:end", args=[access_id]), {"why": "elder"}, follow=True)

    assert "已停止，对方立即看不到了" in words(answer)
    assert "老人要求停止" in words(answer)


def test_an_end_without_a_reason_ends_nothing(alice: Client, li: Elder) -> None:
    access_id, _ = joined(li)

    answer = alice.post(reverse("family:end", args=[access_id]), {"why": "death"}, follow=True)

    assert "没有停止：请选择原因" in words(answer)
    assert reads.access(access_id, NOW).state is State.JOINED


def test_the_daughter_joins_and_signs_in(alice: Client, li: Elder) -> None:
    code, phone = printed(alice, li), Client()

    first = phone.post(JOIN, {"code": code.lower(), "tail": li.tail})
    shown = words(phone.get(ACCOUNT))
    second = phone.post(ACCOUNT, CHOSEN)
    signed = phone.post(second["Location"], {"username": "xiumin", "password": PASSWORD})

    assert (first.status_code, first["Location"]) == (302, ACCOUNT)
    assert "张秀敏，您将以女儿的身份看 李*华 的待遇" in shown
    assert second["Location"] == f"{reverse('accounts:sign_in')}?next={reverse('family_home')}"
    assert signed["Location"] == reverse("family_home")


def test_a_wrong_code_a_wrong_tail_and_a_used_letter_are_refused_in_the_same_words(li: Elder) -> None:
    letter, other, phone = invited(li), elder(), Client()
    used = invited(other)
    took_up(used, "other")

    answers = [
        phone.post(JOIN, {"code": "AAAA-AAAA", "tail": li.tail}),
        phone.post(JOIN, {"code": letter.code, "tail": "000A"}),
        phone.post(JOIN, {"code": used.code, "tail": other.tail}),
    ]

    said = {re.sub(r'(csrf|value=)"?[^>]*', "", words(answer)) for answer in answers}
    assert {answer.status_code for answer in answers} == {422}
    assert len(said) == 1
    assert "李" not in said.pop()


def test_after_five_wrong_tails_the_right_one_opens_nothing(li: Elder) -> None:
    letter, phone = invited(li), Client()
    for _ in range(5):
        phone.post(JOIN, {"code": letter.code, "tail": "000A"})

    answer = phone.post(JOIN, {"code": letter.code, "tail": li.tail})

    assert answer.status_code == 422
    assert phone.get(ACCOUNT)["Location"] == JOIN


def test_from_an_address_with_thirty_wrong_codes_the_right_one_waits(li: Elder) -> None:
    letter, phone = invited(li), Client()
    for _ in range(30):
        phone.post(JOIN, {"code": "AAAA-AAAA", "tail": "000A"})

    answer = phone.post(JOIN, {"code": letter.code, "tail": li.tail})

    assert "15 分钟后再试" in words(answer)
    assert reads.access(letter.id, NOW).state is State.INVITED


def test_the_second_step_asks_for_the_first_and_waits_a_quarter_of_an_hour(
    li: Elder, monkeypatch: pytest.MonkeyPatch
) -> None:
    letter, phone = invited(li), Client()
    assert phone.get(ACCOUNT)["Location"] == JOIN
    phone.post(JOIN, {"code": letter.code, "tail": li.tail})
    assert phone.get(ACCOUNT).status_code == 200

    monkeypatch.setattr("laoyou.kernel.clock.now", lambda: later(minutes=16))

    assert phone.get(ACCOUNT)["Location"] == JOIN


def test_two_passwords_that_differ_and_a_taken_name_are_said_at_the_field(li: Elder) -> None:
    joined(elder(), "taken")
    letter, phone = invited(li), Client()
    phone.post(JOIN, {"code": letter.code, "tail": li.tail})

    differing = phone.post(ACCOUNT, CHOSEN | {"again": "something-else"})
    taken = phone.post(ACCOUNT, CHOSEN | {"username": "taken"})
    foreign = phone.post(ACCOUNT, {"which": "known", "username": "taken", "password": "not-hers-at-all"})

    assert [one.status_code for one in (differing, taken, foreign)] == [422, 422, 422]
    assert "两遍密码不一样" in words(differing)
    assert "已经有人用了" in words(taken)
    assert "用户名或密码不对" in words(foreign)
    assert reads.access(letter.id, NOW).state is State.INVITED
