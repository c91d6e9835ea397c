"""What happened to assessments."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from laoyou.kernel.ids import PersonId, SheetId


@dataclass(frozen=True, slots=True)
class AssessmentConcluded:
    """A result stands since `since`; `due_on` is when to assess again, None for never."""

    sheet_id: SheetId
    person_id: PersonId
    scale: str
    edition: str
    grade: int
    since: date
    due_on: date | None


@dataclass(frozen=True, slots=True)
class AssessmentRevoked:
    """A result was a mistake and stands no more."""

    sheet_id: SheetId
    person_id: PersonId
    scale: str


@dataclass(frozen=True, slots=True)
class AssessmentDisputed:
    """Somebody disagrees with a result; it is to be assessed again until `deadline`."""

    sheet_id: SheetId
    person_id: PersonId
    scale: str
    deadline: date
