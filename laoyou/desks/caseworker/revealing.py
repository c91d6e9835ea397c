"""Showing what is masked: for a purpose that is chosen, to one who may, and on the trail."""

from __future__ import annotations

from itertools import chain
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from laoyou import acts
from laoyou.acts.requests import ActingRequest
from laoyou.desks import sight
from laoyou.desks.caseworker import family as families
from laoyou.desks.caseworker import sealed
from laoyou.desks.caseworker.person import view
from laoyou.desks.caseworker.sealed import NAME, PURPOSES, Masked, Revealed
from laoyou.kernel.clock import local_date
from laoyou.kernel.errors import Invalid, NotFound
from laoyou.kernel.ids import PersonId
from laoyou.people.reads import persons, relations
from laoyou.people.reads.persons import PersonRecord
from laoyou.people.reads.reach import place_of
from laoyou.people.reads.reveal import reveal as opened
from laoyou.people.types import Sealed

UNPROCESSABLE = 422
LONGEST_ID = 18


@require_POST
def reveal(request: ActingRequest, person_id: int) -> HttpResponse:
    """One masked value in full, in its place, and the name with it; without a purpose a word of refusal."""
    may = sight.open_person(request, "people.reveal", person_id)
    record = persons.person(person_id)
    what, row_id = request.POST.get("what", ""), _whole(request.POST.get("row", ""))
    revealed: Revealed = {}
    refused = ""
    try:
        value = _value(request, record, what, row_id)
        revealed = {(what, row_id): value, (NAME, record.id): record.name}
    except Invalid as wrong:
        refused = wrong.message
    status = UNPROCESSABLE if refused else 200
    if not request.htmx:
        words: dict[str, Any] = {**view(request, record, may, revealed), "refused": refused}
        return render(request, "desks/person.html", words, status=status)
    one = _masked(request, record, may, revealed, (what, row_id))
    words = {"one": one, "person": record, "refused": refused, "may_reveal": True, "purposes": PURPOSES}
    words["name"] = sealed.name_of(record, revealed) if revealed and what != NAME else None
    return render(request, "desks/_revealed.html", words, status=status)


def _value(request: ActingRequest, record: PersonRecord, what: str, row_id: int) -> str:
    """The value in full; the trail knows of it before it is opened."""
    purpose = request.POST.get("purpose", "")
    if what == NAME:
        _note_name(request, record.id, purpose)
        return record.name
    value = opened(record.id, what, row_id, purpose=purpose, actor=request.actor, now=request.now)
    named = _names(record.id, what)
    return f"{named[row_id]} {value}" if row_id in named else value


def _note_name(request: ActingRequest, person_id: PersonId, purpose: str) -> None:
    if purpose not in dict(PURPOSES):
        raise Invalid("请选择查看的用途，完整信息只能按用途查看。", "purpose", field="purpose")
    acts.read(
        "people.reveal",
        actor=request.actor,
        now=request.now,
        place=place_of(person_id),
        person_id=person_id,
        purpose=purpose,
        kind=NAME,
        id=person_id,
    )


def _names(person_id: PersonId, what: str) -> dict[int, str]:
    """The names that belong to phones of other people."""
    match what:
        case Sealed.CONTACT.value:
            return {one.id: one.name for one in relations.contacts([person_id])[person_id]}
        case Sealed.GUARDIAN.value:
            return {one.id: one.name for one in relations.guardians([person_id])[person_id]}
        case _:
            return {}


def _masked(
    request: ActingRequest,
    record: PersonRecord,
    may: frozenset[str],
    revealed: Revealed,
    key: tuple[str, int],
) -> Masked:
    """The value's place on the page."""
    family = families.family(record.id, local_date(request.now), may, revealed)
    everything = chain(
        [sealed.name_of(record, revealed)],
        sealed.documents(record, revealed),
        sealed.phones(record, revealed),
        sealed.abodes(record, revealed),
        (one.phone for one in family.contacts),
        (one.phone for one in family.guardians if one.phone),
    )
    for one in everything:
        if (one.what, one.row_id) == key:
            return one
    raise NotFound("没有登记这一项，或已被更正。请刷新页面后再看。", "nothing_sealed")


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= LONGEST_ID else 0
