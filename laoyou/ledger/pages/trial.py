"""The trial balance, closing the books, and proving that they are whole."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from laoyou import acts
from laoyou.access import rules
from laoyou.acts.requests import ActingRequest
from laoyou.kernel.clock import local_date
from laoyou.kernel.spans import ONE_DAY
from laoyou.ledger import forms, labels, reads, verbs
from laoyou.ledger.pages import frame
from laoyou.ledger.types import HOLDER_KIND_LABELS, UNIT_LABELS


@require_GET
def trial(request: ActingRequest) -> HttpResponse:
    return _page(request)


@require_POST
def verify(request: ActingRequest) -> HttpResponse:
    """Reckon the whole books anew, and say what is not as it should be."""
    place = reads.place_of_books()
    acts.read("ledger.verify", actor=request.actor, now=request.now, place=place, kind="books")
    return _page(request, verdict=reads.verify())


@require_http_methods(frame.GET_OR_POST)
def close_books(request: ActingRequest) -> HttpResponse:
    place = reads.place_of_books()
    acts.check("ledger.close_books", actor=request.actor, now=request.now, place=place)
    today = local_date(request.now)
    form = forms.Close(frame.posted(request), initial={"through": today.replace(day=1) - ONE_DAY})

    def save(asked: dict[str, Any]) -> HttpResponse:
        verbs.close_books(through=asked["through"], actor=request.actor, now=request.now)
        messages.success(request, _("已结账。"))
        return redirect("ledger:trial")

    return frame.form_page(
        request, form, save, title=_("结账"), button=_("结账"), back=reverse("ledger:trial")
    )


def _page(request: ActingRequest, verdict: reads.Verdict | None = None) -> HttpResponse:
    scope = frame.reach(request, "ledger.see")
    place = reads.place_of_books()
    page = {
        "tabs": frame.tabs("trial"),
        "trials": [_trial(one) for one in reads.trial_balance(scope, local_date(request.now))],
        "closing": reads.last_closing(),
        "may_close": rules.may(request.actor, "ledger.close_books", place),
        "may_verify": rules.may(request.actor, "ledger.verify", place),
        "verdict": verdict,
        "today": local_date(request.now),
    }
    return render(request, "ledger/trial.html", page)


def _trial(one: reads.Trial) -> dict[str, Any]:
    purpose = f"·{labels.say(one.purpose)}" if one.purpose else ""
    return {
        "title": f"{UNIT_LABELS[one.unit]}{purpose}",
        "unit": frame.UNIT_WORDS[one.unit],
        "whole": one.whole,
        "balanced": one.balance == 0,
        "balance": frame.plain(one.unit, one.balance),
        "into": frame.plain(one.unit, sum(line.into for line in one.lines)),
        "out_of": frame.plain(one.unit, sum(line.out_of for line in one.lines)),
        "lines": [
            {
                "kind": HOLDER_KIND_LABELS[line.kind],
                "accounts": line.accounts,
                "into": frame.plain(one.unit, line.into),
                "out_of": frame.plain(one.unit, line.out_of),
                "balance": frame.plain(one.unit, line.balance),
            }
            for line in one.lines
        ],
    }
