"""The desk: a document is written, checked line by line, proposed, and approved by somebody else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from laoyou import acts
from laoyou.access import rules
from laoyou.acts.requests import ActingRequest
from laoyou.kernel.clock import local_date
from laoyou.kernel.errors import Conflict, Forbidden, Invalid, LaoyouError, NotFound
from laoyou.policies import forms, reads, verbs
from laoyou.policies.pages.showing import day_of, shown
from laoyou.policies.pages.starting import SKELETON
from laoyou.policies.reads import desk
from laoyou.policies.types import (
    DOCUMENT_KIND_LABELS,
    VERSION_STATE_LABELS,
    DocumentKind,
    DocumentRefused,
    Fault,
    VersionState,
)

GET_OR_POST = ["GET", "POST"]
STATE_SIGNS = {
    VersionState.DRAFT: "info",
    VersionState.PROPOSED: "waiting",
    VersionState.APPROVED: "ok",
    VersionState.WITHDRAWN: "unknown",
}


@dataclass(frozen=True, slots=True)
class Refusal:
    """A fault with the line that it is about, cut before the place where it begins."""

    fault: Fault
    before: str
    after: str


@require_GET
def drafts(request: ActingRequest) -> HttpResponse:
    """What is being drafted, and what waits to be approved, within the reader's scope."""
    acts.check("policies.see_drafts", actor=request.actor, now=request.now, place=None)
    found = desk.drafts(rules.reach(request.actor, "policies.see_drafts"))
    page = {
        "rows": [_line(one) for one in found],
        "may_draft": rules.may(request.actor, "policies.draft"),
    }
    return render(request, "policies/drafts.html", page)


@require_http_methods(GET_OR_POST)
def new(request: ActingRequest) -> HttpResponse:
    """Write a document: from a skeleton, or from the text of a version that is or was law (`?from=`)."""
    acts.check("policies.draft", actor=request.actor, now=request.now, place=None)
    word = request.GET.get("from", "")
    text = reads.version(int(word)).document.text if word.isascii() and word.isdigit() else SKELETON
    form = forms.Text(forms.posted(request), initial={"text": text})

    def save() -> HttpResponse:
        made = verbs.draft(form.cleaned_data["text"], actor=request.actor, now=request.now)
        messages.success(request, _("草稿已保存。核对后请提交。"))
        return redirect("policies:draft", made)

    return _editor(request, form, save, title=_("起草政策"), back=reverse("policies:drafts"))


@require_http_methods(GET_OR_POST)
def revise(request: ActingRequest, version_id: int) -> HttpResponse:
    """Another text for a draft."""
    known = _opened(request, version_id, "policies.revise")
    form = forms.Text(forms.posted(request), initial={"text": known.document.text})

    def save() -> HttpResponse:
        verbs.revise(version_id, form.cleaned_data["text"], actor=request.actor, now=request.now)
        messages.success(request, _("已保存。"))
        return redirect("policies:draft", version_id)

    title = _("修改：%(name)s") % {"name": known.document.name}
    return _editor(request, form, save, title=title, back=reverse("policies:draft", args=[version_id]))


@require_GET
def draft(request: ActingRequest, version_id: int) -> HttpResponse:
    return _page(request, _opened(request, version_id, "policies.see_drafts"))


@require_POST
def decide(request: ActingRequest, version_id: int, decision: str) -> HttpResponse:
    """Propose, approve or withdraw a draft."""
    known = _opened(request, version_id, "policies.see_drafts")
    try:
        match decision:
            case "propose":
                verbs.propose(version_id, actor=request.actor, now=request.now)
                messages.success(request, _("已提交，等另一位业务主管批准。"))
            case "approve":
                verbs.approve(version_id, actor=request.actor, now=request.now)
                messages.success(request, _("已批准，即刻公布在政策库。"))
            case "withdraw":
                verbs.withdraw(version_id, actor=request.actor, now=request.now)
                messages.success(request, _("已撤回。"))
                return redirect("policies:drafts")
            case _:
                raise NotFound(_("没有这种办法，请从草稿页面重新进入。"), "decision")
    except DocumentRefused as refused:
        return _page(request, known, refusals=_refusals(known.document.text, refused), status=422)
    except (Conflict, Forbidden, Invalid) as refused:
        return _page(request, known, refused=refused.message, status=_status(refused))
    return redirect("policies:draft", version_id)


@require_http_methods(GET_OR_POST)
def end(request: ActingRequest, version_id: int) -> HttpResponse:
    """Propose a last day for what is law."""
    one = reads.version(version_id)
    acts.check("policies.end", actor=request.actor, now=request.now, place=desk.place_of(version_id))
    form = forms.LastDay(forms.posted(request), initial={"last_day": local_date(request.now)})
    back = reverse("policies:policy", args=[one.document.territory.division, one.document.code])
    if request.method == "POST" and form.is_valid():
        try:
            made = verbs.end(version_id, form.cleaned_data["last_day"], actor=request.actor, now=request.now)
            messages.success(request, _("已提请，等另一位业务主管批准。"))
            return redirect("policies:draft", made)
        except (Conflict, Invalid) as refused:
            form.add_error("last_day", refused.message)
    page = {"form": form, "one": one, "back": back}
    return render(request, "policies/end.html", page, status=422 if form.errors else 200)


@require_http_methods(GET_OR_POST)
def repeal(request: ActingRequest, version_id: int) -> HttpResponse:
    """What was approved is no law at all from now on."""
    one = reads.version(version_id)
    acts.check("policies.repeal", actor=request.actor, now=request.now, place=desk.place_of(version_id))
    address = [one.document.territory.division, one.document.code]
    page = {"one": one, "back": reverse("policies:policy", args=address), "refused": ""}
    if request.method == "GET":
        return render(request, "policies/repeal.html", page)
    try:
        verbs.repeal(version_id, actor=request.actor, now=request.now)
    except (Conflict, Forbidden) as refused:
        page["refused"] = refused.message
        return render(request, "policies/repeal.html", page, status=_status(refused))
    messages.success(request, _("已撤销，从现在起不再有效；撤销之前的发布记录还在。"))
    return redirect("policies:policy", *address)


def _editor(
    request: ActingRequest,
    form: django_forms.Form,
    save: Callable[[], HttpResponse],
    *,
    title: str,
    back: str,
) -> HttpResponse:
    """Ask, and ask again with what is wrong beside its line, until it can be saved."""
    refusals: list[Refusal] = []
    said = ""
    if request.method == "POST" and form.is_valid():
        try:
            if "check" not in request.POST:
                return save()
            reads.compiled(form.cleaned_data["text"])
            said = _("没有发现错误，可以保存。")
        except DocumentRefused as refused:
            refusals = _refusals(form.cleaned_data["text"], refused)
        except (Conflict, Forbidden, Invalid, NotFound) as refused:
            form.add_error("text", refused.message)
    page = {"form": form, "title": title, "back": back, "refusals": refusals, "said": said}
    return render(request, "policies/editor.html", page, status=422 if form.errors or refusals else 200)


def _page(
    request: ActingRequest,
    known: desk.DraftVersion,
    *,
    refused: str = "",
    refusals: list[Refusal] | None = None,
    status: int = 200,
) -> HttpResponse:
    today = local_date(request.now)
    waits = known.state in desk.WAITING
    replaced = desk.superseded_by(known.id) if waits else ()
    own = request.actor.user_id is not None and request.actor.user_id in (known.written_by, known.proposed_by)
    territory = known.document.territory.division
    near = {one.document.code: one.document for one in reads.library(territory, today)}
    page = {
        "known": known,
        "state": VERSION_STATE_LABELS[known.state],
        "sign": STATE_SIGNS[known.state],
        "kind": DOCUMENT_KIND_LABELS[known.document.kind],
        "shown": shown(known.document, day_of(known.in_force, today), near),
        "is_benefit": known.document.kind is DocumentKind.BENEFIT,
        "replaced": replaced,
        "found": reads.difference(replaced[-1].document, known.document)
        if replaced and not known.ends
        else None,
        "may": _may(request, known),
        "own": own,
        "refused": refused,
        "refusals": refusals or [],
        "published": known.state is VersionState.APPROVED,
    }
    return render(request, "policies/draft.html", page, status=status)


def _may(request: ActingRequest, known: desk.DraftVersion) -> frozenset[str]:
    """What the reader may do with a version in its state."""
    may = rules.acts_for(request.actor, desk.place_of(known.id))
    fitting = {
        VersionState.DRAFT: {"revise", "propose", "withdraw"},
        VersionState.PROPOSED: {"approve", "withdraw"} | (set() if known.ends else {"revise"}),
    }.get(known.state, set())
    return frozenset(word for word in fitting if f"policies.{word}" in may)


def _opened(request: ActingRequest, version_id: int, act: str) -> desk.DraftVersion:
    """A version, for an act; another government's is refused, and that is logged."""
    acts.check(act, actor=request.actor, now=request.now, place=desk.place_of(version_id))
    return desk.draft(version_id)


def _line(one: desk.DraftVersion) -> dict[str, Any]:
    return {
        "one": one,
        "kind": DOCUMENT_KIND_LABELS[one.document.kind],
        "state": VERSION_STATE_LABELS[one.state],
        "sign": STATE_SIGNS[one.state],
        "url": reverse("policies:draft", args=[one.id]),
    }


def _refusals(text: str, refused: DocumentRefused) -> list[Refusal]:
    lines = text.split("\n")
    found = []
    for fault in refused.faults:
        line = lines[fault.line - 1] if fault.line <= len(lines) else ""
        found.append(Refusal(fault, line[: fault.column - 1], line[fault.column - 1 :]))
    return found


def _status(refused: LaoyouError) -> int:
    return {Forbidden: 403, Conflict: 409}.get(type(refused), 422)
