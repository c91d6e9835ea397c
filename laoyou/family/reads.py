"""Who is let in to whom, as what, until when; and what a letter opens. Phones are masked."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from laoyou.access.types import Place
from laoyou.family.core import spans
from laoyou.family.models import ACCESS_PHONE, Access
from laoyou.family.types import (
    END_REASON_LABELS,
    AccessId,
    AccessRecord,
    Consent,
    EndReason,
    State,
    Tie,
)
from laoyou.kernel.clock import local_date
from laoyou.kernel.errors import NotFound
from laoyou.kernel.ids import PersonId, UserId
from laoyou.kernel.masking import mask_phone
from laoyou.people.reads.reach import place_of

MOST_ID = 2**63 - 1


def place_of_access(access_id: int, *_: object, **__: object) -> Place:
    """Where an access is: where its elder is. NotFound when there is none."""
    return place_of(access(access_id).person_id)


def access(access_id: int, now: datetime | None = None) -> AccessRecord:
    """One access; the caller has checked the permission. NotFound."""
    row = Access.objects.of(pk=access_id).first() if access_id <= MOST_ID else None
    if row is None:
        raise NotFound("没有找到这次邀请，请回到此人的页面重新查找。", "no_access")
    return _record(row, now or row.invited_at)


def of_person(person_id: int, now: datetime) -> tuple[AccessRecord, ...]:
    """Everybody who was invited to a person: who is in, letters, what is over; of each the newest first."""
    rows = Access.objects.of(person=person_id).order_by("-invited_at", "-pk")
    records = [_record(row, now) for row in rows]
    return tuple(sorted(records, key=lambda one: _ORDER.index(one.state)))


def seen_by(user_id: int, now: datetime) -> tuple[AccessRecord, ...]:
    """Whose affairs a user may see today, those he was let in to first on top, one for each elder."""
    rows = Access.objects.of(user=user_id, ended_at=None).order_by("joined_at", "pk")
    records = [one for row in rows if (one := _record(row, now)).state is State.JOINED]
    latest = {one.person_id: one for one in records}
    return tuple(latest.values())


def sight(user_id: int | None, person_id: int, now: datetime) -> AccessRecord:
    """What a user may see of a person today. NotFound when nothing (any more)."""
    found = seen_by(user_id, now) if user_id is not None else ()
    for one in found:
        if one.person_id == person_id:
            return one
    raise NotFound("您现在看不到这位老人的事。期限到了或已停止，请与社区（村）联系。", "no_access")


def why_ended(one: AccessRecord) -> str:
    """Why it is over, in words; "" while it is not."""
    return END_REASON_LABELS[one.ended_why] if one.ended_why else ""


def live(rows: Iterable[Any], now: datetime) -> list[Any]:
    """Of rows those by which somebody is let in now."""
    return [row for row in rows if _state(row, now) is State.JOINED]


_ORDER = [State.JOINED, State.INVITED, State.LAPSED, State.EXPIRED, State.ENDED]


def _state(row: Any, now: datetime) -> State:
    return spans.state(
        joined=row.joined_at is not None,
        ended=row.ended_at is not None,
        expires_at=row.expires_at,
        last_day=row.last_day,
        now=now,
        today=local_date(now),
    )


def _record(row: Any, now: datetime) -> AccessRecord:
    return AccessRecord(
        id=AccessId(row.pk),
        person_id=PersonId(row.person_id),
        tie=Tie(row.tie),
        name=row.name,
        phone=mask_phone(ACCESS_PHONE.open(row.pk, row.phone_sealed)),
        consent=Consent(row.consent),
        consent_on=row.consent_on,
        health=row.health,
        until=row.last_day,
        invited_at=row.invited_at,
        expires_at=row.expires_at,
        joined_at=row.joined_at,
        user_id=None if row.user_id is None else UserId(row.user_id),
        ended_at=row.ended_at,
        ended_why=EndReason(row.ended_why) if row.ended_why else None,
        state=_state(row, now),
    )
