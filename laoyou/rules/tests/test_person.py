"""One person's reasons: each clause with its tree, and which document is missing."""

from __future__ import annotations

import time
from datetime import date, datetime
from typing import Any

import pytest

from laoyou.rules.person import Reason, explain
from laoyou.rules.tests import made
from laoyou.rules.types import Op, Period, Verdict

CLAUSES = [
    "age_on(period_end) >= limit",
    "within(residence, '230500000000')",
    "low_income in poor or ability >= 2",
]
AMOUNT = "band(age_on(period_end), ..89: 100 yuan, 90..: round(standard / 3, half_up))"
WANG: dict[str, Any] = {
    "birth_date": date(1940, 5, 1),
    "residence": "230502001001",
    "low_income": "rural",
    "ability": 1,
}


def told(**changes: Any) -> Any:
    return explain(made.program(CLAUSES, AMOUNT), {**WANG, **changes}, made.MONTH)


def leaves(reason: Reason) -> dict[str, Any]:
    """The values of the facts that were looked at."""
    found = {str(reason.node.value): reason.value} if reason.node.op is Op.FACT else {}
    for part in reason.parts:
        found |= leaves(part)
    return found


def test_who_meets_every_clause_is_due_the_amount() -> None:
    told_of_him = told()

    assert told_of_him.verdict is Verdict.YES
    assert told_of_him.amount_fen == 100_00
    assert [each.verdict for each in told_of_him.clauses] == [Verdict.YES] * 3
    assert told_of_him.missing == ()


def test_every_clause_tells_its_values_down_to_the_facts() -> None:
    age, home, need = told().clauses

    assert age.clause.key == "c0"
    assert age.clause.when.words(age.reason.node) == "age_on(period_end) >= limit"
    assert [part.value for part in age.reason.parts] == [85, 80]
    assert leaves(home.reason) == {"residence": "230502001001"}
    assert leaves(need.reason) == {"low_income": "rural", "ability": 1}


def test_every_node_of_a_tree_can_be_shown_in_the_words_of_the_text() -> None:
    age = told().clauses[0]

    words = [age.clause.when.words(part.node) for part in age.reason.parts]

    assert words == ["age_on(period_end)", "limit"]


def test_who_fails_a_clause_is_due_nothing() -> None:
    told_of_him = told(birth_date=date(1950, 1, 1))

    assert (told_of_him.verdict, told_of_him.amount_fen) == (Verdict.NO, 0)
    assert told_of_him.failed == 0b001
    assert told_of_him.amount is None


@pytest.mark.parametrize(
    ("changes", "missing", "unknown"),
    [
        ({"birth_date": None}, ("birth_date",), 0b001),
        ({"residence": None}, ("residence",), 0b010),
        ({"low_income": None, "ability": None}, ("low_income", "ability"), 0b100),
        ({"low_income": None}, ("low_income",), 0b100),
        ({"low_income": "none", "ability": None}, ("ability",), 0b100),
        ({"low_income": "none", "ability": 7}, ("ability",), 0b100),
        ({"birth_date": None, "residence": None}, ("birth_date", "residence"), 0b011),
    ],
)
def test_the_missing_facts_are_those_by_which_it_is_open(
    changes: dict[str, Any], missing: tuple[str, ...], unknown: int
) -> None:
    told_of_him = told(**changes)

    assert told_of_him.verdict is Verdict.UNDECIDED
    assert told_of_him.amount_fen is None
    assert told_of_him.missing == missing
    assert told_of_him.unknown == unknown


def test_a_clause_says_what_would_settle_it_even_where_another_has_failed() -> None:
    told_of_him = told(birth_date=date(1950, 1, 1), residence=None)

    assert told_of_him.verdict is Verdict.NO
    assert told_of_him.missing == ()
    assert told_of_him.clauses[1].missing == ("residence",)


def test_what_is_already_settled_asks_for_nothing() -> None:
    need = told(ability=None).clauses[2]

    assert need.verdict is Verdict.YES
    assert need.missing == ()


@pytest.mark.parametrize(
    ("text", "facts", "missing"),
    [
        ("(urban and false) or dementia", {}, ("dementia",)),
        ("if urban then dementia else ability >= 2", {}, ("urban",)),
        ("if urban then dementia else ability >= 2", {"urban": True}, ("dementia",)),
        ("if urban then dementia else ability >= 2", {"urban": False}, ("ability",)),
        ("band(ability, ..1: members, 2..: 3) == 3", {"ability": 0}, ("members",)),
        ("band(ability, ..1: members, 2..: 3) == 3", {}, ("ability",)),
        ("urban or urban and urban", {}, ("urban",)),
        ("income / members > 1 yuan", {"income": 5, "members": 0}, ("members",)),
        ("income / max(members, 0) > 1 yuan", {"income": 5, "members": 0}, ("members",)),
        ("income / members > 1 yuan", {"members": 0}, ("income",)),
    ],
)
def test_only_what_stands_in_the_way_is_missing(
    text: str, facts: dict[str, Any], missing: tuple[str, ...]
) -> None:
    assert explain(made.program([text]), facts, made.MONTH).missing == missing


def test_of_a_choice_only_the_branch_that_is_taken_is_shown() -> None:
    program = made.program(["if urban then dementia else ability >= 2"])

    told_of_him = explain(program, {"urban": False, "ability": 3}, made.MONTH)

    assert leaves(told_of_him.clauses[0].reason) == {"urban": False, "ability": 3}


def test_the_amount_comes_with_its_tree() -> None:
    told_of_him = told(birth_date=date(1930, 5, 1))

    assert told_of_him.amount_fen == 206_67
    assert told_of_him.amount is not None
    assert leaves(told_of_him.amount) == {"birth_date": date(1930, 5, 1)}


def test_a_benefit_without_money_is_due_nothing_but_itself() -> None:
    told_of_him = explain(made.program(["urban"]), {"urban": True}, made.MONTH)

    assert (told_of_him.verdict, told_of_him.amount_fen, told_of_him.amount) == (Verdict.YES, 0, None)


def test_the_period_is_that_of_the_question() -> None:
    program = made.program(["age_on(period_start) >= 80", "age_on(period_end) >= 80"])
    month = Period(date(2026, 5, 1), date(2026, 5, 31))

    told_of_him = explain(program, {"birth_date": date(1946, 5, 2)}, month)

    assert told_of_him.failed == 0b01


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ability", "3"),
        ("ability", True),
        ("urban", 1),
        ("birth_date", "1940-05-01"),
        ("birth_date", datetime(1940, 5, 1)),  # noqa: DTZ001
        ("income", 12.5),
        ("low_income", 1),
        ("groups", "veteran"),
        ("residence", 230502001001),
    ],
)
def test_a_value_of_another_type_is_a_mistake_of_the_program(name: str, value: object) -> None:
    program = made.program([f"known({name})"])

    with pytest.raises(TypeError, match=name):
        explain(program, {name: value}, made.MONTH)


def test_facts_that_no_clause_names_are_not_looked_at() -> None:
    facts = {"urban": True, "ability": "nonsense", "more": 1}

    told_of_him = explain(made.program(["urban"]), facts, made.MONTH)

    assert told_of_him.verdict is Verdict.YES


def test_one_person_is_explained_at_once() -> None:
    """A milliseconds' work for ten policies; the bound is generous for a busy machine."""
    program = made.program(CLAUSES, AMOUNT)

    begun = time.process_time()
    for _ in range(100):
        explain(program, WANG, made.MONTH)

    assert (time.process_time() - begun) / 100 < 0.005
