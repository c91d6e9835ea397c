"""The assessors' form for a visit: every item on one page, saved as it goes, working on without a network."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from laoyou.acts.requests import ActingRequest
from laoyou.assessment import verbs
from laoyou.assessment.core.scale import Answering, Question, Scale
from laoyou.assessment.pages import sight
from laoyou.assessment.pages.showing import findings, head
from laoyou.assessment.reads import sheets
from laoyou.assessment.types import (
    CONFIRMED,
    INFORMANT,
    INFORMANT_RELATION_LABELS,
    Change,
    Refused,
    Saved,
    SheetRecord,
    SheetState,
)
from laoyou.kernel.clock import local_date
from laoyou.kernel.errors import Conflict, Forbidden, Invalid

WORKER = Path(__file__).parent.parent / "static" / "assessment" / "visit-worker.js"
BLANK_ROWS = 2


@require_GET
def worker(request: ActingRequest) -> HttpResponse:
    """The service worker that keeps the visit's page: served from inside the one folder that it serves."""
    return HttpResponse(WORKER.read_text(encoding="utf-8"), content_type="text/javascript; charset=utf-8")


@require_http_methods(["GET", "POST"])
def visit(request: ActingRequest, sheet_id: int) -> HttpResponse:
    """The form. A POST of all of it is what a browser without scripts sends."""
    record, _may = sight.open_sheet(request, "assessment.answer", sheet_id)
    if not is_open(record):
        return redirect("assessment:sheet", sheet_id)
    scale = sheets.scale_of(record)
    refused: tuple[Refused, ...] = ()
    if request.method == "POST":
        try:
            changes = whole_form(scale, request.POST, record)
            refused = verbs.answer(sheet_id, changes, actor=request.actor, now=request.now).refused
        except (Conflict, Forbidden, Invalid) as stopped:
            refused = (Refused("", stopped.message, False),)
        if not refused:
            messages.success(request, _("已保存。"))
            return redirect("assessment:sheet", sheet_id)
        record = sheets.sheet(sheet_id)
    shown = {
        "record": record,
        "line": record.line,
        "head": head(record.line.person, local_date(request.now)),
        "user_id": request.actor.user_id,
        "groups": [_group(group, record) for group in scale.groups],
        "sections": [
            (section, [_question(one, record) for one in section.questions]) for section in scale.sections
        ],
        "items": len(scale.items),
        "answered": sum(key in record.answers for key in scale.items),
        "informant": record.informant,
        "relations": list(INFORMANT_RELATION_LABELS.items()),
        "state": _state(scale, record),
        "refused": refused,
        "is_assessor": request.actor.user_id in {one.user_id for one in record.assessors},
    }
    return render(request, "assessment/visit.html", shown, status=422 if refused else 200)


@require_http_methods(["GET", "POST"])
def answers(request: ActingRequest, sheet_id: int) -> JsonResponse:
    """What the sheet says, and the door for changes: JSON both ways, many at once, in their order.

    A POST holds `changes`, each `item`, `value`, `was`. 400 for what is no such thing; 409 with a sentence
    when the sheet is signed.
    """
    record, _may = sight.open_sheet(request, "assessment.answer", sheet_id)
    if request.method == "GET":
        return _told(record, Saved(0, ()))
    try:
        changes = _changes(request.body)
        saved = verbs.answer(sheet_id, changes, actor=request.actor, now=request.now)
    except (Conflict, Forbidden, Invalid) as refused:
        status = {Conflict: 409, Forbidden: 403}.get(type(refused), 400)
        return JsonResponse({"sentence": refused.message, "open": is_open(record)}, status=status)
    return _told(sheets.sheet(sheet_id), saved)


def is_open(record: SheetRecord) -> bool:
    """Whether answers may still be given."""
    return record.line.state is SheetState.DRAFT and not any(one.signed_at for one in record.assessors)


def _told(record: SheetRecord, saved: Saved) -> JsonResponse:
    scale = sheets.scale_of(record)
    refused = [
        {"item": one.item, "sentence": one.sentence, "conflict": one.is_conflict, "value": one.value}
        for one in saved.refused
    ]
    return JsonResponse({"open": is_open(record), "refused": refused, **_state(scale, record)})


def _state(scale: Scale, record: SheetRecord) -> dict[str, Any]:
    """What the page's script needs: the answers, and where they contradict each other."""
    kept: dict[str, Any] = dict(record.answers)
    if record.informant:
        kept[INFORMANT] = {
            "name": record.informant.name,
            "relation": record.informant.relation,
            "strokes": record.informant.strokes,
            "on_paper": record.informant.on_paper,
        }
    kept[CONFIRMED] = sorted(record.confirmed)
    found = [
        {"key": one.key, "says": one.says, "refused": one.is_refused, "item": one.item}
        for one in findings(scale, record)
    ]
    return {"answers": kept, "findings": found, "required": scale.required}


def _changes(body: bytes) -> list[Change]:
    try:
        given = json.loads(body)["changes"]
        return [Change(str(one["item"])[:64], one.get("value"), one.get("was")) for one in given]
    except (ValueError, KeyError, TypeError, AttributeError) as strange:
        raise Invalid(_("提交的内容不完整，请刷新页面后再试。"), "body") from strange


def whole_form(scale: Scale, posted: QueryDict, record: SheetRecord) -> list[Change]:
    """Every field of the form as a change from what the sheet says; empty fields take nothing away."""
    found: dict[str, Any] = {key: posted.get(key) for key in scale.items}
    found |= {key: _posted(one, posted) for key, one in scale.questions.items()}
    found[CONFIRMED] = posted.getlist(CONFIRMED)
    if posted.get("informant_name") and record.informant is None:
        found[INFORMANT] = {
            "name": posted.get("informant_name"),
            "relation": posted.get("informant_relation"),
            "on_paper": posted.get("informant_on_paper") == "on",
        }
    known: dict[str, Any] = {**record.answers, CONFIRMED: sorted(record.confirmed)}
    return [Change(key, value, known.get(key)) for key, value in found.items() if value]


def _posted(question: Question, posted: QueryDict) -> Any:
    match question.answering:
        case Answering.MANY:
            return posted.getlist(question.key)
        case Answering.ROWS:
            cells = posted.getlist(question.key)
            wide = len(question.columns)
            return [cells[place : place + wide] for place in range(0, len(cells) // wide * wide, wide)]
        case _:
            return posted.get(question.key)


def _group(group: Any, record: SheetRecord) -> dict[str, Any]:
    items = [{"item": item, "given": record.answers.get(item.key)} for item in group.items]
    return {"group": group, "items": items, "answered": sum(one["given"] is not None for one in items)}


def _question(question: Question, record: SheetRecord) -> dict[str, Any]:
    given = record.answers.get(question.key)
    rows = [*(given or [])] if question.answering is Answering.ROWS else []
    if question.answering is Answering.ROWS:
        rows += [[""] * len(question.columns) for _blank in range(BLANK_ROWS)]
    chosen = given if isinstance(given, list) else [given]
    return {
        "question": question,
        "given": given,
        "choices": [(choice, choice.key in chosen) for choice in question.choices],
        "rows": rows,
    }
