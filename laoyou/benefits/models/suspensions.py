"""Benefits that are held back for some months."""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import Q

from laoyou.benefits.models.proposals import known
from laoyou.benefits.types import HoldReason
from laoyou.store.constraints import KeptByTrigger
from laoyou.store.scoped import ScopedQuerySet
from laoyou.store.spans import DateSpanField


class SuspensionRows(ScopedQuerySet):
    """Suspensions are scoped by where their person lived when they began."""


class Suspension(models.Model):
    """A benefit of a person is not paid for the whole months of `span`, open while it lasts. `pays_back`:
    once lifted, whether the months held back are paid, or lost by the law.

    One that was a mistake `is_void`: it never held anything back. Months of those that are not void do not
    overlap for a person and benefit.
    """

    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    division = models.ForeignKey(
        "places.Division", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    benefit = models.CharField(max_length=64)
    span = DateSpanField()
    reason = models.CharField(max_length=16)
    words = models.CharField(max_length=200, blank=True)
    suspended_by = models.BigIntegerField(null=True)
    suspended_name = models.CharField(max_length=64)
    suspended_at = models.DateTimeField()
    lifted_by = models.BigIntegerField(null=True)
    lifted_name = models.CharField(max_length=64, blank=True)
    lifted_at = models.DateTimeField(null=True)
    lifted_because = models.CharField(max_length=200, blank=True)
    pays_back = models.BooleanField(null=True)
    is_void = models.BooleanField(default=False)

    objects = SuspensionRows.as_manager()

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="benefits_suspension_no_overlap",
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    ("benefit", RangeOperators.EQUAL),
                    ("span", RangeOperators.OVERLAPS),
                ],
                condition=Q(is_void=False),
                violation_error_message="这个人的这项待遇在这些月份已经暂停，请刷新页面核对。",
            ),
            models.CheckConstraint(
                name="benefits_suspension_words",
                condition=known("reason", HoldReason) & (~Q(reason="other") | ~Q(words="")),
                violation_error_message="请选择暂停的原因；选“其他”要写明。",
            ),
            models.CheckConstraint(
                name="benefits_suspension_state_whole",
                condition=Q(
                    span__endswith=None, lifted_at=None, lifted_because="", pays_back=None, is_void=False
                )
                | Q(span__endswith__isnull=False, lifted_at__isnull=False) & ~Q(lifted_because="")
                & Q(pays_back__isnull=False, is_void=False)
                | Q(is_void=True, lifted_at__isnull=False, pays_back=None) & ~Q(lifted_because=""),
                violation_error_message="暂停的状态与恢复的记录不一致。",
            ),
            KeptByTrigger(
                name="benefits_suspension_whole_months",
                violation_error_message="暂停按整月计：从某月 1 日起，到某月最后一天止。",
            ),
            KeptByTrigger(
                name="benefits_suspension_not_rewritten",
                violation_error_message="记下的暂停不能改写，请恢复后重新登记。",
            ),
        ]
        indexes = [
            models.Index(
                fields=["division", "id"],
                condition=Q(lifted_at=None),
                name="benefits_suspension_open",
            ),
        ]
