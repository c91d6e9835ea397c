"""Merging two rows that are one human being: proposed, reviewed, done, and undone if it was wrong."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from laoyou.people.models.persons import Person


class Merge(models.Model):
    """`gone` is to be, or was, merged into `kept`."""

    kept = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    gone = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=12)
    score = models.FloatField()
    grounds = models.CharField(max_length=200)
    proposed_by = models.BigIntegerField(null=True)
    proposed_at = models.DateTimeField()
    decided_by = models.BigIntegerField(null=True)
    decided_at = models.DateTimeField(null=True)
    undone_by = models.BigIntegerField(null=True)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="people_merge_of_two",
                condition=~Q(kept=F("gone")),
                violation_error_message="不能把一个人并入自己。",
            ),
            models.CheckConstraint(
                name="people_merge_state_and_dates",
                condition=Q(state="proposed", decided_at__isnull=True, undone_at__isnull=True)
                | Q(state__in=["approved", "refused"], decided_at__isnull=False, undone_at__isnull=True)
                | Q(state="undone", decided_at__isnull=False, undone_at__isnull=False),
                violation_error_message="合并的状态与时间不一致。",
            ),
            models.CheckConstraint(
                name="people_merge_second_person",
                condition=Q(decided_by__isnull=True)
                | Q(proposed_by__isnull=True)
                | ~Q(decided_by=F("proposed_by")),
                violation_error_message="合并须由另一位同事审核，不能自己提出自己审核。",
            ),
            models.UniqueConstraint(
                fields=["gone"],
                name="people_merge_one_open",
                condition=Q(state__in=["proposed", "approved"]),
                violation_error_message="这个人已有一条待审核或已生效的合并。",
            ),
        ]


class MergeMove(models.Model):
    """One row that the merge moved from `gone` to `kept`: what undoing puts back.

    `table` is "people_phone.person": the table and the column that named the person. `change` tells whether
    the row only moved, was also superseded or retired because `kept` had the same, or was created.
    """

    merge = models.ForeignKey(Merge, on_delete=models.PROTECT, related_name="+")
    table = models.CharField(max_length=32)
    row_id = models.BigIntegerField()
    change = models.CharField(max_length=12)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["merge", "table", "row_id"], name="people_mergemove_once"),
            models.CheckConstraint(
                name="people_mergemove_change_known",
                condition=Q(change__in=["moved", "superseded", "retired", "created"]),
            ),
        ]
