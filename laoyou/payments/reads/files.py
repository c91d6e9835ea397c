"""The file that goes to a bank: rows by its template, with the numbers in full. Only for who may have it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from laoyou import acts
from laoyou.access.types import Actor
from laoyou.audit.types import Purpose
from laoyou.kernel.errors import Conflict
from laoyou.kernel.money import Money
from laoyou.payments.core.banks import AmountIn, FileField, Summary, Template
from laoyou.payments.core.batches import WITH_THE_BANK
from laoyou.payments.models import Instruction
from laoyou.payments.models.payees import ACCOUNT_NUMBER
from laoyou.payments.reads import banks, frozen
from laoyou.payments.reads.batches import BatchRecord
from laoyou.payments.reads.reach import place_of_batch
from laoyou.payments.types import ACCOUNT_KIND_LABELS, AccountKind

PORTION = 2000
Cell = str | Money
Row = tuple[Cell, ...]


def permitted(batch: BatchRecord, *, actor: Actor, now: datetime) -> None:
    """Put on the trail that the file of a batch is fetched. Forbidden, logged; Conflict (`batch_not_sent`;
    `batch_altered` when the lines are not those that were frozen).
    """
    acts.check("payments.download_file", actor=actor, now=now, place=place_of_batch(batch.no))
    if batch.state not in WITH_THE_BANK:
        raise Conflict("审批并“送银行”以后才能下载银行文件。", "batch_not_sent")
    if not holds(batch):
        raise Conflict(
            "明细与冻结时的校验码不符，可能被改动过，没有生成文件。请告知审计员。", "batch_altered"
        )
    acts.read(
        "payments.download_file",
        actor=actor,
        now=now,
        place=place_of_batch(batch.no),
        purpose=Purpose.EXPORT,
        kind="payment_batch",
        id=batch.no,
        count=batch.lines or 0,
    )


def holds(batch: BatchRecord) -> bool:
    """Whether the lines of a batch are still those that were frozen, and the audit trail says so too."""
    return frozen.holds(batch.no, bytes.fromhex(batch.digest), batch.lines or 0)


def rows(batch: BatchRecord) -> Iterator[Row]:
    """The rows of the file below its headers, the summary among them where the template wants one.

    Only after `permitted`.
    """
    template = banks.template(batch.template)
    summary = _summary(batch, template)
    if template.summary is Summary.FIRST:
        yield summary
    said = Instruction.objects.filter(batch=batch.no).select_related("account", "line").order_by("number")
    for one in said.iterator(chunk_size=PORTION):
        cells: dict[FileField, Cell] = {
            FileField.NUMBER: str(one.number),
            FileField.ACCOUNT: ACCOUNT_NUMBER.open(one.account_id, one.account.number_sealed),
            FileField.HOLDER: one.account.holder,
            FileField.BANK: one.account.bank,
            FileField.AMOUNT: _amount(one.amount, template),
            FileField.WORDS: " ".join([one.line.words, one.line.period]),
            FileField.BATCH: str(batch.no),
            FileField.KIND: ACCOUNT_KIND_LABELS[AccountKind(one.account.kind)],
        }
        yield tuple(cells[column.field] for column in template.columns)
    if template.summary is Summary.LAST:
        yield summary


def _summary(batch: BatchRecord, template: Template) -> Row:
    """Total, count, amount and digest, as far as there are columns."""
    total = _amount(batch.total or 0, template)
    said: tuple[Cell, ...] = ("合计", f"{batch.lines} 笔", total, f"SM3 {batch.digest}")
    width = len(template.columns)
    return (*said, *[""] * width)[:width]


def _amount(fen: int, template: Template) -> Cell:
    return Money(fen) if template.amount is AmountIn.YUAN else str(fen)
