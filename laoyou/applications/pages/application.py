"""One application: its papers, what the law says of the person, what was done, and what can be done."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from laoyou.acts.requests import ActingRequest
from laoyou.applications import forms, reads, verbs
from laoyou.applications.core import states
from laoyou.applications.pages import showing, sight
from laoyou.applications.reads.applications import ApplicationRecord
from laoyou.applications.reads.procedure import procedure
from laoyou.applications.types import MOVE_LABELS, OPEN_STATES, ApplicationState, Move
from laoyou.benefits.reads import clauses
from laoyou.benefits.reads.reasons import Reason, Reasons
from laoyou.kernel.clock import local_date
from laoyou.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from laoyou.notices import reads as notices
from laoyou.policies.types import PER_LABELS

FORMS: dict[Move, type[django_forms.Form]] = {
    Move.ASK_PAPERS: forms.AskPapers,
    Move.VERIFY: forms.Verify,
    Move.WITHDRAW: forms.Withdraw,
    Move.REFUSE: forms.Refuse,
}
DONE = {
    Move.ACCEPT: "已受理，办理期限从今天起算。",
    Move.ASK_PAPERS: "已通知补材料，告知书写好了。",
    Move.HAND_IN: "已记下材料补齐，请再看一遍。",
    Move.VERIFY: "已记下核实情况。",
    Move.APPROVE: "已批准，待遇开始发放，告知书写好了。",
    Move.REFUSE: "已记下不予批准，告知书写好了。",
    Move.WITHDRAW: "已撤回。",
}


@require_GET
def application(request: ActingRequest, application_id: int) -> HttpResponse:
    row, may = sight.open_application(request, application_id)
    return _page(request, row, may)


@require_POST
def act(request: ActingRequest, application_id: int, move: str) -> HttpResponse:
    """One of the moves, by its name; what cannot be done is said on the page."""
    if move not in {one.value for one in DONE}:
        raise NotFound("没有这种办理。请从申请页面办理。", "move")
    done = Move(move)
    row, may = sight.open_application(request, application_id)
    form = _form(done, request, row)
    if form is not None and not form.is_valid():
        return _page(request, row, may, {done: form}, status=sight.UNPROCESSABLE)
    try:
        _sentence(done, row.id, form.cleaned_data if form else {}, request)()
    except (Conflict, Invalid, Forbidden) as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, DONE[done])
    return redirect("applications:application", application_id)


def _sentence(
    move: Move, application_id: int, given: dict[str, Any], request: ActingRequest
) -> Callable[[], object]:
    """The verb of a move, with everything that it needs."""
    who: dict[str, Any] = {"actor": request.actor, "now": request.now}
    match move:
        case Move.ACCEPT:
            return lambda: verbs.accept(application_id, **who)
        case Move.ASK_PAPERS:
            return lambda: verbs.ask_papers(application_id, given["words"], **who)
        case Move.HAND_IN:
            return lambda: verbs.hand_in(application_id, **who)
        case Move.VERIFY:
            return lambda: verbs.verify(application_id, given["words"], **who)
        case Move.APPROVE:
            return lambda: verbs.approve(application_id, **who)
        case Move.REFUSE:
            return lambda: verbs.refuse(application_id, **given, **who)
    return lambda: verbs.withdraw(application_id, words=given["words"], **who)


def _form(move: Move, request: ActingRequest, row: ApplicationRecord) -> django_forms.Form | None:
    if move is Move.REFUSE:
        told = reads.deciding.told(row.person_id, local_date(request.now))
        return forms.Refuse(request.POST, clauses=_choices(told, row))
    return FORMS[move](request.POST) if move in FORMS else None


def _choices(told: Reasons, row: ApplicationRecord) -> list[tuple[str, str]]:
    """The clauses of the law, those that do not hold first."""
    reason = reads.deciding.reason_of(told, row.benefit)
    if reason is None:
        return [("ended", "政策已终止")]
    shown = clauses.clauses(reason, told.facts)
    ordered = sorted(shown, key=lambda one: ("no", "unknown", "ok").index(one.sign))
    return [(one.key, f"{one.article}：{one.says}（{one.verdict}）") for one in ordered]


def _page(
    request: ActingRequest,
    row: ApplicationRecord,
    may: frozenset[str],
    typed: dict[Move, django_forms.Form] | None = None,
    status: int = 200,
) -> HttpResponse:
    today = local_date(request.now)
    told = reads.deciding.told(row.person_id, today)
    reason = reads.deciding.reason_of(told, row.benefit)
    papers = reads.papers.of_application(row.id)
    (line,) = showing.lines([row], today)
    shown = {
        "row": row,
        "line": line,
        "may": may,
        "is_open": row.state in OPEN_STATES,
        "is_refused": row.state is ApplicationState.REFUSED,
        "words": reads.applications.words(row.id),
        "needed": reads.checklist.checklist(row.version_id, told, reason, papers),
        "papers": papers,
        "paper": forms.Paper(),
        "steps": [(MOVE_LABELS[one.move], one) for one in reads.applications.steps(row.id)],
        "appeals": showing.appeal_lines(reads.appeals.of_application(row.id), today),
        "letters": _letters(row),
        "acts": _acts(request, row, may, told, typed or {}),
        "terms": procedure(),
        **_reasons(told, reason),
    }
    return render(request, "applications/application.html", shown, status=status)


def _reasons(told: Reasons, reason: Reason | None) -> dict[str, Any]:
    if reason is None:
        return {"clauses": (), "open": (), "given": None, "amount": 0, "has_law": False}
    return {
        "clauses": clauses.clauses(reason, told.facts),
        "open": reads.checklist.settling(told, reason),
        "given": reason.given,
        "amount": reason.explained.amount_fen or 0,
        "per": PER_LABELS[reason.law.per],
        "demo": reason.law.demo,
        "has_law": True,
        "excluded_by": [one.law.name for one in told.benefits if one.law.code in reason.excluded_by],
    }


def _acts(
    request: ActingRequest,
    row: ApplicationRecord,
    may: frozenset[str],
    told: Reasons,
    typed: dict[Move, django_forms.Form],
) -> list[dict[str, Any]]:
    """What this reader may do now, with a form where words are wanted; the likeliest first."""
    order = (
        Move.ACCEPT, Move.APPROVE, Move.HAND_IN, Move.VERIFY, Move.ASK_PAPERS, Move.REFUSE, Move.WITHDRAW,
    )  # fmt: skip
    possible = states.moves(row.state)
    found = []
    for move in order:
        if move not in possible or f"applications.{move.value}" not in may:
            continue
        form = typed.get(move)
        if form is None and move is Move.REFUSE:
            form = forms.Refuse(clauses=_choices(told, row))
        elif form is None and move in FORMS:
            form = FORMS[move]()
        found.append({"move": move.value, "label": MOVE_LABELS[move], "form": form, "typed": move in typed})
    barred = request.actor.user_id is not None and request.actor.user_id == row.submitted_by
    for one in found:
        one["barred"] = barred and one["move"] in (Move.APPROVE, Move.REFUSE)
    return found


def _letters(row: ApplicationRecord) -> list[Any]:
    """What was written to the applicant about this application, and about the benefit that came of it."""
    causes = {("application_step", step) for step in reads.applications.step_ids(row.id)}
    causes.add(("proposal", row.proposal_id or 0))
    return [one for one in notices.of_person(row.person_id) if (one.cause_kind, one.cause_id) in causes]
