"""A death ends what was given, after a time in which the family can see what was still paid."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from laoyou import acts
from laoyou.access.types import Actor
from laoyou.family.core import spans
from laoyou.family.models import Access
from laoyou.family.types import EndReason, Tie
from laoyou.family.verbs import rows
from laoyou.kernel.clock import local_date
from laoyou.people.facts import PersonDeathWithdrawn, PersonDied


def follow_death(fact: PersonDied, *, actor: Actor, now: datetime) -> None:
    """A listener: letters are void, the dead man's own access ends, kin keep theirs for the time of grace."""
    _follow(int(fact.person_id), died=True, actor=actor, now=now)


def follow_life(fact: PersonDeathWithdrawn, *, actor: Actor, now: datetime) -> None:
    """A listener: the death was a mistake, and the days that were agreed hold again."""
    _follow(int(fact.person_id), died=False, actor=actor, now=now)


@acts.verb("family.follow_death", place=acts.nowhere)
def _follow(person_id: int, *, died: bool, actor: Actor, now: datetime) -> None:
    acts.subject(person_id=person_id)
    found = Access.objects.of(person=person_id, ended_at=None)
    for row in found.select_for_update().order_by("pk"):
        _one(row, died, actor, now)


def _one(row: Any, died: bool, actor: Actor, now: datetime) -> None:
    if died and (row.joined_at is None or row.tie == Tie.SELF.value):
        rows.closed(row, EndReason.DEATH, actor, now)
    elif row.joined_at is not None:
        row.cut_to = spans.last_day_after_death(row.until, local_date(now)) if died else None
        rows.granted_anew(row, actor, now)
