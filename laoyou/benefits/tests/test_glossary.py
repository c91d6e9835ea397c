"""The glossary has every word of benefits beside its name in the code."""

from __future__ import annotations

from laoyou.benefits import types
from laoyou.people.tests.test_glossary import GLOSSARY, labelled


def test_every_word_of_benefits_has_its_row() -> None:
    assert labelled(types)
    missing = [(name, label) for name, label in labelled(types) if f"| {label} | `{name}` |" not in GLOSSARY]

    assert missing == []
