"""What a supervisor does with funds at his own desk: book what came in, book what was paid, set budgets,
close.
"""

from __future__ import annotations

from datetime import date, datetime

from laoyou import acts
from laoyou.access.types import Actor, Place
from laoyou.kernel.errors import Invalid
from laoyou.kernel.spans import DateSpan
from laoyou.ledger.models import Account, Budget, Closing
from laoyou.ledger.reads import chart
from laoyou.ledger.types import (
    AccountRef,
    Cause,
    EntryId,
    EntryKind,
    Holder,
    HolderKind,
    Line,
    NewAccount,
    NewEntry,
    Unit,
    Use,
)
from laoyou.ledger.verbs.accounts import open_accounts
from laoyou.ledger.verbs.posting import in_words, post

OUTSIDE_NAME = "财政与银行往来"
ALWAYS_THERE = date(2000, 1, 1)


def _place_of_receipt(fund_id: int, *, source_id: int | None = None, **_: object) -> Place:
    return chart.common_place(chart.ref(one) for one in (fund_id, source_id) if one)


@acts.verb("ledger.receive", place=_place_of_receipt)
def receive(
    fund_id: int,
    *,
    amount: int,
    day: date,
    number: str,
    source_id: int | None = None,
    actor: Actor,
    now: datetime,
) -> EntryId:
    """Book what a fund has received (fen), from the treasury or from another fund; the entry's id.

    `number` is that of the voucher on paper: the same number of the same fund is booked once. Raises Invalid
    (`fund`, `amount`, codes of core.entries), Conflict (as `post`).
    """
    fund = _fund(fund_id)
    source = _fund(source_id) if source_id else _outside(fund)
    kind = EntryKind.TRANSFER if source_id else EntryKind.FUNDING
    if source == fund:
        raise Invalid("不能从同一账户拨入，请另选来源。", "fund", "source")
    entry = NewEntry(day, kind, Cause("receipt", fund.id, number), _moved(source, fund, amount))
    return _noted(post(entry, now=now))


@acts.verb("ledger.pay", place=chart.place_of)
def pay(
    fund_id: int, *, amount: int, use: Use, day: date, number: str, actor: Actor, now: datetime
) -> EntryId:
    """Book what a fund has paid through the bank (fen), and for which use; the entry's id. Raises as
    `receive`.
    """
    fund = _fund(fund_id)
    lines = _moved(fund, _outside(fund), amount)
    entry = NewEntry(day, EntryKind.PAYMENT, Cause("payment", fund.id, number), lines, use)
    return _noted(post(entry, now=now))


@acts.verb("ledger.set_budget", place=chart.place_of)
def set_budget(
    account_id: int,
    *,
    span: DateSpan,
    amount: int,
    hard: bool,
    warn_percent: int,
    actor: Actor,
    now: datetime,
) -> int:
    """How much of a fund's account may be used in a span of days, in its unit; the budget's id.

    A hard budget refuses what would exceed it, any other is only warned about. The same span again supersedes
    the former word. Raises Invalid (`budget_account`), Conflict (`ledger_budget_no_overlap` for a span that
    touches another one's, `ledger_budget_ends`, ...).
    """
    if chart.ref(account_id).holder.kind is not HolderKind.FUND:
        raise Invalid("只有专项资金的账户可以设预算。", "budget_account")
    Account.objects.of(pk=account_id).select_for_update(no_key=True).get()
    Budget.objects.filter(account=account_id, span=span, superseded_at=None).update(superseded_at=now)
    with in_words():
        row = Budget.objects.create(
            account_id=account_id,
            span=span,
            amount=amount,
            hard=hard,
            warn_percent=warn_percent,
            recorded_at=now,
        )
    acts.subject(kind="budget", id=row.pk)
    return int(row.pk)


def _place_of_books(**_: object) -> Place:
    return chart.place_of_books()


@acts.verb("ledger.close_books", place=_place_of_books)
def close_books(*, through: date, actor: Actor, now: datetime) -> None:
    """Close the books through a day, yesterday at the latest: nothing is posted on it or before it any more.

    Waits for who is posting. Raises Conflict (`ledger_closing_forward`).
    """
    with in_words():
        Closing.objects.create(through=through, act_id=acts.act_id(), closed_at=now)
    acts.subject(kind="closing", id=through.isoformat())


def _noted(number: EntryId) -> EntryId:
    acts.subject(kind="entry", id=number)
    return number


def _fund(account_id: int) -> AccountRef:
    """The account, if it counts a fund's money. Raises Invalid (`fund`), NotFound."""
    found = chart.ref(account_id)
    if found.holder.kind is not HolderKind.FUND or found.unit is not Unit.FEN:
        raise Invalid("这不是专项资金的资金账户，请从资金账户进入。", "fund")
    return found


def _outside(fund: AccountRef) -> AccountRef:
    """The account of the treasury and the bank for the books of the fund's division, opened when it is
    first used.
    """
    holder = Holder.outside(fund.division)
    known = chart.held_by(holder, Unit.FEN)
    if known:
        return known[0]
    new = NewAccount(holder, Unit.FEN, fund.division, ALWAYS_THERE, name=OUTSIDE_NAME)
    [number] = open_accounts([new])
    return chart.ref(number)


def _moved(source: AccountRef, target: AccountRef, amount: int) -> tuple[Line, Line]:
    if amount <= 0:
        raise Invalid("金额要大于零，请核对。", "amount", "amount")
    return Line(source, -amount), Line(target, amount)
