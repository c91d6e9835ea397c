"""What may be asked about organisations."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from laoyou.access.types import Place, Scope
from laoyou.kernel.errors import NotFound
from laoyou.orgs import reads, verbs
from laoyou.orgs.tests.cast import (
    BEGUN,
    CITY,
    COUNTY,
    FAR_COUNTY,
    FAR_VILLAGE,
    NOW,
    OTHER_TOWN,
    OTHER_VILLAGE,
    SYSTEM,
    TODAY,
    TOWN,
    VILLAGE,
    code,
    registered,
    with_site,
)
from laoyou.orgs.types import OrganisationKind, Standing
from laoyou.places.types import Level

pytestmark = pytest.mark.usefixtures("ground")

COUNTY_WIDE = Scope.division(COUNTY)


@pytest.fixture
def homes(ground: None) -> dict[str, int]:
    """A home with beds, a nursery next door, a home far away, and one that was closed."""
    made: dict[str, int] = {
        "松鹤": registered("松鹤养老院", VILLAGE, credit_code=code(1)),
        "彩虹": registered("彩虹托育园", OTHER_VILLAGE, kind=OrganisationKind.NURSERY),
        "远方": registered("远方养老院", FAR_VILLAGE),
        "安泰": registered("安泰养老院", VILLAGE),
    }
    with_site(made["松鹤"], beds=40)
    with_site(made["松鹤"], beds=20, name="分部")
    with_site(made["彩虹"], nursery_places=30, division=OTHER_VILLAGE)
    with_site(made["安泰"], beds=99)
    verbs.set_standing(made["安泰"], standing=Standing.CLOSED, since=TODAY, actor=SYSTEM, now=NOW)
    return made


def found(reach: Scope = COUNTY_WIDE, on: date = TODAY, **asked: Any) -> list[str]:
    rows = reads.organisations(reach, reads.Filter(**asked), on).rows
    return [row.name[:2] for row in rows]


def test_a_list_is_sorted_by_name_and_stays_in_its_scope(homes: dict[str, int]) -> None:
    assert found() == ["安泰", "彩虹", "松鹤"]
    assert found(Scope.division(TOWN)) == ["安泰", "松鹤"]
    assert found(Scope.division(FAR_COUNTY)) == ["远方"]
    assert found(Scope.organisation(homes["彩虹"])) == ["彩虹"]
    assert found(Scope.person(7)) == []


@pytest.mark.parametrize(
    ("asked", "names"),
    [
        ({"kind": OrganisationKind.NURSERY}, ["彩虹"]),
        ({"standing": Standing.CLOSED}, ["安泰"]),
        ({"standing": Standing.OPERATING, "kind": OrganisationKind.HOME}, ["松鹤"]),
        ({"division": OTHER_TOWN}, ["彩虹"]),
        ({"division": FAR_COUNTY}, []),
        ({"text": "养老"}, ["安泰", "松鹤"]),
        ({"text": "shy"}, ["松鹤"]),
        ({"text": "caihong"}, ["彩虹"]),
        ({"text": code(1)[:10].lower()}, ["松鹤"]),
        ({"text": "　"}, ["安泰", "彩虹", "松鹤"]),
    ],
)
def test_a_list_is_narrowed(homes: dict[str, int], asked: dict[str, Any], names: list[str]) -> None:
    assert found(**asked) == names
    assert reads.count(COUNTY_WIDE, reads.Filter(**asked), TODAY) == len(names)
    assert [row.name[:2] for row in reads.every(COUNTY_WIDE, reads.Filter(**asked), TODAY)] == names


def test_beds_are_those_of_the_sites_open_on_the_day(homes: dict[str, int]) -> None:
    def beds(on: date) -> dict[str, int]:
        rows = reads.organisations(COUNTY_WIDE, reads.Filter(), on).rows
        return {row.name[:2]: row.beds + row.nursery_places for row in rows}

    assert beds(TODAY) == {"松鹤": 60, "彩虹": 30, "安泰": 0}
    assert beds(BEGUN) == {"松鹤": 60, "彩虹": 30, "安泰": 99}
    assert beds(date(2024, 12, 31)) == {"松鹤": 0, "彩虹": 0, "安泰": 0}


@pytest.mark.parametrize("sort", reads.ORDERS)
def test_every_order_walks_through_the_whole_list_page_by_page(homes: dict[str, int], sort: str) -> None:
    names: list[str] = []
    cursor = None
    while True:
        page = reads.organisations(COUNTY_WIDE, reads.Filter(), TODAY, sort=sort, cursor=cursor, size=1)
        names += [row.name[:2] for row in page.rows]
        cursor = page.next
        if cursor is None:
            break

    expected = {"name": "安彩松", "beds": "彩安松", "nursery_places": "松安彩"}[sort.lstrip("-")]
    assert "".join(name[0] for name in names) == (expected[::-1] if sort.startswith("-") else expected)


def test_an_unknown_order_is_by_name(homes: dict[str, int]) -> None:
    rows = reads.organisations(COUNTY_WIDE, reads.Filter(), TODAY, sort="password").rows

    assert rows[0].name == "安泰养老院"


def test_one_organisation_is_shown_to_whom_it_is_in_reach(homes: dict[str, int]) -> None:
    for reach in (COUNTY_WIDE, Scope.division(CITY), Scope.everything(), Scope.organisation(homes["松鹤"])):
        assert reads.organisation(homes["松鹤"], reach, TODAY).name == "松鹤养老院"
    for reach in (Scope.division(FAR_COUNTY), Scope.organisation(homes["彩虹"]), Scope.person(1)):
        with pytest.raises(NotFound):
            reads.organisation(homes["松鹤"], reach, TODAY)


def test_counts_leave_out_what_is_closed(homes: dict[str, int]) -> None:
    everywhere = Scope.everything()

    assert reads.counts_by_kind(COUNTY_WIDE, TODAY) == {OrganisationKind.HOME: 1, OrganisationKind.NURSERY: 1}
    assert reads.counts_by_kind(COUNTY_WIDE, BEGUN)[OrganisationKind.HOME] == 2
    assert reads.counts_by_division(everywhere, Level.COUNTY, TODAY) == {COUNTY: 2, FAR_COUNTY: 1}
    assert reads.counts_by_division(COUNTY_WIDE, Level.TOWN, TODAY) == {TOWN: 1, OTHER_TOWN: 1}


def test_an_organisation_does_not_count_before_it_began(homes: dict[str, int]) -> None:
    assert reads.counts_by_kind(COUNTY_WIDE, date(2024, 12, 31)) == {}


def test_sites_come_with_their_positions(homes: dict[str, int]) -> None:
    sites = reads.sites(COUNTY_WIDE, TODAY)

    assert [(site.organisation[:2], site.name) for site in sites] == [
        ("松鹤", "本部"),
        ("松鹤", "分部"),
        ("彩虹", "本部"),
    ]
    assert [site.address and site.address.latitude for site in sites] == [46.64, 46.64, None]
    assert [site.name for site in reads.sites(COUNTY_WIDE, TODAY, OrganisationKind.NURSERY)] == ["本部"]
    assert reads.sites(Scope.division(FAR_COUNTY), TODAY) == ()
    assert len(reads.sites(Scope.organisation(homes["松鹤"]), TODAY)) == 2


def test_a_map_is_few_questions_however_many_sites(
    homes: dict[str, int], django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(2):
        reads.sites(COUNTY_WIDE, TODAY)


def test_names_come_by_id(homes: dict[str, int]) -> None:
    assert reads.names([homes["松鹤"], 404]) == {homes["松鹤"]: "松鹤养老院"}


def test_a_place_says_division_and_organisation(homes: dict[str, int]) -> None:
    organisation_id = homes["彩虹"]
    [site] = reads.organisation(organisation_id, COUNTY_WIDE, TODAY).sites

    assert reads.place_of(organisation_id) == Place((OTHER_VILLAGE,), organisation=organisation_id)
    assert reads.place_of_site(site.id) == Place((OTHER_VILLAGE,), organisation=organisation_id)
    with pytest.raises(NotFound):
        reads.place_of(404)
