"""What is owed and cannot go: lines without an account, and lines that a bank did not pay."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from laoyou import acts
from laoyou.acts.requests import ActingRequest
from laoyou.kernel.errors import Conflict, NotFound
from laoyou.kernel.money import Money
from laoyou.payments import forms, reads, verbs
from laoyou.payments.pages import frame
from laoyou.payments.pages.showing import owed
from laoyou.payments.reads.lines import LineRecord
from laoyou.payments.types import CancelReason
from laoyou.places import reads as places

MOST_AGAIN = 20_000


@require_GET
def missing(request: ActingRequest) -> HttpResponse:
    """Lines that wait for an account of their payee."""
    scope = frame.reach(request)
    found = reads.lines.missing(scope, request.now, cursor=request.GET.get("page"))
    page = {
        "tabs": frame.tabs(request, "missing"),
        "rows": owed(found.rows, _homes(found.rows)),
        "part": reads.lines.count_missing(scope, request.now),
        **frame.pager(request, found),
    }
    return render(request, "payments/missing.html", page)


@require_GET
def failed(request: ActingRequest) -> HttpResponse:
    """Lines that a bank did not pay, with the reason and whether they may be tried again."""
    scope = frame.reach(request)
    found = reads.lines.failed(scope, request.now, cursor=request.GET.get("page"))
    page = {
        "tabs": frame.tabs(request, "failed"),
        "rows": owed(found.rows, _homes(found.rows)),
        "part": reads.lines.count_failed(scope),
        "ready": len(reads.lines.mended(scope, request.now)),
        **frame.pager(request, found),
    }
    return render(request, "payments/failed.html", page)


@require_POST
def again(request: ActingRequest) -> HttpResponse:
    """Try again every line of the reader's scope that may be."""
    scope = frame.reach(request, "payments.recollect")
    ids = reads.lines.mended(scope, request.now)[:MOST_AGAIN]
    if not ids:
        messages.info(request, _("没有可以重新发放的款项。账户的问题更正后，就可以重新发放。"))
        return redirect("payments:failed")
    try:
        verbs.recollect(ids, actor=request.actor, now=request.now)
    except (Conflict, NotFound) as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, _("%(count)s 笔回到待发放，会进入下一批。") % {"count": len(ids)})
    return redirect("payments:failed")


@require_POST
def again_one(request: ActingRequest, line_id: int) -> HttpResponse:
    acts.check("payments.recollect", actor=request.actor, now=request.now, place=reads.place_of_line(line_id))
    try:
        verbs.recollect([line_id], actor=request.actor, now=request.now)
    except Conflict as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, _("这一笔回到待发放，会进入下一批。"))
    return redirect("payments:failed")


@require_http_methods(frame.GET_OR_POST)
def cancel(request: ActingRequest, line_id: int) -> HttpResponse:
    """Say that a line is not to be paid after all."""
    place = reads.place_of_line(line_id)
    frame.open_at(request, place, "payments.cancel_lines", person_id=place.person)
    line = reads.lines.line(line_id)
    form = forms.Cancel(frame.posted(request))

    def save(asked: dict[str, Any]) -> HttpResponse:
        reason = CancelReason(asked["reason"])
        verbs.cancel_lines([line_id], reason=reason, actor=request.actor, now=request.now)
        messages.success(request, _("已撤销，不再发放。"))
        return redirect(frame.payee_url(line.payee))

    return frame.form_page(
        request,
        form,
        save,
        title=_("撤销这一笔"),
        sub=_said(line),
        button=_("撤销"),
        danger=True,
        back=frame.payee_url(line.payee),
    )


@require_http_methods(frame.GET_OR_POST)
def overpaid(request: ActingRequest, line_id: int) -> HttpResponse:
    """Say that a line was paid too much: the payee owes the difference."""
    place = reads.place_of_line(line_id)
    frame.open_at(request, place, "payments.raise_overpaid", person_id=place.person)
    line = reads.lines.line(line_id)
    form = forms.Overpaid(frame.posted(request))

    def save(asked: dict[str, Any]) -> HttpResponse:
        made = verbs.raise_overpaid(line_id, **asked, actor=request.actor, now=request.now)
        messages.success(request, _("应收已登记。可以设定还款计划。"))
        return redirect("payments:receivable", made)

    return frame.form_page(
        request,
        form,
        save,
        title=_("登记多发的款项"),
        sub=_said(line),
        button=_("登记应收"),
        back=frame.payee_url(line.payee),
    )


def _said(line: LineRecord) -> str:
    name = reads.payees.named([line.payee])[line.payee]
    return f"{name} · {line.words} {line.cause.period} · {_yuan(line.amount)}"


def _yuan(fen: int) -> str:
    return f"{Money(fen).yuan} 元"


def _homes(lines: Any) -> dict[str, str]:
    return {code: one.full_name for code, one in places.divisions(row.division for row in lines).items()}
