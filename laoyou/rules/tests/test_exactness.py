"""To the fen, and never past what every engine computes exactly."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from laoyou.kernel.errors import Invalid
from laoyou.kernel.money import Money, Rounding, divide
from laoyou.rules import bounds, columns
from laoyou.rules.bounds import LIMIT, Interval, Ratio, TooLarge, interval
from laoyou.rules.language import parse
from laoyou.rules.person import reason, value
from laoyou.rules.tests import made
from laoyou.rules.types import Clause, Fact, FactType, Node, Program, RuleError, Vocabulary

WHOLE = st.integers(-(10**6), 10**6)
INTERVALS = st.tuples(WHOLE, WHOLE).map(lambda two: Interval(min(two), max(two)))
AMOUNT = Fact("amount", FactType.MONEY, "金额", low=-(10**11))
PARTS = Fact("parts", FactType.NUMBER, "份数", low=1)


def paid(text: str, amounts: list[int], parts: list[int]) -> list[int | None]:
    """An amount over columns; below zero it is read as a difference from a larger one."""
    shifted = parse(f"{text} + 1000000000 yuan", Vocabulary([AMOUNT, PARTS]), {}, want=FactType.MONEY)
    always = parse("true", Vocabulary(()), {}, want=FactType.BOOL)
    program = Program("aid", (Clause("a", "", "", always),), shifted)
    frame = pl.DataFrame({"amount": amounts, "parts": parts}, schema={"amount": pl.Int64, "parts": pl.Int16})
    due = columns.decide([program], frame, made.MONTH)["aid.amount"]
    return (due - 10**11).to_list()


@pytest.mark.parametrize("rule", list(Rounding))
@given(st.lists(st.tuples(st.integers(-(10**9), 10**9), st.integers(1, 1000)), min_size=1, max_size=50))
@settings(max_examples=40)
def test_columns_round_as_money_is_divided(rule: Rounding, cases: list[tuple[int, int]]) -> None:
    amounts, parts = (list(each) for each in zip(*cases, strict=True))

    assert paid(f"round(amount / parts, {rule})", amounts, parts) == [
        divide(amount, part, rule) for amount, part in cases
    ]


@pytest.mark.parametrize("rule", list(Rounding))
@pytest.mark.parametrize(("unit", "fen"), [("fen", 1), ("ten_fen", 10), ("yuan", 100)])
def test_every_rule_meets_the_half_and_its_neighbours_in_every_unit(
    rule: Rounding, unit: str, fen: int
) -> None:
    around = range(-2 * fen * 4, 2 * fen * 4 + 1)
    amounts = [sign * (7 * fen * 4 + step) for sign in (-1, 1) for step in around]

    told = paid(f"round(amount / 4, {rule}, {unit})", amounts, [1] * len(amounts))

    assert told == [divide(amount, 4 * fen, rule) * fen for amount in amounts]


def test_the_rules_are_named_as_in_the_kernel() -> None:
    for rule in Rounding:
        halved = made.read(f"round(5 / 2, {rule})", FactType.NUMBER)
        assert value(halved, {}, made.MONTH) == divide(5, 2, rule)


def test_rounding_twice_is_rounding_twice() -> None:
    """0.5 fen up to the fen, then on to the yuan: each named step is taken."""
    assert paid("round(round(amount / 2, up), half_up, yuan)", [99], [1]) == [100]
    assert paid("round(amount / 2, half_up, yuan)", [99], [1]) == [0]


@given(INTERVALS, INTERVALS, st.data())
def test_intervals_hold_whatever_comes_of_their_numbers(
    left: Interval, right: Interval, data: st.DataObject
) -> None:
    a = data.draw(st.integers(left.low, left.high))
    b = data.draw(st.integers(right.low, right.high))

    told = ((left + right, a + b), (left - right, a - b), (left * right, a * b), (5 - left, 5 - a))
    for found, number in told:
        assert found.low <= number <= found.high
    if b > 0:
        assert left.over(right).low <= Fraction(a, b) <= left.over(right).high


@given(st.tuples(WHOLE, st.integers(1, 1000)), st.tuples(WHOLE, st.integers(1, 1000)))
def test_ratios_compute_as_fractions_do(one: tuple[int, int], other: tuple[int, int]) -> None:
    left: Ratio[int] = Ratio(*one)
    right: Ratio[int] = Ratio(*other)
    a, b = Fraction(*one), Fraction(*other)

    assert _fraction(bounds.add(left, right)) == a + b
    assert _fraction(bounds.subtract(left, right)) == a - b
    assert _fraction(bounds.multiply(left, right)) == a * b
    if b > 0:
        assert _fraction(bounds.divide(left, right)) == a / b


def _fraction(ratio: Ratio[Any]) -> Fraction:
    return Fraction(ratio.top, ratio.bottom)


def test_no_interval_reaches_past_what_a_double_holds() -> None:
    assert Interval(-LIMIT, LIMIT).high == 2**53
    for low, high in ((0, LIMIT + 1), (-LIMIT - 1, 0)):
        with pytest.raises(TooLarge):
            Interval(low, high)


@settings(max_examples=150)
@given(made.programs(), made.FACTS)
def test_every_number_lies_within_the_bounds_proved_at_load(program: Program, facts: dict[str, Any]) -> None:
    admitted = {name: fact.admit(facts[name]) for name, fact in made.VOCABULARY.items()}
    for expression in program.expressions:
        for node in _numbers(expression.root):
            found = reason(node, admitted, made.MONTH).value
            assert node.bounds is not None
            if found is not None and node.bounds.bottom == 1:
                limits = interval(node.bounds.top)
                assert limits.low <= found <= limits.high


def _numbers(node: Node) -> list[Node]:
    inside = [each for part in node.parts for each in _numbers(part)]
    return [node, *inside] if node.bounds is not None else inside


@pytest.mark.parametrize("high", [10**9, 10**12, 10**15])
def test_what_may_grow_too_large_is_refused_when_it_is_read(high: int) -> None:
    wide = Vocabulary([Fact("beds", FactType.NUMBER, "床位", high=high)])

    with pytest.raises(RuleError) as refused:
        parse("beds * beds > 3", wide, {}, want=FactType.BOOL)

    assert refused.value.code == "bounds"
    assert "min(" in refused.value.message


def test_a_limit_in_the_text_makes_room() -> None:
    wide = Vocabulary([Fact("beds", FactType.NUMBER, "床位", high=10**9)])

    assert parse("min(beds, 1000) * beds > 3", wide, {}, want=FactType.BOOL)


def test_an_intermediate_number_counts_as_well_as_the_result() -> None:
    wide = Vocabulary([Fact("fund", FactType.MONEY, "资金", high=10**15)])

    with pytest.raises(RuleError) as refused:
        parse("round(fund * 0.3333 , half_up) > 3 yuan", wide, {}, want=FactType.BOOL)

    assert refused.value.code == "bounds"


@pytest.mark.parametrize(("low", "high"), [(5, 4), (0, 2**60), (-(2**60), 0)])
def test_a_fact_has_bounds_in_order_and_within_the_limit(low: int, high: int) -> None:
    with pytest.raises(Invalid) as refused:
        Fact("beds", FactType.NUMBER, "床位", low=low, high=high)

    assert refused.value.code == "bounds"


def test_a_literal_beyond_the_limit_is_refused() -> None:
    with pytest.raises(RuleError) as refused:
        made.read("members < 100000000000000000")

    assert refused.value.code == "bounds"


def test_parameters_are_as_exact_as_literals() -> None:
    whole = parse(
        "round(standard * share / 12, half_up)",
        made.VOCABULARY,
        {"standard": Money.of_yuan(17736), "share": Fraction(1, 3)},
        want=FactType.MONEY,
    )

    assert value(whole, {}, made.MONTH) == divide(17736_00, 36, Rounding.HALF_UP)


def test_a_parameter_that_is_no_exact_value_is_a_mistake_of_the_program() -> None:
    with pytest.raises(TypeError):
        parse("members > half", made.VOCABULARY, {"half": 0.5}, want=FactType.BOOL)  # type: ignore[dict-item]
