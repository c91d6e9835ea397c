"""Lists: narrowed, sorted, counted, masked, within the reader's own part of the country."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from laoyou.audit.types import Outcome
from laoyou.desks.caseworker import groups
from laoyou.desks.caseworker.lists import PAGE_SIZE
from laoyou.desks.tests.cast import SECRETS, SYSTEM, li_xiaohua, read, say, trail
from laoyou.kernel.ids import FactId, PersonId
from laoyou.people import verbs
from laoyou.people.reads.lists import Filter
from laoyou.people.tests.cast import (
    NOW,
    TODAY,
    TOWN_A,
    TOWN_B,
    VILLAGE_A,
    VILLAGE_A2,
    VILLAGE_B,
    card,
    living_at,
    number_of,
    registered_at,
    somebody,
)
from laoyou.people.types import FactKind, Source

pytestmark = pytest.mark.django_db


def born(year: int, name: str = "王小明", division: str = VILLAGE_A, **given: Any) -> PersonId:
    return somebody(name, division, document=card(number_of(date(year, 1, 5))), **given)


def listed(desk: Client, **params: Any) -> list[int]:
    """The persons of a list's first page, in its order."""
    answer = desk.get(reverse("people"), params)
    assert answer.status_code == 200, answer.content.decode()
    return [int(line.url.split("/")[-2]) for line in answer.context["lines"]]


def test_a_list_masks_and_keeps_to_ones_own_town(alice: Client) -> None:
    mine, theirs = li_xiaohua(), born(1940, "孙大山", VILLAGE_B)

    html = read(alice, "people")

    assert "李*华" in html
    assert reverse("person", args=[mine]) in html
    assert reverse("person", args=[theirs]) not in html
    assert not [secret for secret in SECRETS if secret in html]


def test_a_neighbours_division_is_refused_and_logged(alice: Client) -> None:
    read(alice, "people", division=TOWN_B, status=403)

    assert [entry.outcome for entry in trail("people.see")] == [Outcome.REFUSED]


@pytest.mark.parametrize("desk", ["auditor", "admin"])
def test_roles_without_persons_have_no_lists(desk: str, request: pytest.FixtureRequest) -> None:
    browser = request.getfixturevalue(desk)

    for page in ("people", "people_export", "divisions", "map", "merges", "person_register"):
        read(browser, page, status=403)


def test_villages_narrow_and_breadcrumbs_lead_back(carol: Client) -> None:
    here, there, far = born(1940), born(1940, division=VILLAGE_A2), born(1940, division=VILLAGE_B)

    assert set(listed(carol)) == {here, there, far}
    assert set(listed(carol, division=TOWN_A)) == {here, there}
    assert listed(carol, division=VILLAGE_A2) == [there]
    html = read(carol, "people", division=VILLAGE_A2)
    assert f"division={TOWN_A}" in html
    assert "新兴社区" in html


def test_a_list_by_status_names_those_whose_tag_says_so_when_sources_disagree(alice: Client) -> None:
    stale, alone, both = born(1940), born(1941), born(1942)
    for person, source, value in (
        (stale, Source.POLICE, "alone"),
        (stale, Source.TOWN, "with_family"),
        (alone, Source.TOWN, "alone"),
        (both, Source.TOWN, "empty_nest"),
        (both, Source.FAMILY, "alone"),
    ):
        say(person, FactKind.LIVING, value, source=source)
    ended = say(alone, FactKind.LOW_INCOME, "urban", source=Source.CIVIL_AFFAIRS)
    say(alone, FactKind.LOW_INCOME, "urban", source=Source.TOWN)
    verbs.end_fact(FactId(ended), from_day=date(2025, 1, 1), actor=SYSTEM, now=NOW)

    assert listed(alice, group="alone") == [alone]
    assert listed(alice, group="empty_nest") == [both]
    assert listed(alice, group="low_income") == []
    lines = alice.get(reverse("people"), {"group": "alone"}).context["lines"]
    assert [[tag.label for tag in line.tags] for line in lines] == [["独居"]]


def test_the_select_offers_only_ones_own_divisions(alice: Client) -> None:
    html = read(alice, "people")

    assert "新华社区" in html
    assert "八马路街道" not in html


def test_groups_by_status_age_and_place(alice: Client) -> None:
    old, young, child = born(1940), born(1960), born(2024)
    away = somebody("周文", abodes=[living_at(VILLAGE_B), registered_at(VILLAGE_A)])
    say(old, FactKind.LIVING, "alone")
    say(young, FactKind.ABILITY, "3", source=Source.ASSESSMENT)
    say(young, FactKind.LOW_INCOME, "urban")

    assert listed(alice, group="eldest") == [old]
    assert set(listed(alice, group="elders")) == {old, young}
    assert listed(alice, group="infants") == [child]
    assert listed(alice, group="alone") == [old]
    assert listed(alice, group="disabled") == [young]
    assert listed(alice, group="low_income:urban") == [young]
    assert listed(alice, group="low_income:rural") == []
    assert listed(alice, group="low_income", also="severely_disabled") == [young]
    assert listed(alice, group="low_income", also="eldest") == []
    assert listed(alice, group="away") == [away]


def test_sex_age_initials_and_the_dead(alice: Client) -> None:
    woman = born(1940, "李小华")
    man = somebody("张国强", VILLAGE_A, document=card(number_of(date(1950, 1, 5), man=True)))
    gone = born(1930, "赵老")
    verbs.record_death(gone, on=date(2025, 1, 1), source=Source.POLICE, actor=SYSTEM, now=NOW)

    assert listed(alice, sex="1") == [man]
    assert listed(alice, age_from=80) == [woman]
    assert listed(alice, age_from=70, age_to=80) == [man]
    assert listed(alice, initials="zg") == [man]
    assert listed(alice, state="deceased") == [gone]
    assert len(listed(alice, state="any")) == 3
    assert "已去世" in read(alice, "people", state="deceased")


def test_by_age_in_both_directions(alice: Client) -> None:
    eldest, middle, youngest = born(1930), born(1950), born(1970)

    assert listed(alice, sort="age") == [eldest, middle, youngest]
    assert listed(alice, sort="-age") == [youngest, middle, eldest]
    assert 'aria-sort="descending"' in read(alice, "people", sort="age")


@pytest.mark.parametrize(
    ("params", "said"),
    [
        ({"age_from": "x"}, "请填写整数"),
        ({"age_from": "90", "age_to": "80"}, "应不小于起始年龄"),
        ({"initials": "李"}, "请填写拼音首字母"),
        ({"group": "martians"}, "条件没有填对"),
    ],
)
def test_a_wrong_condition_is_said_beside_its_field(alice: Client, params: Any, said: str) -> None:
    born(1940)

    html = read(alice, "people", **params)

    assert said in html
    assert "王*明" not in html


def test_conditions_in_force_can_be_taken_off_one_by_one(alice: Client) -> None:
    html = read(alice, "people", group="alone", age_from="80")

    assert "80 岁及以上" in html
    assert 'href="?age_from=80"' in html
    assert 'href="?group=alone"' in html


def test_pages_follow_each_other_without_gap_or_repeat(alice: Client) -> None:
    everybody = [born(1940 + n % 20, "王小明") for n in range(PAGE_SIZE + 7)]

    first = alice.get(reverse("people"))
    second = alice.get(reverse("people") + first.context["urls"]["next"])
    back = alice.get(reverse("people") + second.context["urls"]["previous"])

    seen = [line.url for page in (first, second) for line in page.context["lines"]]
    assert len(seen) == len(set(seen)) == len(everybody)
    assert first.context["count"] == second.context["count"] == len(everybody)
    assert back.context["lines"] == first.context["lines"]
    assert "页码链接不完整" in read(alice, "people", page="!!", status=400)


def test_fifty_rows_cost_as_many_queries_as_five(alice: Client) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            listed(alice)
        return len(asked)

    for n in range(5):
        say(born(1940, f"王{n}"), FactKind.LIVING, "alone")
    queries()
    few = queries()
    for n in range(45):
        say(born(1945, f"李{n}"), FactKind.LIVING, "alone")

    assert queries() == few


def test_what_stands_is_shown_as_tags(alice: Client) -> None:
    somebody_with_need = born(1940)
    say(somebody_with_need, FactKind.LIVING, "alone")
    say(somebody_with_need, FactKind.DISABILITY, "4", grade="2", source=Source.DISABLED_FEDERATION)

    html = read(alice, "people")

    assert "独居" in html
    assert "肢体残疾二级" in html


def test_a_list_in_elder_age_needs_no_script(alice: Client) -> None:
    """Everything on the list is a link or a plain form."""
    born(1940)

    html = read(alice, "people")

    assert 'method="get"' in html
    assert "hx-" not in html.partition("<main")[2]


@pytest.mark.parametrize("key", sorted(groups.GROUPS))
def test_every_group_can_be_asked_for(alice: Client, key: str) -> None:
    assert listed(alice, group=key) == []
    assert groups.GROUPS[key].label in read(alice, "people", group=key)


def test_two_groups_narrow_each_other() -> None:
    asked = groups.GROUPS["eldest"].narrow(groups.GROUPS["elders"].narrow(Filter(TODAY)))

    assert (asked.age_from, asked.age_to) == (80, None)
