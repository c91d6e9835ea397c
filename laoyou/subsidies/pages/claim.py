"""One claim: its facts, what the law says of them, what was done, what can be done, and its payment."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from laoyou.acts.requests import ActingRequest
from laoyou.benefits.reads.funds import Choices
from laoyou.kernel.clock import local_date
from laoyou.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from laoyou.ledger.types import Unit
from laoyou.payments.types import LINE_STATE_LABELS
from laoyou.subsidies import forms, reads, verbs
from laoyou.subsidies.core import states
from laoyou.subsidies.pages import showing, sight
from laoyou.subsidies.reads.claims import ClaimRecord
from laoyou.subsidies.reads.deciding import Decision
from laoyou.subsidies.types import MOVE_LABELS, ClaimState, Move, Pays

ACTS = {
    Move.SUBMIT: "submit",
    Move.APPROVE: "approve",
    Move.RETURN: "send_back",
    Move.REFUSE: "refuse",
    Move.WITHDRAW: "withdraw",
}
WITH_REASON = (Move.RETURN, Move.REFUSE)
BY_ANOTHER = (Move.APPROVE, Move.REFUSE)
DONE = {
    Move.SUBMIT: "已提交，等另一位同事审批。",
    Move.APPROVE: "已批准，结论已留存。",
    Move.RETURN: "已退回补正。",
    Move.REFUSE: "已记下不予补贴。",
    Move.WITHDRAW: "已撤回。",
}


@require_GET
def claim(request: ActingRequest, claim_id: int) -> HttpResponse:
    row, may = sight.open_claim(request, claim_id)
    return _page(request, row, may)


@require_POST
def state(request: ActingRequest, claim_id: int) -> HttpResponse:
    """Keep what was filled in; with `then=submit` hand it in too."""
    row, may = sight.open_claim(request, claim_id, "subsidies.state")
    form = _facts(request, row, request.POST)
    if not form.is_valid():
        return _page(request, row, may, facts=form, status=sight.UNPROCESSABLE)
    who: dict[str, Any] = {"actor": request.actor, "now": request.now}
    try:
        verbs.state(claim_id, form.cleaned_data["stated"], **who)
        if request.POST.get("then") == "submit":
            verbs.submit(claim_id, **who)
    except (Conflict, Invalid, Forbidden, NotFound) as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, DONE[Move.SUBMIT] if request.POST.get("then") == "submit" else "已保存。")
    return redirect("subsidies:claim", claim_id)


@require_POST
def preview(request: ActingRequest, claim_id: int) -> HttpResponse:
    """What the law would say of what is being filled in; nothing is kept."""
    row, _may = sight.open_claim(request, claim_id, "subsidies.state")
    form = _facts(request, row, request.POST)
    form.is_valid()
    decision = reads.current.of_claim(claim_id, local_date(request.now), form.cleaned_data["stated"])
    return render(request, "subsidies/_decision.html", {"decision": decision, **_missing(decision)})


@require_POST
def act(request: ActingRequest, claim_id: int, move: str) -> HttpResponse:
    """One of the moves, by its name; what cannot be done is said on the page."""
    if move not in {one.value for one in DONE}:
        raise NotFound("没有这种办理。请从申报页面办理。", "move")
    done = Move(move)
    row, may = sight.open_claim(request, claim_id)
    form = forms.Reason(request.POST) if done in WITH_REASON else None
    if form is not None and not form.is_valid():
        return _page(request, row, may, typed={done: form}, status=sight.UNPROCESSABLE)
    try:
        _do(done, claim_id, form.cleaned_data["reason"] if form else "", request)
    except (Conflict, Invalid, Forbidden, NotFound) as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, DONE[done])
    return redirect("subsidies:claim", claim_id)


@require_POST
def collect(request: ActingRequest, claim_id: int) -> HttpResponse:
    """Hand the money to payments, once every payer has a fund."""
    sight.open_claim(request, claim_id, "subsidies.collect")
    try:
        verbs.collect(claim_id, actor=request.actor, now=request.now)
    except (Conflict, Invalid, Forbidden) as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, "已归集，等下一个发放批次。")
    return redirect("subsidies:claim", claim_id)


@require_GET
def printed(request: ActingRequest, claim_id: int) -> HttpResponse:
    """The decision on paper: of an approval as it was frozen, else as it would be today."""
    row, _may = sight.open_claim(request, claim_id)
    return render(request, "subsidies/print.html", _shown(request, row))


def _do(move: Move, claim_id: int, reason: str, request: ActingRequest) -> None:
    who: dict[str, Any] = {"actor": request.actor, "now": request.now}
    match move:
        case Move.SUBMIT:
            verbs.submit(claim_id, **who)
        case Move.APPROVE:
            verbs.approve(claim_id, seen=request.POST.get("seen", ""), **who)
        case Move.RETURN:
            verbs.send_back(claim_id, reason, **who)
        case Move.REFUSE:
            verbs.refuse(claim_id, reason, **who)
        case Move.WITHDRAW:
            verbs.withdraw(claim_id, **who)


def _page(
    request: ActingRequest,
    row: ClaimRecord,
    may: frozenset[str],
    *,
    facts: forms.Facts | None = None,
    typed: dict[Move, forms.Reason] | None = None,
    status: int = 200,
) -> HttpResponse:
    shown = _shown(request, row)
    writes = row.state in states.WRITABLE and "subsidies.state" in may and shown["has_law"]
    steps = reads.claims.steps(row.id)
    hands = {one.by for one in steps if one.move in (Move.FILE, Move.STATE, Move.SUBMIT)}
    acts = _acts(row, may, shown["decision"], typed or {})
    shown |= {
        "facts": (facts or _facts(request, row, None)) if writes else None,
        "acts": [one for one in acts if not (writes and one["move"] == Move.SUBMIT)],
        "barred": request.actor.user_id is not None and request.actor.user_id in hands,
        "steps": [(MOVE_LABELS[one.move], one) for one in steps],
        "may_collect": row.pays in (Pays.NOT_COLLECTED, Pays.CANCELLED) and "subsidies.collect" in may,
    }
    return render(request, "subsidies/claim.html", shown, status=status)


def _shown(request: ActingRequest, row: ClaimRecord) -> dict[str, Any]:
    """What the page and the paper both say."""
    decision: Decision | None = None
    if row.state not in (ClaimState.APPROVED, ClaimState.WITHDRAWN):
        try:
            decision = reads.current.of_claim(row.id, local_date(request.now))
        except NotFound:  # the law was withdrawn since
            decision = None
    shares = row.frozen.get("shares") or ([] if decision is None else decision.shares)
    return {
        "row": row,
        "line": showing.lines([row])[0],
        "decision": decision or row.frozen,
        "frozen": row.frozen,
        "has_law": decision is not None,
        "shares": shares,
        "payments": _payments(row),
        "funds": _funds(row),
        **(_missing(decision) if decision else {}),
    }


def _missing(decision: Decision) -> dict[str, str]:
    return {
        "missing": showing.papers(decision.missing),
        "unproven": "、".join(f"{one.label}（{one.evidence}）" for one in decision.unproven),
    }


def _payments(row: ClaimRecord) -> list[dict[str, Any]]:
    labels = {one["payer"]: one["label"] for one in row.frozen.get("shares", ())}
    return [
        {
            "line": one,
            "payer": labels.get(one.cause.purpose, one.cause.purpose),
            "state": LINE_STATE_LABELS[one.state],
        }
        for one in row.lines
    ]


def _funds(row: ClaimRecord) -> list[str]:
    """The payers of an approved claim that still lack a fund."""
    choices = Choices(row.division)
    return [
        one["label"]
        for one in row.frozen.get("shares", ())
        if choices.account(row.division, one["payer"], row.benefit, Unit.FEN) is None
    ]


def _facts(request: ActingRequest, row: ClaimRecord, data: Any) -> forms.Facts:
    today = local_date(request.now)
    law = reads.laws.law_of(row.benefit, row.division, row.days.period)
    subject = reads.current.subject_of(row.id, today)
    return forms.Facts(
        data,
        asked=reads.deciding.asked_of(law),
        known=subject.facts,
        stated=reads.claims.statements(row.id),
        place=subject.place,
        today=today,
    )


def _acts(
    row: ClaimRecord, may: frozenset[str], decision: Any, typed: dict[Move, forms.Reason]
) -> list[dict[str, Any]]:
    """What this reader may do now; the likeliest first."""
    possible = states.moves(row.state)
    return [
        {
            "move": move.value,
            "label": MOVE_LABELS[move],
            "form": (typed.get(move) or forms.Reason()) if move in WITH_REASON else None,
            "typed": move in typed,
            "seen": getattr(decision, "digest", "") if move is Move.APPROVE else "",
            "by_another": move in BY_ANOTHER,
            "is_approve": move is Move.APPROVE,
            "is_ready": bool(getattr(decision, "is_due", False)) and not getattr(decision, "unproven", ()),
        }
        for move, act in ACTS.items()
        if move in possible and f"subsidies.{act}" in may
    ]
