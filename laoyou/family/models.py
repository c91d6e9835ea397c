"""One row is one person let in to one elder's affairs: the letter, the joining, and the end of it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import models
from django.db.models import Q

from laoyou.family.types import Consent, EndReason, Tie
from laoyou.store.scoped import ScopedQuerySet
from laoyou.store.sealing import SealedColumn


def _known(field: str, words: type[Any]) -> Q:
    return Q(**{f"{field}__in": [word.value for word in words]})


class AccessRows(ScopedQuerySet):
    """Accesses lie where the elder lives."""

    scope_field = "person__home_division_id"


class Access(models.Model):
    """`entered_for` is the person as he was when invited; `person` whom he was merged into since.

    `code_blind` is the keyed digest of the letter's code, and gone once the letter is used or void. `cut_to`
    is the last day after a death. `grant_id` is the identity in accounts, None while another row of the same
    user holds it.
    """

    person = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="+", db_index=False)
    entered_for = models.ForeignKey(
        "people.Person", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    tie = models.CharField(max_length=12)
    name = models.CharField(max_length=64)
    phone_sealed = models.BinaryField()
    consent = models.CharField(max_length=12)
    consent_on = models.DateField()
    health = models.BooleanField()
    until = models.DateField()
    cut_to = models.DateField(null=True)
    invited_by = models.BigIntegerField(null=True)
    invited_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    code_blind = models.BinaryField(null=True)
    failed = models.PositiveSmallIntegerField(default=0)
    joined_at = models.DateTimeField(null=True)
    user = models.ForeignKey(
        "accounts.User", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    grant_id = models.BigIntegerField(null=True)
    ended_by = models.BigIntegerField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_why = models.CharField(max_length=12, blank=True)

    objects = AccessRows.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="family_access_code_once",
                fields=["code_blind"],
                violation_error_message="邀请码碰巧重复，请再打印一次。",
            ),
            models.CheckConstraint(
                name="family_access_named",
                condition=~Q(name="") & _known("tie", Tie),
                violation_error_message="请写明邀请谁、是老人的什么人。",
            ),
            models.CheckConstraint(
                name="family_access_consented",
                condition=_known("consent", Consent)
                & (
                    Q(tie=Tie.SELF.value, consent=Consent.OWN.value, health=True)
                    | ~Q(tie=Tie.SELF.value) & ~Q(consent=Consent.OWN.value)
                ),
                violation_error_message="家属查看要有老人的同意；本人查看不必另行同意。",
            ),
            models.CheckConstraint(
                name="family_access_code_while_open",
                condition=Q(code_blind=None) | Q(joined_at=None, ended_at=None),
                violation_error_message="邀请信已经用过或作废。",
            ),
            models.CheckConstraint(
                name="family_access_joined_whole",
                condition=Q(joined_at=None, user=None, grant_id=None)
                | Q(joined_at__isnull=False, user__isnull=False),
                violation_error_message="加入要记下是哪个账号、何时。",
            ),
            models.CheckConstraint(
                name="family_access_ended_whole",
                condition=Q(ended_at=None, ended_why="")
                | Q(ended_at__isnull=False, grant_id=None) & _known("ended_why", EndReason),
                violation_error_message="停止要写明原因和时间，并收回身份。",
            ),
            models.CheckConstraint(
                name="family_access_cut_short",
                condition=Q(cut_to=None) | Q(cut_to__lte=models.F("until")),
                violation_error_message="老人去世后的期限不能比原来的长。",
            ),
        ]
        indexes = [
            models.Index(fields=["person"], name="family_access_person"),
            models.Index(fields=["user"], name="family_access_user"),
            models.Index(fields=["entered_for"], name="family_access_entered"),
        ]

    @property
    def last_day(self) -> date:
        return self.cut_to or self.until


ACCESS_PHONE = SealedColumn("family_access.phone", "phone")
ACCESS_CODE = SealedColumn("family_access.code", "family_code")
