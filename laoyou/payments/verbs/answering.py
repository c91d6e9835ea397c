"""What banks answer: a receipt is taken whole or not at all; what cannot be believed is parked, and decided
by hand.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from laoyou import acts
from laoyou.access.types import Actor, Place
from laoyou.kernel.errors import Conflict, NotFound
from laoyou.payments.core import receipts as core
from laoyou.payments.core.banks import OTHER
from laoyou.payments.core.batches import WITH_THE_BANK
from laoyou.payments.core.receipts import Known
from laoyou.payments.models import Batch, Instruction, ReceiptFile, ReceiptRow
from laoyou.payments.models.payees import RECEIPT_CELLS
from laoyou.payments.reads.reach import common, place_of_batch, place_of_row, place_of_rows
from laoyou.payments.types import (
    BatchState,
    DismissReason,
    LineState,
    Outcome,
    Problem,
    ReceiptSheet,
    Resolution,
    Result,
    Taken,
)
from laoyou.payments.types import ReceiptRow as Given
from laoyou.payments.verbs import books
from laoyou.payments.verbs.applying import Answer, apply, take_back
from laoyou.payments.verbs.batches import locked
from laoyou.store.copying import copy_rows, look_again, reserve_ids

COLUMNS = (
    "id", "file_id", "row_no", "number", "amount", "tail", "result", "reason", "problem", "instruction_id",
    "cells_sealed", "resolution", "dismiss_reason",
)  # fmt: skip
Judged = tuple[Given, Problem | None, int | None]
"""A row, why it is parked, and the line that it speaks of."""


@acts.verb("payments.take_receipts", place=place_of_batch)
def take_receipts(batch_no: int, sheet: ReceiptSheet, *, actor: Actor, now: datetime) -> Taken:
    """Take a bank's receipt of a batch. Rows that match one line that has no answer are applied, all others
    are parked.

    The same file again changes nothing (`repeated`). Raises Conflict (`batch_not_sent`).
    """
    batch = locked(batch_no)
    _check_sent(batch)
    acts.subject(kind=books.BATCH, id=batch_no, count=len(sheet.rows), digest=sheet.digest)
    before = ReceiptFile.objects.filter(batch=batch, digest=sheet.digest).first()
    if before is not None:
        return _taken(before, repeated=True)
    judged = _judged(batch_no, sheet.rows)
    counts = Counter(_outcome(row, problem) for row, problem, _ in judged)
    file = ReceiptFile.objects.create(
        batch=batch,
        name=sheet.name,
        digest=sheet.digest,
        rows=len(judged),
        settled=counts[Result.SETTLED],
        failed=counts[Result.FAILED],
        parked=counts[None],
        taken_by=actor.user_id,
        taken_at=now,
    )
    first = reserve_ids("payments_receiptrow_id_seq", len(judged))
    copy_rows("payments_receiptrow", COLUMNS, _rows(file.pk, first, judged))
    look_again("payments_receiptrow", len(judged))
    answers = [
        Answer(instruction, row.result, row.reason)
        for row, problem, instruction in judged
        if problem is None and instruction is not None and row.result is not None
    ]
    apply(batch_no, str(file.pk), answers, now)
    _settle_when_answered(batch_no, now)
    return _taken(file, repeated=False)


def _of_row_and_line(row_id: int, *, batch_no: int, **_: object) -> Place:
    """Who ties a row to a line must reach both."""
    both = (place_of_row(row_id), place_of_batch(batch_no))
    return Place(common(code for place in both for code in place.divisions))


@acts.verb("payments.attach", place=_of_row_and_line)
def attach(row_id: int, *, batch_no: int, number: int, actor: Actor, now: datetime) -> None:
    """Say that a parked row speaks of line `number` of a batch, and apply it.

    A line that was paid is returned by a row that says it failed. Raises NotFound (`no_line`), Conflict
    (`row_resolved`, `batch_not_sent`, `attach_amount`, `attach_unreadable`, `attach_same`,
    `attach_sent_again`, `attach_released`).
    """
    batch = locked(batch_no)
    _check_sent(batch)
    row = _unresolved([row_id])[0]
    one = Instruction.objects.filter(batch=batch, number=number).select_related("line").first()
    if one is None:
        raise NotFound(f"第 {batch_no} 批没有第 {number} 笔，请核对批次号和序号。", "no_line")
    answer = _check_fits(row, one)
    person_id = one.line.person_id
    acts.subject(person_id=person_id, kind=books.BATCH, id=batch_no)
    ReceiptRow.objects.of(pk=row_id).update(
        resolution=Resolution.ATTACHED.value, attached_to=one, resolved_by=actor.user_id, resolved_at=now
    )
    if Outcome(one.outcome) is Outcome.SETTLED:
        take_back(batch_no, f"row{row_id}", answer, now)
    else:
        apply(batch_no, f"row{row_id}", [answer], now)
    _settle_when_answered(batch_no, now)


@acts.verb("payments.dismiss", place=place_of_rows)
def dismiss(row_ids: Sequence[int], *, reason: DismissReason, actor: Actor, now: datetime) -> None:
    """Set parked rows aside; they stay on record. Raises NotFound, Conflict (`row_resolved`)."""
    rows = _unresolved(row_ids)
    acts.subject(kind="receipt_row", id=rows[0].pk if len(rows) == 1 else "", count=len(rows))
    ReceiptRow.objects.of(pk__in=[row.pk for row in rows]).update(
        resolution=Resolution.DISMISSED.value,
        dismiss_reason=reason.value,
        resolved_by=actor.user_id,
        resolved_at=now,
    )


def _check_sent(batch: Batch) -> None:
    if BatchState(batch.state) not in WITH_THE_BANK:
        raise Conflict("这一批还没有送银行，不能登记回执。请核对批次号。", "batch_not_sent")


def _judged(batch_no: int, rows: Sequence[Given]) -> list[Judged]:
    """Each row, in the order of the file: the first that answers a line is believed, a second is parked."""
    said = Instruction.objects.filter(batch=batch_no).values_list(
        "number", "pk", "amount", "account__tail", "outcome"
    )
    known = {number: Known(pk, amount, tail, Outcome(word)) for number, pk, amount, tail, word in said}
    judged: list[Judged] = []
    for row in rows:
        one = known.get(row.number or 0)
        problem = core.judge(row, one)
        judged.append((row, problem, one.instruction_id if one else None))
        if problem is None and one is not None and row.number is not None and row.result is not None:
            known[row.number] = replace(one, outcome=Outcome(row.result.value))
    return judged


def _outcome(row: Given, problem: Problem | None) -> Result | None:
    return row.result if problem is None else None


def _rows(file_id: int, first: int, judged: Sequence[Judged]) -> Iterator[tuple[Any, ...]]:
    for row_id, (row, problem, instruction) in enumerate(judged, start=first):
        cells = json.dumps(row.cells, ensure_ascii=False) if problem else ""
        yield (
            row_id, file_id, row.row_no, row.number, row.amount, row.tail,
            row.result.value if row.result else "", row.reason, problem.value if problem else "", instruction,
            RECEIPT_CELLS.seal(row_id, cells) if problem else None, "", "",
        )  # fmt: skip


def _taken(file: ReceiptFile, *, repeated: bool) -> Taken:
    return Taken(file.pk, file.rows, file.settled, file.failed, file.parked, repeated)


def _unresolved(row_ids: Sequence[int]) -> list[ReceiptRow]:
    rows = (
        ReceiptRow.objects.of(pk__in=set(row_ids)).order_by("pk").select_for_update(no_key=True, of=("self",))
    )
    found = list(rows)
    if any(row.resolution or not row.problem for row in found):
        raise Conflict("有的回执已经处理过了，请刷新页面。", "row_resolved")
    return found


def _check_fits(row: ReceiptRow, one: Instruction) -> Answer:
    """What the row says of the line, if it can be applied to it."""
    if not row.result or row.amount is None:
        raise Conflict(
            "这一行的金额或结果读不懂，不能认领。请银行重出回执，再略去这一行。", "attach_unreadable"
        )
    if row.amount != one.amount:
        raise Conflict(
            "回执的金额和这一笔的金额不同，不能认领。请银行更正回执，再略去这一行。", "attach_amount"
        )
    result, before = Result(row.result), Outcome(one.outcome)
    if before is Outcome.RELEASED:
        raise Conflict("这一笔已从这一批撤出，没有送银行，请核对批次号和序号。", "attach_released")
    if result.value == before.value:
        raise Conflict("这一笔已经是这个结果，不用再登记，请略去这一行。", "attach_same")
    if before is Outcome.FAILED and LineState(one.line.state) is not LineState.FAILED:
        raise Conflict(
            "这一笔失败后已重新发放或撤销。请先核实钱是否付了两次，把多付的登记为应收，再略去这一行。",
            "attach_sent_again",
        )
    return Answer(one.pk, result, row.reason or OTHER if result is Result.FAILED else "")


def _settle_when_answered(batch_no: int, now: datetime) -> None:
    """A batch whose every line has its answer is settled."""
    if Instruction.objects.filter(batch=batch_no, outcome=Outcome.OUTSTANDING.value).exists():
        return
    Batch.objects.of(pk=batch_no).filter(state=BatchState.SENT.value).update(
        state=BatchState.SETTLED.value, settled_at=now
    )
