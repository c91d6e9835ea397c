"""Opening accounts, closing them, and letting them follow their holder."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import connection

from laoyou import acts
from laoyou.access.types import Actor, Place
from laoyou.kernel.errors import Invalid
from laoyou.kernel.text import half_width
from laoyou.ledger.models import Account
from laoyou.ledger.reads import chart
from laoyou.ledger.types import AccountId, Holder, HolderKind, NewAccount
from laoyou.ledger.verbs.locks import hold_books
from laoyou.ledger.verbs.posting import in_words

LONGEST_NAME = 100
PORTION = 10_000
_OPEN = """
INSERT INTO ledger_account (holder_kind, holder_id, unit, purpose, expires_on, returns_to_id,
                            source, name, division, keeps_above_zero, opened_on)
SELECT * FROM unnest(%s::text[], %s::bigint[], %s::text[], %s::text[], %s::date[], %s::bigint[], %s::text[],
                     %s::text[], %s::text[], %s::boolean[], %s::date[])
ON CONFLICT ON CONSTRAINT ledger_account_once DO NOTHING
"""
_FIND = """
SELECT w.place, a.id FROM unnest(%s::text[], %s::bigint[], %s::text[], %s::text[], %s::date[], %s::bigint[])
    WITH ORDINALITY AS w (holder_kind, holder_id, unit, purpose, expires_on, returns_to_id, place)
JOIN ledger_account a
    ON (a.holder_kind, a.holder_id, a.unit, a.purpose) = (w.holder_kind, w.holder_id, w.unit, w.purpose)
    AND a.expires_on IS NOT DISTINCT FROM w.expires_on
    AND a.returns_to_id IS NOT DISTINCT FROM w.returns_to_id
"""


def _place_of_new(new: NewAccount, **_: object) -> Place:
    return Place((new.division,))


@acts.verb("ledger.open_account", place=_place_of_new)
def open_account(new: NewAccount, *, actor: Actor, now: datetime) -> AccountId:
    """Open one account; its id. A new fund is known by the number of its first account.

    Raises Invalid (`account_name`), Conflict (`ledger_account_once` and the other constraints of Account).
    """
    columns = _columns(new)
    row = Account(**columns)
    if new.holder == Holder.new_fund():
        with connection.cursor() as cursor:
            cursor.execute("SELECT nextval('ledger_account_id_seq')")
            (row.pk,) = cursor.fetchone()
        row.holder_id = row.pk
    with in_words():
        row.save(force_insert=True)
    acts.subject(person_id=_person(new), kind="account", id=row.pk)
    return AccountId(row.pk)


def open_accounts(new: Sequence[NewAccount]) -> tuple[AccountId, ...]:
    """The accounts of these holders, opened within the act under way where they are not there; ids in the
    order given.

    For accounts that belong to somebody: a new fund is opened by `open_account`. Raises as it does.
    """
    acts.act_id()
    ids: list[AccountId] = []
    for start in range(0, len(new), PORTION):
        ids += _opened(new[start : start + PORTION])
    return tuple(ids)


def _opened(portion: Sequence[NewAccount]) -> list[AccountId]:
    rows = [_columns(one) for one in portion]
    identity = [[row[name] for row in rows] for name in IDENTITY]
    rest = [
        [row[name] for row in rows]
        for name in ("source", "name", "division", "keeps_above_zero", "opened_on")
    ]
    with in_words(), connection.cursor() as cursor:
        cursor.execute(_OPEN, [*identity, *rest])
        cursor.execute(_FIND, identity)
        found = dict(cursor.fetchall())
    return [AccountId(found[place]) for place in range(1, len(portion) + 1)]


IDENTITY = ("holder_kind", "holder_id", "unit", "purpose", "expires_on", "returns_to_id")


def _columns(new: NewAccount) -> dict[str, Any]:
    name = " ".join(half_width(new.name).split())
    if len(name) > LONGEST_NAME:
        raise Invalid(f"账户名称不能超过 {LONGEST_NAME} 个字，请缩短。", "account_name", "name")
    return {
        "holder_kind": new.holder.kind.value,
        "holder_id": new.holder.id,
        "unit": new.unit.value,
        "purpose": new.purpose,
        "expires_on": new.expires_on,
        "returns_to_id": new.returns_to,
        "source": new.source.value if new.source else "",
        "name": name,
        "division": new.division,
        "keeps_above_zero": new.keeps_above_zero,
        "opened_on": new.opened_on,
    }


def _person(new: NewAccount) -> int | None:
    return new.holder.id if new.holder.kind is HolderKind.PERSON else None


@acts.verb("ledger.close_account", place=chart.place_of)
def close_account(account_id: int, *, on: date, actor: Actor, now: datetime) -> None:
    """Close an empty account after a day. Raises Conflict (`ledger_account_closed_empty`,
    `..._after_opened`).
    """
    hold_books(alone=True)
    chart.ref(account_id)
    with in_words():
        Account.objects.filter(pk=account_id, closed_on=None).update(closed_on=on)
    acts.subject(kind="account", id=account_id)


def move_accounts(holder: Holder, *, division: str) -> int:
    """The accounts of a holder lie in another division from now on: a person has moved. How many there
    are.
    """
    acts.act_id()
    return Account.objects.filter(holder_kind=holder.kind.value, holder_id=holder.id).update(
        division=division
    )
