"""What the register knows of a person and what policies may ask of him are one set of words."""

from __future__ import annotations

import pytest

from laoyou.people.types import DISABILITY_GRADES, FACT_KIND_LABELS, VALUES, FactKind
from laoyou.policies import reads
from laoyou.policies.types import Subject
from laoyou.rules.types import FactType

FACTS = reads.vocabulary(Subject.ELDER).facts
ABSENT = "none"
NAMED_OTHERWISE = {FactKind.DEATH: "alive"}


@pytest.mark.parametrize("kind", list(FactKind))
def test_every_kind_of_status_fact_may_be_asked_with_all_its_values(kind: FactKind) -> None:
    fact = FACTS[NAMED_OTHERWISE.get(kind, kind.value)]

    match fact.type:
        case FactType.CODE:
            assert {code: label for code, label in fact.codes.items() if code != ABSENT} == VALUES[kind]
        case FactType.NUMBER:
            assert [str(grade) for grade in range(fact.low, fact.highest + 1)] == list(VALUES[kind])
        case _:
            assert fact.type is FactType.BOOL
            assert list(VALUES[kind]) == ["yes"]


@pytest.mark.parametrize(
    "kind", [kind for kind in FactKind if kind not in (FactKind.DEATH, FactKind.DISABILITY)]
)
def test_a_fact_bears_the_name_that_the_register_gives_it(kind: FactKind) -> None:
    assert FACTS[kind.value].label == FACT_KIND_LABELS[kind]


def test_grades_of_disability_are_those_of_the_certificate_and_none() -> None:
    grade = FACTS["disability_grade"]

    assert [str(one) for one in range(grade.low, grade.highest + 1)] == ["0", *DISABILITY_GRADES]
