"""What clauses may ask: names that other rooms rely on, and what stands where nothing is said."""

from __future__ import annotations

from pathlib import Path

import pytest

from laoyou.policies import reads
from laoyou.policies.core import vocabulary
from laoyou.policies.types import Subject
from laoyou.rules.types import FactType

PERSON = reads.vocabulary(Subject.ELDER)


@pytest.mark.parametrize("subject", list(Subject))
def test_every_fact_has_a_label_and_the_paper_that_settles_it(subject: Subject) -> None:
    words = reads.vocabulary(subject)

    assert all(fact.label and fact.evidence for fact in words.facts.values())
    assert set(words.silence) <= set(words.facts)
    assert all(words.facts[name].admit(value) == value for name, value in words.silence.items())


def test_an_infant_is_asked_the_same_as_an_elder() -> None:
    assert reads.vocabulary(Subject.INFANT) is PERSON


def test_complete_rosters_are_silent_of_whom_they_do_not_name() -> None:
    assert PERSON.silence == {
        "alive": True,
        "low_income": "none",
        "low_income_edge": False,
        "extreme_poverty": "none",
        "entitled_group": False,
        "special_family": "none",
        "disability": "none",
        "disability_grade": 0,
        "dementia": False,
        "contribution": False,
    }


@pytest.mark.parametrize(
    "name", ["living", "ability", "ltc_grade", "pension", "birth_date", "urban", "residence"]
)
def test_what_nobody_has_looked_into_is_unknown(name: str) -> None:
    assert name in PERSON.facts
    assert name not in PERSON.silence


def test_grades_have_their_bounds() -> None:
    bounds = {
        name: (fact.low, fact.highest) for name, fact in PERSON.facts.items() if fact.type is FactType.NUMBER
    }

    assert bounds == {"disability_grade": (0, 4), "ability": (0, 4), "ltc_grade": (0, 5)}


def test_a_fund_tells_whose_money_it_is() -> None:
    assert reads.funds()["lottery_city"].lottery
    assert not reads.funds()["city"].lottery
    assert {fund.level for fund in reads.funds().values()} <= {
        "national",
        "province",
        "city",
        "county",
        "town",
    }


def test_the_nations_documents_stand_by_themselves() -> None:
    documents, faults = reads.checked(reads.national_files())

    assert faults == ()
    assert {one.code for one in documents if one.kind == "benefit"} <= set(reads.benefits())


@pytest.mark.parametrize(
    "text",
    [
        "age: {type: number, label: 年龄, silence: unknown, evidence: 证}\nage: {type: bool}",
        "age: {typ: number, label: 年龄, silence: unknown, evidence: 证}",
        "age: {type: number, label: 年龄, silence: many, evidence: 证}",
        "kind: {type: code, label: 类, codes: {a: 甲}, silence: b, evidence: 证}",
        "age: number",
    ],
)
def test_a_wrong_file_is_a_fault_of_the_program(
    text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "strange.yaml").write_text(text, encoding="utf-8")
    monkeypatch.setattr(vocabulary, "FOLDER", tmp_path)

    with pytest.raises(ValueError, match=r"strange\.yaml|is no value|invalid literal"):
        vocabulary._words("strange.yaml")
