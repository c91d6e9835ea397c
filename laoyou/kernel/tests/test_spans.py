from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from laoyou.kernel.errors import Invalid
from laoyou.kernel.spans import DateSpan, TimeSpan, merged

WINDOW = [date(2024, 2, 20) + timedelta(days=step) for step in range(25)]
DAYS = st.sampled_from(WINDOW[3:-3])


@st.composite
def date_spans(draw: st.DrawFn) -> DateSpan:
    """Spans within the window, or open, so that the days of the window tell any two apart."""
    first, last = sorted((draw(DAYS), draw(DAYS)))
    return DateSpan(draw(st.sampled_from([first, None])), draw(st.sampled_from([last, None])))


def days_of(*spans: DateSpan | None) -> set[date]:
    return {day for day in WINDOW for span in spans if span is not None and span.contains(day)}


def test_both_ends_are_inside() -> None:
    span = DateSpan(date(2024, 1, 1), date(2024, 1, 31))
    assert span.contains(date(2024, 1, 1))
    assert span.contains(date(2024, 1, 31))
    assert not span.contains(date(2024, 2, 1))
    assert span.days == 31


def test_a_span_that_ends_before_it_starts_is_refused() -> None:
    with pytest.raises(Invalid) as refused:
        DateSpan(date(2024, 1, 2), date(2024, 1, 1))
    assert refused.value.code == "span_reversed"


def test_an_instant_is_not_a_day() -> None:
    with pytest.raises(TypeError):
        DateSpan(datetime(2024, 1, 1, tzinfo=UTC), None)


def test_a_span_since_a_day_is_open_and_has_no_length() -> None:
    span = DateSpan.since(date(2024, 1, 1))
    assert span.is_open
    assert span.days is None
    assert span.contains(date.max)
    assert not span.contains(date(2023, 12, 31))


def test_one_day_and_every_day() -> None:
    assert DateSpan.on(date(2024, 2, 29)).days == 1
    assert DateSpan.always().contains(date.min)


def test_postgresql_bounds_end_on_the_day_after() -> None:
    assert DateSpan(date(2024, 1, 1), date(2024, 1, 31)).bounds() == (date(2024, 1, 1), date(2024, 2, 1))
    assert DateSpan.always().bounds() == (None, None)


def test_the_last_day_of_the_calendar_has_no_bound_after_it() -> None:
    with pytest.raises(OverflowError):
        DateSpan(None, date.max).bounds()


@given(date_spans())
def test_bounds_lead_back_to_the_span(span: DateSpan) -> None:
    assert DateSpan.from_bounds(*span.bounds()) == span


@given(date_spans(), date_spans())
def test_operations_agree_with_sets_of_days(one: DateSpan, other: DateSpan) -> None:
    common, rest = one.intersect(other), one.minus(other)
    assert days_of(common) == days_of(one) & days_of(other)
    assert days_of(*rest) == days_of(one) - days_of(other)
    assert one.overlaps(other) == bool(days_of(one) & days_of(other))
    assert one.covers(other) == (days_of(other) <= days_of(one) and common == other)
    assert one.clip(other.start, other.end) == common


@given(date_spans(), date_spans())
def test_what_does_not_ask_for_an_order_is_symmetric(one: DateSpan, other: DateSpan) -> None:
    assert one.intersect(other) == other.intersect(one)
    assert one.overlaps(other) == other.overlaps(one)
    assert one.adjacent(other) == other.adjacent(one)
    assert not (one.adjacent(other) and one.overlaps(other))


@given(date_spans(), date_spans())
def test_what_is_taken_away_and_what_is_shared_make_up_the_span(one: DateSpan, other: DateSpan) -> None:
    common = one.intersect(other)
    pieces = [*one.minus(other), *([common] if common else [])]
    assert merged(pieces) == (one,)


@given(st.lists(date_spans()))
def test_merged_spans_hold_the_same_days_in_order_and_apart(spans: list[DateSpan]) -> None:
    result = merged(spans)
    assert days_of(*result) == days_of(*spans)
    for before, after in pairwise(result):
        assert before.end is not None
        assert after.start is not None
        assert after.start - before.end > timedelta(days=1)


def test_a_month_and_the_next_are_adjacent() -> None:
    january = DateSpan(date(2024, 1, 1), date(2024, 1, 31))
    assert january.adjacent(DateSpan.since(date(2024, 2, 1)))
    assert not january.adjacent(DateSpan.since(date(2024, 2, 2)))
    assert not DateSpan(None, date.max).adjacent(DateSpan.since(date.min))


def test_ending_cuts_a_span_short_or_leaves_nothing() -> None:
    span = DateSpan.since(date(2024, 1, 1))
    assert span.ending(date(2024, 3, 5)) == DateSpan(date(2024, 1, 1), date(2024, 3, 5))
    assert span.ending(date(2023, 12, 31)) is None


NOON = datetime(2024, 1, 1, 12, tzinfo=UTC)
HOURS = st.integers(0, 12).map(lambda hours: NOON + timedelta(hours=hours))


@st.composite
def time_spans(draw: st.DrawFn) -> TimeSpan:
    start = draw(HOURS)
    length = draw(st.integers(1, 5) | st.none())
    return TimeSpan(start, None if length is None else start + timedelta(hours=length))


def hours_of(span: TimeSpan | None) -> set[int]:
    return {hour for hour in range(20) if span and span.contains(NOON + timedelta(hours=hour))}


def test_the_end_of_a_time_span_is_outside() -> None:
    span = TimeSpan(NOON, NOON + timedelta(hours=1))
    assert span.contains(NOON)
    assert not span.contains(NOON + timedelta(hours=1))
    assert span.duration == timedelta(hours=1)
    assert span.bounds() == (NOON, NOON + timedelta(hours=1))


@pytest.mark.parametrize("end", [NOON, NOON - timedelta(seconds=1)])
def test_a_time_span_without_length_is_refused(end: datetime) -> None:
    with pytest.raises(Invalid) as refused:
        TimeSpan(NOON, end)
    assert refused.value.code == "span_reversed"


def test_naive_instants_are_refused() -> None:
    with pytest.raises(TypeError):
        TimeSpan(NOON.replace(tzinfo=None), None)
    with pytest.raises(TypeError):
        TimeSpan(NOON, NOON.replace(tzinfo=None))


def test_a_time_span_since_an_instant_is_open() -> None:
    span = TimeSpan.since(NOON)
    assert span.is_open
    assert span.duration is None
    assert span.contains(NOON + timedelta(days=9999))


@given(time_spans(), time_spans())
def test_time_spans_agree_with_sets_of_hours(one: TimeSpan, other: TimeSpan) -> None:
    assert hours_of(one.intersect(other)) == hours_of(one) & hours_of(other)
    assert one.overlaps(other) == bool(hours_of(one) & hours_of(other))
    assert one.adjacent(other) == other.adjacent(one)
    assert not (one.adjacent(other) and one.overlaps(other))
