"""Vouchers: money that is bound to a purpose and runs out.

A voucher account is of one person, one fund, one purpose and one last day; what is left on it is its balance.
Issued from the fund's voucher account (which stands as far below zero as vouchers are out), spent into the
voucher account of who gave the service, and after the last day returned to the fund.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.db import connection

from laoyou import acts
from laoyou.access.types import Actor
from laoyou.kernel.clock import local_date
from laoyou.kernel.errors import Conflict, Invalid
from laoyou.ledger.core.vouchers import Lot, allocate
from laoyou.ledger.models import Account
from laoyou.ledger.reads import chart
from laoyou.ledger.reads.entries import entry_of
from laoyou.ledger.types import (
    AccountId,
    AccountRef,
    Cause,
    EntryId,
    EntryKind,
    Holder,
    HolderKind,
    Line,
    NewAccount,
    NewEntry,
    NewVoucher,
    Posted,
    Unit,
)
from laoyou.ledger.verbs.accounts import open_accounts
from laoyou.ledger.verbs.bulk import post_many
from laoyou.ledger.verbs.locks import hold_books
from laoyou.ledger.verbs.posting import post

_OF_PERSONS = {"holder_kind": HolderKind.PERSON.value, "unit": Unit.VOUCHER_FEN.value}
_OVER = """
SELECT a.id FROM ledger_account a, LATERAL ledger_totals(a.id, 'infinity') t
WHERE a.expires_on < %s AND a.closed_on IS NULL AND t.balance > 0 ORDER BY a.id
"""


def issue_vouchers(vouchers: Sequence[NewVoucher], *, day: date, now: datetime) -> Posted:
    """Give vouchers out within the act under way; those of a cause that was issued before are passed over.

    Raises Invalid (`voucher_fund` when the fund's account counts no vouchers, `voucher_expired` for a last
    day that is over, codes of core.entries), Conflict (as `post`: the fund's hard budget, books closed).
    """
    for one in vouchers:
        if one.fund.unit is not Unit.VOUCHER_FEN or one.fund.holder.kind is not HolderKind.FUND:
            raise Invalid("服务券要从专项资金的服务券账户发放，请重新选择账户。", "voucher_fund", "fund")
        if one.last_day < day or one.amount <= 0:
            raise Invalid("服务券的金额要大于零，截止日不能早于发放日。", "voucher_expired", "last_day")
    wallets = open_accounts([_wallet(one, day) for one in vouchers])
    known = chart.refs(wallets)
    return post_many(
        (
            NewEntry(day, EntryKind.ISSUE, one.cause, _from_to(one.fund, known[wallet], one.amount))
            for one, wallet in zip(vouchers, wallets, strict=True)
        ),
        now=now,
    )


def _wallet(voucher: NewVoucher, day: date) -> NewAccount:
    return NewAccount(
        holder=Holder.person(voucher.person_id),
        unit=Unit.VOUCHER_FEN,
        division=voucher.division,
        opened_on=day,
        purpose=voucher.fund.purpose,
        expires_on=voucher.last_day,
        returns_to=voucher.fund.id,
        keeps_above_zero=True,
    )


def spend_voucher(
    person_id: int, *, purpose: str, amount: int, to: NewAccount, day: date, cause: Cause, now: datetime
) -> EntryId:
    """Use a person's vouchers of a purpose within the act under way, those that run out first; the entry's
    id.

    `to` is the voucher account of who gave the service, opened where it is not there yet: one for each fund
    whose vouchers are used (`returns_to` is filled in here). Raises Conflict `voucher_short` when what has
    not run out on `day` is too little, naming both sums.
    """
    lots = _locked_lots(person_id, purpose)
    if repeated := _spent_before(cause, amount):
        return repeated
    taken = allocate(lots, amount, day)
    returns = _returns_to(lot.account.id for lot, _ in taken)
    given: dict[AccountId, int] = {}
    for lot, part in taken:
        fund = returns[lot.account.id]
        given[fund] = given.get(fund, 0) + part
    takers = open_accounts([_taker(to, fund, purpose) for fund in given])
    known = chart.refs(takers)
    lines = [Line(lot.account, -part) for lot, part in taken]
    lines += [Line(known[taker], part) for taker, part in zip(takers, given.values(), strict=True)]
    return post(NewEntry(day, EntryKind.SPEND, cause, tuple(lines)), now=now)


def _taker(to: NewAccount, fund: AccountId, purpose: str) -> NewAccount:
    return NewAccount(
        to.holder, Unit.VOUCHER_FEN, to.division, to.opened_on, name=to.name, purpose=purpose, returns_to=fund
    )


def _spent_before(cause: Cause, amount: int) -> EntryId | None:
    """The entry of a spend that is repeated: what is left now must not decide again what was taken then."""
    found = entry_of(cause)
    if found is None:
        return None
    if found.kind is not EntryKind.SPEND or found.into != amount:
        raise Conflict(
            f"这件事已记在第 {found.id} 号凭证，金额和这次不一样，没有重复使用。", "ledger_entry_once"
        )
    return found.id


def _returns_to(ids: Iterable[AccountId]) -> dict[AccountId, AccountId]:
    rows = Account.objects.of(pk__in=list(ids)).values_list("pk", "returns_to_id")
    return {AccountId(account): AccountId(fund) for account, fund in rows}


def _locked_lots(person_id: int, purpose: str) -> list[Lot]:
    """What is left on the person's voucher accounts, each locked in the order of ids until the act ends."""
    hold_books()
    rows = (
        Account.objects.of(**_OF_PERSONS, holder_id=person_id, purpose=purpose, closed_on=None)
        .select_for_update(no_key=True)
        .order_by("pk")
    )
    found = list(rows)
    left = chart.balances([row.pk for row in found], date.max)
    return [Lot(chart.ref_of(row), row.expires_on, left[AccountId(row.pk)]) for row in found]


@acts.verb("ledger.expire_vouchers", place=acts.nowhere)
def expire_vouchers(*, actor: Actor, now: datetime) -> Posted:
    """Return to its fund what is left of every voucher whose last day is over. Done again, it finds
    nothing.
    """
    today = local_date(now)
    with connection.cursor() as cursor:
        cursor.execute(_OVER, [today])
        over = [number for (number,) in cursor.fetchall()]
    wallets = [chart.ref_of(row) for row in Account.objects.of(pk__in=over).order_by("pk")]
    left, returns = chart.balances(over, date.max), _returns_to(wallet.id for wallet in wallets)
    funds = chart.refs(returns.values())
    returned = post_many(
        (
            NewEntry(
                today,
                EntryKind.EXPIRY,
                Cause("voucher", wallet.id, today.isoformat()),
                _from_to(wallet, funds[returns[wallet.id]], left[wallet.id]),
            )
            for wallet in wallets
            if left[wallet.id] > 0
        ),
        now=now,
    )
    acts.subject(kind="account", count=returned.new)
    return returned


def _from_to(source: AccountRef, target: AccountRef, amount: int) -> tuple[Line, Line]:
    return Line(source, -amount), Line(target, amount)
