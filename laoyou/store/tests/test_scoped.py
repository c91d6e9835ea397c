"""A table that is not read without saying for whom."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from typing import Any

import pytest
from django.db.models import Count, F
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from laoyou.store.scoped import UnscopedRead
from laoyou.store.tests.rows import Row

pytestmark = pytest.mark.usefixtures("rows")

HERE, THERE = "230502001001", "230502002001"
TOWN, COUNTY = ("230502001000", "230502002000"), ("230502000000", "230503000000")
Reading = Callable[[Any], Any]

READINGS: dict[str, Reading] = {
    "list": list,
    "len": len,
    "bool": bool,
    "repr": repr,
    "in": lambda rows: Row() in rows,
    "index": lambda rows: rows[0],
    "slice": lambda rows: list(rows[:5]),
    "get": lambda rows: rows.get(name="甲"),
    "first": lambda rows: rows.first(),
    "last": lambda rows: rows.last(),
    "earliest": lambda rows: rows.earliest("day"),
    "latest": lambda rows: rows.latest("day"),
    "in_bulk": lambda rows: rows.in_bulk(),
    "count": lambda rows: rows.count(),
    "exists": lambda rows: rows.exists(),
    "contains": lambda rows: rows.contains(Row(pk=1)),
    "aggregate": lambda rows: rows.aggregate(Count("id")),
    "iterator": lambda rows: list(rows.iterator()),
    "aiterator": lambda rows: rows.aiterator(),
    "values": lambda rows: list(rows.values("name")),
    "values_list": lambda rows: list(rows.values_list("name", flat=True)),
    "dates": lambda rows: list(rows.dates("day", "month")),
    "filter": lambda rows: list(rows.filter(name="甲")),
    "exclude": lambda rows: list(rows.exclude(name="甲")),
    "annotate": lambda rows: list(rows.annotate(other=F("name"))),
    "order_by": lambda rows: list(rows.order_by("name")),
    "distinct": lambda rows: list(rows.distinct()),
    "all": lambda rows: list(rows.all()),
    "select_for_update": lambda rows: list(rows.select_for_update()),
    "get_or_create": lambda rows: rows.get_or_create(name="甲"),
    "pickle": pickle.dumps,
    "delete": lambda rows: rows.delete(),
}
JOININGS: dict[str, Callable[[Any, Any], Any]] = {
    "or": lambda one, other: one | other,
    "xor": lambda one, other: one ^ other,
    "union": lambda one, other: one.union(other),
}


@pytest.mark.parametrize("reading", READINGS.values(), ids=READINGS)
def test_no_way_of_reading_goes_without_a_scope(reading: Reading) -> None:
    Row.objects.create(name="甲")

    with pytest.raises(UnscopedRead, match="Row read without a scope"):
        reading(Row.objects.get_queryset())


@pytest.mark.parametrize("reading", READINGS.values(), ids=READINGS)
def test_every_way_of_reading_goes_with_one(reading: Reading) -> None:
    Row.objects.create(name="甲")

    reading(Row.objects.within(COUNTY))


@pytest.mark.parametrize("joining", JOININGS.values(), ids=JOININGS)
def test_a_scope_does_not_spread_to_what_it_is_joined_with(joining: Callable[[Any, Any], Any]) -> None:
    scoped, unscoped = Row.objects.of(name="甲"), Row.objects.filter(name="乙")

    for one, other in ((scoped, unscoped), (unscoped, scoped)):
        with pytest.raises(UnscopedRead):
            list(joining(one, other))
    list(joining(scoped, Row.objects.of(name="乙")))


def test_narrowing_by_an_unscoped_one_keeps_the_scope() -> None:
    Row.objects.create(name="甲")

    assert list(Row.objects.within(None) & Row.objects.filter(name="乙")) == []


def test_an_aggregate_over_everything_is_a_read_too() -> None:
    Row.objects.create(rank=3)

    assert Row.objects.for_the_system().aggregate(n=Count("id")) == {"n": 1}


def test_a_verb_changes_rows_by_key_without_naming_a_scope() -> None:
    """The door has asked for the subject itself; a conditional UPDATE tells only how many rows it won."""
    row = Row.objects.create(rank=1)

    assert Row.objects.filter(pk=row.pk, rank=1).update(rank=2) == 1
    assert Row.objects.filter(pk=row.pk, rank=1).update(rank=2) == 0


def test_a_row_is_created_without_a_scope() -> None:
    made = Row.objects.bulk_create([Row(name="甲"), Row(name="乙")])

    assert Row.objects.for_the_system().count() == len(made) == 2


def test_a_scope_lasts_through_what_is_chained_after_it() -> None:
    Row.objects.create(division_id=HERE, name="甲")
    Row.objects.create(division_id=THERE, name="乙")

    found = Row.objects.within(TOWN).exclude(name="丙").order_by("name").values_list("name", flat=True)

    assert list(found) == ["甲"]


def test_everywhere_is_everywhere_and_nowhere_is_nothing() -> None:
    Row.objects.create()

    assert Row.objects.within(None).count() == 1
    assert Row.objects.within(("", "")).count() == 0


CODES = st.from_regex(r"[0-9]{2}(00|[0-9]{2})(00|0[1-3])(000|00[1-3])(000|00[1-3])", fullmatch=True)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(CODES, min_size=1, max_size=8), CODES, CODES)
def test_the_list_within_bounds_is_half_open(codes: list[str], low: str, high: str) -> None:
    Row.objects.for_the_system().delete()
    Row.objects.bulk_create(Row(division_id=code) for code in codes)

    found = Row.objects.within((low, high)).values_list("division_id", flat=True)

    assert sorted(found) == sorted(code for code in codes if low <= code < high)
