"""What was said of a person over time: each statement, who made it, and until when it was believed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from laoyou.desks.caseworker import territory
from laoyou.kernel.ids import PersonId
from laoyou.kernel.masking import mask_name
from laoyou.people.reads.timeline import Told, Topic, timeline
from laoyou.people.types import SOURCE_LABELS

OF_NAMES = frozenset({Topic.NAME, Topic.CONTACT, Topic.KIN, Topic.GUARDIAN})


@dataclass(frozen=True, slots=True)
class Event:
    """A statement as it was recorded; `ended_at` when something else took its place, `batch` the intake."""

    when: datetime
    title: str
    who: str
    since: date | None
    until: date | None
    ended_at: datetime | None
    batch: int | None
    colour: str


def history(person_id: PersonId) -> list[Event]:
    """Everything that was said, the latest first."""
    told = timeline(person_id)
    names = territory.said({one.division for one in told if one.division}, full=True)
    return [_event(one, names) for one in told]


def _event(one: Told, names: dict[str, str]) -> Event:
    value = mask_name(one.value) if one.topic in OF_NAMES else one.value
    place = names.get(one.division, "")
    said = " ".join(filter(None, (place, territory.after(place, value))))
    return Event(
        when=one.recorded_at,
        title=f"{one.label}：{said}" if said else one.label,
        who=SOURCE_LABELS[one.source],
        since=one.span.start if one.span else None,
        until=one.span.end if one.span else None,
        ended_at=one.ended_at,
        batch=one.batch_id,
        colour="" if one.ended_at else "info",
    )
