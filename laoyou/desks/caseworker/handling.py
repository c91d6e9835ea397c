"""Acts about a person: each is one form and one verb. The page calls the verb and says how it went."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from laoyou.access import rules
from laoyou.access.types import Scope
from laoyou.acts.requests import ActingRequest
from laoyou.desks import sight
from laoyou.desks.caseworker import inputs
from laoyou.kernel.errors import Conflict, Invalid
from laoyou.kernel.masking import mask_name
from laoyou.people.reads import persons
from laoyou.people.reads.persons import PersonRecord

Given = dict[str, Any]
UNPROCESSABLE = 422


class About(forms.Form):
    """A form about a person, or about one row of his: `prepare` fits it to them."""

    def __init__(
        self, data: QueryDict | None = None, *, person: PersonRecord, row_id: int = 0, reach: Scope
    ) -> None:
        super().__init__(data)
        self.person, self.row_id, self.reach = person, row_id, reach
        self.prepare()

    def prepare(self) -> None:
        """Set choices and what is filled in beforehand. NotFound when the row is not this person's."""

    def begin(self, **given: Any) -> None:
        """Fill in beforehand."""
        for name, value in given.items():
            self.fields[name].initial = value


@dataclass(frozen=True, slots=True)
class Handling:
    """One act: `run(subject, actor=, now=, **fields)` is the verb; `subject` is the row, or the person."""

    key: str
    act: str
    form: type[About]
    run: Callable[..., Any]
    done: str
    on_row: bool = False
    explain: str = ""
    grave: bool = False

    @property
    def title(self) -> str:
        return rules.label(self.act)


def page(table: Mapping[str, Handling]) -> Callable[..., HttpResponse]:
    """The page that serves every act of the table."""

    @require_http_methods(["GET", "POST"])
    def handle(request: ActingRequest, person_id: int, key: str, row_id: int = 0) -> HttpResponse:
        handling = table.get(key)
        if handling is None or handling.on_row != bool(row_id):
            raise Http404
        sight.open_person(request, handling.act, person_id)
        person = persons.person(person_id)
        data = request.POST if request.method == "POST" else None
        form = handling.form(data, person=person, row_id=row_id, reach=request.actor.scope)
        if form.is_valid() and _carried_out(request, handling, form):
            messages.success(request, handling.done)
            return HttpResponseRedirect(reverse("person", args=[person.id]))
        return _shown(request, handling, form)

    return handle


def _carried_out(request: ActingRequest, handling: Handling, form: About) -> bool:
    """Call the verb; a refusal in words goes beside its field, or above the form."""
    subject = form.row_id if handling.on_row else form.person.id
    try:
        handling.run(subject, **form.cleaned_data, actor=request.actor, now=request.now)
    except (Invalid, Conflict) as refused:
        inputs.refuse(form, refused)
        return False
    return True


def _shown(request: ActingRequest, handling: Handling, form: About) -> HttpResponse:
    words = {"handling": handling, "form": form, "person": form.person, "name": mask_name(form.person.name)}
    return render(request, "desks/handling.html", words, status=UNPROCESSABLE if form.is_bound else 200)
