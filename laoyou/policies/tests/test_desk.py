"""The desk of policies: drafted, checked line by line, proposed, approved by somebody else."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from laoyou.access.types import Actor
from laoyou.audit.types import Outcome
from laoyou.policies import reads, verbs
from laoyou.policies.reads import desk
from laoyou.policies.tests.cast import (
    ADMINISTRATOR,
    ALICE,
    BENEFIT,
    CAROL,
    CITY,
    COUNTY_CAROL,
    DAVE,
    EXCLUDES,
    LEADER,
    NEIGHBOUR,
    NOW,
    SignedIn,
    approved,
    changed,
    drafted,
    later,
    law_of,
    month,
    trail,
    words,
)
from laoyou.policies.types import VersionState

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]

POLICY = reverse("policies:policy", args=[CITY, "warm_winter"])


def test_who_drafts_sees_the_way_to_the_drafts_and_to_new_versions(signed_in: SignedIn) -> None:
    version_id = approved()

    shown = words(signed_in(CAROL).get(POLICY))

    assert f"{reverse('policies:new')}?from={version_id}" in shown
    assert reverse("policies:end", args=[version_id]) in shown
    assert reverse("policies:repeal", args=[version_id]) in shown
    assert reverse("policies:drafts") in words(signed_in(CAROL).get(reverse("policies:library")))


@pytest.mark.parametrize("actor", [LEADER, NEIGHBOUR, COUNTY_CAROL])
def test_who_may_not_is_offered_nothing(signed_in: SignedIn, actor: Actor) -> None:
    version_id = approved()

    shown = words(signed_in(actor).get(POLICY))

    assert "每人每月 120 元。" in shown
    for way in ("end", "repeal"):
        assert reverse(f"policies:{way}", args=[version_id]) not in shown


def test_a_document_is_written_proposed_and_approved_by_two_people(signed_in: SignedIn) -> None:
    browser = signed_in(ALICE)
    browser.post(reverse("policies:new"), {"text": BENEFIT.replace("\n", "\r\n")})
    [draft] = desk.drafts(ALICE.scope)
    browser.post(reverse("policies:decide", args=[draft.id, "propose"]))

    waiting = words(signed_in(CAROL).get(reverse("policies:drafts")))
    answer = signed_in(CAROL).post(reverse("policies:decide", args=[draft.id, "approve"]), follow=True)

    assert "待批准" in waiting
    assert "已批准，即刻公布在政策库" in words(answer)
    assert law_of(month(2026, 3))["warm_winter"].document.text == BENEFIT


def test_a_new_document_begins_with_a_skeleton_or_with_what_is_law(signed_in: SignedIn) -> None:
    version_id = approved()
    browser = signed_in(ALICE)

    assert "benefit: new_benefit" in words(browser.get(reverse("policies:new")))
    assert "benefit: warm_winter" in words(browser.get(reverse("policies:new"), {"from": version_id}))
    assert browser.get(reverse("policies:new"), {"from": "404"}).status_code == 404


def test_what_is_wrong_is_told_with_its_line_and_the_words_are_kept(signed_in: SignedIn) -> None:
    wrong = changed(BENEFIT, ("value: 120 yuan", "value: -120 yuan"), (">= 80", ">= abilty"))

    answer = signed_in(ALICE).post(reverse("policies:new"), {"text": wrong})

    shown = words(answer)
    assert answer.status_code == 422
    for said in (
        "要改的有 2 处",
        "第 14 行，第 35 列",
        "“-120 yuan”小于零",
        "<mark>-120 yuan",
        "是不是“ability”",
    ):
        assert said in shown, said
    assert "age_on(period_end) >= abilty" in shown
    assert desk.drafts(ALICE.scope) == ()


def test_a_check_keeps_nothing(signed_in: SignedIn) -> None:
    answer = signed_in(ALICE).post(reverse("policies:new"), {"text": BENEFIT, "check": "1"})

    assert "没有发现错误" in words(answer)
    assert desk.drafts(ALICE.scope) == ()


@pytest.mark.parametrize("text", ["", "x" * 64_001])
def test_nothing_and_too_much_are_refused(signed_in: SignedIn, text: str) -> None:
    answer = signed_in(ALICE).post(reverse("policies:new"), {"text": text})

    assert answer.status_code == 422


def test_a_document_for_another_government_is_refused_on_the_page(signed_in: SignedIn) -> None:
    answer = signed_in(ALICE).post(
        reverse("policies:new"), {"text": changed(BENEFIT, ("230500000000", "131100000000"))}
    )

    assert answer.status_code == 422
    assert "不在您的辖区内" in words(answer)
    assert trail("policies.draft")[0].outcome is Outcome.REFUSED


def test_a_draft_shows_what_it_would_change(signed_in: SignedIn) -> None:
    approved()
    version_id = drafted(changed(BENEFIT, ("120 yuan", "150 yuan")))

    shown = words(signed_in(ALICE).get(reverse("policies:draft", args=[version_id])))

    for said in ("由新版接过去", "2026-01-01 起 150 元（第三条）", "提交批准", "撤回", "艾丽"):
        assert said in shown, said
    assert "批准并公布" not in shown


def test_who_proposed_is_told_to_wait_for_another(signed_in: SignedIn) -> None:
    version_id = drafted(actor=CAROL)
    verbs.propose(version_id, actor=CAROL, now=NOW)

    shown = words(signed_in(CAROL).get(reverse("policies:draft", args=[version_id])))
    answer = signed_in(CAROL).post(reverse("policies:decide", args=[version_id, "approve"]))

    assert "要由另一位业务主管批准" in shown
    assert "批准并公布" not in shown
    assert answer.status_code == 403
    assert "另一位业务主管" in words(answer)
    assert desk.draft(version_id).state is VersionState.PROPOSED


def test_a_draft_is_revised_and_taken_back(signed_in: SignedIn) -> None:
    version_id = drafted()
    browser = signed_in(ALICE)

    assert "温暖过冬" in words(browser.get(reverse("policies:revise", args=[version_id])))
    browser.post(
        reverse("policies:revise", args=[version_id]), {"text": changed(BENEFIT, ("温暖过冬", "温暖"))}
    )
    assert desk.draft(version_id).document.name == "温暖"
    browser.post(reverse("policies:decide", args=[version_id, "withdraw"]))
    assert desk.draft(version_id).state is VersionState.WITHDRAWN


def test_a_step_out_of_order_is_a_sentence(signed_in: SignedIn) -> None:
    version_id = drafted()

    answer = signed_in(CAROL).post(reverse("policies:decide", args=[version_id, "approve"]))

    assert answer.status_code == 409
    assert "请先提交" in words(answer)
    assert signed_in(CAROL).post(reverse("policies:decide", args=[version_id, "burn"])).status_code == 404


def test_what_does_not_go_with_the_law_is_told_on_proposing(signed_in: SignedIn) -> None:
    wrong = changed(
        BENEFIT, ("delivery:", EXCLUDES.replace("high_age_allowance", "high_age_alowance") + "delivery:")
    )
    version_id = drafted(wrong)

    answer = signed_in(ALICE).post(reverse("policies:decide", args=[version_id, "propose"]))

    assert answer.status_code == 422
    assert "是不是“high_age_allowance”" in words(answer)


def test_law_is_ended_on_a_day_after_a_second_person_has_approved(signed_in: SignedIn) -> None:
    version_id = approved(now=later(days=-1))
    browser = signed_in(ALICE)
    url = reverse("policies:end", args=[version_id])

    assert "提请批准" in words(browser.get(url))
    assert browser.post(url, {"last_day": "2020-01-01"}).status_code == 422
    assert browser.post(url, {"last_day": ""}).status_code == 422
    browser.post(url, {"last_day": "2026-06-30"})
    [ending] = desk.drafts(ALICE.scope)
    assert "改为" in words(browser.get(reverse("policies:draft", args=[ending.id])))
    signed_in(CAROL).post(reverse("policies:decide", args=[ending.id, "approve"]))

    [law] = [one for one in reads.history("warm_winter", CITY) if one.until is None]
    assert law.in_force.end == date(2026, 6, 30)


def test_law_is_repealed_by_another_than_approved_it(signed_in: SignedIn) -> None:
    version_id = approved(now=later(days=-1))
    url = reverse("policies:repeal", args=[version_id])

    refused = signed_in(CAROL).post(url)
    asked = words(signed_in(DAVE).get(url))
    done = signed_in(DAVE).post(url, follow=True)

    assert refused.status_code == 403
    assert "不会自动恢复" in asked
    assert "已撤销" in words(done)
    assert law_of(month(2026, 3)) == {}


DESK = ("drafts", "new")
OF_ONE = ("draft", "revise", "end", "repeal")


@pytest.mark.parametrize("actor", [NEIGHBOUR, COUNTY_CAROL])
@pytest.mark.parametrize("name", OF_ONE)
def test_a_neighbours_version_is_refused_and_that_is_logged(
    signed_in: SignedIn, name: str, actor: Actor
) -> None:
    version_id = approved() if name in ("end", "repeal") else drafted()

    answer = signed_in(actor).get(reverse(f"policies:{name}", args=[version_id]))

    assert answer.status_code == 403
    act = "see_drafts" if name == "draft" else name
    assert trail(f"policies.{act}")[0].outcome is Outcome.REFUSED


@pytest.mark.parametrize("name", DESK)
def test_who_has_no_part_in_the_desk_is_refused(signed_in: SignedIn, name: str) -> None:
    assert signed_in(ADMINISTRATOR).get(reverse(f"policies:{name}")).status_code == 403


def test_a_leader_reads_drafts_and_changes_nothing(signed_in: SignedIn) -> None:
    version_id = drafted()

    shown = words(signed_in(LEADER).get(reverse("policies:draft", args=[version_id])))

    assert "温暖过冬" in shown
    for act in ("提交批准", "撤回", "修改"):
        assert act not in shown
    assert signed_in(LEADER).get(reverse("policies:new")).status_code == 403
    assert signed_in(LEADER).post(reverse("policies:decide", args=[version_id, "propose"])).status_code == 403


def test_the_desk_of_drafts_is_cut_to_the_readers_scope(signed_in: SignedIn) -> None:
    drafted()

    assert "温暖过冬" not in words(signed_in(NEIGHBOUR).get(reverse("policies:drafts")))
    assert "温暖过冬" in words(signed_in(LEADER).get(reverse("policies:drafts")))
