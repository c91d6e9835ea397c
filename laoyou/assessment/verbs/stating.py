"""A result as a status fact, so that other departments rely on it: a later result follows an earlier one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from laoyou.access.types import Actor
from laoyou.assessment.core import scoring
from laoyou.assessment.core.scale import Scale
from laoyou.kernel.ids import PersonId
from laoyou.kernel.spans import ONE_DAY, DateSpan
from laoyou.people import verbs as people
from laoyou.people.reads import facts
from laoyou.people.reads.facts import Statement
from laoyou.people.types import FactKind, Source


def said(person_id: PersonId, kind: FactKind) -> list[Statement]:
    """What assessments say of a kind today, in order of the days."""
    believed = facts.believed([person_id])[person_id]
    ours = [one for one in believed if one.kind is kind and one.source is Source.ASSESSMENT]
    return sorted(ours, key=lambda one: one.span.start or date.min)


def state(
    person_id: PersonId, kind: FactKind, value: str, span: DateSpan, *, actor: Actor, now: datetime
) -> None:
    """Say a result for the days of `span`, whose first day is known.

    What an earlier result says of these days and later ends the day before; a result of the same day is
    corrected; where a later result stands already, this one lasts until the day before it.
    """
    first = span.start or date.min
    before = said(person_id, kind)
    later = [one.span.start for one in before if one.span.start and one.span.start > first]
    if later:
        span = span.ending(min(later) - ONE_DAY) or span
    same = next((one for one in before if one.span.start == first), None)
    if same is not None:
        _corrected(same, value, span, actor=actor, now=now)
        return
    for one in before:
        if one.span.contains(first):
            people.end_fact(one.id, from_day=first, actor=actor, now=now)
    people.record_fact(
        person_id, kind=kind, value=value, span=span, source=Source.ASSESSMENT, actor=actor, now=now
    )


def state_diagnoses(
    person_id: PersonId, scale: Scale, answers: Mapping[str, Any], since: date, *, actor: Actor, now: datetime
) -> None:
    """Say what the information shows beside the grade, unless an assessment says it already. A diagnosis
    that a later sheet does not repeat is not taken back: a doctor does that.
    """
    for one in scale.diagnoses:
        if scoring.holds(one.when, scale, answers) and not said(person_id, one.kind):
            people.record_fact(
                person_id,
                kind=one.kind,
                value=one.value,
                span=DateSpan.since(since),
                source=Source.ASSESSMENT,
                actor=actor,
                now=now,
            )


def take_back(
    person_id: PersonId,
    kind: FactKind,
    since: date,
    before_ends: date | None,
    has_before: bool,
    *,
    actor: Actor,
    now: datetime,
) -> None:
    """Say that the result that begins on `since` never held; the result before it, which lasts until
    `before_ends`, goes on. A statement that somebody corrected by hand meanwhile is left as it is.
    """
    statements = said(person_id, kind)
    gone = next((one for one in statements if one.span.start == since), None)
    if gone is None:
        return
    people.withdraw_fact(gone.id, actor=actor, now=now)
    earlier = next((one for one in statements if one.span.end == since - ONE_DAY), None)
    if earlier is not None and has_before:
        ends = [day for day in (before_ends, gone.span.end) if day is not None]
        span = DateSpan(earlier.span.start, min(ends, default=None))
        _corrected(earlier, earlier.value, span, actor=actor, now=now)


def _corrected(old: Statement, value: str, span: DateSpan, *, actor: Actor, now: datetime) -> None:
    if replace(old, value=value, span=span) != old:
        people.correct_fact(old.id, value=value, span=span, actor=actor, now=now)
