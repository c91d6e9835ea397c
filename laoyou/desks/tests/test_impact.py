"""What a draft would come to, beside the draft: asked for, followed, kept, and seen by who approves it."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from laoyou.access.types import Role
from laoyou.accounts.tests.cast import bind, signed_in
from laoyou.accounts.tests.cast import somebody as user
from laoyou.audit.types import Outcome
from laoyou.desks.tests.cast import SYSTEM, li_xiaohua, read, say, send, trail, words
from laoyou.desks.tests.law import lay_law, text_of
from laoyou.forecasts import verbs
from laoyou.forecasts.reads import previews
from laoyou.forecasts.tests.cast import job_of
from laoyou.forecasts.tests.cast import work_off as forecast
from laoyou.jobs.tests.cast import taken
from laoyou.people.tests.cast import NOW, later
from laoyou.people.types import FactKind
from laoyou.policies import reads as law
from laoyou.policies import verbs as policies

pytestmark = pytest.mark.django_db
CITY, OTHER_CITY = "230500000000", "131100000000"
BUTTON = "开始测算"


@pytest.fixture
def chief(ground: None) -> Client:
    """The browser of a supervisor of the city."""
    lay_law()
    return signed_in(user("chief", Role.SUPERVISOR, CITY))


@pytest.fixture
def draft(chief: Client) -> int:
    """The high-age allowance at 75 instead of 60 yuan, on the table."""
    text = text_of("high_age_allowance").replace("value: 60 yuan", "value: 75 yuan")
    return policies.draft(text, actor=SYSTEM, now=NOW)


def work_off(version_id: int) -> None:
    latest = previews.latest(version_id)
    assert latest is not None
    forecast(latest.id)


def plain(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def test_before_the_first_time_the_page_says_what_will_be_here(chief: Client, draft: int) -> None:
    html = read(chief, "policy_impact", draft)

    assert "还没有测算过" in html
    assert BUTTON in html
    assert f'href="{reverse("policies:draft", args=[draft])}"' in html


def test_pressing_files_the_forecast_and_the_page_follows_it(chief: Client, draft: int) -> None:
    answer = send(chief, "policy_impact", draft)

    assert "排队等候测算" in words(answer)
    assert BUTTON not in words(answer)
    assert f'hx-get="{reverse("policy_impact_progress", args=[draft])}"' in words(answer)
    latest = previews.latest(draft)
    assert latest is not None
    verbs.tell(latest.id, 40)
    progress = chief.get(reverse("policy_impact_progress", args=[draft]))
    assert "40 / 100 %" in words(progress)
    assert "HX-Refresh" not in progress.headers

    work_off(draft)
    assert chief.get(reverse("policy_impact_progress", args=[draft])).headers["HX-Refresh"] == "true"


def test_the_result_says_who_gains_how_much_where_and_in_which_months(chief: Client, draft: int) -> None:
    say(li_xiaohua(), FactKind.LOW_INCOME, "urban")
    send(chief, "policy_impact", draft)
    work_off(draft)

    html = read(chief, "policy_impact", draft)
    said = plain(html)

    assert "草案 1 15.00 0 0.00 +15.00" in said
    assert "60.00 元/月 1 人享受，0 人待定" in said
    assert "75.00 元/月 1 人享受，0 人待定" in said
    assert "2027年2月 60 75" in said
    assert "二马路街道 1 1 60.00 1 0 +15.00" in said
    assert "chief 的姓名" in said
    assert "按 2026-03-02 的登记册算出" in said
    assert "示例 其中有的条件或数字文件没有写明" in said


def test_the_chart_has_its_table(chief: Client, draft: int) -> None:
    send(chief, "policy_impact", draft)
    work_off(draft)

    html = read(chief, "policy_impact", draft)

    assert 'data-chart="line"' in html
    assert html.count("<caption") >= 2


def test_the_second_person_who_approves_sees_the_same_result(chief: Client, draft: int) -> None:
    send(chief, "policy_impact", draft)
    work_off(draft)
    second = signed_in(user("second", Role.SUPERVISOR, CITY))

    assert "谁多了，谁少了" in read(second, "policy_impact", draft)


def test_a_result_of_another_text_is_said_to_be_old(chief: Client, draft: int) -> None:
    send(chief, "policy_impact", draft)
    work_off(draft)
    text = text_of("high_age_allowance").replace("value: 60 yuan", "value: 90 yuan")
    policies.revise(draft, text, actor=SYSTEM, now=later(minutes=5))

    html = read(chief, "policy_impact", draft)

    assert "草稿改过了" in html
    assert "重新测算" in html


def test_one_that_died_is_said_and_can_be_asked_for_again(chief: Client, draft: int) -> None:
    send(chief, "policy_impact", draft)
    latest = previews.latest(draft)
    assert latest is not None
    taken(job_of(latest.id), silent=60)

    html = read(chief, "policy_impact", draft)

    assert "上一次测算没有做完" in html
    assert "排队等候测算" in words(send(chief, "policy_impact", draft))


def test_two_at_once_are_refused_in_a_sentence(chief: Client, draft: int) -> None:
    send(chief, "policy_impact", draft)

    assert "已经在测算了" in words(send(chief, "policy_impact", draft))


def test_a_last_day_is_shown_as_an_end(chief: Client, draft: int) -> None:
    say(li_xiaohua(), FactKind.LOW_INCOME, "urban")
    (now,) = law.history("high_age_allowance", CITY)[:1]
    ends = policies.end(now.id, date(2026, 6, 30), actor=SYSTEM, now=NOW)
    send(chief, "policy_impact", ends)
    work_off(ends)

    said = plain(read(chief, "policy_impact", ends))

    assert "终止后 0 0.00 1 60.00 -60.00" in said
    assert "2026年7月 60 0" in said


def test_another_citys_draft_is_refused_and_that_is_logged(chief: Client, draft: int) -> None:
    stranger = signed_in(user("stranger", Role.SUPERVISOR, OTHER_CITY))

    assert stranger.get(reverse("policy_impact", args=[draft])).status_code == 403
    assert stranger.post(reverse("policy_impact", args=[draft])).status_code == 403
    assert stranger.get(reverse("policy_impact_progress", args=[draft])).status_code == 403

    assert {entry.outcome for entry in trail("forecasts.see")} == {Outcome.REFUSED}
    assert previews.latest(draft) is None


def test_a_town_clerk_who_does_not_see_the_citys_drafts_does_not_see_this(
    alice: Client, chief: Client, draft: int
) -> None:
    assert alice.get(reverse("policy_impact", args=[draft])).status_code == 403


def test_an_auditor_sees_the_result_and_does_not_ask_for_one(chief: Client, draft: int) -> None:
    who = user("vera", Role.AUDITOR, CITY)
    vera = signed_in(who, secret=bind(who.id))
    send(chief, "policy_impact", draft)
    work_off(draft)

    html = read(vera, "policy_impact", draft)

    assert "谁多了，谁少了" in html
    assert "重新测算" not in html
    assert vera.post(reverse("policy_impact", args=[draft])).status_code == 403


@pytest.mark.parametrize("number", [0, 2**31, 10**20])
def test_a_draft_that_cannot_be_is_not_found(chief: Client, number: int) -> None:
    assert chief.get(reverse("policy_impact", args=[number])).status_code == 404
