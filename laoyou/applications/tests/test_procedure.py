"""Working days, and the numbers of the procedure as a region may lay them down."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from laoyou.applications.core import procedure

SHIPPED = procedure.load(procedure.DEFAULT)
CALENDAR = procedure.read(SHIPPED).calendar
DAYS = st.dates(date(2025, 12, 1), date(2027, 1, 31))


@given(DAYS, st.integers(1, 60))
def test_a_term_ends_on_a_working_day_and_has_as_many_as_it_says(first: date, term: int) -> None:
    last = CALENDAR.after(first, term)

    assert CALENDAR.is_worked(last)
    assert CALENDAR.between(first, last) == term


@given(DAYS)
def test_no_days_are_no_term(first: date) -> None:
    assert CALENDAR.after(first, 0) == first
    assert CALENDAR.between(first, first) == 0


@pytest.mark.parametrize(
    ("day", "worked"),
    [
        (date(2026, 2, 14), True),
        (date(2026, 2, 16), False),
        (date(2026, 2, 23), False),
        (date(2026, 2, 24), True),
        (date(2026, 10, 7), False),
        (date(2026, 10, 10), True),
        (date(2026, 10, 11), False),
    ],
)
def test_holidays_are_free_and_the_days_made_up_for_are_worked(day: date, worked: bool) -> None:
    assert CALENDAR.is_worked(day) is worked


def test_a_region_says_otherwise_of_what_it_names_alone(tmp_path: Path) -> None:
    own = tmp_path / "procedure.yaml"
    own.write_text("decision_days: 15\nexamples: []\n", encoding="utf-8")

    found = procedure.read(procedure.load(own, over=SHIPPED))

    assert (found.decision_days, found.acceptance_days, found.examples) == (15, 5, frozenset())


@pytest.mark.parametrize(
    "wrong", [{"decision_days": 0}, {"second_person_from_yuan": -1}, {"papers_days": "x"}]
)
def test_a_file_that_makes_no_sense_stops_the_program(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"term|invalid"):
        procedure.read({**SHIPPED, **wrong})
