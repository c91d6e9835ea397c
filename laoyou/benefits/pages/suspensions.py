"""Benefits held back: the list, one with the way to pay it again, and holding back what a person has."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from laoyou import acts
from laoyou.access import rules
from laoyou.acts.requests import ActingRequest
from laoyou.benefits import forms, verbs
from laoyou.benefits.core import months
from laoyou.benefits.core.saying import month_said
from laoyou.benefits.pages import sight
from laoyou.benefits.reads import grants, suspensions
from laoyou.benefits.reads.suspensions import SuspensionRecord
from laoyou.benefits.types import HOLD_REASON_LABELS
from laoyou.kernel.clock import local_date
from laoyou.kernel.errors import Conflict, Forbidden, Invalid
from laoyou.kernel.ids import PersonId
from laoyou.kernel.masking import mask_name
from laoyou.people.reads import persons, reach
from laoyou.places import reads as places
from laoyou.web.types import Link

UNPROCESSABLE, MONTHS_AHEAD, MONTHS_BACK = 422, 4, 24


@dataclass(frozen=True, slots=True)
class Line:
    """A suspension as a list shows it: the name masked, in words and colour."""

    row: SuspensionRecord
    name: str
    place: str
    benefit: str
    reason: str
    months: str
    state: str
    sign: str


@require_GET
def suspensions_list(request: ActingRequest) -> HttpResponse:
    """Those that last, or that were lifted."""
    scope = sight.reach(request, "benefits.see")
    is_open = request.GET.get("state") != "lifted"
    page = suspensions.suspensions(scope, is_open=is_open, cursor=request.GET.get("page"))
    state = "" if is_open else "state=lifted&"
    shown = {
        "tabs": [
            Link(_("正在暂停"), "?", is_open, suspensions.count_open(scope)),
            Link(_("已恢复"), "?state=lifted", not is_open),
        ],
        "lines": lines(page.rows),
        "is_open": is_open,
        "next": f"?{state}page={page.next}" if page.next else "",
        "previous": f"?{state}page={page.previous}" if page.previous else "",
    }
    return render(request, "benefits/suspensions.html", shown)


@require_http_methods(["GET", "POST"])
def suspension(request: ActingRequest, suspension_id: int) -> HttpResponse:
    """One, and how it is lifted."""
    place = suspensions.place_of_suspension(suspension_id)
    record = suspensions.suspension(suspension_id)
    acts.check(
        "benefits.see", actor=request.actor, now=request.now, place=place, person_id=record.person_id
    )
    may = rules.acts_for(request.actor, place)
    form = forms.Lift(
        request.POST if request.method == "POST" else None,
        months=_lifting_months(record, local_date(request.now)),
        may_lose="benefits.forfeit" in may,
        start=months.month_of(local_date(request.now)).start.isoformat(),
    )
    if request.method == "POST":
        acts.check("benefits.resume", actor=request.actor, now=request.now, place=place)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        lift = verbs.resume if given["money"] == "pay" else verbs.forfeit
        told = {"start": given["start"], "because": given["because"]}
        try:
            lift(suspension_id, **told, actor=request.actor, now=request.now)
        except (Conflict, Forbidden, Invalid) as refused:
            form.add_error(None, refused.message)
        else:
            messages.success(request, _("已恢复，告知书已写好。"))
            return redirect("benefits:suspension", suspension_id)
    (line,) = lines([record])
    shown = {"line": line, "row": record, "form": form, "may": may}
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "benefits/suspension.html", shown, status=status)


@require_POST
def suspend(request: ActingRequest, person_id: int) -> HttpResponse:
    """Hold back what was ticked."""
    place = reach.place_of(person_id)
    acts.check("benefits.suspend", actor=request.actor, now=request.now, place=place, person_id=person_id)
    form = form_for(person_id, local_date(request.now), request.POST)
    if not form.is_valid():
        messages.error(request, str(next(iter(form.errors.values()))[0]))
        return redirect("benefits:survival_person", person_id)
    try:
        made = verbs.suspend(person_id, **form.cleaned_data, actor=request.actor, now=request.now)
    except (Conflict, Invalid) as refused:
        messages.error(request, refused.message)
        return redirect("benefits:survival_person", person_id)
    messages.success(request, _("已暂停 %(n)d 项，告知书已写好。") % {"n": len(made)})
    return redirect("benefits:survival_person", person_id)


def form_for(person_id: int, today: date, data: QueryDict | None = None) -> forms.Suspend:
    """The form of what a person has today, from this month on."""
    held = grants.of_persons([person_id])
    names = suspensions.names_held([person_id])
    on_hold = {benefit for _person, benefit in suspensions.open_of([person_id])}
    open_ = [
        one
        for rows in held.values()
        for one in rows
        if (one.span.end is None or one.span.end >= today) and one.benefit not in on_hold
    ]
    choices = {one.benefit: names[PersonId(person_id), one.benefit] for one in open_}
    ahead = [months.month_of(today)]
    while len(ahead) < MONTHS_AHEAD:
        ahead.append(months.after(ahead[-1]))
    said = [(one.start.isoformat(), month_said(one.start)) for one in ahead]
    return forms.Suspend(data, benefits=choices.items(), months=said)


def lines_of(person_id: int) -> list[Line]:
    """What was ever held back of a person."""
    return lines([one for rows in suspensions.of_persons([person_id]).values() for one in rows])


def lines(rows: Sequence[SuspensionRecord]) -> list[Line]:
    """Rows for a list: as many queries for many as for one."""
    ids = {row.person_id for row in rows}
    named, names = persons.names(ids), suspensions.names_held(ids)
    found = places.divisions({row.division for row in rows})
    return [
        Line(
            row=row,
            name=mask_name(named[row.person_id].name),
            place=found[row.division].full_name if row.division in found else row.division,
            benefit=names.get((row.person_id, row.benefit), row.benefit),
            reason=HOLD_REASON_LABELS[row.reason],
            months=_months(row),
            state=_state(row),
            sign="waiting" if row.is_open else "no" if row.pays_back is False else "ok",
        )
        for row in rows
    ]


def _months(row: SuspensionRecord) -> str:
    start = row.span.start
    if start is None:
        return ""
    if row.is_void:
        return _("没有停过")
    if row.span.end is None:
        return _("%(m)s起") % {"m": month_said(start)}
    return f"{month_said(start)}至 {month_said(row.span.end)}"


def _state(row: SuspensionRecord) -> str:
    if row.is_open:
        return _("暂停中")
    if row.is_void:
        return _("已撤销，没有停过")
    return _("已恢复，补发") if row.pays_back else _("已恢复，停发月份不补")


def _lifting_months(row: SuspensionRecord, today: date) -> Iterable[tuple[str, str]]:
    """From the first month that was held back to the next month, the latest first."""
    last = months.after(months.month_of(today))
    first = max(row.span.start or last.start, last.start.replace(year=last.start.year - MONTHS_BACK // 12))
    found = [*months.between(first, months.after(last).start)] or [last]
    return [(one.start.isoformat(), month_said(one.start)) for one in reversed(found)]
