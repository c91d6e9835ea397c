"""The glossary has every word of the register, places, access and audit, beside its name in the code."""

from __future__ import annotations

from enum import Enum
from pathlib import Path
from types import ModuleType

import pytest

from laoyou.access import types as access
from laoyou.audit import types as audit
from laoyou.kernel import documents, phone, sex
from laoyou.people import types as people
from laoyou.places import types as places

GLOSSARY = (Path(__file__).parents[3] / "docs" / "glossary.md").read_text(encoding="utf-8")
MODULES = (access, audit, documents, people, phone, places, sex)


def labelled(module: ModuleType) -> list[tuple[str, str]]:
    """Of each enum that has labels, its members as `Kind.MEMBER` with their label."""
    tables = [table for name, table in vars(module).items() if name.endswith("LABELS")]
    return [
        (f"{type(member).__name__}.{member.name}", label)
        for table in tables
        for member, label in table.items()
        if isinstance(member, Enum)
    ]


@pytest.mark.parametrize("module", MODULES, ids=lambda module: str(module.__name__))
def test_every_labelled_word_has_its_row(module: ModuleType) -> None:
    assert labelled(module)
    missing = [(name, label) for name, label in labelled(module) if f"| {label} | `{name}` |" not in GLOSSARY]

    assert missing == []


def test_every_value_of_a_status_fact_has_its_row() -> None:
    missing = [
        (kind, code)
        for kind, values in people.VALUES.items()
        for code, label in values.items()
        if f"| {label} | `{kind}` = `{code}` |" not in GLOSSARY
    ]

    assert missing == []
