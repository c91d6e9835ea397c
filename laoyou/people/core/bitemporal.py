"""Two times in one statement: the days for which it is true, and the instants at which it was believed.

A statement is believed from `recorded_at` until `superseded_at`, not included. Nothing is rewritten: to end
or to correct one is to supersede it and to record another, so that what was believed at an instant stays.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from laoyou.kernel.ids import FactId
from laoyou.kernel.spans import DateSpan
from laoyou.people.types import FactKind, Source


@dataclass(frozen=True, slots=True)
class Statement:
    """What one source says of one kind of one person, for the days of `span`."""

    id: FactId
    kind: FactKind
    value: str
    grade: str
    source: Source
    span: DateSpan
    recorded_at: datetime
    superseded_at: datetime | None = None
    batch_id: int | None = None

    @property
    def is_believed(self) -> bool:
        """Whether it is believed as far as the register knows today."""
        return self.superseded_at is None

    def was_believed(self, at: datetime) -> bool:
        return self.recorded_at <= at and (self.superseded_at is None or at < self.superseded_at)

    def says_the_same(self, other: Statement) -> bool:
        return (self.value, self.grade) == (other.value, other.grade)


def believed(facts: Iterable[Statement], at: datetime | None = None) -> tuple[Statement, ...]:
    """What was believed at an instant; what is believed now without one."""
    return tuple(fact for fact in facts if (fact.is_believed if at is None else fact.was_believed(at)))


def ended(fact: Statement, from_day: date) -> DateSpan | None:
    """The span that is left of a statement that no longer holds from a day on; None when no day is left."""
    return fact.span.ending(from_day - timedelta(days=1))


def clashes(facts: Iterable[Statement], kind: FactKind, source: Source, span: DateSpan) -> list[Statement]:
    """The believed statements of the kind and source that share a day with the span."""
    return [
        fact
        for fact in facts
        if fact.is_believed and fact.kind is kind and fact.source is source and fact.span.overlaps(span)
    ]


def moment(now: datetime, facts: Iterable[Statement]) -> datetime:
    """The instant at which a new belief follows `facts`: now, and never before one of them was recorded or
    superseded, however the clocks of two requests differ, or the later one had to wait for the other.
    """
    begun_or_ended = (at for fact in facts for at in (fact.recorded_at, fact.superseded_at))
    return max([now, *filter(None, begun_or_ended)])


def laid_over(facts: Sequence[Statement], new: Statement) -> tuple[list[Statement], list[Statement]]:
    """A source's later word laid over what it said before: which believed statements it supersedes, and the
    statements to be recorded, `new` among them unless it is already believed word for word.

    Days of earlier statements that the new one does not speak of stay as they were.
    """
    over = clashes(facts, new.kind, new.source, new.span)
    if any(fact.says_the_same(new) and fact.span == new.span for fact in over):
        return [], []
    left = [
        replace(fact, span=rest, recorded_at=new.recorded_at)
        for fact in over
        for rest in fact.span.minus(new.span)
    ]
    return over, [*left, new]
