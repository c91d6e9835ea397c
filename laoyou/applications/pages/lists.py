"""The lists: what has been asked for, and what is not agreed with."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.http import HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from laoyou import acts
from laoyou.access import rules
from laoyou.access.types import Place, Scope
from laoyou.acts.requests import ActingRequest
from laoyou.applications import forms, reads
from laoyou.applications.pages import showing, sight
from laoyou.applications.reads import appeals as appealed
from laoyou.applications.reads import applications as asked_for
from laoyou.applications.types import AppealState, ApplicationState
from laoyou.audit.types import Purpose
from laoyou.kernel.clock import local_date
from laoyou.web import sheets
from laoyou.web.sheets import Column, Kind
from laoyou.web.types import Link

MOST_EXPORTED = 20_000
_ACTS = ("applications.submit", "applications.export")
HEADINGS = (
    Column("编号", Kind.NUMBER),
    Column("姓名", width=12),
    Column("所在区划", width=36),
    Column("待遇", width=24),
    Column("怎样申请", width=24),
    Column("提出日期", Kind.DATE),
    Column("状态", width=12),
    Column("期限", Kind.DATE),
    Column("办理情况", width=26),
    Column("决定人", width=12),
    Column("理由", width=50),
)


@require_GET
def applications(request: ActingRequest) -> HttpResponse:
    """What was asked for, what ends first in front."""
    scope = sight.reach(request, "applications.see")
    today = local_date(request.now)
    form, asked = _asked(request, scope)
    sort = request.GET.get("sort", "due")
    page = asked_for.applications(scope, asked, sort=sort, cursor=request.GET.get("page"))
    shown = {
        "tabs": tabs(scope, "applications"),
        "lines": showing.lines(page.rows, today),
        "total": asked_for.count(scope, asked),
        "sorts": {name: _sort(request.GET, name, sort) for name in ("due", "at")},
        "export": reverse("applications:export") + _address(request.GET, page=None),
        "may": {act for act in _ACTS if rules.may(request.actor, act)},
        **_frame(request, form, page),
    }
    return render(request, "applications/list.html", shown)


@require_GET
def appeals(request: ActingRequest) -> HttpResponse:
    """What is not agreed with, what ends first in front."""
    scope = sight.reach(request, "applications.see")
    code = sight.division(request, "applications.see")
    form = _form(request, scope, forms.APPEAL_STATES)
    given, today = form.cleaned_data, local_date(request.now)
    asked = appealed.Filter(
        state=_word(given.get("state", ""), AppealState),
        is_open=given.get("state") == forms.OPEN,
        overdue_on=today if given.get("state") == forms.OVERDUE else None,
        benefit=given.get("benefit", ""),
        division=code,
    )
    page = appealed.appeals(scope, asked, cursor=request.GET.get("page"))
    shown = {
        "tabs": tabs(scope, "appeals"),
        "lines": showing.appeal_lines(page.rows, today),
        "total": appealed.count(scope, asked),
        **_frame(request, form, page),
    }
    return render(request, "applications/appeals.html", shown)


@require_GET
def export(request: ActingRequest) -> HttpResponseBase:
    """The list as a spreadsheet, names masked; that it was taken is in the audit trail."""
    scope = sight.reach(request, "applications.export")
    _filters, asked = _asked(request, scope)
    acts.read(
        "applications.export",
        actor=request.actor,
        now=request.now,
        place=_place(scope, asked.division),
        purpose=Purpose.EXPORT,
        kind="application",
        count=min(asked_for.count(scope, asked), MOST_EXPORTED),
    )
    today = local_date(request.now)
    rows = list(asked_for.each(scope, asked, most=MOST_EXPORTED))
    return sheets.workbook_answer(f"申请 {today}.xlsx", "申请", HEADINGS, _exported(rows, request))


def tabs(scope: Scope, current: str) -> list[Link]:
    """Applications and appeals, with how many are in hand."""
    return [
        Link(
            "申请",
            reverse("applications:list"),
            current == "applications",
            asked_for.count(scope, asked_for.Filter(is_open=True)),
        ),
        Link(
            "申诉",
            reverse("applications:appeals"),
            current == "appeals",
            appealed.count(scope, appealed.Filter(is_open=True)),
        ),
    ]


def _asked(request: ActingRequest, scope: Scope) -> tuple[forms.Find, asked_for.Filter]:
    """What the reader narrows the list to; a word that is no choice narrows nothing."""
    code = sight.division(request, "applications.see")
    form = _form(request, scope, forms.APPLICATION_STATES)
    given = form.cleaned_data
    state = given.get("state", "")
    return form, asked_for.Filter(
        state=_word(state, ApplicationState),
        is_open=state == forms.OPEN,
        overdue_on=local_date(request.now) if state == forms.OVERDUE else None,
        benefit=given.get("benefit", ""),
        division=code,
    )


def _form(request: ActingRequest, scope: Scope, states: Sequence[tuple[str, str]]) -> forms.Find:
    """What is in hand, unless something else is asked for."""
    given = request.GET.copy()
    given.setdefault("state", forms.OPEN)
    bounds = scope.division_bounds()
    home = bounds[0] if bounds and bounds[0] else "000000000000"
    form = forms.Find(
        given,
        states=states,
        benefits=showing.benefits(home, local_date(request.now)),
        divisions=sight.divisions(scope),
    )
    form.is_valid()
    return form


def _frame(request: ActingRequest, form: forms.Find, page: Any) -> dict[str, Any]:
    return {
        "form": form,
        "chips": _chips(request.GET, form),
        "next": _address(request.GET, page=page.next) if page.next else "",
        "previous": _address(request.GET, page=page.previous) if page.previous else "",
        "first": _address(request.GET, page=None),
    }


def _chips(asked: QueryDict, form: forms.Find) -> list[Link]:
    """Each condition in force, with the address that takes it off."""
    return [
        Link(f"{form.fields[name].label}：{_said(form, name)}", _address(asked, **{name: None, "page": None}))
        for name in ("state", "benefit", "division")
        if asked.get(name) and name in form.cleaned_data
    ]


def _said(form: forms.Find, name: str) -> str:
    choices: dict[str, Any] = dict(getattr(form.fields[name], "choices", ()))
    return str(choices.get(form.cleaned_data[name], "")).strip()


def _sort(asked: QueryDict, name: str, sort: str) -> dict[str, str]:
    """How a heading is sorted now, and the address that sorts by it (the other way round when it is)."""
    direction = "asc" if sort == name else "desc" if sort == f"-{name}" else ""
    wanted = f"-{name}" if sort == name else name
    return {"now": direction, "url": _address(asked, page=None, sort=wanted)}


def _address(asked: QueryDict, **changes: str | None) -> str:
    given = asked.copy()
    for name, value in changes.items():
        given.pop(name, None)
        if value:
            given[name] = value
    return f"?{given.urlencode()}"


def _word(text: str, words: type[Any]) -> Any:
    return words(text) if text in {word.value for word in words} else None


def _place(scope: Scope, division: str) -> Place | None:
    if division:
        return Place((division,))
    bounds = scope.division_bounds()
    return Place((bounds[0],)) if bounds else None


def _exported(
    rows: Sequence[reads.ApplicationRecord], request: ActingRequest
) -> Iterator[tuple[sheets.Value, ...]]:
    today = local_date(request.now)
    for line, row in zip(showing.lines(rows, today), rows, strict=True):
        yield (
            row.id, line.name, line.place, line.benefit, line.asked, local_date(row.submitted_at), line.state,
            row.due_on, line.due.words if line.due else "", row.decided_name, row.reason,
        )  # fmt: skip


