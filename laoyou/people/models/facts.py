"""Status facts: what is true of a person, for which days, according to whom, and since when we believe it."""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Func, Q

from laoyou.people.models.persons import Person
from laoyou.people.types import FactKind, Source
from laoyou.store.spans import DateSpanField


class OpenEnded(Func):
    function = "upper_inf"
    output_field = models.BooleanField()


class StatusFact(models.Model):
    """One statement. A correction never changes a row: it supersedes it, and the row keeps what was believed.

    For one person, kind and source the believed spans do not overlap. Three guards say so, because a single
    exclusion constraint over millions of open spans costs forty seconds a million rows: open spans are
    unique, closed ones exclude each other, and a trigger (migration 0002) compares the two sorts.
    """

    id = models.BigAutoField(primary_key=True)
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    kind = models.CharField(max_length=20)
    value = models.CharField(max_length=16)
    grade = models.CharField(max_length=4, blank=True)
    source = models.CharField(max_length=20)
    span = DateSpanField()
    recorded_at = models.DateTimeField()
    batch_id = models.BigIntegerField(null=True)
    superseded_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "kind", "source"],
                name="people_fact_one_open",
                condition=Q(superseded_at__isnull=True) & Q(OpenEnded(F("span"))),
                violation_error_message="同一来源已有一条没有终止的同类记录，请先终止它。",
            ),
            ExclusionConstraint(
                name="people_fact_no_overlap",
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    ("kind", RangeOperators.EQUAL),
                    ("source", RangeOperators.EQUAL),
                    ("span", RangeOperators.OVERLAPS),
                ],
                condition=Q(superseded_at__isnull=True) & ~Q(OpenEnded(F("span"))),
                violation_error_message="同一来源在这段时间已有同类记录，起止日期重叠了。",
            ),
            models.CheckConstraint(
                name="people_fact_kind_known",
                condition=Q(kind__in=[kind.value for kind in FactKind]),
                violation_error_message="没有这一类身份状况。",
            ),
            models.CheckConstraint(
                name="people_fact_source_known",
                condition=Q(source__in=[source.value for source in Source]),
                violation_error_message="没有这个来源。",
            ),
            models.CheckConstraint(
                name="people_fact_grade_of_disability",
                condition=Q(kind="disability", grade__in=["1", "2", "3", "4"])
                | (~Q(kind="disability") & Q(grade="")),
                violation_error_message="残疾必须有一至四级的等级，其他状况没有等级。",
            ),
        ]
        indexes = [
            models.Index(fields=["person", "kind"], name="people_fact_person"),
            models.Index(
                fields=["kind", "value", "person"],
                name="people_fact_kind",
                condition=Q(superseded_at__isnull=True),
            ),
        ]
