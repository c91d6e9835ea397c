"""Files on their way in: the batch, what became of each row, what was returned or must be looked at."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from laoyou.people.models.persons import Person
from laoyou.people.types import BatchState, RowOutcome, Source
from laoyou.store.scoped import ScopedQuerySet


class BatchRows(ScopedQuerySet):
    """Batches are scoped by the division for which they were handed in; one for everywhere by none."""


class ReviewRows(ScopedQuerySet):
    """Rows to look at are scoped by where their person lives."""


class Batch(models.Model):
    """One file. `applied` and everything it wrote are committed together, or not at all."""

    source = models.CharField(max_length=20)
    layout = models.CharField(max_length=32, blank=True)
    file_name = models.CharField(max_length=200)
    file_path = models.CharField(max_length=200)
    file_size = models.BigIntegerField()
    file_digest = models.CharField(max_length=64)
    division = models.ForeignKey("places.Division", null=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=12)
    mapping = models.JSONField(default=dict)
    headers = models.JSONField(default=list)
    form = models.CharField(max_length=20, blank=True)
    sheet = models.CharField(max_length=64, blank=True)
    other_sheets = models.JSONField(default=list)
    as_of = models.DateField()
    rows_total = models.BigIntegerField(default=0)
    rows_done = models.BigIntegerField(default=0)
    counts = models.JSONField(default=dict)
    problem = models.CharField(max_length=400, blank=True)
    uploaded_by = models.BigIntegerField(null=True)
    uploaded_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    beat_at = models.DateTimeField(null=True)
    applied_by = models.BigIntegerField(null=True)
    applied_at = models.DateTimeField(null=True)

    objects = BatchRows.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="people_batch_state_known",
                condition=Q(state__in=[state.value for state in BatchState]),
                violation_error_message="没有这种导入状态。",
            ),
            models.CheckConstraint(
                name="people_batch_applied_when",
                condition=Q(state="applied", applied_at__isnull=False)
                | (~Q(state="applied") & Q(applied_at__isnull=True)),
                violation_error_message="导入状态与导入时间不一致。",
            ),
            models.CheckConstraint(
                name="people_batch_source_known",
                condition=Q(source__in=[source.value for source in Source]),
                violation_error_message="没有这个来源。",
            ),
        ]
        indexes = [models.Index(fields=["state"], name="people_batch_state")]


class RowTrace(models.Model):
    """What became of a row of the file. Append-only, bound to the audit chain by its digest."""

    pk = models.CompositePrimaryKey("batch_id", "row_no")
    batch_id = models.BigIntegerField()
    row_no = models.IntegerField()
    outcome = models.CharField(max_length=10)
    person_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="people_rowtrace_outcome_known",
                condition=Q(outcome__in=[outcome.value for outcome in RowOutcome]),
            )
        ]


class Reject(models.Model):
    """A row with something to be said of it: its cells as they were, sealed, and the codes of the reasons.

    `applied` rows went in all the same, with a remark; the others are returned.
    """

    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="+")
    row_no = models.IntegerField()
    cells_sealed = models.BinaryField()
    reasons = models.JSONField()
    applied = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["batch", "row_no"], name="people_reject_once")]


class Review(models.Model):
    """A row that may be a person we know, with the candidate and the score; decided by a human."""

    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="+")
    row_no = models.IntegerField()
    division = models.ForeignKey(
        "places.Division", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    cells_sealed = models.BinaryField()
    cells_blind = models.BinaryField(null=True)
    candidate = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    score = models.FloatField()
    grounds = models.CharField(max_length=200)
    decision = models.CharField(max_length=8, blank=True)
    decided_person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="+")
    decided_by = models.BigIntegerField(null=True)
    decided_at = models.DateTimeField(null=True)

    objects = ReviewRows.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["batch", "row_no"], name="people_review_once"),
            models.UniqueConstraint(
                fields=["cells_blind"],
                name="people_review_asked_once",
                violation_error_message="同样的一行已经在核对，或已经核对过了。",
            ),
            models.CheckConstraint(
                name="people_review_decided_whole",
                condition=Q(decision="", decided_at__isnull=True, decided_person__isnull=True)
                | Q(decision__in=["same", "new"], decided_at__isnull=False, decided_person__isnull=False)
                | Q(decision="dropped", decided_at__isnull=False, decided_person__isnull=True),
                violation_error_message="核对结果没有填写完整。",
            ),
        ]
        indexes = [
            models.Index(fields=["division", "id"], name="people_review_waiting", condition=Q(decision="")),
        ]


class ColumnMapping(models.Model):
    """How a source's headers were matched to fields the last time the same headers came."""

    source = models.CharField(max_length=20)
    headers_digest = models.CharField(max_length=64)
    layout = models.CharField(max_length=32)
    mapping = models.JSONField()
    remembered_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "headers_digest"], name="people_columnmapping_once")
        ]
