"""The doors: forged forms, strange hosts, stolen and old sessions, guessing, and what every answer says."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from laoyou.accounts.models import User
from laoyou.accounts.tests.cast import PASSWORD, bind, sign_in
from laoyou.accounts.tests.cast import somebody as user
from laoyou.config.postgres_tuning import server_settings
from laoyou.kernel import clock
from laoyou.people.tests.cast import TOWN_A, later
from laoyou.web.middleware import POLICY
from tests.security.conftest import World
from tests.security.test_objects import pages, read_whole

pytestmark = pytest.mark.django_db
SIGN_IN, HOME = reverse("accounts:sign_in"), reverse("home")
ELSEWHERE = (
    "//evil.example", "https://evil.example/", "/\\evil.example", "\\\\evil.example", "///evil.example",
    "http:///evil.example", "javascript:alert(1)", "\x00//evil.example", " //evil.example",
)  # fmt: skip


def test_no_form_is_taken_without_its_token(alice: Client, world: World) -> None:
    forged = Client(enforce_csrf_checks=True)
    forged.cookies = alice.cookies
    for name, _, url in pages(world.ids):
        assert forged.post(url, {"what": "name", "purpose": "visit"}).status_code in (403, 405), name


def test_the_sign_in_and_the_way_out_ask_for_the_token_too(alice: Client) -> None:
    forged = Client(enforce_csrf_checks=True)
    assert forged.post(SIGN_IN, {"username": "alice", "password": PASSWORD}).status_code == 403
    forged.cookies = alice.cookies
    assert forged.post(reverse("accounts:sign_out")).status_code == 403


@pytest.mark.parametrize("target", ELSEWHERE)
def test_nobody_is_sent_to_another_site(target: str, ground: None) -> None:
    person, browser = user("nina", code=TOWN_A), Client()

    answers = [sign_in(browser, person.username, next=target)]
    answers.append(browser.get(SIGN_IN, {"next": target}))
    answers.append(browser.post(reverse("web:look"), {"density": "elder", "next": target}))
    grant = browser.session["grant_id"]
    answers.append(browser.post(reverse("accounts:act_for"), {"grant": grant, "next": target}))

    assert {answer.status_code for answer in answers} == {302}
    assert {answer["Location"] for answer in answers} <= {HOME, "/", reverse("accounts:account")}


def test_a_strange_host_is_refused(alice: Client) -> None:
    for host in ("evil.example", "testserver@evil.example", "testserver.evil.example", "a b"):
        answer = alice.get(HOME, headers={"Host": host})
        assert answer.status_code == 400
        assert "evil" not in answer.content.decode()


def test_a_session_planted_before_the_sign_in_is_not_the_one_after_it(ground: None) -> None:
    person, browser = user("nina", code=TOWN_A), Client()
    browser.session.save()
    browser.cookies[settings.SESSION_COOKIE_NAME] = browser.session.session_key or "planted"
    planted = browser.cookies[settings.SESSION_COOKIE_NAME].value

    sign_in(browser, person.username)

    cookie = browser.cookies[settings.SESSION_COOKIE_NAME]
    assert cookie.value != planted
    assert (cookie["httponly"], cookie["samesite"], cookie["max-age"]) == (True, "Lax", "")
    thief = Client()
    thief.cookies[settings.SESSION_COOKIE_NAME] = planted
    assert thief.get(HOME)["Location"].startswith(SIGN_IN)


def test_a_session_kept_busy_still_ends(monkeypatch: pytest.MonkeyPatch, alice: Client) -> None:
    for minutes in range(0, 8 * 60 + 1, 20):
        monkeypatch.setattr(clock, "now", lambda minutes=minutes: later(minutes=minutes))
        assert alice.get(reverse("help")).status_code == 200, minutes
    monkeypatch.setattr(clock, "now", lambda: later(minutes=8 * 60 + 2))

    assert "why=long" in alice.get(reverse("help"))["Location"]


def test_while_an_account_is_locked_the_right_password_answers_like_a_wrong_one(ground: None) -> None:
    person = user("nina", code=TOWN_A)
    bind(person.id)
    User.objects.filter(id=person.id).update(locked_until=later(minutes=10))

    right, wrong = Client(), Client()
    answers = [sign_in(right, "nina"), sign_in(wrong, "nina", "not-the-password")]

    assert [answer.status_code for answer in answers] == [422, 422]
    assert _said(answers[0]) == _said(answers[1])
    assert right.get(reverse("accounts:code")).status_code == 302


def test_a_name_that_nobody_has_is_refused_in_the_same_words(ground: None) -> None:
    user("nina", code=TOWN_A)

    assert _said(sign_in(Client(), "nina", "wrong")) == _said(sign_in(Client(), "nobody", "wrong"))


def _said(answer: Any) -> list[str]:
    return [str(words) for words in answer.context["form"].non_field_errors()]


def test_numbers_too_long_to_be_read_are_answered(alice: Client, world: World) -> None:
    digits = "9" * 5000
    reveal = reverse("reveal", args=[world.ids["person_id"]])
    fields = {"what": "phone", "row": digits, "purpose": "visit"}

    assert alice.post(reveal, fields).status_code == 404
    assert alice.post(reverse("accounts:act_for"), {"grant": digits}).status_code == 403


def test_a_day_at_the_end_of_the_calendar_is_answered(admin: Client, alice: Client, world: World) -> None:
    person = user("nina", code=TOWN_A)
    given = {"role": "clerk", "division": TOWN_A, "until": "9999-12-31"}
    assert admin.post(reverse("accounts:grant", args=[person.id]), given).status_code == 422
    moved = reverse("handling", args=[world.ids["person_id"], "fact"])
    for day in ("9999-12-31", "0001-01-01"):
        assert alice.post(moved, {"status": "living:alone", "since": day, "until": day}).status_code == 422


def test_every_answer_says_that_nothing_from_outside_may_run(alice: Client) -> None:
    browsers = ((alice, 200), (Client(), 302))
    answers = [desk.get(HOME) for desk, _ in browsers]
    answers += [alice.get("/nothing/"), alice.get("/static/web/css/tokens.css"), alice.post(HOME)]
    answers += [alice.get(HOME, headers={"Host": "evil.example"}), alice.get(reverse("audit"))]

    assert [answer.status_code for answer in answers] == [200, 302, 404, 200, 405, 400, 403]
    for answer in answers:
        read_whole(answer)
        assert answer["Content-Security-Policy"] == POLICY
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Referrer-Policy"] == "same-origin"


def test_what_somebody_signed_in_reads_is_kept_by_no_cache(alice: Client, world: World) -> None:
    for _, _, url in pages(world.ids):
        answer = alice.get(url)
        read_whole(answer)
        assert "no-store" in answer["Cache-Control"], url


def test_the_database_logs_no_words_of_a_statement(tmp_path: Any) -> None:
    said = server_settings(tmp_path, durable=True)

    assert said["log_statement"] == "none"
    assert said["log_min_error_statement"] == "panic"
    assert said["log_error_verbosity"] == "terse"
