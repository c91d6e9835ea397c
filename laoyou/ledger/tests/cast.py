"""The cast of the tests of the books: two counties of a city, their supervisors, clerks and funds."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from itertools import count
from typing import Any, TypeVar

from django.db import connection
from django.test import Client

from laoyou import acts
from laoyou.access.types import Actor, Role, Scope
from laoyou.acts import door
from laoyou.audit import reads as audit
from laoyou.audit.types import EntryRecord, Subject
from laoyou.kernel.ids import uuid7
from laoyou.ledger import reads, verbs
from laoyou.ledger.types import (
    AccountRef,
    Cause,
    EntryId,
    EntryKind,
    FundSource,
    Holder,
    Line,
    NewAccount,
    NewEntry,
    NewVoucher,
    Posted,
    Unit,
    Use,
)

R = TypeVar("R")
SignedIn = Callable[[Actor], Client]
"""Gives a browser in which an actor of the cast is signed in."""

NOW = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)
TODAY = date(2026, 3, 2)
BEGUN = date(2025, 1, 1)
CITY, COUNTY, FAR_COUNTY, TOWN = "230500000000", "230502000000", "230521000000", "230502001000"
EVERYWHERE = Scope.everything()

SYSTEM = Actor.system("test")
CAROL = Actor(13, "卡萝", Role.SUPERVISOR, Scope.division(COUNTY))
FAR = Actor(14, "法伊", Role.SUPERVISOR, Scope.division(FAR_COUNTY))
MAYOR = Actor(15, "市里", Role.SUPERVISOR, Scope.division(CITY))
ALICE = Actor(11, "艾丽", Role.CLERK, Scope.division(COUNTY))
AUDITOR = Actor(16, "审计", Role.AUDITOR, Scope.division(CITY))
LEADER = Actor(17, "领导", Role.LEADER, Scope.division(COUNTY))

ANOTHER_ROOMS = "orgs.register"
_numbers = count(1)


def within(sentence: Callable[[], R], now: datetime = NOW) -> R:
    """Do something within an act of another room, which the system does."""
    act = door._Act(uuid7(now), ANOTHER_ROOMS, Subject(), "")
    return door._through(act, acts.nowhere, sentence, SYSTEM, now)


def opened(new: NewAccount) -> AccountRef:
    return reads.ref(verbs.open_account(new, actor=SYSTEM, now=NOW))


def fund(division: str = COUNTY, **more: Any) -> AccountRef:
    """A fund of the welfare lottery, empty."""
    told = {"name": "福彩公益金", "source": FundSource.WELFARE_LOTTERY} | more
    return opened(NewAccount(Holder.new_fund(), Unit.FEN, division, BEGUN, **told))


def filled(amount: int = 1_000_000, division: str = COUNTY, **more: Any) -> AccountRef:
    """A fund that has received money this year."""
    made = fund(division, **more)
    received(made, amount)
    return made


def received(account: AccountRef, amount: int, day: date = TODAY, **more: Any) -> EntryId:
    number = f"R{next(_numbers)}"
    return verbs.receive(account.id, amount=amount, day=day, number=number, actor=SYSTEM, now=NOW, **more)


def paid(account: AccountRef, amount: int, use: Use = Use.ELDER, day: date = TODAY) -> EntryId:
    number = f"P{next(_numbers)}"
    return verbs.pay(account.id, amount=amount, use=use, day=day, number=number, actor=SYSTEM, now=NOW)


def voucher_fund(of: AccountRef, purpose: str = "home_care") -> AccountRef:
    """The voucher account of a fund."""
    told = {"name": "服务券", "source": FundSource.WELFARE_LOTTERY, "purpose": purpose}
    return opened(NewAccount(of.holder, Unit.VOUCHER_FEN, of.division, BEGUN, **told))  # type: ignore[arg-type]


def of_person(person_id: int, unit: Unit = Unit.FEN, division: str = COUNTY) -> AccountRef:
    """A person's account: a payable in fen, or minutes, which are never overdrawn."""
    new = NewAccount(Holder.person(person_id), unit, division, BEGUN, keeps_above_zero=unit is not Unit.FEN)
    [number] = within(lambda: verbs.open_accounts([new]))
    return reads.ref(number)


def outside(unit: Unit = Unit.FEN, division: str = COUNTY) -> AccountRef:
    [number] = within(
        lambda: verbs.open_accounts(
            [NewAccount(Holder.outside(division), unit, division, BEGUN, name="外部往来")]
        )
    )
    return reads.ref(number)


def cause(kind: str = "test", part: str = "") -> Cause:
    return Cause(kind, next(_numbers), part)


def moving(source: AccountRef, target: AccountRef, amount: int, **more: Any) -> NewEntry:
    """An entry that moves an amount from one account to another."""
    told: dict[str, Any] = {"day": TODAY, "kind": EntryKind.SETTLEMENT, "cause": cause()}
    return NewEntry(lines=(Line(source, -amount), Line(target, amount)), **told | more)


def payment(source: AccountRef, target: AccountRef, amount: int, **more: Any) -> NewEntry:
    return moving(source, target, amount, **{"kind": EntryKind.PAYMENT, "use": Use.ELDER} | more)


def posted(entry: NewEntry, now: datetime = NOW) -> EntryId:
    return within(lambda: verbs.post(entry, now=now), now)


def posted_many(entries: list[NewEntry]) -> Posted:
    return within(lambda: verbs.post_many(entries, now=NOW))


def voucher(person_id: int, fund_account: AccountRef, amount: int, last_day: date, **more: Any) -> NewVoucher:
    told: dict[str, Any] = {"cause": cause("grant"), "division": COUNTY} | more
    return NewVoucher(person_id, fund=fund_account, last_day=last_day, amount=amount, **told)


def issued(*vouchers: NewVoucher, day: date = TODAY, now: datetime = NOW) -> Posted:
    return within(lambda: verbs.issue_vouchers(vouchers, day=day, now=now), now)


def caterer(number: int = 70, division: str = COUNTY) -> NewAccount:
    """The voucher account of a canteen, as `spend_voucher` opens it."""
    return NewAccount(Holder.organisation(number), Unit.VOUCHER_FEN, division, BEGUN, name="老年食堂")


def spent(person_id: int, amount: int, day: date = TODAY, now: datetime = NOW, **more: Any) -> EntryId:
    told: dict[str, Any] = {"purpose": "home_care", "to": caterer(), "cause": cause("order")} | more
    return within(lambda: verbs.spend_voucher(person_id, amount=amount, day=day, now=now, **told), now)


def balance(account: AccountRef, on: date = date.max) -> int:
    return reads.balance(account.id, on)


def vouchers_of(person_id: int) -> list[int]:
    """What is left on the person's voucher accounts, the oldest account first."""
    held = reads.held_by(Holder.person(person_id), Unit.VOUCHER_FEN)
    return [balance(one) for one in held]


def settle() -> None:
    """Let the deferred constraints speak, as a commit would."""
    connection.check_constraints()


def whole() -> bool:
    """The books are whole, each thing reckoned anew."""
    settle()
    return reads.verify().faults == ()


def trail(act: str) -> list[EntryRecord]:
    """The audit rows of an act, the newest first."""
    return list(audit.entries(EVERYWHERE, audit.Filter(act=act)).rows)


def words(answer: Any) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())
