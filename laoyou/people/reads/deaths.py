"""Who of many has died, and when."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models.expressions import RawSQL

from laoyou.kernel.ids import PersonId
from laoyou.people.models import Person


def died(person_ids: Iterable[int]) -> dict[PersonId, date]:
    """The day of death of those who have died, by id; the living, and strangers, are left out."""
    named = RawSQL("SELECT unnest(%s::bigint[])", [sorted(set(person_ids))])
    rows = Person.objects.of(pk__in=named, death_date__isnull=False)
    return {PersonId(number): day for number, day in rows.values_list("pk", "death_date")}
