"""When two persons turn out to be one: who was let in to the one is let in to whom he became, and back."""

from __future__ import annotations

from datetime import datetime

from laoyou import acts
from laoyou.access.types import Actor
from laoyou.family.models import Access
from laoyou.family.verbs import rows
from laoyou.people.facts import MergeUndone, PersonsMerged
from laoyou.people.reads.reach import followed


@acts.verb("family.follow_merge", place=acts.nowhere)
def follow_merge(fact: PersonsMerged | MergeUndone, *, actor: Actor, now: datetime) -> None:
    """A listener: every access belongs to whom its person stands for. Sessions of those that move end."""
    found = Access.objects.of(person__in=[fact.kept, fact.gone])
    listed = list(found.select_for_update().order_by("pk"))
    standing = followed(row.entered_for_id for row in listed)
    moved = [row for row in listed if row.person_id != standing[row.entered_for_id]]
    for row in moved:
        row.person_id = standing[row.entered_for_id]
        row.save(update_fields=["person"])
        if row.user_id is not None and row.ended_at is None:
            rows.granted_anew(row, actor, now)
    acts.subject(person_id=fact.kept, kind="family_access", count=len(moved))
