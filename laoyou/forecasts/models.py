"""Forecasts of drafts that were asked for: who asked, how far they are, and what they came to."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from laoyou.forecasts.types import PreviewState


class Preview(models.Model):
    """One forecast of one text. `job` is its number in the queue, `result` a types.Forecast as it is kept."""

    version = models.ForeignKey("policies.Version", on_delete=models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64)
    state = models.CharField(max_length=8)
    job = models.BigIntegerField(null=True)
    progress = models.SmallIntegerField(default=0)
    problem = models.CharField(max_length=400, blank=True)
    asked_by = models.BigIntegerField(null=True)
    asked_by_name = models.CharField(max_length=64)
    asked_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    result = models.JSONField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="forecasts_preview_one_at_a_time",
                fields=["version"],
                condition=Q(state="running"),
                violation_error_message="这份草稿已经在测算了，请等这一次做完再看结果。",
            ),
            models.CheckConstraint(
                name="forecasts_preview_state_known",
                condition=Q(state__in=[state.value for state in PreviewState]),
                violation_error_message="没有这种测算状态。",
            ),
            models.CheckConstraint(
                name="forecasts_preview_progress",
                condition=Q(progress__gte=0, progress__lte=100),
                violation_error_message="进度应在 0 到 100 之间。",
            ),
            models.CheckConstraint(
                name="forecasts_preview_ended_when",
                condition=Q(state="running", ended_at__isnull=True)
                | (~Q(state="running") & Q(ended_at__isnull=False)),
                violation_error_message="测算状态与结束时间不一致。",
            ),
            models.CheckConstraint(
                name="forecasts_preview_done_with_result",
                condition=(Q(state="done") & Q(result__isnull=False, problem=""))
                | (~Q(state="done") & Q(result__isnull=True)),
                violation_error_message="测算状态与结果不一致。",
            ),
            models.CheckConstraint(
                name="forecasts_preview_failed_why",
                condition=~Q(state="failed") | ~Q(problem=""),
                violation_error_message="没有做完的测算要写明原因。",
            ),
        ]
