"""Appeals: made, looked at beside what they are against, and decided."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from laoyou.acts.requests import ActingRequest
from laoyou.applications import forms, reads, verbs
from laoyou.applications.pages import showing, sight
from laoyou.applications.reads.appeals import AppealRecord
from laoyou.applications.reads.procedure import procedure
from laoyou.applications.types import About, Against, AppealState, Asker, Channel, NewAppeal
from laoyou.benefits.reads import proposals
from laoyou.benefits.types import KIND_LABELS, Kind
from laoyou.kernel.clock import local_date
from laoyou.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from laoyou.kernel.masking import mask_name
from laoyou.people.reads import persons
from laoyou.policies import reads as policies

ANSWERS = {
    "uphold": "申诉成立，已通知重新办理。",
    "reject": "已维持原决定，告知书写好了。",
    "withdraw_appeal": "申诉已撤回。",
    "settle": "已记下改正。",
}


@require_http_methods(["GET", "POST"])
def against_refusal(request: ActingRequest, application_id: int) -> HttpResponse:
    """An appeal against an application that was refused."""
    row, _may = sight.open_application(request, application_id)
    sight.open_person(request, row.person_id, "applications.appeal")
    what = f"“{row.benefit_name}”申请没有批准：{row.reason}"
    back = reverse("applications:application", args=[application_id])
    abouts = (About.REFUSAL,)
    return _new(request, row.person_id, Against(About.REFUSAL, application_id), abouts, what, back)


@require_http_methods(["GET", "POST"])
def against_proposal(request: ActingRequest, proposal_id: int) -> HttpResponse:
    """An appeal against a step of a benefit."""
    place = proposals.place_of_proposal(proposal_id)
    (row,) = proposals.rows_of([proposal_id])
    sight.open_person(request, place.person or row.person_id, "applications.appeal")
    abouts = (About.STOP,) if row.kind is Kind.STOP else (About.AMOUNT, About.ASSESSMENT)
    name = policies.version(row.version_id).document.name
    what = f"“{name}”{KIND_LABELS[row.kind]}，从 {row.from_day} 起"
    back = reverse("benefits:proposal", args=[proposal_id])
    against = Against(abouts[0], proposal_id=proposal_id)
    return _new(request, row.person_id, against, abouts, what, back)


@require_GET
def appeal(request: ActingRequest, appeal_id: int) -> HttpResponse:
    row, may = sight.open_appeal(request, appeal_id)
    return _page(request, row, may, forms.Answer())


@require_POST
def act(request: ActingRequest, appeal_id: int, answer: str) -> HttpResponse:
    """One of the answers, by its name; what cannot be done is said on the page."""
    if answer not in ANSWERS:
        raise NotFound("没有这种办理。请从申诉页面办理。", "answer")
    row, may = sight.open_appeal(request, appeal_id)
    form = forms.Answer(request.POST)
    if answer in ("uphold", "reject") and not form.is_valid():
        return _page(request, row, may, form, status=sight.UNPROCESSABLE)
    who: dict[str, Any] = {"actor": request.actor, "now": request.now}
    try:
        match answer:
            case "uphold":
                verbs.uphold(appeal_id, form.cleaned_data["reason"], **who)
            case "reject":
                verbs.reject(appeal_id, form.cleaned_data["reason"], **who)
            case "settle":
                verbs.settle(appeal_id, **who)
            case _:
                verbs.withdraw_appeal(appeal_id, **who)
    except (Conflict, Invalid, Forbidden) as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, ANSWERS[answer])
    return redirect("applications:appeal", appeal_id)


def _new(
    request: ActingRequest, person_id: int, against: Against, abouts: Sequence[About], what: str, back: str
) -> HttpResponse:
    known = {"about": abouts[0].value, "by": Asker.PERSON.value, "channel": Channel.WINDOW.value}
    form = forms.Appeal(abouts=abouts, initial=known)
    status = 200
    if request.method == "POST":
        form = forms.Appeal(request.POST, abouts=abouts)
        status = sight.UNPROCESSABLE
        if form.is_valid():
            about = About(form.cleaned_data["about"])
            chosen = Against(about, against.application_id, against.proposal_id)
            new = NewAppeal(person_id, chosen, form.cleaned_data["grounds"], form.asking())
            try:
                appeal_id = verbs.appeal(new, actor=request.actor, now=request.now)
            except (Conflict, Invalid, Forbidden) as refused:
                field = getattr(refused, "field", None)
                form.add_error(field if field in form.fields else None, refused.message)
            else:
                messages.success(request, "已登记申诉，回执写好了。请由没有经手的主管决定。")
                return redirect("applications:appeal", appeal_id)
    name = mask_name(persons.person(person_id).name)
    shown = {"form": form, "what": what, "back": back, "name": name, "terms": procedure()}
    return render(request, "applications/appealing.html", shown, status=status)


def _page(
    request: ActingRequest, row: AppealRecord, may: frozenset[str], form: forms.Answer, status: int = 200
) -> HttpResponse:
    today = local_date(request.now)
    (line,) = showing.appeal_lines([row], today)
    applied = row.against.application_id
    is_open = row.state is AppealState.SUBMITTED
    taken_part = request.actor.user_id in (row.against_by, row.submitted_by)
    shown = {
        "row": row,
        "line": line,
        "may": may,
        "form": form,
        "is_open": is_open,
        "barred": taken_part and request.actor.user_id is not None,
        "to_settle": row.state is AppealState.UPHELD and not applied,
        "grounds": reads.appeals.grounds(row.id),
        "papers": reads.papers.of_appeal(row.id),
        "paper": forms.Paper(),
        "application": reads.applications.application(applied) if applied else None,
        "proposal": _proposal(row),
    }
    return render(request, "applications/appeal.html", shown, status=status)


def _proposal(row: AppealRecord) -> dict[str, Any] | None:
    if row.against.proposal_id is None:
        return None
    (found,) = proposals.rows_of([row.against.proposal_id])
    return {"row": found, "kind": KIND_LABELS[found.kind]}
