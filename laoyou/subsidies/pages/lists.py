"""The lists: what has been claimed, and who may claim and has not."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.http import HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from laoyou import acts
from laoyou.access import rules
from laoyou.access.types import Place, Scope
from laoyou.acts.requests import ActingRequest
from laoyou.audit.types import Purpose
from laoyou.kernel.clock import local_date
from laoyou.kernel.money import Money
from laoyou.orgs import reads as orgs
from laoyou.subsidies import forms, reads
from laoyou.subsidies.pages import showing, sight
from laoyou.subsidies.reads.claims import ClaimRecord, Filter
from laoyou.subsidies.types import ClaimState
from laoyou.web import sheets
from laoyou.web.sheets import Column, Kind
from laoyou.web.types import Link

MOST_EXPORTED = 20_000
MOST_SHOWN = 200
"""Lines of those who have not claimed; the rest is counted, and found by narrowing."""
HEADINGS = (
    Column("编号", Kind.NUMBER),
    Column("补贴", width=26),
    Column("申报对象", width=36),
    Column("所在区划", width=36),
    Column("期间", width=12),
    Column("状态", width=12),
    Column("金额（元）", width=16),
    Column("发放", width=12),
    Column("申报人", width=12),
    Column("审批人", width=12),
    Column("理由", width=40),
)


@require_GET
def claims(request: ActingRequest) -> HttpResponse:
    """What was claimed, the newest first."""
    scope = sight.reach(request, "subsidies.see")
    form, asked = _asked(request, scope, "subsidies.see")
    page = reads.claims.claims(scope, asked, cursor=request.GET.get("page"))
    number, fen = reads.claims.counts(scope, asked)
    shown = {
        "tabs": tabs("claims"),
        "form": form,
        "chips": _chips(request.GET, form),
        "lines": showing.lines(page.rows),
        "total": number,
        "fen": fen,
        "next": _address(request.GET, page=page.next) if page.next else "",
        "previous": _address(request.GET, page=page.previous) if page.previous else "",
        "first": _address(request.GET, page=None),
        "export": reverse("subsidies:export") + _address(request.GET, page=None)
        if rules.may(request.actor, "subsidies.export")
        else "",
        "may_file": rules.may(request.actor, "subsidies.file"),
    }
    return render(request, "subsidies/list.html", shown)


@require_GET
def export(request: ActingRequest) -> HttpResponseBase:
    """The list as a spreadsheet; that it was taken is in the audit trail."""
    scope = sight.reach(request, "subsidies.export")
    _form, asked = _asked(request, scope, "subsidies.export")
    rows = reads.claims.each(scope, asked, most=MOST_EXPORTED)
    bounds = scope.division_bounds()
    acts.read(
        "subsidies.export",
        actor=request.actor,
        now=request.now,
        place=Place((asked.division or bounds[0],)) if bounds and bounds[0] else None,
        purpose=Purpose.EXPORT,
        kind="subsidy_claim",
        count=len(rows),
    )
    name = f"补贴申报 {local_date(request.now)}.xlsx"
    return sheets.workbook_answer(name, "补贴申报", HEADINGS, _exported(rows))


@require_GET
def unclaimed(request: ActingRequest) -> HttpResponse:
    """Who may be entitled by what is known, and has not claimed (政策找机构)."""
    scope = sight.reach(request, "subsidies.see")
    today = local_date(request.now)
    benefits, years = sight.benefits(scope, today), sight.years(today)
    given = {
        "benefit": request.GET.get("benefit") or next((code for code, _ in benefits), ""),
        "year": request.GET.get("year") or str(today.year),
    }
    form = forms.Unclaimed(given, benefits=benefits, years=years)
    found = []
    if form.is_valid():
        asked = form.cleaned_data
        found = reads.candidates.unclaimed(scope, asked["benefit"], int(asked["year"]), today)
    shown = {
        "tabs": tabs("unclaimed"),
        "form": form,
        "has_policies": bool(benefits),
        "lines": showing.offers(found[:MOST_SHOWN]),
        "total": len(found),
        "sure": sum(one.decision.is_due for one in found),
        "more": max(0, len(found) - MOST_SHOWN),
        "may_file": rules.may(request.actor, "subsidies.file"),
    }
    return render(request, "subsidies/unclaimed.html", shown)


@require_GET
def of_organisation(request: ActingRequest, organisation_id: int) -> HttpResponse:
    """What an organisation and its sites may claim, and what they have claimed."""
    place = orgs.place_of(organisation_id)
    sight.check_place(request, "subsidies.see", place)
    today = local_date(request.now)
    found = reads.candidates.of_organisation(organisation_id, today)
    shown = {
        "organisation_id": organisation_id,
        "name": orgs.names([organisation_id]).popitem()[1],
        "offers": showing.offers(found),
        "lines": showing.lines(reads.claims.of_organisation(organisation_id)),
        "may_file": "subsidies.file" in rules.acts_for(request.actor, place),
    }
    return render(request, "subsidies/organisation.html", shown)


def tabs(current: str) -> list[Link]:
    return [
        Link("申报", reverse("subsidies:list"), current == "claims"),
        Link("谁还没有申报", reverse("subsidies:unclaimed"), current == "unclaimed"),
    ]


def _asked(request: ActingRequest, scope: Scope, act: str) -> tuple[forms.Find, Filter]:
    """What the reader narrows the list to; a word that is no choice narrows nothing."""
    code = sight.division(request, act)
    today = local_date(request.now)
    form = forms.Find(
        request.GET,
        benefits=sight.benefits(scope, today),
        divisions=sight.divisions(scope),
        years=sight.years(today),
    )
    form.is_valid()
    given = form.cleaned_data
    return form, Filter(
        state=ClaimState(given["state"]) if given.get("state") else None,
        benefit=given.get("benefit", ""),
        division=code,
        year=int(given["year"]) if given.get("year") else None,
    )


def _exported(rows: list[ClaimRecord]) -> Iterator[tuple[Any, ...]]:
    for one in showing.lines(rows):
        row = one.row
        yield (
            row.id, row.benefit_name, row.subject, one.place, one.period, one.state,
            Money(row.fen).yuan if row.fen is not None else "", one.pays, row.filed_name, row.decided_name,
            row.reason,
        )  # fmt: skip


def _chips(asked: QueryDict, form: forms.Find) -> list[Link]:
    """Each condition in force, with the address that takes it off."""
    return [
        Link(f"{form.fields[name].label}：{_said(form, name)}", _address(asked, **{name: None, "page": None}))
        for name in ("state", "benefit", "division", "year")
        if form.cleaned_data.get(name)
    ]


def _said(form: forms.Find, name: str) -> str:
    choices: dict[str, Any] = dict(getattr(form.fields[name], "choices", ()))
    return str(choices.get(form.cleaned_data[name], "")).strip()


def _address(asked: QueryDict, **changes: str | None) -> str:
    given = asked.copy()
    for name, value in changes.items():
        given.pop(name, None)
        if value:
            given[name] = value
    return f"?{given.urlencode()}"
