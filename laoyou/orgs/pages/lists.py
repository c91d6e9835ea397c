"""The list of organisations, and its export."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from laoyou import acts
from laoyou.access import rules
from laoyou.access.types import Place, Scope
from laoyou.acts.requests import ActingRequest
from laoyou.audit.types import Purpose
from laoyou.kernel.clock import local_date
from laoyou.orgs import forms, reads
from laoyou.orgs.types import (
    ORGANISATION_KIND_LABELS,
    REGISTRAR_LABELS,
    STANDING_LABELS,
    OrganisationKind,
    OrganisationRow,
    Standing,
)
from laoyou.places import reads as places
from laoyou.places.types import Level
from laoyou.web.sheets import Column, Kind, Value, workbook_answer
from laoyou.web.types import Link

STANDING_SIGNS = {
    Standing.PREPARING: "waiting",
    Standing.OPERATING: "ok",
    Standing.SUSPENDED: "no",
    Standing.CLOSED: "unknown",
}
PORTION = 1000
"""Rows of an export whose divisions are asked for together."""
SORTED_BY = ("name", "beds", "nursery_places")
EXPORTED = (
    Column("机构名称", width=36),
    Column("机构类型", width=18),
    Column("状态"),
    Column("统一社会信用代码", width=22),
    Column("登记性质", width=20),
    Column("区划代码", width=16),
    Column("所在区划", width=36),
    Column("床位数", Kind.NUMBER),
    Column("托位数", Kind.NUMBER),
)


@require_GET
def organisations(request: ActingRequest) -> HttpResponse:
    """The organisations of the reader's scope, narrowed, sorted, a page at a time."""
    reach = _reach(request, "orgs.see")
    form, asked = _asked(request, reach)
    sort = request.GET.get("sort", "name")
    today = local_date(request.now)
    found = reads.organisations(reach, asked, today, sort=sort, cursor=request.GET.get("page"))
    names = places.divisions(row.division for row in found.rows)
    page = {
        "form": form,
        "rows": [shown(row, names[row.division].full_name) for row in found.rows],
        "total": reads.count(reach, asked, today),
        "next": _page_url(request, found.next),
        "previous": _page_url(request, found.previous),
        "first": _address(request, page=None),
        "chips": _chips(request, form),
        "sorts": {name: _sort(request, name, sort) for name in SORTED_BY},
        "export_url": "export/" + _address(request, page=None)
        if rules.may(request.actor, "orgs.export")
        else "",
        "place": places.label(reach),
    }
    return render(request, "orgs/organisations.html", page)


@require_GET
def export(request: ActingRequest) -> HttpResponseBase:
    """The same list as a spreadsheet; that it was taken, how many rows and by whom is in the audit trail."""
    reach = _reach(request, "orgs.export")
    _form, asked = _asked(request, reach)
    today = local_date(request.now)
    acts.read(
        "orgs.export",
        actor=request.actor,
        now=request.now,
        place=_place_of_scope(reach),
        purpose=Purpose.EXPORT,
        kind="organisation",
        count=reads.count(reach, asked, today),
    )
    rows = reads.every(reach, asked, today)
    return workbook_answer(f"机构名单-{today}.xlsx", "机构名单", EXPORTED, _exported(rows))


def shown(row: OrganisationRow, home: str) -> dict[str, Any]:
    """A line as the list shows it."""
    return {
        "row": row,
        "home": home,
        "kind": ORGANISATION_KIND_LABELS[row.kind],
        "standing": STANDING_LABELS[row.standing] if row.standing else _("未登记"),
        "sign": STANDING_SIGNS[row.standing] if row.standing else "unknown",
    }


def _exported(rows: Any) -> Iterator[tuple[Value, ...]]:
    left = iter(rows)
    while portion := list(islice(left, PORTION)):
        names = places.divisions(row.division for row in portion)
        for row in portion:
            yield (
                row.name,
                ORGANISATION_KIND_LABELS[row.kind],
                STANDING_LABELS[row.standing] if row.standing else "",
                row.credit_code,
                REGISTRAR_LABELS[row.registrar] if row.registrar else "",
                row.division,
                names[row.division].full_name,
                row.beds,
                row.nursery_places,
            )


def _reach(request: ActingRequest, act: str) -> Scope:
    acts.check(act, actor=request.actor, now=request.now, place=None)
    return rules.reach(request.actor, act)


def _place_of_scope(scope: Scope) -> Place | None:
    bounds = scope.division_bounds()
    return Place((bounds[0],)) if bounds and bounds[0] else None


def _asked(request: ActingRequest, reach: Scope) -> tuple[forms.Find, reads.Filter]:
    """What the reader narrows the list to; a word that is no choice narrows nothing."""
    form = forms.Find(request.GET, _choices(reach))
    form.is_valid()
    asked = form.cleaned_data
    return form, reads.Filter(
        kind=OrganisationKind(asked["kind"]) if asked.get("kind") else None,
        standing=Standing(asked["standing"]) if asked.get("standing") else None,
        division=asked.get("division", ""),
        text=asked.get("text", ""),
    )


def _choices(reach: Scope) -> list[tuple[str, str]]:
    """Counties and towns of the scope, towns set in."""
    inset = {Level.TOWN: "　"}
    return [(one.code, inset.get(one.level, "") + one.short_name) for one in places.tree(reach, Level.TOWN)]


def _chips(request: ActingRequest, form: forms.Find) -> list[Link]:
    asked = {name: value for name, value in form.cleaned_data.items() if value}
    return [
        Link(f"{form.fields[name].label}：{_said(form, name, value)}", _address(request, **_off(name)))
        for name, value in asked.items()
    ]


def _off(name: str) -> dict[str, str | None]:
    return {name: None, "page": None}


def _said(form: forms.Find, name: str, value: str) -> str:
    choices: dict[str, Any] = dict(getattr(form.fields[name], "choices", ()))
    return str(choices.get(value, value)).strip()


def _sort(request: ActingRequest, name: str, sort: str) -> dict[str, str]:
    """How a heading is sorted now, and the address that sorts by it (the other way round when it is)."""
    ascending, descending = sort == name, sort == f"-{name}"
    wanted = f"-{name}" if ascending or (name != "name" and not descending) else name
    direction = "asc" if ascending else "desc" if descending else ""
    return {"now": direction, "url": _address(request, page=None, sort=wanted)}


def _page_url(request: ActingRequest, cursor: str | None) -> str:
    return _address(request, page=cursor) if cursor else ""


def _address(request: ActingRequest, **changes: str | None) -> str:
    asked = request.GET.copy()
    for name, value in changes.items():
        asked.pop(name, None)
        if value:
            asked[name] = value
    return f"?{asked.urlencode()}"
