"""Rosters that were handed in, what became of their rows, and the proof that the trace is whole."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import F

from laoyou.access.types import Place, Scope
from laoyou.audit import reads as audit
from laoyou.kernel.errors import NotFound
from laoyou.people.core import headers as heads
from laoyou.people.core.problems import BY_CODE, Problem
from laoyou.people.core.rosters import LAYOUTS, Field, Layout
from laoyou.people.core.tracing import Digest
from laoyou.people.models import Batch, Reject, RowTrace
from laoyou.people.models.sealing import REJECT_CELLS
from laoyou.people.types import BatchState, RowOutcome, Source
from laoyou.store import keyset

NEWEST_FIRST = keyset.Order(("-id",))
PROGRESS = ("rows_done", "rows_total")
"""The columns of a batch in which a run tells how far it is."""
STALE_SECONDS = 60
"""A run that has not stirred for so long is taken to be cut off."""
FIELDS = {field.value: header for layout in LAYOUTS for field, header in layout.headers()}
"""Every field that a column may hold, with a header that is usual for it."""


@dataclass(frozen=True, slots=True)
class BatchRecord:
    """One file and how far it is. `counts` by outcome; `reasons` by code; `shown`: row and codes."""

    id: int
    source: Source
    layout: Layout
    file_name: str
    file_size: int
    form: str
    sheet: str
    other_sheets: tuple[str, ...]
    headers: tuple[str, ...]
    mapping: dict[str, str]
    division: str | None
    state: BatchState
    as_of: date
    rows_total: int
    rows_done: int
    counts: dict[RowOutcome, int]
    reasons: dict[str, int]
    shown: tuple[tuple[int, tuple[str, ...]], ...]
    problem: str
    uploaded_by: int | None
    uploaded_at: datetime
    started_at: datetime | None
    beat_at: datetime | None
    applied_at: datetime | None

    def is_working(self, now: datetime) -> bool:
        """Whether a run is under way: it said so a short while ago."""
        return (
            self.beat_at is not None and (now - self.beat_at).total_seconds() < STALE_SECONDS and self.is_open
        )

    def is_cut_off(self, now: datetime) -> bool:
        """Whether a run ended without a word (a crash, a power cut). It has written nothing."""
        return self.state is BatchState.APPLYING and not self.is_working(now)

    @property
    def is_open(self) -> bool:
        return self.state in (BatchState.UPLOADED, BatchState.CHECKED, BatchState.APPLYING)

    @property
    def missing(self) -> tuple[str, ...]:
        """Headers of required columns that no header stands for."""
        named = set(self.mapping.values())
        wanted = (column for column in self.layout.columns if column.required)
        return tuple(column.header for column in wanted if column.field.value not in named)

    def header_of(self, field: Field) -> str:
        """The header under which the file has a field, else the usual one."""
        return next(
            (header for header, value in self.mapping.items() if value == field), self.layout.header(field)
        )


@dataclass(frozen=True, slots=True)
class Remark:
    """What is to be said of a row: which column, why, and what to do."""

    code: str
    column: str
    reason: str
    remedy: str


@dataclass(frozen=True, slots=True)
class RejectRecord:
    """A row as it was, opened: for the download, which is audited."""

    row_no: int
    cells: tuple[str, ...]
    remarks: tuple[Remark, ...]
    applied: bool


@dataclass(frozen=True, slots=True)
class TraceVerdict:
    """Whether the trace of a batch is what the audit entry says it was."""

    rows: int
    expected: int
    holds: bool


def batches(reach: Scope, *, size: int = 30, cursor: str | None = None) -> keyset.Page[BatchRecord]:
    """Batches of divisions within `reach`, newest first."""
    page = keyset.page(Batch.objects.within(reach.division_bounds()), NEWEST_FIRST, size, cursor)
    return keyset.Page([_record(row) for row in page.rows], page.next, page.previous)


def batch(batch_id: int) -> BatchRecord:
    """One batch; the caller has checked the permission at `place_of_batch`. Raises NotFound."""
    row = Batch.objects.of(pk=batch_id).first()
    if row is None:
        raise NotFound("没有找到这份名册，请返回列表重新查找。", "no_batch")
    return _record(row)


def place_of_batch(batch_id: int, *_: object, **__: object) -> Place:
    """Where a batch belongs: the division for which it was uploaded. NotFound when there is none."""
    division = batch(batch_id).division
    return Place((division,) if division else ())


def scope_of(row: Batch) -> Scope:
    """The scope within which a batch may speak of people."""
    return Scope.division(row.division_id) if row.division_id else Scope.everything()


def rejects(batch_id: int, *, applied: bool | None = None) -> Iterator[RejectRecord]:
    """The rows with something to be said of them, in the order of the file."""
    record = batch(batch_id)
    rows = Reject.objects.filter(batch_id=batch_id).order_by("row_no")
    if applied is not None:
        rows = rows.filter(applied=applied)
    for row in rows.iterator(chunk_size=2000):
        cells = tuple(json.loads(REJECT_CELLS.open(row.pk, row.cells_sealed)))
        marks = tuple(remark(record, code) for code in row.reasons)
        yield RejectRecord(row.row_no, tuple(cell or "" for cell in cells), marks, row.applied)


def remark(record: BatchRecord, code: str) -> Remark:
    """A reason in the words of the file's own headers; `contradicts_row:17` names the other row."""
    plain, _, other = code.partition(":")
    problem: Problem = BY_CODE[plain]
    words = {
        "field": record.header_of(problem.field) if problem.field else "",
        "number": record.header_of(Field.NUMBER),
        "since": record.header_of(Field.SINCE),
    }
    reason = problem.reason.format(**words)
    reason = f"{reason}（另一行是第 {other} 行）" if other and other != "None" else reason
    return Remark(plain, words["field"], reason, problem.remedy.format(**words))


def row_outcomes(batch_id: int) -> dict[RowOutcome, int]:
    """How many rows had which outcome, counted from the trace itself."""
    found = dict.fromkeys(RowOutcome, 0)
    for outcome in RowTrace.objects.filter(batch_id=batch_id).values_list("outcome", flat=True):
        found[RowOutcome(outcome)] += 1
    return found


def persons_of(batch_id: int, outcome: RowOutcome, *, most: int = 200) -> list[tuple[int, int]]:
    """Row numbers and persons with an outcome, the first `most`."""
    rows = RowTrace.objects.filter(batch_id=batch_id, outcome=outcome.value, person_id__isnull=False)
    found = rows.order_by("row_no").values_list("row_no", "person_id")[:most]
    return [(row_no, person_id) for row_no, person_id in found if person_id is not None]


def verify_trace(batch_id: int) -> TraceVerdict:
    """Recompute the digest over the batch's trace and compare it with the audit entry's. NotFound when the
    batch was never applied.
    """
    entry = audit.digest_of("people.apply_batch", "batch", str(batch_id))
    if entry is None:
        raise NotFound("这份名册还没有导入，没有可以核验的记录。", "no_trace")
    digest = Digest()
    rows = RowTrace.objects.filter(batch_id=batch_id).annotate(row=F("row_no")).order_by("row_no")
    for row_no, outcome, person_id in rows.values_list("row", "outcome", "person_id").iterator(
        chunk_size=10_000
    ):
        digest.add(row_no, outcome, person_id)
    count, expected = entry
    return TraceVerdict(digest.rows, count, digest.value() == expected and digest.rows == count)


def layout(key: str) -> Layout:
    """A roster by its key. Raises NotFound."""
    found = next((each for each in LAYOUTS if each.key == key), None)
    if found is None:
        raise NotFound("没有这种名册。", "no_layout")
    return found


def layouts(source: Source) -> tuple[Layout, ...]:
    """The rosters that a source may hand in."""
    return heads.layouts_of(source)


def _record(row: Batch) -> BatchRecord:
    counts: dict[str, Any] = row.counts
    return BatchRecord(
        id=row.pk,
        source=Source(row.source),
        layout=layout(row.layout),
        file_name=row.file_name,
        file_size=row.file_size,
        form=row.form,
        sheet=row.sheet,
        other_sheets=tuple(row.other_sheets),
        headers=tuple(row.headers),
        mapping=dict(row.mapping),
        division=row.division_id,
        state=BatchState(row.state),
        as_of=row.as_of,
        rows_total=row.rows_total,
        rows_done=row.rows_done,
        counts={RowOutcome(key): value for key, value in counts.get("outcomes", {}).items()},
        reasons=dict(counts.get("reasons", {})),
        shown=tuple((number, tuple(codes)) for number, codes in counts.get("shown", ())),
        problem=row.problem,
        uploaded_by=row.uploaded_by,
        uploaded_at=row.uploaded_at,
        started_at=row.started_at,
        beat_at=row.beat_at,
        applied_at=row.applied_at,
    )
