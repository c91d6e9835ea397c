"""Rows of a person that are in use, and those that are not any more.

Intakes write millions of rows in use and the index on them is the partial unique one that guards them; the
few that are out of use have a small partial index of their own. A question about both must name both, or
PostgreSQL reads the whole table.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Model, Q, QuerySet

from laoyou.people.models.persons import Abode, Phone
from laoyou.people.models.relations import Contact, Membership

ENDS: dict[type[Model], str] = {
    Abode: "superseded_at",
    Phone: "superseded_at",
    Contact: "removed_at",
    Membership: "ended_on",
}
"""The column that ends a row, of the tables whose index on the person is partial."""


def all_of(model: type[Model], person: Any) -> QuerySet[Any]:
    """Every row of `model` of a person (a row or an id), in use or not."""
    rows = model._default_manager.filter(person=person)
    end = ENDS.get(model)
    return rows if end is None else rows.filter(Q(**{end: None}) | Q(**{f"{end}__isnull": False}))
