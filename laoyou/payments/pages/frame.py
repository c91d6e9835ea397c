"""What the pages of payments share: who may look, tabs with what waits, addresses, forms, names of payees."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms as django_forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from laoyou import acts
from laoyou.access import rules
from laoyou.access.types import Place, Scope
from laoyou.acts.requests import ActingRequest
from laoyou.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from laoyou.payments import reads
from laoyou.payments.types import BatchState, LineState, Outcome, Payee, PayeeKind, ReceivableState
from laoyou.web.types import Link

UNPROCESSABLE = 422
GET_OR_POST = ["GET", "POST"]
BATCH_SIGNS = {
    BatchState.OPEN: "info",
    BatchState.FROZEN: "waiting",
    BatchState.APPROVED: "waiting",
    BatchState.SENT: "waiting",
    BatchState.SETTLED: "ok",
    BatchState.WITHDRAWN: "unknown",
}
OUTCOME_SIGNS = {
    Outcome.OUTSTANDING: "waiting",
    Outcome.SETTLED: "ok",
    Outcome.FAILED: "no",
    Outcome.RELEASED: "unknown",
}
LINE_SIGNS = {
    LineState.WAITING: "info",
    LineState.BATCHED: "waiting",
    LineState.SETTLED: "ok",
    LineState.FAILED: "no",
    LineState.CANCELLED: "unknown",
}
RECEIVABLE_SIGNS = {
    ReceivableState.OPEN: "waiting",
    ReceivableState.PROPOSED: "waiting",
    ReceivableState.REPAID: "ok",
    ReceivableState.WRITTEN_OFF: "unknown",
    ReceivableState.WITHDRAWN: "unknown",
}


def reach(request: ActingRequest, act: str = "payments.see") -> Scope:
    """The scope by which the reader's lists are cut. Forbidden, and logged, when the role has no part."""
    acts.check(act, actor=request.actor, now=request.now, place=None)
    return rules.reach(request.actor, act)


def open_at(
    request: ActingRequest, place: Place, act: str = "payments.see", person_id: int | None = None
) -> set[str]:
    """What the reader may do there: the words after `payments.`. Forbidden, and logged, when not even
    `act`.
    """
    acts.check(act, actor=request.actor, now=request.now, place=place, person_id=person_id)
    allowed = rules.acts_for(request.actor, place)
    return {one.partition(".")[2] for one in allowed if one.startswith("payments.")}


def tabs(request: ActingRequest, current: str) -> tuple[Link, ...]:
    """The sides of payments, with how much waits on each."""
    scope, now = rules.reach(request.actor, "payments.see"), request.now
    sides: tuple[tuple[str, Any, int | None], ...] = (
        ("list", _("发放批次"), None),
        ("missing", _("缺账户"), reads.lines.count_missing(scope, now).lines),
        ("failed", _("发放失败"), reads.lines.count_failed(scope).lines),
        ("parked", _("待核对回执"), reads.receipts.count_parked(scope).lines),
        ("receivables", _("应收"), reads.receivables.still_owed(scope).lines),
    )
    return tuple(
        Link(label, reverse(f"payments:{name}"), name == current, count) for name, label, count in sides
    )


def payee_url(payee: Payee) -> str:
    """The page of where a payee is paid."""
    name = "person" if payee.kind is PayeeKind.PERSON else "organisation"
    return reverse(f"payments:{name}", args=[payee.id])


def home_url(payee: Payee) -> str:
    """The payee's own page in the register; "" where no page shows him."""
    name = "person" if payee.kind is PayeeKind.PERSON else "orgs:organisation"
    try:
        return reverse(name, args=[payee.id])
    except NoReverseMatch:
        return ""


def address(request: ActingRequest, **changes: str | None) -> str:
    """This page's question with some words changed, None taking one off."""
    asked = request.GET.copy()
    for name, value in changes.items():
        asked.pop(name, None)
        if value:
            asked[name] = value
    return f"?{asked.urlencode()}"


def pager(request: ActingRequest, found: Any) -> dict[str, str]:
    """The neighbours of a page of a list."""
    return {
        "next": address(request, page=found.next) if found.next else "",
        "previous": address(request, page=found.previous) if found.previous else "",
        "first": address(request, page=None),
    }


def chips(request: ActingRequest, form: django_forms.Form) -> list[Link]:
    """The filters in force, each with the address that takes it off."""
    found = []
    for name, value in form.cleaned_data.items():
        if value:
            label = form.fields[name].label
            said = dict(getattr(form.fields[name], "choices", ())).get(value, value)
            text = str(label) if value is True else f"{label}：{str(said).strip()}"
            found.append(Link(text, address(request, **{name: None, "page": None})))
    return found


def posted(request: ActingRequest) -> Any:
    return request.POST if request.method == "POST" else None


def form_page(
    request: ActingRequest,
    form: django_forms.Form,
    save: Callable[[dict[str, Any]], HttpResponse],
    **page: Any,
) -> HttpResponse:
    """Ask, and ask again with what is wrong, until it can be saved."""
    if request.method == "POST" and form.is_valid():
        try:
            return save(form.cleaned_data)
        except (Conflict, Forbidden, Invalid, NotFound) as refused:
            field = getattr(refused, "field", None)
            form.add_error(field if field in form.fields else None, refused.message)
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "payments/form.html", {"form": form, "button": _("保存"), **page}, status=status)
