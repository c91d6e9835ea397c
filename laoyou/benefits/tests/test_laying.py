"""Terms laid over days by statements are what they are when laid one by one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import polars as pl
import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from laoyou.benefits.core import corrections
from laoyou.benefits.core.corrections import Step
from laoyou.benefits.models import Grant
from laoyou.benefits.tests.cast import at, elder
from laoyou.benefits.tests.terms import terms
from laoyou.benefits.types import Held, Kind, Terms
from laoyou.benefits.verbs import laying
from laoyou.kernel.spans import DateSpan
from laoyou.people.tests.cast import VILLAGE_A
from laoyou.policies.types import Per, Proration

pytestmark = pytest.mark.usefixtures("ground")

FIRST = date(2026, 1, 1)
BENEFITS = ("warm_winter", "care_aid")
HUNDRED, MORE = terms(10_000), terms(12_000, version=2)


def day(number: int) -> date:
    return FIRST + timedelta(number)


@st.composite
def stretches(draw: st.DrawFn) -> list[DateSpan]:
    """Days that do not overlap, the last stretch open or not; some of them touch."""
    cuts = draw(st.lists(st.integers(0, 60), min_size=1, max_size=5, unique=True).map(sorted))
    found = []
    for start, after in zip(cuts, [*cuts[1:], None], strict=True):
        last = draw(st.integers(start, after - 1 if after else start + 20))
        end = None if after is None and draw(st.booleans()) else day(last)
        found.append(DateSpan(day(start), end))
    return found


@st.composite
def histories(draw: st.DrawFn) -> tuple[list[Held], list[Step]]:
    """What somebody holds, and steps as a run makes them: beginnings lie where nothing is held."""
    holds = [Held(span, draw(st.sampled_from([HUNDRED, MORE]))) for span in draw(stretches())]
    holds = holds[: draw(st.integers(0, 5))]
    steps = []
    for span in draw(stretches())[: draw(st.integers(0, 4))]:
        there = [one.terms for one in holds if one.span.overlaps(span)]
        on = draw(st.sampled_from([None, HUNDRED, MORE])) if there else HUNDRED
        kind = Kind.STOP if on is None else Kind.CHANGE if there else Kind.START
        steps.append(Step(kind, span, on, there[-1] if there else None))
    return holds, steps


def write(person_id: int, benefit: str, holds: list[Held]) -> None:
    for one in holds:
        Grant.objects.create(
            person_id=person_id,
            division_id=VILLAGE_A,
            benefit=benefit,
            version_id=one.terms.version_id,
            span=one.span,
            per=one.terms.per.value,
            proration=one.terms.proration.value,
            amount_fen=one.terms.amount_fen,
            granted_at=at("2026-01-01"),
        )


def read(person_id: int, benefit: str) -> list[tuple[DateSpan, int, int]]:
    rows = Grant.objects.of(person=person_id, benefit=benefit, is_void=False).order_by("span")
    return [(row.span, row.version_id, row.amount_fen) for row in rows]


def frame(steps: Sequence[tuple[int, str, Step]]) -> pl.DataFrame:
    rows = [
        (
            person_id,
            benefit,
            step.kind.value,
            step.span.start,
            step.span.end,
            Per.MONTH.value,
            Proration.NONE.value,
            step.terms.amount_fen if step.terms else 0,
            step.terms.version_id if step.terms else 1,
            VILLAGE_A,
            None,
        )
        for person_id, benefit, step in steps
    ]
    return pl.DataFrame(rows, laying.SCHEMA, orient="row")


@settings(max_examples=25, suppress_health_check=list(HealthCheck))
@given(st.lists(histories(), min_size=2, max_size=2))
def test_laid_as_a_set_the_grants_are_those_of_steps_laid_one_by_one(
    told: list[tuple[list[Held], list[Step]]],
) -> None:
    before = transaction.savepoint()
    person_id = elder()
    for benefit, (holds, _) in zip(BENEFITS, told, strict=True):
        write(person_id, benefit, holds)
    steps = [
        (person_id, benefit, step)
        for benefit, (_, steps) in zip(BENEFITS, told, strict=True)
        for step in steps
    ]

    laying.lay(frame(steps), at("2026-01-02"))

    for benefit, (holds, steps_of_it) in zip(BENEFITS, told, strict=True):
        left: tuple[Held, ...] = tuple(holds)
        for step in steps_of_it:
            left = corrections.laid_over(left, step)
        assert read(person_id, benefit) == [
            (one.span, one.terms.version_id, one.terms.amount_fen) for one in left
        ]
    transaction.savepoint_rollback(before)


def test_a_grant_that_loses_all_its_days_stays_as_it_was_and_is_void() -> None:
    person_id = elder()
    write(person_id, "warm_winter", [Held(DateSpan.since(FIRST), HUNDRED)])

    stop = Step(Kind.STOP, DateSpan.since(FIRST), None, HUNDRED)
    laying.lay(frame([(person_id, "warm_winter", stop)]), at("2026-01-02"))

    (row,) = Grant.objects.of(person=person_id)
    assert (row.is_void, row.span) == (True, DateSpan.since(FIRST))


def test_nothing_to_lay_is_no_trouble() -> None:
    laying.lay(frame([]), at("2026-01-02"))

    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM benefits_grant")
        assert cursor.fetchone() == (0,)


def on(span: DateSpan, on: Terms | None, was: Terms | None) -> Step:
    return Step(Kind.CHANGE if on else Kind.STOP, span, on, was)


def test_the_rest_of_a_grant_that_is_cut_in_two_keeps_what_it_was() -> None:
    person_id = elder()
    write(person_id, "warm_winter", [Held(DateSpan.since(FIRST), HUNDRED)])

    laying.lay(
        frame([(person_id, "warm_winter", on(DateSpan(day(31), day(58)), MORE, HUNDRED))]), at("2026-03-02")
    )

    first, middle, last = Grant.objects.of(person=person_id).order_by("span")
    assert (first.span, middle.span, last.span) == (
        DateSpan(FIRST, day(30)),
        DateSpan(day(31), day(58)),
        DateSpan.since(day(59)),
    )
    assert (first.granted_at, middle.granted_at, last.granted_at) == (
        at("2026-01-01"),
        at("2026-03-02"),
        at("2026-01-01"),
    )
