"""The acts on a sheet: each a form and one verb."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from laoyou.acts.requests import ActingRequest
from laoyou.assessment import forms, verbs
from laoyou.assessment.core import scoring
from laoyou.assessment.core.scale import Scale
from laoyou.assessment.pages import sight
from laoyou.assessment.pages.person import assessors
from laoyou.assessment.pages.showing import findings, head
from laoyou.assessment.reads import sheets
from laoyou.assessment.types import AssessorGiven, DisputeSide, Seat, SheetRecord
from laoyou.kernel.clock import local_date
from laoyou.kernel.errors import Conflict, Forbidden, Invalid, NotFound

GET_OR_POST = ["GET", "POST"]


@require_http_methods(GET_OR_POST)
def sign(request: ActingRequest, sheet_id: int) -> HttpResponse:
    """What the answers come to, what is still wrong, and the pad to sign on."""
    record, _may = sight.open_sheet(request, "assessment.sign", sheet_id)
    scale = sheets.scale_of(record)
    form = forms.Sign(_posted(request))

    def save() -> None:
        asked = form.cleaned_data
        verbs.sign(
            sheet_id,
            typed=asked["typed"],
            drawn=asked["strokes"],
            is_impartial=asked["is_impartial"],
            actor=request.actor,
            now=request.now,
        )

    if _saved(request, form, save):
        messages.success(request, _("已签字。"))
        return redirect("assessment:sheet", sheet_id)
    shown = {
        "record": record,
        "head": head(record.line.person, local_date(request.now)),
        "form": form,
        "missing": [(key, scale.name_of(key)) for key in scoring.missing(scale, record.answers)],
        "findings": [one for one in findings(scale, record) if one.is_refused or not one.is_confirmed],
        "outcome": preview(scale, record),
        "seat": next((one for one in record.assessors if one.user_id == request.actor.user_id), None),
        "expert": scale.process.expert,
    }
    return render(request, "assessment/sign.html", shown, status=422 if form.errors else 200)


def preview(scale: Scale, record: SheetRecord) -> dict[str, Any] | None:
    """What the answers come to as they stand; None while something is missing."""
    if scoring.missing(scale, record.answers):
        return None
    found = scoring.outcome(scale, record.answers)
    return {
        "outcome": found,
        "grade": scale.grade(found.grade).name,
        "initial": scale.grade(found.initial).name,
    }


@require_http_methods(GET_OR_POST)
def reopen(request: ActingRequest, sheet_id: int) -> HttpResponse:
    form = forms.Why(_posted(request))
    return _page(
        request,
        sheet_id,
        "assessment.reopen",
        form,
        lambda: verbs.reopen(sheet_id, form.cleaned_data["reason"], actor=request.actor, now=request.now),
        title=_("退回修改"),
        explain=_("已有的签字会作废，改好以后两位评估员都要重新签字。"),
        done=_("已退回，可以修改了。"),
    )


@require_http_methods(GET_OR_POST)
def conclude(request: ActingRequest, sheet_id: int) -> HttpResponse:
    record, _may = sight.open_sheet(request, "assessment.conclude", sheet_id)
    scale = sheets.scale_of(record)
    experts = sum(one.is_qualified for one in record.assessors)
    form = forms.Conclude(_posted(request), by_expert=experts < scale.process.experts_to_conclude)
    found = preview(scale, record)
    words = _("结论：%(grade)s。出结论以后不能再改，并作为身份状况供各部门使用。")
    return _page(
        request,
        sheet_id,
        "assessment.conclude",
        form,
        lambda: verbs.conclude(
            sheet_id,
            as_expert=form.cleaned_data.get("as_expert", False),
            actor=request.actor,
            now=request.now,
        ),
        title=_("出评估结论"),
        explain=words % {"grade": found["grade"]} if found else _("评估表还没有填完。"),
        done=_("已出结论。"),
    )


@require_http_methods(GET_OR_POST)
def reassign(request: ActingRequest, sheet_id: int) -> HttpResponse:
    record, _may = sight.open_sheet(request, "assessment.reassign", sheet_id)
    form = forms.Reassign(_posted(request), assessors=assessors(record.line.person, request, without=set()))

    def save() -> None:
        asked = form.cleaned_data
        given = AssessorGiven(int(asked["user"]), asked["is_qualified"])
        verbs.reassign(sheet_id, Seat(asked["seat"]), given, actor=request.actor, now=request.now)

    return _page(
        request,
        sheet_id,
        "assessment.reassign",
        form,
        save,
        title=_("更换评估员"),
        explain=_("评估员与老人有亲属、照护等利害关系的，应当回避；不能到场的，也在这里换人。"),
        done=_("评估员已更换。"),
    )


@require_http_methods(GET_OR_POST)
def void(request: ActingRequest, sheet_id: int) -> HttpResponse:
    form = forms.Why(_posted(request))
    return _page(
        request,
        sheet_id,
        "assessment.void",
        form,
        lambda: verbs.void(sheet_id, form.cleaned_data["reason"], actor=request.actor, now=request.now),
        title=_("作废这份评估"),
        explain=_("作废后不能恢复，填写的内容留底。"),
        done=_("已作废。"),
        grave=True,
    )


@require_http_methods(GET_OR_POST)
def revoke(request: ActingRequest, sheet_id: int) -> HttpResponse:
    form = forms.Why(_posted(request))
    return _page(
        request,
        sheet_id,
        "assessment.revoke",
        form,
        lambda: verbs.revoke(sheet_id, form.cleaned_data["reason"], actor=request.actor, now=request.now),
        title=_("撤销评估结论"),
        explain=_("只用于录错了人等差错：这个等级从来不算数，上一次的结论继续有效。"),
        done=_("结论已撤销。"),
        grave=True,
    )


@require_http_methods(GET_OR_POST)
def dispute(request: ActingRequest, sheet_id: int) -> HttpResponse:
    form = forms.RaiseDispute(_posted(request))

    def save() -> None:
        asked = form.cleaned_data
        verbs.dispute(
            sheet_id,
            side=DisputeSide(asked["side"]),
            name=asked["name"],
            reason=asked["reason"],
            actor=request.actor,
            now=request.now,
        )

    return _page(
        request,
        sheet_id,
        "assessment.dispute",
        form,
        save,
        title=_("登记异议"),
        explain=_("由另外两位评估员复评。复评结论出来以前，原结论继续有效。"),
        done=_("异议已登记，请安排复评。"),
    )


@require_http_methods(GET_OR_POST)
def drop_dispute(request: ActingRequest, sheet_id: int) -> HttpResponse:
    form = forms.Why(_posted(request))
    return _page(
        request,
        sheet_id,
        "assessment.drop_dispute",
        form,
        lambda: verbs.drop_dispute(
            sheet_id, form.cleaned_data["reason"], actor=request.actor, now=request.now
        ),
        title=_("撤回异议"),
        explain=_("提出人不再坚持时办理，原结论不变。"),
        done=_("异议已撤回。"),
    )


def _page(
    request: ActingRequest,
    sheet_id: int,
    act: str,
    form: django_forms.Form,
    save: Callable[[], Any],
    *,
    title: str,
    explain: str,
    done: str,
    grave: bool = False,
) -> HttpResponse:
    """Ask, and ask again with what is wrong, until it is done."""
    record, _may = sight.open_sheet(request, act, sheet_id)
    if _saved(request, form, save):
        messages.success(request, done)
        return redirect("assessment:sheet", sheet_id)
    shown = {
        "record": record,
        "head": head(record.line.person, local_date(request.now)),
        "form": form,
        "title": title,
        "explain": explain,
        "grave": grave,
    }
    return render(request, "assessment/act.html", shown, status=422 if form.errors else 200)


def _saved(request: ActingRequest, form: django_forms.Form, save: Callable[[], Any]) -> bool:
    """Whether the verb was asked for and done; a refusal goes to the form."""
    if request.method != "POST" or not form.is_valid():
        return False
    try:
        save()
    except (Conflict, Forbidden, Invalid, NotFound) as refused:
        field = getattr(refused, "field", None)
        form.add_error(field if field in form.fields else None, refused.message)
        return False
    return True


def _posted(request: ActingRequest) -> Any:
    return request.POST if request.method == "POST" else None
