"""One proposal: what, why clause by clause, and what is to be done about it."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from laoyou.acts.requests import ActingRequest
from laoyou.benefits import forms, verbs
from laoyou.benefits.core import months
from laoyou.benefits.pages import showing, sight
from laoyou.benefits.reads import proposals
from laoyou.benefits.reads.clauses import clauses
from laoyou.benefits.reads.proposals import ProposalRow
from laoyou.benefits.reads.reasons import reasons
from laoyou.benefits.types import KIND_LABELS, OF_MONEY, Kind, ProposalState
from laoyou.kernel.errors import Conflict, Invalid

UNPROCESSABLE = 422
ACTS = {
    Kind.START: "确认发放",
    Kind.STOP: "确认停发",
    Kind.CHANGE: "确认调整",
    Kind.BACKPAY: "确认补发",
    Kind.RECOVER: "确认追回",
}


@require_GET
def proposal(request: ActingRequest, proposal_id: int) -> HttpResponse:
    row, may = sight.open_proposal(request, proposal_id)
    return _page(request, row, may, forms.Dismiss())


@require_POST
def confirm(request: ActingRequest, proposal_id: int) -> HttpResponse:
    row, _may = sight.open_proposal(request, proposal_id)
    return _done(
        request,
        row,
        lambda: verbs.confirm(proposal_id, actor=request.actor, now=request.now),
        _("已确认。"),
    )


@require_POST
def dismiss(request: ActingRequest, proposal_id: int) -> HttpResponse:
    row, may = sight.open_proposal(request, proposal_id)
    form = forms.Dismiss(request.POST)
    if not form.is_valid():
        return _page(request, row, may, form, status=UNPROCESSABLE)
    reason = form.cleaned_data["reason"]
    return _done(
        request,
        row,
        lambda: verbs.dismiss(proposal_id, reason, actor=request.actor, now=request.now),
        _("已记下：不予办理。"),
    )


def _done(request: ActingRequest, row: ProposalRow, act: Callable[[], None], said: str) -> HttpResponse:
    """Do it, then go on in the list; what cannot be done is said on the proposal."""
    try:
        act()
    except (Conflict, Invalid) as refused:
        messages.error(request, refused.message)
        return redirect("benefits:proposal", row.id)
    messages.success(request, said)
    return redirect(f"{reverse('benefits:list')}?kind={row.kind.value}")


def _page(
    request: ActingRequest,
    row: ProposalRow,
    may: frozenset[str],
    form: forms.Dismiss,
    *,
    status: int = 200,
) -> HttpResponse:
    (line,) = showing.lines([row])
    month = months.month_of(row.from_day)
    told = reasons(row.person_id, month)
    reason = next((one for one in told.benefits if one.law.code == row.benefit), None)
    because = proposals.rows_of([row.because]) if row.because else []
    shown = {
        "line": line,
        "row": row,
        "kind": KIND_LABELS[row.kind],
        "act": ACTS[row.kind],
        "is_money": row.kind in OF_MONEY,
        "month": showing.month_said(month.start),
        "lines": [(showing.month_said(one.month), abs(one.fen)) for one in row.lines],
        "clauses": clauses(reason, told.facts) if reason else (),
        "held": [one for one in told.held if one.benefit == row.benefit],
        "because": showing.lines(because)[0] if because else None,
        "waits": row.state is ProposalState.PENDING,
        "may": may,
        "form": form,
        "back": f"{reverse('benefits:list')}?kind={row.kind.value}",
    }
    return render(request, "benefits/proposal.html", shown, status=status)
