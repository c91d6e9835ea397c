"""However an organisation's standing changes, each day has one standing and no day is lost."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from laoyou.access.types import Scope
from laoyou.kernel.errors import Conflict
from laoyou.orgs import reads, verbs
from laoyou.orgs.core.standing import MOVES
from laoyou.orgs.tests.cast import BEGUN, DIVISIONS, NOW, SYSTEM, new, with_site
from laoyou.orgs.types import OrganisationRecord, Standing
from laoyou.places import verbs as places

STEPS = st.lists(st.tuples(st.sampled_from(Standing), st.integers(-3, 9)), max_size=8)
DAYS = [BEGUN + timedelta(days=day) for day in range(-2, 90)]


def seen(organisation_id: int, on: date) -> OrganisationRecord:
    return reads.organisation(organisation_id, Scope.everything(), on)


class TestStanding(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        places.load_divisions(DIVISIONS, actor=SYSTEM, now=NOW)

    @given(first=st.sampled_from(Standing), steps=STEPS)
    def test_every_day_has_the_standing_that_was_last_said_of_it(self, first: Standing, steps: Any) -> None:
        made = verbs.register(new(), standing=first, since=BEGUN, actor=SYSTEM, now=NOW)
        with_site(made, beds=5)
        said = [(BEGUN, first)]
        for standing, later in steps:
            since = said[-1][0] + timedelta(days=later)
            allowed = later > 0 and standing in MOVES[said[-1][1]]
            if allowed:
                verbs.set_standing(made, standing=standing, since=since, actor=SYSTEM, now=NOW)
                said.append((since, standing))
            else:
                with pytest.raises(Conflict):
                    verbs.set_standing(made, standing=standing, since=since, actor=SYSTEM, now=NOW)

        self.each_day_is_as_said(made, said)

    def each_day_is_as_said(self, made: int, said: list[tuple[date, Standing]]) -> None:
        spans = list(reversed(seen(made, BEGUN).standings))
        assert [(one.span.start, one.standing) for one in spans] == said
        for day in (day for day in DAYS[::5] + [since for since, _ in said]):
            expected = [standing for since, standing in said if since <= day]
            assert seen(made, day).standing == (expected[-1] if expected else None)
            counted = reads.counts_by_kind(Scope.everything(), day)
            assert bool(counted) == bool(expected and expected[-1] is not Standing.CLOSED)

    @given(days=st.lists(st.integers(0, 60), min_size=1, max_size=6))
    def test_beds_of_a_day_are_those_of_the_sites_open_on_it(self, days: list[int]) -> None:
        made = verbs.register(new(), standing=Standing.OPERATING, since=BEGUN, actor=SYSTEM, now=NOW)
        opened = []
        for number, later in enumerate(days):
            start = BEGUN + timedelta(days=later)
            site = with_site(made, beds=10**number, name=f"站点{number}", opened_on=start)
            last = start + timedelta(days=days[-1])
            if number % 2:
                with suppress(Conflict):
                    verbs.close_site(site, last_day=last, actor=SYSTEM, now=NOW)
            opened.append((start, last if number % 2 else date.max, 10**number))

        for day in DAYS[::7]:
            [row] = reads.organisations(Scope.everything(), reads.Filter(), day).rows
            assert row.beds == sum(beds for start, last, beds in opened if start <= day <= last)
