"""Who else in the town lacks the same: counted together, agreeing with each person's own page."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from laoyou.audit.types import Outcome
from laoyou.desks.entitlements import alike as counting
from laoyou.desks.entitlements.entitled import entitlements
from laoyou.desks.entitlements.months import month_of
from laoyou.desks.tests.cast import SYSTEM, li_xiaohua, read, say, trail
from laoyou.desks.tests.law import lay_law
from laoyou.kernel.ids import PersonId
from laoyou.people import verbs as people
from laoyou.people.reads import persons
from laoyou.people.tests.cast import NOW, TODAY, VILLAGE_A2, VILLAGE_B, card, number_of, somebody
from laoyou.people.types import FactKind, Source

pytestmark = pytest.mark.django_db


@pytest.fixture
def li(ground: None) -> PersonId:
    lay_law()
    return li_xiaohua()


def elder(name: str, division: str = VILLAGE_A2, born: date = date(1945, 1, 1)) -> PersonId:
    return somebody(name, division, document=card(number_of(born)))


def asked_by_the_page(desk: Client, li: PersonId) -> str:
    """What the page gets for its own list."""
    answer = desk.get(reverse("why_alike", args=[li]), headers={"HX-Request": "true"})
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_the_others_of_the_town_who_lack_the_same_are_counted(alice: Client, li: PersonId) -> None:
    elder("王兰")
    elder("赵喜")
    say(elder("钱多"), FactKind.ABILITY, "0", source=Source.ASSESSMENT)
    elder("孙大山", VILLAGE_B)

    html = asked_by_the_page(alice, li)

    assert "二马路街道另有 2 人同样缺这一项" in html
    assert "<html" not in html
    assert "hx-get" not in html


def test_neither_the_dead_nor_the_young_wait_for_anything(alice: Client, li: PersonId) -> None:
    dead = elder("王故")
    people.record_death(dead, on=date(2026, 1, 5), source=Source.POLICE, actor=SYSTEM, now=NOW)
    elder("张小明", born=date(1990, 1, 1))

    assert "同样缺这一项" not in asked_by_the_page(alice, li)


def test_the_page_asks_for_them_by_itself_and_leads_there_without_scripts(
    alice: Client, li: PersonId
) -> None:
    html = read(alice, "why", li)
    url = reverse("why_alike", args=[li])

    assert f'hx-get="{url}?month=2026-03" hx-trigger="load"' in html
    assert f'<noscript><p class="small"><a href="{url}?month=2026-03">' in html


def test_their_names_are_listed_masked_with_the_way_to_each(alice: Client, li: PersonId) -> None:
    lan = elder("王兰花")

    html = read(alice, "why_alike", li, fact="ability")

    assert "王*花" in html
    assert "王兰花" not in html
    assert f'href="{reverse("why", args=[lan])}"' in html
    assert "新兴社区" in html
    assert "能确定它的材料：老年人能力评估报告" in html


def test_a_list_that_nobody_else_is_on_says_so(alice: Client, li: PersonId) -> None:
    assert "没有别人缺这一项" in read(alice, "why_alike", li, fact="ability")


def test_who_lacks_nothing_has_no_such_list(alice: Client, ground: None) -> None:
    assert "不缺什么" in read(alice, "why_alike", li_xiaohua())


def test_a_place_with_too_many_people_is_not_counted_in_a_page(
    alice: Client, li: PersonId, monkeypatch: pytest.MonkeyPatch
) -> None:
    elder("王兰")
    monkeypatch.setattr(counting, "MOST_COUNTED", 1)

    assert "同样缺这一项" not in asked_by_the_page(alice, li)
    assert "人太多，这里不逐个数" in read(alice, "why_alike", li)


def test_a_long_list_is_cut_and_says_so(
    alice: Client, li: PersonId, monkeypatch: pytest.MonkeyPatch
) -> None:
    elder("王兰")
    elder("赵喜")
    monkeypatch.setattr(counting, "MOST_LISTED", 1)

    html = read(alice, "why_alike", li, fact="ability")

    assert "只列前 1 人" in html
    assert "2 人" in html


def test_the_neighbours_person_is_refused_and_that_is_logged(alice: Client, li: PersonId) -> None:
    neighbour = elder("孙大山", VILLAGE_B)

    read(alice, "why_alike", neighbour, status=403)

    (entry,) = trail("people.see")
    assert (entry.outcome, entry.person_id) == (Outcome.REFUSED, neighbour)


@pytest.mark.parametrize("fact", ["", "x", "birth_date", "\x00", "ability'--"])
def test_an_odd_fact_is_answered_with_the_first_gap(alice: Client, li: PersonId, fact: str) -> None:
    assert "同样缺项的人" in read(alice, "why_alike", li, fact=fact)


def test_the_count_agrees_with_every_persons_own_page(alice: Client, li: PersonId) -> None:
    told: list[tuple[str, dict[FactKind, Any]]] = [
        ("王兰", {FactKind.LOW_INCOME: "urban"}),
        ("赵喜", {FactKind.PENSION: "employee"}),
        ("钱多", {FactKind.LIVING: "alone", FactKind.ABILITY: "2"}),
        ("孙福", {FactKind.PENSION: "public", FactKind.LTC_GRADE: "0", FactKind.ABILITY: "1"}),
    ]
    everybody = [li]
    for name, facts in told:
        everybody.append(elder(name))
        for kind, value in facts.items():
            say(everybody[-1], kind, value)
    month = month_of(TODAY)

    own = {
        one: {gap.fact.name for gap in entitlements(persons.person(one), month, TODAY).gaps}
        for one in everybody
    }
    html = asked_by_the_page(alice, li)

    for name in own[li]:
        others = sum(name in own[one] for one in everybody if one != li)
        part = html.partition(f"&amp;fact={name}")[2].partition("</li>")[0]
        assert (f"另有 {others} 人" in part) == (others > 0), name
