"""The same page for old eyes and the family: at most six things, plain words, read aloud, printed first."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from laoyou.desks.tests.cast import li_xiaohua, read, say
from laoyou.desks.tests.law import lay_law
from laoyou.kernel.ids import PersonId
from laoyou.people.types import FactKind, Source
from laoyou.policies import reads as policies
from laoyou.policies.types import Subject

pytestmark = pytest.mark.django_db


@pytest.fixture
def li(ground: None) -> PersonId:
    lay_law()
    return li_xiaohua()


def told(alice: Client, li: PersonId) -> list[str]:
    """What the plain part says, one thing after another."""
    part = read(alice, "why", li).partition('id="plain"')[2].partition("</section>\n</div>")[0]
    blocks = re.findall(r'<section class="card.*?</section>', part.partition('class="ways-foot')[0], re.S)
    return [re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", block)).strip() for block in blocks]


def test_the_sum_comes_first_in_plain_words(alice: Client, li: PersonId) -> None:
    assert told(alice, li)[0].startswith("3 月，按政策每月可得 20 元")


def test_each_benefit_says_how_much_in_what_form_and_whether_to_ask(alice: Client, li: PersonId) -> None:
    say(li, FactKind.LOW_INCOME, "urban")

    shown = told(alice, li)

    assert shown[1].startswith("高龄津贴：每月 60 元 90 岁以上的老人，和 80 岁以上有困难的老人")
    assert shown[1].count("不用申请") == 1
    assert "经济困难高龄老人养老服务补贴：每月 50 元服务券" in shown[2]


def test_what_is_missing_is_one_paper_and_where_to_go(alice: Client, li: PersonId) -> None:
    shown = told(alice, li)[-1]

    assert shown.startswith("还差：老年人能力评估报告")
    assert "如果符合，每月最多可多得 800 元。" in shown
    assert "请到社区（村）或街道（乡镇）办理。" in shown


def test_there_are_never_more_than_six_things(alice: Client, li: PersonId) -> None:
    say(li, FactKind.LOW_INCOME, "urban")
    say(li, FactKind.LIVING, "alone", source=Source.TOWN)
    say(li, FactKind.ABILITY, "3", source=Source.ASSESSMENT)
    say(li, FactKind.PENSION, "employee", source=Source.SOCIAL_SECURITY)

    shown = told(alice, li)

    assert len(shown) + len(["看每一条理由"]) <= 6
    assert any(one.startswith("还有 5 项") for one in shown)


def test_examples_are_marked_here_too(alice: Client, li: PersonId) -> None:
    shown = told(alice, li)

    assert "其中有示例数字，只供演示。" in shown[0]
    assert shown[1].endswith("示例")


def test_no_code_and_no_expression_is_spoken(alice: Client, li: PersonId) -> None:
    say(li, FactKind.LOW_INCOME, "urban")

    shown = " ".join(told(alice, li))

    assert not [name for name in policies.vocabulary(Subject.ELDER).facts if name in shown]
    assert not re.search(r"[a-z_]{3,}|\bnull\b", shown)


def test_it_is_the_same_page_read_aloud_with_the_reasons_one_step_away(alice: Client, li: PersonId) -> None:
    alice.cookies["density"] = "elder"

    html = read(alice, "why", li)

    assert 'data-density="elder"' in html
    assert 'data-read="plain"' in html
    assert 'href="#reasons"' in html
    assert 'id="reasons" class="stack elder-folded"' in html
    assert reverse("why", args=[li]) in html
