"""Accounts: which there are, whose, and what stands on them on a day."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from laoyou.access.types import Place, Scope
from laoyou.kernel.errors import NotFound
from laoyou.kernel.text import half_width
from laoyou.ledger.core.divisions import common_division
from laoyou.ledger.models import Account
from laoyou.ledger.types import AccountId, AccountRef, FundSource, Holder, HolderKind, Unit
from laoyou.store import keyset

PAGE = 50
PORTION = 1000
BY_NAME = keyset.Order(("holder_kind", "name", "id"))
BIGGEST_ID = 2**63 - 1


@dataclass(frozen=True, slots=True)
class AccountRecord:
    """An account as lists show it, with its balance at the end of the day asked for."""

    ref: AccountRef
    name: str
    source: FundSource | None
    expires_on: date | None
    returns_to: AccountId | None
    keeps_above_zero: bool
    opened_on: date
    closed_on: date | None
    balance: int


@dataclass(frozen=True, slots=True)
class Filter:
    """What a list is narrowed to; empty is everything. `text` is part of a name, or the number of an
    account.
    """

    kind: HolderKind | None = None
    unit: Unit | None = None
    source: FundSource | None = None
    division: str = ""
    text: str = ""
    holder_id: int | None = None


def refs(ids: Iterable[int]) -> dict[AccountId, AccountRef]:
    """Accounts as entries name them, by id; ids that are not known are left out."""
    rows = Account.objects.of(pk__in={one for one in ids if 0 < one <= BIGGEST_ID})
    return {AccountId(row.pk): ref_of(row) for row in rows}


def ref(account_id: int) -> AccountRef:
    """One account as entries name it. Raises NotFound."""
    found = refs([account_id]).get(AccountId(account_id))
    if found is None:
        raise NotFound("没有这个账户，请从账户列表重新进入。", "account")
    return found


def held_by(holder: Holder, unit: Unit | None = None) -> tuple[AccountRef, ...]:
    """The open accounts of a holder, the oldest first."""
    rows = Account.objects.of(holder_kind=holder.kind.value, holder_id=holder.id, closed_on=None).order_by(
        "pk"
    )
    return tuple(ref_of(row) for row in (rows.filter(unit=unit.value) if unit else rows))


def place_of(account_id: int, *_: object, **__: object) -> Place:
    """Where an account is, for permission. Raises NotFound."""
    return place_of_ref(ref(account_id))


def place_of_ref(account: AccountRef) -> Place:
    """Where an account is, for permission, without asking the database."""
    kind, number = account.holder.kind, account.holder.id
    return Place(
        (account.division,),
        organisation=number if kind is HolderKind.ORGANISATION else None,
        person=number if kind is HolderKind.PERSON else None,
    )


def common_place(accounts: Iterable[AccountRef]) -> Place:
    """The smallest division that holds all accounts: who ties accounts together must reach each of them."""
    return _held(account.division for account in accounts)


def place_of_books() -> Place:
    """The smallest division that holds every account: where the books are closed."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT min(division), max(division) FROM ledger_account")
        return _held(code for code in cursor.fetchone() if code)


def _held(codes: Iterable[str]) -> Place:
    code = common_division(codes)
    return Place((code,)) if code else Place()


def account(account_id: int, on: date) -> AccountRecord:
    """One account with its balance at the end of a day. Raises NotFound."""
    row = Account.objects.of(pk=account_id).first() if 0 < account_id <= BIGGEST_ID else None
    if row is None:
        raise NotFound("没有这个账户，请从账户列表重新进入。", "account")
    [record] = with_balances([row], on)
    return record


def records(ids: Iterable[int], on: date) -> list[AccountRecord]:
    """Accounts by id with their balances, for whoever may see them; ids that are not known are left out."""
    return with_balances(Account.objects.of(pk__in=set(ids)), on)


def names(ids: Iterable[int]) -> dict[int, str]:
    """What accounts are called, by id; ids that are not known are left out."""
    wanted = set(ids)
    return dict(Account.objects.of(pk__in=wanted).values_list("pk", "name")) if wanted else {}


def divisions_of_funds(reach: Scope) -> tuple[str, ...]:
    """In which divisions of a scope there are funds."""
    rows = Account.objects.reached_by(reach).filter(holder_kind=HolderKind.FUND.value)
    return tuple(rows.order_by("division").values_list("division", flat=True).distinct())


def accounts(
    reach: Scope, asked: Filter, on: date, *, size: int = PAGE, cursor: str | None = None
) -> keyset.Page[AccountRecord]:
    """A page of the accounts of a scope, with their balances at the end of a day."""
    page = keyset.page(_narrowed(reach, asked), BY_NAME, size, cursor)
    return keyset.Page(with_balances(page.rows, on), page.next, page.previous)


def every(reach: Scope, asked: Filter, on: date) -> Iterator[AccountRecord]:
    """All accounts of a list, for an export; read in portions."""
    rows = iter(_narrowed(reach, asked).order_by(*BY_NAME.fields).iterator(chunk_size=PORTION))
    while portion := list(islice(rows, PORTION)):
        yield from with_balances(portion, on)


def count(reach: Scope, asked: Filter) -> int:
    return _narrowed(reach, asked).count()


def balance(account_id: int, on: date) -> int:
    """What stands on an account at the end of a day, in its unit; 0 for an account that is not there."""
    return balances([account_id], on).get(AccountId(account_id), 0)


def balances(ids: Iterable[int], on: date) -> dict[AccountId, int]:
    """What stands on accounts at the end of a day, by id."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT a, t.balance FROM unnest(%s::bigint[]) a, LATERAL ledger_totals(a, %s) t",
            [list(ids), on],
        )
        return {AccountId(number): amount for number, amount in cursor.fetchall()}


def with_balances(rows: Iterable[Any], on: date) -> list[AccountRecord]:
    """Account rows as records, their balances asked together."""
    found = list(rows)
    stand = balances([row.pk for row in found], on) if found else {}
    return [_record(row, stand[AccountId(row.pk)]) for row in found]


def ref_of(row: Any) -> AccountRef:
    return AccountRef(
        AccountId(row.pk),
        Holder(HolderKind(row.holder_kind), row.holder_id),
        Unit(row.unit),
        row.purpose,
        row.division,
    )


def _record(row: Any, stands: int) -> AccountRecord:
    return AccountRecord(
        ref=ref_of(row),
        name=row.name,
        source=FundSource(row.source) if row.source else None,
        expires_on=row.expires_on,
        returns_to=AccountId(row.returns_to_id) if row.returns_to_id else None,
        keeps_above_zero=row.keeps_above_zero,
        opened_on=row.opened_on,
        closed_on=row.closed_on,
        balance=stands,
    )


def _narrowed(reach: Scope, asked: Filter) -> QuerySet[Any]:
    rows = Account.objects.reached_by(reach)
    exact = {
        "holder_kind": asked.kind and asked.kind.value,
        "unit": asked.unit and asked.unit.value,
        "source": asked.source and asked.source.value,
        "holder_id": asked.holder_id,
    }
    rows = rows.filter(**{name: value for name, value in exact.items() if value})
    if asked.division:
        low, high = Scope.division(asked.division).division_bounds() or ("", "")
        rows = rows.filter(division__gte=low, division__lt=high)
    words = half_width(asked.text)
    if words.isascii() and words.isdigit():
        return rows.filter(pk=int(words)) if int(words) <= BIGGEST_ID else rows.none()
    return rows.filter(name__icontains=words) if words else rows
