"""docs/policy-language.md says what the language is: its sentences are read, its words are all there are."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from laoyou.kernel.money import Money, Rounding
from laoyou.rules.checker import CALLS, Checker
from laoyou.rules.language import parse
from laoyou.rules.parser import read
from laoyou.rules.types import RESERVED, Fact, FactType, Parameter, Vocabulary

HOUSE = Path(__file__).resolve().parents[3]
PAGE = (HOUSE / "docs" / "policy-language.md").read_text(encoding="utf-8").partition("# Expressions")[2]
WORD = re.compile(r"[a-z_]+")
NONE = {"none": "无"}
VOCABULARY = Vocabulary(
    [
        Fact("birth_date", FactType.DATE, "出生日期"),
        Fact("residence", FactType.DIVISION, "居住地"),
        Fact("registered", FactType.DIVISION, "户籍地"),
        Fact("low_income", FactType.CODE, "低保", {**NONE, "urban": "城", "rural": "乡"}),
        Fact("extreme_poverty", FactType.CODE, "特困", {**NONE, "concentrated": "集中", "dispersed": "分散"}),
        Fact("ability", FactType.NUMBER, "能力", high=4),
        Fact("disability_grade", FactType.NUMBER, "残疾等级", high=4),
        Fact("grade", FactType.NUMBER, "等级", high=5),
        Fact("beds", FactType.NUMBER, "床位"),
        Fact("members", FactType.NUMBER, "人数", high=30),
        Fact("income", FactType.MONEY, "收入"),
        Fact("cost", FactType.MONEY, "费用"),
        Fact("urban", FactType.BOOL, "城镇"),
    ]
)
PARAMETERS: dict[str, Parameter] = {
    name: Money.of_yuan(600) for name in ("standard", "yearly", "urban_rate", "rural_rate")
}


def sentences() -> list[str]:
    """The indented lines under the last heading, without the remark behind them."""
    block = PAGE.partition("## Sentences to copy")[2]
    return [re.split(r"\s{2,}", line.strip())[0] for line in block.splitlines() if line.startswith("    ")]


@pytest.mark.parametrize("sentence", sentences())
def test_every_sentence_to_copy_is_a_condition_or_an_amount(sentence: str) -> None:
    kind = Checker(VOCABULARY, PARAMETERS).check(read(sentence)).type

    assert kind in (FactType.BOOL, FactType.MONEY)
    assert parse(sentence, VOCABULARY, PARAMETERS, want=kind).text == sentence


def test_the_page_has_sentences_to_copy() -> None:
    assert len(sentences()) >= 10


def test_every_code_of_a_refusal_is_on_the_page() -> None:
    rows = PAGE.partition("## What is refused")[2].partition("## Sentences")[0]
    cells = re.findall(r"^\| (`[^|]*)\|", rows, re.MULTILINE)
    on_the_page = {code for cell in cells for code in WORD.findall(cell)}

    assert on_the_page == set(WORD.findall(str(parse.__doc__).partition("Its codes:")[2].replace("`", " ")))


def test_every_word_of_the_language_is_on_the_page() -> None:
    assert {word for word in RESERVED if not re.search(rf"\b{word}\b", PAGE)} == set()
    assert {name for name in CALLS if f"`{name}(" not in PAGE} == set()
    assert {rule for rule in Rounding if f"`{rule}`" not in PAGE} == set()
