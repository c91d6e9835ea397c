"""Benefits that somebody has, for which days and on what terms."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Self

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Func, Q

from laoyou.benefits.models.proposals import Proposal, known
from laoyou.policies.types import Per, Proration
from laoyou.store.scoped import ScopedQuerySet
from laoyou.store.spans import DateSpanField


class OpenEnded(Func):
    function = "upper_inf"
    output_field = models.BooleanField()


OPEN, CLOSED = Q(OpenEnded(F("span"))), ~Q(OpenEnded(F("span")))


class GrantRows(ScopedQuerySet):
    """Grants are scoped by where their person lived when they were given."""

    def held_by(self, person_ids: Iterable[int]) -> Self:
        """The rows of persons that are not void. Open and closed ones have an index each on the person: a
        question about both must name both, or PostgreSQL reads the whole table.
        """
        return self.of(person__in=set(person_ids), is_void=False).filter(OPEN | CLOSED)


class Grant(models.Model):
    """A benefit of a person for the days of `span`: `amount_fen` a month, a year or once (`per`); 0 for a
    service. The version of the law says by which text, and who pays which share.

    When terms change the days are cut off and a row for the days after is added; of a row that lost all its
    days `is_void` is said, and its days stay as they were. For one person and benefit the days of rows that
    are not void do not overlap. Three guards say so, as of status facts (docs/adr/0002): open spans are
    unique, closed ones exclude each other, and a trigger (migration 0002) compares the two sorts; whoever
    writes holds `locks.grants_lock`.
    """

    person = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    division = models.ForeignKey(
        "places.Division", on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    benefit = models.CharField(max_length=64)
    version_id = models.BigIntegerField()
    span = DateSpanField()
    per = models.CharField(max_length=6)
    proration = models.CharField(max_length=10)
    amount_fen = models.BigIntegerField()
    proposal = models.ForeignKey(
        Proposal, null=True, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    granted_at = models.DateTimeField()
    is_void = models.BooleanField(default=False)

    objects = GrantRows.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "benefit"],
                name="benefits_grant_one_open",
                condition=Q(is_void=False) & OPEN,
                violation_error_message="这个人已在享受这项待遇，请先停发或调整原来的那一条。",
            ),
            ExclusionConstraint(
                name="benefits_grant_no_overlap",
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    ("benefit", RangeOperators.EQUAL),
                    ("span", RangeOperators.OVERLAPS),
                ],
                condition=Q(is_void=False) & CLOSED,
                violation_error_message="这个人在这段日期已有这项待遇，起止日期重叠了。",
            ),
            models.CheckConstraint(
                name="benefits_grant_begins",
                condition=Q(span__startswith__isnull=False),
                violation_error_message="待遇要有起始日期。",
            ),
            models.CheckConstraint(
                name="benefits_grant_amount_not_negative",
                condition=Q(amount_fen__gte=0),
                violation_error_message="待遇金额不能小于零。",
            ),
            models.CheckConstraint(
                name="benefits_grant_words_known",
                condition=known("per", Per) & known("proration", Proration),
                violation_error_message="没有这种发放周期或折算办法。",
            ),
        ]
        indexes = [
            models.Index(
                fields=["person"], name="benefits_grant_closed", condition=Q(is_void=False) & CLOSED
            ),
        ]
