"""The list that goes on the walk: on paper with names in full, for a purpose; or as a masked spreadsheet."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from laoyou import acts
from laoyou.access.types import Place, Scope
from laoyou.acts.requests import ActingRequest
from laoyou.audit.types import Purpose
from laoyou.benefits.pages import sight, survival
from laoyou.benefits.reads import survival as reads
from laoyou.benefits.types import SEEN_LABELS
from laoyou.kernel.clock import local_date
from laoyou.kernel.errors import Invalid
from laoyou.people.reads import persons
from laoyou.places import reads as places
from laoyou.web import sheets
from laoyou.web.sheets import Column

MOST_EXPORTED, MOST_PRINTED = 20_000, 2_000
HEADINGS = (
    Column("姓名", width=12),
    Column("所在区划", width=36),
    Column("上次见到", sheets.Kind.DATE),
    Column("到期", sheets.Kind.DATE),
    Column("情况", width=16),
    Column("提醒时间", sheets.Kind.MINUTE),
)


@require_GET
def export(request: ActingRequest) -> HttpResponseBase:
    """The list as a spreadsheet, names masked; that it was taken is in the audit trail."""
    scope = sight.reach(request, "benefits.export_checks")
    code, seen = sight.division(request, "benefits.export_checks"), survival.asked(request)
    rows = list(reads.each(scope, seen, local_date(request.now), division=code, most=MOST_EXPORTED))
    acts.read(
        "benefits.export_checks",
        actor=request.actor,
        now=request.now,
        place=_place(scope, code),
        purpose=Purpose.EXPORT,
        kind="check",
        count=len(rows),
    )
    told = (
        (one.name, one.place, one.row.since, one.row.due_on, one.state, one.row.warned_at)
        for one in survival.lines(rows)
    )
    name = f"生存认证 {SEEN_LABELS[seen]} {local_date(request.now)}.xlsx"
    return sheets.workbook_answer(name, "生存认证", HEADINGS, told)


@require_POST
def print_walk(request: ActingRequest) -> HttpResponse:
    """The list for the village cadre's walk, with names in full and room to sign."""
    scope = sight.reach(request, "benefits.print_checks")
    code, seen = sight.division(request, "benefits.print_checks"), survival.asked(request)
    today = local_date(request.now)
    purpose = request.POST.get("purpose", "")
    if purpose not in frozenset(Purpose):
        raise Invalid("打印会显示完整姓名，请从生存认证名单点“打印走访名单”。", "purpose")
    place = _place(scope, code)
    acts.check("people.reveal", actor=request.actor, now=request.now, place=place)
    rows = list(reads.each(scope, seen, today, division=code, most=MOST_PRINTED))
    acts.read(
        "benefits.print_checks",
        actor=request.actor,
        now=request.now,
        place=place,
        purpose=Purpose(purpose),
        kind="check",
        count=len(rows),
    )
    named = persons.names(row.person_id for row in rows)
    found = places.divisions({row.division for row in rows})
    shown = {
        "label": SEEN_LABELS[seen],
        "rows": [
            (named[row.person_id], found[row.division].full_name if row.division in found else "", row)
            for row in rows
        ],
        "today": today,
        "query": request.GET.urlencode(),
    }
    return render(request, "benefits/survival_print.html", shown)


def _place(scope: Scope, code: str) -> Place | None:
    if code:
        return Place((code,))
    bounds = scope.division_bounds()
    return Place((bounds[0],)) if bounds else None
