"""Published law: every version of every document, as it was written, by whom, and when it was public."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q

from laoyou.policies.types import DocumentKind, VersionState
from laoyou.store.spans import DateSpanField, TimeSpanField

STATE = VersionState


def _known(field: str, words: type[Any]) -> Q:
    return Q(**{f"{field}__in": [word.value for word in words]})


class Version(models.Model):
    """One version of one document.

    `in_force` is the days for which it is law, `published` the instants during which that was so: as long as
    nothing superseded it. What is left of a superseded version is a row of its own with the same text and
    fewer days (`continues`). A version that only sets a last day `ends` another.
    """

    kind = models.CharField(max_length=12)
    code = models.CharField(max_length=64)
    name = models.CharField(max_length=60)
    issuer = models.CharField(max_length=12)
    territory = models.CharField(max_length=12)
    text = models.TextField()
    digest = models.CharField(max_length=64)
    in_force = DateSpanField()
    state = models.CharField(max_length=12)
    published = TimeSpanField(null=True)
    file = models.CharField(max_length=100, blank=True)
    continues = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    ends = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    written_by = models.BigIntegerField(null=True)
    written_name = models.CharField(max_length=64)
    written_at = models.DateTimeField()
    proposed_by = models.BigIntegerField(null=True)
    proposed_name = models.CharField(max_length=64, blank=True)
    proposed_at = models.DateTimeField(null=True)
    approved_by = models.BigIntegerField(null=True)
    approved_name = models.CharField(max_length=64, blank=True)
    approved_at = models.DateTimeField(null=True)
    withdrawn_by = models.BigIntegerField(null=True)
    withdrawn_name = models.CharField(max_length=64, blank=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="policies_version_kind_known",
                condition=_known("kind", DocumentKind),
                violation_error_message="没有这一类文件。",
            ),
            models.CheckConstraint(
                name="policies_version_state_known",
                condition=_known("state", VersionState),
                violation_error_message="没有这种版本状态。",
            ),
            models.CheckConstraint(
                name="policies_version_digest_form",
                condition=Q(digest__regex=r"^[0-9a-f]{64}$"),
                violation_error_message="版本指纹应为 64 位。",
            ),
            models.CheckConstraint(
                name="policies_version_territory_form",
                condition=Q(territory__regex=r"^[0-9]{12}$", issuer__regex=r"^[0-9]{12}$"),
                violation_error_message="制定机关和适用地区应为 12 位区划代码。",
            ),
            models.CheckConstraint(
                name="policies_version_begins",
                condition=Q(in_force__startswith__isnull=False),
                violation_error_message="政策要有起始日期。",
            ),
            models.CheckConstraint(
                name="policies_version_proposed_when",
                condition=~Q(state__in=[STATE.PROPOSED, STATE.APPROVED]) | Q(proposed_at__isnull=False),
                violation_error_message="待批准和已发布的版本要有提交人和时间。",
            ),
            models.CheckConstraint(
                name="policies_version_approved_when",
                condition=(
                    Q(approved_at__isnull=True, published__isnull=True) & ~Q(state=STATE.APPROVED)
                    | Q(approved_at__isnull=False, published__isnull=False)
                    & Q(state__in=[STATE.APPROVED, STATE.WITHDRAWN])
                ),
                violation_error_message="只有批准过的版本才算发布，并要有批准人和时间。",
            ),
            models.CheckConstraint(
                name="policies_version_withdrawn_when",
                condition=Q(state=STATE.WITHDRAWN, withdrawn_at__isnull=False)
                | ~Q(state=STATE.WITHDRAWN) & Q(withdrawn_at__isnull=True),
                violation_error_message="撤回的版本要有撤回人和时间。",
            ),
            models.CheckConstraint(
                name="policies_version_withdrawn_is_over",
                condition=~Q(state=STATE.WITHDRAWN)
                | Q(published__isnull=True)
                | Q(published__endswith__isnull=False),
                violation_error_message="撤回的版本不能还在发布。",
            ),
            models.CheckConstraint(
                name="policies_version_second_person",
                condition=Q(approved_by__isnull=True)
                | (Q(proposed_by__isnull=True) | ~Q(approved_by=F("proposed_by")))
                & (Q(written_by__isnull=True) | ~Q(approved_by=F("written_by"))),
                violation_error_message="起草人、提交人不能批准自己的文件，请由另一位业务主管批准。",
            ),
            ExclusionConstraint(
                name="policies_version_one_law_at_a_time",
                expressions=[
                    ("kind", RangeOperators.EQUAL),
                    ("code", RangeOperators.EQUAL),
                    ("territory", RangeOperators.EQUAL),
                    ("in_force", RangeOperators.OVERLAPS),
                    ("published", RangeOperators.OVERLAPS),
                ],
                violation_error_message="这项政策在这段日期已有别的版本刚刚发布，请刷新后再办。",
            ),
        ]
        indexes = [
            models.Index(fields=["territory", "code"], name="policies_version_of"),
            models.Index(fields=["state", "issuer"], name="policies_version_waiting"),
        ]
