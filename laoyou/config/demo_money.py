"""The demo city's money: funds and who bears what, accounts of most people, and a month paid by a bank."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import count
from random import Random
from typing import TypedDict

from laoyou.access.types import Actor, Scope
from laoyou.benefits import verbs as benefits
from laoyou.config.demo_accounts import actor_of
from laoyou.kernel.clock import local_date
from laoyou.kernel.ids import PersonId
from laoyou.kernel.spans import DateSpan
from laoyou.ledger import verbs as books
from laoyou.ledger.types import AccountId, FundSource, Holder, NewAccount, Unit
from laoyou.notices import verbs as notices
from laoyou.payments import verbs as payments
from laoyou.payments.reads import batches, lines
from laoyou.payments.types import AccountKind, NewBatch, Payee, ReceiptRow, ReceiptSheet, Result
from laoyou.payments.types import NewAccount as NewPayeeAccount
from laoyou.people.reads import persons
from laoyou.places import reads as places
from laoyou.rules.types import Period

CITY = "230500000000"
COUNTIES = tuple(f"{key}000000" for key in (230502, 230503, 230505, 230506, 230521, 230522, 230523, 230524))
CLERK, SUPERVISOR = "shi", "zhuguan"
OPENED = date(2020, 1, 1)
FUNDS = (
    ("central", "中央困难群众救助补助", FundSource.CENTRAL, (CITY,)),
    ("province", "省级养老服务补助", FundSource.PROVINCE, (CITY,)),
    ("city", "市级老年福利", FundSource.CITY, (CITY,)),
    ("lottery_city", "市级福彩公益金", FundSource.WELFARE_LOTTERY, (CITY,)),
    ("county", "县区老年福利", FundSource.COUNTY, COUNTIES),
    ("lottery_county", "县区福彩公益金", FundSource.WELFARE_LOTTERY, COUNTIES),
)
"""Payers as the policies name them, and where each has an account. All amounts are 示例."""
PURPOSE = "elder_service"
YEARS_MONEY, YEARS_VOUCHERS = 80_000_000, 60_000_000
WARN_PERCENT = 80
BANK, BANKS_TEMPLATE = "示例农村信用社", "general"
WITHOUT_ACCOUNT, BANK_REFUSES = 0.05, 0.03
OFFICES = (
    (CITY, "双鸭山市民政局养老服务科（示例）", "0469-0000000"),
    (COUNTIES[0], "尖山区民政局（示例）", "0469-0000001"),
)


class _Told(TypedDict):
    """By whom and when."""

    actor: Actor
    now: datetime


@dataclass(frozen=True, slots=True)
class _Hands:
    """Who keeps the money, and who is the second."""

    clerk: Actor
    supervisor: Actor
    now: datetime


def _hands(now: datetime) -> _Hands:
    return _Hands(actor_of(CLERK, now), actor_of(SUPERVISOR, now), now)


def lay_funds(now: datetime) -> None:
    """Open the funds with what they have this year, say which bears what, and whom people may ask."""
    by = _hands(now)
    for payer, name, source, divisions in FUNDS:
        for division in divisions:
            _fund(payer, name, source, division, by)
    for division, office, phone in OFFICES:
        notices.set_office(division, name=office, phone=phone, actor=by.supervisor, now=now)


def pay(month: Period, seed: int, now: datetime) -> None:
    """A month collected, frozen, approved by another, sent; the bank pays most of it."""
    by = _hands(now)
    number = benefits.collect(CITY, month=month, filed=False, actor=by.clerk, now=now)
    benefits.perform_collecting(number, actor=by.clerk, now=now)
    _register_accounts(Random(f"{seed}/accounts"), by)
    batch = payments.open_batch(
        NewBatch(f"{month.start:%Y年%-m月}老年福利待遇", CITY, BANKS_TEMPLATE), actor=by.clerk, now=now
    )
    payments.freeze(batch, actor=by.clerk, now=now)
    payments.approve(batch, actor=by.supervisor, now=now)
    payments.send(batch, actor=by.clerk, now=now)
    payments.take_receipts(batch, _receipt(batch, Random(f"{seed}/bank")), actor=by.clerk, now=now)


def _fund(payer: str, name: str, source: FundSource, division: str, by: _Hands) -> None:
    told = _Told(actor=by.supervisor, now=by.now)
    name = name.replace("县区", places.division(division).name)
    new = NewAccount(Holder.new_fund(), Unit.FEN, division, OPENED, name=name, source=source)
    money = books.open_account(new, **told)
    vouchers = books.open_account(
        NewAccount(
            Holder.fund(money), Unit.VOUCHER_FEN, division, OPENED,
            name=f"{name}服务券", source=source, purpose=PURPOSE,
        ),
        **told,
    )  # fmt: skip
    today = local_date(by.now)
    year = DateSpan(date(today.year, 1, 1), date(today.year, 12, 31))
    books.receive(money, amount=YEARS_MONEY, day=year.start or today, number=f"DEMO-{today.year}-1", **told)
    for account, amount in ((money, YEARS_MONEY), (vouchers, YEARS_VOUCHERS)):
        books.set_budget(account, span=year, amount=amount, hard=True, warn_percent=WARN_PERCENT, **told)
    _choose(division, payer, {Unit.FEN: money, Unit.VOUCHER_FEN: vouchers}, by)


def _choose(division: str, payer: str, chosen: dict[Unit, AccountId], by: _Hands) -> None:
    for unit, account in chosen.items():
        benefits.choose_fund(division, payer, account, unit=unit, actor=by.supervisor, now=by.now)


def _register_accounts(chance: Random, by: _Hands) -> None:
    """A card for most of those who are to be paid; a few have none, as everywhere."""
    waiting = sorted({row.payee.id for row in _missing(by.now)})
    names, serial = persons.names(waiting), count(1)
    for person_id in waiting:
        if chance.random() < WITHOUT_ACCOUNT:
            continue
        new = NewPayeeAccount(
            AccountKind.CARD, BANK, card_number(next(serial)), names[PersonId(person_id)].name, since=OPENED
        )
        payments.register_account(Payee.person(person_id), new, actor=by.clerk, now=by.now)


def _missing(now: datetime) -> Iterator[lines.LineRecord]:
    cursor: str | None = None
    while True:
        page = lines.missing(Scope.division(CITY), now, cursor=cursor, size=500)
        yield from page.rows
        cursor = page.next
        if cursor is None:
            return


def card_number(serial: int) -> str:
    """A number with a right check digit (GB/T 15694.1) under a prefix that no bank has."""
    body = f"621000{serial:012d}"
    odd = sum(sum(divmod(2 * int(digit), 10)) for digit in body[::-2])
    even = sum(int(digit) for digit in body[-2::-2])
    return body + str(-(odd + even) % 10)


def _receipt(batch: int, chance: Random) -> ReceiptSheet:
    """What the bank says: nearly all paid, some accounts refused, and one line that it made up."""
    rows = []
    for at, one in enumerate(batches.every_line(batch, batches.Filter()), start=2):
        refused = chance.random() < BANK_REFUSES
        result, why = (Result.FAILED, "account") if refused else (Result.SETTLED, "")
        cells = (str(one.number), one.tail)
        rows.append(ReceiptRow(at, one.number, one.amount, one.tail, result, why, cells))
    stray = len(rows) + 1
    rows.append(ReceiptRow(stray + 1, stray, 100, "0000", Result.SETTLED, "", (str(stray), "0000")))
    return ReceiptSheet(f"示例回执-{batch}.xlsx", batch.to_bytes(32, "big"), tuple(rows))
