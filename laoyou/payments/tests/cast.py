"""The cast of the tests of payments: clerks of two towns, supervisors of the county, funds, payees, banks."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from itertools import count
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from laoyou.access.types import Actor, Role, Scope
from laoyou.audit import reads as audit
from laoyou.audit.types import EntryRecord
from laoyou.kernel.ids import OrganisationId
from laoyou.ledger import reads as ledger
from laoyou.ledger import verbs as books
from laoyou.ledger.types import AccountId, FundSource, Holder, Unit, Use
from laoyou.ledger.types import NewAccount as NewLedgerAccount
from laoyou.orgs import verbs as orgs
from laoyou.orgs.types import NewOrganisation, OrganisationKind, Standing
from laoyou.payments import verbs
from laoyou.payments.models import Batch, Instruction, Line, Receivable
from laoyou.payments.types import (
    AccountKind,
    Cause,
    Collected,
    NewAccount,
    NewBatch,
    NewLine,
    Payee,
    ReceiptRow,
    ReceiptSheet,
    Result,
    Taken,
)
from laoyou.people.tests.cast import COUNTY, NOW, TODAY, TOWN_A, TOWN_B, VILLAGE_A, somebody
from laoyou.store.constraints import as_conflict

SYSTEM = Actor.system("test")
ALICE = Actor(11, "艾丽", Role.CLERK, Scope.division(TOWN_A))
BOB = Actor(12, "鲍勃", Role.CLERK, Scope.division(TOWN_B))
CAROL = Actor(13, "卡萝", Role.SUPERVISOR, Scope.division(COUNTY))
DAVE = Actor(14, "戴维", Role.SUPERVISOR, Scope.division(COUNTY))
ERIN = Actor(15, "艾琳", Role.CLERK, Scope.division(COUNTY))
LEADER = Actor(16, "领导", Role.LEADER, Scope.division(COUNTY))
AUDITOR = Actor(17, "审计", Role.AUDITOR, Scope.division(COUNTY))
OFFICER = Actor(18, "数据", Role.DATA_OFFICER, Scope.division(COUNTY))
FAR = Actor(19, "远县", Role.SUPERVISOR, Scope.division("131102000000"))

BEGUN = date(2025, 1, 1)
BANK = "示例农村信用社"
_serial = count(1)


def card_number(serial: int | None = None) -> str:
    """A number with a right check digit under a prefix that no bank has."""
    body = f"621000{next(_serial) if serial is None else serial:012d}"
    odd = sum(sum(divmod(2 * int(digit), 10)) for digit in body[::-2])
    even = sum(int(digit) for digit in body[-2::-2])
    return body + str(-(odd + even) % 10)


def fund(
    name: str = "县级高龄津贴", division: str = COUNTY, source: FundSource = FundSource.COUNTY
) -> AccountId:
    new = NewLedgerAccount(Holder.new_fund(), Unit.FEN, division, BEGUN, name=name, source=source)
    return books.open_account(new, actor=SYSTEM, now=NOW)


def an_account(**given: Any) -> NewAccount:
    plain: dict[str, Any] = {
        "kind": AccountKind.CARD,
        "bank": BANK,
        "number": given.pop("number", None) or card_number(),
        "holder": "李小华",
        "since": BEGUN,
    }
    return NewAccount(**plain | given)


def elder(name: str = "李小华", division: str = VILLAGE_A, *, account: bool = True) -> Payee:
    """A person of the town, with an account of his own unless told otherwise."""
    payee = Payee.person(somebody(name, division))
    if account:
        verbs.register_account(payee, an_account(holder=name), actor=SYSTEM, now=NOW)
    return payee


def provider(name: str = "松鹤养老院", division: str = VILLAGE_A, *, account: bool = True) -> Payee:
    made: OrganisationId = orgs.register(
        NewOrganisation(OrganisationKind.HOME, name, division),
        standing=Standing.OPERATING,
        since=BEGUN,
        actor=SYSTEM,
        now=NOW,
    )
    payee = Payee.organisation(made)
    if account:
        given = an_account(kind=AccountKind.CORPORATE, number="88001234567890", holder=name)
        verbs.register_account(payee, given, actor=SYSTEM, now=NOW)
    return payee


def a_cause(number: int | None = None, **given: str) -> Cause:
    plain = {"kind": "grant", "period": "2026-03", "purpose": "monthly"}
    return Cause(id=next(_serial) if number is None else number, **plain | given)


def a_line(payee: Payee, fund_id: AccountId, amount: int = 10_000, **given: Any) -> NewLine:
    plain: dict[str, Any] = {"use": Use.ELDER, "words": "高龄津贴", "division": VILLAGE_A}
    return NewLine(payee, amount, fund_id, cause=given.pop("cause", None) or a_cause(), **plain | given)


def collected(*lines: NewLine, actor: Actor = ERIN, now: datetime = NOW) -> Collected:
    return verbs.collect(lines, actor=actor, now=now)


def opened(actor: Actor = ERIN, **given: Any) -> int:
    plain: dict[str, Any] = {"title": "三月高龄津贴", "division": COUNTY, "template": "general"}
    return verbs.open_batch(NewBatch(**plain | given), actor=actor, now=NOW)


def frozen(*lines: NewLine, **given: Any) -> int:
    if lines:
        collected(*lines)
    batch = opened(**given)
    verbs.freeze(batch, actor=ERIN, now=NOW)
    return batch


def approved(*lines: NewLine, **given: Any) -> int:
    batch = frozen(*lines, **given)
    verbs.approve(batch, actor=CAROL, now=NOW)
    return batch


def sent(*lines: NewLine, **given: Any) -> int:
    batch = approved(*lines, **given)
    verbs.send(batch, actor=ERIN, now=NOW)
    return batch


@dataclass(frozen=True)
class Told:
    """A row that a bank might send about a line of a batch."""

    number: int | None
    amount: int | None
    tail: str
    result: Result | None = Result.SETTLED
    reason: str = ""


def instructions(batch: int) -> list[Instruction]:
    return list(Instruction.objects.filter(batch=batch).select_related("account", "line").order_by("number"))


def about(one: Instruction, said: Result = Result.SETTLED, why: str = "", **changed: Any) -> Told:
    """What the bank should say of a line, and anything that it says wrong."""
    right: dict[str, Any] = {
        "number": one.number,
        "amount": one.amount,
        "tail": one.account.tail,
        "result": said,
        "reason": why or ("account" if said is Result.FAILED else ""),
    }
    return Told(**right | changed)


def receipt(*rows: Told, name: str = "回执.xlsx", digest: bytes | None = None) -> ReceiptSheet:
    """A receipt that differs from every other unless its digest is given."""
    given = tuple(
        ReceiptRow(at, one.number, one.amount, one.tail, one.result, one.reason, (str(one.number), one.tail))
        for at, one in enumerate(rows, start=2)
    )
    return ReceiptSheet(name, digest or next(_serial).to_bytes(32, "big"), given)


def taken(batch: int, *rows: Told, now: datetime = NOW, **given: Any) -> Taken:
    return verbs.take_receipts(batch, receipt(*rows, **given), actor=ERIN, now=now)


def settled(batch: int) -> Taken:
    return taken(batch, *map(about, instructions(batch)))


def line_of(cause: Cause) -> Line:
    rows = Line.objects.of(
        cause_kind=cause.kind, cause_id=cause.id, period=cause.period, purpose=cause.purpose
    )
    return rows.order_by("-pk").first()  # type: ignore[return-value]


def lines_of(person_id: int) -> list[Line]:
    """What somebody was and is owed, the oldest first."""
    return list(Line.objects.of(person=person_id).order_by("pk"))


def debts_of(person_id: int) -> list[Receivable]:
    """What somebody owes or has owed, the oldest first."""
    return list(Receivable.objects.of(person=person_id).order_by("pk"))


def batch_row(batch: int) -> Batch:
    row: Batch = Batch.objects.of(pk=batch).get()
    return row


def owed(payee: Payee, on: date = TODAY) -> int:
    """What stands on a payee's accounts in the ledger: what he is owed, below zero what he owes."""
    holder = Holder.person(payee.id) if payee.kind == "person" else Holder.organisation(payee.id)
    return sum(ledger.balance(one.id, on) for one in ledger.held_by(holder, Unit.FEN))


def stands(account: int) -> int:
    return ledger.balance(account, TODAY)


def noted(act: str) -> list[EntryRecord]:
    """The audit entries of an act, the latest first."""
    return list(audit.entries(Scope.everything(), audit.Filter(act=act), size=1000).rows)


@dataclass
class Heard:
    """Facts that were told while a test listened."""

    facts: list[Any]

    def __call__(self, fact: Any, *, actor: Actor, now: datetime) -> None:
        self.facts.append(fact)

    def of(self, kind: type) -> list[Any]:
        return [fact for fact in self.facts if isinstance(fact, kind)]


def broken(constraint: str, act: Any) -> None:
    """The database refuses an act by this name, in a sentence."""
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        act()
    conflict = as_conflict(refused.value)
    assert conflict is not None
    assert conflict.code == constraint
    assert conflict.message.endswith("。")


def refuses(constraint: str, model: type[Any], fields: dict[str, Any]) -> None:
    broken(constraint, lambda: model.objects.create(**fields))


def words(answer: Any) -> str:
    """What a page says, without its tags."""
    return str(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode())))


def see(browser: Client, name: str, *args: Any, **asked: Any) -> str:
    answer = browser.get(reverse(f"payments:{name}", args=args), asked)
    assert answer.status_code == 200
    return words(answer)


def send(browser: Client, name: str, *args: Any, **fields: Any) -> Any:
    return browser.post(reverse(f"payments:{name}", args=args), fields, follow=True)
