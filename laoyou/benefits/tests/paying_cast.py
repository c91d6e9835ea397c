"""The cast of the tests of paying: who has an account, whose fund pays, a bank that pays whole batches."""

from __future__ import annotations

from datetime import date
from itertools import count

from django.db.models import Sum

from laoyou.access.types import Actor
from laoyou.benefits import verbs
from laoyou.benefits.models import Collecting, Due, Proposal
from laoyou.benefits.tests.cast import (
    CAROL,
    CITY,
    DAVE,
    SYSTEM,
    WARM,
    at,
    elder,
    month,
    needs_care,
    proposal,
    ran,
)
from laoyou.kernel.spans import DateSpan
from laoyou.ledger import verbs as books
from laoyou.ledger.types import AccountId, FundSource, Holder, NewAccount, Unit
from laoyou.payments import verbs as payments
from laoyou.payments.tests.cast import about, an_account, instructions, lines_of, receipt
from laoyou.payments.types import NewBatch, Payee
from laoyou.people import verbs as people
from laoyou.people.reads import facts
from laoyou.people.types import FactKind, Source

BEGUN = at("2025-12-01")
VOUCHER = WARM.replace("delivery: cash", "delivery: voucher\nvalid_months: 2")
SHARED = WARM.replace(
    "payers: [{fund: city, share: 100%, article: 第五条}]",
    "payers: [{fund: city, share: 1/3, article: 第五条}, {fund: county, share: 2/3, article: 第五条}]",
)
_serial = count(1)


def fund(
    source: FundSource = FundSource.CITY, division: str = CITY, *, unit: Unit = Unit.FEN, purpose: str = ""
) -> AccountId:
    new = NewAccount(
        Holder.new_fund(),
        unit,
        division,
        date(2025, 1, 1),
        name=f"{division[:6]} {source} {unit} {next(_serial)}",
        source=source,
        purpose=purpose,
    )
    return books.open_account(new, actor=SYSTEM, now=BEGUN)


def choose(payer: str = "city", account: AccountId | None = None, division: str = CITY) -> AccountId:
    chosen = fund() if account is None else account
    verbs.choose_fund(division, payer, chosen, actor=CAROL, now=BEGUN)
    return chosen


def with_account(person_id: int) -> int:
    payments.register_account(
        Payee.person(person_id), an_account(holder="李小华"), actor=SYSTEM, now=BEGUN
    )
    return person_id


def old(born: str = "1940-06-15", village: str = "") -> int:
    """Somebody of 80 and more with an account."""
    return with_account(elder(born, village) if village else elder(born))


def collected(
    text: str, day: str = "", *, territory: str = CITY, actor: Actor = CAROL, percent: int = 20
) -> Collecting:
    """What is due in a month, collected on a day (its fifth)."""
    now = at(day or f"{text}-05")
    number = verbs.collect(
        territory, month=month(text), offset_percent=percent, filed=False, actor=actor, now=now
    )
    verbs.perform_collecting(number, actor=actor, now=now)
    row: Collecting = Collecting.objects.of(pk=number).get()
    return row


def frozen(day: str) -> int:
    batch = payments.open_batch(NewBatch("待遇", CITY, "general"), actor=CAROL, now=at(day))
    payments.freeze(batch, actor=CAROL, now=at(day))
    return batch


def paid(day: str) -> None:
    """Everything that waits is frozen, approved by another, sent, and paid by the bank."""
    batch = frozen(day)
    payments.approve(batch, actor=DAVE, now=at(day))
    payments.send(batch, actor=CAROL, now=at(day))
    told = receipt(*map(about, instructions(batch)))
    payments.take_receipts(batch, told, actor=CAROL, now=at(day))


def died(person_id: int, day: str, told: str) -> None:
    on = date.fromisoformat(day)
    people.record_death(person_id, on=on, source=Source.POLICE, actor=SYSTEM, now=at(told))


def lines(person_id: int) -> list[tuple[str, int, str]]:
    """The lines of a person: words, fen, state; in order."""
    return [(row.words, row.amount, row.state) for row in lines_of(person_id)]


def net(person_id: int) -> dict[str, int]:
    """What was given for each month, less what is owed back; months without any are left out."""
    rows = Due.objects.of(person=person_id).values("month").annotate(fen=Sum("fen")).order_by("month")
    return {f"{row['month']:%Y-%m}": row["fen"] for row in rows if row["fen"]}


def confirm_all(person_id: int, day: str) -> None:
    """Steps first, the money that follows from them after."""
    rows = Proposal.objects.of(person=person_id, state="pending").order_by("because_id", "pk")
    for row in sorted(rows, key=lambda one: one.because_id is not None):
        verbs.confirm(row.pk, actor=CAROL, now=at(day))


def falls(person_id: int) -> None:
    """The grade falls in January, and the change is confirmed within the month."""
    ((_, stands),) = facts.standing([person_id], date(2026, 1, 1)).items()
    since = DateSpan.since(date(2020, 1, 1))
    number = stands[FactKind.ABILITY].fact_id
    people.correct_fact(number, value="2", span=since, actor=SYSTEM, now=at("2026-01-15"))
    ran("2026-01", "2026-01-18")
    confirm_all(person_id, "2026-01-20")


def paid_too_much() -> int:
    """Somebody to whom January was paid in full before his grade fell; who has 150 yuan too much."""
    wang = old("1950-01-01")
    needs_care(wang, "3")
    ran("2026-01")
    verbs.confirm(proposal("start", wang), actor=CAROL, now=at("2026-01-03"))
    collected("2026-01")
    paid("2026-01-10")
    falls(wang)
    return wang
