"""What banks answered: every row of every receipt, applied or parked. Rows are only added; a parked one is
decided.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from laoyou.payments.models.lines import Batch, Instruction
from laoyou.payments.models.payees import known
from laoyou.payments.types import DismissReason, Problem, Result
from laoyou.store.constraints import KeptByTrigger
from laoyou.store.scoped import ScopedQuerySet


class ReceiptRows(ScopedQuerySet):
    """Rows of receipts belong where their batch does."""

    scope_field = "file__batch__division_id"


class ReceiptFile(models.Model):
    """A receipt that was handed in for a batch. The same file is taken once."""

    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="+", db_index=False)
    name = models.CharField(max_length=200)
    digest = models.BinaryField()
    rows = models.IntegerField()
    settled = models.IntegerField()
    failed = models.IntegerField()
    parked = models.IntegerField()
    taken_by = models.BigIntegerField(null=True)
    taken_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="payments_receiptfile_once",
                fields=["batch", "digest"],
                violation_error_message="这份回执已经登记过，没有重复登记。",
            ),
            models.CheckConstraint(
                name="payments_receiptfile_adds_up",
                condition=Q(rows=models.F("settled") + models.F("failed") + models.F("parked"), rows__gt=0),
                violation_error_message="回执的行数与到账、失败、待核对的合计不符。",
            ),
            KeptByTrigger(
                name="payments_receiptfile_not_rewritten",
                violation_error_message="登记过的回执不能改写。",
            ),
        ]


class ReceiptRow(models.Model):
    """A row as it was read. `problem` says why it is parked; `instruction` is the line that it was applied
    to, or that a parked one speaks of. The cells of parked rows are kept as they were, sealed.
    """

    file = models.ForeignKey(ReceiptFile, on_delete=models.PROTECT, related_name="+", db_index=False)
    row_no = models.IntegerField()
    number = models.IntegerField(null=True)
    amount = models.BigIntegerField(null=True)
    tail = models.CharField(max_length=4, blank=True)
    result = models.CharField(max_length=8, blank=True)
    reason = models.CharField(max_length=24, blank=True)
    problem = models.CharField(max_length=12, blank=True)
    instruction = models.ForeignKey(Instruction, null=True, on_delete=models.PROTECT, related_name="+")
    cells_sealed = models.BinaryField(null=True)
    resolution = models.CharField(max_length=12, blank=True)
    resolved_by = models.BigIntegerField(null=True)
    resolved_at = models.DateTimeField(null=True)
    dismiss_reason = models.CharField(max_length=12, blank=True)
    attached_to = models.ForeignKey(
        Instruction, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )

    objects = ReceiptRows.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="payments_receiptrow_once",
                fields=["file", "row_no"],
                violation_error_message="回执的这一行已经登记过。",
            ),
            models.CheckConstraint(
                name="payments_receiptrow_result_known",
                condition=Q(result="") | known("result", Result),
                violation_error_message="回执结果只有成功和失败。",
            ),
            models.CheckConstraint(
                name="payments_receiptrow_applied_or_parked",
                condition=Q(problem="", instruction__isnull=False, cells_sealed=None, resolution="")
                & ~Q(result="")
                | known("problem", Problem) & Q(cells_sealed__isnull=False),
                violation_error_message="回执的每一行要么已登记到一笔款项，要么待核对。",
            ),
            models.CheckConstraint(
                name="payments_receiptrow_resolved_whole",
                condition=Q(resolution="", resolved_at=None, dismiss_reason="", attached_to=None)
                | Q(
                    resolution="attached",
                    resolved_at__isnull=False,
                    dismiss_reason="",
                    attached_to__isnull=False,
                )
                | Q(resolution="dismissed", resolved_at__isnull=False, attached_to=None)
                & known("dismiss_reason", DismissReason),
                violation_error_message="待核对回执的处理没有记全。",
            ),
            KeptByTrigger(
                name="payments_receiptrow_not_rewritten",
                violation_error_message="回执的内容不能改写，处理过的也不能再处理。",
            ),
        ]
        indexes = [
            models.Index(
                fields=["id"], condition=~Q(problem="") & Q(resolution=""), name="payments_receiptrow_parked"
            ),
        ]
