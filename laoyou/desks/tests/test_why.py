"""A person's why: what he should have and why, clause by clause, with who says so and what is missing."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from laoyou.audit.types import Outcome
from laoyou.benefits import verbs as benefits
from laoyou.desks.entitlements.months import month_of
from laoyou.desks.tests.cast import SECRETS, SYSTEM, li_xiaohua, read, say, trail
from laoyou.desks.tests.law import lay_law
from laoyou.kernel.ids import PersonId
from laoyou.people import verbs as people
from laoyou.people.tests.cast import (
    CAROL,
    COUNTY,
    DAVE,
    NOW,
    TODAY,
    VILLAGE_A,
    VILLAGE_B,
    living_at,
    registered_at,
    somebody,
)
from laoyou.people.types import FactKind, Source

pytestmark = pytest.mark.django_db
FEDERATION = Source.DISABLED_FEDERATION


@pytest.fixture
def li(ground: None) -> PersonId:
    lay_law()
    return li_xiaohua()


FOLDED = re.compile(r'<details class="why-not.*?</details>', re.S)
CARD = re.compile(r'<section class="card.*?</section>', re.S)


def card(html: str, name: str) -> str:
    """A policy's card, or what is folded where it is not due, as text."""
    reasons = html.partition('id="reasons"')[2].partition("</main>")[0]
    blocks = FOLDED.findall(reasons) + CARD.findall(FOLDED.sub("", reasons))
    for block in blocks:
        title = re.search(r"<h2>(.*?)</h2>|<strong>(.*?)</strong>", block, re.S)
        if title and name in (title[1] or title[2] or ""):
            return plain_text(block)
    raise AssertionError(f"no card of {name}")


def plain_text(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def test_every_clause_has_its_sentence_its_article_its_value_and_who_says_so(
    alice: Client, li: PersonId
) -> None:
    say(li, FactKind.LOW_INCOME, "urban")

    shown = card(read(alice, "why", li), "高龄津贴")

    assert "✓ 符合" in shown
    assert "60.00 元/月" in shown
    assert "户籍在双鸭山市。 一（一）3" in shown
    assert "户籍地 尖山区二马路街道新兴社区" in shown
    assert "82 岁（1943年5月12日出生）" in shown
    assert "最低生活保障 城市低保 民政 · 2024-07-01 起 · 今天 09:30 记入" in shown
    assert "80 至 89 周岁每月 60 元" in shown


def test_an_example_is_marked_on_the_policy_and_on_the_clause(alice: Client, li: PersonId) -> None:
    html = read(alice, "why", li)

    assert "示例：双鸭山市的文件里没有这一项，移自漳州市的规定" in card(html, "政府购买居家养老服务")
    assert card(html, "政府购买居家养老服务").count("示例") >= 3
    assert "含示例" in html
    assert "示例" not in card(html, "特困人员基本生活供养").partition("示例：")[0].partition("标准")[0]


def test_silence_of_a_complete_roster_is_said_plainly(alice: Client, li: PersonId) -> None:
    html = read(alice, "why", li)

    assert "残联名册没有此人，按“没有残疾证”认定" in card(html, "困难残疾人生活补贴")
    assert "民政名册没有此人，按“不是特困人员”认定" in card(html, "特困人员基本生活供养")


def test_what_is_not_known_is_open_and_the_paper_and_the_act_that_settle_it_are_named(
    alice: Client, li: PersonId
) -> None:
    html = read(alice, "why", li)
    shown = card(html, "养老服务消费补贴")

    assert "？ 待定" in shown
    assert "可能 800.00 元/月" in shown
    assert "老年人能力等级 没有来源说过 能确定它的材料：老年人能力评估报告" in shown
    assert "登记身份状况" in shown
    assert f'href="{reverse("handling", args=[li, "fact"])}"' in html


def test_the_gap_says_what_waits_for_it_and_how_much_may_come_of_it(alice: Client, li: PersonId) -> None:
    say(li, FactKind.LOW_INCOME, "urban")

    gaps = plain_text(read(alice, "why", li).partition("还差什么")[2])

    assert "老年人能力等级 老年人能力评估报告" in gaps
    assert "养老服务消费补贴" in gaps
    assert "贫困家庭失能半失能老人护理补贴" in gaps
    assert "每月最多可能增加 1,000.00 元/月" in gaps


def test_a_reader_who_may_not_record_gets_no_button(leader: Client, li: PersonId) -> None:
    html = read(leader, "why", li)

    assert "能确定它的材料" in html
    assert "登记身份状况" not in html


def test_a_clause_that_fails_shows_what_failed_and_why(alice: Client, li: PersonId) -> None:
    shown = card(read(alice, "why", li), "高龄津贴")

    assert "✕ 不符合" in shown
    assert "差在：年满 90 周岁；或年满 80 周岁，并且是低保或特困对象。" in shown
    assert "民政名册没有此人，按“不是低保对象”认定" in shown


def test_an_excluded_benefit_names_the_one_that_is_given_and_the_law(alice: Client, li: PersonId) -> None:
    say(li, FactKind.LOW_INCOME, "urban")
    say(li, FactKind.ABILITY, "3", source=Source.ASSESSMENT)
    say(li, FactKind.DISABILITY, "4", grade="2", source=FEDERATION)

    html = read(alice, "why", li)
    shown = card(html, "重度残疾人护理补贴")

    assert "不重复享受，不发" in shown
    assert "已由“贫困家庭失能半失能老人护理补贴”代替" in shown
    assert "择高领取一项。 政策衔接" in shown
    assert "150.00 元/月" in card(html, "贫困家庭失能半失能老人护理补贴")
    assert "重度残疾人护理补贴" not in plain_text(html.partition("应享</h2>")[2].partition("还差什么")[0])


def test_the_sum_is_of_what_is_given_each_month(alice: Client, li: PersonId) -> None:
    say(li, FactKind.LOW_INCOME, "urban")

    html = read(alice, "why", li)

    assert "130.00 元</p>" in html  # 60 high age, 50 care service, 20 purchased service
    assert "每月合计，按政策算出，不是实际到账" in html


def test_what_he_has_stands_beside_what_he_should_have(alice: Client, li: PersonId) -> None:
    say(li, FactKind.LOW_INCOME, "urban")
    run = benefits.begin_run(COUNTY, month=month_of(TODAY), filed=False, actor=SYSTEM, now=NOW)
    benefits.perform_run(run, actor=SYSTEM, now=NOW)
    say(li, FactKind.EXTREME_POVERTY, "dispersed")
    say(li, FactKind.ABILITY, "3", source=Source.ASSESSMENT)

    html = read(alice, "why", li)
    held = plain_text(html.partition("正在享受</h2>")[2].partition("还差什么")[0])

    assert "130.00 元" in held
    assert "高龄津贴 60.00 元/月 2026-03-01 起" in held
    assert "正在享受" in card(html, "高龄津贴")
    assert "正在享受" in card(html, "经济困难高龄老人养老服务补贴")
    assert "✕ 不符合" in card(html, "经济困难高龄老人养老服务补贴")
    assert "还没有开始享受" in card(html, "养老服务消费补贴")


def test_who_has_nothing_is_told_how_that_comes(alice: Client, li: PersonId) -> None:
    assert "还没有确认过待遇" in read(alice, "why", li)


def test_sources_that_disagree_are_shown_beside_the_clause(alice: Client, li: PersonId) -> None:
    say(li, FactKind.LOW_INCOME, "urban")
    say(li, FactKind.LOW_INCOME, "rural", source=Source.TOWN)

    shown = card(read(alice, "why", li), "高龄津贴")

    assert "说法不一 乡镇（街道）：农村低保，2024-07-01 起" in shown


def test_policies_for_another_kind_of_person_are_folded_away(alice: Client, li: PersonId) -> None:
    html = read(alice, "why", li)

    assert "与此人无关的政策 1 项" in html
    with pytest.raises(AssertionError):
        card(html, "育儿补贴")


def test_an_infant_has_the_infants_policies_and_no_others(alice: Client, ground: None) -> None:
    lay_law()
    child = somebody("李小宝", VILLAGE_A, document=None, birth_date=date(2024, 11, 5))

    html = read(alice, "why", child)

    assert "300.00 元/月" in card(html, "育儿补贴")
    assert "1 岁 4 个月（2024年11月5日出生）" in html
    assert "与此人无关的政策 13 项" in html


def test_whose_birth_is_not_known_is_open_and_nothing_is_laid_aside(alice: Client, ground: None) -> None:
    lay_law()
    unknown = somebody("王不详", VILLAGE_A, document=None)

    html = read(alice, "why", unknown)

    assert "与此人无关" not in html
    assert "出生日期 没有来源说过" in plain_text(html)
    assert f'href="{reverse("handling", args=[unknown, "basics"])}"' in html


def test_another_month_is_decided_by_its_own_law_and_age(alice: Client, li: PersonId) -> None:
    say(li, FactKind.LOW_INCOME, "urban", since=date(2020, 1, 1))

    then = card(read(alice, "why", li, month="2025-06"), "高龄津贴")
    before = card(read(alice, "why", li, month="2023-02"), "高龄津贴")

    assert "50.00 元/月" in then
    assert "82 岁" in then
    assert "79 岁" in before
    assert "✕ 不符合" in before


@pytest.mark.parametrize("month", ["", "2026", "2026-13", "1999-01", "9999-12", "二〇二六", "\x00"])
def test_a_month_that_makes_no_sense_is_this_month(alice: Client, li: PersonId, month: str) -> None:
    assert "2026年3月：应享" in read(alice, "why", li, month=month)


def test_somebody_who_died_is_said_to_be_dead(alice: Client, li: PersonId) -> None:
    people.record_death(li, on=date(2026, 2, 1), source=Source.POLICE, actor=SYSTEM, now=NOW)

    html = read(alice, "why", li)

    assert "此人已去世" in html
    assert "去世后的发放按各项政策的规定停止" in html


def test_who_lives_here_and_is_registered_elsewhere_has_the_law_of_both(alice: Client, ground: None) -> None:
    lay_law()
    abodes = [living_at(VILLAGE_A), registered_at("131102001001")]
    far = somebody("赵远来", abodes=abodes, birth_date=date(1940, 1, 1), document=None)

    html = read(alice, "why", far)

    assert "户籍地 桃城区河西街道育才社区" in card(html, "高龄津贴")
    assert "✕ 不符合" in card(html, "高龄津贴")


def test_without_any_law_the_page_says_how_that_comes(alice: Client, ground: None) -> None:
    html = read(alice, "why", li_xiaohua())

    assert "没有符合或待定的政策" in html
    assert "还差什么" not in html


def test_nothing_is_shown_in_full(alice: Client, li: PersonId) -> None:
    html = read(alice, "why", li)

    assert "李*华" in html
    assert not [secret for secret in SECRETS if secret in html]


def test_the_neighbours_person_is_refused_and_that_is_logged(alice: Client, li: PersonId) -> None:
    neighbour = somebody("孙大山", VILLAGE_B)

    html = read(alice, "why", neighbour, status=403)

    assert "不在您的辖区内" in html
    assert "孙" not in html
    (entry,) = trail("people.see")
    assert (entry.outcome, entry.person_id) == (Outcome.REFUSED, neighbour)


@pytest.mark.parametrize("desk", ["auditor", "admin"])
def test_who_may_not_see_people_sees_no_reasons(
    desk: str, li: PersonId, request: pytest.FixtureRequest
) -> None:
    assert request.getfixturevalue(desk).get(reverse("why", args=[li])).status_code == 403


def test_a_merged_row_leads_to_whom_it_was_merged_into(alice: Client, li: PersonId) -> None:
    twin = somebody("李小华", VILLAGE_A, document=None, birth_date=date(1943, 5, 12))
    merge = people.propose_merge(li, twin, actor=CAROL, now=NOW)
    people.approve_merge(merge, actor=DAVE, now=NOW)

    assert alice.get(reverse("why", args=[twin]))["Location"] == reverse("why", args=[li])


def test_the_persons_page_leads_to_it(alice: Client, li: PersonId) -> None:
    assert f'href="{reverse("why", args=[li])}"' in read(alice, "person", li)


def test_more_policies_and_more_facts_ask_no_more_queries(alice: Client, li: PersonId) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            read(alice, "why", li)
        return len(queries)

    few = asked()
    say(li, FactKind.LOW_INCOME, "urban")
    say(li, FactKind.LIVING, "alone", source=Source.TOWN)
    say(li, FactKind.PENSION, "public", source=Source.SOCIAL_SECURITY)

    assert asked() == few
