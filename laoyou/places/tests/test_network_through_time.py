"""The network and its coverage, against a plain model; and names that lead back to their divisions."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from laoyou.access.types import Place, Scope
from laoyou.kernel.errors import Conflict
from laoyou.places import reads, verbs
from laoyou.places.tests.cast import (
    CITY,
    COUNTY,
    DIVISIONS,
    FAR_COUNTY,
    FAR_XINHUA,
    NEW_FARM,
    NOW,
    SYSTEM,
    TOWN_A,
    TOWN_B,
    XINHUA,
    XINXING,
)
from laoyou.places.types import TIER_LEVELS, NetworkTier, NewPlace

BEGUN = date(2025, 1, 1)
CODES = [one.code for one in DIVISIONS]
LEVELS = {one.code: one.level for one in DIVISIONS}
SERVED = [(tier, code) for tier in NetworkTier for code in CODES if LEVELS[code] in TIER_LEVELS[tier]]
OPENINGS = st.lists(
    st.tuples(st.sampled_from(SERVED), st.integers(0, 30), st.none() | st.integers(0, 30)), max_size=8
)
SCOPES = st.sampled_from([CITY, COUNTY, TOWN_A, TOWN_B, FAR_COUNTY, XINHUA]).map(Scope.division)
quick = settings(max_examples=25, deadline=None)

Opened = tuple[NetworkTier, str, date, date]


class TestNetwork(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        verbs.load_divisions(DIVISIONS, actor=SYSTEM, now=NOW)

    def opened(self, openings: Sequence[Any]) -> list[Opened]:
        """Open places, close some of them; what a reader should be told."""
        told: list[Opened] = []
        for number, ((tier, code), later, length) in enumerate(openings):
            start = BEGUN + timedelta(days=later)
            [place] = verbs.open_places(
                [NewPlace(tier, f"站{number}", code, start, None)], actor=SYSTEM, now=NOW
            )
            last = date.max if length is None else start + timedelta(days=length)
            if length is not None:
                verbs.close_place(place, last_day=last, actor=SYSTEM, now=NOW)
            told.append((tier, code, start, last))
        return told

    @quick
    @given(openings=OPENINGS, scope=SCOPES, later=st.integers(-1, 70))
    def test_the_network_of_a_day_is_what_is_open_on_it_within_the_scope(
        self, openings: Sequence[Any], scope: Scope, later: int
    ) -> None:
        told, on = self.opened(openings), BEGUN + timedelta(days=later)

        expected = [
            (tier, code)
            for tier, code, start, last in told
            if start <= on <= last and scope.covers(Place((code,)))
        ]
        found = [(one.tier, one.division) for one in reads.network(scope, on)]
        assert sorted(found) == sorted(expected)

        for one in reads.coverage(scope, on):
            inside = [code for code in CODES if LEVELS[code] is one.level and scope.covers(Place((code,)))]
            served = {code for tier, code in expected if tier is one.tier and LEVELS[code] is one.level}
            assert (one.divisions, one.covered) == (len(inside), len(served))
            assert one.covered <= one.divisions

    @quick
    @given(wanted=st.lists(st.sampled_from(SERVED), max_size=10), twice=st.booleans())
    def test_opening_a_list_gives_one_place_a_row_however_often_it_comes(
        self, wanted: Sequence[tuple[NetworkTier, str]], twice: bool
    ) -> None:
        rows = [NewPlace(tier, f"站 {tier}", code, BEGUN, None) for tier, code in wanted]

        first = verbs.open_places(rows, actor=SYSTEM, now=NOW)
        again = verbs.open_places(rows[::-1] if twice else rows, actor=SYSTEM, now=NOW)

        assert len(first) == len(rows)
        assert list(again) == list(first[::-1] if twice else first)
        assert len(set(first)) == len(set(wanted))

    @given(code=st.sampled_from(CODES))
    def test_every_division_is_meant_by_its_code_its_full_name_and_its_path(self, code: str) -> None:
        record = reads.division(code)
        for words in (code, record.full_name, " ".join(record.full_name), f" {code} "):
            assert [one.code for one in reads.meant(words, Scope.everything())] == [code]

    @given(text=st.text(max_size=12), scope=SCOPES)
    def test_whatever_is_asked_nothing_outside_the_scope_is_found(self, text: str, scope: Scope) -> None:
        text = text.replace("\x00", "")
        for one in (*reads.meant(text, scope), *reads.search(text, scope)):
            assert scope.covers(Place((one.code,)))

    @given(codes=st.lists(st.sampled_from(CODES), min_size=1, max_size=5))
    def test_every_path_ends_at_its_division_and_each_step_is_a_child_of_the_one_before(
        self, codes: list[str]
    ) -> None:
        for code in codes:
            path = reads.path(code)
            assert path[-1].code == code
            for above, below in itertools.pairwise(path):
                assert below.parent == above.code
                assert below in reads.children(above.code)

    def test_a_place_closed_and_opened_again_is_two_and_counts_once_a_day(self) -> None:
        for start, last in ((0, 9), (10, 19)):
            [place] = verbs.open_places(
                [NewPlace(NetworkTier.STATION, "站", XINXING, BEGUN + timedelta(days=start), None)],
                actor=SYSTEM,
                now=NOW,
            )
            verbs.close_place(place, last_day=BEGUN + timedelta(days=last), actor=SYSTEM, now=NOW)
            with pytest.raises(Conflict):
                verbs.close_place(place, last_day=BEGUN, actor=SYSTEM, now=NOW)
        counted = [
            len(reads.network(Scope.everything(), BEGUN + timedelta(days=day))) for day in range(-1, 21)
        ]
        assert counted == [0, *[1] * 20, 0]

    def test_villages_of_one_name_are_told_apart_by_the_scope(self) -> None:
        assert {one.code for one in reads.by_name("新华", CITY)} == {XINHUA, FAR_XINHUA}
        assert [one.code for one in reads.by_name("新华", COUNTY)] == [XINHUA]
        assert [one.code for one in reads.meant("新发村", Scope.division(TOWN_B))] == [NEW_FARM]
