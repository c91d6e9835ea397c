"""Inviting the person himself or kin: the letter that a clerk prints and hands over."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from laoyou import acts
from laoyou.access.types import Actor
from laoyou.family.core import codes, spans
from laoyou.family.models import ACCESS_CODE, ACCESS_PHONE, Access
from laoyou.family.types import AccessId, Consent, EndReason, Letter, NewAccess, Tie
from laoyou.family.verbs import rows
from laoyou.kernel import phone
from laoyou.kernel.clock import local_date
from laoyou.kernel.errors import Conflict, Invalid
from laoyou.kernel.text import half_width
from laoyou.people.reads import persons
from laoyou.people.reads.persons import PersonRecord
from laoyou.people.reads.reach import place_of
from laoyou.store.sealing import next_id


@acts.verb("family.invite", place=place_of)
def invite(person_id: int, new: NewAccess, *, actor: Actor, now: datetime) -> Letter:
    """Write a letter for one relative, or the person himself; an unused one for the same relative is void.

    Conflict for somebody who died, or who has no card by which the letter can be checked; Invalid names the
    field: `name`, `phone`, `consent`, `consent_on`, `until`.
    """
    person = persons.person(person_id)
    _may_be_asked(person)
    today = local_date(now)
    _check(new, today)
    own = new.tie is Tie.SELF
    name = person.name if own else half_width(new.name)
    _void_earlier(person.id, new.tie, name, actor, now)
    row = Access(
        pk=next_id(Access),
        person_id=person.id,
        entered_for_id=person.id,
        tie=new.tie.value,
        name=name,
        consent=(Consent.OWN if own else new.consent).value,
        consent_on=new.consent_on,
        health=own or new.health,
        until=new.until,
        invited_by=actor.user_id,
        invited_at=now,
        expires_at=now + timedelta(days=spans.LETTER_DAYS),
    )
    code = codes.new()
    row.phone_sealed = ACCESS_PHONE.seal(row.pk, phone.normalise(new.phone))
    row.code_blind = ACCESS_CODE.find(code)
    row.save(force_insert=True)
    acts.subject(kind="family_access", id=row.pk)
    return Letter(AccessId(row.pk), code)


def _may_be_asked(person: PersonRecord) -> None:
    if person.death_date is not None:
        raise Conflict("此人已去世，不能再邀请。已经加入的家属还能看一段时间。", "has_died")
    if not any(tail_of(one.number) for one in person.documents):
        raise Conflict("此人还没有登记居民身份证，加入时无法核对后四位。请先登记证件。", "no_document")


def tail_of(masked: str) -> str:
    """The last four of a masked number; "" where the mask hides some of them."""
    tail = masked[-4:]
    return "" if "*" in tail else tail


def _check(new: NewAccess, today: date) -> None:
    if new.tie is not Tie.SELF:
        if not new.name.strip():
            raise Invalid("请填写家属的姓名。", "name", "name")
        if new.consent is Consent.OWN:
            raise Invalid("请选择老人是怎样同意的。", "consent", "consent")
    if new.consent_on > today:
        raise Invalid("同意的日期不能晚于今天。", "consent_on", "consent_on")
    if new.until < today:
        raise Invalid("最后一天已经过去，请改到今天以后。", "until", "until")
    if new.until > today + timedelta(days=spans.LONGEST_DAYS):
        raise Invalid("一次最多三年，到期可以再邀请。", "until", "until")


def _void_earlier(person_id: int, tie: Tie, name: str, actor: Actor, now: datetime) -> None:
    unused = Access.objects.of(person=person_id, tie=tie.value, name=name, joined_at=None, ended_at=None)
    for row in unused.select_for_update().order_by("pk"):
        rows.closed(row, EndReason.REPLACED, actor, now)
