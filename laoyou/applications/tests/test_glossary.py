"""The glossary has every word of applications beside its name in the code."""

from __future__ import annotations

from laoyou.applications import types
from laoyou.people.tests.test_glossary import GLOSSARY, labelled


def test_every_word_of_applications_has_its_row() -> None:
    assert labelled(types)
    missing = [(name, label) for name, label in labelled(types) if f"| {label} | `{name}` |" not in GLOSSARY]

    assert missing == []
