"""That those who have something are alive: who was seen when, until when it is known, who was warned."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from laoyou.benefits.models.proposals import known
from laoyou.benefits.types import ProofWay
from laoyou.store.constraints import KeptByTrigger
from laoyou.store.scoped import ScopedQuerySet


class ProofRows(ScopedQuerySet):
    """Proofs are read by person."""


class CheckRows(ScopedQuerySet):
    """Checks are scoped by where their person lives."""


class Proof(models.Model):
    """Somebody was seen alive on a day; one proof serves all that he has. A mistake is taken back with a
    reason and stays to be read, never deleted. `assessment` is the sheet by which it was proved.
    """

    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    way = models.CharField(max_length=12)
    words = models.CharField(max_length=100, blank=True)
    assessment = models.BigIntegerField(null=True)
    recorded_by = models.BigIntegerField(null=True)
    recorded_name = models.CharField(max_length=64, blank=True)
    recorded_at = models.DateTimeField()
    taken_back_name = models.CharField(max_length=64, blank=True)
    taken_back_at = models.DateTimeField(null=True)
    taken_back_because = models.CharField(max_length=100, blank=True)

    objects = ProofRows.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="benefits_proof_way_known",
                condition=known("way", ProofWay),
                violation_error_message="没有这种认证方式。",
            ),
            models.CheckConstraint(
                name="benefits_proof_taken_back_why",
                condition=Q(taken_back_at=None, taken_back_because="")
                | Q(taken_back_at__isnull=False) & ~Q(taken_back_because=""),
                violation_error_message="撤回认证要写明理由。",
            ),
            models.UniqueConstraint(
                name="benefits_proof_once",
                fields=["person", "day", "way"],
                condition=Q(taken_back_at=None),
                violation_error_message="这个人当天已用同样的方式认证过，不用再记。",
            ),
            KeptByTrigger(
                name="benefits_proof_not_rewritten",
                violation_error_message="记下的认证不能改写，请撤回后重新登记。",
            ),
        ]


class Check(models.Model):
    """Until when it is known that somebody lives who has something for which the law asks it: `months` after
    `since`, the last proof or the day from which he has it. Derived; written anew by `verbs.survival`.
    """

    person = models.OneToOneField(
        "people.Person", on_delete=models.PROTECT, related_name="+", primary_key=True, db_constraint=False
    )
    division = models.ForeignKey(
        "places.Division", on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    since = models.DateField()
    months = models.SmallIntegerField()
    due_on = models.DateField()

    objects = CheckRows.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="benefits_check_due_after",
                condition=Q(months__gt=0) & Q(due_on__gt=models.F("since")),
                violation_error_message="认证到期日应在上次认证之后。",
            ),
        ]
        indexes = [models.Index(fields=["division", "due_on"], name="benefits_check_list")]


class SurvivalWarning(models.Model):
    """Somebody who was not seen in time was written to; only then may what he has be held back."""

    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+", db_index=False)
    due_on = models.DateField()
    warned_at = models.DateTimeField()
    warned_by = models.BigIntegerField(null=True)
    warned_name = models.CharField(max_length=64)

    objects = ProofRows.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="benefits_survivalwarning_once",
                fields=["person", "due_on"],
                violation_error_message="这个人的这次认证已经提醒过。",
            ),
        ]
