"""The pages of organisations that show: the list, one organisation, exports, phones."""

from __future__ import annotations

import io
import re

import pytest
from django.urls import reverse
from python_calamine import CalamineWorkbook

from laoyou.audit.types import Outcome, Purpose
from laoyou.orgs import reads
from laoyou.orgs.tests.cast import (
    ADMINISTRATOR,
    ALICE,
    BOB,
    CAROL,
    FAR,
    LEADER,
    OTHER_VILLAGE,
    PHONE,
    VILLAGE,
    SignedIn,
    code,
    registered,
    trail,
    with_director,
    with_site,
    words,
)
from laoyou.orgs.types import OrganisationKind

pytestmark = pytest.mark.usefixtures("ground", "orgs_alone")


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
