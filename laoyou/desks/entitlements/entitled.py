"""A person's month: every policy that is law where he lives or is registered, and what it gives him."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import chain

from laoyou.desks.entitlements import deciding
from laoyou.desks.entitlements.deciding import Entitlement, Law, Part
from laoyou.desks.entitlements.gaps import Gap, Gaps
from laoyou.desks.entitlements.known import Known, known
from laoyou.people.reads.lists import ELDER_AGE, INFANT_AGE
from laoyou.people.reads.persons import PersonRecord
from laoyou.policies import reads as policies
from laoyou.policies.reads import PolicyVersion
from laoyou.policies.types import Per, Subject
from laoyou.rules.person import years_between
from laoyou.rules.types import Period, Verdict

PERSONS = frozenset({Subject.ELDER, Subject.INFANT})


@dataclass(frozen=True, slots=True)
class Entitlements:
    """What the law says of a person in a month, and the facts of the day `on` from which it follows.

    `unrelated` are for another kind of person, as infants' policies are of an elder. `possible`: of undecided
    ones the least and the most that they may come to (fen).
    """

    month: Period
    on: date
    known: Mapping[str, Known]
    related: tuple[Entitlement, ...]
    unrelated: tuple[Entitlement, ...]
    gaps: tuple[Gap, ...]
    possible: Mapping[Part, tuple[int, int]]

    @property
    def given(self) -> tuple[Entitlement, ...]:
        return tuple(one for one in self.related if one.is_given)

    @property
    def fen_a_month(self) -> int:
        return sum(one.fen_a_month for one in self.related)


def entitlements(person: PersonRecord, month: Period, on: date) -> Entitlements:
    """By what is believed today of the day `on`, as the monthly run decides."""
    facts = known(person, on, month.end)
    values = {name: one.value for name, one in facts.items()}
    divisions = dict.fromkeys((person.home_division, person.registered_division))
    laws = [_concerned(policies.in_force(code, month)) for code in divisions if code is not None]
    told = deciding.explained(chain(*laws), values, month)
    found = deciding.decide(laws, told)
    age = None if person.birth_date is None else years_between(person.birth_date, month.end)
    related = sorted((one for one in found if not _is_unrelated(one, age)), key=_rank)
    gaps = Gaps(laws, told, values, month)
    open_ones = {deciding.part_of(one.policy): gaps.possible(one) for one in related}
    return Entitlements(
        month=month,
        on=on,
        known=facts,
        related=tuple(related),
        unrelated=tuple(one for one in found if _is_unrelated(one, age)),
        gaps=gaps.among(related),
        possible={part: amounts for part, amounts in open_ones.items() if amounts},
    )


def _concerned(law: Iterable[PolicyVersion]) -> Law:
    return [one for one in law if one.benefit.subject in PERSONS]


def _is_unrelated(one: Entitlement, age: int | None) -> bool:
    """Whether he is no such person at all; nothing that is due, or may be, is ever laid aside."""
    if age is None or one.verdict is not Verdict.NO:
        return False
    return age < ELDER_AGE if one.policy.benefit.subject is Subject.ELDER else age >= INFANT_AGE


def _rank(one: Entitlement) -> tuple[int, int, int, str, date]:
    """What is given; what is open; what gives way; what is not due. In each what comes every month first,
    and the highest on top.
    """
    place = 0 if one.is_given else {Verdict.UNDECIDED: 1, Verdict.YES: 2, Verdict.NO: 3}[one.verdict]
    asked = one.policy.benefit.amount
    often = list(Per).index(asked.per) if asked else len(Per)
    fen, start = one.explained.amount_fen or 0, one.policy.part.start
    return place, often, -fen, one.policy.code, start or date.min
