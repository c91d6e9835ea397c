"""Sheets of assessment, their answers and signatures, and who disagreed with their results."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import F, Q

from laoyou.access.types import Scope
from laoyou.assessment.types import DisputeSide, Reason, Seat, SheetState, VisitPlace
from laoyou.store.scoped import ScopedQuerySet

OPEN = (SheetState.DRAFT.value, SheetState.SIGNED.value)
WITH_RESULT = (SheetState.CONCLUDED.value, SheetState.DISPUTED.value, SheetState.REASSESSED.value)
WAITING = (*OPEN, SheetState.DISPUTED.value)
STANDING = (SheetState.CONCLUDED.value, SheetState.DISPUTED.value)


def _known(field: str, words: type[Any]) -> Q:
    return Q(**{f"{field}__in": [word.value for word in words]})


class SheetRows(ScopedQuerySet):
    """Sheets belong to where their person lives."""

    scope_field = "person__home_division_id"

    def reached_by(self, scope: Scope) -> SheetRows:
        return self.within(scope.division_bounds())


class Sheet(models.Model):
    """One assessment of one person by one scale: begun, filled in, signed, concluded.

    `entered_for` is the person's row when it was begun; `person` follows merges. `outcome`, `grade` and the
    dates of the next assessment are there from the conclusion on, and never change (migration 0002).
    """

    id = models.BigAutoField(primary_key=True)
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    entered_for = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    scale = models.CharField(max_length=32)
    edition = models.CharField(max_length=16)
    scale_digest = models.CharField(max_length=64)
    reason = models.CharField(max_length=12)
    words = models.CharField(max_length=200, blank=True)
    base_date = models.DateField()
    place = models.CharField(max_length=12)
    first = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    second = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    first_qualified = models.BooleanField()
    second_qualified = models.BooleanField()
    screening = models.CharField(max_length=2, blank=True)
    redoes = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    state = models.CharField(max_length=12)
    begun_by = models.BigIntegerField(null=True)
    begun_at = models.DateTimeField()
    outcome = models.JSONField(null=True)
    grade = models.SmallIntegerField(null=True)
    due_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)
    concluded_by = models.BigIntegerField(null=True)
    concluded_at = models.DateTimeField(null=True)
    voided_by = models.BigIntegerField(null=True)
    voided_at = models.DateTimeField(null=True)
    void_reason = models.CharField(max_length=200, blank=True)

    objects = SheetRows.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="assessment_sheet_state_known",
                condition=_known("state", SheetState),
                violation_error_message="没有这种评估状态。",
            ),
            models.CheckConstraint(
                name="assessment_sheet_reason_known",
                condition=_known("reason", Reason),
                violation_error_message="没有这种评估原因。",
            ),
            models.CheckConstraint(
                name="assessment_sheet_place_known",
                condition=_known("place", VisitPlace),
                violation_error_message="没有这种评估地点。",
            ),
            models.CheckConstraint(
                name="assessment_sheet_two_assessors",
                condition=~Q(first=F("second")),
                violation_error_message="两位评估员不能是同一个人。",
            ),
            models.CheckConstraint(
                name="assessment_sheet_one_qualified",
                condition=Q(first_qualified=True) | Q(second_qualified=True),
                violation_error_message="两位评估员中至少一位要有规定的专业背景。",
            ),
            models.CheckConstraint(
                name="assessment_sheet_result_with_state",
                condition=Q(
                    state__in=WITH_RESULT, grade__gte=0, outcome__isnull=False, concluded_at__isnull=False
                )
                | Q(state__in=OPEN, grade__isnull=True, outcome__isnull=True, concluded_at__isnull=True)
                | Q(state=SheetState.VOID.value),
                violation_error_message="评估的结论与状态不一致。",
            ),
            models.CheckConstraint(
                name="assessment_sheet_void_with_reason",
                condition=(Q(state=SheetState.VOID.value, voided_at__isnull=False) & ~Q(void_reason=""))
                | (~Q(state=SheetState.VOID.value) & Q(voided_at__isnull=True, void_reason="")),
                violation_error_message="作废评估要写明原因。",
            ),
            models.CheckConstraint(
                name="assessment_sheet_due_after_base",
                condition=(Q(due_on__isnull=True) | Q(due_on__gt=F("base_date")))
                & (Q(ends_on__isnull=True) | Q(ends_on__gte=F("base_date"))),
                violation_error_message="下次评估日期应在评估日期之后。",
            ),
            models.CheckConstraint(
                name="assessment_sheet_dispute_redoes",
                condition=Q(reason=Reason.DISPUTE.value, redoes__isnull=False)
                | (~Q(reason=Reason.DISPUTE.value) & Q(redoes__isnull=True)),
                violation_error_message="复评要写明是对哪一份评估的复评。",
            ),
            models.UniqueConstraint(
                name="assessment_sheet_one_open",
                fields=["person", "scale"],
                condition=Q(state__in=OPEN),
                violation_error_message="此人已有一份同样的评估没有完成，请先完成或作废那一份。",
            ),
            models.UniqueConstraint(
                name="assessment_sheet_redone_once",
                fields=["redoes"],
                condition=Q(redoes__isnull=False) & ~Q(state=SheetState.VOID.value),
                violation_error_message="这份评估已经有人在复评。",
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_on", "id"], name="assessment_sheet_due", condition=Q(state__in=STANDING)
            ),
            models.Index(fields=["state"], name="assessment_sheet_waiting", condition=Q(state__in=WAITING)),
        ]


class Answer(models.Model):
    """One answer of a sheet, as it stands: an item's option, a question's value, the informant."""

    sheet = models.ForeignKey(Sheet, on_delete=models.PROTECT, related_name="+", db_index=False)
    item = models.CharField(max_length=40)
    value = models.JSONField()
    answered_by = models.BigIntegerField(null=True)
    answered_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="assessment_answer_once",
                fields=["sheet", "item"],
                violation_error_message="这一项刚刚有人填过，请刷新后核对。",
            ),
        ]


class Signature(models.Model):
    """An assessor's signature over what the sheet said at that instant; `digest` (SM3) is of all of it."""

    sheet = models.ForeignKey(Sheet, on_delete=models.PROTECT, related_name="+", db_index=False)
    seat = models.CharField(max_length=8)
    user = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    strokes = models.JSONField()
    digest = models.CharField(max_length=64)
    signed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="assessment_signature_once",
                fields=["sheet", "seat"],
                violation_error_message="这位评估员已经签过字了。",
            ),
            models.UniqueConstraint(
                name="assessment_signature_two_people",
                fields=["sheet", "user"],
                violation_error_message="同一个人不能签两次字。",
            ),
            models.CheckConstraint(
                name="assessment_signature_seat_known",
                condition=_known("seat", Seat),
                violation_error_message="只有两位评估员签字。",
            ),
        ]


class Dispute(models.Model):
    """Somebody disagrees with a result: settled by a new sheet, or dropped. `deadline` is for the new one."""

    sheet = models.ForeignKey(Sheet, on_delete=models.PROTECT, related_name="+")
    side = models.CharField(max_length=8)
    name = models.CharField(max_length=64)
    reason = models.CharField(max_length=500)
    raised_by = models.BigIntegerField(null=True)
    raised_at = models.DateTimeField()
    deadline = models.DateField()
    dropped_at = models.DateTimeField(null=True)
    dropped_because = models.CharField(max_length=200, blank=True)
    settled_by = models.ForeignKey(
        Sheet, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="assessment_dispute_side_known",
                condition=_known("side", DisputeSide),
                violation_error_message="异议由本人、家属或经办部门提出。",
            ),
            models.CheckConstraint(
                name="assessment_dispute_has_reason",
                condition=~Q(reason="") & ~Q(name=""),
                violation_error_message="请写明提出异议的人和理由。",
            ),
            models.CheckConstraint(
                name="assessment_dispute_one_end",
                condition=Q(dropped_at__isnull=True) | Q(settled_by__isnull=True),
                violation_error_message="异议不能既撤回又复评。",
            ),
            models.UniqueConstraint(
                name="assessment_dispute_one_open",
                fields=["sheet"],
                condition=Q(dropped_at__isnull=True, settled_by__isnull=True),
                violation_error_message="这份评估已有一条没有处理的异议。",
            ),
        ]
