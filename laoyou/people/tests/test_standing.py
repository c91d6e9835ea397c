"""What counts, asked of the database: the same as the core says, whatever the sources said."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from laoyou.access.types import Actor, Scope
from laoyou.kernel.ids import FactId, PersonId
from laoyou.kernel.spans import DateSpan
from laoyou.people import verbs
from laoyou.people.core.bitemporal import Statement
from laoyou.people.core.precedence import Precedence
from laoyou.people.models import StatusFact
from laoyou.people.reads import facts, lists, standing
from laoyou.people.reads.lists import Filter
from laoyou.people.tests.cast import COUNTY, NOW, TODAY, later, somebody
from laoyou.people.tests.pieces import no_overlap
from laoyou.people.types import FactKind, Source

pytestmark = pytest.mark.usefixtures("ground")

ALL = Scope.division(COUNTY)
LIVING = FactKind.LIVING
VALUES = ("alone", "empty_nest")
SOURCES = (Source.TOWN, Source.POLICE, Source.FAMILY, Source.HEALTH)
FIRST = date(2024, 2, 24)
PEOPLE = 12


def listed(value: str = "", on: date = TODAY, kind: FactKind = LIVING) -> set[int]:
    asked = Filter(on, facts=((kind, value),), deceased=None)
    return {row.id for row in lists.persons(ALL, asked, size=1000).rows}


def tagged(people: list[PersonId], value: str = "", on: date = TODAY) -> set[int]:
    """Those of whom the core says so."""
    found = facts.standing(people, on)
    held = {person: one[LIVING].value for person, one in found.items() if LIVING in one}
    return {person for person, what in held.items() if value in ("", what)}


def say(
    person: PersonId,
    source: Source,
    first: str | None = "2020-01-01",
    last: str | None = None,
    *,
    value: str = "alone",
    kind: FactKind = LIVING,
    minutes: int = 0,
) -> None:
    span = DateSpan(date.fromisoformat(first) if first else None, date.fromisoformat(last) if last else None)
    who: dict[str, Any] = {"actor": Actor.system("test"), "now": later(minutes=minutes)}
    verbs.record_fact(person, kind=kind, value=value, span=span, source=source, **who)


@pytest.fixture
def believed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The town is believed first, then the police; the others are not named."""
    believe(monkeypatch, Source.TOWN, Source.POLICE)


def believe(patch: pytest.MonkeyPatch, *order: Source) -> None:
    for room in (facts, standing):
        patch.setattr(room, "precedence", lambda: Precedence({LIVING: order} if order else {}))


def test_a_list_names_whom_the_higher_source_means(believed: None) -> None:
    person = somebody()
    say(person, Source.TOWN, value="alone")
    say(person, Source.POLICE, value="empty_nest")

    assert (listed("alone"), listed("empty_nest"), listed()) == ({person}, set(), {person})


def test_an_end_said_by_a_higher_source_takes_a_person_off_the_list(believed: None) -> None:
    stale, unknown, news, other = somebody(), somebody(), somebody(), somebody()
    for person, first in ((stale, "2021-01-01"), (unknown, None), (news, "2024-07-01")):
        say(person, Source.TOWN, "2020-01-01", "2024-06-30")
        say(person, Source.POLICE, first)
    say(other, Source.POLICE, "2020-01-01", "2024-06-30")
    say(other, Source.TOWN)

    assert listed() == {news, other}
    assert listed(on=date(2024, 6, 30)) == {stale, unknown, news, other}
    assert listed(on=date(2024, 7, 1)) == {news, other}


def test_who_was_granted_again_after_an_end_stays_on_the_list(believed: None) -> None:
    person = somebody()
    say(person, Source.TOWN, "2018-01-01", "2019-12-31")
    say(person, Source.TOWN, "2025-01-01")
    say(person, Source.POLICE, "2019-01-01", value="empty_nest")

    assert (listed("alone"), listed("empty_nest")) == ({person}, set())
    assert listed(on=date(2024, 6, 1)) == set()


def test_a_statement_that_is_denied_keeps_no_lower_news_off_the_list(believed: None) -> None:
    person = somebody()
    say(person, Source.TOWN, "2020-01-01", "2024-06-30")
    say(person, Source.POLICE, "2021-01-01", value="empty_nest")
    say(person, Source.FAMILY, "2025-01-01")

    assert (listed("alone"), listed("empty_nest")) == ({person}, set())


def test_among_sources_that_are_not_named_the_latest_recorded_is_listed(believed: None) -> None:
    later_said, same_time = somebody(), somebody()
    say(later_said, Source.FAMILY)
    say(later_said, Source.HEALTH, value="empty_nest", minutes=1)
    say(same_time, Source.HEALTH)
    say(same_time, Source.FAMILY, value="empty_nest")

    assert listed("empty_nest") == {later_said, same_time}
    assert listed("alone") == set()


def test_days_to_come_and_withdrawn_words_take_nobody_off_the_list(believed: None) -> None:
    person = somebody()
    say(person, Source.POLICE)
    say(person, Source.TOWN, "2027-01-01", value="empty_nest")

    assert listed("alone") == {person}
    assert listed("empty_nest", on=date(2027, 1, 1)) == {person}


def test_another_kind_and_another_person_speak_against_nobody(believed: None) -> None:
    one, other = somebody(), somebody()
    say(one, Source.POLICE)
    say(one, Source.TOWN, "2020-01-01", "2024-06-30", value="urban", kind=FactKind.LOW_INCOME)
    say(other, Source.TOWN, "2020-01-01", "2024-06-30")

    assert listed() == {one}
    assert listed(kind=FactKind.LOW_INCOME) == set()


@pytest.mark.parametrize("count", [0, 1])
def test_counts_maps_and_exports_name_the_same_people(believed: None, count: int) -> None:
    person = somebody()
    say(person, Source.TOWN, value="alone" if count else "empty_nest")
    say(person, Source.POLICE, value="alone")

    asked = Filter(TODAY, facts=((LIVING, "alone"),))

    assert lists.count(ALL, asked) == count
    assert sum(lists.counts_by_division(ALL, asked).values()) == count
    assert len(list(lists.each(ALL, asked, most=10))) == count


days = st.integers(0, 6).map(lambda n: FIRST + timedelta(n))


@st.composite
def histories(draw: st.DrawFn) -> list[StatusFact]:
    """What sources say of one person, as the register allows: a source says one thing of one day. Some of it
    is no longer believed.
    """
    rows = []
    for source in draw(st.sets(st.sampled_from(SOURCES))):
        edges: list[date | None] = [*sorted(draw(st.sets(days, max_size=4)))]
        edges = [None, *edges] if draw(st.booleans()) else edges
        for first, last in zip(edges[::2], [*edges[1::2], None], strict=False):
            rows.append(_row(draw, source, DateSpan(first, last)))
    return rows


def _row(draw: st.DrawFn, source: Source, span: DateSpan) -> StatusFact:
    minutes = draw(st.integers(0, 3))
    gone = draw(st.sampled_from([False, False, False, True]))
    return StatusFact(
        kind=LIVING.value,
        value=draw(st.sampled_from(VALUES)),
        source=source.value,
        span=span,
        recorded_at=later(minutes=minutes),
        superseded_at=later(minutes=9) if gone else None,
    )


@given(
    told=st.lists(histories(), min_size=PEOPLE, max_size=PEOPLE),
    order=st.lists(st.sampled_from(SOURCES), unique=True, max_size=4),
    on=st.sets(days, min_size=2, max_size=3),
)
@settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_on_any_day_of_any_histories_a_list_names_those_of_whom_the_core_says_so(
    crowd: list[PersonId],
    monkeypatch: pytest.MonkeyPatch,
    told: list[list[StatusFact]],
    order: list[Source],
    on: set[date],
) -> None:
    believe(monkeypatch, *order)
    with transaction.atomic():
        for person, said in zip(crowd, told, strict=True):
            StatusFact.objects.bulk_create(_of(person, row) for row in said)

        for day in on:
            for value in ("", *VALUES):
                assert listed(value, day) == tagged(crowd, value, day)
        transaction.set_rollback(True)


@pytest.fixture
def crowd() -> list[PersonId]:
    return [somebody() for _ in range(PEOPLE)]


def _of(person: PersonId, row: StatusFact) -> StatusFact:
    row.pk, row.person_id = None, person
    return row


@given(histories())
def test_histories_are_drawn_as_the_register_allows_them(said: list[StatusFact]) -> None:
    statements = tuple(
        Statement(FactId(0), LIVING, row.value, "", Source(row.source), row.span, NOW)
        for row in said
        if row.superseded_at is None
    )

    assert no_overlap(statements)
