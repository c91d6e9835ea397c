"""Batches: the list of a desk, one with its lines and figures, and the steps that two people take with it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from laoyou import acts
from laoyou.access import rules
from laoyou.access.types import Scope
from laoyou.acts.requests import ActingRequest
from laoyou.kernel.clock import local_date
from laoyou.kernel.errors import Conflict, Invalid, NotFound
from laoyou.ledger.types import AccountId
from laoyou.payments import forms, reads, verbs
from laoyou.payments.pages import frame
from laoyou.payments.pages.showing import shown, shown_lines, timeline
from laoyou.payments.reads.batches import BatchRecord, Filter
from laoyou.payments.types import BatchState, NewBatch, Outcome
from laoyou.places import reads as places
from laoyou.places.types import Level

STEPS: dict[str, tuple[Callable[..., Any], Any]] = {
    "freeze": (verbs.freeze, _("已冻结。请另一位业务主管审批。")),
    "approve": (verbs.approve, _("已审批，应付款已记账。接着送银行。")),
    "send": (verbs.send, _("已登记送银行。现在可以下载银行文件。")),
    "withdraw": (verbs.withdraw, _("已撤回，款项回到待发放。")),
}


@require_GET
def batches(request: ActingRequest) -> HttpResponse:
    """The batches of the reader's scope, the newest first."""
    scope = frame.reach(request)
    form = forms.FindBatches(request.GET)
    form.is_valid()
    asked = form.cleaned_data.get("state")
    state = BatchState(asked) if asked else None
    found = reads.batches.batches(scope, state=state, cursor=request.GET.get("page"))
    homes = places.divisions(one.division for one in found.rows)
    page = {
        "tabs": frame.tabs(request, "list"),
        "form": form,
        "chips": frame.chips(request, form),
        "rows": [shown(one, homes[one.division].full_name, request.actor) for one in found.rows],
        "total": reads.batches.count(scope, state),
        **frame.pager(request, found),
    }
    return render(request, "payments/batches.html", page)


@require_http_methods(frame.GET_OR_POST)
def open_batch(request: ActingRequest) -> HttpResponse:
    scope = frame.reach(request, "payments.open_batch")
    inset = {Level.TOWN: "　", Level.VILLAGE: "　　"}
    tree = places.tree(scope, Level.TOWN) or places.tree(scope)
    form = forms.OpenBatch(
        frame.posted(request),
        divisions=[(one.code, inset.get(one.level, "") + one.short_name) for one in tree],
        funds=[(str(number), name) for number, name in reads.batches.funds(scope, local_date(request.now))],
        templates=templates(),
    )

    def save(asked: dict[str, Any]) -> HttpResponse:
        new = NewBatch(
            title=asked["title"],
            division=asked["division"],
            template=asked["template"],
            fund=AccountId(int(asked["fund"])) if asked["fund"] else None,
            period=asked["period"],
        )
        made = verbs.open_batch(new, actor=request.actor, now=request.now)
        messages.success(request, _("批次已建立。核对将收入的款项后冻结。"))
        return redirect("payments:batch", made)

    return frame.form_page(
        request,
        form,
        save,
        title=_("新建发放批次"),
        sub=_("批次收齐一个区划里等着发放、也有收款账户的款项。冻结以后不能再增减。"),
        button=_("建立"),
        back=reverse("payments:list"),
    )


@require_GET
def batch(request: ActingRequest, batch_no: int) -> HttpResponse:
    """One batch: where it stands, what is next, whether it adds up, its receipts and its lines."""
    record, may = opened(request, batch_no)
    one = shown(record, places.division(record.division).full_name, request.actor)
    page = {
        "one": one,
        "record": record,
        "may": may,
        "fund": reads.batches.fund_names([record.fund])[record.fund] if record.fund else "",
        "template": reads.banks.template(record.template).label,
        "ready": _ready(record, request) if record.state is BatchState.OPEN else None,
        "timeline": timeline(reads.batches.trail(batch_no)),
        **(_frozen_parts(request, record) if record.frozen_at else {}),
    }
    return render(request, "payments/batch.html", page)


@require_POST
def step(request: ActingRequest, batch_no: int, step: str) -> HttpResponse:
    """Take a batch one step further, or back."""
    if step not in STEPS:
        raise NotFound(_("没有这种办理，请从批次页面重新进入。"), "step")
    acts.check(f"payments.{step}", actor=request.actor, now=request.now, place=reads.place_of_batch(batch_no))
    verb, done = STEPS[step]
    try:
        verb(batch_no, actor=request.actor, now=request.now)
    except (Conflict, Invalid) as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, done)
    return redirect("payments:batch", batch_no)


def opened(request: ActingRequest, batch_no: int, act: str = "payments.see") -> tuple[BatchRecord, set[str]]:
    """The batch, for an act, and what else the reader may do with it."""
    may = frame.open_at(request, reads.place_of_batch(batch_no), act)
    return reads.batches.batch(batch_no), may


def templates() -> list[tuple[str, str]]:
    return [(one.key, one.label) for one in reads.banks.templates()]


def asked_lines(request: ActingRequest, funds: dict[int, str]) -> tuple[forms.FindLines, Filter]:
    """What the reader narrows the lines to; a word that is no choice narrows nothing."""
    form = forms.FindLines(request.GET, [(str(number), name) for number, name in funds.items()])
    form.is_valid()
    asked = form.cleaned_data
    outcome = asked.get("outcome") or ""
    return form, Filter(
        outcome=Outcome(outcome) if outcome and outcome != forms.PARKED else None,
        parked=outcome == forms.PARKED,
        fund=int(asked["fund"]) if asked.get("fund") else None,
        number=asked.get("number"),
    )


def _ready(record: BatchRecord, request: ActingRequest) -> dict[str, Any]:
    bounds = Scope.division(record.division).division_bounds()
    taken, left = reads.lines.ready(bounds, record.fund, record.period, request.now)
    return {"taken": taken, "left": left}


def _frozen_parts(request: ActingRequest, record: BatchRecord) -> dict[str, Any]:
    """Figures, receipts and lines of a batch that is frozen."""
    told = reads.reconciliation.of_batch(record.no)
    form, asked = asked_lines(request, {one.fund: one.name for one in told.funds})
    found = reads.batches.lines(record.no, asked, cursor=request.GET.get("page"))
    return {
        "reconciliation": told,
        "receipts": reads.receipts.files(record.no),
        "form": form,
        "chips": frame.chips(request, form),
        "lines": shown_lines(found.rows),
        "count": reads.batches.count_lines(record.no, asked),
        "export_url": reverse("payments:export", args=[record.no]) + frame.address(request, page=None)
        if rules.may(request.actor, "payments.export")
        else "",
        **frame.pager(request, found),
    }
