"""The policy library: open to everybody, and nothing in it that is not law."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from laoyou.policies import reads, verbs
from laoyou.policies.tests.cast import (
    BENEFIT,
    CATALOGUE,
    CITY,
    EXCLUDES,
    FUND_RULE,
    NOW,
    SYSTEM,
    approved,
    changed,
    drafted,
    later,
    proposed,
    words,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("frozen")]

POLICY = reverse("policies:policy", args=[CITY, "warm_winter"])
DIFFERENCE = reverse("policies:difference", args=[CITY, "warm_winter"])
DEMO = ("value: 120 yuan, article: 第三条", "value: 120 yuan, article: 第三条, demo: true")


def page(url: str, **asked: Any) -> str:
    """A page as a stranger sees it."""
    answer = Client().get(url, asked)
    assert answer.status_code == 200, answer.status_code
    return words(answer)


def test_the_library_is_open_and_says_what_there_is_and_how_much() -> None:
    approved()
    verbs.load_pack({"f.yaml": FUND_RULE, "c.yaml": CATALOGUE}, actor=SYSTEM, now=NOW)

    shown = page(reverse("policies:library"))

    for said in (
        "温暖过冬",
        "80 岁以上的老人，每月领取过冬补贴。",
        "每人每月 120 元。",
        "依申请",
        "资金规则",
        "不低于 55%。",
    ):
        assert said in shown
    assert POLICY in shown
    assert reverse("policies:catalogue") in shown
    assert "示例" not in shown
    assert reverse("policies:drafts") not in shown


def test_the_library_shows_the_law_of_the_day_that_is_asked_for() -> None:
    approved()

    assert "每人每月 100 元。" in page(reverse("policies:library"), on="2025-06-01")
    assert "2025-01-01 起" in page(reverse("policies:library"), on="2024-06-01")
    assert Client().get(reverse("policies:library"), {"on": "yesterday"}).status_code == 400


def test_the_library_is_narrowed_by_whom_it_is_for() -> None:
    approved()
    approved(
        changed(BENEFIT, ("benefit: warm_winter", "benefit: toys"), ("温暖过冬", "玩具"), ("elder", "infant"))
    )

    shown = page(reverse("policies:library"), **{"for": "infant"})

    assert "玩具" in shown
    assert "温暖过冬" not in shown
    assert "还没有政策" in page(reverse("policies:library"), **{"for": "casino"})


def test_an_empty_library_says_how_it_fills() -> None:
    assert "起草、批准之后公布在这里" in page(reverse("policies:library"))


def test_drafts_and_proposals_are_not_public() -> None:
    drafted()
    proposed(changed(BENEFIT, ("benefit: warm_winter", "benefit: toys"), ("温暖过冬", "玩具")))

    shown = page(reverse("policies:library"))

    assert "温暖过冬" not in shown
    assert "玩具" not in shown
    assert Client().get(POLICY).status_code == 404


def test_a_policy_says_who_how_much_who_pays_and_by_which_article() -> None:
    approved(changed(BENEFIT, ("delivery:", EXCLUDES + "delivery:")))

    shown = page(POLICY)

    for said in (
        *("户籍在双鸭山市。", "第二条", "年满 80 周岁。", "age_on(period_end) >= 80"),
        *("每人每月 120 元。", "100 元", "2025-01-01", "（以前）", "第三条"),
        *("市级财政", "50%", "第五条", "不重复享受。", "高龄津贴", "保留本项", "居民身份证"),
        *("过冬补贴办法（双政〔2024〕1号），2024-05-06", "双鸭山市人民政府", "现行有效", "卡萝批准"),
    ):
        assert said in shown, said


@pytest.mark.parametrize("name", ["library", "policy"])
def test_an_example_is_called_one_wherever_its_amount_is_shown(name: str) -> None:
    approved(changed(BENEFIT, DEMO))

    shown = page(POLICY if name == "policy" else reverse("policies:library"))

    assert shown.count("示例") >= {"library": 1, "policy": 4}[name]


def test_what_others_say_of_a_policy_is_shown_on_its_page_too() -> None:
    approved()
    other = changed(
        BENEFIT,
        ("benefit: warm_winter", "benefit: high_age_allowance"),
        ("温暖过冬", "高龄津贴"),
        ("delivery:", EXCLUDES.replace("high_age_allowance", "warm_winter") + "delivery:"),
    )
    approved(other)

    shown = page(POLICY)

    assert "见《高龄津贴》" in shown
    assert reverse("policies:policy", args=[CITY, "high_age_allowance"]) in shown


def test_every_version_stays_to_be_seen() -> None:
    old = approved()
    new = approved(changed(BENEFIT, ("120 yuan", "150 yuan")), now=later(minutes=1))

    shown = page(POLICY)
    of_old = page(POLICY, version=old)

    assert "每人每月 150 元。" in shown
    assert "已被新版取代" in shown
    assert "每人每月 120 元。" in of_old
    assert f"before={old}&after={new}" in shown


def test_a_policy_that_is_over_or_still_to_come_says_so() -> None:
    approved(changed(BENEFIT, ("{from: 2025-01-01}\np", "{from: 2025-01-01, to: 2026-01-31}\np")))
    coming = changed(
        BENEFIT, ("benefit: warm_winter", "benefit: soon"), ("{from: 2025-01-01}\np", "{from: 2027-01-01}\np")
    )
    approved(coming)

    assert "已经到期" in page(POLICY)
    assert "尚未生效" in page(reverse("policies:policy", args=[CITY, "soon"]))


def test_a_fund_rule_and_a_catalogue_have_pages() -> None:
    verbs.load_pack({"f.yaml": FUND_RULE, "c.yaml": CATALOGUE}, actor=SYSTEM, now=NOW)

    rule = page(reverse("policies:policy", args=[CITY, "lottery"]))
    shown = page(reverse("policies:catalogue"))

    assert "不低于 55%。" in rule
    assert "随系统装入" in rule
    for said in ("服务清单", "八十岁以上", "物质帮助", "高龄津贴（本地还没有公布）", "探访关爱"):
        assert said in shown, said


def test_an_item_of_the_catalogue_leads_to_the_benefit_that_keeps_it() -> None:
    verbs.load_pack({"c.yaml": CATALOGUE}, actor=SYSTEM, now=NOW)
    approved(changed(BENEFIT, ("benefit: warm_winter", "benefit: high_age_allowance")))

    assert reverse("policies:policy", args=[CITY, "high_age_allowance"]) in page(
        reverse("policies:catalogue")
    )


def test_without_a_catalogue_there_is_no_page_of_it() -> None:
    assert Client().get(reverse("policies:catalogue")).status_code == 404


def test_two_versions_are_compared_in_words_and_line_by_line() -> None:
    old = approved()
    new = approved(changed(BENEFIT, ("120 yuan", "150 yuan")), now=later(minutes=1))

    shown = page(DIFFERENCE, before=old, after=new)

    assert "2026-01-01 起 150 元（第三条）" in shown
    assert "value: 150 yuan" in shown
    assert "value: 120 yuan" in page(DIFFERENCE)
    assert "内容相同" in page(DIFFERENCE, before=new, after=new)


@pytest.mark.parametrize("asked", [{"version": "x"}, {"version": "9" * 30}, {"version": "404"}])
def test_a_strange_number_in_the_address_is_passed_over(asked: dict[str, str]) -> None:
    approved()

    assert "温暖过冬" in page(POLICY, **asked)
    assert "温暖过冬" in page(DIFFERENCE, before=asked["version"], after="-1")


def test_the_text_is_given_out_as_it_was_approved() -> None:
    version_id = approved()

    answer = Client().get(reverse("policies:text", args=[version_id]))

    assert answer.content.decode() == BENEFIT
    assert answer.headers["X-SM3"] == reads.version(version_id).digest
    assert answer.headers["Content-Type"].startswith("text/plain")
    assert Client().get(reverse("policies:text", args=[drafted()])).status_code == 404


def test_words_of_a_document_are_never_mark_up() -> None:
    approved(changed(BENEFIT, ("年满 80 周岁。", "<script>alert(1)</script>年满。"), ("温暖过冬", "<b>温暖")))

    answer = Client().get(POLICY).content.decode()

    assert "<script>alert" not in answer
    assert "<b>温暖" not in answer
    assert "<b>温暖" not in Client().get(reverse("policies:library")).content.decode()
