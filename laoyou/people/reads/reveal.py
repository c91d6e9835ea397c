"""Showing what is sealed: for a purpose, to one who may, and never without an audit row."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from laoyou import acts
from laoyou.access.types import Actor
from laoyou.audit.types import Purpose
from laoyou.kernel.errors import Invalid, NotFound
from laoyou.people.models import Abode, Contact, Document, Guardianship, Household, Membership, Phone
from laoyou.people.models.past import all_of
from laoyou.people.models.sealing import (
    ABODE_ADDRESS,
    CONTACT_PHONE,
    DOCUMENT_NUMBER,
    GUARDIAN_PHONE,
    HOUSEHOLD_NUMBER,
    PHONE_NUMBER,
    SealedColumn,
)
from laoyou.people.reads.reach import followed, place_of
from laoyou.people.types import SEALED_LABELS, Sealed


@dataclass(frozen=True, slots=True)
class _Kept:
    """Where a kind of sealed value is kept, and which rows of it are a person's."""

    column: SealedColumn
    field: str
    rows: Callable[[int], QuerySet[Any]]


_KEPT = {
    Sealed.DOCUMENT: _Kept(
        DOCUMENT_NUMBER, "number_sealed", lambda person: Document.objects.filter(person=person)
    ),
    Sealed.PHONE: _Kept(PHONE_NUMBER, "number_sealed", lambda person: all_of(Phone, person)),
    Sealed.ADDRESS: _Kept(ABODE_ADDRESS, "address_sealed", lambda person: all_of(Abode, person)),
    Sealed.CONTACT: _Kept(CONTACT_PHONE, "phone_sealed", lambda person: all_of(Contact, person)),
    Sealed.GUARDIAN: _Kept(
        GUARDIAN_PHONE, "phone_sealed", lambda person: Guardianship.objects.filter(ward=person)
    ),
    Sealed.HOUSEHOLD: _Kept(
        HOUSEHOLD_NUMBER,
        "number_sealed",
        lambda person: Household.objects.of(
            pk__in=Membership.objects.filter(person=person, ended_on=None).values("household")
        ),
    ),
}


def reveal(
    person_id: int,
    what: Sealed | str,
    row_id: int | None = None,
    *,
    purpose: Purpose | str,
    actor: Actor,
    now: datetime,
) -> str:
    """One sealed value of a person in full; `row_id` says which (`DocumentRecord.id`, ...), without it the
    first that is in use.

    Invalid `purpose` or `sealed` for a word that is none; Forbidden, logged; NotFound when the person has no
    such value. The audit row says who, whose, which and why, and is written before the vault is opened.
    """
    word, kept = _purpose(purpose), _KEPT[_what(what)]
    place = place_of(person_id)
    standing = followed([person_id])[person_id]
    acts.check("people.reveal", actor=actor, now=now, place=place, person_id=standing)
    row = _row(kept, standing, row_id)
    acts.read(
        "people.reveal",
        actor=actor,
        now=now,
        place=place,
        person_id=standing,
        purpose=word.value,
        kind=_what(what).value,
        id=row.pk,
    )
    return kept.column.open(row.pk, getattr(row, kept.field))


def _row(kept: _Kept, person_id: int, row_id: int | None) -> Any:
    rows = kept.rows(person_id).exclude(**{kept.field: None})
    if row_id is not None:
        rows = rows.filter(pk=row_id)
    out_of_use = next(
        (n for n in ("retired_at", "superseded_at", "removed_at") if hasattr(rows.model, n)), None
    )
    row = rows.order_by(*([f"-{out_of_use}"] if out_of_use else []), "pk").first()
    if row is None:
        raise NotFound("没有登记这一项，或已被更正。请刷新页面后再看。", "nothing_sealed")
    return row


def _purpose(word: Purpose | str) -> Purpose:
    try:
        return Purpose(word)
    except ValueError:
        raise Invalid("请选择查看的用途，完整信息只能按用途查看。", "purpose", field="purpose") from None


def _what(word: Sealed | str) -> Sealed:
    try:
        return Sealed(word)
    except ValueError:
        known = "、".join(SEALED_LABELS.values())
        raise Invalid(f"只能查看这些加密信息：{known}。", "sealed", field="what") from None
