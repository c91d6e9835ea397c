"""Constraints: rules that triggers keep, and a broken one told in the words that its model gives it."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.apps import apps
from django.db import IntegrityError
from django.db.models import BaseConstraint, UniqueConstraint

from laoyou.kernel.errors import Conflict


class KeptByTrigger(BaseConstraint):
    """A rule that spans rows or columns: a trigger keeps it and refuses by this name; here are the words."""

    def constraint_sql(self, model: Any, schema_editor: Any) -> str:
        return ""

    create_sql = remove_sql = constraint_sql

    def validate(self, *_: Any, **__: Any) -> None:
        """The database alone judges."""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, KeptByTrigger) and self.deconstruct() == other.deconstruct()

    def __hash__(self) -> int:
        return hash(self.name)


def as_conflict(error: IntegrityError) -> Conflict | None:
    """The Conflict that a violated, named constraint stands for; None when it has no words of its own.

    `code` is the constraint's name. Races between check and act end here, as a sentence, not as a 500.
    """
    diagnosis = getattr(error.__cause__, "diag", None)
    name = getattr(diagnosis, "constraint_name", None)
    words = _sentences().get(name or "")
    return Conflict(words, name) if words and name else None


@cache
def _sentences() -> dict[str, str]:
    default = str(BaseConstraint.default_violation_error_message)
    found = {
        constraint.name: str(constraint.violation_error_message)
        for model in apps.get_models()
        for constraint in model._meta.constraints
    }
    return {name: text for name, text in found.items() if text not in (default, str(_unique_default()))}


def _unique_default() -> str:
    return str(getattr(UniqueConstraint, "default_violation_error_message", ""))
