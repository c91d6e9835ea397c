"""The glossary has every word of the books, beside its name in the code."""

from __future__ import annotations

from enum import Enum
from pathlib import Path

from django.apps import apps

from laoyou.ledger import types

GLOSSARY = (Path(__file__).parents[3] / "docs" / "glossary.md").read_text(encoding="utf-8")


def test_every_labelled_word_has_its_row() -> None:
    tables = [table for name, table in vars(types).items() if name.endswith("LABELS")]
    labelled = [
        (f"{type(member).__name__}.{member.name}", label)
        for table in tables
        for member, label in table.items()
        if isinstance(member, Enum)
    ]

    assert labelled
    assert [name for name, label in labelled if f"| {label} | `{name}` |" not in GLOSSARY] == []


def test_every_table_has_its_row() -> None:
    names = [model.__name__ for model in apps.get_app_config("ledger").get_models()]

    assert [name for name in names if f"`{name}`" not in GLOSSARY.replace("ledger.", "")] == []
