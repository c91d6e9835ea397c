"""The glossary has every word of claims, and what the register tells is what the vocabulary asks."""

from __future__ import annotations

from laoyou.people.tests.test_glossary import GLOSSARY, labelled
from laoyou.policies import reads as policies
from laoyou.policies.types import Subject
from laoyou.subsidies import types
from laoyou.subsidies.reads import known


def test_every_word_of_claims_has_its_row() -> None:
    assert labelled(types)
    missing = [(name, label) for name, label in labelled(types) if f"| {label} | `{name}` |" not in GLOSSARY]

    assert missing == []


def test_every_kind_that_the_register_tells_is_one_that_a_law_may_ask() -> None:
    kinds = {one: policies.vocabulary(one).facts for one in types.SUBJECTS}

    facility = {*known.FACILITY_KINDS.values(), *known.TIERS.values(), "street_centre", "town_centre"}
    assert facility <= set(kinds[Subject.FACILITY]["kind"].codes)
    assert set(known.ORGANISATION_KINDS.values()) <= set(kinds[Subject.ORGANISATION]["kind"].codes)
    assert set(known.EMPLOYERS.values()) <= set(kinds[Subject.STAFF]["employer_kind"].codes)
