"""What is due in columns is what is due one by one; differences move every fen once; shares add up."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from fractions import Fraction

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from laoyou.benefits.core import dues, months
from laoyou.benefits.core.collecting import MONEY, differences, split
from laoyou.benefits.core.due_columns import DUE, HELD, KEY, due
from laoyou.benefits.core.vouchers import last_day
from laoyou.benefits.types import Held, Terms
from laoyou.kernel.spans import DateSpan
from laoyou.policies.types import Payer, Per, Proration

FIRST = date(2024, 11, 1)
MONTHS = [one.start for one in months.between(FIRST, date(2026, 4, 1))]
DIVISION = "230502001001"


@st.composite
def helds(draw: st.DrawFn) -> list[Held]:
    """Stretches that follow each other, the last one perhaps open."""
    terms = st.builds(
        Terms,
        version_id=st.integers(1, 3),
        digest=st.just("d"),
        per=st.sampled_from(list(Per)),
        proration=st.sampled_from(list(Proration)),
        amount_fen=st.integers(1, 999_999),
    )
    found, day = [], FIRST + timedelta(draw(st.integers(0, 60)))
    for _ in range(draw(st.integers(0, 4))):
        end = day + timedelta(draw(st.integers(0, 400)))
        found.append(Held(DateSpan(day, end), draw(terms)))
        day = end + timedelta(draw(st.integers(1, 40)))
    if draw(st.booleans()):
        found.append(Held(DateSpan(day, None), draw(terms)))
    return found


def frame(held: Sequence[Held]) -> pl.DataFrame:
    rows = [
        (
            1,
            "b",
            one.span.start,
            one.span.end,
            one.terms.per.value,
            one.terms.proration.value,
            one.terms.amount_fen,
            one.terms.version_id,
            DIVISION,
        )
        for one in held
    ]
    return pl.DataFrame(rows, HELD, orient="row")


@given(helds())
def test_columns_say_what_is_due_as_one_by_one(held: list[Held]) -> None:
    found = {row["month"]: row["fen"] for row in due(frame(held), MONTHS).iter_rows(named=True)}

    alone = {day: dues.total(held, months.month_of(day)) for day in MONTHS}
    assert found == {day: fen for day, fen in alone.items() if fen}


sums = st.dictionaries(st.sampled_from(MONTHS[:4]), st.integers(1, 500), max_size=4)
money = st.lists(
    st.tuples(
        st.sampled_from(MONTHS[:4]),
        st.integers(-300, 300).filter(bool),
        st.sampled_from(["pending", "confirmed", "dismissed"]),
        st.booleans(),
    ),
    max_size=6,
)


def of_months(fens: dict[date, int]) -> pl.DataFrame:
    return pl.DataFrame([(1, "b", day, fen, 1, DIVISION) for day, fen in fens.items()], DUE, orient="row")


def of_money(rows: list[tuple[date, int, str, bool]]) -> pl.DataFrame:
    told = [
        (number, 1, "b", day, fen, state, settled or state == "confirmed", 0)
        for number, (day, fen, state, settled) in enumerate(rows)
    ]
    return pl.DataFrame(told, MONEY, orient="row")


def by_month(found: pl.DataFrame) -> dict[date, int]:
    return dict(found.group_by("month").agg(pl.sum("fen")).iter_rows())


NOTHING = pl.DataFrame(schema={name: DUE[name] for name in KEY})


@given(sums, sums, money)
def test_nothing_is_given_or_taken_beyond_the_difference(
    owed: dict[date, int], was: dict[date, int], rows: list[tuple[date, int, str, bool]]
) -> None:
    found = differences(of_months(owed), of_months(was), of_money(rows), of_months(owed).select(KEY), NOTHING)

    give, back, left = by_month(found.give), by_month(found.back), by_month(found.open)
    for day in MONTHS[:4]:
        lacks = owed.get(day, 0) - was.get(day, 0)
        assert 0 <= give.get(day, 0) <= max(0, lacks)
        assert 0 <= back.get(day, 0) + left.get(day, 0) <= max(0, -lacks)


@given(sums, sums, money)
def test_what_nobody_speaks_of_is_given_and_shown_to_the_fen(
    owed: dict[date, int], was: dict[date, int], rows: list[tuple[date, int, str, bool]]
) -> None:
    decided = [row for row in rows if row[2] == "confirmed"]

    found = differences(
        of_months(owed), of_months(was), of_money(decided), of_months(owed).select(KEY), NOTHING
    )

    give, back, left = by_month(found.give), by_month(found.back), by_month(found.open)
    for day in MONTHS[:4]:
        moved = give.get(day, 0) - back.get(day, 0) - left.get(day, 0)
        assert was.get(day, 0) + moved == owed.get(day, 0)


@given(sums)
def test_nothing_is_given_while_it_is_held_back(owed: dict[date, int]) -> None:
    every = of_months(owed)

    found = differences(every, of_months({}), of_money([]), every.select(KEY), every.select(KEY))

    assert found.give.is_empty()


def payer(fund: str, share: Fraction | None = None, fixed: int | None = None) -> Payer:
    return Payer(fund, fund, share, fixed, "", demo=False)


@given(st.integers(1, 10**9), st.lists(st.integers(1, 9), min_size=1, max_size=4), st.integers(0, 5_000))
def test_parts_of_payers_add_up_to_the_fen(fen: int, weights: list[int], fixed: int) -> None:
    shares = [payer(f"p{at}", Fraction(one, sum(weights))) for at, one in enumerate(weights)]

    parts = split([*shares, payer("fixed", fixed=fixed)], fen, {})

    assert sum(part for _, part in parts) == fen
    assert all(part > 0 for _, part in parts)
    assert dict(parts).get("fixed", 0) == min(fixed, fen)


def test_a_fixed_sum_that_was_borne_is_not_borne_again() -> None:
    payers = [payer("city", Fraction(1)), payer("county", fixed=1_000)]

    assert dict(split(payers, 5_000, {"county": 400})) == {"county": 600, "city": 4_400}
    assert dict(split(payers, 5_000, {"county": 1_000})) == {"city": 5_000}


@pytest.mark.parametrize(
    ("issued", "valid", "day"),
    [
        (date(2026, 1, 5), 1, date(2026, 1, 31)),
        (date(2026, 1, 31), 2, date(2026, 2, 28)),
        (date(2026, 11, 1), 3, date(2027, 1, 31)),
        (date(2024, 1, 31), 14, date(2025, 2, 28)),
    ],
)
def test_a_voucher_is_good_until_the_end_of_its_last_month(issued: date, valid: int, day: date) -> None:
    assert last_day(issued, valid) == day
