"""A person's page: everything that is known, by whom and since when, and what may be done."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from laoyou.access import rules
from laoyou.access.types import Actor
from laoyou.acts.requests import ActingRequest
from laoyou.desks import sight
from laoyou.desks.auditor import entries
from laoyou.desks.caseworker import (
    basic_handlings,
    fact_handlings,
    handling,
    relation_handlings,
    sealed,
    statements,
    tags,
    territory,
)
from laoyou.desks.caseworker import family as families
from laoyou.desks.caseworker import history as past
from laoyou.desks.caseworker.sealed import Revealed
from laoyou.desks.search import age
from laoyou.kernel.clock import local_date
from laoyou.kernel.masking import mask_name
from laoyou.kernel.sex import LABELS as SEX_LABELS
from laoyou.people.reads import persons
from laoyou.people.reads.persons import PersonRecord
from laoyou.people.types import SOURCE_LABELS, FactKind
from laoyou.web.types import Link

MENU = ("basics", "move", "document", "phone", "kin", "guardian", "death", "death_correct", "death_withdraw")
SHOWN_EVENTS = 12
SHOWN_ENTRIES = 10
HANDLINGS = {
    one.key: one
    for one in (*fact_handlings.HANDLINGS, *basic_handlings.HANDLINGS, *relation_handlings.HANDLINGS)
}
handle = handling.page(HANDLINGS)


@require_GET
def person(request: ActingRequest, person_id: int) -> HttpResponse:
    """The page; who asks for a row that was merged comes to the person it was merged into."""
    may = sight.open_person(request, "people.see", person_id)
    record = persons.person(person_id)
    if record.id != person_id:
        messages.info(request, f"编号 {person_id} 的记录已并入此人，这里是合并后的页面。")
        return HttpResponseRedirect(reverse("person", args=[record.id]))
    return render(request, "desks/person.html", view(request, record, may, {}))


def view(
    request: ActingRequest, record: PersonRecord, may: frozenset[str], revealed: Revealed
) -> dict[str, Any]:
    """Everything that the page's template shows; `revealed` are values in full, for this answer alone."""
    today = local_date(request.now)
    status = statements.status(record.id, today, may)
    family = families.family(record.id, today, may, revealed)
    events = past.history(record.id)
    do = _do(record, may)
    return {
        "person": record,
        "title": mask_name(record.name),
        "detail": _detail(record, today),
        "sub": _sub(record, family),
        "tags": tags.tags(status.standing),
        "death_said_by": SOURCE_LABELS[status.standing[FactKind.DEATH].source]
        if FactKind.DEATH in status.standing
        else "",
        "statements": status.lines,
        "name": sealed.name_of(record, revealed),
        "papers": [*sealed.documents(record, revealed), *sealed.phones(record, revealed)],
        "abodes": sealed.abodes(record, revealed),
        "other_names": [
            (mask_name(one.name), SOURCE_LABELS[one.source], one.recorded_at)
            for one in record.other_names
            if one.name != record.name
        ],
        "family": family,
        "events": events[:SHOWN_EVENTS],
        "earlier": events[SHOWN_EVENTS:],
        "entries": _entries(request.actor, record, may),
        "may": may,
        "refused": "",
        "may_reveal": "people.reveal" in may,
        "purposes": sealed.PURPOSES,
        "do": do,
        "menu": [do[key] for key in MENU if key in do] + _merging(record, may),
    }


def _detail(record: PersonRecord, today: date) -> str:
    """女 · 83 岁 · 230502********1042"""
    years = age(record, today)
    words = [SEX_LABELS[record.sex], f"{years} 岁" if years is not None else "年龄不详"]
    return " · ".join([*words, *(one.number for one in record.documents[:1])])


def _sub(record: PersonRecord, family: families.Family) -> str:
    """Where he lives, where he is registered, whom to call first."""
    names = territory.said(
        {record.home_division, record.registered_division or record.home_division}, full=True
    )
    words = [names.get(record.home_division, record.home_division)]
    if record.registered_division is None:
        words.append("户籍地不详")
    elif record.registered_division == record.home_division:
        words.append("户籍与居住一致")
    else:
        words.append(f"户籍在{names.get(record.registered_division, record.registered_division)}")
    if family.first:
        words.append(f"紧急联系人：{family.first}")
    return " · ".join(words)


def _do(record: PersonRecord, may: frozenset[str]) -> dict[str, Link]:
    """The acts on the person himself that are open to the reader, by key; the template knows their places."""
    dead = record.death_date is not None
    absent = {"death"} if dead else {"death-correct", "death-withdraw"}
    return {
        key.replace("-", "_"): Link(one.title, reverse("handling", args=[record.id, key]))
        for key, one in HANDLINGS.items()
        if not one.on_row and one.act in may and key not in absent
    }


def _merging(record: PersonRecord, may: frozenset[str]) -> list[Link]:
    if "people.propose_merge" not in may:
        return []
    return [Link(rules.label("people.propose_merge"), f"{reverse('merge_propose')}?kept={record.id}")]


def _entries(actor: Actor, record: PersonRecord, may: frozenset[str]) -> list[entries.Line]:
    """Who did what on this person, for those who may know."""
    if "people.see_trail" not in may:
        return []
    return entries.about(actor.scope, record.id, SHOWN_ENTRIES)
