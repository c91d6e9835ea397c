"""Stretches of time: days are inclusive (`DateSpan`), instants end exclusively (`TimeSpan`).

`None` as a bound means open: the span has no first, or no last, day. An empty span cannot be made;
operations that may yield nothing answer `None` or an empty tuple instead.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from laoyou.kernel.errors import Invalid

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class DateSpan:
    """Days from `start` to `end`, both included; `None` is open. Raises Invalid when end precedes start."""

    start: date | None
    end: date | None

    def __post_init__(self) -> None:
        for bound in (self.start, self.end):
            if bound is not None and (isinstance(bound, datetime) or not isinstance(bound, date)):
                raise TypeError("a DateSpan is bounded by dates, not instants")
        if self.start is not None and self.end is not None and self.end < self.start:
            raise Invalid(
                f"结束日期 {self.end} 早于开始日期 {self.start}，请核对后重新填写。", code="span_reversed"
            )

    @classmethod
    def since(cls, day: date) -> DateSpan:
        """From `day` on, without an end."""
        return cls(day, None)

    @classmethod
    def always(cls) -> DateSpan:
        """Every day."""
        return cls(None, None)

    @classmethod
    def on(cls, day: date) -> DateSpan:
        """The one day."""
        return cls(day, day)

    @classmethod
    def from_bounds(cls, lower: date | None, upper: date | None) -> DateSpan:
        """From PostgreSQL's canonical daterange `[lower, upper)`."""
        return cls(lower, None if upper is None else upper - ONE_DAY)

    def bounds(self) -> tuple[date | None, date | None]:
        """PostgreSQL's canonical daterange bounds `[lower, upper)`.

        The last day of the calendar, 9999-12-31, has no day after it and is refused (OverflowError).
        """
        return self.start, None if self.end is None else self.end + ONE_DAY

    @property
    def is_open(self) -> bool:
        """True while no last day is known."""
        return self.end is None

    @property
    def days(self) -> int | None:
        """How many days, both ends counted; None when either bound is open."""
        if self.start is None or self.end is None:
            return None
        return (self.end - self.start).days + 1

    def contains(self, day: date) -> bool:
        return (self.start is None or self.start <= day) and (self.end is None or day <= self.end)

    def covers(self, other: DateSpan) -> bool:
        """True when every day of `other` is a day of this span."""
        return self.intersect(other) == other

    def overlaps(self, other: DateSpan) -> bool:
        """True when the two share at least one day."""
        return _not_after(self.start, other.end) and _not_after(other.start, self.end)

    def intersect(self, other: DateSpan) -> DateSpan | None:
        """The days in both, or None."""
        if not self.overlaps(other):
            return None
        starts = [bound for bound in (self.start, other.start) if bound is not None]
        ends = [bound for bound in (self.end, other.end) if bound is not None]
        return DateSpan(max(starts, default=None), min(ends, default=None))

    def clip(self, start: date | None, end: date | None) -> DateSpan | None:
        """What of this span lies between the two days, both included, or None."""
        return self.intersect(DateSpan(start, end))

    def ending(self, last: date) -> DateSpan | None:
        """This span cut off after `last`, or None when nothing is left."""
        return self.clip(None, last)

    def adjacent(self, other: DateSpan) -> bool:
        """True when one begins on the day after the other ends."""
        return _meets(self, other) or _meets(other, self)

    def minus(self, other: DateSpan) -> tuple[DateSpan, ...]:
        """The days of this span that are not in `other`: none, one or two spans, in order."""
        common = self.intersect(other)
        if common is None:
            return (self,)
        rest: list[DateSpan] = []
        if common.start is not None and common.start != self.start:
            rest.append(DateSpan(self.start, common.start - ONE_DAY))
        if common.end is not None and common.end != self.end:
            rest.append(DateSpan(common.end + ONE_DAY, self.end))
        return tuple(rest)


def _not_after(start: date | None, end: date | None) -> bool:
    return start is None or end is None or start <= end


def _meets(first: DateSpan, second: DateSpan) -> bool:
    if first.end is None or second.start is None or first.end >= second.start:
        return False
    return second.start - first.end == ONE_DAY


def merged(spans: Iterable[DateSpan]) -> tuple[DateSpan, ...]:
    """The same days as few spans as possible: in order, neither overlapping nor adjacent."""
    result: list[DateSpan] = []
    for span in sorted(spans, key=lambda each: each.start or date.min):
        last = result[-1] if result else None
        if last is None or not (last.overlaps(span) or last.adjacent(span)):
            result.append(span)
            continue
        start = None if span.start is None else last.start
        end = None if last.end is None or span.end is None else max(last.end, span.end)
        result[-1] = DateSpan(start, end)
    return tuple(result)


@dataclass(frozen=True, slots=True)
class TimeSpan:
    """Instants from `start` up to, not including, `end`; both aware; `None` as end is open.

    Raises Invalid when the end is not after the start, TypeError for naive datetimes.
    """

    start: datetime
    end: datetime | None

    def __post_init__(self) -> None:
        for bound in (self.start, self.end):
            if bound is not None and bound.utcoffset() is None:
                raise TypeError("a TimeSpan is bounded by aware datetimes")
        if self.end is not None and self.end <= self.start:
            raise Invalid("结束时间须晚于开始时间，请核对后重新填写。", code="span_reversed")

    @classmethod
    def since(cls, instant: datetime) -> TimeSpan:
        """From `instant` on, without an end."""
        return cls(instant, None)

    @property
    def is_open(self) -> bool:
        """True while no end is known."""
        return self.end is None

    @property
    def duration(self) -> timedelta | None:
        """The length, or None while open."""
        return None if self.end is None else self.end - self.start

    def contains(self, instant: datetime) -> bool:
        return self.start <= instant and (self.end is None or instant < self.end)

    def overlaps(self, other: TimeSpan) -> bool:
        """True when the two share an instant; meeting at one bound is not sharing."""
        return (other.end is None or self.start < other.end) and (self.end is None or other.start < self.end)

    def intersect(self, other: TimeSpan) -> TimeSpan | None:
        """The instants in both, or None."""
        if not self.overlaps(other):
            return None
        ends = [end for end in (self.end, other.end) if end is not None]
        return TimeSpan(max(self.start, other.start), min(ends, default=None))

    def adjacent(self, other: TimeSpan) -> bool:
        """True when one begins at the instant the other ends."""
        return self.end == other.start or other.end == self.start

    def bounds(self) -> tuple[datetime, datetime | None]:
        """PostgreSQL's tstzrange bounds `[lower, upper)`."""
        return self.start, self.end
