"""Addresses of facilities, and the three-level network of service places."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from laoyou.access.types import Scope
from laoyou.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from laoyou.places import reads, verbs
from laoyou.places.tests.cast import (
    CITY,
    COUNTY,
    COUNTY_CLERK,
    FAR_CLERK,
    FAR_COUNTY,
    FAR_XINHUA,
    NOW,
    PROVINCE,
    SYSTEM,
    TODAY,
    TOWN_A,
    TOWN_B,
    TOWN_CLERK,
    XINHUA,
    XINXING,
)
from laoyou.places.types import Coverage, Level, NetworkTier, NewAddress, NewPlace

pytestmark = pytest.mark.usefixtures("ground")

OPENED = date(2025, 1, 1)


def record(*rows: NewAddress, **more: Any) -> tuple[int, ...]:
    return verbs.record_addresses(rows, **{"actor": SYSTEM, "now": NOW, **more})


def opened(tier: NetworkTier, division: str, name: str = "服务站", **more: Any) -> int:
    new = NewPlace(tier, name, division, more.pop("on", OPENED), more.pop("address_id", None))
    [place_id] = verbs.open_places([new], **{"actor": SYSTEM, "now": NOW, **more})
    return place_id


def close(place_id: int, last_day: date, **more: Any) -> None:
    verbs.close_place(place_id, last_day=last_day, **{"actor": SYSTEM, "now": NOW, **more})


def test_the_same_address_is_kept_once() -> None:
    first = record(NewAddress(XINHUA, "建设路 3 号"), NewAddress(XINXING, "建设路 3 号"))

    again = record(NewAddress(XINXING, " 建设路　3 号 "), NewAddress(XINHUA, "建设路 3 号"))

    assert again == tuple(reversed(first))


def test_a_position_found_later_is_added_and_gives_the_cell() -> None:
    [address_id] = record(NewAddress(XINXING, "建设路 3 号"))
    before = reads.address(address_id)

    record(NewAddress(XINXING, "建设路 3 号", 46.64, 131.16))
    record(NewAddress(XINXING, "建设路 3 号"))

    after = reads.address(address_id)
    assert (before.latitude, before.is_exact) == (None, False)
    assert (after.latitude, after.cell, after.is_exact) == (46.64, "881498024dfffff", True)


def test_an_address_without_a_position_stands_where_its_division_is() -> None:
    [address_id] = record(NewAddress(XINHUA, "建设路 3 号"))

    shown = reads.address(address_id)

    assert (shown.latitude, shown.longitude, shown.is_exact) == (46.64, 131.16, False)


@pytest.mark.parametrize(
    ("row", "refusal"),
    [
        (NewAddress(XINHUA, "　"), "address"),
        (NewAddress(XINHUA, "长" * 201), "address"),
        (NewAddress(XINHUA, "建设路", 131.16, 46.64), "position"),
    ],
)
def test_an_address_that_is_none_is_refused(row: NewAddress, refusal: str) -> None:
    with pytest.raises(Invalid) as refused:
        record(row)

    assert refused.value.code == refusal


def test_an_unknown_address_is_not_found() -> None:
    with pytest.raises(NotFound):
        reads.address(404)


def test_a_clerk_records_addresses_in_his_own_town_only() -> None:
    assert record(NewAddress(XINHUA, "建设路"), actor=TOWN_CLERK)
    with pytest.raises(Forbidden):
        record(NewAddress(XINHUA, "建设路"), NewAddress(FAR_XINHUA, "建设路"), actor=TOWN_CLERK)


@pytest.mark.parametrize(
    ("tier", "division"),
    [
        (NetworkTier.CENTRE, CITY),
        (NetworkTier.CENTRE, COUNTY),
        (NetworkTier.TOWN_CENTRE, TOWN_A),
        (NetworkTier.STATION, XINHUA),
        (NetworkTier.POINT, XINHUA),
    ],
)
def test_each_tier_serves_its_level(tier: NetworkTier, division: str) -> None:
    opened(tier, division)

    [place] = reads.network(Scope.everything(), TODAY)
    assert (place.tier, place.division, place.span.start) == (tier, division, OPENED)


@pytest.mark.parametrize(
    ("tier", "division"),
    [
        (NetworkTier.CENTRE, PROVINCE),
        (NetworkTier.CENTRE, TOWN_A),
        (NetworkTier.TOWN_CENTRE, COUNTY),
        (NetworkTier.TOWN_CENTRE, XINHUA),
        (NetworkTier.STATION, TOWN_A),
        (NetworkTier.POINT, COUNTY),
    ],
)
def test_no_tier_serves_another_level(tier: NetworkTier, division: str) -> None:
    with pytest.raises(Invalid) as refused:
        opened(tier, division)

    assert refused.value.code == "tier"


def test_a_place_for_no_division_is_not_opened() -> None:
    with pytest.raises(NotFound):
        opened(NetworkTier.STATION, "230502001999")


def test_a_place_that_is_open_is_given_instead_of_a_second() -> None:
    first = opened(NetworkTier.STATION, XINHUA)

    assert opened(NetworkTier.STATION, XINHUA, on=TODAY) == first
    assert opened(NetworkTier.STATION, XINHUA, "第二站", on=TODAY) != first
    assert opened(NetworkTier.STATION, XINXING) != first


def test_a_place_opened_before_another_of_its_name_meets_the_other() -> None:
    opened(NetworkTier.STATION, XINHUA)

    with pytest.raises(Conflict) as refused:
        opened(NetworkTier.STATION, XINHUA, on=date(2024, 1, 1))

    assert refused.value.code == "places_serviceplace_once"


def test_a_closed_place_is_in_the_network_until_its_last_day() -> None:
    place_id = opened(NetworkTier.STATION, XINHUA)

    close(place_id, TODAY)

    assert [one.id for one in reads.network(Scope.everything(), TODAY)] == [place_id]
    assert reads.network(Scope.everything(), date(2026, 3, 3)) == ()
    assert opened(NetworkTier.STATION, XINHUA, on=date(2026, 3, 3)) != place_id


def test_a_place_closes_once_and_not_before_it_opened() -> None:
    place_id = opened(NetworkTier.STATION, XINHUA)

    with pytest.raises(Conflict) as early:
        close(place_id, date(2024, 12, 31))
    close(place_id, TODAY)
    with pytest.raises(Conflict) as twice:
        close(place_id, TODAY)

    assert (early.value.code, twice.value.code) == ("not_yet_open", "closed")


def test_an_unknown_place_is_not_closed() -> None:
    with pytest.raises(NotFound):
        close(404, TODAY)


def test_a_neighbour_neither_opens_nor_closes_a_place() -> None:
    place_id = opened(NetworkTier.STATION, XINHUA, actor=TOWN_CLERK)

    with pytest.raises(Forbidden):
        opened(NetworkTier.STATION, XINXING, actor=FAR_CLERK)
    with pytest.raises(Forbidden):
        close(place_id, TODAY, actor=FAR_CLERK)
    close(place_id, TODAY, actor=COUNTY_CLERK)


def test_the_network_of_a_scope_is_what_serves_its_divisions() -> None:
    [address_id] = record(NewAddress(XINHUA, "建设路 3 号"))
    opened(NetworkTier.TOWN_CENTRE, TOWN_A, "街道中心", address_id=address_id)
    opened(NetworkTier.STATION, FAR_XINHUA)

    [place] = reads.network(Scope.division(COUNTY), TODAY)

    assert place.address is not None
    assert (place.name, place.address.text, place.address.latitude) == ("街道中心", "建设路 3 号", 46.64)
    assert reads.network_places([place.id]) == {place.id: place}


def test_coverage_counts_divisions_not_places() -> None:
    opened(NetworkTier.STATION, XINHUA)
    opened(NetworkTier.STATION, XINHUA, "第二站")
    opened(NetworkTier.STATION, FAR_XINHUA)
    opened(NetworkTier.TOWN_CENTRE, TOWN_B)
    opened(NetworkTier.CENTRE, FAR_COUNTY)
    close(opened(NetworkTier.STATION, XINXING), date(2026, 3, 1))

    assert reads.coverage(Scope.division(COUNTY), TODAY) == (
        Coverage(NetworkTier.CENTRE, Level.COUNTY, 1, 0),
        Coverage(NetworkTier.TOWN_CENTRE, Level.TOWN, 2, 1),
        Coverage(NetworkTier.STATION, Level.VILLAGE, 3, 1),
        Coverage(NetworkTier.POINT, Level.VILLAGE, 3, 0),
    )
