"""What happens to a session: it idles, it grows old, its holder changes; and the gates before every page."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from laoyou.access.types import Role, Scope
from laoyou.accounts import reads, verbs
from laoyou.accounts.models import User
from laoyou.accounts.tests.cast import (
    COUNTY,
    NEIGHBOUR,
    NOW,
    PASSWORD,
    SYSTEM,
    TOWN,
    Somebody,
    bind,
    later,
    signed_in,
    somebody,
    trail,
)
from laoyou.accounts.tests.conftest import SetClock
from laoyou.audit.types import Outcome
from laoyou.kernel.errors import Forbidden

pytestmark = pytest.mark.django_db


def test_a_page_that_says_nothing_is_closed(db: None) -> None:
    assert Client().get("/closed/")["Location"] == "/sign-in/?next=%2Fclosed%2F"


def test_a_page_for_everybody_is_open(db: None) -> None:
    assert Client().get("/public/").content == b"everybody"


def test_a_form_sent_without_a_session_is_not_repeated_after_signing_in(db: None) -> None:
    assert Client().post("/closed/")["Location"] == "/sign-in/"


def test_a_part_of_a_page_sends_the_whole_page_to_the_sign_in(db: None) -> None:
    answer = Client().get(
        "/closed/", headers={"hx-request": "true", "hx-current-url": "http://testserver/people/?q=1"}
    )

    assert answer["HX-Redirect"] == "/sign-in/?next=%2Fpeople%2F%3Fq%3D1"
    assert answer.status_code == 200


def test_a_page_knows_who_acts_and_when(clerk: Somebody) -> None:
    words = signed_in(clerk).get("/closed/").content.decode()

    assert words == f"bob 的姓名|division:230502001|{NOW.isoformat()}"


def test_pages_of_signed_in_people_are_not_kept_by_anybody(clerk: Somebody) -> None:
    assert signed_in(clerk).get("/closed/")["Cache-Control"] == "private, no-store"


def test_an_idle_session_ends_and_says_why(clerk: Somebody, set_clock: SetClock) -> None:
    client = signed_in(clerk)
    set_clock(later(minutes=31))

    answer = client.get("/closed/")

    assert answer["Location"] == "/sign-in/?next=%2Fclosed%2F&why=idle"
    assert "一阵没有操作" in client.get(answer["Location"]).content.decode()
    assert client.get("/closed/")["Location"] == "/sign-in/?next=%2Fclosed%2F"


def test_who_works_on_is_not_thrown_out(clerk: Somebody, set_clock: SetClock) -> None:
    client = signed_in(clerk)

    for minutes in (20, 40, 60, 80):
        set_clock(later(minutes=minutes))
        assert client.get("/closed/").status_code == 200


def test_no_session_outlives_a_working_day(clerk: Somebody, set_clock: SetClock) -> None:
    client = signed_in(clerk)
    for minutes in range(20, 481, 20):
        set_clock(later(minutes=minutes))
        assert client.get("/closed/").status_code == 200

    set_clock(later(minutes=481))

    assert client.get("/closed/")["Location"].endswith("why=long")


def test_a_revoked_identity_is_gone_at_the_next_step(clerk: Somebody) -> None:
    client = signed_in(clerk)
    (held,) = reads.grants_of(clerk.id, on=NOW.date())
    verbs.revoke(clerk.id, grant_id=held.id, actor=SYSTEM, now=NOW)

    answer = client.get("/closed/")

    assert answer["Location"].endswith("why=grant")
    assert "已到期或被收回" in client.get(answer["Location"]).content.decode()


def test_an_identity_that_ran_out_overnight_is_gone(set_clock: SetClock) -> None:
    set_clock(later(minutes=14 * 60 + 20))  # 23:50 in Shanghai
    guest = somebody("guest", until=NOW.date())
    client = signed_in(guest)
    set_clock(later(minutes=14 * 60 + 31))  # 00:01

    assert client.get("/closed/")["Location"].endswith("why=grant")


def test_a_closed_account_is_out_at_once(clerk: Somebody) -> None:
    client = signed_in(clerk)
    verbs.change_user(clerk.id, is_active=False, actor=SYSTEM, now=NOW)

    assert client.get("/closed/").status_code == 302


def test_a_new_password_from_the_administrator_ends_the_sessions(admin: Somebody, clerk: Somebody) -> None:
    client = signed_in(clerk)
    verbs.set_password(clerk.id, actor=admin.actor, now=NOW)

    assert client.get("/closed/").status_code == 302


def test_changing_the_password_ends_the_other_sessions_only(clerk: Somebody) -> None:
    here, elsewhere = signed_in(clerk), signed_in(clerk)
    fields = {"old": PASSWORD, "new": "rice-and-mushrooms", "again": "rice-and-mushrooms"}

    answer = here.post(reverse("accounts:change_password"), fields)

    assert answer["Location"] == "/account/"
    assert here.get("/closed/").status_code == 200
    assert elsewhere.get("/closed/").status_code == 302


def test_a_password_made_by_others_must_be_changed_first(clerk: Somebody) -> None:
    client = signed_in(clerk)
    User.objects.filter(id=clerk.id).update(must_change_password=True)

    assert client.get("/closed/")["Location"] == "/account/password/"
    assert client.get(reverse("accounts:account"))["Location"] == "/account/password/"
    assert client.get("/public/").status_code == 200
    assert client.get("/account/password/").status_code == 200
    assert client.post("/sign-out/").status_code == 302


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.AUDITOR])
def test_a_privileged_role_binds_a_second_factor_first(role: Role) -> None:
    client = signed_in(somebody("careful", role, COUNTY))

    assert client.get("/closed/")["Location"] == "/account/totp/"
    assert client.get(reverse("accounts:users"))["Location"] == "/account/totp/"


def test_a_bound_second_factor_opens_the_gate(admin: Somebody) -> None:
    secret = bind(admin.id)

    assert signed_in(admin, secret=secret).get("/closed/").status_code == 200


def test_a_privileged_role_taken_on_later_meets_the_gate_too(clerk: Somebody) -> None:
    given = verbs.grant(
        clerk.id, role=Role.AUDITOR, scope=Scope.division(TOWN), actor=SYSTEM, now=later(minutes=1)
    )
    client = signed_in(clerk)
    assert client.get("/closed/").status_code == 200

    client.post(reverse("accounts:act_for"), {"grant": given})

    assert client.get("/closed/")["Location"] == "/account/totp/"


def test_somebody_takes_on_another_identity_of_his(clerk: Somebody) -> None:
    given = verbs.grant(
        clerk.id, role=Role.LEADER, scope=Scope.division(COUNTY), actor=SYSTEM, now=later(minutes=1)
    )
    client = signed_in(clerk)
    before = client.session.session_key

    answer = client.post(reverse("accounts:act_for"), {"grant": given, "next": "/closed/"})

    assert answer["Location"] == "/closed/"
    assert "|division:230502|" in client.get("/closed/").content.decode()
    assert client.session.session_key != before
    assert trail("act_for")[0].object_id == str(clerk.id)


@pytest.mark.parametrize("grant", ["", "abc", "0", "-1", "99999999", "²"])
def test_an_identity_that_is_not_his_is_refused(clerk: Somebody, grant: str) -> None:
    client = signed_in(clerk)

    answer = client.post(reverse("accounts:act_for"), {"grant": grant})

    assert answer.status_code == 403
    assert "|division:230502001|" in client.get("/closed/").content.decode()


def test_a_neighbours_identity_is_refused_and_noted(clerk: Somebody) -> None:
    stranger = somebody("stranger", code=NEIGHBOUR)
    (theirs,) = reads.grants_of(stranger.id, on=NOW.date())

    with pytest.raises(Forbidden) as refused:
        verbs.act_for(theirs.id, actor=clerk.actor, now=NOW)

    assert refused.value.code == "not_own_grant"
    assert trail("act_for")[0].outcome is Outcome.REFUSED


def test_the_system_has_no_account_of_its_own() -> None:
    for act in (verbs.sign_out, verbs.enrol_totp):
        with pytest.raises(Forbidden) as refused:
            act(actor=SYSTEM, now=NOW)
        assert refused.value.code == "nobody"


def test_a_session_without_our_marks_is_worth_nothing(clerk: Somebody) -> None:
    client = Client()
    client.force_login(User.objects.get(id=clerk.id))

    assert client.get("/closed/").status_code == 302
