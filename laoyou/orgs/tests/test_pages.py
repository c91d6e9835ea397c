"""The pages of organisations."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings
from python_calamine import CalamineWorkbook

from laoyou.access.types import Actor, Scope
from laoyou.accounts import sessions
from laoyou.audit.types import Outcome, Purpose
from laoyou.kernel import clock
from laoyou.orgs import reads, verbs
from laoyou.orgs.tests.cast import (
    ADMINISTRATOR,
    ALICE,
    BEGUN,
    BOB,
    CAROL,
    FAR,
    LEADER,
    NOW,
    OTHER_VILLAGE,
    SYSTEM,
    TODAY,
    VILLAGE,
    code,
    registered,
    trail,
    with_site,
)
from laoyou.orgs.types import OfficerRole, OrganisationKind, OrganisationRecord, Standing
from laoyou.places import reads as places

pytestmark = pytest.mark.usefixtures("ground")

PHONE = "13812345521"
SignedIn = Callable[[Actor], Client]


@pytest.fixture(autouse=True)
def orgs_alone(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages without desks, and a clock that stands still."""
    templates = deepcopy(settings.TEMPLATES)
    processors = templates[0]["OPTIONS"]["context_processors"]
    templates[0]["OPTIONS"]["context_processors"] = [name for name in processors if ".desks." not in name]
    settings.TEMPLATES = templates
    settings.ROOT_URLCONF = "laoyou.orgs.tests.urls"
    monkeypatch.setattr(clock, "now", lambda: NOW)


@pytest.fixture
def signed_in(monkeypatch: pytest.MonkeyPatch) -> SignedIn:
    """A browser in which an actor of the cast is signed in; accounts has its own tests of how."""

    def sign_in(actor: Actor) -> Client:
        monkeypatch.setattr(sessions, "current", lambda request, now: (actor, None))
        monkeypatch.setattr("laoyou.accounts.middleware._gate", lambda request: None)
        return Client()

    return sign_in


def words(answer: Any) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())


def known(organisation_id: int) -> OrganisationRecord:
    return reads.organisation(organisation_id, Scope.everything(), TODAY)


def with_director(organisation_id: int) -> int:
    return verbs.appoint(
        organisation_id,
        role=OfficerRole.DIRECTOR,
        name="韩强",
        phone=PHONE,
        since=BEGUN,
        actor=SYSTEM,
        now=NOW,
    )


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


def test_the_list_shows_mine_and_not_the_neighbours(signed_in: SignedIn) -> None:
    with_site(registered(), beds=1240)
    registered("邻居养老院", OTHER_VILLAGE)

    page = words(signed_in(ALICE).get(reverse("orgs:list")))

    assert "松鹤养老院" in page
    assert "尖山区二马路街道春城社区" in page
    assert "1,240" in page
    assert "邻居养老院" not in page


def test_the_list_is_narrowed_and_each_condition_can_be_taken_off(signed_in: SignedIn) -> None:
    registered()
    registered("彩虹家政", kind=OrganisationKind.SERVICE)

    page = words(signed_in(CAROL).get(reverse("orgs:list"), {"kind": "service", "sort": "-beds"}))

    assert "彩虹家政" in page
    assert "松鹤养老院" not in page
    assert "类型：居家服务组织" in page
    assert 'href="?sort=-beds"' in page


def test_a_word_that_is_no_choice_narrows_nothing(signed_in: SignedIn) -> None:
    registered()
    asked = {"kind": "casino", "standing": "x", "division": "9", "sort": "x", "text": "x" * 200}

    assert "松鹤养老院" in words(signed_in(CAROL).get(reverse("orgs:list"), asked))


def test_a_strange_page_is_a_sentence_not_a_fault(signed_in: SignedIn) -> None:
    answer = signed_in(CAROL).get(reverse("orgs:list"), {"page": "nonsense"})

    assert answer.status_code == 400
    assert "第一页" in words(answer)


def test_a_long_list_is_turned_page_by_page(signed_in: SignedIn) -> None:
    for serial in range(reads.PAGE + 1):
        registered(f"第{serial:03d}家")
    browser = signed_in(CAROL)

    first = words(browser.get(reverse("orgs:list")))
    following = re.search(r'rel="next" href="([^"]+)"', first)
    assert following
    second = words(browser.get(reverse("orgs:list") + following[1]))

    assert f"{reads.PAGE + 1} 家" in first
    assert "第050家" not in first
    assert "第050家" in second


def test_who_has_no_part_in_organisations_is_refused(signed_in: SignedIn) -> None:
    made = registered()

    browser = signed_in(ADMINISTRATOR)

    for url in (reverse("orgs:list"), reverse("orgs:organisation", args=[made]), reverse("orgs:export")):
        assert browser.get(url).status_code == 403


def test_an_export_is_what_may_be_seen_and_leaves_an_audit_row(signed_in: SignedIn) -> None:
    with_site(registered("=养老院", credit_code=code()), beds=40)
    registered("邻居养老院", OTHER_VILLAGE)

    answer = signed_in(ALICE).get(reverse("orgs:export"), {"kind": "home"})

    book = CalamineWorkbook.from_filelike(io.BytesIO(b"".join(answer))).get_sheet_by_index(0).to_python()
    assert [row[0] for row in book] == ["机构名称", "=养老院"]
    assert book[1][2:] == ["运营", code(), "", VILLAGE, "尖山区二马路街道春城社区", 40, 0]
    assert "attachment" in answer.headers["Content-Disposition"]
    [entry] = trail("orgs.export")
    assert (entry.outcome, entry.purpose, entry.count, entry.user_name) == (
        Outcome.READ,
        Purpose.EXPORT,
        1,
        "艾丽",
    )
    answer.close()


def test_one_organisation_shows_sites_standing_and_who_is_in_charge_masked(signed_in: SignedIn) -> None:
    made = registered(credit_code=code(), actor=CAROL)
    with_site(made, beds=40)
    with_director(made)

    page = words(signed_in(ALICE).get(reverse("orgs:organisation", args=[made])))

    for shown in (
        "松鹤养老院",
        code(),
        "建设路 3 号",
        "韩强",
        "138****5521",
        "运营",
        "卡萝",
        "2025-01-01 起",
    ):
        assert shown in page
    assert PHONE not in page
    assert reverse("orgs:change", args=[made]) in page


def test_a_leader_sees_but_is_offered_nothing(signed_in: SignedIn) -> None:
    made = registered()
    site_id = with_site(made)
    with_director(made)

    page = words(signed_in(LEADER).get(reverse("orgs:organisation", args=[made])))

    for act, args in (("change", [made]), ("appoint", [made]), ("close_site", [made, site_id])):
        assert reverse(f"orgs:{act}", args=args) not in page
    assert "用途" not in page


def test_a_neighbours_organisation_is_refused_and_that_is_logged(signed_in: SignedIn) -> None:
    made = registered()

    for actor in (BOB, FAR):
        assert signed_in(actor).get(reverse("orgs:organisation", args=[made])).status_code == 403

    assert [entry.outcome for entry in trail("orgs.see")] == [Outcome.REFUSED] * 2
    assert signed_in(ALICE).get(reverse("orgs:organisation", args=[404])).status_code == 404


def test_a_phone_is_shown_for_a_purpose_and_that_is_logged(signed_in: SignedIn) -> None:
    made = registered()
    officer_id = with_director(made)

    answer = signed_in(ALICE).post(reverse("orgs:reveal", args=[made, officer_id]), {"purpose": "visit"})

    assert PHONE in words(answer)
    [entry] = trail("orgs.reveal")
    assert (entry.object_kind, entry.object_id, entry.purpose) == ("officer", str(officer_id), Purpose.VISIT)


@pytest.mark.parametrize("purpose", ["", "curiosity", "export"])
def test_a_phone_is_not_shown_without_a_purpose(signed_in: SignedIn, purpose: str) -> None:
    made = registered()
    officer_id = with_director(made)

    answer = signed_in(ALICE).post(reverse("orgs:reveal", args=[made, officer_id]), {"purpose": purpose})

    assert answer.status_code == 422
    assert PHONE not in words(answer)
    assert trail("orgs.reveal") == []


def test_a_neighbours_phone_is_not_shown_by_any_address(signed_in: SignedIn) -> None:
    mine, theirs = registered(), registered("邻居养老院", OTHER_VILLAGE)
    officer_id = with_director(theirs)
    browser = signed_in(ALICE)

    straight = browser.post(reverse("orgs:reveal", args=[theirs, officer_id]), {"purpose": "visit"})
    crooked = browser.post(reverse("orgs:reveal", args=[mine, officer_id]), {"purpose": "visit"})

    assert (straight.status_code, crooked.status_code) == (403, 404)
    assert PHONE not in words(straight) + words(crooked)
    assert trail("orgs.reveal")[0].outcome is Outcome.REFUSED


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
