"""What happened to persons: past tense, frozen, told to whoever `config/wiring.py` names."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from laoyou.kernel.ids import PersonId
from laoyou.people.types import FactKind, Source


@dataclass(frozen=True, slots=True)
class PersonRegistered:
    """A person entered the register at a clerk's desk (an intake tells of its batch instead)."""

    person_id: PersonId
    source: Source
    registered_at: datetime


@dataclass(frozen=True, slots=True)
class PersonCorrected:
    """Name, sex or birth were corrected; `fields` names which: "name", "sex", "birth_date"."""

    person_id: PersonId
    fields: frozenset[str]
    source: Source
    corrected_at: datetime


@dataclass(frozen=True, slots=True)
class StatusChanged:
    """A source stated, ended, corrected or withdrew something about a person."""

    person_id: PersonId
    kind: FactKind
    source: Source
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class PersonDied:
    """The register now holds the person dead since `on`; before it held him alive."""

    person_id: PersonId
    on: date
    source: Source
    reported_at: datetime


@dataclass(frozen=True, slots=True)
class PersonDeathCorrected:
    """The day of a known death is another: `was`, now `on`."""

    person_id: PersonId
    was: date
    on: date
    source: Source
    reported_at: datetime


@dataclass(frozen=True, slots=True)
class PersonDeathWithdrawn:
    """The death was a mistake: the register holds the person alive; it had said `was`."""

    person_id: PersonId
    was: date
    source: Source
    reported_at: datetime


@dataclass(frozen=True, slots=True)
class PersonMoved:
    """The person's home or registered division changed, codes of 12 digits; `since` as the source says."""

    person_id: PersonId
    home_was: str
    home: str
    registered_was: str | None
    registered: str | None
    since: date | None
    moved_at: datetime


@dataclass(frozen=True, slots=True)
class PersonsMerged:
    """`gone` gave way to `kept`: who holds things of `gone` now holds them for `kept`."""

    kept: PersonId
    gone: PersonId
    merged_at: datetime


@dataclass(frozen=True, slots=True)
class MergeUndone:
    """`gone` is a person of his own again."""

    kept: PersonId
    gone: PersonId
    undone_at: datetime


@dataclass(frozen=True, slots=True)
class RosterApplied:
    """A source's roster went into the register: how many persons it entered, how many it changed.

    Statements of a roster are not told one by one; deaths and moves are.
    """

    batch_id: int
    source: Source
    created: int
    changed: int
    applied_at: datetime
