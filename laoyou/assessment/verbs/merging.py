"""Sheets go with their persons when two rows turn out to be one human being, and back again."""

from __future__ import annotations

from datetime import datetime

from laoyou import acts
from laoyou.access.types import Actor
from laoyou.assessment.models import OPEN, Sheet
from laoyou.assessment.verbs.beginning import voided
from laoyou.people.facts import MergeUndone, PersonsMerged
from laoyou.people.reads.reach import followed

MERGED = "人员档案合并，合并后的档案另有一份同样的评估在进行"


@acts.verb("assessment.follow_merge", place=acts.nowhere)
def follow_merge(fact: PersonsMerged | MergeUndone, *, actor: Actor, now: datetime) -> None:
    """Every sheet belongs to the person for whom it was entered, or into whom he was merged at last.

    Of two unfinished sheets by one scale the one that comes later to the person is given up.
    """
    rows = Sheet.objects.of(person__in=[fact.kept, fact.gone]).select_for_update().order_by("pk")
    found = list(rows)
    standing = followed(row.entered_for_id for row in found)
    for row in found:
        person_id = standing[row.entered_for_id]
        if row.person_id == person_id:
            continue
        busy = Sheet.objects.of(person=person_id, scale=row.scale, state__in=OPEN).exists()
        if busy and row.state in OPEN:
            voided(row, MERGED, actor, now)
        row.person_id = person_id
        row.save(update_fields=["person"])
    acts.subject(person_id=fact.kept, kind="assessment", count=len(found))
