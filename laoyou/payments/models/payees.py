"""To whom things are paid: what every payable row says of its payee, and payees' accounts. Numbers are
sealed.
"""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.db import models
from django.db.models import Q

from laoyou.payments.types import AccountKind, HeldBy, Payee, PayeeKind
from laoyou.people.types import Relation
from laoyou.store.constraints import KeptByTrigger
from laoyou.store.sealing import SealedColumn
from laoyou.store.spans import DateSpanField


def known(field: str, words: type[Any]) -> Q:
    return Q(**{f"{field}__in": [word.value for word in words]})


def ordered(field: str, form: str) -> Q:
    return Q(**{f"{field}__regex": form})


class OfPayee(models.Model):
    """A row about one payee. `moved` are the persons it was taken over from when they were merged, the last
    at the end, so that it finds its way back when a merge is undone.
    """

    person = models.ForeignKey(
        "people.Person", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    organisation = models.ForeignKey(
        "orgs.Organisation", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    moved = ArrayField(models.BigIntegerField(), default=list)

    class Meta:
        abstract = True

    @property
    def payee(self) -> Payee:
        if self.person_id is not None:
            return Payee.person(self.person_id)
        return Payee.organisation(self.organisation_id or 0)


ONE_PAYEE = Q(person__isnull=True, organisation__isnull=False) | Q(
    person__isnull=False, organisation__isnull=True
)


def of_payee(payee: Payee) -> dict[str, int]:
    """The columns that name a payee."""
    return {"person_id" if payee.kind is PayeeKind.PERSON else "organisation_id": payee.id}


class Account(OfPayee):
    """Where a payee is paid while a span lasts. A row is never rewritten: another one follows it.

    `withdrawn_at`: it never was right, and no day of its span counts. `tail` are the last four digits.
    """

    kind = models.CharField(max_length=12)
    bank = models.CharField(max_length=60)
    number_sealed = models.BinaryField()
    number_blind = models.BinaryField()
    tail = models.CharField(max_length=4)
    held_by = models.CharField(max_length=8)
    holder = models.CharField(max_length=64)
    relation = models.CharField(max_length=16, blank=True)
    consent_on = models.DateField(null=True)
    remark = models.CharField(max_length=100, blank=True)
    span = DateSpanField()
    recorded_at = models.DateTimeField()
    recorded_by = models.BigIntegerField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="payments_account_one_payee",
                condition=ONE_PAYEE,
                violation_error_message="收款账户只属于一个人或一家机构。",
            ),
            models.CheckConstraint(
                name="payments_account_kind_of_payee",
                condition=Q(kind=AccountKind.CORPORATE.value, organisation__isnull=False)
                | Q(kind__in=[AccountKind.CARD.value, AccountKind.PASSBOOK.value], person__isnull=False),
                violation_error_message="机构只能登记对公账户，个人只能登记银行卡或存折。",
            ),
            models.CheckConstraint(
                name="payments_account_says_where",
                condition=~Q(bank="") & ~Q(holder="") & ordered("tail", r"^[0-9]{4}$"),
                violation_error_message="收款账户要写明开户银行、户名和账号。",
            ),
            models.CheckConstraint(
                name="payments_account_passbook_remarked",
                condition=~Q(kind=AccountKind.PASSBOOK.value) | ~Q(remark=""),
                violation_error_message="存折要在备注里写明由谁核对过原件。",
            ),
            models.CheckConstraint(
                name="payments_account_kin_with_consent",
                condition=Q(held_by=HeldBy.SELF.value, relation="", consent_on__isnull=True)
                | Q(held_by=HeldBy.KIN.value, consent_on__isnull=False, person__isnull=False)
                & known("relation", Relation),
                violation_error_message="亲属代领要写明亲属关系和本人同意的日期。",
            ),
            ExclusionConstraint(
                name="payments_account_one_of_person",
                expressions=[("person", RangeOperators.EQUAL), ("span", RangeOperators.OVERLAPS)],
                condition=Q(withdrawn_at__isnull=True, person__isnull=False),
                violation_error_message="这个人在这段时间已有一个收款账户，请先停用原来的。",
            ),
            ExclusionConstraint(
                name="payments_account_one_of_organisation",
                expressions=[("organisation", RangeOperators.EQUAL), ("span", RangeOperators.OVERLAPS)],
                condition=Q(withdrawn_at__isnull=True, organisation__isnull=False),
                violation_error_message="这家机构在这段时间已有一个收款账户，请先停用原来的。",
            ),
            KeptByTrigger(
                name="payments_account_not_rewritten",
                violation_error_message="收款账户不能改写，请登记新的账户。",
            ),
        ]
        indexes = [
            models.Index(fields=["person"], name="payments_account_person"),
            models.Index(fields=["organisation"], name="payments_account_organisation"),
            models.Index(fields=["number_blind"], name="payments_account_blind"),
        ]


ACCOUNT_NUMBER = SealedColumn("payments_account.number", "bank_account")
RECEIPT_CELLS = SealedColumn("payments_receiptrow.cells", "")
