"""Asking for a benefit from home, in three steps: choose, say a word, send photographs; then follow it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from laoyou.acts.requests import ActingRequest
from laoyou.applications import reads, verbs
from laoyou.applications.reads.applications import ApplicationRecord
from laoyou.applications.types import (
    APPEAL_STATE_LABELS,
    APPLICATION_STATE_LABELS,
    MOVE_LABELS,
    OPEN_STATES,
    About,
    Against,
    ApplicationState,
    Asker,
    Asking,
    File,
    NewAppeal,
    NewApplication,
)
from laoyou.desks.family import frame
from laoyou.desks.family.frame import Seen
from laoyou.family.types import Tie
from laoyou.kernel.errors import Conflict, Invalid
from laoyou.kernel.ids import PersonId
from laoyou.people.reads.reach import followed
from laoyou.people.types import Relation
from laoyou.web.types import Step

MOST_READ = 5_000_001
"""One byte more than the room of applications takes: what is longer need not be read to be refused."""
SIGNS = {
    ApplicationState.APPROVED: "ok",
    ApplicationState.REFUSED: "no",
    ApplicationState.WITHDRAWN: "unknown",
}
RELATIONS = {
    Tie.SPOUSE: Relation.SPOUSE,
    Tie.SON: Relation.SON,
    Tie.DAUGHTER: Relation.DAUGHTER,
    Tie.IN_LAW: Relation.IN_LAW,
    Tie.GRANDCHILD: Relation.GRANDCHILD,
    Tie.PARENT: Relation.PARENT,
    Tie.SIBLING: Relation.SIBLING,
}
THREE = (_("选一项"), _("说一句"), _("拍照交材料"))


@dataclass(frozen=True, slots=True)
class Own:
    """An application in the family's words."""

    record: ApplicationRecord
    state: str
    sign: str
    is_open: bool


class Words(forms.Form):
    words = forms.CharField(
        label=_("有什么要说明的"),
        required=False,
        max_length=400,
        help_text=_("可以不写。"),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class Photo(forms.Form):
    label = forms.CharField(
        label=_("是什么材料"),
        max_length=60,
        widget=forms.TextInput(attrs={"list": "papers-named", "autocomplete": "off"}),
        error_messages={"required": _("请写明是什么材料。")},
    )
    file = forms.FileField(
        label=_("照片"),
        help_text=_("可以现在拍。JPG、PNG 或 PDF，不超过 5 MB。"),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,application/pdf"}),
        error_messages={"required": _("请拍照或选择照片。"), "empty": _("照片是空的，请重新拍。")},
    )


class Grounds(forms.Form):
    grounds = forms.CharField(
        label=_("为什么不同意"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": _("请写明为什么不同意。")},
    )


@require_GET
def applications(request: ActingRequest) -> HttpResponse:
    """What was asked for, and what may still be."""
    seen = frame.opened(request)
    found = reads.of_person(seen.person.id)
    told = reads.deciding.told(seen.person.id, seen.today)
    unlikely = {one.law.code for one in told.benefits if one.given is False}
    open_to_him = [] if seen.person.death_date else reads.deciding.can_be_asked_for(told)
    words = {
        **frame.page(request, seen, "family_applications"),
        "own": [own(one) for one in found.applications],
        "appeals": [(one, APPEAL_STATE_LABELS[one.state]) for one in found.appeals],
        "choices": [one for one in open_to_him if one[0] not in unlikely],
        "unlikely": [one for one in open_to_him if one[0] in unlikely],
        "steps": steps(0),
    }
    return render(request, "desks/family/applications.html", words)


@require_http_methods(["GET", "POST"])
def apply(request: ActingRequest, benefit: str) -> HttpResponse:
    """The second step: what is asked for, and a word with it."""
    seen = frame.opened(request)
    told = reads.deciding.told(seen.person.id, seen.today)
    reason = reads.deciding.reason_of(told, benefit)
    if reason is None:
        raise Http404
    form = Words(request.POST if request.method == "POST" else None)
    if form.is_valid():
        new = NewApplication(seen.person.id, benefit, asking(seen), form.cleaned_data["words"])
        try:
            made = verbs.submit(new, actor=request.actor, now=request.now)
        except (Conflict, Invalid) as refused:
            form.add_error(None, refused.message)
        else:
            messages.success(request, _("已经申请。有材料的话，现在就可以拍照交上来。"))
            return redirect("family_application", made)
    page = {
        **frame.page(request, seen, "family_applications"),
        "name": reason.law.name,
        "form": form,
        "steps": steps(1),
    }
    return render(request, "desks/family/apply.html", page, status=422 if form.errors else 200)


@require_GET
def application(request: ActingRequest, application_id: int) -> HttpResponse:
    """The third step, and how far it has come."""
    seen, record = _opened(request, application_id)
    return _page(request, seen, record, Photo(), Grounds())


@require_POST
def add_photo(request: ActingRequest, application_id: int) -> HttpResponse:
    seen, record = _opened(request, application_id)
    form = Photo(request.POST, request.FILES)
    if form.is_valid():
        file = File(form.cleaned_data["file"].read(MOST_READ), form.cleaned_data["label"])
        try:
            verbs.add_document(application_id, file, actor=request.actor, now=request.now)
        except (Conflict, Invalid) as refused:
            field = getattr(refused, "field", None)
            form.add_error(field if field in form.fields else None, refused.message)
        else:
            messages.success(request, _("收到了，加密保存。"))
            return redirect("family_application", application_id)
    return _page(request, seen, record, form, Grounds(), 422)


@require_POST
def move(request: ActingRequest, application_id: int) -> HttpResponse:
    """Give it up, or say that what lacked is there."""
    _opened(request, application_id)
    done = verbs.hand_in if request.POST.get("do") == "hand_in" else verbs.withdraw
    try:
        done(application_id, actor=request.actor, now=request.now)
    except Conflict as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, _("办好了。"))
    return redirect("family_application", application_id)


@require_POST
def appeal(request: ActingRequest, application_id: int) -> HttpResponse:
    """Not agreeing with a refusal."""
    seen, record = _opened(request, application_id)
    form = Grounds(request.POST)
    if form.is_valid():
        against = Against(About.REFUSAL, application_id)
        new = NewAppeal(seen.person.id, against, form.cleaned_data["grounds"], asking(seen))
        try:
            verbs.appeal(new, actor=request.actor, now=request.now)
        except (Conflict, Invalid) as refused:
            form.add_error(None, refused.message)
        else:
            messages.success(request, _("申诉已经收到，由另一位工作人员决定。"))
            return redirect("family_applications")
    return _page(request, seen, record, Photo(), form, 422)


def own(record: ApplicationRecord) -> Own:
    return Own(
        record,
        APPLICATION_STATE_LABELS[record.state],
        SIGNS.get(record.state, "waiting"),
        record.state in OPEN_STATES,
    )


def asking(seen: Seen) -> Asking:
    """Who asks, by whose leave: as the invitation has it."""
    access = seen.access
    if access.tie is Tie.SELF:
        return Asking()
    relation = RELATIONS.get(access.tie, Relation.OTHER)
    return Asking(by=Asker.KIN, relation=relation, name=access.name, consent_on=access.consent_on)


def steps(here: int) -> list[Step]:
    states = ["done"] * here + ["current"] + ["todo"] * (len(THREE) - here - 1)
    return [Step(str(label), state) for label, state in zip(THREE, states, strict=True)]


def _opened(request: ActingRequest, application_id: int) -> tuple[Seen, ApplicationRecord]:
    """Of this elder alone; of anybody else's nothing is said, not even that there is one."""
    seen = frame.opened(request)
    record = reads.applications.application(application_id)
    if PersonId(followed([record.person_id])[record.person_id]) != seen.person.id:
        raise Http404
    return seen, record


def _page(
    request: ActingRequest,
    seen: Seen,
    record: ApplicationRecord,
    photo: Photo,
    grounds: Grounds,
    status: int = 200,
) -> HttpResponse:
    shown = own(record)
    papers = reads.papers.of_application(record.id)
    told = reads.deciding.told(seen.person.id, seen.today)
    reason = reads.deciding.reason_of(told, record.benefit)
    wanted = reads.checklist.checklist(record.version_id, told, reason, papers)
    words: dict[str, Any] = {
        **frame.page(request, seen, "family_applications"),
        "one": shown,
        "steps": steps(2) if shown.is_open else [],
        "photo": photo,
        "grounds": grounds,
        "papers": [one.label for one in papers],
        "wanted": [(one.label, one.is_there) for one in wanted],
        "done": [(step, MOVE_LABELS[step.move]) for step in reads.applications.steps(record.id)],
        "may_hand_in": record.state is ApplicationState.PAPERS_WANTED,
        "is_refused": record.state is ApplicationState.REFUSED,
    }
    return render(request, "desks/family/application.html", words, status=status)


