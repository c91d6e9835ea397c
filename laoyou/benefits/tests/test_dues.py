"""What falls due in which month."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from laoyou.benefits.core import dues, months
from laoyou.benefits.tests.terms import held, terms
from laoyou.benefits.types import Held
from laoyou.kernel.spans import DateSpan
from laoyou.policies.types import Per, Proration

MARCH = months.month_of(date(2026, 3, 15))
YEAR = [months.month_of(date(2026, number, 1)) for number in range(1, 13)]
days = st.integers(0, 800).map(lambda number: date(2025, 6, 1) + timedelta(number))


def test_a_monthly_amount_is_due_in_every_month_that_it_touches() -> None:
    one = held("2026-02-28", "2026-04-01", terms(10_000))

    assert [dues.due(one, month) for month in YEAR] == [0, 10_000, 10_000, 10_000, *[0] * 8]


@pytest.mark.parametrize(
    ("first", "last", "fen"),
    [
        ("2026-03-01", None, 10_000),
        ("2026-03-01", "2026-03-10", 3226),
        ("2026-03-31", None, 323),
        ("2026-04-01", None, 0),
    ],
)
def test_by_the_day_a_part_of_a_month_is_paid_by_its_days(first: str, last: str | None, fen: int) -> None:
    assert dues.due(held(first, last, terms(10_000, proration=Proration.BY_DAY)), MARCH) == fen


def test_a_year_falls_due_in_its_first_month_and_then_every_january() -> None:
    one = held("2025-05-10", None, terms(360_000, Per.YEAR, Proration.BY_MONTH))

    assert dues.due(one, months.month_of(date(2025, 5, 1))) == 240_000
    assert dues.due(one, months.month_of(date(2025, 6, 1))) == 0
    assert [dues.due(one, month) for month in YEAR] == [360_000, *[0] * 11]


@pytest.mark.parametrize(
    ("proration", "fen"),
    [(Proration.NONE, 360_000), (Proration.BY_MONTH, 90_000), (Proration.BY_DAY, 88_767)],
)
def test_a_year_that_ends_early_is_paid_by_its_part(proration: Proration, fen: int) -> None:
    one = held("2024-01-01", "2026-03-31", terms(360_000, Per.YEAR, proration))

    assert dues.due(one, YEAR[0]) == fen


def test_what_is_given_once_is_due_once() -> None:
    one = held("2026-03-09", None, terms(330_000, Per.ONCE))

    assert [dues.due(one, month) for month in YEAR] == [0, 0, 330_000, *[0] * 9]


def test_a_year_without_parts_is_paid_once_however_the_terms_change_in_it() -> None:
    both = [
        held("2026-01-01", "2026-05-31", terms(100_000, Per.YEAR, Proration.NONE)),
        held("2026-06-01", None, terms(200_000, Per.YEAR, Proration.NONE)),
    ]

    assert sum(dues.total(both, month) for month in YEAR) == 100_000
    assert dues.total(both, months.month_of(date(2027, 1, 1))) == 200_000


@given(days, st.integers(0, 400), st.integers(1, 10**6), st.sampled_from([Per.MONTH, Per.YEAR]))
def test_days_that_are_cut_in_two_lose_no_more_than_a_fen_a_period(
    first: date, length: int, fen: int, per: Per
) -> None:
    last = first + timedelta(length + 1)
    middle = first + timedelta(length // 2)
    on = terms(fen, per, Proration.BY_DAY)
    whole = [Held(DateSpan(first, last), on)]
    parts = [Held(DateSpan(first, middle), on), Held(DateSpan(middle + timedelta(1), last), on)]

    calendar = list(months.between(date(2025, 1, 1), date(2029, 1, 1)))

    one, two = (sum(dues.total(some, month) for month in calendar) for some in (whole, parts))
    assert abs(one - two) <= 1


def test_only_months_with_a_difference_are_told() -> None:
    was = [held("2026-01-01", None, terms(10_000))]
    now = [held("2026-01-01", "2026-01-31", terms(10_000)), held("2026-03-01", None, terms(12_000))]

    lines = dues.differences(was, now, date(2026, 1, 1), date(2026, 4, 1))

    assert [(line.month.month, line.fen) for line in lines] == [(2, -10_000), (3, 2_000)]


def test_months_are_counted_over_the_turn_of_the_year() -> None:
    over = months.between(date(2025, 11, 30), date(2026, 2, 28))

    assert [month.start.month for month in over] == [11, 12, 1]
    assert months.before(months.month_of(date(2026, 1, 9))).end == date(2025, 12, 31)
    assert months.after(months.month_of(date(2026, 2, 9))).end == date(2026, 3, 31)
