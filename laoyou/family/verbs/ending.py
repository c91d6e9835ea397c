"""Ending what was given: by the elder's word, or the clerk's."""

from __future__ import annotations

from datetime import datetime

from laoyou import acts
from laoyou.access.types import Actor
from laoyou.family.models import Access
from laoyou.family.reads import place_of_access
from laoyou.family.types import GIVEN_REASONS, EndReason
from laoyou.family.verbs import rows
from laoyou.kernel.errors import Conflict, Invalid


@acts.verb("family.end", place=place_of_access)
def end(access_id: int, why: EndReason, *, actor: Actor, now: datetime) -> None:
    """Stop an access or void a letter, at once; of somebody who is in, every row that lets him in.

    Conflict when it is over already; Invalid `why` for a reason that is the program's own.
    """
    if why not in GIVEN_REASONS:
        raise Invalid("请选择停止的原因。", "why", "why")
    row = rows.locked(access_id)
    acts.subject(person_id=row.person_id, kind="family_access", id=row.pk)
    if row.ended_at is not None:
        raise Conflict("已经停止了，请刷新页面。", "ended")
    found = [row]
    if row.user_id is not None:
        same = Access.objects.of(user=row.user_id, person=row.person_id, ended_at=None)
        found = list(same.select_for_update().order_by("pk"))
    for one in found:
        rows.closed(one, why, actor, now)
