"""Lists of persons: scoped, narrowed, ordered, counted."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from laoyou.access.types import Scope
from laoyou.kernel.ids import FactId, PersonId
from laoyou.kernel.sex import Sex
from laoyou.kernel.spans import DateSpan
from laoyou.people import verbs
from laoyou.people.models import Person
from laoyou.people.reads import lists
from laoyou.people.reads.lists import Filter
from laoyou.people.tests.cast import (
    ALICE,
    COUNTY,
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
from laoyou.store.scoped import UnscopedRead

pytestmark = pytest.mark.usefixtures("ground")

A, B, ALL = Scope.division(TOWN_A), Scope.division(TOWN_B), Scope.division(COUNTY)
EVERYBODY = Filter(TODAY)


def born(birth: date, *, man: bool = False, **given: Any) -> PersonId:
    return somebody(document=card(number_of(birth, man=man)), **given)


def listed(reach: Scope, asked: Filter = EVERYBODY, **more: Any) -> list[int]:
    return [row.id for row in lists.persons(reach, asked, **more).rows]


def record(person: PersonId, kind: FactKind, value: str, since: date = date(2020, 1, 1)) -> FactId:
    return verbs.record_fact(
        person,
        kind=kind,
        value=value,
        span=DateSpan.since(since),
        source=Source.CIVIL_AFFAIRS,
        actor=ALICE,
        now=NOW,
    )


def test_a_list_holds_only_the_scope() -> None:
    mine, neighbour = somebody(division=VILLAGE_A), somebody(division=VILLAGE_B)

    assert listed(A) == [mine]
    assert listed(B) == [neighbour]
    assert set(listed(ALL)) == {mine, neighbour}
    assert lists.count(A, EVERYBODY) == 1


def test_asking_for_a_neighbours_division_gives_nobody() -> None:
    somebody(division=VILLAGE_A)
    somebody(division=VILLAGE_B)

    assert listed(A, Filter(TODAY, division=TOWN_B)) == []


def test_villages_come_one_after_the_other_and_names_by_pinyin() -> None:
    zhang = somebody("张三", VILLAGE_A)
    an = somebody("安四", VILLAGE_A)
    other = somebody("艾五", VILLAGE_A2)

    assert listed(A) == [an, zhang, other]


def test_the_eldest_come_first_or_last_and_the_undated_are_left_out() -> None:
    young, old = born(date(1960, 1, 1)), born(date(1930, 1, 1))

    assert listed(A, order="age") == [old, young]
    assert listed(A, order="-age") == [young, old]


def test_walking_forward_and_back_meets_everybody_once() -> None:
    people = {somebody(name) for name in ("安一", "白二", "蔡三", "邓四", "方五")}

    first = lists.persons(A, EVERYBODY, size=2)
    second = lists.persons(A, EVERYBODY, size=2, cursor=first.next)
    third = lists.persons(A, EVERYBODY, size=2, cursor=second.next)
    back = lists.persons(A, EVERYBODY, size=2, cursor=third.previous)

    walked = [row.id for page in (first, second, third) for row in page.rows]
    assert len(walked) == len(people)
    assert set(walked) == people
    assert (first.previous, third.next) == (None, None)
    assert back.rows == second.rows


def test_a_fact_narrows_to_those_of_whom_it_is_true_that_day() -> None:
    alone, with_family, unknown = somebody(), somebody(), somebody()
    record(alone, FactKind.LIVING, "alone", since=date(2025, 1, 1))
    record(with_family, FactKind.LIVING, "with_family")

    assert listed(A, Filter(TODAY, facts=((FactKind.LIVING, "alone"),))) == [alone]
    assert listed(A, Filter(date(2024, 12, 31), facts=((FactKind.LIVING, "alone"),))) == []
    assert set(listed(A, Filter(TODAY, facts=((FactKind.LIVING, ""),)))) == {alone, with_family}
    both = Filter(TODAY, facts=((FactKind.LIVING, ("alone", "with_family")),))
    assert unknown not in listed(A, both)


def test_two_facts_must_both_be_true() -> None:
    one, two = somebody(), somebody()
    for person in (one, two):
        record(person, FactKind.LIVING, "alone")
    record(two, FactKind.LOW_INCOME, "urban")

    asked = Filter(TODAY, facts=((FactKind.LIVING, "alone"), (FactKind.LOW_INCOME, "")))

    assert listed(A, asked) == [two]


def test_a_corrected_statement_no_longer_counts() -> None:
    person = somebody()
    fact = record(person, FactKind.LIVING, "alone")
    always = DateSpan.since(date(2020, 1, 1))
    verbs.correct_fact(fact, value="with_family", span=always, actor=ALICE, now=NOW)

    assert listed(A, Filter(TODAY, facts=((FactKind.LIVING, "alone"),))) == []
    assert listed(A, Filter(TODAY, facts=((FactKind.LIVING, "with_family"),))) == [person]


@pytest.mark.parametrize(
    ("birth", "age"),
    [(date(1946, 3, 2), 80), (date(1946, 3, 3), 79), (date(1945, 3, 3), 80), (date(1945, 3, 2), 81)],
)
def test_ages_count_full_years_on_the_day(birth: date, age: int) -> None:
    person = born(birth)

    assert listed(A, Filter(TODAY, age_from=age, age_to=age)) == [person]
    assert listed(A, Filter(TODAY, age_from=age + 1)) == []
    assert listed(A, Filter(TODAY, age_to=age - 1)) == []


def test_who_was_born_on_a_leap_day_is_a_year_older_on_28_february() -> None:
    person = born(date(1944, 2, 29))

    assert listed(A, Filter(date(2025, 2, 28), age_from=81)) == []
    assert listed(A, Filter(date(2025, 3, 1), age_from=81)) == [person]


def test_sex_and_initials_narrow() -> None:
    woman, man = born(date(1950, 1, 1), name="李小华"), born(date(1950, 1, 1), man=True, name="王大明")

    assert listed(A, Filter(TODAY, sex=Sex.FEMALE)) == [woman]
    assert listed(A, Filter(TODAY, initials="WD")) == [man]


def test_the_dead_are_listed_only_when_asked_for() -> None:
    living, dead = somebody(), somebody()
    verbs.record_death(dead, on=date(2026, 2, 1), source=Source.POLICE, actor=ALICE, now=NOW)

    assert listed(A) == [living]
    assert listed(A, Filter(TODAY, deceased=True)) == [dead]
    assert set(listed(A, Filter(TODAY, deceased=None))) == {living, dead}


def test_those_registered_here_and_living_elsewhere_have_their_list() -> None:
    away = somebody(abodes=[living_at(VILLAGE_B), registered_at(VILLAGE_A)])
    somebody(abodes=[living_at(VILLAGE_A), registered_at(VILLAGE_A)])

    assert listed(A, Filter(TODAY, registered_away=True)) == [away]
    assert away not in listed(A)


def test_counts_below_a_division_add_up() -> None:
    born(date(1940, 1, 1), division=VILLAGE_A)
    born(date(1960, 1, 1), division=VILLAGE_A2)
    born(date(2025, 1, 1), division=VILLAGE_A2)
    born(date(1940, 1, 1), division=VILLAGE_B)

    assert lists.counts_below(ALL, COUNTY, TODAY) == {
        TOWN_A: {"all": 3, "elders": 2, "eldest": 1, "infants": 1},
        TOWN_B: {"all": 1, "elders": 1, "eldest": 1, "infants": 0},
    }
    assert lists.counts_below(A, COUNTY, TODAY).keys() == {TOWN_A}
    assert lists.counts_below(ALL, TOWN_A, TODAY)[VILLAGE_A2]["infants"] == 1
    assert lists.totals(ALL, TODAY) == {"all": 4, "elders": 3, "eldest": 2, "infants": 1}
    assert lists.totals(A, TODAY)["all"] == 3


def test_counts_by_division_and_cell_hold_only_the_scope() -> None:
    somebody(division=VILLAGE_A)
    somebody(division=VILLAGE_B)

    assert lists.counts_by_division(A, EVERYBODY) == {VILLAGE_A: 1}
    assert lists.counts_by_cell(A, EVERYBODY) == {}


def test_everybody_can_be_streamed_up_to_a_limit() -> None:
    people = [somebody(name) for name in ("安一", "白二", "蔡三")]

    assert [row.id for row in lists.each(A, EVERYBODY, most=2)] == people[:2]


def test_the_table_cannot_be_read_without_a_scope() -> None:
    with pytest.raises(UnscopedRead):
        list(Person.objects.all())


@given(st.dates(date(1900, 1, 1), date(2100, 1, 1)), st.integers(0, 120))
def test_the_day_years_before_is_never_later_in_the_year(on: date, years: int) -> None:
    before = lists._years_before(on, years)

    assert before.year == on.year - years
    assert (before.month, before.day) <= (on.month, on.day)
