"""An account: its statement for any days, on paper and as a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from laoyou.access import rules
from laoyou.acts.requests import ActingRequest
from laoyou.kernel.clock import local_date
from laoyou.kernel.money import Money
from laoyou.kernel.spans import DateSpan
from laoyou.ledger import forms, labels, reads
from laoyou.ledger.pages import frame
from laoyou.ledger.pages.budgets import BudgetLine, budget_line
from laoyou.ledger.types import ENTRY_KIND_LABELS, USE_LABELS, Cause, HolderKind, Unit
from laoyou.web.sheets import Column, Kind, Value, workbook_answer
from laoyou.web.types import Link

ON_PAPER = 2000
"""So many lines are listed at once for printing; more than that are for a spreadsheet."""


@dataclass(frozen=True, slots=True)
class Movement:
    """A line of a statement in words."""

    line: reads.StatementLine
    kind: str
    cause: str
    into: str
    out_of: str
    balance: str


@require_GET
def account(request: ActingRequest, account_id: int) -> HttpResponse:
    """What went in and out, from one day to another, with the balance after each."""
    known = frame.opened(request, account_id)
    form, span = _days(request, known)
    whole = "all" in request.GET
    size = ON_PAPER if whole else reads.PAGE
    found = reads.statement(account_id, span, size=size, cursor=request.GET.get("page"))
    may = frame.may(request, reads.place_of(account_id))
    unit = known.ref.unit
    page = {
        "one": frame.shown([known])[0],
        "form": form,
        "span": span,
        "found": found,
        "rows": [_movement(unit, line) for line in found.page.rows],
        "opening": frame.plain(unit, found.opening),
        "into": frame.plain(unit, found.into),
        "out_of": frame.plain(unit, found.out_of),
        "closing": frame.plain(unit, found.closing),
        "next": frame.page_url(request, found.page.next),
        "previous": frame.page_url(request, found.page.previous),
        "first": frame.address(request, page=None),
        "whole_url": frame.address(request, page=None, all="1") if _fits(found, whole) else "",
        "export_url": _export_url(request, account_id) if "export" in may else "",
        "may": may if known.closed_on is None else set(),
        "is_money": known.ref.holder.kind is HolderKind.FUND and unit is Unit.FEN,
        "is_fund": known.ref.holder.kind is HolderKind.FUND,
        "budget": _budget(known, local_date(request.now)),
        "siblings": _siblings(request, known),
        "crumbs": (Link(_("账户"), reverse("ledger:accounts")), Link(frame.shown([known])[0].title)),
    }
    return render(request, "ledger/account.html", page)


@require_GET
def export(request: ActingRequest, account_id: int) -> HttpResponseBase:
    """The whole statement of the days asked for, as a spreadsheet; that it was taken is on the trail."""
    known = frame.opened(request, account_id, "ledger.export")
    _form, span = _days(request, known)
    found = reads.statement(account_id, span, size=1)
    place = reads.place_of(account_id)
    frame.exported(request, count=found.count, place=place, id=account_id)
    columns = _columns(known.ref.unit)
    name = f"明细账-{account_id}-{span.start}至{span.end}.xlsx"
    return workbook_answer(name, "明细账", columns, _cells(account_id, span, found))


def _days(request: ActingRequest, known: reads.AccountRecord) -> tuple[forms.Days, DateSpan]:
    """The days asked for: by default the year so far, and never before the account was opened."""
    today = local_date(request.now)
    form = forms.Days(request.GET)
    given = form.cleaned_data if form.is_valid() else {}
    until = given.get("until") or today
    since = given.get("since") or min(max(date(until.year, 1, 1), known.opened_on), until)
    span = DateSpan(since, until)
    return form if form.errors else forms.Days({"since": span.start, "until": span.end}), span


def _fits(found: reads.Statement, whole: bool) -> bool:
    return not whole and reads.PAGE < found.count <= ON_PAPER


def _movement(unit: Unit, line: reads.StatementLine) -> Movement:
    kind = ENTRY_KIND_LABELS[line.kind]
    return Movement(
        line=line,
        kind=f"{kind}·{USE_LABELS[line.use]}" if line.use else kind,
        cause=cause_words(line.cause, line.memo),
        into=frame.plain(unit, line.amount) if line.amount > 0 else "",
        out_of=frame.plain(unit, -line.amount) if line.amount < 0 else "",
        balance=frame.plain(unit, line.balance),
    )


def cause_words(cause: Cause, memo: str) -> str:
    """Why something was posted, in words: 拨款单 2026-03-017."""
    number = cause.part if cause.kind in ("receipt", "payment") else str(cause.id)
    parts = (labels.say(memo) if memo else "", labels.say(cause.kind), number)
    return " ".join(part for part in parts if part)


def _budget(known: reads.AccountRecord, today: date) -> BudgetLine | None:
    found = reads.budget_state(known.ref.id, today)
    return budget_line(found, frame.shown([known])[0]) if found else None


def _siblings(request: ActingRequest, known: reads.AccountRecord) -> list[frame.Shown]:
    """The other accounts of the same holder that the reader reaches."""
    scope = rules.reach(request.actor, "ledger.see")
    holder = known.ref.holder
    asked = reads.Filter(kind=holder.kind, holder_id=holder.id)
    rows = reads.accounts(scope, asked, local_date(request.now)).rows
    return [one for one in frame.shown(rows) if one.record.ref != known.ref]


def _export_url(request: ActingRequest, account_id: int) -> str:
    asked = frame.address(request, page=None, all=None)
    return reverse("ledger:statement_export", args=[account_id]) + asked


def _columns(unit: Unit) -> tuple[Column, ...]:
    kind = Kind.NUMBER if unit is Unit.MINUTE else Kind.YUAN
    words = f"（{frame.UNIT_WORDS[unit]}）"
    return (
        Column("日期", Kind.DATE),
        Column("凭证号", Kind.NUMBER),
        Column("类型", width=20),
        Column("事由", width=30),
        Column("冲正第几号", Kind.NUMBER),
        Column(f"收入{words}", kind),
        Column(f"支出{words}", kind),
        Column(f"余额{words}", kind),
    )


def _cells(account_id: int, span: DateSpan, found: reads.Statement) -> Iterator[tuple[Value, ...]]:
    unit = found.account.ref.unit

    def cell(amount: int) -> Value:
        return amount if unit is Unit.MINUTE else Money(amount)

    yield (span.start, None, "期初余额", "", None, None, None, cell(found.opening))
    for line in reads.every_line(account_id, span):
        said: Any = _movement(unit, line)
        into = cell(line.amount) if line.amount > 0 else None
        out_of = cell(-line.amount) if line.amount < 0 else None
        yield (
            line.day, line.entry_id, said.kind, said.cause, line.reverses, into, out_of, cell(line.balance)
        )  # fmt: skip
    yield (span.end, None, "期末余额", "", None, cell(found.into), cell(found.out_of), cell(found.closing))
