"""Coming in: names, passwords, second factors, and those who guess."""

from __future__ import annotations

import time
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from laoyou.access.types import Role, Scope
from laoyou.accounts import reads, verbs
from laoyou.accounts.core import lockout
from laoyou.accounts.models import Address, User
from laoyou.accounts.tests.cast import (
    COUNTY,
    NOW,
    PASSWORD,
    SOURCE,
    SYSTEM,
    TOWN,
    Somebody,
    bind,
    code_at,
    later,
    row,
    sign_in,
    signed_in,
    somebody,
    trail,
    wrong_code,
)
from laoyou.accounts.tests.conftest import SetClock
from laoyou.audit.types import Outcome
from laoyou.kernel.errors import Forbidden, Invalid

pytestmark = pytest.mark.django_db


def fail(times: int, username: str = "bob", client: Client | None = None) -> Any:
    answers = [sign_in(client or Client(), username, "wrong-password") for _ in range(times)]
    return answers[-1]


def test_the_right_password_lets_in_and_leaves_a_row(clerk: Somebody) -> None:
    client = Client()

    answer = sign_in(client, "bob")

    assert (answer.status_code, answer["Location"]) == (302, "/home/")
    assert client.get("/closed/").content.decode().startswith("bob 的姓名|division:230502001|")
    entry = trail("sign_in")[0]
    assert (entry.user_id, entry.outcome, entry.object_id) == (clerk.id, Outcome.DONE, str(clerk.id))


def test_who_wanted_a_page_comes_to_it(clerk: Somebody) -> None:
    client = Client()
    asked = client.get("/closed/?q=1")

    assert asked["Location"] == "/sign-in/?next=%2Fclosed%2F%3Fq%3D1"
    assert sign_in(client, "bob", next="/closed/?q=1")["Location"] == "/closed/?q=1"


@pytest.mark.parametrize("wanted", ["https://example.com/", "//example.com/", "javascript:alert(1)", ""])
def test_nobody_is_sent_to_another_house(clerk: Somebody, wanted: str) -> None:
    assert sign_in(Client(), "bob", next=wanted)["Location"] == "/home/"


def test_a_session_gets_a_new_key_on_the_way_in(clerk: Somebody) -> None:
    client = Client()
    session = client.session
    session["planted"] = True
    session.save()
    planted = session.session_key

    sign_in(client, "bob")

    assert client.session.session_key != planted
    assert not Session.objects.filter(session_key=planted).exists()


def test_who_is_in_needs_no_second_sign_in(clerk: Somebody) -> None:
    client = signed_in(clerk)

    assert client.get(reverse("accounts:sign_in"))["Location"] == "/home/"


def test_an_unknown_name_a_wrong_password_and_a_locked_user_hear_the_same(clerk: Somebody) -> None:
    somebody("carol")
    unknown = sign_in(Client(), "nobody", "wrong-password")
    wrong = sign_in(Client(), "bob", "wrong-password")
    fail(5, "carol")
    locked = sign_in(Client(), "carol")

    assert {unknown.status_code, wrong.status_code, locked.status_code} == {422}
    for answer in (unknown, wrong, locked):
        assert verbs.SIGN_IN_REFUSED in answer.content.decode()
    bodies = [
        _without_token(answer).replace("nobody", "bob").replace("carol", "bob") for answer in (unknown, wrong)
    ]
    assert bodies[0] == bodies[1]


def _without_token(answer: Any) -> str:
    return "\n".join(line for line in answer.content.decode().splitlines() if "csrf" not in line.lower())


def test_an_unknown_name_takes_the_time_of_a_wrong_password(clerk: Somebody, settings: Any) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.ScryptPasswordHasher"]
    reads._nobody.cache_clear()
    verbs.set_password(clerk.id, actor=SYSTEM, now=NOW)
    reads.holder("nobody", "x")

    known, unknown = _seconds("bob"), _seconds("nobody")
    reads._nobody.cache_clear()

    assert unknown > known / 3


def _seconds(username: str) -> float:
    taken = []
    for _ in range(3):
        began = time.perf_counter()
        reads.holder(username, "wrong-password")
        taken.append(time.perf_counter() - began)
    return min(taken)


def test_a_failure_is_counted_and_noted_where_the_user_belongs(clerk: Somebody) -> None:
    fail(1)

    assert row(clerk.id).failed_attempts == 1
    entry = trail("fail_sign_in")[0]
    assert (entry.user_id, entry.object_kind, entry.object_id) == (None, "user", str(clerk.id))
    assert entry.division == TOWN


def test_a_failure_under_a_name_that_nobody_has_is_noted_without_the_name(db: None) -> None:
    fail(1, "my-password-by-mistake")

    entry = trail("fail_sign_in")[0]
    assert (entry.object_kind, entry.object_id) == ("", "")


def test_five_failures_lock_for_a_quarter_of_an_hour(clerk: Somebody, set_clock: SetClock) -> None:
    fail(5)

    assert row(clerk.id).locked_until == later(minutes=15)
    assert sign_in(Client(), "bob").status_code == 422
    set_clock(later(minutes=14.9))
    assert sign_in(Client(), "bob").status_code == 422
    set_clock(later(minutes=15))
    assert sign_in(Client(), "bob").status_code == 302


def test_failures_after_a_lock_lock_twice_as_long(clerk: Somebody, set_clock: SetClock) -> None:
    fail(5)
    set_clock(later(minutes=16))
    fail(5)

    assert row(clerk.id).locked_until == later(minutes=46)


def test_a_sign_in_forgets_the_failures_before_it(clerk: Somebody) -> None:
    fail(4)
    signed_in(clerk)
    fail(4)

    assert row(clerk.id).failed_attempts == 4
    assert row(clerk.id).locked_until is None


def test_a_right_password_is_refused_when_guesses_beside_it_locked_the_user(clerk: Somebody) -> None:
    """Between the look at the password and the letting in, five wrong guesses were counted."""
    assert reads.holder("bob", PASSWORD) == clerk.id
    fail(5)

    with pytest.raises(Forbidden) as refused:
        verbs.sign_in(clerk.id, actor=clerk.actor, now=NOW)

    assert refused.value.code == "locked"
    assert trail("sign_in")[0].outcome is Outcome.REFUSED


def test_many_failures_from_one_address_stop_it_for_all_names(clerk: Somebody, set_clock: SetClock) -> None:
    Address.objects.create(address=SOURCE, failures=lockout.ADDRESS_FAILURES - 1, counted_since=NOW)
    fail(1, "nobody")

    answer = sign_in(Client(), "bob")
    elsewhere = Client().post(
        reverse("accounts:sign_in"), {"username": "bob", "password": PASSWORD}, REMOTE_ADDR="10.9.9.9"
    )

    assert "15 分钟后再试" in answer.content.decode()
    assert elsewhere.status_code == 302
    set_clock(later(minutes=16))
    assert sign_in(Client(), "bob").status_code == 302


def test_failures_of_long_ago_do_not_count_against_an_address(db: None, set_clock: SetClock) -> None:
    Address.objects.create(address=SOURCE, failures=lockout.ADDRESS_FAILURES - 1, counted_since=NOW)
    set_clock(later(minutes=16))

    fail(1, "nobody")

    assert Address.objects.get(address=SOURCE).failures == 1
    assert not reads.address_is_locked(SOURCE, now=later(minutes=16))


def test_behind_the_proxy_the_address_is_the_one_it_saw(clerk: Somebody, settings: Any) -> None:
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    Client(headers={"x-forwarded-for": "6.6.6.6, 10.7.7.7"}).post(
        reverse("accounts:sign_in"), {"username": "nobody", "password": "x"}, REMOTE_ADDR="127.0.0.1"
    )

    assert list(Address.objects.values_list("address", flat=True)) == ["10.7.7.7"]


@pytest.mark.parametrize("claimed", ["6.6.6.6", "nonsense"])
def test_without_a_proxy_nobody_chooses_his_own_address(clerk: Somebody, claimed: str) -> None:
    Client(headers={"x-forwarded-for": claimed}).post(
        reverse("accounts:sign_in"), {"username": "nobody", "password": "x"}, REMOTE_ADDR=SOURCE
    )

    assert list(Address.objects.values_list("address", flat=True)) == [SOURCE]


def test_a_closed_account_is_not_let_in(clerk: Somebody) -> None:
    User.objects.filter(id=clerk.id).update(is_active=False)

    assert verbs.SIGN_IN_REFUSED in sign_in(Client(), "bob").content.decode()


def test_who_has_no_identity_is_told_so_and_not_let_in(clerk: Somebody) -> None:
    (held,) = reads.grants_of(clerk.id, on=NOW.date())
    verbs.revoke(clerk.id, grant_id=held.id, actor=SYSTEM, now=NOW)
    client = Client()

    answer = sign_in(client, "bob")

    assert "没有任何身份" in answer.content.decode()
    assert client.get("/closed/").status_code == 302


def test_a_bound_second_factor_is_asked_for(clerk: Somebody) -> None:
    secret = bind(clerk.id)
    client = Client()

    answer = sign_in(client, "bob", next="/closed/")

    assert answer["Location"] == "/sign-in/code/?next=%2Fclosed%2F"
    assert client.get("/closed/").status_code == 302
    done = client.post(reverse("accounts:code"), {"code": code_at(secret, NOW), "next": "/closed/"})
    assert done["Location"] == "/closed/"
    assert client.get("/closed/").status_code == 200


def test_a_code_is_used_once(clerk: Somebody) -> None:
    secret = bind(clerk.id)
    signed_in(clerk, secret=secret)
    other = Client()
    sign_in(other, "bob")

    answer = other.post(reverse("accounts:code"), {"code": code_at(secret, NOW)})

    assert answer.status_code == 422
    assert other.get("/closed/").status_code == 302


def test_wrong_codes_lock_like_wrong_passwords(clerk: Somebody) -> None:
    secret = bind(clerk.id)
    client = Client()
    sign_in(client, "bob")

    for _ in range(5):
        client.post(reverse("accounts:code"), {"code": wrong_code(secret, NOW)}, REMOTE_ADDR=SOURCE)
    answer = client.post(reverse("accounts:code"), {"code": code_at(secret, NOW)}, REMOTE_ADDR=SOURCE)

    assert row(clerk.id).locked_until == later(minutes=15)
    assert answer.status_code == 422


def test_the_second_step_waits_five_minutes(clerk: Somebody, set_clock: SetClock) -> None:
    secret = bind(clerk.id)
    client = Client()
    sign_in(client, "bob")
    set_clock(later(minutes=6))

    answer = client.post(reverse("accounts:code"), {"code": code_at(secret, later(minutes=6))})

    assert answer["Location"] == "/sign-in/"


def test_the_second_step_is_not_reached_without_the_first(clerk: Somebody) -> None:
    assert Client().get(reverse("accounts:code"))["Location"] == "/sign-in/"


def test_the_verb_itself_wants_the_code(clerk: Somebody) -> None:
    bind(clerk.id)

    with pytest.raises(Invalid) as refused:
        verbs.sign_in(clerk.id, actor=clerk.actor, now=NOW)

    assert refused.value.code == "totp_wrong"


def test_empty_fields_are_asked_for_and_count_as_nothing(clerk: Somebody) -> None:
    answer = Client().post(reverse("accounts:sign_in"), {"username": "bob", "password": ""})

    assert "请填写密码。" in answer.content.decode()
    assert row(clerk.id).failed_attempts == 0


def test_going_out_ends_the_session_and_leaves_a_row(clerk: Somebody) -> None:
    client = signed_in(clerk)

    answer = client.post(reverse("accounts:sign_out"))

    assert answer["Location"] == "/sign-in/"
    assert client.get("/closed/").status_code == 302
    assert trail("sign_out")[0].user_id == clerk.id


def test_going_out_needs_a_button_not_a_link(clerk: Somebody) -> None:
    client = signed_in(clerk)

    assert client.get(reverse("accounts:sign_out")).status_code == 405
    assert client.get("/closed/").status_code == 200


def test_the_first_identity_is_taken_until_another_is_chosen(clerk: Somebody) -> None:
    verbs.grant(
        clerk.id, role=Role.SUPERVISOR, scope=Scope.division(COUNTY), actor=SYSTEM, now=later(minutes=1)
    )

    assert "|division:230502001|" in signed_in(clerk).get("/closed/").content.decode()
