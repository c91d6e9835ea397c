"""What a person was given, month by month, and what became of it; what a month comes to, fund by fund."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

import polars as pl

from laoyou.benefits.models import Due
from laoyou.benefits.reads.paying import Plan
from laoyou.benefits.types import DueKind
from laoyou.kernel.ids import PersonId
from laoyou.ledger import reads as ledger
from laoyou.ledger.reads import BudgetRecord
from laoyou.ledger.types import AccountId, Unit
from laoyou.payments import reads as payments
from laoyou.payments.types import LineState, ReceivableState
from laoyou.people.reads import reach
from laoyou.policies import reads as policies

DUE_CAUSE = "due"
"""The kind of cause under which payments and the ledger know what was collected here."""


@dataclass(frozen=True, slots=True)
class Paid:
    """A benefit of a month as one payer bears it: fen, below zero where it is owed back. `state` is that of
    the line, `debt` that of the receivable; a voucher has neither, and is `undone` once it was taken back.
    """

    id: int
    benefit: str
    name: str
    month: date
    payer: str
    fund: AccountId
    kind: DueKind
    fen: int
    is_backpay: bool
    state: LineState | None
    debt: ReceivableState | None
    receivable_id: int | None
    undone: bool
    at: datetime


@dataclass(frozen=True, slots=True)
class Sum:
    """What a payer bears of a benefit: persons and fen; `missing` persons have no account. `fund` is None
    where no account is named.
    """

    benefit: str
    name: str
    is_demo: bool
    payer: str
    unit: Unit
    fund: AccountId | None
    persons: int
    fen: int
    missing: int


@dataclass(frozen=True, slots=True)
class Over:
    """What a person was given too much of a benefit, in so many months, and nobody has decided yet: fen."""

    person_id: PersonId
    benefit: str
    name: str
    months: int
    fen: int


@dataclass(frozen=True, slots=True)
class Totals:
    """What a collecting would do: `given` by fund, what is left for want of a fund or beyond a budget, what
    was too much, and the budgets that are smaller than what is asked of them.
    """

    given: tuple[Sum, ...]
    unfunded: tuple[Sum, ...]
    beyond: tuple[Sum, ...]
    open: tuple[Over, ...]
    back_persons: int
    back_fen: int
    budgets: tuple[tuple[BudgetRecord, int], ...]

    @property
    def fen(self) -> int:
        return sum(one.fen for one in self.given)


def of_person(person_id: int) -> tuple[Paid, ...]:
    """Everything that was collected for somebody, also under ids that were merged into his; the latest month
    first. The caller has asked the permission for the person. NotFound for a stranger.
    """
    kept = reach.followed([person_id])[person_id]
    gone = reach.absorbed([kept])[kept]
    rows = list(Due.objects.of(person__in=[kept, *gone]).order_by("-month", "benefit", "pk"))
    undone = {row.undoes_id for row in rows if row.undoes_id}
    versions = policies.versions(row.version_id for row in rows)
    lines = payments.lines.of_causes(DUE_CAUSE, [row.pk for row in rows if row.kind == DueKind.LINE])
    numbers = {row.receivable_id for row in rows if row.receivable_id}
    debts = {number: payments.receivables.receivable(number).state for number in numbers}
    return tuple(
        Paid(
            id=row.pk,
            benefit=row.benefit,
            name=policies.named(versions[row.version_id].document, row.month),
            month=row.month,
            payer=row.payer,
            fund=AccountId(row.fund_id),
            kind=DueKind(row.kind),
            fen=row.fen,
            is_backpay=row.proposal_id is not None and row.fen > 0,
            state=lines[row.pk][-1].state if row.pk in lines else None,
            debt=debts.get(row.receivable_id or 0),
            receivable_id=row.receivable_id,
            undone=row.pk in undone,
            at=row.at,
        )
        for row in rows
        if row.undoes_id is None
    )


def totals(plan: Plan, now: datetime, on: date) -> Totals:
    """The figures of a plan, for whoever may collect it."""
    persons = plan.give["person_id"].unique().to_list()
    with_account = payments.payees.persons_with_account(reach.followed(persons).values(), now)
    lacking = plan.unfunded.filter(pl.col("fund").is_null()).with_columns(part=pl.col("fen"))
    return Totals(
        given=_sums(plan.give, with_account, on),
        unfunded=_sums(lacking, frozenset(), on),
        beyond=_sums(plan.beyond, frozenset(), on),
        open=_over(plan.found.open),
        back_persons=plan.found.back["person_id"].n_unique(),
        back_fen=int(plan.found.back["fen"].sum()),
        budgets=tuple(_short(pl.concat([plan.give, plan.beyond]), on)),
    )


def _sums(parts: pl.DataFrame, with_account: frozenset[int], on: date) -> tuple[Sum, ...]:
    cash = pl.col("unit") == Unit.FEN.value
    lacks = cash & ~pl.col("person_id").is_in(sorted(with_account))
    by = ["benefit", "payer", "unit", "fund"]
    rows = parts.group_by(by).agg(
        pl.col("person_id").n_unique().alias("persons"),
        pl.col("part").sum().alias("fen"),
        pl.col("person_id").filter(lacks).n_unique().alias("missing"),
        pl.col("version_id").max(),
    )
    versions = policies.versions(rows["version_id"].to_list())
    return tuple(
        Sum(
            benefit=benefit,
            name=versions[version].document.name,
            is_demo=policies.is_demo(versions[version].document, on),
            payer=payer,
            unit=Unit(unit),
            fund=AccountId(fund) if fund is not None else None,
            persons=count,
            fen=fen,
            missing=missing,
        )
        for benefit, payer, unit, fund, count, fen, missing, version in rows.sort(by).iter_rows()
    )


def _over(found: pl.DataFrame) -> tuple[Over, ...]:
    rows = found.group_by("person_id", "benefit").agg(
        pl.len().alias("months"), pl.sum("fen"), pl.max("version_id")
    )
    versions = policies.versions(rows["version_id"].to_list())
    return tuple(
        Over(PersonId(person), benefit, versions[version].document.name, count, fen)
        for person, benefit, count, fen, version in rows.sort("person_id", "benefit").iter_rows()
    )


def _short(parts: pl.DataFrame, on: date) -> Iterable[tuple[BudgetRecord, int]]:
    asked = dict(parts.group_by("fund").agg(pl.sum("part")).sort("fund").iter_rows())
    for fund, budget in ledger.budget_states([AccountId(one) for one in asked], on).items():
        if budget.left < asked[fund]:
            yield budget, asked[fund]
