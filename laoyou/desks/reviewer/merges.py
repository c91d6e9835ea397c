"""The reviewer's desk: pairs that may be one person, side by side; proposed, approved, refused, undone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from laoyou import acts
from laoyou.access import rules
from laoyou.acts.requests import ActingRequest
from laoyou.desks import sight
from laoyou.desks.auditor import entries
from laoyou.desks.reviewer import compare
from laoyou.kernel.clock import local_date
from laoyou.kernel.errors import Conflict, Invalid
from laoyou.people import verbs
from laoyou.people.reads import merges as register
from laoyou.people.reads import reach
from laoyou.people.reads.merges import MergeRecord
from laoyou.people.types import MERGE_STATE_LABELS, MergeState
from laoyou.web.types import Link

UNPROCESSABLE = 422
DECISIONS: dict[str, tuple[str, Callable[..., None], str]] = {
    "approve": ("people.approve_merge", verbs.approve_merge, "已合并。两份档案的来历都保留着，可以撤销。"),
    "refuse": ("people.refuse_merge", verbs.refuse_merge, "已驳回，这两个人不再列为疑似重复。"),
    "undo": ("people.undo_merge", verbs.undo_merge, "已撤销合并，两份档案恢复原样。"),
}


class Proposal(forms.Form):
    """Which two, and why; `kept` is the one that stays."""

    kept = forms.IntegerField(label="保留的人员编号", min_value=1)
    gone = forms.IntegerField(label="并入的人员编号", min_value=1)
    grounds = forms.CharField(
        label="理由",
        required=False,
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="不填就用系统比对的结果",
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("kept") and given.get("kept") == given.get("gone"):
            self.add_error("gone", "请选择两份不同的档案。")
        return given


@require_GET
def merges(request: ActingRequest) -> HttpResponse:
    """What waits for a decision, then who may be registered twice."""
    scope = sight.reach(request, "people.see_merges")
    found = register.suspects(scope)
    waiting = register.waiting(scope)
    words = {
        "waiting": [(one, compare.names(one)) for one in waiting],
        "suspects": compare.suspects(found),
        "waiting_count": len(waiting),
        "suspects_count": len(found),
        "cut": len(found) == register.MOST,
        "most": register.MOST,
        "may_propose": rules.may(request.actor, "people.propose_merge"),
    }
    return render(request, "desks/merges.html", words)


@require_http_methods(["GET", "POST"])
def propose(request: ActingRequest) -> HttpResponse:
    """Two rows side by side, and the button that proposes to merge the second into the first."""
    sight.reach(request, "people.propose_merge")
    form = Proposal(request.POST if request.method == "POST" else request.GET)
    pair = (form.cleaned_data["kept"], form.cleaned_data["gone"]) if form.is_valid() else None
    if pair is None:
        first = _first_step(request)
        status = UNPROCESSABLE if request.method == "POST" else 200
        return render(request, "desks/merge_propose.html", {"form": first}, status=status)
    for person_id in pair:
        acts.check(
            "people.propose_merge",
            actor=request.actor,
            now=request.now,
            place=reach.place_of(person_id),
            person_id=person_id,
        )
    if request.method == "POST" and _proposed(request, form, pair):
        messages.success(request, "已提出合并，等另一位同事审核。")
        return HttpResponseRedirect(reverse("merges"))
    status = UNPROCESSABLE if form.errors else 200
    rows = compare.side_by_side(pair, local_date(request.now))
    swap = f"?kept={pair[1]}&gone={pair[0]}"
    words = {"form": form, "rows": rows, "pair": pair, "swap": swap, "likeness": register.alike(*pair)}
    return render(request, "desks/merge_propose.html", words, status=status)


def _first_step(request: ActingRequest) -> Proposal:
    """Which two? Errors are said only once both were asked for."""
    given = request.POST if request.method == "POST" else request.GET
    if "gone" in given:
        return Proposal(given)
    return Proposal(initial={"kept": request.GET.get("kept", "")})


def _proposed(request: ActingRequest, form: Proposal, pair: tuple[int, int]) -> bool:
    grounds = form.cleaned_data["grounds"]
    try:
        verbs.propose_merge(*pair, grounds=grounds, actor=request.actor, now=request.now)
    except (Invalid, Conflict) as refused:
        form.add_error(None, refused.message)
        return False
    return True


@require_GET
def merge(request: ActingRequest, merge_id: int) -> HttpResponse:
    """One merge: both rows side by side, where it stands, and what may be decided."""
    return _shown(request, merge_id, "", 200)


@require_POST
def decide(request: ActingRequest, merge_id: int, decision: str) -> HttpResponse:
    """Approve, refuse or undo."""
    if decision not in DECISIONS:
        raise Http404
    _, verb, done = DECISIONS[decision]
    try:
        verb(merge_id, actor=request.actor, now=request.now)
    except (Invalid, Conflict) as refused:
        return _shown(request, merge_id, refused.message, UNPROCESSABLE)
    messages.success(request, done)
    return HttpResponseRedirect(reverse("merge", args=[merge_id]))


def _shown(request: ActingRequest, merge_id: int, refused: str, status: int) -> HttpResponse:
    place = reach.place_of_merge(merge_id)
    acts.check("people.see_merges", actor=request.actor, now=request.now, place=place)
    record = register.merge(merge_id)
    may = rules.acts_for(request.actor, place)
    words: dict[str, Any] = {
        "merge": record,
        "names": compare.names(record),
        "state": MERGE_STATE_LABELS[record.state],
        "colour": compare.STATE_COLOURS[record.state],
        "refused": refused,
        "rows": None
        if record.state is MergeState.APPROVED
        else compare.side_by_side((record.kept, record.gone), local_date(request.now)),
        "pair": (record.kept, record.gone),
        "story": entries.of_object(request.actor.scope, "merge", record.id),
        "decisions": _decisions(record, may),
    }
    return render(request, "desks/merge.html", words, status=status)


def _decisions(record: MergeRecord, may: frozenset[str]) -> dict[str, Link]:
    """The decisions that are open to the reader in this state."""
    open_ones = {MergeState.PROPOSED: ("approve", "refuse"), MergeState.APPROVED: ("undo",)}
    return {
        key: Link(rules.label(DECISIONS[key][0]), reverse("merge_decide", args=[record.id, key]))
        for key in open_ones.get(record.state, ())
        if DECISIONS[key][0] in may
    }
