"""Payees and where they are paid."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from laoyou import acts
from laoyou.access.types import Actor
from laoyou.audit.types import Purpose
from laoyou.kernel.clock import local_date
from laoyou.kernel.errors import Invalid
from laoyou.kernel.masking import mask_name
from laoyou.kernel.spans import DateSpan
from laoyou.orgs import reads as orgs
from laoyou.payments.models import Account
from laoyou.payments.models.payees import ACCOUNT_NUMBER, of_payee
from laoyou.payments.reads.reach import account_row, place_of_payee
from laoyou.payments.types import AccountKind, HeldBy, Payee, PayeeKind
from laoyou.people.reads import persons
from laoyou.people.types import Relation


@dataclass(frozen=True, slots=True)
class AccountRecord:
    """An account. `holder` is masked for persons; the number is its last four digits. `withdrawn`: never
    right.
    """

    id: int
    payee: Payee
    kind: AccountKind
    bank: str
    tail: str
    held_by: HeldBy
    holder: str
    relation: Relation | None
    consent_on: date | None
    remark: str
    span: DateSpan
    recorded_at: datetime
    withdrawn: bool


@dataclass(frozen=True, slots=True)
class InFull:
    """An account with nothing masked, after the audit row is written."""

    number: str
    holder: str


def accounts(payee: Payee) -> tuple[AccountRecord, ...]:
    """Every account that a payee has had, the latest first. The caller has checked the permission."""
    rows = Account.objects.filter(**of_payee(payee)).order_by("-recorded_at", "-pk")
    return tuple(map(record_of, rows))


def account(account_id: int) -> AccountRecord:
    """One account; the caller has checked the permission. Raises NotFound."""
    return record_of(account_row(account_id))


def in_use(payees: Iterable[Payee], now: datetime) -> dict[Payee, AccountRecord]:
    """The account in use today of each payee who has one; who has none is left out."""
    wanted = set(payees)
    rows: QuerySet[Any] = Account.objects.filter(withdrawn_at=None, span__contains=local_date(now))
    persons_ids = [one.id for one in wanted if one.kind is PayeeKind.PERSON]
    bodies = [one.id for one in wanted if one.kind is PayeeKind.ORGANISATION]
    found = [*rows.filter(person__in=persons_ids), *rows.filter(organisation__in=bodies)]
    return {row.payee: record_of(row) for row in found}


def persons_with_account(person_ids: Iterable[int], now: datetime) -> frozenset[int]:
    """Which of these persons have an account today."""
    named = RawSQL("SELECT unnest(%s::bigint[])", [sorted(set(person_ids))])
    rows = Account.objects.filter(withdrawn_at=None, span__contains=local_date(now), person__in=named)
    return frozenset(rows.values_list("person_id", flat=True))


def reveal(account_id: int, *, purpose: Purpose | str, actor: Actor, now: datetime) -> InFull:
    """An account in full, for a purpose. Invalid `purpose`; Forbidden, logged; NotFound.

    The audit row says who, whose, which and why, and is written before the vault is opened.
    """
    row = account_row(account_id)
    if purpose not in frozenset(Purpose):
        raise Invalid("请选择查看的用途，完整账号只能按用途查看。", "purpose", field="purpose")
    acts.read(
        "payments.reveal",
        actor=actor,
        now=now,
        place=place_of_payee(row.payee),
        person_id=row.person_id,
        purpose=purpose,
        kind="payee_account",
        id=account_id,
    )
    return InFull(ACCOUNT_NUMBER.open(row.pk, row.number_sealed), row.holder)


def named(payees: Iterable[Payee]) -> dict[Payee, str]:
    """What lists call payees: persons masked, organisations by their name. NotFound for a stranger."""
    wanted = set(payees)
    people = persons.names(one.id for one in wanted if one.kind is PayeeKind.PERSON)
    bodies = orgs.names(one.id for one in wanted if one.kind is PayeeKind.ORGANISATION)
    names = {Payee.person(number): mask_name(one.name) for number, one in people.items()}
    return names | {Payee.organisation(number): name for number, name in bodies.items()}


def record_of(row: Account) -> AccountRecord:
    return AccountRecord(
        id=row.pk,
        payee=row.payee,
        kind=AccountKind(row.kind),
        bank=row.bank,
        tail=row.tail,
        held_by=HeldBy(row.held_by),
        holder=mask_name(row.holder) if row.person_id else row.holder,
        relation=Relation(row.relation) if row.relation else None,
        consent_on=row.consent_on,
        remark=row.remark,
        span=row.span,
        recorded_at=row.recorded_at,
        withdrawn=row.withdrawn_at is not None,
    )
