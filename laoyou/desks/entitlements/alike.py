"""Who else in the town lacks the same: how many, and their list, decided together in columns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from laoyou.access.types import Scope, division_key
from laoyou.acts.requests import ActingRequest
from laoyou.benefits.reads.deciding import decide
from laoyou.benefits.reads.laws import month_law
from laoyou.benefits.types import Law
from laoyou.desks import sight
from laoyou.desks.entitlements import lines, months
from laoyou.desks.entitlements.entitled import entitlements
from laoyou.desks.search import age
from laoyou.kernel.clock import local_date
from laoyou.kernel.masking import mask_name
from laoyou.people.reads import columns, persons
from laoyou.people.reads import lists as register
from laoyou.people.reads.lists import Filter
from laoyou.people.reads.persons import PersonRecord
from laoyou.places import reads as places
from laoyou.rules.types import Period
from laoyou.web.types import Link

MOST_COUNTED = 100_000
"""Of a place with more people than that nobody is counted while somebody waits for a page."""

MOST_LISTED = 200
TOWN_DIGITS = 9


@dataclass(frozen=True, slots=True)
class Place:
    """Where others are looked for: the town, or as much of it as the reader may see."""

    scope: Scope
    name: str


@dataclass(frozen=True, slots=True)
class Other:
    """Somebody who lacks the same."""

    url: str
    name: str
    age: int | None
    place: str


@require_GET
def alike(request: ActingRequest, person_id: int) -> HttpResponse:
    """How many others lack each thing: asked by the page for its own list, or a page with their names."""
    may = sight.open_person(request, "people.see", person_id)
    person, today = persons.person(person_id), local_date(request.now)
    month = months.asked(request.GET.get("month", ""), today)
    on = months.known_on(month, today)
    found = entitlements(person, month, on)
    place = _place(person, sight.reach(request, "people.see"))
    lacking = _lacking(place, month, on) if place else None
    words: dict[str, Any] = {
        "person": person,
        "month": months.written(month),
        "month_said": months.said(month),
        "gaps": lines.gap_lines(found, person.id, may),
        "place": place.name if place else "",
        "others": {name: ids.len() - int((ids == person.id).any()) for name, ids in (lacking or {}).items()},
        "counted": True,
        "too_many": lacking is None,
    }
    if request.htmx:
        return render(request, "desks/_gaps.html", words)
    return render(request, "desks/alike.html", words | _listed(request, words, lacking or {}, today))


def _place(person: PersonRecord, reach: Scope) -> Place | None:
    """The town where he lives, else where he is registered, as far as it is the reader's."""
    for code in (person.home_division, person.registered_division):
        if code is None:
            continue
        town = Scope.division(division_key(code)[:TOWN_DIGITS])
        if reach.holds(town):
            return Place(town, places.division(town.key.ljust(12, "0")).short_name)
        if town.holds(reach):
            return Place(reach, places.label(reach))
    return None


def _lacking(place: Place, month: Period, on: date) -> Mapping[str, pl.Series] | None:
    """By fact: the living for whom something is open for want of it; None where there are too many."""
    if register.count(place.scope, Filter(on)) > MOST_COUNTED:
        return None
    law = month_law(place.scope.key.ljust(12, "0"), month)
    if not law.laws:
        return {}
    part = decide(columns.register(place.scope, on), law, on)[-1]
    alive = part.persons.filter(pl.col("death_date").is_null())
    return {
        fact: alive.filter(_waits(part.table, part.laws, 1 << number).gather(alive["profile"]))["person_id"]
        for number, fact in enumerate(part.facts)
    }


def _waits(table: pl.DataFrame, laws: Iterable[Law], bit: int) -> pl.Series:
    """Of each profile, whether some law is undecided for want of the fact with this bit."""
    waits = [
        pl.col(f"{law.code}.verdict").is_null() & (pl.col(f"{law.code}.missing").and_(bit) != 0)
        for law in laws
    ]
    return table.select(pl.any_horizontal(waits)).to_series()


def _listed(
    request: ActingRequest, words: Mapping[str, Any], lacking: Mapping[str, pl.Series], today: date
) -> dict[str, Any]:
    """The names of those who lack one thing: that which was asked for, or the first."""
    keys = [gap.key for gap in words["gaps"]]
    asked = request.GET.get("fact", "")
    chosen = asked if asked in keys else next(iter(keys), "")
    ids = lacking.get(chosen)
    others = [] if ids is None else ids.filter(ids != words["person"].id).to_list()
    url = f"{reverse('why_alike', args=[words['person'].id])}?month={words['month']}&fact="
    return {
        "tabs": [
            Link(gap.label, url + gap.key, gap.key == chosen, words["others"].get(gap.key))
            for gap in words["gaps"]
        ],
        "chosen": next((gap for gap in words["gaps"] if gap.key == chosen), None),
        "count": len(others),
        "rows": _others(others[:MOST_LISTED], today),
        "most": MOST_LISTED,
        "is_cut": len(others) > MOST_LISTED,
    }


def _others(ids: Sequence[int], today: date) -> list[Other]:
    rows = persons.persons(ids)
    homes = places.divisions({one.home_division for one in rows.values()})
    ordered = sorted(rows.values(), key=lambda one: (one.home_division, one.id))
    return [
        Other(
            url=reverse("why", args=[one.id]),
            name=mask_name(one.name),
            age=age(one, today),
            place=homes[one.home_division].short_name,
        )
        for one in ordered
    ]
