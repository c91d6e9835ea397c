"""The three values: what is unknown stays unknown until something known settles it."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from laoyou.rules import columns
from laoyou.rules.person import explain, value
from laoyou.rules.tests import made
from laoyou.rules.types import FactType, Verdict

THREE = (True, False, None)
AND = {
    (True, True): True, (True, False): False, (True, None): None,
    (False, True): False, (False, False): False, (False, None): False,
    (None, True): None, (None, False): False, (None, None): None,
}  # fmt: skip
OR = {
    (True, True): True, (True, False): True, (True, None): True,
    (False, True): True, (False, False): False, (False, None): None,
    (None, True): True, (None, False): None, (None, None): None,
}  # fmt: skip
NOT = {True: False, False: True, None: None}


def both_ways(text: str, **facts: Any) -> Any:
    """What a condition is, by both readings, which must agree."""
    alone = value(made.read(text), facts, made.MONTH)
    told = columns.decide([made.program([text])], made.frame([facts]), made.MONTH)
    failed, unknown = told["aid.failed"].item(), told["aid.unknown"].item()
    assert {True: (0, 0), False: (1, 0), None: (0, 1)}[alone] == (failed, unknown)
    return alone


@pytest.mark.parametrize(("left", "right"), list(product(THREE, THREE)))
def test_and_or_follow_the_tables_of_kleene(left: bool | None, right: bool | None) -> None:
    assert both_ways("urban and dementia", urban=left, dementia=right) is AND[left, right]
    assert both_ways("urban or dementia", urban=left, dementia=right) is OR[left, right]


@pytest.mark.parametrize("one", THREE)
def test_not_leaves_the_unknown_unknown(one: bool | None) -> None:
    assert both_ways("not urban", urban=one) is NOT[one]


@given(st.lists(st.sampled_from(THREE), min_size=2, max_size=2))
def test_de_morgan_holds_with_three_values(two: list[bool | None]) -> None:
    facts = {"urban": two[0], "dementia": two[1]}

    one = value(made.read("not (urban and dementia)"), facts, made.MONTH)
    other = value(made.read("not urban or not dementia"), facts, made.MONTH)

    assert one is other


@pytest.mark.parametrize(
    "text",
    [
        "ability >= 2",
        "ability != 2",
        "ability in {1, 2}",
        "not (ability in {1, 2})",
        "low_income == 'urban'",
        "low_income != 'urban'",
        "low_income not in poor",
        "income + 1 yuan > 0 yuan",
        "0 * ability == 0",
        "max(ability, 4) == 4",
        "min(ability, members) == 0",
        "age_on(period_end) >= 60",
        "months_since(certified, period_end) >= 36",
        "years_since(period_start, certified) == 0",
        "within(residence, '230500000000')",
        "residence == registered",
        "residence == residence",
        "'veteran' in groups",
        "birth_date < 2000-01-01",
        "max(birth_date, certified) < 2000-01-01",
        "band(ability, ..1: 1, 2..: 1) == 1",
        "round(ability / 2, half_even) == 1",
        "if urban then true else true",
        "urban == urban",
        "ability / members == 1",
    ],
)
def test_what_asks_an_unknown_fact_is_unknown(text: str) -> None:
    assert both_ways(text) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("known(ability)", False),
        ("not known(birth_date)", True),
        ("known(groups) or known(residence)", False),
        ("known(ability) and ability >= 2", False),
        ("not known(ability) or ability >= 2", True),
        ("if known(ability) then ability >= 2 else true", True),
        ("if false then urban else true", True),
        ("if true then 1 == 1 else dementia", True),
        ("true or urban", True),
        ("false and urban", False),
        ("band(3, ..1: ability, 2..: 5) == 5", True),
    ],
)
def test_what_does_not_depend_on_the_unknown_is_known(text: str, expected: bool) -> None:
    assert both_ways(text) is expected


@pytest.mark.parametrize(
    ("name", "text", "foreign"),
    [
        ("ability", "ability >= 2", 5),
        ("ability", "ability >= 2", -1),
        ("income", "income > 1 yuan", 5_000_01),
        ("income", "income > 1 yuan", -1),
        ("low_income", "low_income != 'urban'", "abolished"),
        ("low_income", "low_income == 'urban'", ""),
    ],
)
def test_a_value_outside_the_vocabulary_is_no_value(name: str, text: str, foreign: object) -> None:
    assert both_ways(text, **{name: foreign}) is None
    assert both_ways(f"known({name})", **{name: foreign}) is False


def test_a_foreign_code_among_several_is_passed_over() -> None:
    assert both_ways("'veteran' in groups", groups=["abolished", "veteran"]) is True
    assert both_ways("'veteran' in groups", groups=["abolished"]) is False
    assert both_ways("'veteran' in groups", groups=[]) is False


def test_where_a_divisor_is_zero_the_result_is_unknown() -> None:
    assert both_ways("income / members < 100 yuan", income=500_00, members=0) is None
    assert both_ways("income / members < 100 yuan", income=500_00, members=6) is True


def test_one_failed_clause_settles_it_whatever_else_is_unknown() -> None:
    program = made.program(["urban", "dementia"], "20 yuan")

    told = explain(program, {"urban": False}, made.MONTH)

    assert (told.verdict, told.amount_fen, told.missing) == (Verdict.NO, 0, ())
    assert (told.failed, told.unknown) == (0b01, 0b10)


def test_an_amount_that_is_unknown_leaves_the_verdict_open() -> None:
    program = made.program(["urban"], "band(ability, ..1: 0 yuan, 2..: 50 yuan)")

    told = explain(program, {"urban": True}, made.MONTH)
    decided = columns.decide([program], made.frame([{"urban": True}]), made.MONTH)

    assert (told.verdict, told.amount_fen, told.missing) == (Verdict.UNDECIDED, None, ("ability",))
    assert (told.failed, told.unknown) == (0, 0b10)
    assert decided["aid.unknown"].item() == 0b10
    assert decided["aid.verdict"].item() is None


def test_an_unknown_amount_means_nothing_where_a_clause_fails() -> None:
    program = made.program(["urban"], "band(ability, ..1: 0 yuan, 2..: 50 yuan)")

    decided = columns.decide([program], made.frame([{"urban": False}, {}]), made.MONTH)

    assert decided["aid.verdict"].to_list() == [0, None]
    assert decided["aid.amount"].to_list() == [0, None]
    assert decided["aid.unknown"].to_list() == [0, 0b01]


def test_every_type_of_fact_may_be_missing() -> None:
    assert {fact.type for fact in made.VOCABULARY.values()} == set(FactType)
    for name in made.VOCABULARY:
        assert both_ways(f"known({name})") is False
