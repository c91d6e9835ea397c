"""What was paid too much and is to come back."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from laoyou.ledger.types import MOST_AMOUNT, Use
from laoyou.payments.models.lines import CODE, PERIOD, Instruction
from laoyou.payments.models.payees import ONE_PAYEE, OfPayee, known, ordered
from laoyou.payments.types import MOST_OFFSET_PERCENT, RepaymentKind
from laoyou.store.constraints import KeptByTrigger
from laoyou.store.scoped import ScopedQuerySet


class ReceivableRows(ScopedQuerySet):
    """Receivables lie on the desk of a division."""


class Receivable(OfPayee):
    """`amount` fen that a payee owes. `repaid` is what came back, `reserved` what batches under way keep
    back; `debtor` is the payee's account in the ledger. `planned` is what the plan of instalments adds up
    to, counted from when `before_plan` had come back.
    """

    division = models.ForeignKey(
        "places.Division", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    fund = models.ForeignKey("ledger.Account", on_delete=models.PROTECT, related_name="+", db_index=False)
    debtor = models.ForeignKey("ledger.Account", on_delete=models.PROTECT, related_name="+", db_index=False)
    use = models.CharField(max_length=12)
    amount = models.BigIntegerField()
    cause_kind = models.CharField(max_length=24)
    cause_id = models.BigIntegerField()
    period = models.CharField(max_length=10)
    purpose = models.CharField(max_length=24)
    words = models.CharField(max_length=60)
    state = models.CharField(max_length=12)
    repaid = models.BigIntegerField(default=0)
    reserved = models.BigIntegerField(default=0)
    offset_percent = models.IntegerField(default=0)
    planned = models.BigIntegerField(default=0)
    before_plan = models.BigIntegerField(default=0)
    raised_at = models.DateTimeField()
    raised_by = models.BigIntegerField(null=True)
    proposed_by = models.BigIntegerField(null=True)
    proposed_at = models.DateTimeField(null=True)
    proposed_because = models.CharField(max_length=100, blank=True)
    decided_by = models.BigIntegerField(null=True)
    ended_at = models.DateTimeField(null=True)

    objects = ReceivableRows.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="payments_receivable_one_payee",
                condition=ONE_PAYEE,
                violation_error_message="应收只向一个人或一家机构追回。",
            ),
            models.CheckConstraint(
                name="payments_receivable_amounts",
                condition=Q(amount__gt=0, amount__lte=MOST_AMOUNT, repaid__gte=0, reserved__gte=0)
                & Q(repaid__lte=F("amount") - F("reserved")),
                violation_error_message="还款和在途抵扣的合计不能超过应收金额。",
            ),
            models.CheckConstraint(
                name="payments_receivable_offset_share",
                condition=Q(offset_percent__gte=0, offset_percent__lte=MOST_OFFSET_PERCENT),
                violation_error_message=f"抵扣比例应在 0 到 {MOST_OFFSET_PERCENT}% 之间。",
            ),
            models.CheckConstraint(
                name="payments_receivable_codes",
                condition=ordered("cause_kind", CODE) & ordered("purpose", CODE) & ordered("period", PERIOD),
                violation_error_message="事由只写代码，所属期写年、年月或年月日。",
            ),
            models.CheckConstraint(
                name="payments_receivable_says_what_for",
                condition=~Q(words="") & known("use", Use),
                violation_error_message="应收要写明名称和用途。",
            ),
            models.CheckConstraint(
                name="payments_receivable_state_whole",
                condition=Q(
                    state="open", proposed_by=None, proposed_at=None, ended_at=None, repaid__lt=F("amount")
                )
                | Q(state="proposed", proposed_by__isnull=False, proposed_at__isnull=False, ended_at=None)
                | Q(state="repaid", repaid=F("amount"), ended_at__isnull=False)
                | Q(state="written_off", proposed_by__isnull=False, decided_by__isnull=False, reserved=0)
                & Q(ended_at__isnull=False)
                | Q(state="withdrawn", repaid=0, reserved=0, ended_at__isnull=False),
                violation_error_message="应收的状态与还款、审批不一致。",
            ),
            models.CheckConstraint(
                name="payments_receivable_second_person",
                condition=Q(decided_by=None) | Q(proposed_by=None) | ~Q(decided_by=F("proposed_by")),
                violation_error_message="申请核销和审批核销不能是同一个人。",
            ),
            models.UniqueConstraint(
                name="payments_receivable_once",
                fields=["cause_kind", "cause_id", "period", "purpose"],
                condition=~Q(state="withdrawn"),
                violation_error_message="这件事在这一期已经登记过应收。",
            ),
            KeptByTrigger(
                name="payments_receivable_not_rewritten",
                violation_error_message="应收的金额、资金和事由不能改，请撤销后重新登记。",
            ),
            KeptByTrigger(
                name="payments_receivable_plan_adds_up",
                violation_error_message="各期合计与计划的总额不相等，没有保存。",
            ),
        ]
        indexes = [
            models.Index(
                fields=["division", "id"],
                condition=Q(state__in=["open", "proposed"]),
                name="payments_receivable_open",
            ),
            models.Index(fields=["person"], name="payments_receivable_person"),
            models.Index(fields=["organisation"], name="payments_receivable_org"),
        ]


class PlannedInstalment(models.Model):
    """A part of a receivable's plan. A new plan takes the place of the old one whole."""

    receivable = models.ForeignKey(Receivable, on_delete=models.PROTECT, related_name="+", db_index=False)
    number = models.IntegerField()
    due_on = models.DateField()
    amount = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="payments_plannedinstalment_number",
                fields=["receivable", "number"],
                violation_error_message="同一期写了两次。",
            ),
            models.CheckConstraint(
                name="payments_plannedinstalment_amount",
                condition=Q(amount__gt=0, number__gt=0),
                violation_error_message="每期金额要大于零。",
            ),
        ]


class Repayment(models.Model):
    """What came back, in cash or kept back of a payment. Only ever added."""

    receivable = models.ForeignKey(Receivable, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8)
    amount = models.BigIntegerField()
    day = models.DateField()
    voucher = models.CharField(max_length=40, blank=True)
    instruction = models.ForeignKey(
        Instruction, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    recorded_by = models.BigIntegerField(null=True)
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="payments_repayment_amount",
                condition=~Q(amount=0),
                violation_error_message="还款金额不能为零。",
            ),
            models.CheckConstraint(
                name="payments_repayment_by_kind",
                condition=Q(kind=RepaymentKind.CASH.value, instruction=None, amount__gt=0) & ~Q(voucher="")
                | Q(kind=RepaymentKind.OFFSET.value, instruction__isnull=False, voucher=""),
                violation_error_message="退回款项要写凭证号，抵扣要对应一笔发放。",
            ),
            models.UniqueConstraint(
                name="payments_repayment_voucher_once",
                fields=["receivable", "voucher"],
                condition=~Q(voucher=""),
                violation_error_message="这张凭证的还款已经登记过。",
            ),
            KeptByTrigger(
                name="payments_repayment_not_rewritten",
                violation_error_message="登记过的还款不能改写。",
            ),
        ]
