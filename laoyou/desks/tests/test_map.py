"""The map: our own shapes, no tiles, the same numbers as the list."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

import h3
import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from laoyou.desks.caseworker import map as page
from laoyou.desks.tests.cast import read, say
from laoyou.people.tests.cast import TOWN_B, VILLAGE_A, VILLAGE_A2, card, number_of, somebody
from laoyou.people.types import FactKind
from laoyou.web.types import MapData

CELLS = sorted(h3.grid_disk(h3.latlng_to_cell(46.646, 131.158, 8), 12))


@pytest.fixture
def folk(ground: None) -> None:
    """Two elders in one village, one in the other, and a child."""
    for year, place in ((1940, VILLAGE_A), (1950, VILLAGE_A), (1960, VILLAGE_A2), (2024, VILLAGE_A)):
        one = somebody("王小明", place, document=card(number_of(date(year, 1, 5))))
        if year == 1960:
            say(one, FactKind.LIVING, "alone")


def drawn(desk: Client, **params: str) -> MapData:
    answer = desk.get(reverse("map"), params)
    assert answer.status_code == 200, answer.content.decode()
    data: MapData = answer.context["data"]
    return data


@pytest.mark.django_db
def test_elders_are_drawn_by_cell_and_named_by_their_villages(alice: Client, folk: None) -> None:
    data = drawn(alice)

    assert [(one.label, one.value) for one in data.features] == [("新华社区", 2), ("新兴社区", 1)]
    assert all(one.geometry["type"] == "Polygon" for one in data.features)


@pytest.mark.django_db
def test_elders_are_drawn_by_village_with_the_way_to_their_list(alice: Client, folk: None) -> None:
    data = drawn(alice, by="village")

    assert [(one.label, one.value) for one in data.features] == [("新华社区", 2), ("新兴社区", 1)]
    assert data.features[0].geometry == {"type": "Point", "coordinates": [131.158, 46.646]}
    assert data.features[0].url == f"{reverse('people')}?group=elders&division={VILLAGE_A}"


@pytest.mark.django_db
def test_groups_narrow_the_map(alice: Client, folk: None) -> None:
    assert [(one.label, one.value) for one in drawn(alice, group="alone").features] == [("新兴社区", 1)]
    assert drawn(alice, group="infants").features[0].value == 1


@pytest.mark.django_db
def test_positions_by_rule_are_said_to_be_so(alice: Client, folk: None) -> None:
    assert "不是真实坐标" in read(alice, "map", division=VILLAGE_A)


@pytest.mark.django_db
def test_a_map_of_nobody_says_why(alice: Client) -> None:
    assert "图上没有人" in read(alice, "map")


@pytest.mark.django_db
def test_a_neighbours_map_is_refused(alice: Client) -> None:
    read(alice, "map", division=TOWN_B, status=403)


@given(st.dictionaries(st.sampled_from(CELLS), st.integers(1, 500), min_size=1))
def test_coarser_cells_lose_nobody(counts: dict[str, int]) -> None:
    coarse: Any = page._coarser(Counter(counts))

    assert sum(coarse.values()) == sum(counts.values())
    assert all(h3.get_resolution(cell) == 7 for cell in coarse)


@given(st.sampled_from(CELLS))
def test_a_hexagon_is_closed_and_holds_its_centre(cell: str) -> None:
    (ring,) = page._hexagon(cell)["coordinates"]
    latitude, longitude = h3.cell_to_latlng(cell)

    assert ring[0] == ring[-1]
    assert min(x for x, _ in ring) < longitude < max(x for x, _ in ring)
    assert min(y for _, y in ring) < latitude < max(y for _, y in ring)
