"""A monthly run, and what it decided of whom: reasons by profile, and the profile of each person."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from laoyou.benefits.types import Phase, RunState
from laoyou.store.scoped import ScopedQuerySet
from laoyou.store.spans import DateSpanField


class RunRows(ScopedQuerySet):
    """Runs are scoped by the territory for which they decide."""


class RunPersonRows(ScopedQuerySet):
    """Persons of a run are scoped by where they lived."""

    scope_field = "division"


class Run(models.Model):
    """One month decided for a territory. `done` and all that it wrote are committed together, or not at all.

    `month` is what is decided, `on` the day of which the register is read, `as_of` the instant at which what
    it says was believed. `manifest` says by what: the laws with version, digest and the facts they ask about.
    `same_as` is an earlier run that came to the very same verdicts, whose profiles stand for this one's.
    """

    division = models.ForeignKey("places.Division", on_delete=models.PROTECT, related_name="+")
    month = DateSpanField()
    on = models.DateField()
    as_of = models.DateTimeField()
    state = models.CharField(max_length=8)
    manifest = models.JSONField(default=dict)
    digest = models.CharField(max_length=64, blank=True)
    same_as = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    counts = models.JSONField(default=dict)
    phase = models.CharField(max_length=10, blank=True)
    progress = models.SmallIntegerField(default=0)
    problem = models.CharField(max_length=400, blank=True)
    begun_by = models.BigIntegerField(null=True)
    begun_name = models.CharField(max_length=64)
    begun_at = models.DateTimeField()
    beat_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)

    objects = RunRows.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="benefits_run_state_known",
                condition=Q(state__in=[state.value for state in RunState]),
                violation_error_message="没有这种认定状态。",
            ),
            models.CheckConstraint(
                name="benefits_run_phase_known",
                condition=Q(phase__in=["", *(phase.value for phase in Phase)]),
                violation_error_message="没有这个认定步骤。",
            ),
            models.CheckConstraint(
                name="benefits_run_done_when",
                condition=Q(state="done", done_at__isnull=False) & ~Q(digest="")
                | ~Q(state="done") & Q(done_at__isnull=True),
                violation_error_message="认定的状态与完成时间不一致。",
            ),
            models.CheckConstraint(
                name="benefits_run_of_a_month",
                condition=Q(month__startswith__isnull=False, month__endswith__isnull=False),
                violation_error_message="认定的月份要有起止日期。",
            ),
            models.CheckConstraint(
                name="benefits_run_progress_percent",
                condition=Q(progress__gte=0, progress__lte=100),
                violation_error_message="进度应在 0 到 100 之间。",
            ),
            models.UniqueConstraint(
                fields=["division"],
                name="benefits_run_one_at_work",
                condition=Q(state="working"),
                violation_error_message="这个地区已有一次认定正在进行，请等它结束。",
            ),
        ]


class RunProfile(models.Model):
    """What a run decided of everybody who is alike: for each law of the manifest, in its order, an element.

    `values` is what the laws look at, in the order of the manifest's `looks`. `verdicts` 1, 0 or null;
    `failed` and `unknown` clauses as bits; `missing` the unknown facts that undecided clauses name, as bits
    in the order of the manifest's `facts`; `excluded` the manifest's `rivals` of the law, as bits.
    Append-only.
    """

    pk = models.CompositePrimaryKey("run_id", "number")
    run_id = models.BigIntegerField()
    number = models.IntegerField()
    persons = models.IntegerField()
    values = models.JSONField()
    verdicts = ArrayField(models.SmallIntegerField(null=True))
    failed = ArrayField(models.BigIntegerField())
    unknown = ArrayField(models.BigIntegerField())
    missing = ArrayField(models.BigIntegerField())
    excluded = ArrayField(models.BigIntegerField())
    amounts = ArrayField(models.BigIntegerField(null=True))


class RunPerson(models.Model):
    """Which profile a living person had, and where he lived (a 12-digit code). Append-only."""

    pk = models.CompositePrimaryKey("run_id", "person_id")
    run_id = models.BigIntegerField()
    person_id = models.BigIntegerField()
    profile = models.IntegerField()
    division = models.CharField(max_length=12)

    objects = RunPersonRows.as_manager()
