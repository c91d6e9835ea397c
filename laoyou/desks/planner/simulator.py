"""The simulator: a policy changed on a copy beside today's law, for the people who are in the register.

Nothing is kept but a draft, when one is asked for.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from laoyou.access import rules
from laoyou.acts.requests import ActingRequest
from laoyou.desks.entitlements import months
from laoyou.desks.planner import asking, editing, naming
from laoyou.desks.planner.asking import VARIANTS, Asked
from laoyou.desks.planner.inputs import inputs
from laoyou.desks.planner.showing import Shown, shown
from laoyou.forecasts.reads import forecasting
from laoyou.forecasts.types import Forecast, PlaceLine
from laoyou.kernel.clock import local_date
from laoyou.kernel.errors import Conflict, Forbidden, Invalid
from laoyou.kernel.money import Money
from laoyou.people.reads import lists as register
from laoyou.people.reads.lists import Filter
from laoyou.policies import verbs as policies
from laoyou.policies.types import PER_LABELS
from laoyou.web import sheets
from laoyou.web.sheets import Column, Kind

MOST_AT_ONCE = 400_000
"""Of so many people the answer comes while one waits; of more a part is chosen, or a draft is forecast."""

UNPROCESSABLE = 422


@require_http_methods(["GET", "POST"])
def simulator(request: ActingRequest) -> HttpResponseBase:
    """Choose a policy, change it, see what it comes to; the button says what is done with the answer."""
    asked = asking.ask(request)
    if request.method == "GET" or asked.policy is None:
        return _page(request, asked)
    if asked.has_problems:
        return _page(request, asked, status=UNPROCESSABLE)
    done, _, which = request.POST.get("do", "run").partition("-")
    if done == "draft":
        return _drafted(request, asked, which)
    if register.count(asked.scope, Filter(asked.on)) > MOST_AT_ONCE:
        return _page(request, asked, too_many=True)
    if done in ("list", "export"):
        return naming.answer(request, asked, which, as_file=done == "export")
    found = forecasting.forecast(asked.question(), forecasting.living(asked.scope, asked.on))
    if done == "places":
        return _places(asked, found)
    return _page(request, asked, found=shown(found, asked.labels))


def _drafted(request: ActingRequest, asked: Asked, letter: str) -> HttpResponse:
    """Keep a variant as a draft, under the name that was given to it."""
    number = next((n for n in asked.counted if VARIANTS[n][0] == letter), None)
    if number is None:
        messages.error(request, "这个方案和现行的一样，不用存。改了数字或条件再存。")
        return _page(request, asked, status=UNPROCESSABLE)
    try:
        text = editing.named(asked.variants[number], asked.given.get(f"{letter}-name", "").strip())
        made = policies.draft(text, actor=request.actor, now=request.now)
    except (Conflict, Forbidden, Invalid) as refused:
        messages.error(request, refused.message)
        return _page(request, asked, status=UNPROCESSABLE)
    messages.success(request, "已存为草稿。核对文字后可以提交，批准之前不会生效。")
    return HttpResponseRedirect(reverse("policies:draft", args=[made]))


def _places(asked: Asked, found: Forecast) -> HttpResponseBase:
    """The table of places as a spreadsheet: counts and sums, nobody's name."""
    said = shown(found, asked.labels)
    headings: list[str | Column] = ["地方", Column("在册（人）", Kind.NUMBER)]
    headings += [Column("现享（人）", Kind.NUMBER), Column("现发（元）", Kind.YUAN)]
    for one in said.moves:
        headings += [Column(f"{one.label}{side}（人）", Kind.NUMBER) for side in ("受益", "受损")]
        headings.append(Column(f"{one.label}净变化（元）", Kind.YUAN))
    rows = (
        (row.name, line.persons, line.laws[0].given, Money(line.laws[0].fen), *_moves(line))
        for row, line in zip(said.rows, found.places, strict=True)
    )
    title = f"{said.name}{naming.demo_word(asked)}"
    return sheets.workbook_answer(f"政策模拟 {title} {said.month}.xlsx", title, headings, rows)


def _moves(line: PlaceLine) -> Iterator[sheets.Value]:
    for one in line.moves:
        yield from (one.gain, one.lose, Money(one.net_fen))


def _page(
    request: ActingRequest,
    asked: Asked,
    *,
    found: Shown | None = None,
    too_many: bool = False,
    status: int = 200,
) -> HttpResponse:
    words = {
        **_about(request, asked),
        "inputs": inputs(asked),
        "has_problems": asked.has_problems,
        "shown": found,
        "listed": found is not None and rules.may(request.actor, "people.see"),
        "too_many": MOST_AT_ONCE if too_many else None,
    }
    return render(request, "desks/simulator.html", words, status=status)


def _about(request: ActingRequest, asked: Asked) -> dict[str, Any]:
    """Which policy, where and from when; and the names under which variants may be kept."""
    policy = asked.policy
    amount = policy.benefit.amount if policy else None
    name = policy.document.name if policy else ""
    changed = [VARIANTS[n] for n in asked.counted] if rules.may(request.actor, "policies.draft") else []
    return {
        "choices": asked.choices,
        "policy": policy,
        "per": PER_LABELS[amount.per] if amount else "",
        "division": asked.division,
        "divisions": asking.divisions(request, asked),
        "start": months.written(asked.month),
        "starts": asking.starts(local_date(request.now)),
        "variants": VARIANTS,
        "drafts": [
            (letter, label, asked.given.get(f"{letter}-name", f"{name}（{label}）"))
            for letter, label in changed
        ],
    }
