"""One's own account: the password, the second factor, and what one sees of oneself."""

from __future__ import annotations

import re

import pytest
from django.contrib.auth.hashers import check_password
from django.urls import reverse

from laoyou.access.types import Role, Scope
from laoyou.accounts import labels, reads, verbs
from laoyou.accounts.tests.cast import (
    COUNTY,
    NOW,
    PASSWORD,
    SYSTEM,
    TOWN,
    Somebody,
    bind,
    code_at,
    later,
    row,
    signed_in,
    somebody,
    trail,
    wrong_code,
)
from laoyou.kernel.errors import Conflict, Invalid
from laoyou.web.types import Acting

pytestmark = pytest.mark.django_db


def change(person: Somebody, old: str = PASSWORD, new: str = "rice-and-mushrooms") -> None:
    verbs.change_own_password(old=old, new=new, actor=person.actor, now=NOW)


def test_one_changes_ones_own_password(clerk: Somebody) -> None:
    change(clerk)

    assert check_password("rice-and-mushrooms", row(clerk.id).password)
    assert trail("change_own_password")[0].user_id == clerk.id


@pytest.mark.parametrize(
    ("old", "new", "code", "field"),
    [
        ("not it", "rice-and-mushrooms", "old_password", "old"),
        (PASSWORD, PASSWORD, "same_password", "new"),
        (PASSWORD, "short", "weak_password", "new"),
        (PASSWORD, "83746510293847", "weak_password", "new"),
        (PASSWORD, "password123", "weak_password", "new"),
    ],
)
def test_a_poor_change_of_password_is_refused(
    clerk: Somebody, old: str, new: str, code: str, field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        change(clerk, old, new)

    assert (refused.value.code, refused.value.field) == (code, field)
    assert check_password(PASSWORD, row(clerk.id).password)


def test_the_page_says_beside_the_field_what_is_wrong(clerk: Somebody) -> None:
    client = signed_in(clerk)
    url = reverse("accounts:change_password")

    wrong = client.post(url, {"old": "x", "new": "rice-and-mushrooms", "again": "rice-and-mushrooms"})
    different = client.post(url, {"old": PASSWORD, "new": "rice-and-mushrooms", "again": "other"})
    weak = client.post(url, {"old": PASSWORD, "new": "12345", "again": "12345"})

    assert "现在的密码不对" in wrong.content.decode()
    assert "两遍新密码不一样" in different.content.decode()
    assert "10" in weak.content.decode()
    assert {wrong.status_code, different.status_code, weak.status_code} == {422}


def test_a_second_factor_is_drawn_shown_and_confirmed_on_its_page(clerk: Somebody) -> None:
    client = signed_in(clerk)
    url = reverse("accounts:totp")
    assert "开始绑定" in client.get(url).content.decode()

    client.post(url)
    shown = client.get(url).content.decode()
    secret = reads.pending_totp(clerk.id)
    done = client.post(url, {"code": code_at(secret or "", NOW)})

    groups = re.search(r"data-secret>([A-Z2-7 ]+)<", shown)
    assert groups is not None
    assert groups[1].replace(" ", "") == secret
    assert 'src="data:image/svg+xml' in shown
    assert done["Location"] == "/account/"
    assert reads.has_totp(clerk.id)


def test_the_secret_is_sealed_and_shown_no_more_once_it_is_bound(clerk: Somebody) -> None:
    secret = bind(clerk.id)
    client = signed_in(clerk, secret=secret)

    assert secret.encode() not in bytes(row(clerk.id).totp_sealed or b"")
    assert reads.pending_totp(clerk.id) is None
    page = client.get(reverse("accounts:totp")).content.decode()
    assert "已经绑定" in page
    assert secret[:4] + " " + secret[4:8] not in page


def test_a_wrong_code_does_not_bind(clerk: Somebody) -> None:
    client = signed_in(clerk)
    client.post(reverse("accounts:totp"))
    secret = reads.pending_totp(clerk.id) or ""

    answer = client.post(reverse("accounts:totp"), {"code": wrong_code(secret, NOW)})

    assert "动态口令不对" in answer.content.decode()
    assert not reads.has_totp(clerk.id)


def test_a_bound_second_factor_is_not_replaced_by_its_holder(clerk: Somebody) -> None:
    bind(clerk.id)

    with pytest.raises(Conflict) as refused:
        verbs.enrol_totp(actor=clerk.actor, now=NOW)
    with pytest.raises(Conflict) as again:
        verbs.confirm_totp("123456", actor=clerk.actor, now=NOW)

    assert (refused.value.code, again.value.code) == ("totp_bound", "totp_not_pending")


def test_a_code_that_bound_the_factor_does_not_sign_in(clerk: Somebody) -> None:
    secret = bind(clerk.id)
    then = later(minutes=-60)

    with pytest.raises(Invalid) as refused:
        verbs.sign_in(clerk.id, code=code_at(secret, then), actor=clerk.actor, now=then)

    assert refused.value.code == "totp_wrong"


def test_my_account_shows_who_i_am_and_when_i_came(clerk: Somebody) -> None:
    page = signed_in(clerk).get(reverse("accounts:account")).content.decode()

    assert "bob 的姓名" in page
    assert "经办员" in page
    assert "已登录" in page
    assert "未绑定" in page


def test_my_account_shows_no_one_elses_sign_ins(clerk: Somebody) -> None:
    other = somebody("carol")
    signed_in(other)
    signed_in(other)

    page = signed_in(clerk).get(reverse("accounts:account")).content.decode()

    assert page.count("已登录") == 1


def test_every_page_knows_for_whom_its_reader_acts(clerk: Somebody) -> None:
    verbs.grant(clerk.id, role=Role.LEADER, scope=Scope.division(COUNTY), actor=SYSTEM, now=later(minutes=1))

    answer = signed_in(clerk).get(reverse("accounts:account"))

    acting: Acting = answer.context["acting"]
    assert acting.who == "经办员 bob 的姓名"
    assert [choice.current for choice in acting.choices] == [True, False]
    assert (acting.switch_url, acting.sign_out_url) == ("/account/act-for/", "/sign-out/")
    assert acting.account_url == "/account/"
    assert "accounts.sign_out" in answer.context["can"]
    assert "accounts.grant" not in answer.context["can"]


def test_a_scope_is_named_by_the_wiring_and_by_its_code_where_it_has_no_name(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(labels, "_namers", [])
    labels.register(lambda scope: "二马路街道" if scope.key == TOWN[:9] else "")

    assert labels.label(Scope.division(TOWN)) == "二马路街道"
    assert labels.label(Scope.division(COUNTY)) == "区划 230502"
    assert labels.knows(Scope.division(TOWN))
    assert not labels.knows(Scope.division(COUNTY))
    assert labels.label(Scope.everything()) == "全部辖区"
