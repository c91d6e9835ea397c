"""The verifications of the audit trail.

They stand above `acts`, because asking for one is an act; `audit` lies below and cannot hold it.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from laoyou.verifications.types import VerificationState


class Verification(models.Model):
    """One walk along every chain. `job` is its number in the queue; `rows` and `faults` are what it found."""

    state = models.CharField(max_length=12)
    job = models.BigIntegerField(null=True)
    asked_by = models.BigIntegerField(null=True)
    asked_by_name = models.CharField(max_length=64)
    asked_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    rows_done = models.BigIntegerField(default=0)
    rows_total = models.BigIntegerField(default=0)
    ended_at = models.DateTimeField(null=True)
    rows = models.JSONField(default=dict)
    faults = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="verifications_one_at_a_time",
                fields=["state"],
                condition=Q(state="running"),
                violation_error_message="已经在核验了，请等这一次做完再看结果。",
            ),
            models.CheckConstraint(
                name="verifications_state_known",
                condition=Q(state__in=[state.value for state in VerificationState]),
                violation_error_message="没有这种核验状态。",
            ),
            models.CheckConstraint(
                name="verifications_ended_when",
                condition=Q(state="running", ended_at__isnull=True)
                | (~Q(state="running") & Q(ended_at__isnull=False)),
                violation_error_message="核验状态与结束时间不一致。",
            ),
            models.CheckConstraint(
                name="verifications_faulty_with_faults",
                condition=(Q(state="faulty") & ~Q(faults=[])) | (~Q(state="faulty") & Q(faults=[])),
                violation_error_message="核验结论与发现的问题不一致。",
            ),
        ]
