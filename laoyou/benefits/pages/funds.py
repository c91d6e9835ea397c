"""哪个账户出钱: which account bears each payer's share, chosen by a supervisor."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from laoyou import acts
from laoyou.access import rules
from laoyou.access.types import Place
from laoyou.acts.requests import ActingRequest
from laoyou.benefits import forms, verbs
from laoyou.benefits.core import months
from laoyou.benefits.pages import sight
from laoyou.benefits.reads import funds as reads
from laoyou.kernel.clock import local_date
from laoyou.kernel.errors import Invalid, NotFound
from laoyou.ledger.types import UNIT_LABELS, Unit
from laoyou.places import reads as places
from laoyou.places.types import Level

SEE, CHOOSE = "benefits.see_runs", "benefits.choose_funds"


@require_http_methods(["GET", "POST"])
def funds(request: ActingRequest) -> HttpResponse:
    """The payers of every benefit of a division, with the account that bears the share of each."""
    scope = sight.reach(request, SEE)
    offered = sight.divisions(scope, Level.TOWN)
    bounds = scope.division_bounds()
    division = sight.division(request, SEE) or (bounds[0] if bounds else offered[0][0])
    place = Place((division,))
    if request.method == "POST":
        acts.check(CHOOSE, actor=request.actor, now=request.now, place=place)
        return _chosen(request, division)
    day = local_date(request.now)
    month = months.month_of(_asked(request.GET.get("month", ""), day))
    found = places.divisions([division])
    shares = reads.shares(division, month, day)
    shown = {
        "division": division,
        "place": found[division].full_name if division in found else division,
        "divisions": offered,
        "month": month.start.isoformat(),
        "shares": [(one, UNIT_LABELS[one.unit], _where(one, division)) for one in shares],
        "lacking": sum(one.account is None for one in shares),
        "may_choose": rules.may(request.actor, CHOOSE, place),
    }
    return render(request, "benefits/funds.html", shown)


def _chosen(request: ActingRequest, division: str) -> HttpResponse:
    form = forms.Choose(request.POST)
    back = f"{reverse('benefits:funds')}?division={division}"
    if not form.is_valid():
        messages.error(request, "请从列表中选择账户。")
        return redirect(back)
    asked = form.cleaned_data
    try:
        verbs.choose_fund(
            division,
            asked["payer"],
            asked["account"],
            benefit=asked["benefit"],
            unit=Unit(asked["unit"]),
            actor=request.actor,
            now=request.now,
        )
    except (Invalid, NotFound) as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, "已指定，下一次归集起从这个账户出。")
    return redirect(back)


def _where(share: reads.Share, division: str) -> str:
    """From where a choice comes that was not made for this division itself."""
    if not share.chosen_in or share.chosen_in == division:
        return ""
    found = places.divisions([share.chosen_in])
    return f"沿用{found[share.chosen_in].short_name}的指定" if found else ""


def _asked(text: str, today: date) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return today
