"""A person's assessments: what stands by each scale, what is due, every sheet; and beginning another."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from laoyou.access.types import Role
from laoyou.accounts import reads as accounts
from laoyou.acts.requests import ActingRequest
from laoyou.assessment import forms, reads, verbs
from laoyou.assessment.core.scale import Scale
from laoyou.assessment.pages import sight
from laoyou.assessment.pages.showing import head, line_words
from laoyou.assessment.reads import scales, sheets
from laoyou.assessment.types import AssessorGiven, NewSheet, Reason, SheetRecord, SheetState
from laoyou.kernel.clock import local_date
from laoyou.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from laoyou.kernel.ids import PersonId, SheetId
from laoyou.people import reads as people

FIELDS = {"first_qualified", "base_date", "words", "first", "second"}


@require_GET
def assessments(request: ActingRequest, person_id: int) -> HttpResponse:
    may = sight.open_person(request, "assessment.see", person_id)
    today = local_date(request.now)
    found = head(person_id, today)
    if found.id != person_id:
        return redirect("assessment:person", found.id)
    by_scale = reads.latest([person_id])[PersonId(person_id)]
    standing = [
        {
            "scale": one,
            "latest": by_scale.get(one.key),
            "is_due": one.key in by_scale and by_scale[one.key].is_due(today),
            "holds": one.key in by_scale and by_scale[one.key].holds(today),
        }
        for one in scales.in_force(today)
    ]
    shown = {
        "head": found,
        "standing": standing,
        "sheets": [line_words(line) for line in reads.history([person_id])[PersonId(person_id)]],
        "may": may,
    }
    return render(request, "assessment/person.html", shown)


@require_http_methods(["GET", "POST"])
def begin(request: ActingRequest, person_id: int) -> HttpResponse:
    """Choose scale, reason and the two assessors; a first application for care needs the self-screening."""
    sight.open_person(request, "assessment.begin", person_id)
    redone = _redone(request, person_id)
    form, screening = _forms(request, person_id, redone)
    if request.method == "POST" and form.is_valid():
        try:
            new = _said(form, screening, redone)
            made = verbs.begin(person_id, new, actor=request.actor, now=request.now)
        except (Conflict, Forbidden, Invalid, NotFound) as refused:
            field = getattr(refused, "field", None)
            form.add_error(field if field in FIELDS else None, refused.message)
        else:
            messages.success(request, _("评估已开始。"))
            wanted = "visit" if request.actor.role is Role.ASSESSOR else "sheet"
            return redirect(f"assessment:{wanted}", made)
    shown = {
        "head": head(person_id, local_date(request.now)),
        "form": form,
        "screening": screening,
        "screened": next((one.key for one in scales.in_force(local_date(request.now)) if one.screening), ""),
        "redone": redone,
    }
    return render(request, "assessment/begin.html", shown, status=422 if form.errors else 200)


def assessors(person_id: int, request: ActingRequest, *, without: set[int]) -> list[tuple[str, str]]:
    """Who may assess this person, to choose from."""
    able = accounts.acting(Role.ASSESSOR, people.place_of(person_id), on=local_date(request.now))
    return [(str(user_id), name) for user_id, name in able.items() if user_id not in without]


def _redone(request: ActingRequest, person_id: int) -> SheetRecord | None:
    """The disputed sheet that is to be assessed again, where the address names one."""
    asked = request.GET.get("redoes", "")
    if not asked:
        return None
    if not (asked.isascii() and asked.isdigit() and len(asked) < 19):
        raise NotFound(_("没有这份评估，请从列表重新进入。"), "no_sheet")
    record = sheets.sheet(int(asked))
    if record.line.person != person_id or record.line.state is not SheetState.DISPUTED:
        raise NotFound(_("这份评估没有待处理的异议，不能复评。"), "not_disputed")
    return record


def _forms(
    request: ActingRequest, person_id: int, redone: SheetRecord | None
) -> tuple[forms.Begin, forms.Screening | None]:
    today = local_date(request.now)
    offered = scales.in_force(today)
    if redone:
        offered = tuple(one for one in offered if one.key == redone.line.scale)
    barred = {one.user_id for one in redone.assessors} if redone else set()
    posted = request.POST if request.method == "POST" else None
    form = forms.Begin(
        posted,
        scales=[(one.key, f"{one.title}（{one.number}）") for one in offered],
        assessors=assessors(person_id, request, without=barred),
        redoing=redone is not None,
        initial=_initial(request, person_id, offered, barred) | {"base_date": today},
    )
    return form, _screening(posted, offered, redone)


def _initial(
    request: ActingRequest, person_id: int, offered: tuple[Scale, ...], barred: set[int]
) -> dict[str, Any]:
    """What is likely: the scale asked for, a first assessment where there was none, oneself as assessor."""
    wanted = request.GET.get("scale", "")
    keys = [one.key for one in offered]
    key = wanted if wanted in keys else keys[0] if keys else ""
    known = reads.latest([person_id])[PersonId(person_id)]
    said: dict[str, Any] = {"scale": key, "reason": Reason.REGULAR if key in known else Reason.FIRST}
    if request.actor.role is Role.ASSESSOR and request.actor.user_id not in barred:
        said["first"] = str(request.actor.user_id)
    return said


def _screening(posted: Any, offered: tuple[Scale, ...], redone: SheetRecord | None) -> forms.Screening | None:
    scale = next((one for one in offered if one.screening), None)
    if redone or scale is None or scale.screening is None:
        return None
    return forms.Screening(posted, items=scale.screening.items, answers=scale.screening.answers)


def _said(form: forms.Begin, screening: forms.Screening | None, redone: SheetRecord | None) -> NewSheet:
    asked = form.cleaned_data
    answers = None
    if screening is not None:
        screening.is_valid()
        answers = {key: value for key, value in screening.cleaned_data.items() if value}
    return NewSheet(
        scale=asked["scale"],
        reason=Reason(asked["reason"]),
        base_date=asked["base_date"],
        place=form.said_place,
        first=AssessorGiven(int(asked["first"]), asked["first_qualified"]),
        second=AssessorGiven(int(asked["second"]), asked["second_qualified"]),
        words=asked["words"],
        redoes=SheetId(redone.line.id) if redone else None,
        screening=answers,
    )
