"""The benefits for persons that are law in a territory, as a month decides them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from laoyou.benefits.types import Law
from laoyou.kernel.spans import ONE_DAY, DateSpan
from laoyou.policies import reads as policies
from laoyou.policies.reads import Pair, PolicyVersion
from laoyou.policies.types import Per, Proration, Start, Subject
from laoyou.rules.types import Period

PERSONS = frozenset({Subject.ELDER, Subject.INFANT})
"""Whom the register knows: facilities, staff and organisations are decided elsewhere."""


@dataclass(frozen=True, slots=True)
class MonthLaw:
    """What decides a month: a benefit that counts days comes once for each part with a law of its own."""

    month: Period
    laws: tuple[Law, ...]
    pairs: tuple[Pair, ...]

    @property
    def slices(self) -> tuple[tuple[DateSpan, tuple[Law, ...]], ...]:
        """The month cut where a law begins, ends or changes within it, each part with its laws."""
        starts = {self.month.start} | {law.part.start for law in self.laws if law.part.start}
        starts |= {after for law in self.laws if (after := _day_after(law.part)) and after <= self.month.end}
        ordered = sorted(starts)
        ends = [*(start - ONE_DAY for start in ordered[1:]), self.month.end]
        spans = [DateSpan(start, end) for start, end in zip(ordered, ends, strict=True)]
        return tuple((span, tuple(law for law in self.laws if law.part.covers(span))) for span in spans)

    def is_same(self, other: MonthLaw) -> bool:
        """Whether both decide by the same texts for the same days."""
        return _texts(self.laws) == _texts(other.laws)


def month_law(territory: str, month: Period, as_of: datetime | None = None) -> MonthLaw:
    """What is law in a territory in a month; with `as_of`, as it was published at that instant."""
    found = [one for one in policies.in_force(territory, month, as_of) if one.benefit.subject in PERSONS]
    return MonthLaw(month, tuple(_law(one, month) for one in found), policies.exclusions(found))


def _texts(laws: Iterable[Law]) -> set[tuple[str, str, DateSpan]]:
    return {(law.code, law.digest, law.part) for law in laws}


def _day_after(span: DateSpan) -> date | None:
    return None if span.end is None else span.end + ONE_DAY


def _law(policy: PolicyVersion, month: Period) -> Law:
    amount = policy.benefit.amount
    proration = amount.proration if amount else Proration.NONE
    return Law(
        code=policy.code,
        name=policy.document.name,
        version_id=policy.id,
        digest=policy.digest,
        territory=policy.document.territory.division,
        part=policy.part if proration is Proration.BY_DAY else DateSpan(month.start, month.end),
        program=policy.program,
        per=amount.per if amount else Per.MONTH,
        proration=proration,
        at_death=policy.benefit.at_death,
        automatic=policy.benefit.start is Start.AUTOMATIC,
        demo=policy.demo,
    )
