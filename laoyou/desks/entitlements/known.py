"""What is known of one person on a day, fact by fact, as the law may ask: the value and where it came from.

The same facts for a whole register are read in columns (benefits.reads); a property test holds both equal.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from laoyou.desks.caseworker.statements import otherwise
from laoyou.desks.entitlements import sayings
from laoyou.kernel.ids import FactId
from laoyou.people.reads import facts
from laoyou.people.reads.facts import Standing
from laoyou.people.reads.persons import PersonRecord
from laoyou.people.reads.precedence import precedence
from laoyou.people.types import SOURCE_LABELS, AbodeKind, FactKind
from laoyou.places import reads as places
from laoyou.places.types import DivisionRecord
from laoyou.policies import reads as policies
from laoyou.policies.types import Subject
from laoyou.rules.types import Fact, FactType, Value

GRADE = "disability_grade"
YES = "yes"
DERIVED_FROM = {GRADE: FactKind.DISABILITY}
"""Facts that are part of a statement of another name."""

CLASSES = "统计用区划的城乡分类"


@dataclass(frozen=True, slots=True)
class Origin:
    """Who says so, for which days, and when it was entered; `conflict`: what another source says instead.

    `silence`: no source says anything, and the sentence tells what stands then.
    """

    source: str = ""
    since: date | None = None
    until: date | None = None
    recorded: datetime | None = None
    conflict: str = ""
    silence: str = ""


@dataclass(frozen=True, slots=True)
class Known:
    """One fact: its value, None while unknown, the value in words, and where it came from."""

    fact: Fact
    value: Value | None
    said: str
    origin: Origin


def known(person: PersonRecord, on: date, aged_on: date) -> dict[str, Known]:
    """Every fact of the vocabulary about a person on a day, by name; in words, his age on another."""
    return _Person(person, on, aged_on).facts()


class _Person:
    """A person on a day, asked fact by fact: four queries in all."""

    def __init__(self, person: PersonRecord, on: date, aged_on: date) -> None:
        self.person, self.on, self.aged_on = person, on, aged_on
        self.standing = facts.standing([person.id], on)[person.id]
        self.recorded = {one.id: one.recorded_at for one in facts.believed([person.id])[person.id]}
        codes = {person.home_division, person.registered_division or person.home_division}
        self.divisions = places.divisions(codes)
        self.names = {code: one.full_name for code, one in self.divisions.items()}

    def facts(self) -> dict[str, Known]:
        words = policies.vocabulary(Subject.ELDER)
        return {name: self._one(fact, words.silence) for name, fact in words.facts.items()}

    def _one(self, fact: Fact, silence: Mapping[str, Value]) -> Known:
        value, origin = self._found(fact)
        admitted = fact.admit(value)
        if admitted is None and fact.name in silence:
            admitted = silence[fact.name]
            origin = origin if self._stands(fact) else Origin(silence=self._silence(fact, admitted))
        said = "" if admitted is None else sayings.said(fact, admitted, self.aged_on, self.names)
        return Known(fact, admitted, said, origin if admitted is not None else Origin())

    def _found(self, fact: Fact) -> tuple[object, Origin]:
        """The value, None where nothing is said; statuses by what stands, the rest by the person's row."""
        match fact.name:
            case "birth_date":
                return self.person.birth_date, self._row()
            case "sex":
                return str(self.person.sex), self._row()
            case "alive":
                return not self._has_died(), self._death()
            case "death_date":
                return self.person.death_date, self._death()
            case "residence":
                return self.person.home_division, self._abode(AbodeKind.RESIDENCE)
            case "registered":
                return self.person.registered_division, self._abode(AbodeKind.REGISTERED)
            case "urban":
                return self._urban(), Origin(CLASSES)
        return self._status(fact)

    def _status(self, fact: Fact) -> tuple[object, Origin]:
        one = self._stands(fact)
        if one is None:
            return None, Origin()
        told = one.grade if fact.name == GRADE else one.value
        value: object = told or None
        if fact.type is FactType.BOOL:
            value = told == YES
        elif fact.type is FactType.NUMBER:
            value = int(told) if told else None
        return value, self._statement(one)

    def _stands(self, fact: Fact) -> Standing | None:
        kind = _kind(fact)
        return self.standing.get(kind) if kind else None

    def _statement(self, one: Standing) -> Origin:
        return Origin(
            source=SOURCE_LABELS[one.source],
            since=one.since,
            until=one.until,
            recorded=self.recorded.get(FactId(one.fact_id)),
            conflict="；".join(map(otherwise, one.conflicts)),
        )

    def _row(self) -> Origin:
        return Origin(SOURCE_LABELS[self.person.source], recorded=self.person.recorded_at)

    def _abode(self, kind: AbodeKind) -> Origin:
        """The abode that counts; of a home that nobody tells, the registered one, else who entered him."""
        kinds = (kind, AbodeKind.REGISTERED) if kind is AbodeKind.RESIDENCE else (kind,)
        for wanted in kinds:
            for one in self.person.abodes:
                if one.kind is wanted and one.is_standing:
                    return Origin(SOURCE_LABELS[one.source], one.since, recorded=one.recorded_at)
        return self._row()

    def _has_died(self) -> bool:
        return self.person.death_date is not None and self.person.death_date <= self.on

    def _death(self) -> Origin:
        one = self.standing.get(FactKind.DEATH)
        return self._statement(one) if one else Origin(silence="没有死亡登记，按在世认定")

    def _urban(self) -> bool | None:
        home: DivisionRecord | None = self.divisions.get(self.person.home_division)
        return home.is_urban if home else None

    def _silence(self, fact: Fact, value: Value) -> str:
        """残联名册没有此人，按“没有残疾证”认定: the roster is that of the source most believed."""
        kind = _kind(fact)
        order = precedence().orders.get(kind, ()) if kind else ()
        roster = f"{SOURCE_LABELS[order[0]]}名册" if order else "名册"
        return f"{roster}没有此人，按“{sayings.said(fact, value, self.aged_on, {})}”认定"


def _kind(fact: Fact) -> FactKind | None:
    """The kind of statement that tells it; None of what the person's own row tells."""
    if fact.name in DERIVED_FROM:
        return DERIVED_FROM[fact.name]
    return FactKind(fact.name) if fact.name in set(FactKind) else None


__all__ = ["Known", "Origin", "known"]
