"""What is due this month: looked through, collected, watched; what was paid to one person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from laoyou import acts
from laoyou.access import rules
from laoyou.access.types import Place, Scope
from laoyou.acts.requests import ActingRequest
from laoyou.benefits import forms, verbs
from laoyou.benefits.core import months
from laoyou.benefits.pages import due_words, showing, sight
from laoyou.benefits.reads import collectings, paid, paying, runs
from laoyou.benefits.reads.collectings import CollectingRecord
from laoyou.benefits.types import COLLECTING_STATE_LABELS, OFFSET_PERCENT, RunState
from laoyou.kernel.clock import local_date
from laoyou.kernel.errors import Conflict, Invalid
from laoyou.kernel.masking import mask_name
from laoyou.people.reads import persons
from laoyou.people.reads import reach as people
from laoyou.places import reads as places
from laoyou.places.types import Level
from laoyou.rules.types import Period

SEE, COLLECT = "benefits.see_runs", "benefits.collect"
MONTHS = 13
"""How many months are offered: this one and a year back."""
MOST_SHOWN = 50
SIGNS = {RunState.WORKING: "waiting", RunState.DONE: "ok", RunState.FAILED: "no"}


@dataclass(frozen=True, slots=True)
class Shown:
    """A collecting for its page and for the list."""

    record: CollectingRecord
    place: str
    month: str
    state: str
    sign: str
    working: bool
    cut_off: bool

    @property
    def title(self) -> str:
        return f"{self.month}应发归集"


@require_GET
def month(request: ActingRequest) -> HttpResponse:
    """The month's totals for a territory, once one is chosen; and what was collected before."""
    scope = sight.reach(request, SEE)
    form = _form(request, scope)
    asked = form.is_valid() if "month" in request.GET else False
    shown: dict[str, Any] = {
        "form": form,
        "collectings": [_shown(one, request) for one in collectings.collectings(scope, size=12).rows],
        "funds_url": reverse("benefits:funds"),
    }
    if asked:
        territory, day = form.cleaned_data["territory"], date.fromisoformat(form.cleaned_data["month"])
        acts.check(SEE, actor=request.actor, now=request.now, place=Place((territory,)))
        shown |= _totals(request, territory, months.month_of(day))
    return render(request, "benefits/paying.html", shown)


@require_POST
def collect(request: ActingRequest) -> HttpResponse:
    scope = sight.reach(request, COLLECT)
    form, offset = _form(request, scope), forms.Offset(request.POST)
    if not (form.is_valid() and offset.is_valid()):
        wrong = [str(text) for one in (form, offset) for texts in one.errors.values() for text in texts]
        messages.error(request, wrong[0])
        return redirect("benefits:paying")
    asked = form.cleaned_data
    try:
        number = verbs.collect(
            asked["territory"],
            month=months.month_of(date.fromisoformat(asked["month"])),
            offset_percent=offset.cleaned_data["offset_percent"],
            actor=request.actor,
            now=request.now,
        )
    except (Conflict, Invalid) as refused:
        messages.error(request, refused.message)
        return redirect(
            f"{reverse('benefits:paying')}?territory={asked['territory']}&month={asked['month']}"
        )
    return redirect("benefits:collecting", number)


@require_GET
def collecting(request: ActingRequest, collecting_id: int) -> HttpResponse:
    one, may = _open(request, collecting_id)
    shown = {"one": one, "may": may, "told": due_words.outcome(one.record) if one.record.done_at else ()}
    return render(request, "benefits/collecting.html", shown)


@require_GET
def progress(request: ActingRequest, collecting_id: int) -> HttpResponse:
    """The part of the page that changes; when the work is over the whole page is fetched anew."""
    one, _may = _open(request, collecting_id)
    answer = render(request, "benefits/collecting.html#progress", {"one": one})
    if not one.working:
        answer.headers["HX-Refresh"] = "true"
    return answer


@require_POST
def resume(request: ActingRequest, collecting_id: int) -> HttpResponse:
    _open(request, collecting_id)
    try:
        verbs.resume_collecting(collecting_id, actor=request.actor, now=request.now)
    except Conflict as refused:
        messages.error(request, refused.message)
    return redirect("benefits:collecting", collecting_id)


@require_GET
def person(request: ActingRequest, person_id: int) -> HttpResponse:
    """What was given to somebody, month by month; and what was too much."""
    place = people.place_of(person_id)
    acts.check(
        "benefits.see", actor=request.actor, now=request.now, place=place, person_id=person_id
    )
    kept = people.followed([person_id])[person_id]
    (name,) = persons.names([person_id]).values()
    over = paying.of_persons([kept], local_date(request.now).replace(day=1)).open
    shown = {
        "person_id": person_id,
        "name": mask_name(name.name),
        "months": due_words.by_month(paid.of_person(person_id)),
        "over": due_words.over_lines(over),
        "may": rules.acts_for(request.actor, place),
        "payee_url": reverse("payments:person", args=[person_id]),
    }
    return render(request, "benefits/paid.html", shown)


@require_POST
def recover(request: ActingRequest, person_id: int) -> HttpResponse:
    """Let be owed what was paid too much of one benefit."""
    place = people.place_of(person_id)
    acts.check(
        "benefits.recover", actor=request.actor, now=request.now, place=place, person_id=person_id
    )
    try:
        fen = verbs.recover(
            person_id,
            request.POST.get("benefit", ""),
            offset_percent=OFFSET_PERCENT,
            actor=request.actor,
            now=request.now,
        )
    except Conflict as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, f"已登记追回 {fen / 100:,.2f} 元，以后每次发放抵扣 {OFFSET_PERCENT}%。")
    return redirect("benefits:paid", person_id)


def _form(request: ActingRequest, scope: Scope) -> forms.Begin:
    """The reader's divisions down to towns; this month and those before."""
    offered, day = [], months.month_of(local_date(request.now))
    for _turn in range(MONTHS):
        offered.append((day.start.isoformat(), showing.month_said(day.start)))
        day = months.before(day)
    given = request.POST if request.method == "POST" else request.GET
    return forms.Begin(
        given if "month" in given else None, territories=sight.divisions(scope, Level.TOWN), months=offered
    )


def _totals(request: ActingRequest, territory: str, asked: Period) -> dict[str, Any]:
    today = local_date(request.now)
    found = paid.totals(paying.plan(territory, asked, today), request.now, today)
    may = rules.acts_for(request.actor, Place((territory,)))
    named = persons.names(one.person_id for one in found.open[:MOST_SHOWN])
    return {
        "asked": showing.month_said(asked.start),
        "territory": territory,
        "month": asked.start.isoformat(),
        "found": found,
        "given": due_words.sums(found.given),
        "unfunded": due_words.sums(found.unfunded),
        "beyond": due_words.sums(found.beyond),
        "budgets": [due_words.budget(budget, fen) for budget, fen in found.budgets],
        "persons": sum(one.missing for one in found.given),
        "open": [(one, mask_name(named[one.person_id].name)) for one in found.open[:MOST_SHOWN]],
        "open_more": max(0, len(found.open) - MOST_SHOWN),
        "undecided": runs.latest(territory, asked) is None,
        "may": may,
        "offset": forms.Offset(),
        "funds_url": f"{reverse('benefits:funds')}?division={territory}&month={asked.start.isoformat()}",
    }


def _open(request: ActingRequest, collecting_id: int) -> tuple[Shown, frozenset[str]]:
    """A collecting, and what the reader may do with it; a refusal is logged."""
    place = collectings.place_of_collecting(collecting_id)
    record = collectings.collecting(collecting_id)
    around = Scope.division(record.territory).holds(request.actor.scope)
    acts.check(SEE, actor=request.actor, now=request.now, place=None if around else place)
    return _shown(record, request), rules.acts_for(request.actor, place)


def _shown(record: CollectingRecord, request: ActingRequest) -> Shown:
    cut_off = record.is_cut_off(request.now)
    found = places.divisions([record.territory])
    return Shown(
        record=record,
        place=found[record.territory].full_name if record.territory in found else record.territory,
        month=showing.month_said(record.month),
        state=_("中断，什么也没有归集") if cut_off else COLLECTING_STATE_LABELS[record.state],
        sign="no" if cut_off else SIGNS[record.state],
        working=record.is_working(request.now),
        cut_off=cut_off,
    )
