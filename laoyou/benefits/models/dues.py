"""What was collected for payment, month by month; and which account bears whose share."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from laoyou.benefits.models.proposals import Proposal, known
from laoyou.benefits.types import OFFSET_PERCENT, DueKind, RunState
from laoyou.ledger.types import Unit
from laoyou.payments.types import MOST_OFFSET_PERCENT
from laoyou.store.constraints import KeptByTrigger
from laoyou.store.scoped import ScopedQuerySet


class CollectingRows(ScopedQuerySet):
    """Collectings are scoped by the territory for which they collect."""


class DueRows(ScopedQuerySet):
    """What was collected is scoped by where the benefit was given."""


class ChoiceRows(ScopedQuerySet):
    """Choices are scoped by the division for which they hold."""


class Collecting(models.Model):
    """What is due in a month, collected for a territory. `done` and all that it wrote are committed together,
    or not at all. `offset_percent` of later payments is kept back for what it finds paid too much.
    """

    division = models.ForeignKey("places.Division", on_delete=models.PROTECT, related_name="+")
    month = models.DateField()
    state = models.CharField(max_length=8)
    offset_percent = models.SmallIntegerField(default=OFFSET_PERCENT)
    counts = models.JSONField(default=dict)
    progress = models.SmallIntegerField(default=0)
    problem = models.CharField(max_length=400, blank=True)
    begun_by = models.BigIntegerField(null=True)
    begun_name = models.CharField(max_length=64)
    begun_at = models.DateTimeField()
    beat_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)

    objects = CollectingRows.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="benefits_collecting_state",
                condition=Q(state="done", done_at__isnull=False)
                | Q(state__in=[RunState.WORKING.value, RunState.FAILED.value], done_at__isnull=True),
                violation_error_message="归集的状态与完成时间不一致。",
            ),
            models.CheckConstraint(
                name="benefits_collecting_a_month",
                condition=Q(month__day=1),
                violation_error_message="归集的月份要写当月第一天。",
            ),
            models.CheckConstraint(
                name="benefits_collecting_percents",
                condition=Q(
                    progress__gte=0,
                    progress__lte=100,
                    offset_percent__gte=0,
                    offset_percent__lte=MOST_OFFSET_PERCENT,
                ),
                violation_error_message="进度应在 0 到 100 之间，抵扣比例应在 0 到 90 之间。",
            ),
            models.UniqueConstraint(
                fields=["division"],
                name="benefits_collecting_one_at_work",
                condition=Q(state="working"),
                violation_error_message="这个地区已有一次归集正在进行，请等它结束。",
            ),
        ]


class Due(models.Model):
    """A person's benefit for a month as one payer bears it: fen, above zero where it is given, below where it
    is taken back. The sum for person, benefit and month is what he was given for it, or is being given.

    A line of payments, or a voucher of the ledger, has the cause `due` with the id of its row. What is
    cancelled there, or a receivable that is withdrawn, is a row of its own that `undoes` the first. A
    `proposal` is the confirmed back-pay or recovery by which it was collected. Append-only.
    """

    collecting = models.ForeignKey(Collecting, null=True, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    division = models.ForeignKey(
        "places.Division", on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    benefit = models.CharField(max_length=64)
    month = models.DateField()
    version_id = models.BigIntegerField()
    proposal = models.ForeignKey(Proposal, null=True, on_delete=models.PROTECT, related_name="+")
    payer = models.CharField(max_length=24)
    fund = models.ForeignKey("ledger.Account", on_delete=models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=10)
    fen = models.BigIntegerField()
    receivable_id = models.BigIntegerField(null=True)
    undoes = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()

    objects = DueRows.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="benefits_due_given_or_back",
                condition=known("kind", DueKind)
                & ~Q(fen=0)
                & (
                    Q(undoes__isnull=False)
                    | Q(fen__gt=0, collecting__isnull=False, receivable_id=None) & ~Q(kind="receivable")
                    | Q(fen__lt=0, kind="receivable", receivable_id__isnull=False)
                ),
                violation_error_message="应发要写明是发放、追回还是撤销。",
            ),
            models.CheckConstraint(
                name="benefits_due_of_a_month",
                condition=Q(month__day=1),
                violation_error_message="应发的月份要写当月第一天。",
            ),
            models.UniqueConstraint(
                fields=["collecting", "person", "benefit", "month", "payer", "proposal"],
                name="benefits_due_once",
                condition=Q(fen__gt=0, undoes=None),
                nulls_distinct=False,
                violation_error_message="同一次归集里这一项已归集过，没有重复归集。",
            ),
            models.UniqueConstraint(
                fields=["undoes"],
                name="benefits_due_undone_once",
                condition=Q(undoes__isnull=False),
                violation_error_message="这一笔已经撤销过。",
            ),
            KeptByTrigger(
                name="benefits_due_not_below_zero",
                violation_error_message="收回的不能多过发出的。这一期如已登记追回，请先撤销应收，再撤销款项。",
            ),
            KeptByTrigger(
                name="benefits_due_undoes_the_same",
                violation_error_message="撤销的人、待遇、月份和金额要与原来的一笔相同。",
            ),
        ]
        indexes = [
            models.Index(fields=["person", "benefit", "month"], name="benefits_due_person"),
            models.Index(
                fields=["receivable_id"],
                name="benefits_due_receivable",
                condition=Q(receivable_id__isnull=False),
            ),
        ]


class FundChoice(models.Model):
    """Which ledger account bears a payer's share in a division and all below it; of one benefit, or, where
    `benefit` is empty, of every benefit. Money and vouchers (`unit`) stand on accounts of their own.
    """

    division = models.ForeignKey("places.Division", on_delete=models.PROTECT, related_name="+")
    payer = models.CharField(max_length=24)
    benefit = models.CharField(max_length=64, blank=True)
    unit = models.CharField(max_length=12)
    account = models.ForeignKey("ledger.Account", on_delete=models.PROTECT, related_name="+", db_index=False)
    chosen_by = models.BigIntegerField(null=True)
    chosen_at = models.DateTimeField()

    objects = ChoiceRows.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["division", "payer", "benefit", "unit"],
                name="benefits_fundchoice_once",
                violation_error_message="这里已指定过账户，请改原来的那一条。",
            ),
            models.CheckConstraint(
                name="benefits_fundchoice_whole",
                condition=~Q(payer="") & Q(unit__in=[Unit.FEN.value, Unit.VOUCHER_FEN.value]),
                violation_error_message="要写明由谁出钱，是资金还是服务券。",
            ),
        ]
