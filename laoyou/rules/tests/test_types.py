"""The words of the engine keep what they promise."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from laoyou.kernel.errors import Invalid
from laoyou.rules.language import parse
from laoyou.rules.tests import made
from laoyou.rules.types import (
    MAX_CLAUSES,
    RESERVED,
    TYPE_LABELS,
    VERDICT_LABELS,
    Clause,
    Fact,
    FactType,
    Node,
    Op,
    Period,
    Place,
    Program,
    Verdict,
    Vocabulary,
    facts_of,
    nearest,
)


@pytest.mark.parametrize("name", ["", "Age", "1st", "a-b", "年龄", "__class__", "a.b", "a" * 65, "age "])
def test_a_fact_has_a_plain_name(name: str) -> None:
    with pytest.raises(Invalid) as refused:
        Fact(name, FactType.BOOL, "名称")

    assert refused.value.code == "name"


@pytest.mark.parametrize("name", sorted(RESERVED))
def test_no_fact_bears_a_word_of_the_language(name: str) -> None:
    with pytest.raises(Invalid) as refused:
        Fact(name, FactType.BOOL, "名称")

    assert refused.value.code == "name"


@pytest.mark.parametrize("kind", [FactType.CODE, FactType.CODES])
def test_a_fact_of_codes_lists_them(kind: FactType) -> None:
    with pytest.raises(Invalid) as refused:
        Fact("living", kind, "居住状况")

    assert refused.value.code == "codes"


def test_only_a_fact_of_codes_lists_codes() -> None:
    with pytest.raises(Invalid) as refused:
        Fact("urban", FactType.BOOL, "城镇", {"yes": "是"})

    assert refused.value.code == "codes"


@pytest.mark.parametrize(
    ("fact", "value", "admitted"),
    [
        ("ability", 4, 4),
        ("ability", 5, None),
        ("ability", -1, None),
        ("ability", None, None),
        ("debt", -1_000_00, -1_000_00),
        ("debt", -1_000_01, None),
        ("income", 5_000_00, 5_000_00),
        ("income", 5_000_01, None),
        ("low_income", "urban", "urban"),
        ("low_income", "gone", None),
        ("groups", ["veteran", "veteran"], frozenset({"veteran"})),
        ("groups", (), frozenset()),
        ("urban", False, False),
        ("birth_date", date(1940, 1, 1), date(1940, 1, 1)),
        ("residence", "230502001001", "230502001001"),
    ],
)
def test_a_fact_admits_the_values_of_its_vocabulary(fact: str, value: Any, admitted: Any) -> None:
    assert made.VOCABULARY[fact].admit(value) == admitted


def test_numbers_and_money_have_bounds_where_none_are_named() -> None:
    assert Fact("beds", FactType.NUMBER, "床位").admit(10**6) == 10**6
    assert Fact("beds", FactType.NUMBER, "床位").admit(10**6 + 1) is None
    assert Fact("cost", FactType.MONEY, "费用").admit(10**11) == 10**11
    assert Fact("cost", FactType.MONEY, "费用").admit(-1) is None


def test_a_vocabulary_names_each_fact_once() -> None:
    urban = made.VOCABULARY["urban"]

    with pytest.raises(Invalid) as refused:
        Vocabulary([urban, urban])

    assert refused.value.code == "name_twice"
    assert len(Vocabulary([urban])) == 1
    assert list(Vocabulary([urban])) == ["urban"]


@pytest.mark.parametrize(
    ("word", "known", "near"),
    [
        ("abilty", ["ability", "members"], "ability"),
        ("x" * 10_000, ["ability"], None),
        ("", ["ability"], None),
        ("ability", [], None),
    ],
)
def test_the_nearest_word_is_one_that_is_like_it(word: str, known: list[str], near: str | None) -> None:
    assert nearest(word, known) == near


def test_a_period_does_not_run_backwards() -> None:
    with pytest.raises(Invalid) as refused:
        Period(date(2026, 2, 28), date(2026, 2, 27))

    assert refused.value.code == "span_reversed"
    assert Period(date(2026, 2, 28), date(2026, 2, 28)).start == date(2026, 2, 28)


def test_nodes_are_equal_by_what_they_compute_not_where_they_stand() -> None:
    here = Node(Op.FACT, FactType.BOOL, value="urban", at=Place(1, 1, 0, 5))
    there = Node(Op.FACT, FactType.BOOL, value="urban", at=Place(3, 9, 40, 45))

    assert here == there
    assert hash(here) == hash(there)
    assert made.read("urban and dementia").root == made.read("urban\n  and (dementia)").root
    assert made.read("age_on(opened) > 3").root == made.read("years_since(birth_date, opened) > 3").root


@pytest.mark.parametrize("code", ["", "Aid", "a.b", "高龄", "1st", "a b"])
def test_a_program_has_a_plain_code(code: str) -> None:
    with pytest.raises(Invalid) as refused:
        made.program(["urban"], None, code)

    assert refused.value.code == "name"


def test_a_program_has_a_clause_and_not_too_many() -> None:
    for count in (0, MAX_CLAUSES + 1):
        with pytest.raises(Invalid) as refused:
            made.program(["urban"] * count)
        assert refused.value.code == "clauses"
    assert len(made.program(["urban"] * MAX_CLAUSES).clauses) == MAX_CLAUSES


def test_clauses_are_conditions_and_the_amount_is_money() -> None:
    number, truth = made.read("members", FactType.NUMBER), made.read("urban")

    for clause, amount in ((number, None), (truth, number)):
        with pytest.raises(Invalid) as refused:
            Program("aid", (Clause("c", "", "", clause),), amount)
        assert refused.value.code == "type"


def test_the_facts_of_programs_are_those_that_they_name() -> None:
    programs = [made.program(["urban", "ability > 2"]), made.program(["urban"], "income", "care")]

    assert set(facts_of(programs)) == {"urban", "ability", "income"}


def test_two_meanings_of_one_name_are_a_mistake_of_the_program() -> None:
    other = Vocabulary([Fact("ability", FactType.NUMBER, "能力等级", high=5)])
    clause = Clause("c", "", "", parse("ability > 2", other, {}, want=FactType.BOOL))

    with pytest.raises(ValueError, match="ability"):
        facts_of([made.program(["ability > 2"]), Program("other", (clause,))])


def test_every_type_and_every_verdict_has_a_chinese_word() -> None:
    assert set(TYPE_LABELS) == set(FactType)
    assert set(VERDICT_LABELS) == set(Verdict)
