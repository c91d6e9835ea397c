"""Lists, map and export ask the same question: every condition, and any of them together."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from laoyou.desks.caseworker import lists
from laoyou.desks.search import age
from laoyou.desks.tests.cast import SYSTEM, read, say, trail
from laoyou.kernel.ids import PersonId
from laoyou.people import verbs
from laoyou.people.reads import persons
from laoyou.people.tests.cast import (
    NOW,
    TODAY,
    TOWN_A,
    TOWN_B,
    VILLAGE_A,
    VILLAGE_A2,
    VILLAGE_B,
    card,
    number_of,
    somebody,
)
from laoyou.people.types import FactKind, Source

pytestmark = pytest.mark.django_db
NAMES = ("李小华", "王德福", "张国强", "赵兰")
CAREFULLY = settings(
    max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


@dataclass(frozen=True)
class Known:
    """What the test itself knows of somebody."""

    id: PersonId
    sex: str
    years: int
    initials: str
    home: str
    alone: bool
    poor: bool
    dead: bool


@pytest.fixture
def folk(ground: None) -> list[Known]:
    """Sixteen people: every age, two villages of one town, alone or poor or both or neither, some dead."""
    return [_somebody(n) for n in range(16)]


def _somebody(n: int) -> Known:
    born = date(1930 + n * 6, 1, 5)
    home = VILLAGE_A if n % 2 else VILLAGE_A2
    one = somebody(NAMES[n % 4], home, document=card(number_of(born, man=n % 3 == 0)))
    if alone := n % 4 < 2:
        say(one, FactKind.LIVING, "alone")
    if poor := n % 5 < 2:
        say(one, FactKind.LOW_INCOME, "urban" if n % 2 else "rural")
    if dead := n in (1, 6):
        verbs.record_death(one, on=date(2026, 1, 31), source=Source.POLICE, actor=SYSTEM, now=NOW)
    years = age(persons.person(one), TODAY)
    assert years is not None
    return Known(
        one, "1" if n % 3 == 0 else "2", years, ("lxh", "wdf", "zgq", "zl")[n % 4], home, alone, poor, dead
    )


def expected(folk: list[Known], asked: dict[str, str]) -> set[int]:
    """The same question, answered by hand."""

    def fits(one: Known) -> bool:
        groups = {asked.get("group", ""), asked.get("also", "")} - {""}
        holds = {
            "alone": one.alone,
            "low_income": one.poor,
            "elders": one.years >= 60,
            "eldest": one.years >= 80,
        }
        return (
            all(holds[group] for group in groups)
            and one.home.startswith(asked.get("division", "").rstrip("0") if asked.get("division") else "")
            and asked.get("sex", "") in ("", one.sex)
            and int(asked.get("age_from") or 0) <= one.years <= int(asked.get("age_to") or 150)
            and one.initials.startswith(asked.get("initials", "").lower())
            and {"": not one.dead, "deceased": one.dead, "any": True}[asked.get("state", "")]
        )

    return {one.id for one in folk if fits(one)}


def listed(desk: Client, **params: Any) -> list[int]:
    answer = desk.get(reverse("people"), params)
    assert answer.status_code == 200, answer.content.decode()
    return [int(line.url.split("/")[-2]) for line in answer.context["lines"]]


QUESTIONS = st.fixed_dictionaries(
    {},
    optional={
        "division": st.sampled_from(["", TOWN_A, VILLAGE_A, VILLAGE_A2]),
        "group": st.sampled_from(["", "alone", "low_income", "elders", "eldest"]),
        "also": st.sampled_from(["", "alone", "low_income", "elders"]),
        "sex": st.sampled_from(["", "1", "2"]),
        "age_from": st.sampled_from(["", "0", "60", "72"]),
        "age_to": st.sampled_from(["", "80", "96"]),
        "initials": st.sampled_from(["", "z", "lx", "ZGQ"]),
        "state": st.sampled_from(["", "deceased", "any"]),
        "sort": st.sampled_from(["", "age", "-age", "nonsense"]),
    },
)


@CAREFULLY
@given(asked=QUESTIONS)
def test_any_conditions_together_list_who_fits_all_of_them(
    alice: Client, folk: list[Known], asked: dict[str, str]
) -> None:
    answer = alice.get(reverse("people"), asked)

    found = [int(line.url.split("/")[-2]) for line in answer.context["lines"]]
    assert set(found) == expected(folk, asked)
    assert len(found) == len(set(found)) == answer.context["count"]


@settings(CAREFULLY, max_examples=5)
@given(asked=QUESTIONS)
def test_the_map_the_file_and_the_list_count_the_same_people(
    alice: Client, folk: list[Known], asked: dict[str, str]
) -> None:
    asked = {"group": "elders"} | asked
    of_list = alice.get(reverse("people"), asked).context["count"]
    by_cell, by_village = (alice.get(reverse("map"), asked | {"by": by}).context for by in ("", "village"))

    assert by_cell["total"] == by_village["total"] == of_list
    assert by_cell["left_out"] == by_village["left_out"] == 0
    assert alice.get(reverse("people_export"), asked).context["count"] == of_list
    if of_list:
        file: Any = alice.post(f"{reverse('people_export')}?{urlencode(asked)}", {"form": "csv"})
        rows = list(csv.reader(io.StringIO(b"".join(file.streaming_content).decode("utf-8-sig"))))
        assert len(rows) == of_list + 1
        assert trail("people.export")[0].count == of_list


def test_taking_off_each_condition_asks_the_rest(alice: Client, folk: list[Known]) -> None:
    asked = {
        "division": VILLAGE_A,
        "group": "alone",
        "sex": "2",
        "age_from": "50",
        "state": "any",
        "sort": "age",
    }

    page = alice.get(reverse("people"), asked)

    chips = page.context["asked"].chips
    assert [chip.label for chip in chips] == ["新华社区", "独居", "女", "50 岁及以上", "全部"]
    for chip, name in zip(chips, ("division", "group", "sex", "age_from", "state"), strict=True):
        rest = {key: word for key, word in asked.items() if key != name}
        assert parse_qs(urlsplit(chip.url).query) == {key: [word] for key, word in rest.items()}
        again = alice.get(reverse("people") + chip.url)
        found = {int(line.url.split("/")[-2]) for line in again.context["lines"]}
        assert found == expected(folk, rest)


@pytest.mark.parametrize("sort", ["", "age", "-age"])
def test_turning_forth_and_back_keeps_conditions_and_order(
    alice: Client, folk: list[Known], sort: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = listed(alice, state="any", sort=sort)
    monkeypatch.setattr(lists, "PAGE_SIZE", 5)

    pages, url = [], f"{reverse('people')}?state=any&sort={sort}"
    while url:
        pages.append(alice.get(url).context)
        url = pages[-1]["urls"]["next"] and reverse("people") + pages[-1]["urls"]["next"]
    back = alice.get(reverse("people") + pages[-1]["urls"]["previous"]).context

    assert [int(line.url.split("/")[-2]) for page in pages for line in page["lines"]] == whole
    assert [len(page["lines"]) for page in pages] == [5, 5, 5, 1]
    assert back["lines"] == pages[-2]["lines"]
    assert pages[0]["urls"]["previous"] == ""
    assert all("state=any" in page["urls"]["first"] for page in pages)
    assert {page["count"] for page in pages} == {16}


def test_a_page_of_one_order_is_refused_in_another(
    alice: Client, folk: list[Known], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lists, "PAGE_SIZE", 5)
    cursor = alice.get(reverse("people")).context["urls"]["next"].partition("page=")[2]

    html = read(alice, "people", sort="age", page=cursor, status=400)

    assert "请回到列表第一页" in html


def test_a_cursor_opens_no_neighbours_page(alice: Client, carol: Client, folk: list[Known]) -> None:
    """A page's address taken from a supervisor shows a clerk his own people only."""
    theirs = [somebody("孙大山", VILLAGE_B) for _ in range(3)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(lists, "PAGE_SIZE", 14)
        cursor = carol.get(reverse("people")).context["urls"]["next"].partition("page=")[2]

    assert set(listed(carol, page=cursor)) == set(theirs)
    assert listed(alice, page=cursor) == []
    assert "孙" not in read(alice, "people", page=cursor).partition("<main")[2]


def test_addresses_of_the_list_carry_the_conditions_along(alice: Client, folk: list[Known]) -> None:
    urls = alice.get(reverse("people"), {"group": "alone", "sex": "1", "page": ""}).context["urls"]

    for name in ("export", "map", "by_age", "by_place", "first"):
        assert "group=alone&sex=1" in urls[name]
    assert urls["by_age"].endswith("sort=age")
    assert urls["clear"] == "?"


def test_a_neighbours_division_is_refused_wherever_it_is_asked_for(alice: Client) -> None:
    for page in ("people", "people_export", "map", "divisions"):
        name = "open" if page == "divisions" else "division"
        read(alice, page, status=403, **{name: TOWN_B})
    assert alice.post(f"{reverse('people_export')}?division={TOWN_B}", {"form": "csv"}).status_code == 403

    assert len(trail("people.see")) == 5
    assert trail("people.export") == []
