"""Lists of the people of a place: narrowed, sorted, counted, masked, and turned page by page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from laoyou.access import rules
from laoyou.access.types import Scope
from laoyou.acts.requests import ActingRequest
from laoyou.desks import sight
from laoyou.desks.caseworker import tags, territory
from laoyou.desks.caseworker.narrowing import Asked, ask
from laoyou.desks.search import age
from laoyou.kernel.clock import local_date
from laoyou.kernel.masking import mask_name
from laoyou.kernel.sex import LABELS as SEX_LABELS
from laoyou.people.reads import facts
from laoyou.people.reads import lists as register
from laoyou.people.reads.lists import PersonRow
from laoyou.places import reads as places
from laoyou.store.keyset import Page
from laoyou.web.types import Link

PAGE_SIZE = 50
SORTS = {"": "division", "age": "age", "-age": "-age"}


@dataclass(frozen=True, slots=True)
class Line:
    """A person as a list shows one: the name masked, the places in words, what stands as tags."""

    url: str
    name: str
    sex: str
    age: int | None
    deceased: bool
    place: str
    registered: str
    tags: tuple[tags.Tag, ...]


@require_GET
def people(request: ActingRequest) -> HttpResponse:
    """One page of the people who fit, with how many there are in all."""
    scope = sight.reach(request, "people.see")
    asked = asked_of(request, scope)
    sort = request.GET.get("sort", "")
    page = _page(asked, scope, SORTS.get(sort, "division"), request.GET.get("page"))
    context = {
        "asked": asked,
        "title": _title(asked, scope),
        "crumbs": _crumbs(asked, scope),
        "lines": lines(page.rows, local_date(request.now), _here(asked, scope)),
        "count": register.count(scope, asked.filter) if asked.filter else None,
        "sort": sort,
        "age_sort": {"age": "desc", "-age": "asc"}.get(sort, ""),
        "urls": _urls(asked, sort, page),
        "may_export": rules.may(request.actor, "people.export"),
    }
    return render(request, "desks/people.html", context)


def asked_of(request: ActingRequest, scope: Scope) -> Asked:
    """The question in the request's address; Forbidden, and logged, when it asks about a neighbour."""
    code = request.GET.get("division", "")
    if code:
        sight.open_division(request, "people.see", code)
        places.division(code)
    return ask(request.GET, scope, local_date(request.now))


def _page(asked: Asked, scope: Scope, order: str, cursor: str | None) -> Page[PersonRow]:
    if asked.filter is None:
        return Page([], None, None)
    return register.persons(scope, asked.filter, order=order, size=PAGE_SIZE, cursor=cursor)


def lines(rows: Sequence[PersonRow], today: date, here: str) -> list[Line]:
    """Rows as a list shows them, places as seen from `here`: as many queries for many rows as for one."""
    codes = {row.home_division for row in rows} | {row.registered_division for row in rows} - {None}
    found = places.divisions(code for code in codes if code)
    standing = facts.standing([row.id for row in rows], today)
    return [
        Line(
            url=reverse("person", args=[row.id]),
            name=mask_name(row.name),
            sex=SEX_LABELS[row.sex],
            age=age(row, today),
            deceased=row.death_date is not None,
            place=found[row.home_division].full_name.removeprefix(here) or here,
            registered=_elsewhere(row, found[row.registered_division].full_name)
            if row.registered_division
            else "",
            tags=tags.tags(standing.get(row.id, {})),
        )
        for row in rows
    ]


def _here(asked: Asked, scope: Scope) -> str:
    """What every place of the list begins with: it need not be said in each row."""
    code = asked.params.get("division", "")
    above = [places.division(code)] if code else territory.roots(scope)
    return above[0].full_name if len(above) == 1 and not asked.away else ""


def _elsewhere(row: PersonRow, name: str) -> str:
    """The place of registration, where it is not the home."""
    return name if row.registered_division != row.home_division else ""


def _title(asked: Asked, scope: Scope) -> str:
    """The list by its name: 二马路街道的老人 is a place and a group."""
    code = asked.params.get("division", "")
    return places.division(code).short_name if code else places.label(scope)


def _crumbs(asked: Asked, scope: Scope) -> tuple[Link, ...]:
    code = asked.params.get("division", "")
    return territory.crumbs(scope, code, lambda one: asked.url(division=one)) if code else ()


def _urls(asked: Asked, sort: str, page: Page[PersonRow]) -> dict[str, str]:
    def turned(cursor: str | None) -> str:
        return f"{asked.url()}&page={cursor}" if cursor else ""

    return {
        "clear": "?",
        "first": asked.url(),
        "next": turned(page.next),
        "previous": turned(page.previous),
        "by_age": asked.url(sort="-age" if sort == "age" else "age"),
        "by_place": asked.url(sort=""),
        "export": reverse("people_export") + asked.url(),
        "map": reverse("map") + asked.url(),
    }
