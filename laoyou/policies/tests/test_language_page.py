"""docs/policy-language.md: what it shows can be loaded, and it leaves nothing out."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from laoyou.policies import reads, types
from laoyou.policies.core import benefits, documents
from laoyou.policies.types import Subject

PAGE = (Path(__file__).parents[3] / "docs" / "policy-language.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)


def test_every_example_can_be_loaded() -> None:
    found, faults = reads.checked({f"{number}.yaml": text for number, text in enumerate(EXAMPLES)})

    assert faults == ()
    assert [one.kind.value for one in found] == ["benefit", "fund_rule", "catalogue"]


@pytest.mark.parametrize(
    "words",
    [
        documents.COMMON_KEYS,
        benefits.KEYS,
        benefits.CLAUSE_KEYS,
        benefits.AMOUNT_KEYS,
        benefits.PAYER_KEYS,
        benefits.EXCLUSION_KEYS,
        reads.funds(),
        reads.benefits(),
    ],
)
def test_every_key_fund_and_code_is_on_the_page(words: dict[str, object]) -> None:
    assert [word for word in words if f"`{word}`" not in PAGE] == []


HEADINGS = {
    Subject.ELDER: "### Of an elder or an infant",
    Subject.FACILITY: "### Of a facility",
    Subject.STAFF: "### Of somebody who works in care",
    Subject.ORGANISATION: "### Of an organisation",
}


@pytest.mark.parametrize("subject", HEADINGS)
def test_every_fact_is_on_the_page_with_its_codes_and_its_silence(subject: Subject) -> None:
    table = PAGE.partition(HEADINGS[subject])[2].partition("\n##")[0]
    rows = [line for line in table.splitlines() if line.startswith("| `")]
    words = reads.vocabulary(subject)

    for name, fact in words.facts.items():
        [row] = [row for row in rows if f"`{name}`" in row.split("|")[1]]
        said = row.split("|")[4].strip().strip("`'")
        silence = words.silence.get(name, "unknown")
        assert said == str(silence).lower(), name
        short = f"`'{next(iter(fact.codes))}'`" if fact.codes else ""
        assert short in row, name


def test_every_labelled_word_of_policies_is_in_the_glossary() -> None:
    glossary = (Path(__file__).parents[3] / "docs" / "glossary.md").read_text(encoding="utf-8")
    tables = [table for name, table in vars(types).items() if name.endswith("LABELS")]
    rows = [
        f"| {label} | `{type(word).__name__}.{word.name}` |"
        for table in tables
        for word, label in table.items()
    ]

    assert rows
    assert [row for row in rows if row not in glossary] == []
