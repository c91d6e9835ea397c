"""What was paid too much: the list of a desk, one with its plan and what came back, and what can be done."""

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
from laoyou.acts.requests import ActingRequest
from laoyou.kernel.clock import local_date
from laoyou.kernel.errors import Conflict, NotFound
from laoyou.payments import forms, reads, verbs
from laoyou.payments.pages import frame
from laoyou.payments.pages.showing import timeline
from laoyou.payments.reads.receivables import ReceivableRecord
from laoyou.payments.types import (
    RECEIVABLE_STATE_LABELS,
    REPAYMENT_KIND_LABELS,
    ReceivableState,
)
from laoyou.places import reads as places

DECISIONS: dict[str, tuple[Callable[..., Any], Any]] = {
    "approve_write_off": (verbs.approve_write_off, _("已核销，余款由资金承担。")),
    "refuse_write_off": (verbs.refuse_write_off, _("已驳回，继续追回。")),
    "withdraw_receivable": (verbs.withdraw_receivable, _("应收已撤销。")),
}


@require_GET
def receivables(request: ActingRequest) -> HttpResponse:
    """The receivables of the reader's scope, the newest first."""
    scope = frame.reach(request)
    form = forms.FindReceivables(request.GET)
    form.is_valid()
    asked = form.cleaned_data.get("state")
    state = ReceivableState(asked) if asked else None
    found = reads.receivables.receivables(scope, state=state, cursor=request.GET.get("page"))
    page = {
        "tabs": frame.tabs(request, "receivables"),
        "form": form,
        "chips": frame.chips(request, form),
        "rows": _shown(found.rows),
        "total": reads.receivables.count(scope, state),
        "part": reads.receivables.still_owed(scope),
        **frame.pager(request, found),
    }
    return render(request, "payments/receivables.html", page)


@require_GET
def receivable(request: ActingRequest, receivable_id: int) -> HttpResponse:
    record, may = _opened(request, receivable_id)
    [one] = _shown([record])
    page = {
        **one,
        "home": places.division(record.division).full_name,
        "fund": reads.batches.fund_names([record.fund])[record.fund],
        "may": may,
        "is_open": record.state is ReceivableState.OPEN,
        "is_proposed": record.state is ReceivableState.PROPOSED,
        "mine": record.proposed_by is not None and record.proposed_by == request.actor.user_id,
        "plan": reads.receivables.plan(record, local_date(request.now)),
        "repayments": [
            (each, REPAYMENT_KIND_LABELS[each.kind]) for each in reads.receivables.repayments(receivable_id)
        ],
        "timeline": timeline(reads.receivables.trail(receivable_id)),
    }
    return render(request, "payments/receivable.html", page)


@require_http_methods(frame.GET_OR_POST)
def plan(request: ActingRequest, receivable_id: int) -> HttpResponse:
    form = forms.Plan(frame.posted(request), initial={"first_due": local_date(request.now), "count": 12})
    return _change(request, receivable_id, verbs.set_plan, form, _("设定还款计划"), _("计划已保存。"))


@require_http_methods(frame.GET_OR_POST)
def offset(request: ActingRequest, receivable_id: int) -> HttpResponse:
    form = forms.Offset(frame.posted(request))
    return _change(request, receivable_id, verbs.set_offset, form, _("设定抵扣比例"), _("已保存。"))


@require_http_methods(frame.GET_OR_POST)
def repay(request: ActingRequest, receivable_id: int) -> HttpResponse:
    form = forms.Repayment(frame.posted(request), initial={"day": local_date(request.now)})
    return _change(request, receivable_id, verbs.record_repayment, form, _("登记还款"), _("还款已登记。"))


@require_http_methods(frame.GET_OR_POST)
def write_off(request: ActingRequest, receivable_id: int) -> HttpResponse:
    form = forms.WriteOff(frame.posted(request))
    title, done = _("申请核销"), _("已申请。请另一位业务主管审批。")
    return _change(request, receivable_id, verbs.propose_write_off, form, title, done)


@require_POST
def decide(request: ActingRequest, receivable_id: int, step: str) -> HttpResponse:
    """Approve or refuse a write-off, or withdraw a receivable that was raised by mistake."""
    if step not in DECISIONS:
        raise NotFound(_("没有这种办理，请从应收页面重新进入。"), "step")
    place = reads.place_of_receivable(receivable_id)
    acts.check(f"payments.{step}", actor=request.actor, now=request.now, place=place)
    verb, done = DECISIONS[step]
    try:
        verb(receivable_id, actor=request.actor, now=request.now)
    except Conflict as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, done)
    return redirect("payments:receivable", receivable_id)


ACTS = {
    verbs.set_plan: "payments.set_plan",
    verbs.set_offset: "payments.set_offset",
    verbs.record_repayment: "payments.record_repayment",
    verbs.propose_write_off: "payments.propose_write_off",
}


def _change(
    request: ActingRequest, receivable_id: int, verb: Callable[..., Any], form: Any, title: str, done: str
) -> HttpResponse:
    """Ask for what a verb needs, and call it."""
    record, _may = _opened(request, receivable_id, ACTS[verb])

    def save(asked: dict[str, Any]) -> HttpResponse:
        verb(receivable_id, **asked, actor=request.actor, now=request.now)
        messages.success(request, done)
        return redirect("payments:receivable", receivable_id)

    name = reads.payees.named([record.payee])[record.payee]
    return frame.form_page(
        request,
        form,
        save,
        title=title,
        sub=f"{name} · {record.words} {record.cause.period}",
        back=reverse("payments:receivable", args=[receivable_id]),
    )


def _opened(
    request: ActingRequest, receivable_id: int, act: str = "payments.see"
) -> tuple[ReceivableRecord, set[str]]:
    place = reads.place_of_receivable(receivable_id)
    return reads.receivables.receivable(receivable_id), frame.open_at(request, place, act)


def _shown(records: Any) -> list[dict[str, Any]]:
    """Receivables in words, their payees asked together."""
    found = list(records)
    names = reads.payees.named(one.payee for one in found)
    return [
        {
            "record": one,
            "payee": names[one.payee],
            "url": frame.payee_url(one.payee),
            "state": RECEIVABLE_STATE_LABELS[one.state],
            "sign": frame.RECEIVABLE_SIGNS[one.state],
        }
        for one in found
    ]
