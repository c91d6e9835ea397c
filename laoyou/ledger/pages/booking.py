"""What a supervisor books on an account: money that came in, money that was paid; vouchers; closing it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from laoyou.access import rules
from laoyou.acts.requests import ActingRequest
from laoyou.kernel.clock import local_date
from laoyou.ledger import forms, reads, verbs
from laoyou.ledger.pages import frame
from laoyou.ledger.pages.budgets import budget_line
from laoyou.ledger.types import BudgetState, HolderKind, NewAccount, Unit, Use


@require_http_methods(frame.GET_OR_POST)
def receive(request: ActingRequest, account_id: int) -> HttpResponse:
    known = frame.opened(request, account_id, "ledger.receive")
    sources = _other_funds(request, known)
    form = forms.Receive(frame.posted(request), sources, initial={"day": local_date(request.now)})

    def save(asked: dict[str, Any]) -> HttpResponse:
        verbs.receive(
            account_id,
            amount=asked["amount"],
            day=asked["day"],
            number=asked["number"],
            source_id=int(asked["source"]) if asked["source"] else None,
            actor=request.actor,
            now=request.now,
        )
        messages.success(request, _("拨入已记账。"))
        return redirect("ledger:account", account_id)

    return frame.form_page(request, form, save, title=_("登记拨入"), button=_("记账"), **_of(known))


@require_http_methods(frame.GET_OR_POST)
def pay(request: ActingRequest, account_id: int) -> HttpResponse:
    known = frame.opened(request, account_id, "ledger.pay")
    form = forms.Pay(frame.posted(request), initial={"day": local_date(request.now)})

    def save(asked: dict[str, Any]) -> HttpResponse:
        verbs.pay(
            account_id,
            amount=asked["amount"],
            use=Use(asked["use"]),
            day=asked["day"],
            number=asked["number"],
            actor=request.actor,
            now=request.now,
        )
        messages.success(request, _("支出已记账。"))
        _warn(request, account_id)
        return redirect("ledger:account", account_id)

    return frame.form_page(request, form, save, title=_("登记支出"), button=_("记账"), **_of(known))


@require_http_methods(frame.GET_OR_POST)
def open_vouchers(request: ActingRequest, account_id: int) -> HttpResponse:
    known = frame.opened(request, account_id, "ledger.open_account")
    form = forms.OpenVouchers(frame.posted(request), initial={"name": f"{known.name}服务券"})

    def save(asked: dict[str, Any]) -> HttpResponse:
        new = NewAccount(
            holder=known.ref.holder,
            unit=Unit.VOUCHER_FEN,
            division=known.ref.division,
            opened_on=known.opened_on,
            name=asked["name"],
            source=known.source,
            purpose=asked["purpose"],
        )
        made = verbs.open_account(new, actor=request.actor, now=request.now)
        messages.success(request, _("服务券账户已开立。"))
        return redirect("ledger:account", made)

    return frame.form_page(request, form, save, title=_("开立服务券账户"), button=_("开立"), **_of(known))


@require_http_methods(frame.GET_OR_POST)
def close(request: ActingRequest, account_id: int) -> HttpResponse:
    known = frame.opened(request, account_id, "ledger.close_account")
    form = forms.CloseAccount(frame.posted(request), initial={"on": local_date(request.now)})

    def save(asked: dict[str, Any]) -> HttpResponse:
        verbs.close_account(account_id, on=asked["on"], actor=request.actor, now=request.now)
        messages.success(request, _("账户已销户。"))
        return redirect("ledger:account", account_id)

    return frame.form_page(request, form, save, title=_("销户"), button=_("销户"), **_of(known))


def _of(known: reads.AccountRecord) -> dict[str, str]:
    return {"sub": frame.shown([known])[0].title, "back": reverse("ledger:account", args=[known.ref.id])}


def _other_funds(request: ActingRequest, known: reads.AccountRecord) -> list[tuple[str, str]]:
    """The other funds of the reader's scope: money may be passed on from them."""
    scope = rules.reach(request.actor, "ledger.receive")
    asked = reads.Filter(kind=HolderKind.FUND, unit=Unit.FEN)
    funds = frame.shown(reads.every(scope, asked, local_date(request.now)))
    return [
        (str(one.record.ref.id), _("划转自 %(name)s（%(home)s）") % {"name": one.title, "home": one.home})
        for one in funds
        if one.record.ref != known.ref and one.record.closed_on is None
    ]


def _warn(request: ActingRequest, account_id: int) -> None:
    """Say at once when the account's budget has come to its warning line, or will not do."""
    found = reads.budget_state(account_id, local_date(request.now))
    if found is None or found.state is BudgetState.FINE:
        return
    line = budget_line(found, frame.shown([found.account])[0])
    messages.warning(request, _("预算%(state)s：%(said)s") % {"state": line.state, "said": line.said})
