"""Bringing the divisions to what a list says."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from laoyou.access.types import Scope
from laoyou.audit.types import Outcome
from laoyou.kernel.errors import Forbidden, Invalid
from laoyou.places import reads, verbs
from laoyou.places.tests.cast import (
    ADMINISTRATOR,
    CITY,
    COUNTY,
    COUNTY_CLERK,
    DIVISIONS,
    FAR_COUNTY,
    FAR_XINHUA,
    NOW,
    SYSTEM,
    TODAY,
    TOWN_A,
    XINHUA,
    XINXING,
    but,
    trail,
)
from laoyou.places.types import Level, LoadCounts, NewDivision, PositionKind

COUNT = len(DIVISIONS)


def load(rows: Any, **more: Any) -> LoadCounts:
    return verbs.load_divisions(rows, **{"actor": SYSTEM, "now": NOW, **more})


@pytest.mark.django_db
def test_a_list_comes_in_and_the_second_time_changes_nothing() -> None:
    assert load(DIVISIONS) == LoadCounts(added=COUNT, changed=0, unchanged=0, retired=0)
    assert load(DIVISIONS) == LoadCounts(added=0, changed=0, unchanged=COUNT, retired=0)


def test_names_are_composed_and_spelt(ground: None) -> None:
    village = reads.division(XINHUA)

    assert (village.name, village.short_name) == ("新华社区居委会", "新华社区")
    assert village.full_name == "尖山区二马路街道新华社区"
    assert reads.division(CITY).full_name == "双鸭山市"
    assert [one.code for one in reads.search("xhsq", Scope.everything())] == [XINHUA]


def test_a_position_is_given_its_cell_and_its_source(ground: None) -> None:
    village = reads.division(XINHUA)

    assert (village.latitude, village.longitude) == (46.64, 131.16)
    assert village.cell == "881498024dfffff"
    assert village.position_kind is PositionKind.DEMO
    assert reads.division(XINXING).cell is None


def test_a_new_name_of_a_county_is_in_every_full_name_below(ground: None) -> None:
    counts = load([replace(DIVISIONS[2], name="明山区")])

    assert counts == LoadCounts(added=0, changed=1, unchanged=0, retired=0)
    assert reads.division(XINHUA).full_name == "明山区二马路街道新华社区"


def test_what_is_missing_is_left_alone_unless_the_list_is_said_to_be_whole(ground: None) -> None:
    rows = [one for one in DIVISIONS if one.code != XINXING]

    assert load(rows).retired == 0
    assert load(rows, whole=[COUNTY]).retired == 1
    assert reads.division(XINXING).retired_on == TODAY
    assert XINXING not in reads.all_codes()
    assert XINXING in reads.all_codes(retired=True)


def test_a_retired_division_keeps_its_day_and_comes_back_when_it_is_listed_again(ground: None) -> None:
    rows = [one for one in DIVISIONS if one.code != XINXING]
    load(rows, whole=[COUNTY])

    again = load(rows, whole=[COUNTY], now=NOW.replace(year=2027))

    assert again.retired == 0
    assert reads.division(XINXING).retired_on == TODAY
    assert load(DIVISIONS).changed == 1
    assert reads.division(XINXING).retired_on is None


def test_a_whole_county_says_nothing_of_its_neighbour(ground: None) -> None:
    rows = [one for one in DIVISIONS if one.code.startswith("230502")]

    load(rows, whole=[COUNTY])

    assert FAR_XINHUA in reads.all_codes()


def test_a_division_may_be_listed_as_retired(ground: None) -> None:
    load(but(XINXING, retired_on=date(2025, 7, 1)))

    assert reads.division(XINXING).retired_on == date(2025, 7, 1)


@pytest.mark.parametrize(
    ("code", "changes", "refusal"),
    [
        (XINHUA, {"code": "23050200100"}, "division_code"),
        (XINHUA, {"level": Level.TOWN}, "division_level"),
        (XINHUA, {"parent": None}, "division_parent"),
        (XINHUA, {"parent": "230502999000"}, "division_parent"),
        (XINHUA, {"parent": "230521100000"}, "division_parent"),
        (TOWN_A, {"parent": XINHUA}, "division_parent"),
        ("230000000000", {"parent": CITY}, "division_parent"),
        (XINHUA, {"name": " "}, "division_name"),
        (XINHUA, {"name": "长" * 65}, "division_name"),
        (XINHUA, {"urban_rural": "113"}, "urban_rural"),
        (TOWN_A, {"urban_rural": "111"}, "urban_rural"),
        (XINHUA, {"longitude": None}, "position"),
        (XINHUA, {"position_kind": None}, "position"),
        (XINHUA, {"latitude": 131.16, "longitude": 46.64}, "position"),
    ],
)
@pytest.mark.django_db
def test_a_wrong_row_refuses_the_whole_list(code: str, changes: dict[str, Any], refusal: str) -> None:
    with pytest.raises(Invalid) as refused:
        load(but(code, **changes))

    assert refused.value.code == refusal
    assert reads.all_codes() == frozenset()


@pytest.mark.django_db
def test_a_code_may_be_listed_once_only() -> None:
    with pytest.raises(Invalid) as refused:
        load([*DIVISIONS, replace(DIVISIONS[-1], name="另一个名字")])

    assert refused.value.code == "division_twice"


def test_a_village_comes_under_a_town_that_is_there_already(ground: None) -> None:
    load([NewDivision("230502001003", "新民社区", Level.VILLAGE, TOWN_A)])

    assert reads.division("230502001003").full_name == "尖山区二马路街道新民社区"


def test_a_clerk_may_not_change_divisions(ground: None) -> None:
    with pytest.raises(Forbidden):
        load(DIVISIONS[2:3], actor=COUNTY_CLERK)

    assert trail("places.load_divisions")[0].outcome is Outcome.REFUSED


def test_an_administrator_may_not_change_a_neighbours_divisions(ground: None) -> None:
    mine = [one for one in DIVISIONS if one.code.startswith("230502")]
    theirs = [one for one in DIVISIONS if one.code == FAR_COUNTY]

    assert load(mine, actor=ADMINISTRATOR).unchanged == len(mine)
    for rows in (theirs, mine + theirs, DIVISIONS):
        with pytest.raises(Forbidden):
            load(rows, actor=ADMINISTRATOR)


def test_the_audit_row_says_how_many_divisions_were_touched(ground: None) -> None:
    load(but(XINHUA, name="新华社区"))

    entry = trail("places.load_divisions")[0]
    assert (entry.object_kind, entry.count, entry.outcome) == ("division", 1, Outcome.DONE)
