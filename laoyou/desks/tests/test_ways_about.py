"""Getting about: the rail, what waits, search, places, households; on paper, without scripts."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from laoyou.desks.tests.cast import SECRETS, SYSTEM, li_xiaohua, read, say, send, words
from laoyou.kernel.ids import HouseholdId, PersonId
from laoyou.people import verbs
from laoyou.people.tests.cast import CAROL, NOW, TOWN_A, VILLAGE_A, VILLAGE_B, card, number_of, somebody
from laoyou.people.types import FactKind, Relation, Source

pytestmark = pytest.mark.django_db


@pytest.fixture
def li(ground: None) -> PersonId:
    return li_xiaohua()


@pytest.fixture
def home(li: PersonId) -> HouseholdId:
    household = verbs.open_household(division=VILLAGE_A, source=Source.POLICE, actor=SYSTEM, now=NOW)
    belongs(household, li, Relation.HEAD)
    return household


def belongs(home: HouseholdId, person: PersonId, relation: Relation = Relation.OTHER) -> None:
    verbs.join_household(
        home, person_id=person, relation=relation, source=Source.POLICE, actor=SYSTEM, now=NOW
    )


def queries(desk: Client, page: str, /, *ids: object, **params: Any) -> int:
    with CaptureQueriesContext(connection) as asked:
        read(desk, page, *ids, **params)
    return len(asked)


def test_a_larger_household_costs_no_more_queries(alice: Client, home: HouseholdId) -> None:
    belongs(home, somebody("王一"))
    queries(alice, "household", home)
    few = queries(alice, "household", home)
    for n in range(8):
        member = somebody(f"王{n}")
        say(member, FactKind.LIVING, "empty_nest")
        belongs(home, member)

    assert queries(alice, "household", home) == few


def test_a_household_shows_each_member_with_relation_status_and_source(
    alice: Client, home: HouseholdId
) -> None:
    wife = somebody("王兰", document=card(number_of(date(1945, 1, 1))))
    say(wife, FactKind.LIVING, "empty_nest")
    belongs(home, wife, Relation.SPOUSE)
    gone = somebody("李老")
    belongs(home, gone, Relation.PARENT)
    verbs.record_death(gone, on=date(2026, 2, 1), source=Source.POLICE, actor=SYSTEM, now=NOW)

    html = read(alice, "household", home)

    for said in ("户主", "配偶", "81", "空巢", "公安", "已去世", reverse("person", args=[wife])):
        assert said in html
    assert not [secret for secret in (*SECRETS, "王兰") if secret in html]


def test_more_people_found_cost_no_more_queries(alice: Client, ground: None) -> None:
    somebody("李小华")
    queries(alice, "search", q="lxh")
    few = queries(alice, "search", q="lxh")
    for _ in range(12):
        somebody("李小华")

    assert queries(alice, "search", q="lxh") == few


def test_a_search_that_finds_too_many_says_how_to_narrow_it(alice: Client, ground: None) -> None:
    for _ in range(31):
        somebody("李小华")

    html = read(alice, "search", q="lxh")

    assert html.count("李*华</a>") == 30
    assert "人以上" in html
    assert "加上村居可以缩小范围" in html


def test_a_phone_finds_its_owner_and_the_dead_are_marked(alice: Client, li: PersonId) -> None:
    verbs.record_death(li, on=date(2026, 2, 1), source=Source.POLICE, actor=SYSTEM, now=NOW)

    html = words(send(alice, "search", q=" 138 1234-5521 "))

    assert "按电话号码查找" in html
    assert reverse("person", args=[li]) in html
    assert "已去世" in html


def test_full_width_letters_and_digits_are_understood(alice: Client, li: PersonId) -> None:
    for typed in ("１３８１２３４５５２１", "ＬＸＨ"):
        assert reverse("person", args=[li]) in words(send(alice, "search", q=typed))


def test_an_open_tree_costs_no_more_for_more_people(carol: Client, ground: None) -> None:
    somebody("王一")
    queries(carol, "divisions", open=TOWN_A)
    few = queries(carol, "divisions", open=TOWN_A)
    for n in range(10):
        somebody(f"王{n}", VILLAGE_A if n % 2 else VILLAGE_B)

    assert queries(carol, "divisions", open=TOWN_A) == few


def test_a_tree_closes_where_it_was_opened(carol: Client, ground: None) -> None:
    rows = carol.get(reverse("divisions"), {"open": TOWN_A}).context["rows"]
    town = next(row for row in rows if row.label == "二马路街道")

    closed = carol.get(town.toggle_url or "?").context["rows"]

    assert town.is_open
    assert "新华社区" in {row.label for row in rows}
    assert "新华社区" not in {row.label for row in closed}


def test_a_map_of_more_people_costs_no_more_queries(alice: Client, li: PersonId) -> None:
    queries(alice, "map")
    few = queries(alice, "map")
    for n in range(10):
        somebody(f"王{n}", document=card(number_of(date(1940, 1, 5))))

    assert queries(alice, "map") == few


@pytest.mark.parametrize("by", ["", "village"])
def test_the_map_is_a_table_too(alice: Client, li: PersonId, by: str) -> None:
    html = read(alice, "map", by=by)

    assert "<table" in html
    assert "新华社区" in html
    assert "http" not in html.partition("<main")[2].replace("http://www.w3.org", "")


def test_the_rail_marks_where_one_is_and_leaves_out_what_is_closed(alice: Client, auditor: Client) -> None:
    def rail(desk: Client, page: str) -> list[tuple[str, bool]]:
        return [(item.key, item.current) for item in desk.get(reverse(page)).context["nav"]]

    nowhere = [("know", False), ("decide", False), ("prove", False)]
    assert rail(alice, "people") == rail(alice, "home") == [("know", True), *nowhere[1:]]
    assert rail(alice, "policies:library") == [nowhere[0], ("decide", True), nowhere[2]]
    assert ("know", False) in rail(alice, "help")
    assert rail(auditor, "audit") == [("decide", False), ("prove", True)]


def test_the_front_has_no_rail_for_a_stranger(ground: None) -> None:
    assert Client().get(reverse("front")).context["nav"] == ()


def test_what_waits_is_counted_within_ones_own_county_only(carol: Client, dave: Client, ground: None) -> None:
    kept, gone = somebody("李小华"), somebody("李小华")
    verbs.propose_merge(kept, gone, grounds="同名", actor=CAROL, now=NOW)

    for desk in (carol, dave):
        assert [todo.count for todo in desk.get(reverse("home")).context["todos"]] == [1]
        assert "条合并待审核" in read(desk, "home")


def test_every_figure_of_the_home_leads_to_a_list_of_so_many(alice: Client, li: PersonId) -> None:
    say(li, FactKind.LIVING, "alone")
    say(li, FactKind.LOW_INCOME, "urban")
    somebody("王小宝", document=card(number_of(date(2025, 1, 5))))

    figures = alice.get(reverse("home")).context["figures"]

    assert len(figures) == 6
    for figure in figures:
        assert alice.get(figure.url).context["count"] == figure.value, figure.label


@pytest.mark.parametrize("density", ["clerk", "elder"])
@pytest.mark.parametrize("page", ["home", "people", "divisions", "map", "search", "merges", "help"])
def test_every_page_works_without_scripts_in_either_density(
    alice: Client, li: PersonId, page: str, density: str
) -> None:
    alice.cookies["density"] = density

    html = read(alice, page)

    assert f'data-density="{density}"' in html
    assert "<script>" not in html
    assert "onclick" not in html
    assert ' style="' not in html
    assert html.count("<h1") == 1


def test_what_is_done_on_a_screen_only_stays_off_paper(alice: Client, li: PersonId) -> None:
    html = read(alice, "person", li)

    assert html.count("停用<span") == 2
    assert html.count('class="small no-print"') >= 2
    assert "打印" in html


def test_forms_are_read_and_sent_and_nothing_else(alice: Client, li: PersonId) -> None:
    for page, ids in (("handling", [li, "fact"]), ("person_register", []), ("people_export", [])):
        assert alice.delete(reverse(page, args=ids)).status_code == 405
    assert alice.delete(reverse("search")).status_code == 405
    for page in ("people", "map", "divisions", "home", "help"):
        assert alice.post(reverse(page)).status_code == 405
