"""What somebody is owed, and the batches in which it is sent."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from laoyou.ledger.types import MOST_AMOUNT, Use
from laoyou.payments.models.payees import ONE_PAYEE, Account, OfPayee, known, ordered
from laoyou.payments.types import CancelReason, LineState
from laoyou.store.constraints import KeptByTrigger
from laoyou.store.scoped import ScopedQuerySet

CODE = r"^[a-z][a-z0-9_]{0,23}$"
PERIOD = r"^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$"


class LineRows(ScopedQuerySet):
    """Lines lie on the desk of a division."""


class BatchRows(ScopedQuerySet):
    """Batches belong to the division that pays."""


class Batch(models.Model):
    """Lines that are frozen together, approved by a second person, and sent. `core.batches` has its life.

    While it is open it only says which lines it is going to gather. `total` is what the bank is told to pay.
    """

    division = models.ForeignKey("places.Division", on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=60)
    template = models.CharField(max_length=24)
    fund = models.ForeignKey("ledger.Account", null=True, on_delete=models.PROTECT, related_name="+")
    period = models.CharField(max_length=10, blank=True)
    state = models.CharField(max_length=12)
    lines = models.IntegerField(null=True)
    total = models.BigIntegerField(null=True)
    digest = models.BinaryField(null=True)
    opened_by = models.BigIntegerField(null=True)
    opened_at = models.DateTimeField()
    frozen_by = models.BigIntegerField(null=True)
    frozen_at = models.DateTimeField(null=True)
    approved_by = models.BigIntegerField(null=True)
    approved_at = models.DateTimeField(null=True)
    sent_by = models.BigIntegerField(null=True)
    sent_at = models.DateTimeField(null=True)
    settled_at = models.DateTimeField(null=True)
    withdrawn_by = models.BigIntegerField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    objects = BatchRows.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="payments_batch_has_title",
                condition=~Q(title=""),
                violation_error_message="批次要有名称。",
            ),
            models.CheckConstraint(
                name="payments_batch_who_and_when",
                condition=Q(frozen_by__isnull=True, frozen_at__isnull=True)
                | Q(frozen_by__isnull=False, frozen_at__isnull=False),
                violation_error_message="冻结要记下谁、何时。",
            ),
            models.CheckConstraint(
                name="payments_batch_approved_by_whom",
                condition=Q(approved_by__isnull=True, approved_at__isnull=True)
                | Q(approved_by__isnull=False, approved_at__isnull=False),
                violation_error_message="审批要记下谁、何时。",
            ),
            models.CheckConstraint(
                name="payments_batch_second_person",
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=models.F("frozen_by")),
                violation_error_message="冻结和审批不能是同一个人，请另一位业务主管审批。",
            ),
            models.CheckConstraint(
                name="payments_batch_state_and_dates",
                condition=Q(state="open", frozen_at=None, approved_at=None, sent_at=None, settled_at=None)
                | Q(state="frozen", frozen_at__isnull=False, approved_at=None, sent_at=None, settled_at=None)
                | Q(state="approved", approved_at__isnull=False, sent_at=None, settled_at=None)
                | Q(state="sent", approved_at__isnull=False, sent_at__isnull=False, settled_at=None)
                | Q(state="settled", sent_at__isnull=False, settled_at__isnull=False)
                | Q(state="withdrawn", sent_at=None, settled_at=None),
                violation_error_message="批次的状态与时间不一致。",
            ),
            models.CheckConstraint(
                name="payments_batch_dates_follow",
                condition=(Q(approved_at=None) | Q(frozen_at__isnull=False))
                & (Q(sent_at=None) | Q(approved_at__isnull=False))
                & (
                    Q(state="withdrawn", withdrawn_at__isnull=False)
                    | ~Q(state="withdrawn") & Q(withdrawn_at=None)
                ),
                violation_error_message="批次要先冻结、再审批、再送银行；撤回要记下时间。",
            ),
            models.CheckConstraint(
                name="payments_batch_frozen_whole",
                condition=Q(frozen_at=None, lines=None, total=None, digest=None)
                | Q(frozen_at__isnull=False, lines__gt=0, total__gt=0, digest__isnull=False),
                violation_error_message="冻结的批次要有笔数、合计和校验码。",
            ),
            KeptByTrigger(
                name="payments_batch_stays_frozen",
                violation_error_message="批次冻结以后，笔数、合计和校验码不能再改。",
            ),
            KeptByTrigger(
                name="payments_batch_adds_up",
                violation_error_message="批次的笔数和合计与明细不符，没有冻结。",
            ),
        ]
        indexes = [models.Index(fields=["state", "division"], name="payments_batch_state")]


class Line(OfPayee):
    """What is owed to a payee, from which fund and why, in codes of the room that collected it.

    `accrued_in` is the batch whose approval put it on `payable`, the payee's account in the ledger: once,
    however often the line is sent.
    """

    division = models.ForeignKey(
        "places.Division", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    fund = models.ForeignKey("ledger.Account", on_delete=models.PROTECT, related_name="+", db_index=False)
    use = models.CharField(max_length=12)
    amount = models.BigIntegerField()
    cause_kind = models.CharField(max_length=24)
    cause_id = models.BigIntegerField()
    period = models.CharField(max_length=10)
    purpose = models.CharField(max_length=24)
    words = models.CharField(max_length=60)
    state = models.CharField(max_length=12)
    collected_at = models.DateTimeField()
    accrued_in = models.ForeignKey(
        Batch, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    payable = models.ForeignKey(
        "ledger.Account", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    cancel_reason = models.CharField(max_length=12, blank=True)
    cancelled_at = models.DateTimeField(null=True)

    objects = LineRows.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="payments_line_one_payee",
                condition=ONE_PAYEE,
                violation_error_message="一笔款项只付给一个人或一家机构。",
            ),
            models.CheckConstraint(
                name="payments_line_amount",
                condition=Q(amount__gt=0, amount__lte=MOST_AMOUNT),
                violation_error_message="金额要大于零，不超过一千亿元。",
            ),
            models.CheckConstraint(
                name="payments_line_codes",
                condition=ordered("cause_kind", CODE) & ordered("purpose", CODE) & ordered("period", PERIOD),
                violation_error_message="事由只写代码，所属期写年、年月或年月日。",
            ),
            models.CheckConstraint(
                name="payments_line_says_what_for",
                condition=~Q(words="") & known("use", Use),
                violation_error_message="款项要写明名称和用途。",
            ),
            models.CheckConstraint(
                name="payments_line_state_known",
                condition=known("state", LineState),
                violation_error_message="没有这种款项状态。",
            ),
            models.CheckConstraint(
                name="payments_line_cancelled_whole",
                condition=~Q(state="cancelled") & Q(cancel_reason="", cancelled_at=None)
                | Q(state="cancelled", cancelled_at__isnull=False) & known("cancel_reason", CancelReason),
                violation_error_message="撤销款项要写明原因和时间。",
            ),
            models.CheckConstraint(
                name="payments_line_accrued_whole",
                condition=Q(accrued_in=None, payable=None)
                | Q(accrued_in__isnull=False, payable__isnull=False),
                violation_error_message="计入应付要记下批次和账户。",
            ),
            models.UniqueConstraint(
                name="payments_line_once",
                fields=["cause_kind", "cause_id", "period", "purpose"],
                condition=~Q(state="cancelled"),
                violation_error_message="这件事在这一期已经归集过，没有重复归集。",
            ),
            KeptByTrigger(
                name="payments_line_not_rewritten",
                violation_error_message="归集后的款项不能改金额、资金和事由，请撤销后重新归集。",
            ),
        ]
        indexes = [
            models.Index(
                fields=["division", "id"], condition=Q(state="waiting"), name="payments_line_waiting"
            ),
            models.Index(fields=["division", "id"], condition=Q(state="failed"), name="payments_line_failed"),
            models.Index(fields=["person"], name="payments_line_person", condition=Q(person__isnull=False)),
            models.Index(
                fields=["organisation"],
                name="payments_line_organisation",
                condition=Q(organisation__isnull=False),
            ),
            models.Index(
                fields=["accrued_in"], name="payments_line_accrued", condition=Q(accrued_in__isnull=False)
            ),
        ]


class Instruction(models.Model):
    """A line as one batch sends it: its number there, the account, what the bank pays and what is kept back.

    `kept_back` goes to the payee's `receivable`, when the bank has paid the rest.
    """

    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="+", db_index=False)
    number = models.IntegerField()
    line = models.ForeignKey(Line, on_delete=models.PROTECT, related_name="+")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+", db_index=False)
    amount = models.BigIntegerField()
    kept_back = models.BigIntegerField(default=0)
    receivable = models.ForeignKey(
        "payments.Receivable", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    outcome = models.CharField(max_length=12)
    reason = models.CharField(max_length=24, blank=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="payments_instruction_number",
                fields=["batch", "number"],
                violation_error_message="同一批里序号重复了。",
            ),
            models.UniqueConstraint(
                name="payments_instruction_one_live",
                fields=["line"],
                condition=Q(outcome__in=["outstanding", "settled"]),
                violation_error_message="这一笔已在另一批发放，不能重复支付。",
            ),
            models.CheckConstraint(
                name="payments_instruction_amounts",
                condition=Q(amount__gt=0, kept_back__gte=0),
                violation_error_message="支付金额要大于零，抵扣金额不能是负数。",
            ),
            models.CheckConstraint(
                name="payments_instruction_kept_back_for",
                condition=Q(kept_back=0, receivable=None) | Q(kept_back__gt=0, receivable__isnull=False),
                violation_error_message="抵扣要写明是哪一笔应收。",
            ),
            models.CheckConstraint(
                name="payments_instruction_answered_whole",
                condition=Q(outcome__in=["outstanding", "released"], reason="", answered_at=None)
                | Q(outcome="settled", reason="", answered_at__isnull=False)
                | Q(outcome="failed", answered_at__isnull=False) & ~Q(reason=""),
                violation_error_message="回执结果没有记全：失败要有原因，有结果要有时间。",
            ),
            KeptByTrigger(
                name="payments_instruction_frozen",
                violation_error_message="冻结后的发放明细不能增删，也不能改账户和金额。",
            ),
        ]
        indexes = [
            models.Index(fields=["batch", "outcome"], name="payments_instruction_outcome"),
            models.Index(
                fields=["receivable"],
                name="payments_instruction_owing",
                condition=Q(receivable__isnull=False),
            ),
        ]
