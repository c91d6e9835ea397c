"""The pages of organisations that change something."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from laoyou.access.types import Scope
from laoyou.orgs import reads
from laoyou.orgs.tests.cast import (
    ALICE,
    BOB,
    CAROL,
    LEADER,
    OTHER_VILLAGE,
    PHONE,
    TODAY,
    VILLAGE,
    SignedIn,
    code,
    known,
    registered,
    with_site,
    words,
)
from laoyou.orgs.types import Standing
from laoyou.places import reads as places

pytestmark = pytest.mark.usefixtures("ground", "orgs_alone")


def form(**change: Any) -> dict[str, Any]:
    plain = {
        "name": "松鹤养老院",
        "kind": "home",
        "division": "春城社区",
        "credit_code": "",
        "registrar": "civil",
        "standing": "operating",
        "since": "2026-03-01",
    }
    return plain | change


def test_an_organisation_is_registered_by_the_name_of_its_village(signed_in: SignedIn) -> None:
    browser = signed_in(ALICE)
    assert "登记机构" in words(browser.get(reverse("orgs:register")))

    answer = browser.post(reverse("orgs:register"), form(credit_code=code().lower()))

    [row] = reads.organisations(Scope.everything(), reads.Filter(), TODAY).rows
    assert answer.headers["Location"] == reverse("orgs:organisation", args=[row.id])
    assert (row.name, row.division, row.credit_code) == ("松鹤养老院", VILLAGE, code())
    assert "机构已登记" in words(browser.get(answer.headers["Location"]))


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"name": ""}, "请填写名称。"),
        ({"kind": ""}, "请选择类型。"),
        ({"since": "2026-02-31"}, "日期不对"),
        ({"division": "没有这个社区"}, "没有找到这个区划"),
        ({"division": "社区"}, "没有找到这个区划"),
        ({"division": "新华村"}, "不在您的辖区内"),
        ({"credit_code": "123"}, "应为18位"),
        ({"name": "已有养老院"}, "已有同名"),
    ],
)
def test_what_is_wrong_with_a_form_is_said_and_what_was_typed_stays(
    signed_in: SignedIn, change: dict[str, str], sentence: str
) -> None:
    registered("已有养老院")

    answer = signed_in(ALICE).post(reverse("orgs:register"), form(**change))

    page = words(answer)
    assert answer.status_code == 422
    assert sentence in page
    assert all(f'value="{typed}"' in page for typed in form(**change)["division"].split())


def test_a_name_that_several_villages_have_is_asked_again(
    signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = places.meant("春城社区", Scope.everything()) + places.meant("中植社区", Scope.everything())
    monkeypatch.setattr("laoyou.orgs.pages.organisations.places.meant", lambda text, scope: found)

    page = words(signed_in(CAROL).post(reverse("orgs:register"), form()))

    assert "尖山区二马路街道春城社区、尖山区八马路街道中植社区" in page


def test_an_organisation_is_changed_from_what_is_known(signed_in: SignedIn) -> None:
    made = registered(credit_code=code())
    browser = signed_in(CAROL)
    url = reverse("orgs:change", args=[made])

    assert 'value="尖山区二马路街道春城社区"' in words(browser.get(url))
    answer = browser.post(url, form(name="福寿养护中心", division=OTHER_VILLAGE, credit_code=code()))

    assert answer.status_code == 302
    assert (known(made).name, known(made).division) == ("福寿养护中心", OTHER_VILLAGE)


def test_a_standing_is_changed_and_a_wrong_day_is_said(signed_in: SignedIn) -> None:
    made = registered()
    browser = signed_in(CAROL)
    url = reverse("orgs:set_standing", args=[made])

    early = browser.post(url, {"standing": "suspended", "since": "2024-01-01"})
    answer = browser.post(url, {"standing": "suspended", "since": "2026-03-01"})

    assert (early.status_code, answer.status_code) == (422, 302)
    assert "2025-01-01 之后" in words(early)
    assert known(made).standing is Standing.SUSPENDED


def test_a_site_is_opened_and_closed(signed_in: SignedIn) -> None:
    made = registered()
    browser = signed_in(ALICE)
    url = reverse("orgs:add_site", args=[made])
    site = {
        "name": "本部",
        "division": "春城社区",
        "address": "建设路 3 号",
        "beds": "40",
        "opened_on": "2026-01-01",
    }

    wrong = browser.post(url, site | {"beds": "-1"})
    assert "不能是负数" in words(wrong)
    assert browser.post(url, site).status_code == 302
    [opened] = known(made).sites
    assert (opened.beds, opened.nursery_places) == (40, 0)

    close = reverse("orgs:close_site", args=[made, opened.id])
    assert "关闭站点：本部" in words(browser.get(close))
    assert browser.post(close, {"last_day": "2026-03-01"}).status_code == 302
    assert known(made).sites[0].span.end is not None


def test_a_site_is_closed_at_its_own_organisation_only(signed_in: SignedIn) -> None:
    mine, theirs = registered(), registered("邻居养老院", OTHER_VILLAGE)
    site_id = with_site(theirs, division=OTHER_VILLAGE)

    answer = signed_in(ALICE).post(
        reverse("orgs:close_site", args=[mine, site_id]), {"last_day": "2026-03-01"}
    )

    assert answer.status_code == 404
    assert known(theirs).sites[0].span.end is None


def test_a_director_is_appointed_and_a_wrong_phone_is_said(signed_in: SignedIn) -> None:
    made = registered()
    browser = signed_in(ALICE)
    url = reverse("orgs:appoint", args=[made])
    asked = {"role": "director", "name": "韩强", "phone": PHONE, "since": "2026-03-01"}

    assert "电话号码不正确" in words(browser.post(url, asked | {"phone": "12"}))
    assert browser.post(url, asked).status_code == 302
    assert known(made).officers[0].phone_masked == "138****5521"


def test_no_form_is_opened_by_who_may_not_do_the_act(signed_in: SignedIn) -> None:
    made = registered()
    site_id = with_site(made)
    forms: list[tuple[str, list[int]]] = [
        ("register", []),
        ("change", [made]),
        ("set_standing", [made]),
        ("add_site", [made]),
    ]
    forms += [("appoint", [made]), ("close_site", [made, site_id])]

    for actor in (LEADER, BOB):
        browser = signed_in(actor)
        for name, args in forms:
            if (actor, name) != (BOB, "register"):
                assert browser.get(reverse(f"orgs:{name}", args=args)).status_code == 403
