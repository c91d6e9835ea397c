import itertools
from datetime import UTC, date, datetime, timedelta
from uuid import RFC_4122, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from laoyou.kernel import clock
from laoyou.kernel.ids import uuid7, uuid7_instant

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
INSTANTS = st.integers(0, 253_000_000_000 * 10**6).map(lambda micros: EPOCH + timedelta(microseconds=micros))


@given(INSTANTS)
def test_a_uuid7_tells_its_millisecond(instant: datetime) -> None:
    value = uuid7(instant)
    assert value.version == 7
    assert value.variant == RFC_4122
    assert timedelta(0) <= instant - uuid7_instant(value) < timedelta(milliseconds=1)


@given(INSTANTS, INSTANTS)
def test_uuid7s_sort_by_their_instants(one: datetime, other: datetime) -> None:
    if abs(one - other) >= timedelta(milliseconds=1):
        assert (uuid7(one) < uuid7(other)) == (one < other)


def test_the_zone_of_the_instant_makes_no_difference() -> None:
    instant = datetime(2025, 1, 1, 0, 30, tzinfo=clock.SHANGHAI)
    assert uuid7_instant(uuid7(instant)) == instant


def test_uuid7s_of_one_instant_differ() -> None:
    instant = datetime(2025, 1, 1, tzinfo=UTC)
    assert len({uuid7(instant) for _ in range(1000)}) == 1000


def test_without_an_instant_a_uuid7_is_of_now() -> None:
    before = clock.now()
    made = uuid7_instant(uuid7())
    assert before - timedelta(milliseconds=1) < made <= clock.now()


def test_another_version_tells_no_instant() -> None:
    with pytest.raises(ValueError, match="version 7"):
        uuid7_instant(uuid4())


def test_now_is_aware_and_does_not_run_backwards() -> None:
    readings = [clock.now() for _ in range(3)]
    assert all(reading.tzinfo is UTC for reading in readings)
    assert all(earlier <= later for earlier, later in itertools.pairwise(readings))


@pytest.mark.parametrize(("hour", "day"), [(15, 1), (16, 2)])
def test_the_day_in_china_turns_at_sixteen_hours_utc(hour: int, day: int) -> None:
    assert clock.local_date(datetime(2025, 1, 1, hour, tzinfo=UTC)) == date(2025, 1, day)


def test_a_naive_instant_has_no_day_in_china() -> None:
    with pytest.raises(TypeError):
        clock.local_date(datetime(2025, 1, 1))  # noqa: DTZ001 -- the naive one is the point
