"""The glossary has every word of family, beside its name in the code."""

from __future__ import annotations

from enum import Enum
from pathlib import Path

from laoyou.family import types

GLOSSARY = (Path(__file__).parents[3] / "docs" / "glossary.md").read_text(encoding="utf-8")


def test_every_labelled_word_of_family_has_its_row() -> None:
    tables = [table for name, table in vars(types).items() if name.endswith("LABELS")]
    words = [
        (f"{type(member).__name__}.{member.name}", label)
        for table in tables
        for member, label in table.items()
        if isinstance(member, Enum)
    ]

    assert words
    assert [name for name, label in words if f"| {label} | `{name}` |" not in GLOSSARY] == []
