"""What banks answered: receipts, their rows, and those that lie parked."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet, Sum

from laoyou import acts
from laoyou.access.types import Actor, Scope
from laoyou.audit.types import Purpose
from laoyou.kernel.errors import Invalid, NotFound
from laoyou.payments.core.reconciling import Part
from laoyou.payments.models import ReceiptFile, ReceiptRow
from laoyou.payments.models.payees import RECEIPT_CELLS
from laoyou.payments.reads.reach import check_id, place_of_row
from laoyou.payments.types import DismissReason, Problem, Resolution, Result
from laoyou.store import keyset

PAGE = 50
OLDEST_FIRST = keyset.Order(("id",))
BY_ROW = keyset.Order(("row_no",))


@dataclass(frozen=True, slots=True)
class FileRecord:
    """A receipt that was taken; `waiting` are parked rows that nobody has decided yet."""

    id: int
    batch_no: int
    name: str
    digest: str
    rows: int
    settled: int
    failed: int
    parked: int
    waiting: int
    taken_at: datetime


@dataclass(frozen=True, slots=True)
class RowRecord:
    """A row of a receipt. `problem` says why it is, or was, parked; `line` is the number it speaks of, in
    `of_batch`.
    """

    id: int
    file_id: int
    file_name: str
    batch_no: int
    row_no: int
    number: int | None
    amount: int | None
    tail: str
    result: Result | None
    reason: str
    problem: Problem | None
    resolution: Resolution | None
    dismiss_reason: DismissReason | None
    resolved_at: datetime | None
    attached_batch: int | None
    attached_number: int | None
    expected: int | None
    expected_tail: str


@dataclass(frozen=True, slots=True)
class Filter:
    """Which parked rows: of a batch, with a problem; `decided` those that somebody has decided already."""

    batch_no: int | None = None
    problem: Problem | None = None
    decided: bool = False


def files(batch_no: int) -> tuple[FileRecord, ...]:
    """The receipts of a batch, the latest first."""
    rows = ReceiptFile.objects.filter(batch=batch_no).order_by("-pk")
    return tuple(map(_file, rows))


def file(file_id: int) -> FileRecord:
    """One receipt; the caller has checked the permission. Raises NotFound."""
    row = ReceiptFile.objects.filter(pk=check_id(file_id)).first()
    if row is None:
        raise NotFound("没有这份回执，请从批次页面重新进入。", "payments")
    return _file(row)


def rows(
    file_id: int, *, problem_only: bool = False, cursor: str | None = None, size: int = PAGE
) -> keyset.Page[RowRecord]:
    """The rows of a receipt in their order."""
    found = _joined(ReceiptRow.objects.of(file=file_id))
    page = keyset.page(found.exclude(problem="") if problem_only else found, BY_ROW, size, cursor)
    return keyset.Page([_row(row) for row in page.rows], page.next, page.previous)


def parked(
    reach: Scope, asked: Filter, *, cursor: str | None = None, size: int = PAGE
) -> keyset.Page[RowRecord]:
    """Rows of the batches of a scope that could not be believed, the oldest first."""
    page = keyset.page(_joined(_parked(reach, asked)), OLDEST_FIRST, size, cursor)
    return keyset.Page([_row(row) for row in page.rows], page.next, page.previous)


def count_parked(reach: Scope, asked: Filter | None = None) -> Part:
    """How many, and how many fen they speak of."""
    rows = _parked(reach, asked or Filter())
    return Part(rows.count(), int(rows.aggregate(fen=Sum("amount"))["fen"] or 0))


def parked_ids(reach: Scope, asked: Filter) -> list[int]:
    return list(_parked(reach, asked).order_by("pk").values_list("pk", flat=True))


def row(row_id: int) -> RowRecord:
    """One row; the caller has checked the permission. Raises NotFound."""
    found = _joined(ReceiptRow.objects.of(pk=check_id(row_id))).first()
    if found is None:
        raise NotFound("没有这一行回执，请从列表重新进入。", "receipt_row")
    return _row(found)


def cells(row_id: int, *, purpose: Purpose | str, actor: Actor, now: datetime) -> tuple[str, ...]:
    """A parked row as the bank wrote it, for a purpose, audited. Invalid `purpose`; Forbidden, logged;
    NotFound.
    """
    found = ReceiptRow.objects.of(pk=check_id(row_id)).exclude(problem="").first()
    if found is None:
        raise NotFound("没有这一行待核对的回执，请从列表重新进入。", "receipt_row")
    if purpose not in frozenset(Purpose):
        raise Invalid("请选择查看的用途，原文只能按用途查看。", "purpose", field="purpose")
    place = place_of_row(row_id)
    acts.read(
        "payments.reveal", actor=actor, now=now, place=place, purpose=purpose, kind="receipt_row", id=row_id
    )
    return tuple(json.loads(RECEIPT_CELLS.open(found.pk, found.cells_sealed)))


def _parked(reach: Scope, asked: Filter) -> QuerySet[Any]:
    rows = ReceiptRow.objects.within(reach.division_bounds()).exclude(problem="")
    rows = rows.exclude(resolution="") if asked.decided else rows.filter(resolution="")
    if asked.batch_no is not None:
        rows = rows.filter(file__batch=asked.batch_no)
    return rows.filter(problem=asked.problem.value) if asked.problem else rows


def _joined(rows: QuerySet[Any]) -> QuerySet[Any]:
    return rows.select_related("file", "instruction__account", "attached_to")


def _file(row: ReceiptFile) -> FileRecord:
    waiting = (
        ReceiptRow.objects.of(file=row).filter(~Q(problem=""), resolution="").count() if row.parked else 0
    )
    return FileRecord(
        id=row.pk,
        batch_no=row.batch_id,
        name=row.name,
        digest=bytes(row.digest).hex(),
        rows=row.rows,
        settled=row.settled,
        failed=row.failed,
        parked=row.parked,
        waiting=waiting,
        taken_at=row.taken_at,
    )


def _row(row: Any) -> RowRecord:
    line = row.instruction
    return RowRecord(
        id=row.pk,
        file_id=row.file_id,
        file_name=row.file.name,
        batch_no=row.file.batch_id,
        row_no=row.row_no,
        number=row.number,
        amount=row.amount,
        tail=row.tail,
        result=Result(row.result) if row.result else None,
        reason=row.reason,
        problem=Problem(row.problem) if row.problem else None,
        resolution=Resolution(row.resolution) if row.resolution else None,
        dismiss_reason=DismissReason(row.dismiss_reason) if row.dismiss_reason else None,
        resolved_at=row.resolved_at,
        attached_batch=row.attached_to.batch_id if row.attached_to else None,
        attached_number=row.attached_to.number if row.attached_to else None,
        expected=line.amount if line else None,
        expected_tail=line.account.tail if line else "",
    )
