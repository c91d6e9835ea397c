"""Handing in a bureau's list of organisations: what fits is taken in, the rest comes back with the reason."""

from __future__ import annotations

from collections.abc import Sequence

from django.core import signing
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from laoyou import acts
from laoyou.access.types import Place
from laoyou.acts.requests import ActingRequest
from laoyou.kernel.clock import local_date
from laoyou.kernel.errors import Conflict, Forbidden, Invalid
from laoyou.orgs import forms, reads, verbs
from laoyou.orgs.types import Roster, RosterCounts, RosterFault, RosterRow
from laoyou.places import reads as places
from laoyou.web.handed_in import check_bytes
from laoyou.web.sheets import Column, Kind, workbook_answer

SHOWN = 100
KEPT = 5000
"""Faults on the page, and in the file that can be fetched."""
SALT = "orgs.roster.faults"
HOURS = 12 * 3600
OUTSIDE = "这个区划不在您的辖区内，请删去这一行，或请上级导入。"


@require_http_methods(["GET", "POST"])
def upload(request: ActingRequest) -> HttpResponse:
    """Take in a list. The rows that can be taken are taken at once; the same list twice changes nothing."""
    acts.check("orgs.load_roster", actor=request.actor, now=request.now, place=None)
    if request.method == "GET":
        return _page(request, forms.Roster(initial={"since": local_date(request.now)}))
    form = forms.Roster(request.POST, request.FILES)
    if form.is_valid():
        try:
            return _take_in(request, form)
        except Invalid as wrong:
            form.add_error("file", wrong.message)
        except (Conflict, Forbidden) as refused:
            form.add_error(None, refused.message)
    return _page(request, form, status=422)


@require_POST
def faults(request: ActingRequest) -> HttpResponseBase:
    """The rows that came back, as they were, with their line and the reason, as a spreadsheet."""
    acts.check("orgs.load_roster", actor=request.actor, now=request.now, place=None)
    try:
        told = signing.loads(request.POST.get("faults", ""), salt=SALT, max_age=HOURS)
    except signing.BadSignature as stale:
        raise Invalid(_("这份退回清单已经过期，请重新导入名册。"), "stale") from stale
    headers, rows = told
    columns = [Column(_("原行号"), Kind.NUMBER), Column(_("退回原因"), width=44), *map(_column, headers)]
    filled = ([line, sentence, *_fitted(cells, len(headers))] for line, sentence, cells in rows)
    return workbook_answer("机构名册-退回的行.xlsx", "退回的行", columns, filled)


def _take_in(request: ActingRequest, form: forms.Roster) -> HttpResponse:
    file = form.cleaned_data["file"]
    check_bytes(file.size)
    roster = reads.read_roster(file.read(), places.all_codes())
    rows, outside = _within_reach(request, roster)
    counts = RosterCounts(0, 0, 0)
    if rows:
        counts = verbs.load_roster(
            rows, since=form.cleaned_data["since"], actor=request.actor, now=request.now
        )
    cells = {row.line: row.cells for row in roster.rows}
    refused = [RosterFault(one.line, one.sentence, cells[one.line]) for one in counts.faults]
    found = sorted([*roster.faults, *outside, *refused], key=lambda one: one.line)
    return _page(request, form, counts=counts, headers=roster.headers, found=found)


def _within_reach(request: ActingRequest, roster: Roster) -> tuple[list[RosterRow], list[RosterFault]]:
    """The rows that lie in the actor's divisions; the others as faults."""
    rows: list[RosterRow] = []
    outside: list[RosterFault] = []
    for row in roster.rows:
        if request.actor.scope.covers(Place((row.organisation.division,))):
            rows.append(row)
        else:
            outside.append(RosterFault(row.line, OUTSIDE, row.cells))
    return rows, outside


def _page(
    request: ActingRequest,
    form: forms.Roster,
    *,
    counts: RosterCounts | None = None,
    headers: Sequence[str] = (),
    found: Sequence[RosterFault] = (),
    status: int = 200,
) -> HttpResponse:
    kept = [(one.line, one.sentence, one.cells) for one in found[:KEPT]]
    words = {
        "form": form,
        "counts": counts,
        "taken": counts.added + counts.changed + counts.unchanged if counts else 0,
        "found": found,
        "shown": found[:SHOWN],
        "more": max(0, len(found) - SHOWN),
        "token": signing.dumps((headers, kept), salt=SALT, compress=True) if kept else "",
        "needed": "、".join(reads.ROSTER_NEEDED),
        "optional": "、".join(reads.ROSTER_OPTIONAL),
    }
    return render(request, "orgs/roster.html", words, status=status)


def _column(header: str) -> Column:
    return Column(header, width=18)


def _fitted(cells: Sequence[str], width: int) -> list[str]:
    return [*cells[:width], *[""] * (width - len(cells))]
