"""The one search: words in, persons and places out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from laoyou.access.types import Scope
from laoyou.acts.requests import ActingRequest
from laoyou.desks import sight
from laoyou.kernel.clock import local_date
from laoyou.kernel.masking import mask_name
from laoyou.kernel.sex import LABELS as SEX_LABELS
from laoyou.people.reads import search as register
from laoyou.people.reads.lists import PersonRow
from laoyou.people.reads.search import Found, How
from laoyou.places import reads as places
from laoyou.places.types import DivisionRecord

UNDERSTOOD = {
    How.NUMBER: "按证件号码查找",
    How.PHONE: "按电话号码查找",
    How.PINYIN: "按拼音或首字母查找",
    How.NAME: "按姓名查找",
}


@dataclass(frozen=True, slots=True)
class Line:
    """A person as the results show one: masked, with the place in words."""

    url: str
    name: str
    sex: str
    age: int | None
    deceased: bool
    place: str


@require_GET
def search(request: ActingRequest) -> HttpResponse:
    """Results of `q`; the one owner of a number is opened at once."""
    words = request.GET.get("q", "").replace("\x00", "").strip()
    reach = sight.reach(request, "people.see")
    found, within = _find(words, reach)
    if len(found.rows) == 1 and found.how is How.NUMBER:
        return HttpResponseRedirect(reverse("person", args=[found.rows[0].id]))
    context = {
        "q": words,
        "understood": UNDERSTOOD.get(found.how, ""),
        "within": within,
        "lines": lines(found.rows, local_date(request.now)),
        "count": len(found.rows),
        "unit": "人以上" if found.more else "人",
        "more": found.more,
        "places": places.search(words, reach, 12) if words and found.how in (How.NAME, How.PINYIN) else (),
    }
    return render(request, "desks/search.html", context)


def _find(words: str, reach: Scope) -> tuple[Found, DivisionRecord | None]:
    """Of `李小华 新华` the last word is taken for a place, if the scope has one of that name."""
    name, _, place = words.rpartition(" ")
    if name.strip():
        near = places.search(place, reach, 1)
        if near:
            return register.find(name, reach, divisions=[near[0].code]), near[0]
    return register.find(words, reach), None


def lines(rows: Sequence[PersonRow], today: date) -> list[Line]:
    homes = places.divisions({row.home_division for row in rows})
    return [
        Line(
            url=reverse("person", args=[row.id]),
            name=mask_name(row.name),
            sex=SEX_LABELS[row.sex],
            age=age(row, today),
            deceased=row.death_date is not None,
            place=homes[row.home_division].full_name,
        )
        for row in rows
    ]


class Lifetime(Protocol):
    """Anybody of whom the register may know birth and death."""

    @property
    def birth_date(self) -> date | None: ...
    @property
    def death_date(self) -> date | None: ...


def age(row: Lifetime, today: date) -> int | None:
    """Full years on a day, or at death."""
    if row.birth_date is None:
        return None
    born, until = row.birth_date, row.death_date or today
    return until.year - born.year - ((until.month, until.day) < (born.month, born.day))
