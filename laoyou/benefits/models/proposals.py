"""What a run proposes, and what became of it."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import F, Q

from laoyou.benefits.models.runs import Run
from laoyou.benefits.types import Kind, ProposalState, Why
from laoyou.policies.types import Per, Proration
from laoyou.store.scoped import ScopedQuerySet


class ProposalRows(ScopedQuerySet):
    """Proposals are scoped by where their person lives."""


def known(field: str, words: type[Any]) -> Q:
    return Q(**{f"{field}__in": [word.value for word in words]})


class Proposal(models.Model):
    """One step of a person's benefit, or money for months that are over.

    A step lays terms over the days from `from_day` to `until_day` (null: until further notice): of a start
    or change the amount (fen) by `per`, of a stop nothing; `was_fen` is what was held before. Of money,
    `amount_fen` is the sum and `lines` the months: [["2026-02-01", fen], …]; it follows from the step
    `because`. `failed` are the clauses (bits) and `excluded_by` the benefits (codes, by comma) on account of
    which a benefit stops. References without a constraint are checked by the statement (migration 0002).
    """

    run = models.ForeignKey(
        Run, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    person = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    division = models.ForeignKey(
        "places.Division", on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    benefit = models.CharField(max_length=64)
    version_id = models.BigIntegerField()
    kind = models.CharField(max_length=8)
    why = models.CharField(max_length=10)
    failed = models.BigIntegerField(default=0)
    excluded_by = models.CharField(max_length=400, blank=True)
    from_day = models.DateField()
    until_day = models.DateField(null=True)
    per = models.CharField(max_length=6)
    proration = models.CharField(max_length=10)
    amount_fen = models.BigIntegerField()
    was_fen = models.BigIntegerField(null=True)
    profile = models.IntegerField(null=True)
    lines = models.JSONField(null=True)
    because = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    state = models.CharField(max_length=10)
    decided_by = models.BigIntegerField(null=True)
    decided_name = models.CharField(max_length=64, blank=True)
    decided_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=200, blank=True)

    objects = ProposalRows.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="benefits_proposal_words_known",
                condition=known("kind", Kind)
                & known("why", Why)
                & known("state", ProposalState)
                & known("per", Per)
                & known("proration", Proration),
                violation_error_message="没有这种待遇调整。",
            ),
            models.CheckConstraint(
                name="benefits_proposal_days_in_order",
                condition=Q(until_day__isnull=True) | Q(until_day__gte=F("from_day")),
                violation_error_message="结束日期早于开始日期，请核对。",
            ),
            models.CheckConstraint(
                name="benefits_proposal_amount",
                condition=Q(kind="stop", amount_fen=0)
                | Q(kind__in=["start", "change"], amount_fen__gte=0)
                | Q(kind__in=["backpay", "recover"], amount_fen__gt=0, lines__isnull=False),
                violation_error_message="金额与调整的种类不一致。",
            ),
            models.CheckConstraint(
                name="benefits_proposal_decided_when",
                condition=Q(state="pending", decided_at__isnull=True)
                | ~Q(state="pending") & Q(decided_at__isnull=False),
                violation_error_message="办理的状态与时间不一致。",
            ),
            models.CheckConstraint(
                name="benefits_proposal_dismissed_why",
                condition=~Q(state="dismissed") | ~Q(reason=""),
                violation_error_message="不予办理要写明理由。",
            ),
            models.UniqueConstraint(
                fields=["person", "benefit", "kind", "from_day"],
                name="benefits_proposal_one_pending",
                condition=Q(state="pending", because__isnull=True),
                violation_error_message="同一个人的同一项调整已在名单里，请先办理那一条。",
            ),
            models.UniqueConstraint(
                fields=["because"],
                name="benefits_proposal_money_once",
                condition=Q(state="pending", because__isnull=False),
                violation_error_message="这一步的补发或追回已在名单里，请先办理那一条。",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "kind", "division", "person", "id"], name="benefits_proposal_list"),
            models.Index(fields=["person"], name="benefits_proposal_person"),
        ]
