"""The lists that the clerk works through: who should begin, stop or change, and who is owed or owes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from laoyou import acts
from laoyou.access import rules
from laoyou.access.types import Place, Scope
from laoyou.acts.requests import ActingRequest
from laoyou.audit.types import Purpose
from laoyou.benefits import forms, verbs
from laoyou.benefits.pages import showing, sight
from laoyou.benefits.reads import proposals, runs
from laoyou.benefits.reads.proposals import Filter, ProposalRow
from laoyou.benefits.types import KIND_LABELS, OF_MONEY, Kind, ProposalState, Why
from laoyou.kernel.clock import local_date
from laoyou.kernel.errors import Conflict, Invalid
from laoyou.kernel.money import Money
from laoyou.web import sheets
from laoyou.web.sheets import Column
from laoyou.web.types import Link

MOST_EXPORTED = 50_000
CHUNK = 500
ASKED = ("state", "benefit", "division", "why")
HEADINGS = (
    Column("姓名", width=12),
    Column("所在区划", width=36),
    Column("待遇", width=24),
    "调整",
    Column("金额", width=18),
    Column("起止", width=30),
    Column("理由", width=60),
    Column("办理情况", width=14),
    Column("办理人", width=12),
)


@require_GET
def proposals_list(request: ActingRequest) -> HttpResponse:
    """One of the lists, narrowed, a page at a time."""
    scope = sight.reach(request, "benefits.see")
    form, asked = _asked(request, scope, "benefits.see")
    page = proposals.proposals(scope, asked, cursor=request.GET.get("page"))
    kind = asked.kind or Kind.START
    total = proposals.count(scope, asked)
    shown = {
        "tabs": _tabs(request, scope, asked),
        "kind": kind,
        "is_money": kind in OF_MONEY,
        "form": form,
        "chips": _chips(request, form),
        "clear": _address(request.GET, page=None, **dict.fromkeys(ASKED)),
        "lines": showing.lines(page.rows, sight.here(scope, asked.division)),
        "total": total,
        "next": _address(request.GET, page=page.next) if page.next else "",
        "previous": _address(request.GET, page=page.previous) if page.previous else "",
        "first": _address(request.GET, page=None),
        "export": reverse("benefits:export") + _address(request.GET, page=None),
        "whole": reverse("benefits:confirm_list") + _address(request.GET, page=None),
        "waits": asked.state is ProposalState.PENDING,
        "may": {act for act in _ACTS if rules.may(request.actor, act)},
        "has_run": bool(runs.runs(scope, size=1).rows),
    }
    return render(request, "benefits/list.html", shown)


@require_http_methods(["GET", "POST"])
def confirm_list(request: ActingRequest) -> HttpResponse:
    """First what would be confirmed, in numbers; after the button, it is. Chosen rows, or a whole list."""
    scope = sight.reach(request, "benefits.confirm_many")
    form, asked = _asked(request, scope, "benefits.confirm_many")
    chosen = _chosen(request)
    if chosen:
        asked = Filter(kind=asked.kind, ids=chosen)
    if request.method == "POST" and "expected" in request.POST:
        return _confirmed(request, asked)
    counted = proposals.counts(scope, asked)
    n, fen = counted.get(asked.kind or Kind.START, (0, 0))
    shown = {
        "kind": asked.kind or Kind.START,
        "label": KIND_LABELS[asked.kind or Kind.START],
        "chips": _chips(request, form) if not chosen else (),
        "chosen": chosen,
        "count": n,
        "sum": Money(fen),
        "is_money": asked.kind in OF_MONEY,
        "by_benefit": _by_benefit(scope, asked),
        "back": reverse("benefits:list") + _address(request.GET, page=None),
        "most": verbs.MOST,
    }
    return render(request, "benefits/confirm_list.html", shown)


@require_GET
def export(request: ActingRequest) -> HttpResponseBase:
    """The list as a spreadsheet, names masked; that it was taken is in the audit trail."""
    scope = sight.reach(request, "benefits.export")
    _form, asked = _asked(request, scope, "benefits.export")
    acts.read(
        "benefits.export",
        actor=request.actor,
        now=request.now,
        place=_place(scope, asked),
        purpose=Purpose.EXPORT,
        kind="proposal",
        count=min(proposals.count(scope, asked), MOST_EXPORTED),
    )
    rows = _exported(proposals.each(scope, asked, most=MOST_EXPORTED))
    title = KIND_LABELS[asked.kind or Kind.START]
    return sheets.workbook_answer(f"{title} {local_date(request.now)}.xlsx", title, HEADINGS, rows)


_ACTS = ("benefits.confirm_many", "benefits.export", "benefits.begin_run")


def _asked(request: ActingRequest, scope: Scope, act: str) -> tuple[forms.Find, Filter]:
    """What the reader narrows the list to; a word that is no choice narrows nothing."""
    code = sight.division(request, act)
    known = _word(request.GET.get("kind", ""), Kind) or Kind.START
    form = forms.Find(
        _with_state(request.GET), benefits=_benefits(scope), divisions=sight.divisions(scope)
    )
    form.is_valid()
    given = form.cleaned_data
    return form, Filter(
        kind=known,
        state=_word(given.get("state", ""), ProposalState) or ProposalState.PENDING,
        benefit=given.get("benefit", ""),
        why=_word(given.get("why", ""), Why),
        division=code,
    )


def _with_state(asked: QueryDict) -> QueryDict:
    """A list shows what waits unless something else is asked for."""
    given = asked.copy()
    given.setdefault("state", ProposalState.PENDING.value)
    return given


def _benefits(scope: Scope) -> list[tuple[str, str]]:
    """The benefits of the latest runs, by which a list may be narrowed."""
    recent = runs.runs(scope, size=10).rows
    named = {law.code: law.name for run in reversed(recent) for law in run.laws}
    return sorted(named.items(), key=lambda one: one[1])


def _word(text: str, words: type[Any]) -> Any:
    """The word that is meant, None for anything else."""
    return words(text) if text in {word.value for word in words} else None


def _chosen(request: ActingRequest) -> tuple[int, ...]:
    """The rows that were ticked. What is no number was not ticked by us."""
    given = request.POST.getlist("id")
    if not all(one.isascii() and one.isdecimal() and len(one) < 19 for one in given):
        raise Invalid(_("选择的项目有误，请回到名单重新选择。"), "ids")
    return tuple(dict.fromkeys(map(int, given)))


def _confirmed(request: ActingRequest, asked: Filter) -> HttpResponse:
    expected = request.POST["expected"]
    try:
        if not expected.isascii() or not expected.isdecimal() or len(expected) > 9:
            raise Invalid(_("名单不完整，请刷新后再办。"), "expected")
        count = verbs.confirm_many(
            asked, expected=int(expected), actor=request.actor, now=request.now
        )
    except (Conflict, Invalid) as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, _("已确认 %(n)s 项。") % {"n": f"{count:,}"})
    return redirect(reverse("benefits:list") + _address(request.GET, page=None))


def _by_benefit(scope: Scope, asked: Filter) -> list[tuple[str, int]]:
    named = dict(_benefits(scope))
    found = proposals.by_benefit(scope, asked)
    return [(named.get(code, code), count) for code, count in sorted(found.items())]


def _tabs(request: ActingRequest, scope: Scope, asked: Filter) -> list[Link]:
    counted = proposals.counts(scope, asked)
    return [
        Link(
            KIND_LABELS[kind],
            _address(request.GET, kind=kind.value, why=None, page=None),
            kind is asked.kind,
            counted.get(kind, (0, 0))[0],
        )
        for kind in Kind
    ]


def _chips(request: ActingRequest, form: forms.Find) -> list[Link]:
    """Each condition in force, with the address that takes it off."""
    return [
        Link(f"{form.fields[name].label}：{_said(form, name)}", _address(request.GET, **_off(name)))
        for name in ASKED
        if request.GET.get(name) and name in form.cleaned_data
    ]


def _off(name: str) -> dict[str, str | None]:
    return {name: None, "page": None}


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


def _place(scope: Scope, asked: Filter) -> Place | None:
    """Where the list is of: the division asked for, or the reader's whole scope."""
    if asked.division:
        return Place((asked.division,))
    bounds = scope.division_bounds()
    return Place((bounds[0],)) if bounds else None


def _exported(rows: Iterator[ProposalRow]) -> Iterator[Sequence[sheets.Value]]:
    while chunk := list(islice(rows, CHUNK)):
        for line in showing.lines(chunk):
            yield (
                line.name,
                line.place,
                line.benefit,
                KIND_LABELS[line.row.kind],
                line.amount,
                line.days,
                "；".join(line.reasons),
                line.state,
                line.row.decided_name,
            )
