"""Monthly runs: begun, watched, looked through; and who misses a benefit by a hair."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from textwrap import wrap
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from laoyou.access import rules
from laoyou.access.types import Scope, division_key
from laoyou.acts.requests import ActingRequest
from laoyou.benefits import forms, verbs
from laoyou.benefits.core import months
from laoyou.benefits.pages import showing, sight
from laoyou.benefits.reads import misses, runs
from laoyou.benefits.reads.misses import Miss
from laoyou.benefits.reads.runs import LawRecord, RunRecord
from laoyou.benefits.types import (
    KIND_LABELS,
    PHASE_LABELS,
    PROPOSAL_STATE_LABELS,
    RUN_STATE_LABELS,
    Kind,
    ProposalState,
    RunState,
)
from laoyou.kernel.clock import local_date
from laoyou.kernel.errors import Conflict, Invalid, NotFound
from laoyou.places import reads as places
from laoyou.places.types import KEY_DIGITS, Level
from laoyou.policies import reads as policies
from laoyou.policies.types import Subject

UNPROCESSABLE = 422
STATE_SIGNS = {RunState.WORKING: "waiting", RunState.DONE: "ok", RunState.FAILED: "no"}
ORDER = list(Kind)
Key = tuple[tuple[str, ...], str | None]
"""The missing facts, or the one clause, by which some persons miss a benefit."""
MOST_COLUMNS = 6
"""Reasons that have a column of their own in the table of misses; the rest are taken together."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A run for its page and for the list."""

    record: RunRecord
    place: str
    month: str
    state: str
    sign: str
    working: bool
    cut_off: bool
    phase: str

    @property
    def title(self) -> str:
        return f"{self.month}待遇认定"


@require_http_methods(["GET", "POST"])
def runs_list(request: ActingRequest) -> HttpResponse:
    """What has been decided for the reader's divisions, newest first; and a new run, for who may."""
    scope = sight.reach(request, "benefits.see_runs")
    may_begin = rules.may(request.actor, "benefits.begin_run")
    if request.method == "POST":
        sight.reach(request, "benefits.begin_run")
    form = _begin_form(request, scope) if may_begin else None
    if request.method == "POST" and form is not None and form.is_valid():
        try:
            run_id = verbs.begin_run(
                form.cleaned_data["territory"],
                month=months.month_of(date.fromisoformat(form.cleaned_data["month"])),
                actor=request.actor,
                now=request.now,
            )
        except (Conflict, Invalid) as refused:
            form.add_error(None, refused.message)
        else:
            return redirect("benefits:run", run_id)
    page = runs.runs(scope, cursor=request.GET.get("page"))
    shown = {
        "form": form,
        "runs": [_shown(one, request) for one in page.rows],
        "next": f"?page={page.next}" if page.next else "",
        "previous": f"?page={page.previous}" if page.previous else "",
    }
    status = UNPROCESSABLE if form is not None and form.errors else 200
    return render(request, "benefits/runs.html", shown, status=status)


@require_GET
def run(request: ActingRequest, run_id: int) -> HttpResponse:
    record, may = sight.open_run(request, run_id)
    one = _shown(record, request)
    shown = {
        "one": one,
        "may": may,
        "results": _results(record),
        "laws": [(law, _policy_url(law)) for law in record.laws],
        "same": record.result if record.result != record.id else None,
        "manifest": _manifest(record),
    }
    return render(request, "benefits/run.html", shown)


@require_GET
def progress(request: ActingRequest, run_id: int) -> HttpResponse:
    """The part of the page that changes; when the work is over the whole page is fetched anew."""
    record, _may = sight.open_run(request, run_id)
    one = _shown(record, request)
    answer = render(request, "benefits/run.html#progress", {"one": one})
    if not one.working:
        answer.headers["HX-Refresh"] = "true"
    return answer


@require_POST
def resume(request: ActingRequest, run_id: int) -> HttpResponse:
    sight.open_run(request, run_id)
    try:
        verbs.resume_run(run_id, actor=request.actor, now=request.now)
    except Conflict as refused:
        messages.error(request, refused.message)
    return redirect("benefits:run", run_id)


@require_GET
def near(request: ActingRequest, run_id: int) -> HttpResponse:
    """By town: who misses a benefit only because something is not on file, or by a single clause."""
    record, _may = sight.open_run(request, run_id)
    scope = rules.reach(request.actor, "benefits.see_runs")
    law = record.law(request.GET.get("benefit", "")) or next(iter(record.laws), None)
    if record.state is not RunState.DONE or law is None:
        raise NotFound(_("这次认定还没有完成，没有可以看的结果。"), "not_done")
    found = misses.misses(record, scope, law.code, _digits(record, scope))
    shown = {
        "one": _shown(record, request),
        "law": law,
        "tabs": [(one, one.code == law.code) for one in record.laws],
        **_table(found, law, scope, record.month.end),
    }
    return render(request, "benefits/near.html", shown)


def _begin_form(request: ActingRequest, scope: Scope) -> forms.Begin:
    """The reader's own divisions down to counties, and the month before, this one and the next."""
    territories = sight.divisions(scope, Level.COUNTY) or sight.divisions(scope)[:1]
    now = months.month_of(local_date(request.now))
    offered = (now, months.before(now), months.after(now))
    return forms.Begin(
        request.POST if request.method == "POST" else None,
        territories=territories,
        months=[(one.start.isoformat(), showing.month_said(one.start)) for one in offered],
    )


def _shown(record: RunRecord, request: ActingRequest) -> Shown:
    cut_off = record.is_cut_off(request.now)
    found = places.divisions([record.territory])
    return Shown(
        record=record,
        place=found[record.territory].full_name if record.territory in found else record.territory,
        month=showing.month_said(record.month.start),
        state=_("中断，未写入任何数据") if cut_off else RUN_STATE_LABELS[record.state],
        sign="no" if cut_off else STATE_SIGNS[record.state],
        working=record.is_working(request.now),
        cut_off=cut_off,
        phase=PHASE_LABELS[record.phase] if record.phase else _("等待开始"),
    )


def _results(record: RunRecord) -> list[dict[str, Any]]:
    """How many of each sort came of it, each with the list where they are."""
    return [
        {
            "label": KIND_LABELS[kind] if state is ProposalState.PENDING else PROPOSAL_STATE_LABELS[state],
            "note": PROPOSAL_STATE_LABELS[state] if state is ProposalState.PENDING else KIND_LABELS[kind],
            "count": f"{count:,}",
            "url": f"{reverse('benefits:list')}?kind={kind.value}&state={state.value}",
            "kind": "waiting" if state is ProposalState.PENDING else "ok",
        }
        for (kind, state), count in sorted(record.proposals.items(), key=lambda one: ORDER.index(one[0][0]))
    ]


def _policy_url(law: LawRecord) -> str:
    return reverse("policies:text", args=[law.version_id])


def _manifest(record: RunRecord) -> list[tuple[str, object]]:
    return [
        ("登记册日期", record.on),
        ("按当时所知", record.as_of),
        ("判定引擎版本", str(record.engine)),
        ("结果指纹（SM3）", " ".join(wrap(record.digest, 8))),
    ]


def _digits(record: RunRecord, scope: Scope) -> int:
    """By town, or within a town by village."""
    town = KEY_DIGITS[Level.TOWN]
    narrow = len(division_key(record.territory)) >= town or len(scope.key) >= town
    return KEY_DIGITS[Level.VILLAGE] if narrow else town


def _table(found: Sequence[Miss], law: LawRecord, scope: Scope, day: date) -> dict[str, Any]:
    """A row a town, a column a reason: the most frequent first, the rest together."""
    totals: dict[Key, int] = defaultdict(int)
    cells: dict[str, dict[Key, int]] = defaultdict(dict)
    for one in found:
        key = one.missing, one.clause
        totals[key] += one.persons
        cells[one.division][key] = one.persons
    order = sorted(totals, key=lambda key: -totals[key])
    columns, rest = order[:MOST_COLUMNS], order[MOST_COLUMNS:]
    names = places.divisions(cells)
    here = sight.here(scope)
    return {
        "columns": [(_reason(key, law, day), totals[key]) for key in columns],
        "rest": sum(totals[key] for key in rest) if rest else None,
        "rows": [
            (
                names[code].full_name.removeprefix(here) or here if code in names else code,
                [cells[code].get(key, 0) for key in columns],
                sum(cells[code].get(key, 0) for key in rest),
            )
            for code in sorted(cells)
        ],
        "total": sum(totals.values()),
    }


def _reason(key: Key, law: LawRecord, day: date) -> tuple[str, str]:
    """What stands in the way, and what would settle it."""
    missing, clause = key
    if clause is None:
        facts = policies.vocabulary(Subject.ELDER).facts
        labels = "、".join(facts[name].label for name in missing if name in facts)
        papers = "、".join(dict.fromkeys(facts[name].evidence for name in missing if name in facts))
        return f"{_('只缺')}{labels}", papers
    version = policies.versions([law.version_id])[law.version_id]
    program = policies.program_on(version.document, day)
    says = next((one.says for one in program.clauses if one.key == clause), clause)
    return f"{_('只差一条')}：{says.rstrip('。')}", ""
