"""The tree of divisions: counted, opened level by level, within the reader's own part."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from laoyou.audit.types import Outcome
from laoyou.desks.tests.cast import SYSTEM, read, trail
from laoyou.people import verbs
from laoyou.people.tests.cast import (
    COUNTY,
    NOW,
    TOWN_A,
    TOWN_B,
    VILLAGE_A,
    VILLAGE_A2,
    VILLAGE_B,
    card,
    number_of,
    somebody,
)
from laoyou.people.types import Source

pytestmark = pytest.mark.django_db


@pytest.fixture
def folk(ground: None) -> None:
    """Two elders (one over 80) and an infant in town A, one elder in B, one dead."""
    for year, place in ((1940, VILLAGE_A), (1960, VILLAGE_A2), (2024, VILLAGE_A), (1950, VILLAGE_B)):
        somebody("王小明", place, document=card(number_of(date(year, 1, 5))))
    gone = somebody("赵老", VILLAGE_A, document=card(number_of(date(1930, 1, 5))))
    verbs.record_death(gone, on=date(2025, 1, 1), source=Source.POLICE, actor=SYSTEM, now=NOW)


def rows(desk: Client, **params: str) -> dict[str, tuple[int, ...]]:
    """Each row's label with its numbers: elders, eldest, infants, all."""
    answer = desk.get(reverse("divisions"), params)
    assert answer.status_code == 200, answer.content.decode()
    return {row.label: tuple(count for count, _ in row.numbers) for row in answer.context["rows"]}


def test_the_first_level_is_open_and_the_sums_agree(carol: Client, folk: None) -> None:
    assert rows(carol) == {"尖山区": (3, 1, 1, 4), "二马路街道": (2, 1, 1, 3), "八马路街道": (1, 0, 0, 1)}


def test_a_level_more_is_opened_and_closed_by_links(carol: Client, folk: None) -> None:
    opened = rows(carol, open=TOWN_A)
    html = read(carol, "divisions", open=TOWN_A)

    assert opened["新华社区"] == (1, 1, 1, 2)
    assert opened["新兴社区"] == (1, 0, 0, 1)
    assert 'aria-expanded="true"' in html
    assert f'href="{reverse("divisions")}?open={TOWN_A}&amp;open={TOWN_B}"' in html


def test_a_clerk_has_the_tree_of_his_town(alice: Client, folk: None) -> None:
    assert set(rows(alice)) == {"二马路街道", "新华社区", "新兴社区"}


@pytest.mark.parametrize("code", [TOWN_B, COUNTY])
def test_what_lies_outside_cannot_be_opened(alice: Client, folk: None, code: str) -> None:
    read(alice, "divisions", open=code, status=403)

    assert [entry.outcome for entry in trail("people.see")] == [Outcome.REFUSED]


@pytest.mark.parametrize("code", ["nonsense", "230502", "2305020010000", "２３０５０２００１０００"])
def test_what_is_not_a_division_at_all_is_not_found(alice: Client, folk: None, code: str) -> None:
    assert "没有这个区划" in read(alice, "divisions", open=code, status=404)
    assert "没有这个区划" in read(alice, "people", division=code, status=404)


def test_who_is_known_to_live_in_a_town_but_in_no_village_has_a_row(alice: Client, ground: None) -> None:
    somebody("王小明", TOWN_A)

    assert rows(alice)["未登记到下一级"] == (1, 1, 0, 1)


def test_numbers_lead_to_their_lists(alice: Client, folk: None) -> None:
    html = read(alice, "divisions")

    assert f"{reverse('people')}?division={VILLAGE_A}&amp;group=eldest" in html


def test_opening_swaps_the_tree_alone(alice: Client, carol: Client, folk: None) -> None:
    html = read(carol, "divisions")

    assert 'hx-target="#tree"' in html
    assert 'hx-boost="true"' in html
