"""What counts, asked of the database: the rule of `core.precedence` as a condition on rows of persons, for
lists that cannot take everybody into Python. A property test holds the two in agreement.

A statement counts on a day if it holds and nothing that is believed more speaks against it. Two things do: a
last word that ended before the day and shares a day with the statement (what begins after an end shares none,
and is news), and a statement that holds and is not itself denied by such an end. Statements of one source
share no day; so what holds is its source's last word, and what ended is, if the source says nothing later.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from string import Formatter
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BooleanField, Expression, F
from django.db.models.sql.compiler import SQLCompiler

from laoyou.people.reads.precedence import precedence
from laoyou.people.types import FactKind


def _believed(one: str, person: str) -> str:
    return f"{one}.person_id = {person} AND {one}.kind = {{kind}} AND {one}.superseded_at IS NULL"


def _above(one: str, other: str) -> str:
    """Of the same person, sharing a day, and believed more: by the place of the source, and among sources
    that have none what was recorded last.
    """
    place = "coalesce(array_position({{order}}::text[], {}.source::text), {{unnamed}})"
    higher, lower = place.format(one), place.format(other)
    last = f"({one}.recorded_at, {other}.source) > ({other}.recorded_at, {one}.source)"
    shares = f"{_believed(one, f'{other}.person_id')} AND {one}.span && {other}.span"
    return f"{shares} AND ({higher} < {lower} OR {higher} = {lower} AND {last})"


def _ended(one: str) -> str:
    """Before the day, and the source's last word of days until then."""
    return f"""{one}.span << daterange({{on}}, {{on}}, '[]') AND NOT EXISTS (
        SELECT FROM people_statusfact later
        WHERE {_believed("later", f"{one}.person_id")} AND later.source = {one}.source
            AND later.span >> {one}.span AND later.span && daterange(NULL, {{on}}, '[]'))"""


_COUNTS = f"""EXISTS (
    SELECT FROM people_statusfact said
    WHERE {_believed("said", "{person}")} AND said.span @> {{on}}
        AND ({{whichever}} OR said.value = ANY({{values}}))
        AND (said.source = ({{order}}::text[])[1] OR NOT EXISTS (
            SELECT FROM people_statusfact above
            WHERE {_above("above", "said")} AND ({_ended("above")} OR above.span @> {{on}} AND NOT EXISTS (
                SELECT FROM people_statusfact denial
                WHERE {_above("denial", "above")} AND {_ended("denial")})))))"""
"""What the first of all sources holds counts without a further look, and that is nearly everything."""


class Counts(Expression):
    """Of rows of persons: whether one of `values` of a kind is what counts on a day; without any, whether
    anything does.
    """

    output_field = BooleanField()

    def __init__(self, kind: FactKind, values: Collection[str], on: date) -> None:
        super().__init__()
        order = [source.value for source in precedence().orders.get(kind, ())]
        self.person: Any = F("pk")
        self.asked: dict[str, Any] = {
            "kind": kind.value,
            "on": on,
            "whichever": not values,
            "values": list(values),
            "order": order,
            "unnamed": len(order) + 1,
        }

    def get_source_expressions(self) -> list[Any]:
        return [self.person]

    def set_source_expressions(self, exprs: Any) -> None:
        (self.person,) = exprs

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, tuple[Any, ...]]:
        person, _ = compiler.compile(self.person)
        words, params = [], []
        for text, name, _, _ in Formatter().parse(_COUNTS):
            words.append(text)
            if name == "person":
                words.append(person)
            elif name:
                words.append("%s")
                params.append(self.asked[name])
        return "".join(words), tuple(params)
