"""Who of many has died, and when."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from laoyou.kernel.ids import PersonId
from laoyou.people.models import Person


def died(person_ids: Iterable[int]) -> dict[PersonId, date]:
    """The day of death of those who have died, by id; the living, and strangers, are left out."""
    rows = Person.objects.of(pk__in=set(person_ids), death_date__isnull=False)
    return {PersonId(number): day for number, day in rows.values_list("pk", "death_date")}
