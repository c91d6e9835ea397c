"""What the sentences share: a row under its lock, closing it, and the identity that hangs on it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from laoyou.access.types import Actor, Role, Scope
from laoyou.accounts import reads as accounts
from laoyou.accounts import verbs as accounts_verbs
from laoyou.family.models import Access
from laoyou.family.types import EndReason
from laoyou.kernel.clock import local_date
from laoyou.kernel.errors import NotFound


def locked(access_id: int) -> Any:
    row = Access.objects.of(pk=access_id).select_for_update().first()
    if row is None:
        raise NotFound("没有找到这次邀请，请回到此人的页面重新查找。", "no_access")
    return row


def closed(row: Any, why: EndReason, actor: Actor, now: datetime) -> None:
    """End an access or a letter; the identity is taken at once, and with it every session that uses it."""
    if row.grant_id is not None:
        accounts_verbs.take_kin(row.grant_id, actor=actor, now=now)
    row.grant_id = row.code_blind = None
    row.ended_at, row.ended_by, row.ended_why = now, actor.user_id, why.value
    row.save(update_fields=["grant_id", "code_blind", "ended_at", "ended_by", "ended_why"])


def granted_anew(row: Any, actor: Actor, now: datetime) -> None:
    """Let a joined row's identity be for its person and its last day, whatever it was before.

    None is given while another row of the user holds one for the same person, or when the last day is past.
    """
    if row.grant_id is not None:
        accounts_verbs.take_kin(row.grant_id, actor=actor, now=now)
        row.grant_id = None
    today = local_date(now)
    if today <= row.last_day and not _holds(row.user_id, row.person_id, now):
        row.grant_id = accounts_verbs.give_kin(
            row.user_id, person_id=row.person_id, until=row.last_day, actor=actor, now=now
        )
    row.save(update_fields=["person", "cut_to", "grant_id"])


def _holds(user_id: int, person_id: int, now: datetime) -> bool:
    wanted = (Role.FAMILY, Scope.person(person_id))
    held = accounts.grants_of(user_id, on=local_date(now))
    return any((one.role, one.scope) == wanted for one in held)
