"""What may be written, and what it means for one person."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from laoyou.kernel.money import Money
from laoyou.rules.language import constant
from laoyou.rules.person import value, years_between
from laoyou.rules.tests import made
from laoyou.rules.types import FactType, RuleError

DAYS = st.dates(date(1900, 1, 1), date(2100, 1, 1))
B, N, M, D = FactType.BOOL, FactType.NUMBER, FactType.MONEY, FactType.DATE
WANG: dict[str, Any] = {
    "birth_date": date(1940, 2, 29),
    "certified": date(2023, 6, 15),
    "low_income": "rural",
    "living": "alone",
    "groups": ["veteran"],
    "income": 1_234_56,
    "debt": -20_00,
    "ability": 3,
    "members": 2,
    "urban": False,
    "dementia": True,
    "residence": "230502001001",
    "registered": "230521100000",
}


def told(text: str, want: FactType, **changes: Any) -> Any:
    """What the text is for 王 in February 2026."""
    return value(made.read(text, want), {**WANG, **changes}, made.MONTH)


@pytest.mark.parametrize(
    ("text", "want", "expected"),
    [
        ("12", N, 12),
        ("true", B, True),
        ("false or true", B, True),
        ("20 yuan", M, 2000),
        ("0.05 yuan", M, 5),
        ("7 fen", M, 7),
        ("2024-02-29", D, date(2024, 2, 29)),
        ("period_start", D, date(2026, 2, 1)),
        ("period_end", D, date(2026, 2, 28)),
        ("standard", M, 620_00),
        ("limit", N, 80),
        ("members", N, 2),
        ("-members + 3", N, 1),
    ],
)
def test_values_are_written_as_one_would_expect(text: str, want: FactType, expected: object) -> None:
    assert told(text, want) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1 + 2 * 3", 7),
        ("(1 + 2) * 3", 9),
        ("10 - 2 - 3", 5),
        ("round(12 / 2 / 3, down)", 2),
        ("- 2 * 3", -6),
        ("--2", 2),
        ("max(1, 2 + 1)", 3),
        ("if 1 < 2 then 3 else 4 + 5", 3),
        ("(if 1 > 2 then 3 else 4) + 5", 9),
        ("if false then 1 else if true then 2 else 3", 2),
        ("min(3, 1, 2)", 1),
    ],
)
def test_arithmetic_binds_as_at_school(text: str, expected: int) -> None:
    assert told(text, N) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("true or false and false", True),
        ("not true or true", True),
        ("not (true or true)", False),
        ("not 1 == 2", True),
        ("1 < 2 and 2 < 3", True),
        ("not not true", True),
        ("1 + 1 == 2", True),
        ("true == (1 < 2)", True),
    ],
)
def test_not_binds_before_and_and_before_or(text: str, expected: bool) -> None:
    assert told(text, B) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("low_income == 'rural'", True),
        ("low_income != 'rural'", False),
        ("low_income in {'urban', 'none'}", False),
        ("low_income not in {'urban', 'none'}", True),
        ("low_income in poor", True),
        ("'veteran' in groups", True),
        ("'bereaved' in groups", False),
        ("ability in {1, 3}", True),
        ("income in {1234.56 yuan, 1 yuan}", True),
        ("certified in {2023-06-15}", True),
        ("residence in {'230502001001'}", True),
        ("residence == '230502001001'", True),
        ("residence == registered", False),
        ("urban == false", True),
        ("birth_date <= 1940-02-29", True),
        ("ability in {2.5, 3}", True),
    ],
)
def test_facts_are_compared_with_values_of_their_own_kind(text: str, expected: bool) -> None:
    assert told(text, B) is expected


@pytest.mark.parametrize(
    ("area", "expected"),
    [
        ("230000000000", True),
        ("230500000000", True),
        ("230502000000", True),
        ("230502001000", True),
        ("230502001001", True),
        ("230502001002", False),
        ("230502002000", False),
        ("230521000000", False),
        ("110000000000", False),
    ],
)
def test_a_home_lies_within_every_division_above_it(area: str, expected: bool) -> None:
    assert told(f"within(residence, '{area}')", B) is expected


def test_a_round_code_is_not_taken_for_more_than_it_is() -> None:
    """230100 is a city, 230110 one of its counties: the zero at the end of the county's code is its own."""
    assert told("within(residence, '230110000000')", B, residence="230110001000") is True
    assert told("within(residence, '230110000000')", B, residence="230111001000") is False


@pytest.mark.parametrize(
    ("birth", "month_end", "age"),
    [
        (date(1946, 2, 28), date(2026, 2, 28), 80),
        (date(1946, 3, 1), date(2026, 2, 28), 79),
        (date(1944, 2, 29), date(2026, 2, 28), 81),
        (date(1940, 2, 29), date(2024, 2, 29), 84),
        (date(1940, 2, 29), date(2026, 3, 1), 86),
        (date(2026, 2, 28), date(2026, 2, 28), 0),
        (date(2026, 3, 31), date(2026, 2, 28), -1),
        (date(2030, 1, 1), date(2026, 2, 28), -4),
    ],
)
def test_full_years_count_from_the_birthday_itself(birth: date, month_end: date, age: int) -> None:
    assert told(f"age_on({month_end})", N, birth_date=birth) == age
    assert told(f"years_since(birth_date, {month_end})", N, birth_date=birth) == age


@pytest.mark.parametrize(
    ("since", "until", "months"),
    [
        (date(2023, 6, 15), date(2026, 6, 15), 36),
        (date(2023, 6, 15), date(2026, 6, 14), 35),
        (date(2025, 12, 31), date(2026, 1, 31), 1),
        (date(2026, 1, 31), date(2026, 2, 28), 0),
        (date(2026, 1, 31), date(2026, 3, 1), 1),
        (date(2026, 3, 1), date(2026, 2, 28), -1),
    ],
)
def test_full_months_count_from_the_same_day_of_the_month(since: date, until: date, months: int) -> None:
    assert told(f"months_since(certified, {until})", N, certified=since) == months


@pytest.mark.parametrize(
    ("ability", "fen"), [(0, 0), (1, 100_00), (2, 100_00), (3, 200_00), (4, 300_00)]
)
def test_a_band_gives_the_value_of_the_range_that_holds_the_number(ability: int, fen: int) -> None:
    text = "band(ability, 0: 0 yuan, 1..2: 100 yuan, 3: 200 yuan, 4..: 300 yuan)"

    assert told(text, M, ability=ability) == fen


@pytest.mark.parametrize(("income", "fen"), [(0, 300_00), (500_00, 300_00), (500_01, 100_00)])
def test_bands_over_money_meet_to_the_fen(income: int, fen: int) -> None:
    text = "band(income, ..500 yuan: 300 yuan, 500.01 yuan..: 100 yuan)"

    assert told(text, M, income=income) == fen


def test_a_band_that_nothing_reaches_does_no_harm() -> None:
    assert told("band(ability, ..4: 1 yuan, 5..: 2 yuan)", M) == 100


@pytest.mark.parametrize(
    ("text", "fen"),
    [
        ("round(standard * share, half_up)", 341_00),
        ("round(12420 yuan / 12, half_up)", 1035_00),
        ("round(100 yuan / 3, down)", 3333),
        ("round(100 yuan / 3, up)", 3334),
        ("round(2.5 yuan * 0.01, half_even)", 2),
        ("round(3.5 yuan * 0.01, half_even)", 4),
        ("round(123.49 yuan, half_up, yuan)", 123_00),
        ("round(123.50 yuan, half_up, yuan)", 124_00),
        ("round(123.44 yuan, half_up, ten_fen)", 123_40),
        ("max(debt, 0 yuan)", 0),
        ("max(round(debt * 0.333, half_up) + 10 yuan, 0 yuan)", 3_34),
        ("members * 10 yuan", 20_00),
        ("10 yuan * round(income / 100 yuan, down)", 120_00),
    ],
)
def test_amounts_come_out_in_whole_fen(text: str, fen: int) -> None:
    assert told(text, M) == fen


def test_fractions_may_be_compared_as_they_are() -> None:
    assert told("income / members <= 617.28 yuan", B) is True
    assert told("income / members < 617.28 yuan", B) is False
    assert told("members / 3 == 2 / 3", B) is True


def test_text_may_run_over_lines() -> None:
    assert told("low_income == 'rural'\n  and\n\tability >= 2\r\n", B) is True


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("20 yuan", Money(2000)),
        ("5 fen", Money(5)),
        ("-3 yuan", Money(-300)),
        ("0.55", Fraction(11, 20)),
        ("12", 12),
        ("2026-01-01", date(2026, 1, 1)),
        ("true", True),
        ("'rural'", "rural"),
    ],
)
def test_a_value_of_a_document_is_written_in_the_same_words(text: str, expected: object) -> None:
    found = constant(text)

    assert found == expected
    assert type(found) is type(expected)


@pytest.mark.parametrize("text", ["1 + 1", "period_end", "if true then 1 else 2"])
def test_a_value_is_no_computation(text: str) -> None:
    with pytest.raises(RuleError) as refused:
        constant(text)

    assert refused.value.code == "type"


def test_the_words_of_a_node_are_those_of_the_text() -> None:
    text = "(age_on(period_end) >= 80) and not (urban or dementia)"

    expression = made.read(text)

    first, second = expression.root.parts
    assert expression.words(expression.root) == text
    assert expression.words(first) == "(age_on(period_end) >= 80)"
    assert expression.words(second) == "not (urban or dementia)"
    assert set(expression.facts) == {"birth_date", "urban", "dementia"}


@given(DAYS, DAYS, st.integers(0, 120))
def test_who_is_old_enough_is_so_in_lists_of_persons_as_well(birth: date, on: date, age: int) -> None:
    """Lists ask the day so many years before: 28 February where 29 February has no like in that year."""
    try:
        years_before = on.replace(year=on.year - age)
    except ValueError:
        years_before = on.replace(year=on.year - age, day=28)

    assert (years_between(birth, on) >= age) == (birth <= years_before)
