"""Letters, their words, and the offices that answer questions about them."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from laoyou.notices.core.checking import CODE
from laoyou.notices.types import Way
from laoyou.store.constraints import KeptByTrigger
from laoyou.store.scoped import ScopedQuerySet


class LetterRows(ScopedQuerySet):
    """Letters are scoped by where their person lived when they were written."""


class OfficeRows(ScopedQuerySet):
    """Offices are scoped by the division for which they answer."""


class Wording(models.Model):
    """The words of letters that say the very same, kept once. Nobody's name stands in them."""

    digest = models.BinaryField(max_length=32)
    title = models.CharField(max_length=60)
    paragraphs = ArrayField(models.TextField())

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["digest"],
                name="notices_wording_once",
                violation_error_message="同样的话已经写过，请重试一次。",
            ),
            models.CheckConstraint(
                name="notices_wording_says_something",
                condition=~Q(title="") & Q(paragraphs__len__gt=0),
                violation_error_message="告知书要有标题和正文。",
            ),
            KeptByTrigger(
                name="notices_wording_not_rewritten",
                violation_error_message="写好的告知书不能改写，请另写一份。",
            ),
        ]


class Letter(models.Model):
    """A letter to a person on account of a cause, and how far it has come. References without a constraint
    are checked by the statement (migration 0002).
    """

    person = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    division = models.ForeignKey(
        "places.Division", on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False
    )
    kind = models.CharField(max_length=32)
    wording = models.ForeignKey(Wording, on_delete=models.PROTECT, related_name="+", db_index=False)
    cause_kind = models.CharField(max_length=32)
    cause_id = models.BigIntegerField()
    written_at = models.DateTimeField()
    state = models.CharField(max_length=12)
    printed_at = models.DateTimeField(null=True)
    printed_by = models.BigIntegerField(null=True)
    printed_name = models.CharField(max_length=64, blank=True)
    way = models.CharField(max_length=12, blank=True)
    handed_at = models.DateTimeField(null=True)
    handed_by = models.BigIntegerField(null=True)
    handed_name = models.CharField(max_length=64, blank=True)

    objects = LetterRows.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["cause_kind", "cause_id", "kind"],
                name="notices_letter_once",
                violation_error_message="这件事的告知书已经写过。",
            ),
            models.CheckConstraint(
                name="notices_letter_codes",
                condition=Q(kind__regex=f"^{CODE}$", cause_kind__regex=f"^{CODE}$"),
                violation_error_message="告知书的种类和事由只写小写代码。",
            ),
            models.CheckConstraint(
                name="notices_letter_state_whole",
                condition=Q(state="written", printed_at=None, handed_at=None, way="")
                | Q(state="printed", printed_at__isnull=False, handed_at=None, way="")
                | Q(state="handed_over", handed_at__isnull=False, way__in=[way.value for way in Way]),
                violation_error_message="告知书的状态与打印、送达不一致。",
            ),
            KeptByTrigger(
                name="notices_letter_not_rewritten",
                violation_error_message="写好的告知书不能改写，请另写一份。",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "division", "person", "id"], name="notices_letter_list"),
            models.Index(fields=["person"], name="notices_letter_person"),
        ]


class Office(models.Model):
    """Whom to ask in a division: the office's name and public telephone."""

    division = models.OneToOneField(
        "places.Division", on_delete=models.PROTECT, related_name="+", primary_key=True
    )
    name = models.CharField(max_length=60)
    phone = models.CharField(max_length=30)

    objects = OfficeRows.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="notices_office_whole",
                condition=~Q(name="") & ~Q(phone=""),
                violation_error_message="办理机构要有名称和电话。",
            ),
        ]
