"""Budgets with their warnings, and setting one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from laoyou.acts.requests import ActingRequest
from laoyou.kernel.clock import local_date
from laoyou.kernel.spans import DateSpan
from laoyou.ledger import forms, reads, verbs
from laoyou.ledger.pages import frame
from laoyou.ledger.types import BUDGET_STATE_LABELS, BudgetState

SIGNS = {
    BudgetState.FINE: "ok",
    BudgetState.LOW: "waiting",
    BudgetState.SHORT: "waiting",
    BudgetState.EXCEEDED: "no",
}


@dataclass(frozen=True, slots=True)
class BudgetLine:
    """A budget in words; `used` and `whole` are in yuan, for a bar."""

    record: reads.BudgetRecord
    account: frame.Shown
    state: str
    sign: str
    bar: str
    amount: str
    spent: str
    left: str
    said: str
    used: int
    whole: int


def budget_line(one: reads.BudgetRecord, account: frame.Shown) -> BudgetLine:
    unit = one.account.ref.unit
    return BudgetLine(
        record=one,
        account=account,
        state=BUDGET_STATE_LABELS[one.state],
        sign=SIGNS[one.state],
        bar="no" if one.state is BudgetState.EXCEEDED else "",
        amount=frame.plain(unit, one.amount),
        spent=frame.plain(unit, one.spent),
        left=frame.plain(unit, one.left),
        said=_said(one),
        used=max(0, min(one.spent, one.amount)) // 100,
        whole=max(1, one.amount // 100),
    )


def _said(one: reads.BudgetRecord) -> str:
    """How it stands, in a sentence."""
    unit = one.account.ref.unit
    if one.left < 0:
        over = reads.amount_words(unit, -one.left)
        return _("已用 %(percent)s%%，超出 %(over)s。") % {"percent": one.percent, "over": over}
    words = {"percent": one.percent, "left": reads.amount_words(unit, one.left), "day": one.runs_out_on}
    if one.runs_out_on and one.left:
        return _("已用 %(percent)s%%，还剩 %(left)s。按目前的进度，%(day)s 用完。") % words
    return _("已用 %(percent)s%%，还剩 %(left)s。") % words


@require_GET
def budgets(request: ActingRequest) -> HttpResponse:
    """The budgets in force today, the most pressing first."""
    scope = frame.reach(request, "ledger.see")
    found = reads.budgets(scope, local_date(request.now))
    accounts = frame.shown(one.account for one in found)
    lines = [budget_line(one, account) for one, account in zip(found, accounts, strict=True)]
    pressing = [one for one in lines if one.record.state is not BudgetState.FINE]
    page = {"tabs": frame.tabs("budgets"), "lines": lines, "count": len(lines), "pressing": pressing}
    return render(request, "ledger/budgets.html", page)


@require_http_methods(frame.GET_OR_POST)
def set_budget(request: ActingRequest, account_id: int) -> HttpResponse:
    known = frame.opened(request, account_id, "ledger.set_budget")
    today = local_date(request.now)
    form = forms.Budget(frame.posted(request), initial=_now_in_force(account_id, today))

    def save(asked: dict[str, Any]) -> HttpResponse:
        verbs.set_budget(
            account_id,
            span=DateSpan(asked["since"], asked["until"]),
            amount=asked["amount"],
            hard=asked["hard"],
            warn_percent=asked["warn_percent"],
            actor=request.actor,
            now=request.now,
        )
        messages.success(request, _("预算已设定。"))
        return redirect("ledger:account", account_id)

    one = frame.shown([known])[0]
    page = {"title": _("设定预算"), "sub": one.title, "back": reverse("ledger:account", args=[account_id])}
    return frame.form_page(request, form, save, **page)


def _now_in_force(account_id: int, today: date) -> dict[str, Any]:
    """What stands now, to be changed; else this year."""
    found = reads.budget_state(account_id, today)
    if found is None:
        year = today.year
        return {"since": date(year, 1, 1), "until": date(year, 12, 31), "warn_percent": 80, "hard": True}
    return {
        "amount": frame.plain(found.account.ref.unit, found.amount),
        "since": found.span.start,
        "until": found.span.end,
        "warn_percent": found.warn_percent,
        "hard": found.hard,
    }
