"""A person's page: composed, masked, scoped."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from laoyou.audit.types import Outcome
from laoyou.desks.tests.cast import SECRETS, SYSTEM, li_xiaohua, read, say, trail
from laoyou.kernel.ids import PersonId
from laoyou.kernel.spans import DateSpan
from laoyou.people import verbs
from laoyou.people.tests.cast import (
    CAROL,
    DAVE,
    NOW,
    VILLAGE_A,
    VILLAGE_B,
    card,
    later,
    living_at,
    number_of,
    registered_at,
    somebody,
)
from laoyou.people.types import AbodeKind, Consent, FactKind, Relation, Source

pytestmark = pytest.mark.django_db


@pytest.fixture
def li(ground: None) -> PersonId:
    return li_xiaohua()


def test_the_page_says_who_it_is_and_nothing_in_full(alice: Client, li: PersonId) -> None:
    html = read(alice, "person", li)

    assert "李*华" in html
    assert "女 · 82 岁 · 230502********" in html
    assert "138****5521" in html
    assert "户籍在尖山区二马路街道新兴社区" in html
    assert "紧急联系人：女儿 张*敏（紧急和通知）" in html
    for secret in SECRETS:
        assert secret not in html


def test_every_statement_has_its_source_and_its_date(alice: Client, li: PersonId) -> None:
    say(li, FactKind.LIVING, "alone", source=Source.TOWN)

    html = read(alice, "person", li)

    assert "居住状况" in html
    assert "独居" in html
    assert "2024-07-01" in html
    assert "乡镇（街道） · " in html


def test_a_conflict_between_sources_is_shown_with_both_sides(alice: Client, li: PersonId) -> None:
    say(li, FactKind.LOW_INCOME, "urban")
    say(li, FactKind.LOW_INCOME, "rural", source=Source.TOWN)

    html = read(alice, "person", li)

    assert "城市低保" in html
    assert "说法不一" in html
    assert "乡镇（街道）：农村低保，2024-07-01 起" in html


def test_what_a_higher_source_has_ended_does_not_stand_and_is_said_so(alice: Client, li: PersonId) -> None:
    fact = say(li, FactKind.LOW_INCOME, "urban")
    say(li, FactKind.LOW_INCOME, "urban", source=Source.TOWN)
    verbs.end_fact(fact, from_day=date(2025, 1, 1), actor=SYSTEM, now=later(minutes=1))

    html = read(alice, "person", li)

    assert "按更可信的来源，现在不成立" in html


def test_sources_that_say_the_same_are_named_together(alice: Client, li: PersonId) -> None:
    say(li, FactKind.LOW_INCOME, "urban")
    say(li, FactKind.LOW_INCOME, "urban", source=Source.TOWN)

    html = read(alice, "person", li)

    assert "民政（乡镇（街道）同此）" in html
    assert "说法不一" not in html


def test_a_death_is_said_plainly(alice: Client, li: PersonId) -> None:
    verbs.record_death(li, on=date(2025, 11, 3), source=Source.POLICE, actor=SYSTEM, now=NOW)

    html = read(alice, "person", li)

    assert "此人已去世" in html
    assert "2025-11-03" in html
    assert "依据：公安" in html
    assert "更正死亡日期" in html
    assert "登记死亡" not in html.replace("撤回死亡登记", "")


def test_a_neighbour_towns_person_is_refused_and_the_attempt_is_logged(alice: Client, bob: Client) -> None:
    theirs = somebody("孙大山", VILLAGE_B)

    html = read(alice, "person", theirs, status=403)

    assert "不在您的辖区内" in html
    assert "孙" not in html
    (entry,) = trail("people.see")
    assert (entry.outcome, entry.person_id, entry.user_name) == (Outcome.REFUSED, theirs, "alice 的姓名")
    assert "孙*山" in read(bob, "person", theirs)


def test_who_is_registered_here_is_seen_though_he_lives_elsewhere(alice: Client) -> None:
    away = somebody("周文", abodes=[living_at(VILLAGE_B), registered_at(VILLAGE_A)])

    assert "周*" in read(alice, "person", away)


@pytest.mark.parametrize("desk", ["auditor", "admin"])
def test_roles_without_persons_are_refused(desk: str, li: PersonId, request: pytest.FixtureRequest) -> None:
    read(request.getfixturevalue(desk), "person", li, status=403)


def test_a_leader_reads_but_is_offered_nothing_to_do(leader: Client, li: PersonId) -> None:
    say(li, FactKind.LIVING, "alone")

    html = read(leader, "person", li)

    assert "李*华" in html
    assert "/do/" not in html
    assert "为什么要看" not in html
    read(leader, "handling", li, "fact", status=403)


def test_a_data_officer_reads_and_may_propose_a_merge_only(officer: Client, li: PersonId) -> None:
    html = read(officer, "person", li)

    assert "提出合并重复人员" in html
    assert "/do/" not in html
    assert "为什么要看" not in html
    read(officer, "people_export", status=403)


def test_a_merged_address_leads_to_the_one_who_was_kept_with_a_word(alice: Client, li: PersonId) -> None:
    twin = somebody("李小华", VILLAGE_A, document=None, birth_date=date(1943, 5, 12))
    merge = verbs.propose_merge(li, twin, actor=CAROL, now=NOW)
    verbs.approve_merge(merge, actor=DAVE, now=later(minutes=1))

    answer = alice.get(reverse("person", args=[twin]), follow=True)

    assert answer.redirect_chain == [(reverse("person", args=[li]), 302)]
    assert "已并入此人" in answer.content.decode()


def test_nobody_of_that_number_is_a_kind_page(alice: Client) -> None:
    assert "没有找到这个人" in read(alice, "person", 987654, status=404)


def test_the_story_keeps_what_was_believed_before(alice: Client, li: PersonId) -> None:
    fact = say(li, FactKind.ABILITY, "1", source=Source.ASSESSMENT)
    verbs.correct_fact(
        fact, value="2", span=DateSpan.since(date(2024, 7, 1)), actor=SYSTEM, now=later(minutes=5)
    )

    story = read(alice, "person", li).partition("变更经过")[2]

    assert "老年人能力等级：轻度失能" in story
    assert "不再采用" in story
    assert "老年人能力等级：中度失能" in story


def test_another_writing_of_the_name_is_shown_masked(alice: Client, li: PersonId) -> None:
    verbs.correct(li, name="李晓华", source=Source.POLICE, actor=SYSTEM, now=later(minutes=1))

    html = read(alice, "person", li)

    assert "其他写法" in html
    assert "李小华" not in html
    assert "李晓华" not in html


def test_kin_guardians_and_household_are_linked(alice: Client, li: PersonId) -> None:
    wife = somebody("王兰", VILLAGE_A)
    who = {"source": Source.POLICE, "actor": SYSTEM, "now": NOW}
    verbs.record_kin(li, relative_id=wife, relation=Relation.SPOUSE, **who)  # type: ignore[arg-type]
    home = verbs.open_household(division=VILLAGE_A, **who)  # type: ignore[arg-type]
    verbs.join_household(home, person_id=li, relation=Relation.HEAD, **who)  # type: ignore[arg-type]
    verbs.appoint_guardian(
        li,
        name="张秀敏",
        relation=Relation.DAUGHTER,
        span=DateSpan.since(date(2025, 1, 1)),
        **who,  # type: ignore[arg-type]
    )

    html = read(alice, "person", li)

    assert reverse("person", args=[wife]) in html
    assert reverse("household", args=[home]) in html
    assert "监护人（女儿）" in html
    assert "张*敏" in html


def test_only_a_supervisor_sees_who_worked_on_a_person(alice: Client, carol: Client, li: PersonId) -> None:
    assert "经办记录" not in read(alice, "person", li)
    assert "经办记录" in read(carol, "person", li)


def test_a_person_with_much_history_costs_no_more_queries(alice: Client, li: PersonId) -> None:
    say(li, FactKind.LIVING, "alone")
    read(alice, "person", li)
    with CaptureQueriesContext(
        connection,
    ) as few:
        read(alice, "person", li)
    for n in range(6):
        say(li, FactKind.PENSION, "resident", source=list(Source)[n])
        contact = {"phone": f"1390000222{n}", "consent": Consent.EMERGENCY, "source": Source.TOWN}
        verbs.name_contact(li, name="王五", relation=Relation.OTHER, **contact, actor=SYSTEM, now=NOW)  # type: ignore[arg-type]
    with CaptureQueriesContext(connection) as many:
        read(alice, "person", li)

    assert len(many) == len(few)


def test_two_numbers_are_two_documents(alice: Client, li: PersonId) -> None:
    verbs.add_document(
        li, document=card(number_of(date(1943, 5, 12))), source=Source.TOWN, actor=SYSTEM, now=NOW
    )

    assert read(alice, "person", li).count("居民身份证") >= 2


def test_a_phone_and_a_place_of_which_several_sources_speak_are_said_once(
    alice: Client, li: PersonId
) -> None:
    verbs.add_phone(li, number="13812345521", source=Source.POLICE, actor=SYSTEM, now=NOW)
    verbs.add_phone(li, number="13812345522", source=Source.HEALTH, actor=SYSTEM, now=NOW)
    verbs.move(
        li,
        kind=AbodeKind.RESIDENCE,
        division=VILLAGE_A,
        address="新华社区3号楼2单元501室",
        source=Source.CIVIL_AFFAIRS,
        actor=SYSTEM,
        now=NOW,
    )

    known = read(alice, "person", li).partition("变更经过")[0]

    assert known.count("<span>138****5521</span>") == 1
    assert "乡镇（街道）（公安同此）" in known
    assert known.count("<span>138****5522</span>") == 1
    assert "乡镇（街道）（民政同此）" in known
