"""At the counter: who is let in to whom, the letter, and the end of it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import segno
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from laoyou import acts
from laoyou.access import rules
from laoyou.acts.requests import ActingRequest
from laoyou.family import forms, reads, verbs
from laoyou.family.core import codes, spans
from laoyou.family.types import CONSENT_LABELS, STATE_LABELS, TIE_LABELS, AccessRecord, Letter, State
from laoyou.kernel.clock import local_date
from laoyou.kernel.errors import Conflict, Invalid, NotFound
from laoyou.kernel.masking import mask_name
from laoyou.people.reads import persons
from laoyou.people.reads.reach import place_of

SIGNS = {State.JOINED: "ok", State.INVITED: "waiting"}
OPEN = (State.JOINED, State.INVITED)
A_YEAR = timedelta(days=365)
QR_SCALE = 6


@require_GET
def person(request: ActingRequest, person_id: int) -> HttpResponse:
    """Everybody who may see what this person has."""
    may = _opened(request, "family.see", person_id)
    found = persons.person(person_id)
    if found.id != person_id:
        return HttpResponseRedirect(reverse("family:person", args=[found.id]))
    listed = [_line(one) for one in reads.of_person(person_id, request.now)]
    page = {
        "person_id": person_id,
        "name": mask_name(found.name),
        "listed": [one for one in listed if one["open"]],
        "over": [one for one in listed if not one["open"]],
        "may": may,
        "end": forms.End(),
        "has_died": found.death_date is not None,
    }
    return render(request, "family/person.html", page)


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def invite(request: ActingRequest, person_id: int) -> HttpResponse:
    """Who, on whose word, until when; the answer is the letter, which is shown this once."""
    _opened(request, "family.invite", person_id)
    found = persons.person(person_id)
    if found.id != person_id:
        raise NotFound("这份档案已并入另一份，请从合并后的页面邀请。", "no_person")
    today = local_date(request.now)
    first = {"consent_on": today, "until": today + A_YEAR}
    form = forms.Invite(request.POST if request.method == "POST" else None, initial=first)
    if form.is_valid():
        try:
            letter = verbs.invite(person_id, form.asked(), actor=request.actor, now=request.now)
        except Invalid as wrong:
            form.add_error(wrong.field if wrong.field in form.fields else "phone", wrong.message)
        except Conflict as refused:
            form.add_error(None, refused.message)
        else:
            return _letter(request, letter)
    page = {"form": form, "name": mask_name(found.name), "person_id": person_id}
    return render(request, "family/invite.html", page, status=422 if form.errors else 200)


@require_POST
def end(request: ActingRequest, access_id: int) -> HttpResponse:
    """Stop it at once, by the elder's word or the clerk's."""
    acts.check(
        "family.end", actor=request.actor, now=request.now, place=reads.place_of_access(access_id)
    )
    known = reads.access(access_id)
    form = forms.End(request.POST)
    if not form.is_valid():
        messages.error(request, _("没有停止：请选择原因。"))
        return redirect("family:person", known.person_id)
    verbs.end(access_id, form.cleaned_data["why"], actor=request.actor, now=request.now)
    messages.success(request, _("已停止，对方立即看不到了。"))
    return redirect("family:person", known.person_id)


def _opened(request: ActingRequest, act: str, person_id: int) -> frozenset[str]:
    place = place_of(person_id)
    acts.check(act, actor=request.actor, now=request.now, place=place, person_id=person_id)
    return rules.acts_for(request.actor, place)


def _line(one: AccessRecord) -> dict[str, Any]:
    return {
        "record": one,
        "tie": TIE_LABELS[one.tie],
        "name": mask_name(one.name),
        "state": STATE_LABELS[one.state],
        "sign": SIGNS.get(one.state, "unknown"),
        "consent": CONSENT_LABELS[one.consent],
        "why": reads.why_ended(one),
        "open": one.state in OPEN,
    }


def _letter(request: ActingRequest, letter: Letter) -> HttpResponse:
    """One page, in large type. The picture leads to the page of joining and holds no code: what is in an
    address stays in histories.
    """
    known = reads.access(letter.id, request.now)
    elder = persons.person(known.person_id)
    url = request.build_absolute_uri(reverse("family:join"))
    page = {
        "known": known,
        "tie": TIE_LABELS[known.tie],
        "is_own": known.tie == "self",
        "elder": mask_name(elder.name),
        "code": codes.said(letter.code),
        "url": url,
        "picture": segno.make(url, error="m").svg_data_uri(scale=QR_SCALE, border=2),
        "last_day": local_date(known.expires_at) - timedelta(days=1),
        "tries": spans.TRIES,
    }
    return render(request, "family/letter.html", page)



