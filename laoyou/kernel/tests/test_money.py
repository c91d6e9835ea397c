from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, ROUND_UP, Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from laoyou.kernel.errors import Invalid
from laoyou.kernel.money import Money, Rounding

FEN = st.integers(-(10**14), 10**14)
AMOUNTS = FEN.map(Money)
SHARES = st.lists(st.integers(0, 1000), min_size=1, max_size=8).filter(any)
DECIMAL_ROUNDING = {
    Rounding.HALF_UP: ROUND_HALF_UP,
    Rounding.HALF_EVEN: ROUND_HALF_EVEN,
    Rounding.DOWN: ROUND_DOWN,
    Rounding.UP: ROUND_UP,
}


@given(AMOUNTS)
def test_the_text_of_an_amount_leads_back_to_it(amount: Money) -> None:
    assert Money.parse(amount.yuan) == amount
    assert str(amount) == amount.yuan


@pytest.mark.parametrize(
    ("fen", "text"),
    [(123450, "1,234.50"), (0, "0.00"), (-5, "-0.05"), (100, "1.00"), (-12345678900, "-123,456,789.00")],
)
def test_yuan_are_written_with_two_decimals_and_commas(fen: int, text: str) -> None:
    assert Money(fen).yuan == text


@pytest.mark.parametrize(
    ("text", "fen"),
    [
        ("12.34", 1234),
        ("12.3", 1230),
        ("12", 1200),
        (" ¥1,234.50 ", 123450),
        ("１２．３４元", 1234),
        ("￥80元", 8000),
        ("-0.05", -5),
        ("+7", 700),
        ("0.1", 10),
    ],
)
def test_amounts_are_read_exactly_as_people_write_them(text: str, fen: int) -> None:
    assert Money.parse(text).fen == fen


@pytest.mark.parametrize("text", ["", "元", "abc", "1.", ".5", "1,23", "1e3", "1 2", "--1", "NaN", "١٢"])
def test_what_is_no_amount_is_refused(text: str) -> None:
    with pytest.raises(Invalid) as refused:
        Money.parse(text)
    assert refused.value.code == "money_text"


def test_a_part_of_a_fen_is_refused_and_not_rounded() -> None:
    with pytest.raises(Invalid) as refused:
        Money.parse("12.340")
    assert refused.value.code == "money_decimals"


@pytest.mark.parametrize("fen", [1.0, "1", True, Decimal(1)])
def test_only_whole_numbers_count_fen(fen: Any) -> None:
    with pytest.raises(TypeError):
        Money(fen)


@given(AMOUNTS, AMOUNTS, st.integers(-1000, 1000))
def test_arithmetic_is_that_of_whole_numbers(one: Money, other: Money, times: int) -> None:
    assert (one + other).fen == one.fen + other.fen
    assert (one - other).fen == one.fen - other.fen
    assert (-one).fen == -one.fen
    assert one * times == times * one == Money(one.fen * times)
    assert (one < other) == (one.fen < other.fen)
    assert bool(one) == (one != Money.zero())


@given(st.lists(AMOUNTS))
def test_both_sums_agree(amounts: list[Money]) -> None:
    total = Money.sum(amounts)
    assert total.fen == sum(amount.fen for amount in amounts)
    assert sum(amounts, start=Money.zero()) == total
    if amounts:
        assert sum(amounts) == total


def test_money_does_not_mix_with_numbers() -> None:
    amount: Any = Money.of_yuan(1)
    assert amount == Money(100)
    with pytest.raises(TypeError):
        amount + 1
    with pytest.raises(TypeError):
        1 + amount
    with pytest.raises(TypeError):
        amount - 1
    with pytest.raises(TypeError):
        amount * 0.5


@given(AMOUNTS, SHARES)
def test_allocation_never_loses_a_fen_and_stays_within_one(amount: Money, shares: list[int]) -> None:
    parts = amount.allocate(shares)
    assert Money.sum(parts) == amount
    for part, share in zip(parts, shares, strict=True):
        assert abs(part.fen * sum(shares) - amount.fen * share) < sum(shares)
        assert share or not part


def test_leftover_fen_go_to_the_largest_remainder_then_to_the_earlier() -> None:
    assert Money(100).allocate([1, 1, 1]) == [Money(34), Money(33), Money(33)]
    assert Money(-100).allocate([1, 1, 1]) == [Money(-34), Money(-33), Money(-33)]
    assert Money(10).allocate([1, 2, 0]) == [Money(3), Money(7), Money(0)]


@pytest.mark.parametrize("shares", [[], [0, 0], [2, -1], [-1]])
def test_shares_that_cannot_be_shared_by_are_refused(shares: list[int]) -> None:
    with pytest.raises(Invalid) as refused:
        Money(1).allocate(shares)
    assert refused.value.code == "money_shares"


@given(FEN, st.integers(-(10**6), 10**6).filter(bool), st.sampled_from(Rounding))
def test_rounding_by_name_agrees_with_decimal(numerator: int, denominator: int, rounding: Rounding) -> None:
    scaled = numerator - numerator % 5  # halves come up often
    expected = int((Decimal(scaled) / 10).quantize(Decimal(1), rounding=DECIMAL_ROUNDING[rounding]))
    assert Money.of_ratio(scaled, 10, rounding).fen == expected
    assert Money.of_ratio(-scaled, -10, rounding).fen == expected
    error = Money.of_ratio(numerator, denominator, rounding).fen * denominator - numerator
    limit = abs(denominator) if rounding in (Rounding.UP, Rounding.DOWN) else abs(denominator) / 2 + 0.5
    assert abs(error) <= limit


def test_the_four_roundings_of_two_and_a_half() -> None:
    assert {rounding: Money.of_ratio(-5, 2, rounding).fen for rounding in Rounding} == {
        Rounding.HALF_UP: -3,
        Rounding.HALF_EVEN: -2,
        Rounding.DOWN: -2,
        Rounding.UP: -3,
    }


def test_a_ratio_by_nothing_is_an_error() -> None:
    with pytest.raises(ZeroDivisionError):
        Money.of_ratio(1, 0, Rounding.DOWN)
