"""Who must be seen alive: the list for the walk, what was seen recorded singly or in bulk, reminders."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from laoyou import acts
from laoyou.access import rules
from laoyou.acts.requests import ActingRequest
from laoyou.audit.types import Purpose
from laoyou.benefits import forms, verbs
from laoyou.benefits.pages import sight, suspensions
from laoyou.benefits.reads import survival
from laoyou.benefits.reads.survival import CheckRow
from laoyou.benefits.types import PROOF_WAY_LABELS, SEEN_LABELS, ProofWay, Seen
from laoyou.kernel.clock import local_date
from laoyou.kernel.errors import Conflict, Invalid, NotFound
from laoyou.kernel.ids import PersonId
from laoyou.kernel.masking import mask_name
from laoyou.people.reads import persons, reach
from laoyou.places import reads as places
from laoyou.places.types import Level
from laoyou.web.types import Link

UNPROCESSABLE = 422
SIGNS = {Seen.FINE: "ok", Seen.SOON: "info", Seen.OVERDUE: "waiting", Seen.BEYOND: "no"}
ORDER = (Seen.SOON, Seen.OVERDUE, Seen.BEYOND, Seen.FINE)
_ACTS = ("benefits.prove_many", "benefits.warn", "benefits.export_checks", "benefits.print_checks")


@dataclass(frozen=True, slots=True)
class Line:
    """Somebody on the list, the name masked."""

    row: CheckRow
    name: str
    place: str
    state: str
    sign: str


@require_GET
def checks(request: ActingRequest) -> HttpResponse:
    """Those who are due soon, overdue, or beyond the grace, by village."""
    scope = sight.reach(request, "benefits.see")
    code, seen, today = sight.division(request, "benefits.see"), asked(request), local_date(request.now)
    page = survival.checks(scope, seen, today, division=code, cursor=request.GET.get("page"))
    counted = survival.counts(scope, today, code)
    form = forms.Near(request.GET, divisions=sight.divisions(scope, Level.VILLAGE))
    form.is_valid()
    shown = {
        "tabs": [
            Link(SEEN_LABELS[one], address(request, seen=one.value, page=None), one is seen, counted[one])
            for one in ORDER
        ],
        "seen": seen,
        "is_late": seen in survival.LATE,
        "form": form,
        "chips": [
            Link(f"区划：{places.division(code).short_name}", address(request, division=None, page=None))
        ]
        if code
        else [],
        "clear": address(request, division=None, page=None),
        "lines": lines(page.rows),
        "total": counted[seen],
        "prove": forms.Prove(initial={"day": today}),
        "query": address(request, page=None),
        "next": address(request, page=page.next) if page.next else "",
        "previous": address(request, page=page.previous) if page.previous else "",
        "first": address(request, page=None),
        "may": {act for act in _ACTS if rules.may(request.actor, act)},
        "purpose": Purpose.VISIT.value,
    }
    return render(request, "benefits/survival.html", shown)


@require_POST
def record(request: ActingRequest) -> HttpResponse:
    """Those who were ticked were seen."""
    ids, form = chosen(request), forms.Prove(request.POST)

    def act() -> str:
        given = _given(form)
        count = verbs.prove_many(ids, **given, actor=request.actor, now=request.now)
        return _("已登记 %(n)d 人的生存认证。") % {"n": count}

    return _done(request, act)


@require_POST
def warn(request: ActingRequest) -> HttpResponse:
    """Those who were ticked are written to."""
    ids = chosen(request)

    def act() -> str:
        count = verbs.warn(ids, actor=request.actor, now=request.now)
        return _("已写好 %(n)d 份提醒，请到告知书里打印送达。") % {"n": count}

    return _done(request, act)


@require_http_methods(["GET", "POST"])
def person(request: ActingRequest, person_id: int) -> HttpResponse:
    """When somebody was seen, what he has that is held back; a visit is recorded here."""
    place = reach.place_of(person_id)
    acts.check("benefits.see", actor=request.actor, now=request.now, place=place, person_id=person_id)
    today = {"day": local_date(request.now)}
    form = forms.Prove(request.POST) if request.method == "POST" else forms.Prove(initial=today)
    if request.method == "POST" and form.is_valid():
        try:
            verbs.prove_alive(person_id, **_given(form), actor=request.actor, now=request.now)
        except (Conflict, Invalid) as refused:
            field = getattr(refused, "field", None)
            form.add_error(field if field in form.fields else None, refused.message)
        else:
            messages.success(request, _("已登记。"))
            return redirect("benefits:survival_person", person_id)
    if request.method == "POST":
        acts.check("benefits.prove_alive", actor=request.actor, now=request.now, place=place)
    return show(request, person_id, prove=form, status=UNPROCESSABLE if form.errors else 200)


@require_POST
def take_back(request: ActingRequest, proof_id: int) -> HttpResponse:
    """A proof was a mistake."""
    place = survival.place_of_proof(proof_id)
    form = forms.TakeBack(request.POST)
    reason = form.cleaned_data["because"] if form.is_valid() else ""
    try:
        verbs.take_back_proof(proof_id, reason, actor=request.actor, now=request.now)
    except (Conflict, Invalid) as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, _("已撤回，到期日重新推算。"))
    return redirect("benefits:survival_person", place.person)


def show(
    request: ActingRequest,
    person_id: int,
    *,
    prove: forms.Prove | None = None,
    suspend: forms.Suspend | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page of a person; the caller has asked the permission."""
    today, place = local_date(request.now), reach.place_of(person_id)
    named = persons.names([person_id])[PersonId(person_id)]
    row = survival.of_person(person_id, today)
    found = places.divisions(place.divisions)
    shown = {
        "person_id": person_id,
        "name": mask_name(named.name),
        "is_dead": named.death_date is not None,
        "place": "、".join(one.full_name for one in found.values()),
        "check": lines([row])[0] if row else None,
        "proofs": [(one, PROOF_WAY_LABELS[one.way]) for one in survival.proofs(person_id)],
        "prove": prove or forms.Prove(initial={"day": today}),
        "take_back": forms.TakeBack(),
        "held": suspensions.lines_of(person_id),
        "suspend": suspend or suspensions.form_for(person_id, today),
        "may": rules.acts_for(request.actor, place),
    }
    return render(request, "benefits/survival_person.html", shown, status=status)


def lines(rows: Sequence[CheckRow]) -> list[Line]:
    named = persons.names(row.person_id for row in rows)
    found = places.divisions({row.division for row in rows})
    return [
        Line(
            row=row,
            name=mask_name(named[row.person_id].name),
            place=found[row.division].full_name if row.division in found else row.division,
            state=SEEN_LABELS[row.seen],
            sign=SIGNS[row.seen],
        )
        for row in rows
    ]


def asked(request: ActingRequest) -> Seen:
    """Which list is meant."""
    word = request.GET.get("seen", "")
    return Seen(word) if word in frozenset(Seen) else Seen.OVERDUE


def address(request: ActingRequest, **changes: str | None) -> str:
    """This page's question with some words changed, None taking one off."""
    given = request.GET.copy()
    for name, value in changes.items():
        given.pop(name, None)
        if value:
            given[name] = value
    return f"?{given.urlencode()}"


def chosen(request: ActingRequest) -> tuple[int, ...]:
    """The rows that were ticked; what is no number was not ticked by us."""
    given = request.POST.getlist("id")
    if not given or not all(one.isascii() and one.isdecimal() and len(one) < 19 for one in given):
        raise NotFound("没有选中人员，请回名单选择。", "no_check")
    return tuple(dict.fromkeys(map(int, given)))


def _given(form: forms.Prove) -> dict[str, Any]:
    """What the form says. Invalid, in its first words, when it says nothing whole."""
    if not form.is_valid():
        raise Invalid(str(next(iter(form.errors.values()))[0]), "proof")
    return {**form.cleaned_data, "way": ProofWay(form.cleaned_data["way"])}


def _done(request: ActingRequest, act: Callable[[], str]) -> HttpResponse:
    """Do it, then go on in the list."""
    try:
        said = act()
    except (Conflict, Invalid) as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, said)
    return redirect(reverse("benefits:survival") + address(request, page=None))
