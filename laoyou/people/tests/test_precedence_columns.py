"""The rule of precedence over columns says what it says of one person."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from laoyou.kernel.ids import FactId
from laoyou.kernel.spans import DateSpan
from laoyou.people.core import precedence, precedence_columns
from laoyou.people.core.bitemporal import Statement
from laoyou.people.core.precedence import Precedence
from laoyou.people.core.precedence_columns import SCHEMA
from laoyou.people.tests.cast import TODAY, later
from laoyou.people.types import FactKind, Source

KINDS = (FactKind.LOW_INCOME, FactKind.DISABILITY, FactKind.DEATH)
ORDER = Precedence(
    {
        FactKind.LOW_INCOME: (Source.CIVIL_AFFAIRS, Source.TOWN),
        FactKind.DISABILITY: (Source.DISABLED_FEDERATION, Source.HEALTH, Source.TOWN),
        FactKind.DEATH: (Source.POLICE,),
    }
)
"""Short ones, so that many sources are equals of the last rank."""

Said = dict[int, list[Statement]]
near = st.integers(-4, 4).map(lambda days: TODAY + timedelta(days))


@st.composite
def statements(draw: st.DrawFn) -> Statement:
    kind = draw(st.sampled_from(KINDS))
    start, end = draw(st.none() | near), draw(st.none() | near)
    if kind is FactKind.DEATH:
        start, end = draw(near), None
    if start is not None and end is not None:
        start, end = min(start, end), max(start, end)
    value = {FactKind.DISABILITY: "4"}.get(kind, draw(st.sampled_from(["urban", "rural"])))
    grade = draw(st.sampled_from("1234")) if kind is FactKind.DISABILITY else ""
    said_at = later(minutes=draw(st.integers(0, 3)))
    source = draw(st.sampled_from(Source))
    return Statement(FactId(0), kind, value, grade, source, DateSpan(start, end), said_at)


@st.composite
def registers(draw: st.DrawFn) -> Said:
    """A few persons and what is said of them; the same source may say two things of one day, as two rows
    that were merged since did.
    """
    told = draw(st.lists(st.lists(statements(), max_size=8), min_size=1, max_size=3))
    said: Said = {}
    for person, facts in enumerate(told, 1):
        ordered = sorted(facts, key=lambda fact: fact.recorded_at)
        said[person] = [
            replace(fact, id=FactId(100 * person + number)) for number, fact in enumerate(ordered)
        ]
    return said


def frame(said: Said) -> pl.DataFrame:
    rows = [
        (
            person,
            fact.kind.value,
            fact.value,
            fact.grade or None,
            fact.source.value,
            fact.span.start,
            fact.span.end,
            round(fact.recorded_at.timestamp() * 1_000_000),
            fact.id,
        )
        for person, facts in said.items()
        for fact in facts
    ]
    return pl.DataFrame(rows, SCHEMA, orient="row")


def one_by_one(said: Said, on: date) -> set[tuple[int, str, str, str | None]]:
    return {
        (person, kind.value, stands.value, stands.grade or None)
        for person, facts in said.items()
        for kind, stands in precedence.standing(facts, on, ORDER).items()
    }


def rows(found: pl.DataFrame) -> set[tuple[int, str, str, str | None]]:
    listed = found.rows()
    assert len(set(listed)) == len(listed), "one row a person and kind"
    return {(person, kind, value, grade) for person, kind, value, grade in listed}


@given(registers(), near)
def test_what_stands_in_columns_is_what_stands_of_each_person(said: Said, on: date) -> None:
    found = precedence_columns.standing(frame(said), on, ORDER)

    assert rows(found) == one_by_one(said, on)


@given(registers(), st.integers(0, 1000))
def test_the_order_of_the_rows_does_not_matter(said: Said, seed: int) -> None:
    shuffled = frame(said).sample(fraction=1.0, shuffle=True, seed=seed)

    found = precedence_columns.standing(shuffled, TODAY, ORDER)

    assert rows(found) == one_by_one(said, TODAY)


@given(registers())
def test_the_day_of_death_in_columns_is_that_of_the_report_that_counts(said: Said) -> None:
    found = precedence_columns.deaths(frame(said), ORDER)

    reports = {person: precedence.death_report(facts, ORDER) for person, facts in said.items()}
    assert sorted(found.rows()) == sorted(
        (person, report.span.start) for person, report in reports.items() if report
    )


def test_nothing_said_is_nothing_that_stands() -> None:
    nothing = frame({})

    assert precedence_columns.standing(nothing, TODAY, ORDER).is_empty()
    assert precedence_columns.deaths(nothing, ORDER).is_empty()
