"""What one person has asked for and appealed against: for his own page and his family's."""

from __future__ import annotations

from dataclasses import dataclass

from laoyou.applications.reads import appeals, applications
from laoyou.applications.reads.appeals import AppealRecord
from laoyou.applications.reads.applications import ApplicationRecord
from laoyou.people.reads.reach import absorbed, followed


@dataclass(frozen=True, slots=True)
class OwnAffairs:
    """The applications and appeals of one person, the newest first."""

    applications: tuple[ApplicationRecord, ...]
    appeals: tuple[AppealRecord, ...]


def of_person(person_id: int) -> OwnAffairs:
    """Everything of a person and of the rows that were merged into his; the caller has asked the permission.
    NotFound for a stranger.
    """
    (kept,) = followed([person_id]).values()
    rows = [kept, *absorbed([kept])[kept]]
    return OwnAffairs(tuple(applications.of_persons(rows)), tuple(appeals.of_persons(rows)))
