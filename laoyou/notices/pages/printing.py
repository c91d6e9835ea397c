"""Letters on paper: one a page, in large type, names in full, because they go to the persons themselves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from laoyou.acts.requests import ActingRequest
from laoyou.kernel.clock import local_date
from laoyou.kernel.errors import NotFound
from laoyou.notices import reads, verbs
from laoyou.notices.core.addressing import salutation
from laoyou.notices.pages import frame
from laoyou.notices.reads.letters import rows_of
from laoyou.notices.types import MOST_AT_ONCE
from laoyou.people.reads import persons
from laoyou.places import reads as places


@dataclass(frozen=True, slots=True)
class Sheet:
    """A letter as it is printed."""

    title: str
    salutation: str
    paragraphs: tuple[str, ...]
    office: str
    phone: str
    day: date
    place: str


@require_POST
def print_letters(request: ActingRequest) -> HttpResponse:
    """The letters that were ticked, or with `all` the first of the list; that they were printed is noted."""
    ids = _all(request) if "all" in request.POST else frame.chosen(request)
    purpose = request.POST.get("purpose", "")
    verbs.print_letters(ids, purpose, actor=request.actor, now=request.now)
    return render(request, "notices/print.html", {"sheets": _sheets(ids), "query": request.GET.urlencode()})


def _all(request: ActingRequest) -> tuple[int, ...]:
    scope = frame.reach(request, "notices.print")
    _form, asked = frame.asked(request, scope, "notices.print")
    ids = reads.to_print(scope, asked, most=MOST_AT_ONCE)
    if not ids:
        raise NotFound("名单里没有告知书可以打印，请换个条件。", "no_letter")
    return ids


def _sheets(ids: Sequence[int]) -> list[Sheet]:
    rows = rows_of(ids)
    named = persons.names(row.person_id for row in rows)
    asked = reads.offices_of({row.division for row in rows})
    found = places.divisions({row.division for row in rows})
    sheets = []
    for row in rows:
        person, office, day = named[row.person_id], asked[row.division], local_date(row.written_at)
        place = found[row.division].full_name if row.division in found else ""
        sheets.append(
            Sheet(
                title=row.title,
                salutation=salutation(person.name, person.birth_date, person.death_date, day),
                paragraphs=row.paragraphs,
                office=office.name if office else "",
                phone=office.phone if office else "",
                day=day,
                place=place,
            )
        )
    return sheets
