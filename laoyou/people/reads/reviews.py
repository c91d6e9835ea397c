"""Rows that wait for somebody to look: the row beside the person it may be."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime

from laoyou.access.types import Place, Scope
from laoyou.kernel.errors import NotFound
from laoyou.kernel.ids import PersonId
from laoyou.people.core.rosters import Field
from laoyou.people.models import Person, Review
from laoyou.people.models.sealing import REVIEW_CELLS
from laoyou.people.reads.batches import BatchRecord, batch
from laoyou.store import keyset

OLDEST_FIRST = keyset.Order(("id",))


@dataclass(frozen=True, slots=True)
class Candidate:
    """The person that a row may mean. In full: pages mask it."""

    id: PersonId
    name: str
    birth_date: date | None
    home_division: str


@dataclass(frozen=True, slots=True)
class ReviewRecord:
    """A row that waits, its cells by field. In full: pages mask it."""

    id: int
    batch: BatchRecord
    row_no: int
    division: str
    cells: dict[Field, str]
    candidate: Candidate | None
    score: float
    grounds: str
    decision: str
    decided_at: datetime | None


def waiting(reach: Scope, *, size: int = 20, cursor: str | None = None) -> keyset.Page[ReviewRecord]:
    """Rows of divisions within `reach` on which nobody has decided, oldest first."""
    rows = Review.objects.within(reach.division_bounds()).filter(decision="")
    page = keyset.page(rows, OLDEST_FIRST, size, cursor)
    return keyset.Page(_records(list(page.rows)), page.next, page.previous)


def count_waiting(reach: Scope) -> int:
    return int(Review.objects.within(reach.division_bounds()).filter(decision="").count())


def review(review_id: int) -> ReviewRecord:
    """One row; the caller has checked the permission at `place_of_review`. Raises NotFound."""
    return _records([_row(review_id)])[0]


def place_of_review(review_id: int, *_: object, **__: object) -> Place:
    """Where a row is looked at: where the row says that the person lives, else where the candidate does."""
    return Place((_row(review_id).division_id,))


def _row(review_id: int) -> Review:
    row: Review | None = Review.objects.of(pk=review_id).first()
    if row is None:
        raise NotFound("没有找到这一行，请返回核对列表。", "no_review")
    return row


def _records(rows: list[Review]) -> list[ReviewRecord]:
    files = {number: batch(number) for number in {row.batch_id for row in rows}}
    persons = {
        person.pk: Candidate(PersonId(person.pk), person.name, person.birth_date, person.home_division_id)
        for person in Person.objects.of(pk__in={row.candidate_id for row in rows if row.candidate_id})
    }
    return [
        ReviewRecord(
            id=row.pk,
            batch=files[row.batch_id],
            row_no=row.row_no,
            division=row.division_id,
            cells=_cells(row, files[row.batch_id]),
            candidate=persons.get(row.candidate_id),
            score=row.score,
            grounds=row.grounds,
            decision=row.decision,
            decided_at=row.decided_at,
        )
        for row in rows
    ]


def _cells(row: Review, record: BatchRecord) -> dict[Field, str]:
    texts = json.loads(REVIEW_CELLS.open(row.pk, row.cells_sealed))
    named = zip(record.headers, texts, strict=False)
    fields = set(Field)
    return {
        Field(record.mapping[header]): text or ""
        for header, text in named
        if record.mapping.get(header) in fields
    }
