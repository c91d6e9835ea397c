"""The report of a concluded sheet, with the name in full, for a purpose: as PDF, or as a page to print."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from laoyou import acts
from laoyou.acts.requests import ActingRequest
from laoyou.assessment import forms
from laoyou.assessment.pages import sight
from laoyou.assessment.pages.paper import Report, drawn
from laoyou.assessment.pages.showing import facts, groups, head, sections, signatures
from laoyou.assessment.reads import sheets
from laoyou.assessment.types import SheetRecord
from laoyou.kernel.clock import local_date
from laoyou.kernel.errors import Conflict, Invalid
from laoyou.people import reads as people
from laoyou.web import pdf

NOT_YET = "这份评估还没有结论，不能出具报告。"


@require_POST
def report(request: ActingRequest, sheet_id: int) -> HttpResponse:
    """PDF, or the page where `as` is `page` or no font is built. Who asked and why is in the audit trail."""
    record, _may = sight.open_sheet(request, "assessment.report", sheet_id)
    if record.outcome is None:
        raise Conflict(NOT_YET, "no_result")
    form = forms.Report(request.POST)
    if not form.is_valid():
        raise Invalid("请选择出具报告的用途。", "purpose", "purpose")
    acts.read(
        "assessment.report",
        actor=request.actor,
        now=request.now,
        place=people.place_of(record.line.person),
        person_id=record.line.person,
        purpose=form.cleaned_data["purpose"],
        kind="assessment",
        id=sheet_id,
    )
    found = said(record, request)
    if request.POST.get("as") == "page" or not pdf.has_fonts():
        shown = {"report": found, "no_font": request.POST.get("as") != "page"}
        return render(request, "assessment/report.html", shown)
    answer = HttpResponse(drawn(found), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{record.line.number}.pdf"'
    return answer


def said(record: SheetRecord, request: ActingRequest) -> Report:
    """All that stands on the report."""
    scale = sheets.scale_of(record)
    outcome = record.outcome
    if outcome is None:
        raise Conflict(NOT_YET, "no_result")
    return Report(
        head=head(record.line.person, local_date(request.now), in_full=True),
        title=scale.report,
        standard=f"{scale.number}（{scale.edition} 版）",
        grade=record.line.grade_name,
        initial=scale.grade(outcome.initial).name,
        outcome=outcome,
        facts=facts(record),
        groups=groups(scale, record.answers),
        sections=sections(scale, record.answers),
        signatures=signatures(record, scale.process.expert),
        concluded_at=record.concluded_at,
        due_on=record.line.due_on,
        ends_on=record.line.ends_on,
        note=scale.note,
        parameters=tuple(
            (one.about, one.choices.get(str(one.value), str(one.value))) for one in scale.parameters
        ),
        digest=record.scale_digest,
    )
