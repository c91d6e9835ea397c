"""Where payees are paid: registering an account, and taking it out of use."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from laoyou import acts
from laoyou.access.types import Actor
from laoyou.kernel.errors import Conflict, Invalid, NotFound
from laoyou.kernel.spans import ONE_DAY, DateSpan
from laoyou.orgs import reads as orgs
from laoyou.payments.core import accounts as core
from laoyou.payments.models import Account
from laoyou.payments.models.payees import ACCOUNT_NUMBER, of_payee
from laoyou.payments.reads.reach import account_row, place_of_account, place_of_payee
from laoyou.payments.types import NewAccount, Payee, PayeeKind
from laoyou.people.reads import reach as people
from laoyou.store.sealing import next_id


@acts.verb("payments.register_account", place=place_of_payee)
def register_account(payee: Payee, given: NewAccount, *, actor: Actor, now: datetime) -> int:
    """Pay a payee there from `given.since` on; the account's id.

    The account so far ends the day before; one that began on that day or later is withdrawn: it never was
    right. The same account again changes nothing. Raises NotFound, Invalid (codes of
    core.accounts.checked).
    """
    new = core.checked(payee.kind, given)
    standing = _standing(payee)
    blind = ACCOUNT_NUMBER.find(new.number)
    for row in _open_from(standing, new.since):
        if _is_same(row, new, blind):
            _note(standing, row.pk)
            return int(row.pk)
        _give_way(row, new.since, now)
    row_id = next_id(Account)
    Account.objects.create(
        pk=row_id,
        **of_payee(standing),
        kind=new.kind.value,
        bank=new.bank,
        number_sealed=ACCOUNT_NUMBER.seal(row_id, new.number),
        number_blind=blind,
        tail=core.tail_of(new.number),
        held_by=new.held_by.value,
        holder=new.holder,
        relation=new.relation.value if new.relation else "",
        consent_on=new.consent_on,
        remark=new.remark,
        span=DateSpan.since(new.since),
        recorded_at=now,
        recorded_by=actor.user_id,
    )
    _note(standing, row_id)
    return row_id


@acts.verb("payments.end_account", place=place_of_account)
def end_account(account_id: int, *, last_day: date, actor: Actor, now: datetime) -> None:
    """Pay nothing there after a day; when that is before its first, the account never was right.

    Raises Conflict (`account_ended`).
    """
    payee = account_row(account_id).payee
    row = Account.objects.select_for_update().get(pk=account_id)
    if row.withdrawn_at is not None or row.span.end is not None:
        raise Conflict("这个收款账户已经停用，不用再停用。", "account_ended")
    _give_way(row, last_day + ONE_DAY, now)
    _note(payee, account_id)


def _standing(payee: Payee) -> Payee:
    """The payee who is meant today: a person into whom this one was merged. NotFound for a stranger."""
    if payee.kind is PayeeKind.PERSON:
        return Payee.person(people.followed([payee.id])[payee.id])
    if payee.id not in orgs.names([payee.id]):
        raise NotFound("没有这家机构，请从列表重新进入。", "organisation")
    return payee


def _open_from(payee: Payee, since: date) -> Sequence[Account]:
    """The payee's accounts that would overlap one from that day on, locked, the latest first."""
    rows = Account.objects.filter(**of_payee(payee), withdrawn_at=None, span__overlap=DateSpan.since(since))
    return list(rows.order_by("-span").select_for_update(no_key=True))


def _is_same(row: Account, new: NewAccount, blind: bytes) -> bool:
    """Whether an open account says the same already."""
    said = (row.kind, row.bank, bytes(row.number_blind), row.holder, row.held_by, row.remark, row.consent_on)
    given = (new.kind.value, new.bank, blind, new.holder, new.held_by.value, new.remark, new.consent_on)
    relation = new.relation.value if new.relation else ""
    return said == given and row.relation == relation and row.span.end is None and row.span.start <= new.since


def _give_way(row: Account, since: date, now: datetime) -> None:
    """End an account the day before `since`, or withdraw it when it had not begun by then."""
    start = row.span.start
    if start is None:
        raise Invalid("这个账户没有启用日期，请先核对。", "account_since")
    if start < since:
        row.span = DateSpan(start, since - ONE_DAY)
        row.save(update_fields=["span"])
    else:
        row.withdrawn_at = now
        row.save(update_fields=["withdrawn_at"])


def _note(payee: Payee, account_id: int) -> None:
    person_id = payee.id if payee.kind is PayeeKind.PERSON else None
    acts.subject(person_id=person_id, kind="payee_account", id=account_id)
