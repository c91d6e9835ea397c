"""The lists: narrowed, counted, turned page by page, and cut by what the reader may see."""

from __future__ import annotations

from datetime import date

import pytest

from laoyou.access.types import Scope
from laoyou.benefits import verbs
from laoyou.benefits.models import Proposal
from laoyou.benefits.reads import proposals, runs
from laoyou.benefits.reads.misses import Miss, misses, only
from laoyou.benefits.reads.proposals import Filter
from laoyou.benefits.tests.cast import (
    CAROL,
    CITY,
    COUNTY,
    TOWN_A,
    TOWN_B,
    at,
    elder,
    needs_care,
    proposal,
    ran,
    state,
)
from laoyou.benefits.types import Kind, ProposalState, Why
from laoyou.kernel.errors import NotFound
from laoyou.people.tests.cast import VILLAGE_A, VILLAGE_A2, VILLAGE_B
from laoyou.people.types import FactKind
from laoyou.policies.types import Per
from laoyou.store.scoped import UnscopedRead

pytestmark = pytest.mark.usefixtures("law")

CITY_REACH, EVERYWHERE = Scope.division(CITY), Scope.everything()
START = Filter(kind=Kind.START)


def poor(village: str = VILLAGE_A) -> int:
    person_id = elder("1950-01-01", village)
    needs_care(person_id)
    return person_id


def test_a_list_goes_village_by_village_and_is_turned_by_key() -> None:
    last, first, middle = poor(VILLAGE_B), poor(VILLAGE_A), poor(VILLAGE_A2)
    ran("2026-01")

    page = proposals.proposals(CITY_REACH, START, size=2)
    rest = proposals.proposals(CITY_REACH, START, size=2, cursor=page.next)

    assert [row.person_id for row in page.rows] == [first, middle]
    assert [row.person_id for row in rest.rows] == [last]
    assert (rest.next, page.previous) == (None, None)
    assert [row.person_id for row in proposals.each(CITY_REACH, START, most=2)] == [first, middle]


def test_a_row_says_what_why_from_when_and_how_much() -> None:
    person_id = poor()
    run_id = ran("2026-01")

    (row,) = proposals.proposals(CITY_REACH, START).rows

    assert (row.run_id, row.person_id, row.division) == (run_id, person_id, VILLAGE_A)
    assert (row.kind, row.why, row.state) == (Kind.START, Why.ENTITLED, ProposalState.PENDING)
    assert (row.from_day, row.until_day, row.per) == (date(2026, 1, 1), None, Per.MONTH)
    assert (row.amount_fen, row.was_fen, row.lines, row.on_application) == (15_000, None, (), True)


def test_lists_are_cut_by_the_scope_and_by_what_is_asked() -> None:
    mine, theirs, old = poor(VILLAGE_A), poor(VILLAGE_B), elder("1940-06-15")
    ran("2026-01")

    def persons(reach: Scope, asked: Filter) -> list[int]:
        return [row.person_id for row in proposals.proposals(reach, asked).rows]

    assert persons(Scope.division(TOWN_A), START) == [mine]
    assert persons(Scope.division(TOWN_B), START) == [theirs]
    assert persons(Scope.division("131100000000"), START) == []
    assert persons(Scope.organisation(4), START) == []
    assert persons(EVERYWHERE, Filter(kind=Kind.START, division=TOWN_B)) == [theirs]
    assert persons(EVERYWHERE, Filter(state=ProposalState.AUTOMATIC)) == [old]
    assert persons(EVERYWHERE, Filter(benefit="warm_winter")) == []
    assert persons(EVERYWHERE, Filter(why=Why.DIED)) == []
    assert persons(EVERYWHERE, Filter(person=theirs)) == [theirs]
    with pytest.raises(UnscopedRead):
        list(Proposal.objects.all())


def test_counts_are_by_kind_by_town_and_by_benefit() -> None:
    for village in (VILLAGE_A, VILLAGE_A2, VILLAGE_B):
        poor(village)
    elder("1940-06-15")
    ran("2026-01")

    assert proposals.count(CITY_REACH, START) == 3
    assert proposals.counts(CITY_REACH, Filter(kind=Kind.STOP)) == {Kind.START: (3, 45_000)}
    assert proposals.by_division(CITY_REACH, START, 9) == {TOWN_A: 2, TOWN_B: 1}
    assert proposals.by_division(CITY_REACH, START, 6) == {COUNTY: 3}
    assert proposals.by_benefit(CITY_REACH, Filter(state=None)) == {"care_aid": 3, "warm_winter": 1}


def test_everything_ever_proposed_about_somebody_is_told_newest_first() -> None:
    person_id = poor()
    ran("2026-01")
    verbs.dismiss(proposal("start", person_id), "本人放弃", actor=CAROL, now=at("2026-01-03"))

    (row,) = proposals.of_persons([person_id])

    assert (row.state, row.reason) == (ProposalState.DISMISSED, "本人放弃")
    assert proposals.of_persons([person_id], waiting=True) == []


def test_what_is_not_there_is_not_found() -> None:
    with pytest.raises(NotFound):
        proposals.rows_of([10**9])
    with pytest.raises(NotFound):
        proposals.place_of_proposal(10**9)
    with pytest.raises(NotFound):
        runs.run(10**9)


def test_runs_are_listed_newest_first_for_who_works_there_above_or_below() -> None:
    first, second = ran("2026-01"), ran("2026-02")
    county = ran("2026-02", territory=COUNTY)

    assert [one.id for one in runs.runs(CITY_REACH).rows] == [county, second, first]
    assert [one.id for one in runs.runs(Scope.division(TOWN_A)).rows] == [county, second, first]
    assert runs.runs(Scope.division("131100000000")).rows == []
    assert runs.runs(Scope.person(1)).rows == []


def test_how_many_miss_a_benefit_only_because_one_thing_is_not_on_file_by_town() -> None:
    for village in (VILLAGE_A, VILLAGE_A2, VILLAGE_B):
        state(elder("1950-01-01", village), FactKind.LOW_INCOME, "urban")
    poor(VILLAGE_A)
    elder("1950-01-01", VILLAGE_A)
    run = runs.run(ran("2026-01"))

    found = misses(run, CITY_REACH, "care_aid")

    assert found == (
        Miss(TOWN_A, ("ability",), None, 2),
        Miss(TOWN_B, ("ability",), None, 1),
    )
    assert only(found, "ability") == {TOWN_A: 2, TOWN_B: 1}
    assert misses(run, Scope.division(TOWN_B), "care_aid") == (Miss(TOWN_B, ("ability",), None, 1),)
    assert misses(run, CITY_REACH, "care_aid", 6) == (Miss(COUNTY, ("ability",), None, 3),)
    assert misses(run, CITY_REACH, "unheard_of") == ()
    assert misses(run, Scope.person(1), "care_aid") == ()


def test_how_many_miss_a_benefit_by_a_single_clause() -> None:
    elder("1950-01-01")
    needs_care(elder("1950-01-01"), "1")
    run = runs.run(ran("2026-01"))

    assert misses(run, CITY_REACH, "warm_winter") == (Miss(TOWN_A, (), "age", 2),)
    assert misses(run, CITY_REACH, "care_aid") == (Miss(TOWN_A, (), "ability", 1),)


def test_the_misses_of_a_run_that_found_the_same_are_those_of_the_first() -> None:
    state(elder("1950-01-01"), FactKind.LOW_INCOME, "urban")
    ran("2026-01")

    again = runs.run(ran("2026-01", "2026-01-20"))

    assert again.result != again.id
    assert misses(again, CITY_REACH, "care_aid") == (Miss(TOWN_A, ("ability",), None, 1),)
