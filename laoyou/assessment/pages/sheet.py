"""One sheet: how far it is while it is open, the report once it is concluded, and what may be done."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from laoyou.acts.requests import ActingRequest
from laoyou.assessment import forms
from laoyou.assessment.core import scoring
from laoyou.assessment.pages import sight
from laoyou.assessment.pages.acting import preview
from laoyou.assessment.pages.showing import (
    facts,
    findings,
    groups,
    head,
    line_words,
    sections,
    signatures,
)
from laoyou.assessment.reads import sheets
from laoyou.assessment.types import DISPUTE_SIDE_LABELS, SheetRecord, SheetState
from laoyou.kernel.clock import local_date
from laoyou.web.types import Step


@dataclass(frozen=True, slots=True)
class Act:
    """Something that may be done with the sheet now. `is_next` is the one that brings it on."""

    label: str
    url: str
    is_next: bool = False


DOABLE = {
    SheetState.DRAFT: ("reassign", "void"),
    SheetState.SIGNED: ("conclude", "reopen", "void"),
    SheetState.CONCLUDED: ("dispute", "revoke"),
    SheetState.DISPUTED: ("drop_dispute",),
    SheetState.REASSESSED: (),
    SheetState.VOID: (),
}
LABELS = {
    "reassign": "更换评估员",
    "void": "作废",
    "conclude": "出结论",
    "reopen": "退回修改",
    "dispute": "登记异议",
    "revoke": "撤销结论",
    "drop_dispute": "撤回异议",
}


@require_GET
def sheet(request: ActingRequest, sheet_id: int) -> HttpResponse:
    record, may = sight.open_sheet(request, "assessment.see", sheet_id)
    scale = sheets.scale_of(record)
    today = local_date(request.now)
    acts = doable(record, may, request.actor.user_id)
    shown = {
        **line_words(record.line),
        "record": record,
        "scale": scale,
        "head": head(record.line.person, today),
        "facts": facts(record),
        "groups": groups(scale, record.answers),
        "sections": sections(scale, record.answers),
        "signatures": signatures(record, scale.process.expert),
        "missing": len(scoring.missing(scale, record.answers)),
        "findings": findings(scale, record),
        "preview": preview(scale, record),
        "initial": scale.grade(record.outcome.initial).name if record.outcome else "",
        "disputes": [(one, DISPUTE_SIDE_LABELS[one.side]) for one in record.disputes],
        "steps": steps(record),
        "next": next((one for one in acts if one.is_next), None),
        "menu": [one for one in acts if not one.is_next],
        "is_open": record.line.state is SheetState.DRAFT
        and not any(one.signed_at for one in record.assessors),
        "is_due": record.line.due_on is not None and record.line.due_on <= today,
        "report": forms.Report() if record.outcome and "assessment.report" in may else None,
    }
    return render(request, "assessment/sheet.html", shown)


def doable(record: SheetRecord, may: frozenset[str], user_id: int | None) -> list[Act]:
    """What the reader may do with the sheet as it stands."""
    found = []
    hers = next((one for one in record.assessors if one.user_id == user_id), None)
    signed = [one for one in record.assessors if one.signed_at]
    line = record.line
    if line.state is SheetState.DRAFT and hers and "assessment.answer" in may:
        if not signed:
            whole = line.answered == line.questions
            label = "查看和修改" if whole else "继续填写"
            found.append(Act(label, reverse("assessment:visit", args=[line.id]), not whole))
        if line.answered == line.questions and hers.signed_at is None:
            found.append(Act("签字", reverse("assessment:sign", args=[line.id]), True))
    names = [*DOABLE[line.state], *(("reopen",) if line.state is SheetState.DRAFT and signed else ())]
    for name in names:
        if f"assessment.{name}" in may and not (signed and name == "reassign"):
            url = reverse(f"assessment:{name}", args=[line.id])
            found.append(Act(LABELS[name], url, name == "conclude"))
    if line.state is SheetState.DISPUTED and record.redone_by is None and "assessment.begin" in may:
        begin = reverse("assessment:begin", args=[line.person])
        found.append(Act("安排复评", f"{begin}?redoes={line.id}", True))
    return found


def steps(record: SheetRecord) -> tuple[Step, ...]:
    """The way of a sheet, and where it is."""
    line = record.line
    signed = sum(1 for one in record.assessors if one.signed_at)
    done = {
        SheetState.DRAFT: 0 if line.answered < line.questions else 1,
        SheetState.SIGNED: 2,
    }.get(line.state, 3)
    notes = (f"{line.answered}/{line.questions}", f"{signed}/2", "")
    return tuple(
        Step(label, "done" if place < done else "current" if place == done else "todo", note)
        for place, (label, note) in enumerate(zip(("填写", "签字", "出结论"), notes, strict=True))
    )
