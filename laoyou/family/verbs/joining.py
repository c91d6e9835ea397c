"""Joining by a letter: its code and the elder's last four first, an account then."""

from __future__ import annotations

import hmac
from datetime import datetime
from typing import Any

from laoyou import acts
from laoyou.access.types import Actor
from laoyou.accounts import reads as accounts
from laoyou.accounts import verbs as accounts_verbs
from laoyou.family.core import codes, spans
from laoyou.family.models import ACCESS_CODE, Access
from laoyou.family.reads import live, place_of_access
from laoyou.family.types import AccessId, EndReason
from laoyou.family.verbs import rows
from laoyou.family.verbs.inviting import tail_of
from laoyou.kernel.errors import Conflict, Invalid
from laoyou.kernel.ids import UserId
from laoyou.kernel.text import compact
from laoyou.people.reads import persons


@acts.verb("family.try_letter", place=acts.nowhere)
def try_letter(code: str, *, tail: str, address: str, actor: Actor, now: datetime) -> AccessId | None:
    """The invitation that a code and the last four open; None, and counted, when they open nothing.

    A wrong tail is counted on the letter, which is void after five, and every wrong try against the address,
    by the same lock as signing in. Guesses made side by side wait for the row, and count one by one.
    """
    row = Access.objects.of(code_blind=ACCESS_CODE.find(codes.read(code))).select_for_update().first()
    if row is not None:
        acts.subject(person_id=row.person_id, kind="family_access", id=row.pk)
        if now < row.expires_at and _is_tail(row.person_id, tail):
            return AccessId(row.pk)
        _count(row, actor, now)
    accounts_verbs.fail_sign_in(None, address=address, actor=actor, now=now)
    return None


@acts.verb("family.join", place=place_of_access)
def join(
    access_id: int, *, username: str, password: str, is_known: bool, actor: Actor, now: datetime
) -> UserId:
    """Use up a letter whose code and tail were right a moment ago: a new account, or one that is there.

    Conflict when the letter was used or ran out meanwhile, for a name that is taken, or for an account of
    work; Invalid `password` when it is too weak, or is not that account's.
    """
    row = rows.locked(access_id)
    acts.subject(person_id=row.person_id, kind="family_access", id=row.pk)
    if row.code_blind is None or now >= row.expires_at:
        raise Conflict("这封邀请信已经用过、过期或作废。请到社区（村）重新打印一封。", "letter_gone")
    row.code_blind, row.joined_at = None, now
    if is_known:
        row.user_id = _holder(username, password, now)
        _end_former(row, actor, now)
        row.save(update_fields=["code_blind", "joined_at", "user"])
        rows.granted_anew(row, actor, now)
        return UserId(row.user_id)
    row.user_id, row.grant_id = accounts_verbs.admit_kin(
        username,
        name=row.name,
        password=password,
        person_id=row.person_id,
        until=row.last_day,
        actor=actor,
        now=now,
    )
    row.save(update_fields=["code_blind", "joined_at", "user", "grant_id"])
    return UserId(row.user_id)


def _is_tail(person_id: int, typed: str) -> bool:
    """Whether a document in use ends so: a letter that went astray opens nothing by itself."""
    wanted = compact(typed).encode()
    tails = [tail_of(one.number).encode() for one in persons.person(person_id).documents]
    return any(hmac.compare_digest(tail, wanted) for tail in tails if tail)


def _count(row: Any, actor: Actor, now: datetime) -> None:
    row.failed += 1
    row.save(update_fields=["failed"])
    if row.failed >= spans.TRIES:
        rows.closed(row, EndReason.TRIES, actor, now)


def _holder(username: str, password: str, now: datetime) -> UserId:
    user_id = accounts.holder(username, password)
    if user_id is None or accounts.is_locked(user_id, now=now):
        raise Invalid("用户名或密码不对，或者账号正在锁定。请核对后再试。", "wrong_account", "password")
    return user_id


def _end_former(row: Any, actor: Actor, now: datetime) -> None:
    """A new letter for who is in already prolongs: the former access gives way."""
    others = Access.objects.of(user=row.user_id, person=row.person_id, ended_at=None)
    for other in live(others.select_for_update().order_by("pk"), now):
        rows.closed(other, EndReason.REPLACED, actor, now)
