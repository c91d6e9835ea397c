"""Spans in range columns."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from laoyou.kernel.spans import DateSpan, TimeSpan
from laoyou.store.tests.rows import Row

pytestmark = pytest.mark.usefixtures("rows")

quick = settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
# PostgreSQL has its own largest day, and the day after ours must still be one.
DAYS = st.dates(date(1, 1, 1), date(9999, 12, 30))
INSTANTS = st.datetimes(datetime(1900, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


@st.composite
def date_spans(draw: st.DrawFn) -> DateSpan:
    start, end = draw(st.none() | DAYS), draw(st.none() | DAYS)
    return DateSpan(end, start) if start and end and end < start else DateSpan(start, end)


@st.composite
def time_spans(draw: st.DrawFn) -> TimeSpan:
    start, length = draw(INSTANTS), draw(st.none() | st.timedeltas(timedelta(microseconds=1), timedelta(900)))
    return TimeSpan(start, None if length is None else start + length)


def kept(**values: object) -> Row:
    row = Row.objects.create(**values)
    found: Row = Row.objects.of(pk=row.pk).get()
    return found


@quick
@given(date_spans())
def test_days_come_back_as_they_went_in(span: DateSpan) -> None:
    assert kept(days=span).days == span


@quick
@given(time_spans())
def test_instants_come_back_as_they_went_in(span: TimeSpan) -> None:
    assert kept(time=span).time == span


def test_no_span_is_no_span() -> None:
    assert (kept().days, kept().time) == (None, None)


@quick
@given(date_spans(), DAYS)
def test_the_database_and_the_kernel_agree_which_days_a_span_contains(span: DateSpan, day: date) -> None:
    row = Row.objects.create(days=span)

    assert Row.objects.of(pk=row.pk, days__contains=day).exists() == span.contains(day)


@quick
@given(date_spans(), date_spans())
def test_the_database_and_the_kernel_agree_which_spans_overlap(one: DateSpan, other: DateSpan) -> None:
    row = Row.objects.create(days=one)

    assert Row.objects.of(pk=row.pk, days__overlap=other).exists() == one.overlaps(other)


@quick
@given(time_spans(), time_spans())
def test_the_database_and_the_kernel_agree_which_times_overlap(one: TimeSpan, other: TimeSpan) -> None:
    row = Row.objects.create(time=one)

    assert Row.objects.of(pk=row.pk, time__overlap=other).exists() == one.overlaps(other)


def test_the_last_day_is_stored_as_the_day_after_it_exclusive() -> None:
    row = Row.objects.create(days=DateSpan(date(2026, 3, 1), date(2026, 3, 31)))

    with connection.cursor() as cursor:
        cursor.execute("SELECT days::text FROM store_tests_row WHERE id = %s", [row.pk])
        assert cursor.fetchone() == ("[2026-03-01,2026-04-01)",)


def test_spans_can_be_changed_in_bulk() -> None:
    row, span = Row.objects.create(), DateSpan.since(date(2026, 3, 1))

    Row.objects.filter(pk=row.pk).update(days=span)
    row.days = span.ending(date(2026, 3, 5))
    assert Row.objects.of(pk=row.pk, days=span).exists()

    Row.objects.bulk_update([row], ["days"])
    assert Row.objects.of(pk=row.pk).get().days == DateSpan(date(2026, 3, 1), date(2026, 3, 5))
