"""What is due and what was paid, in the words of their pages."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import polars as pl

from laoyou.benefits.pages.showing import month_said
from laoyou.benefits.reads.collectings import CollectingRecord
from laoyou.benefits.reads.paid import Paid, Sum
from laoyou.benefits.types import DueKind
from laoyou.kernel.money import Money
from laoyou.ledger import reads as ledger
from laoyou.ledger.reads import BudgetRecord
from laoyou.ledger.types import UNIT_LABELS, Unit
from laoyou.payments.types import LINE_STATE_LABELS, RECEIVABLE_STATE_LABELS, LineState
from laoyou.policies import reads as policies

LINE_SIGNS = {
    LineState.WAITING: "waiting",
    LineState.BATCHED: "waiting",
    LineState.SETTLED: "ok",
    LineState.FAILED: "no",
    LineState.CANCELLED: "unknown",
}


@dataclass(frozen=True, slots=True)
class SumShown:
    """A row of the month's totals."""

    one: Sum
    payer: str
    fund: str
    unit: str


@dataclass(frozen=True, slots=True)
class PaidShown:
    """What one payer gave, or gets back, for a month."""

    one: Paid
    payer: str
    state: str
    sign: str


@dataclass(frozen=True, slots=True)
class MonthShown:
    """A month of a person: what was given, and what it comes to."""

    month: str
    fen: int
    rows: tuple[PaidShown, ...]


def sums(rows: Sequence[Sum]) -> list[SumShown]:
    names = ledger.names(one.fund for one in rows if one.fund is not None)
    return [
        SumShown(one, payer(one.payer), names.get(one.fund or 0, ""), UNIT_LABELS[one.unit]) for one in rows
    ]


def payer(word: str) -> str:
    known = policies.funds()
    return known[word].label if word in known else word or "政策没有写由谁出钱"


def budget(one: BudgetRecord, fen: int) -> str:
    """What happens to a fund whose budget is smaller than what is asked of it."""
    said = f"{one.account.name}：预算还剩 {Money(max(one.left, 0)).yuan} 元，本次要 {Money(fen).yuan} 元。"
    if not one.hard:
        return said + "照常归集；批次审批后会超过预算，只提醒、不拦。"
    if one.account.ref.unit is Unit.VOUCHER_FEN:
        return said + "预算不够，这部分服务券先不发，其他照常；调整预算后再归集一次就会发出。"
    return said + "照常归集，但批次审批时会因预算不够被退回，一分也不会付；请先调整预算。"


def outcome(record: CollectingRecord) -> list[tuple[str, str, str, str]]:
    """The figures of a collecting: label, value, note, and the sign of it."""
    counts = record.counts
    note = f"{counts['given_persons']:,} 人，{counts['lines']:,} 笔"
    told = [("归集金额", counts["given_fen"], note, "ok")]
    if counts["unfunded_fen"]:
        told.append(
            ("没有指定资金", counts["unfunded_fen"], f"{counts['unfunded_persons']:,} 人，没有归集", "no")
        )
    if counts["beyond_fen"]:
        note = f"{counts['beyond_persons']:,} 人，服务券没有发"
        told.append(("预算不够", counts["beyond_fen"], note, "no"))
    if counts["owed"]:
        told.append(("登记追回", counts["owed"], "按已确认的追回名单", "waiting"))
    if counts["open_fen"]:
        told.append(("多发待定", counts["open_fen"], "请在本月应发里逐人核定", "no"))
    return [(label, Money(fen).yuan, note, sign) for label, fen, note, sign in told]


def by_month(rows: Iterable[Paid]) -> list[MonthShown]:
    """The latest month first. What was cancelled is shown, and does not count."""
    shown: dict[str, list[PaidShown]] = {}
    for one in rows:
        state, sign = _state(one)
        shown.setdefault(month_said(one.month), []).append(PaidShown(one, payer(one.payer), state, sign))
    return [
        MonthShown(said, sum(each.one.fen for each in group if not each.one.undone), tuple(group))
        for said, group in shown.items()
    ]


def over_lines(found: pl.DataFrame) -> list[tuple[str, str, list[str], int]]:
    """What was given too much: benefit, its name, the months, fen."""
    names = policies.versions(found["version_id"].to_list())
    return [
        (
            str(code),
            names[part["version_id"].max()].document.name,  # type: ignore[index]
            [month_said(day) for day in part["month"]],
            int(part["fen"].sum()),
        )
        for (code,), part in found.sort("benefit", "month").partition_by(
            "benefit", as_dict=True, maintain_order=True
        ).items()
    ]


def _state(one: Paid) -> tuple[str, str]:
    if one.kind is DueKind.RECEIVABLE:
        return (RECEIVABLE_STATE_LABELS[one.debt], "waiting") if one.debt else ("追回", "waiting")
    if one.kind is DueKind.VOUCHER:
        return ("已收回", "unknown") if one.undone else ("已发服务券", "ok")
    state = one.state or LineState.CANCELLED
    return LINE_STATE_LABELS[state], LINE_SIGNS[state]
