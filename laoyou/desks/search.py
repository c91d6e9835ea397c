"""The one search: words in, persons and places out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol
from urllib.parse import urlencode

from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from laoyou.access.types import Place, Scope
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

MOST_CHARACTERS = 100
UNDERSTOOD = {
    How.NUMBER: "按证件号码查找",
    How.PHONE: "按电话号码查找",
    How.PINYIN: "按拼音或首字母查找",
    How.NAME: "按姓名查找",
}


@dataclass(frozen=True, slots=True)
class Line:
    """A person as the results show one: masked, with the place in words.

    `registered` is the place of registration where it is another; `is_away` tells that the home lies outside
    the reader's reach.
    """

    url: str
    name: str
    sex: str
    age: int | None
    deceased: bool
    place: str
    registered: str
    is_away: bool


class _SeeOther(HttpResponseRedirect):
    """The answer lies at another address, to be fetched by GET (RFC 9110, 15.4.4)."""

    status_code = 303


@require_http_methods(["GET", "POST"])
def search(request: ActingRequest) -> HttpResponse:
    """Results of `q`. Words are sent by POST: a name or place gets an address to share and to load again, a
    number or phone is answered at once and never stands in one.
    """
    reach = sight.reach(request, "people.see")
    is_sent = request.method == "POST"
    words = _words(request.POST if is_sent else request.GET)
    is_private = register.holds_a_number(words)
    if is_sent and not is_private:
        return _SeeOther(reverse("search") + (f"?{urlencode({'q': words})}" if words else ""))
    if is_private and not is_sent:
        return render(request, "desks/search.html", {"unasked": True, "searched": ""})
    return _answer(request, words, reach, is_private=is_private)


def _words(given: QueryDict) -> str:
    return given.get("q", "").replace("\x00", "").strip()[:MOST_CHARACTERS]


def _answer(request: ActingRequest, words: str, reach: Scope, *, is_private: bool) -> HttpResponse:
    """The page of what was found; the one owner of a number is opened at once.

    Private words are in no title, because browsers remember titles too.
    """
    found, within = _find(words, reach)
    if len(found.rows) == 1 and found.how is How.NUMBER:
        return _SeeOther(reverse("person", args=[found.rows[0].id]))
    understood = UNDERSTOOD.get(found.how, "")
    context = {
        "searched": words,
        "heading": understood if is_private else f"“{words}”",
        "understood": "" if is_private else understood,
        "within": within,
        "lines": lines(found.rows, local_date(request.now), reach),
        "count": len(found.rows),
        "unit": "人以上" if found.more else "人",
        "more": found.more,
        "places": places.search(words, reach, 12) if words and found.how in (How.NAME, How.PINYIN) else (),
    }
    return render(request, "desks/search.html", context)


def _find(words: str, reach: Scope) -> tuple[Found, DivisionRecord | None]:
    """Of `李小华 新华` the last word is taken for a place, if the scope has one of that name."""
    name, _, place = words.rpartition(" ")
    if name.strip() and register.understand(words)[0] not in (How.NUMBER, How.PHONE):
        near = places.search(place, reach, 1)
        if near:
            found = register.find(name, reach, divisions=[near[0].code])
            return found, near[0] if found.how in (How.NAME, How.PINYIN) else None
    return register.find(words, reach), None


def lines(rows: Sequence[PersonRow], today: date, reach: Scope) -> list[Line]:
    codes = {code for row in rows for code in (row.home_division, row.registered_division) if code}
    names = {code: one.full_name for code, one in places.divisions(codes).items()}
    return [
        Line(
            url=reverse("person", args=[row.id]),
            name=mask_name(row.name),
            sex=SEX_LABELS[row.sex],
            age=age(row, today),
            deceased=row.death_date is not None,
            place=names[row.home_division],
            registered=names.get(_elsewhere(row), ""),
            is_away=not reach.covers(Place((row.home_division,))),
        )
        for row in rows
    ]


def _elsewhere(row: PersonRow) -> str:
    """The registered division, where it is not the home."""
    registered = row.registered_division or ""
    return registered if registered != row.home_division else ""


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
