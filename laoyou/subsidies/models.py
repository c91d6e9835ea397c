"""Claims of subsidies, and what was done to each."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import F, Q

from laoyou.access.types import Place
from laoyou.store.constraints import KeptByTrigger
from laoyou.store.scoped import ScopedQuerySet
from laoyou.subsidies.types import ClaimState, Move, Whom

ENDED = (ClaimState.REFUSED.value, ClaimState.WITHDRAWN.value)
DECIDED = (ClaimState.APPROVED.value, ClaimState.REFUSED.value)
TWICE = "这一期已经申报过这项补贴。请打开原来的那份接着办；不予补贴或撤回以后才能重新申报。"


def _known(field: str, words: type[Any]) -> Q:
    return Q(**{f"{field}__in": [word.value for word in words]})


class ClaimRows(ScopedQuerySet):
    """Claims belong to where the site stands, or where the organisation is at home."""

    scope_field = "division_id"


class Claim(models.Model):
    """A benefit claimed for a period by a site, an organisation (no site), or a person (with the site where
    he works). `stated` is what the clerk says. Of an approval `facts` and `decision` are what it rests on and
    `digest` the SM3 of both; version and amount belong to them.
    """

    id = models.BigAutoField(primary_key=True)
    benefit = models.CharField(max_length=64)
    version_id = models.BigIntegerField()
    organisation = models.ForeignKey("orgs.Organisation", on_delete=models.PROTECT, related_name="+")
    site = models.ForeignKey("orgs.Site", null=True, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT, related_name="+")
    division = models.ForeignKey(
        "places.Division", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    period = models.CharField(max_length=7)
    first_day = models.DateField()
    last_day = models.DateField()
    state = models.CharField(max_length=9)
    stated = models.JSONField(default=dict)
    filed_by = models.BigIntegerField(null=True)
    filed_name = models.CharField(max_length=64)
    filed_at = models.DateTimeField()
    decided_by = models.BigIntegerField(null=True)
    decided_name = models.CharField(max_length=64, blank=True)
    decided_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=400, blank=True)
    amount_fen = models.BigIntegerField(null=True)
    facts = models.JSONField(null=True)
    decision = models.JSONField(null=True)
    digest = models.CharField(max_length=64, blank=True)

    objects = ClaimRows.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="subsidies_claim_state_known",
                condition=_known("state", ClaimState),
                violation_error_message="没有这种申报状态。",
            ),
            models.CheckConstraint(
                name="subsidies_claim_person_works_somewhere",
                condition=Q(person__isnull=True) | Q(site__isnull=False),
                violation_error_message="从业人员的申报要写明在哪个站点工作。",
            ),
            models.CheckConstraint(
                name="subsidies_claim_days_in_order",
                condition=Q(last_day__gte=F("first_day")) & ~Q(period=""),
                violation_error_message="申报期间的结束日期早于开始日期。",
            ),
            models.CheckConstraint(
                name="subsidies_claim_decided_when",
                condition=Q(state__in=DECIDED, decided_at__isnull=False)
                | ~Q(state__in=DECIDED) & Q(decided_at__isnull=True, decided_by__isnull=True),
                violation_error_message="申报的状态与决定时间不一致。",
            ),
            models.CheckConstraint(
                name="subsidies_claim_refused_why",
                condition=~Q(state=ClaimState.REFUSED.value) | ~Q(reason=""),
                violation_error_message="不予补贴要写明理由。",
            ),
            models.CheckConstraint(
                name="subsidies_claim_approved_whole",
                condition=Q(
                    state=ClaimState.APPROVED.value,
                    amount_fen__gt=0,
                    facts__isnull=False,
                    decision__isnull=False,
                )
                & ~Q(digest="")
                | ~Q(state=ClaimState.APPROVED.value)
                & Q(amount_fen__isnull=True, facts__isnull=True, decision__isnull=True, digest=""),
                violation_error_message="批准的申报要有金额、事实和逐条结论，没有批准的不能有。",
            ),
            models.CheckConstraint(
                name="subsidies_claim_decided_by_another",
                condition=Q(decided_by__isnull=True)
                | Q(filed_by__isnull=True)
                | ~Q(decided_by=F("filed_by")),
                violation_error_message="谁申报的，不能由谁审批。请换一位同事办理。",
            ),
            models.UniqueConstraint(
                name="subsidies_claim_once_a_site",
                fields=["site", "benefit", "period"],
                condition=Q(person__isnull=True, site__isnull=False) & ~Q(state__in=ENDED),
                violation_error_message=TWICE,
            ),
            models.UniqueConstraint(
                name="subsidies_claim_once_an_organisation",
                fields=["organisation", "benefit", "period"],
                condition=Q(person__isnull=True, site__isnull=True) & ~Q(state__in=ENDED),
                violation_error_message=TWICE,
            ),
            models.UniqueConstraint(
                name="subsidies_claim_once_a_person",
                fields=["person", "benefit", "period"],
                condition=Q(person__isnull=False) & ~Q(state__in=ENDED),
                violation_error_message=TWICE,
            ),
            KeptByTrigger(
                name="subsidies_claim_not_rewritten",
                violation_error_message="已经决定或撤回的申报不能改写，申报不能删除。",
            ),
        ]
        indexes = [
            models.Index(fields=["division", "-id"], name="subsidies_claim_list"),
        ]

    @property
    def shares(self) -> list[dict[str, Any]]:
        """What each payer bears of an approval: `payer`, `label`, `fen`."""
        return list(self.decision["shares"]) if self.decision else []

    @property
    def whom(self) -> Whom:
        return Whom(self.organisation_id, self.site_id, self.person_id)

    @property
    def place(self) -> Place:
        return Place((self.division_id,), organisation=self.organisation_id)


class Step(models.Model):
    """What was done to a claim, when and by whom. Append-only."""

    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, related_name="+")
    move = models.CharField(max_length=8)
    words = models.CharField(max_length=400, blank=True)
    by = models.BigIntegerField(null=True)
    by_name = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="subsidies_step_move_known",
                condition=_known("move", Move),
                violation_error_message="没有这种办理步骤。",
            ),
            KeptByTrigger(
                name="subsidies_step_not_rewritten",
                violation_error_message="办理记录不能改写或删除。",
            ),
        ]
