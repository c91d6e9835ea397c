"""The auditor's desk: who did what, on whom, and whether the trail is whole."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from laoyou import acts
from laoyou.access.types import Place, Scope, ScopeKind, division_code
from laoyou.acts.requests import ActingRequest
from laoyou.audit import reads as trail
from laoyou.audit.types import Purpose
from laoyou.desks import sight
from laoyou.desks.auditor.entries import lines
from laoyou.desks.auditor.questions import Questions
from laoyou.desks.auditor.verifying import shown
from laoyou.kernel.clock import local_date
from laoyou.kernel.errors import Conflict
from laoyou.verifications import verbs as verifications
from laoyou.web import sheets
from laoyou.web.sheets import Column, Kind

PAGE_SIZE = 50
MOST_EXPORTED = 50_000
UNPROCESSABLE = 422


@require_GET
def audit(request: ActingRequest) -> HttpResponse:
    """The trail within the auditor's scope, newest first, narrowed as asked."""
    scope = sight.reach(request, "audit.see")
    return render(request, "desks/audit.html", _view(request, scope))


def _view(request: ActingRequest, scope: Scope) -> dict[str, object]:
    form = Questions(request.GET)
    asked = form.filter()
    page = trail.entries(scope, asked, size=PAGE_SIZE, cursor=request.GET.get("page")) if asked else None
    params = request.GET.copy()
    params.pop("page", None)
    same = f"?{params.urlencode()}"
    return {
        "form": form,
        "lines": list(lines(page.rows)) if page else [],
        "count": trail.count(scope, asked) if asked else None,
        "asked": bool([value for value in params.values() if value]),
        "next": f"{same}&page={page.next}" if page and page.next else "",
        "previous": f"{same}&page={page.previous}" if page and page.previous else "",
        "first": same,
        "export_url": reverse("audit_export") + same,
        "same": same,
        "verification": shown(request.now),
    }


@require_POST
def audit_export(request: ActingRequest) -> HttpResponseBase:
    """The same entries as a spreadsheet, at most `MOST_EXPORTED`; the export is itself on the trail.

    A question that was filled in wrongly exports nothing: the page says what is wrong with it.
    """
    scope = sight.reach(request, "audit.export")
    asked = Questions(request.GET).filter()
    if asked is None:
        return render(request, "desks/audit.html", _view(request, scope), status=UNPROCESSABLE)
    count = min(trail.count(scope, asked), MOST_EXPORTED)
    acts.read(
        "audit.export",
        actor=request.actor,
        now=request.now,
        place=_whole(scope),
        purpose=Purpose.OVERSIGHT.value,
        kind="trail",
        count=count,
    )
    name = f"操作记录 {local_date(request.now)}.xlsx"
    return sheets.workbook_answer(name, "操作记录", HEADINGS, _cells(scope, asked))


@require_POST
def audit_verify(request: ActingRequest) -> HttpResponse:
    """Have every chain walked, by and by; the page of the trail says how far it is and what was found."""
    try:
        verifications.start(actor=request.actor, now=request.now)
    except Conflict as refused:
        messages.error(request, refused.message)
    return redirect(f"{reverse('audit')}?{request.GET.urlencode()}")


@require_GET
def audit_verification(request: ActingRequest) -> HttpResponse:
    """How far the verification is; when it is over the whole page is fetched anew."""
    sight.reach(request, "audit.see")
    verification = shown(request.now)
    answer = render(request, "desks/audit.html#progress", {"verification": verification})
    if not verification.working:
        answer.headers["HX-Refresh"] = "true"
    return answer


def _whole(scope: Scope) -> Place:
    """The auditor's whole scope as a place."""
    return Place((division_code(scope.key),)) if scope.kind is ScopeKind.DIVISION else Place()


HEADINGS = (
    Column("时间", Kind.MINUTE),
    "谁",
    "身份",
    Column("代表", width=24),
    Column("事项", width=24),
    "结果",
    Column("对象", width=18),
    Column("人员编号", Kind.NUMBER),
    Column("件数", Kind.NUMBER),
    "用途",
)


def _cells(scope: Scope, asked: trail.Filter) -> Iterator[Sequence[sheets.Value]]:
    cursor: str | None = None
    left = MOST_EXPORTED
    while left > 0:
        page = trail.entries(scope, asked, size=min(1000, left), cursor=cursor)
        for entry, line in zip(page.rows, lines(page.rows), strict=True):
            yield (
                line.at, line.who, line.role, line.acting_for, line.what, line.outcome, line.subject,
                line.person_id, entry.count, line.purpose,
            )  # fmt: skip
        cursor, left = page.next, left - len(page.rows)
        if cursor is None:
            return
