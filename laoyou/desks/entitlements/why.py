"""A person's why: each policy in force for him, clause by clause, with where every fact came from."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from laoyou.acts.requests import ActingRequest
from laoyou.benefits.reads import grants, suspensions
from laoyou.desks import sight
from laoyou.desks.caseworker.tags import tags
from laoyou.desks.entitlements import lines, months
from laoyou.desks.entitlements.entitled import Entitlements, entitlements
from laoyou.desks.entitlements.plain import plain
from laoyou.desks.search import age
from laoyou.kernel.clock import local_date
from laoyou.kernel.masking import mask_name
from laoyou.kernel.sex import LABELS as SEX_LABELS
from laoyou.people.reads import facts, persons
from laoyou.people.reads.persons import PersonRecord
from laoyou.policies.types import PER_LABELS, Per
from laoyou.rules.types import Period

MONTHS_BACK, MONTHS_AHEAD = 12, 3


@require_GET
def why(request: ActingRequest, person_id: int) -> HttpResponse:
    """The page for a month (`?month=2026-03`); who asks for a merged row comes to whom it was merged into."""
    may = sight.open_person(request, "people.see", person_id)
    person = persons.person(person_id)
    if person.id != person_id:
        return HttpResponseRedirect(reverse("why", args=[person.id]))
    today = local_date(request.now)
    month = months.asked(request.GET.get("month", ""), today)
    found = entitlements(person, month, months.known_on(month, today))
    words = {
        **_head(person, request),
        **_months(month, months.month_of(today)),
        **_found(found, person, may),
    }
    return render(request, "desks/why.html", words)


def _head(person: PersonRecord, request: ActingRequest) -> dict[str, Any]:
    today = local_date(request.now)
    years = age(person, today)
    return {
        "person": person,
        "name": mask_name(person.name),
        "detail": f"{SEX_LABELS[person.sex]} · {years} 岁" if years is not None else SEX_LABELS[person.sex],
        "tags": tags(facts.standing([person.id], today)[person.id]),
    }


def _months(month: Period, this: Period) -> dict[str, Any]:
    """The month that is shown, those beside it, and those to choose from."""
    first = this
    for _ in range(MONTHS_BACK):
        first = months.before(first)
    choices = [*months.from_month(first, MONTHS_BACK + MONTHS_AHEAD + 1)]
    if month not in choices:
        choices = sorted([*choices, month], key=lambda one: one.start)
    return {
        "month": months.written(month),
        "month_said": months.said(month),
        "is_this_month": month == this,
        "months": [(months.written(one), months.said(one)) for one in choices],
    }


def _found(found: Entitlements, person: PersonRecord, may: frozenset[str]) -> dict[str, Any]:
    held = grants.of_persons([person.id], found.on)[person.id] if "benefits.see" in may else None
    on_hold = suspensions.suspended([one.person_id for one in held or ()], months.month_of(found.on))
    shown = lines.cards(found, person.id, may, held)
    return {
        "on": found.on,
        "counts": {kind: sum(card.kind == kind for card in shown) for kind in ("ok", "unknown", "no")},
        "due": [card for card in shown if card.kind != "no"],
        "not_due": [card for card in shown if card.kind == "no"],
        "unrelated": [(one.policy.document.name, one.policy.document.summary) for one in found.unrelated],
        "gaps": lines.gap_lines(found, person.id, may),
        "held": None if held is None else lines.held_lines(held, found.on, on_hold),
        "held_sum": sum(one.amount_fen for one in held or () if one.per is Per.MONTH),
        "sum": found.fen_a_month,
        "sums": _sums(found),
        "is_demo": any(one.policy.demo for one in found.given),
        "plain": plain(found),
    }


def _sums(found: Entitlements) -> list[tuple[str, list[tuple[str, str]]]]:
    """What is given, by how often: each month, each year, once, and services."""
    groups: list[tuple[str, list[tuple[str, str]]]] = []
    for per in Per:
        rows = [
            (one.policy.document.name, lines.amount(one.explained.amount_fen or 0, per))
            for one in found.given
            if one.policy.benefit.amount and one.policy.benefit.amount.per is per
        ]
        groups.append((PER_LABELS[per], rows))
    services = [(one.policy.document.name, "") for one in found.given if one.policy.benefit.amount is None]
    return [(label, rows) for label, rows in (*groups, ("服务", services)) if rows]


