"""A new application: for whom, then for what. A number that is searched for stands in no address."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from laoyou.acts.requests import ActingRequest
from laoyou.applications import forms, reads, verbs
from laoyou.applications.pages import sight
from laoyou.applications.reads.procedure import procedure
from laoyou.applications.types import Asker, Channel, NewApplication
from laoyou.kernel.clock import local_date
from laoyou.kernel.errors import Conflict, Forbidden, Invalid
from laoyou.kernel.masking import mask_name
from laoyou.kernel.sex import LABELS as SEX_LABELS
from laoyou.people.reads import persons, search
from laoyou.places import reads as places


@require_http_methods(["GET", "POST"])
def find(request: ActingRequest) -> HttpResponse:
    """Who is the application for? The words are sent by POST and answered at once."""
    sight.reach(request, "applications.see")
    scope = sight.reach(request, "applications.submit")
    form = forms.Search(request.POST if request.method == "POST" else None)
    lines: list[dict[str, Any]] | None = None
    more = False
    if form.is_bound and form.is_valid():
        found = search.find(form.cleaned_data["q"], scope)
        lines, more = _lines(found.rows), found.more
    status = 200 if not form.errors else sight.UNPROCESSABLE
    shown = {"form": form, "lines": lines, "more": more}
    return render(request, "applications/find.html", shown, status=status)


@require_http_methods(["GET", "POST"])
def apply(request: ActingRequest, person_id: int) -> HttpResponse:
    """What is asked for, by whom and how."""
    sight.open_person(request, person_id, "applications.submit")
    person = persons.person(person_id)
    told = reads.deciding.told(person.id, local_date(request.now))
    choices = reads.deciding.can_be_asked_for(told)
    asked = request.GET.get("benefit", "")
    known = {"benefit": asked, "by": Asker.PERSON.value, "channel": Channel.WINDOW.value}
    if request.method == "GET":
        return _page(request, person, forms.Apply(benefits=choices, initial=known), choices)
    form = forms.Apply(request.POST, benefits=choices)
    if form.is_valid():
        given = form.cleaned_data
        new = NewApplication(person.id, given["benefit"], form.asking(), given["words"])
        try:
            application_id = verbs.submit(new, actor=request.actor, now=request.now)
        except (Conflict, Invalid, Forbidden) as refused:
            field = getattr(refused, "field", None)
            form.add_error(field if field in form.fields else None, refused.message)
        else:
            messages.success(request, "已登记申请，回执在“告知书”里可以打印。请在期限内受理。")
            return redirect("applications:application", application_id)
    return _page(request, person, form, choices, status=sight.UNPROCESSABLE)


def _page(
    request: ActingRequest,
    person: persons.PersonRecord,
    form: forms.Apply,
    choices: list[tuple[str, str]],
    status: int = 200,
) -> HttpResponse:
    shown = {
        "person": person,
        "name": mask_name(person.name),
        "place": places.division(person.home_division).full_name,
        "form": form,
        "choices": choices,
        "terms": procedure(),
        "example": "acceptance_days" in procedure().examples,
    }
    return render(request, "applications/apply.html", shown, status=status)


def _lines(rows: Any) -> list[dict[str, Any]]:
    named = places.divisions({row.home_division for row in rows})
    return [
        {
            "id": row.id,
            "name": mask_name(row.name),
            "sex": SEX_LABELS[row.sex],
            "born": row.birth_date,
            "place": named[row.home_division].full_name,
            "has_died": row.death_date is not None,
        }
        for row in rows
    ]
