"""The pages of user administration."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from laoyou.access.types import Role, Scope
from laoyou.accounts import labels, reads, verbs
from laoyou.accounts.models import User
from laoyou.accounts.tests.cast import (
    COUNTY,
    NEIGHBOUR,
    NOW,
    OTHER_TOWN,
    SYSTEM,
    Somebody,
    bind,
    later,
    row,
    signed_in,
    somebody,
    trail,
)
from laoyou.audit.types import Outcome

pytestmark = pytest.mark.django_db

PLACES = {"230502": "尖山区", "230502001": "二马路街道", "230502002": "八马路街道"}


@pytest.fixture(autouse=True)
def places(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(labels, "_namers", [lambda scope: PLACES.get(scope.key, "")])


@pytest.fixture
def desk(admin: Somebody) -> Client:
    """The county administrator's browser."""
    return signed_in(admin, secret=bind(admin.id))


def post(desk: Client, page: str, /, *ids: int, **fields: Any) -> Any:
    return desk.post(reverse(f"accounts:{page}", args=ids), fields)


def words(answer: Any) -> str:
    return str(answer.content.decode())


def test_the_list_shows_my_users_and_not_the_neighbours(
    desk: Client, clerk: Somebody, neighbour: Somebody
) -> None:
    page = words(desk.get(reverse("accounts:users")))

    assert "bob 的姓名" in page
    assert "二马路街道" in page
    assert "nora" not in page
    assert "nclerk" not in page


def test_the_list_is_narrowed_and_says_by_what(desk: Client, clerk: Somebody) -> None:
    page = words(desk.get(reverse("accounts:users"), {"text": "ali", "role": "administrator"}))

    assert "alice 的姓名" in page
    assert "bob 的姓名" not in page
    assert "用户名或姓名：ali" in page
    assert "身份：系统管理员" in page


def test_a_strange_filter_asks_for_nothing(desk: Client, clerk: Somebody) -> None:
    assert "bob 的姓名" in words(desk.get(reverse("accounts:users"), {"role": "king"}))


def test_an_empty_list_says_what_to_do(desk: Client) -> None:
    assert "没有找到用户" in words(desk.get(reverse("accounts:users"), {"text": "zzz"}))


def test_a_long_list_is_turned_page_by_page(desk: Client) -> None:
    for number in range(51):
        somebody(f"many{number:02d}")

    first = words(desk.get(reverse("accounts:users"), {"text": "many"}))
    link = re.search(r'rel="next" href="([^"]+)"', first)
    assert link is not None
    second = words(desk.get(reverse("accounts:users") + link[1].replace("&amp;", "&")))

    assert "many49" in first
    assert "many50" not in first
    assert "many50" in second


def test_a_clerk_sees_no_users(clerk: Somebody) -> None:
    client = signed_in(clerk)

    assert client.get(reverse("accounts:users")).status_code == 403
    assert client.get(reverse("accounts:new_user")).status_code == 403
    assert client.get(reverse("accounts:user", args=[clerk.id])).status_code == 403


def test_a_new_users_password_is_shown_once(desk: Client) -> None:
    answer = post(desk, "new_user", username="zhang.li", name="张丽", role="clerk", division=OTHER_TOWN)

    shown = re.search(r"data-password>([^<]+)<", words(answer))
    user_id = reads.user_id_of("zhang.li")
    assert shown is not None
    assert user_id is not None
    assert reads.holder("zhang.li", shown[1]) == user_id
    assert shown[1] not in words(desk.get(reverse("accounts:user", args=[user_id])))
    assert "no-store" in answer["Cache-Control"]


def test_without_a_division_a_new_user_works_for_mine(desk: Client) -> None:
    post(desk, "new_user", username="zhang.li", name="张丽", role="leader")

    user_id = reads.user_id_of("zhang.li")
    assert user_id is not None
    assert reads.user(user_id, on=NOW.date()).home == Scope.division(COUNTY)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"username": "bob"}, "已经有人用了"),
        ({"username": "张丽"}, "只能用小写字母"),
        ({"division": "2305020"}, "区划代码是"),
        ({"division": "230502999"}, "没有这个区划"),
        ({"division": NEIGHBOUR}, "没有这个区划"),
        ({"until": "2020-01-01"}, "早于开始日期"),
        ({"name": ""}, "必填"),
    ],
)
def test_a_wrong_new_user_is_told_what_to_change(
    desk: Client, clerk: Somebody, changed: dict[str, str], said: str
) -> None:
    fields = {"username": "zhang.li", "name": "张丽", "role": "clerk", "division": OTHER_TOWN}

    answer = post(desk, "new_user", **(fields | changed))

    assert answer.status_code == 422
    assert said in words(answer)
    assert reads.user_id_of("zhang.li") is None


def test_a_new_user_beyond_my_division_is_refused(desk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(PLACES, "230503", "岭东区")

    answer = post(desk, "new_user", username="zhang.li", name="张丽", role="clerk", division=NEIGHBOUR)

    assert "不在您的辖区内" in words(answer)
    assert reads.user_id_of("zhang.li") is None


def test_the_page_of_a_user_shows_identities_and_what_may_be_done(desk: Client, clerk: Somebody) -> None:
    page = words(desk.get(reverse("accounts:user", args=[clerk.id])))

    for word in ("bob 的姓名", "经办员", "二马路街道", "长期", "重设密码", "停用账号", "授予"):
        assert word in page


def test_my_own_page_offers_nothing_that_is_refused(desk: Client, admin: Somebody) -> None:
    page = words(desk.get(reverse("accounts:user", args=[admin.id])))

    assert "请另一位系统管理员来办".replace("请", "") in page
    assert "重设密码</button>" not in page


def test_a_neighbours_user_is_refused_and_the_try_is_noted(desk: Client, neighbour: Somebody) -> None:
    answer = desk.get(reverse("accounts:user", args=[neighbour.id]))

    assert answer.status_code == 403
    assert trail("see_users")[0].outcome is Outcome.REFUSED


def test_nobody_is_shown_who_does_not_exist(desk: Client) -> None:
    assert desk.get(reverse("accounts:user", args=[987654])).status_code == 404


def test_renaming_closing_and_opening(desk: Client, clerk: Somebody) -> None:
    assert post(desk, "change_user", clerk.id, name="鲍勃").status_code == 302
    assert post(desk, "change_user", clerk.id, active="no").status_code == 302
    assert (row(clerk.id).name, row(clerk.id).is_active) == ("鲍勃", False)
    assert "已停用" in words(desk.get(reverse("accounts:user", args=[clerk.id])))

    post(desk, "change_user", clerk.id, active="yes")
    assert row(clerk.id).is_active


def test_an_empty_name_is_asked_for_again(desk: Client, clerk: Somebody) -> None:
    answer = post(desk, "change_user", clerk.id, name="")

    assert answer.status_code == 422
    assert "请填写姓名。" in words(answer)


def test_a_new_password_is_shown_once(desk: Client, clerk: Somebody) -> None:
    shown = re.search(r"data-password>([^<]+)<", words(post(desk, "set_password", clerk.id)))

    assert shown is not None
    assert reads.holder("bob", shown[1]) == clerk.id


def test_giving_and_taking_an_identity(desk: Client, clerk: Somebody) -> None:
    assert post(desk, "grant", clerk.id, role="supervisor", division=OTHER_TOWN).status_code == 302
    given = {one.role: one.id for one in reads.grants_of(clerk.id, on=NOW.date())}

    assert post(desk, "revoke", clerk.id, given[Role.SUPERVISOR]).status_code == 302
    assert Role.SUPERVISOR not in {one.role for one in reads.grants_of(clerk.id, on=NOW.date())}


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"role": "clerk", "division": "230502001"}, "已经有同样的身份"),
        ({"role": "king"}, "king"),
        ({"role": "leader", "division": "230502999"}, "没有这个区划"),
    ],
)
def test_a_wrong_identity_is_told_beside_the_form(
    desk: Client, clerk: Somebody, fields: dict[str, str], said: str
) -> None:
    answer = post(desk, "grant", clerk.id, **fields)

    assert answer.status_code == 422
    assert said in words(answer)


def test_a_locked_user_is_shown_and_unlocked(desk: Client, clerk: Somebody) -> None:
    User.objects.filter(id=clerk.id).update(failed_attempts=5, locked_until=later(minutes=15))
    assert "锁定中" in words(desk.get(reverse("accounts:user", args=[clerk.id])))

    post(desk, "unlock", clerk.id)

    assert "锁定中" not in words(desk.get(reverse("accounts:user", args=[clerk.id])))


def test_a_lost_second_factor_is_reset(desk: Client, clerk: Somebody) -> None:
    bind(clerk.id)
    assert "重置动态口令" in words(desk.get(reverse("accounts:user", args=[clerk.id])))

    post(desk, "reset_totp", clerk.id)

    assert not reads.has_totp(clerk.id)


def test_an_identity_of_tomorrow_is_marked(desk: Client, clerk: Somebody) -> None:
    verbs.grant(clerk.id, role=Role.LEADER, scope=Scope.division(OTHER_TOWN), actor=SYSTEM, now=later(days=1))

    assert "未到" in words(desk.get(reverse("accounts:user", args=[clerk.id])))


CHANGES = ["change_user", "set_password", "grant", "unlock", "reset_totp"]


@pytest.mark.parametrize("name", CHANGES)
def test_the_neighbour_changes_nothing_by_its_address(
    neighbour: Somebody, clerk: Somebody, name: str
) -> None:
    client = signed_in(neighbour, secret=bind(neighbour.id))

    answer = post(client, name, clerk.id, name="x", role="leader", division="")

    assert answer.status_code == 403
    assert row(clerk.id).name == "bob 的姓名"
    assert len(reads.grants_of(clerk.id, on=NOW.date())) == 1


@pytest.mark.parametrize("name", CHANGES)
def test_a_change_needs_a_button_not_a_link(desk: Client, clerk: Somebody, name: str) -> None:
    assert desk.get(reverse(f"accounts:{name}", args=[clerk.id])).status_code == 405
