"""The list of accounts, its export, and opening a fund."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from laoyou import acts
from laoyou.access import rules
from laoyou.access.types import Scope, ScopeKind, division_code
from laoyou.acts.requests import ActingRequest
from laoyou.kernel.clock import local_date
from laoyou.kernel.errors import Invalid
from laoyou.kernel.money import Money
from laoyou.ledger import forms, labels, reads, verbs
from laoyou.ledger.pages import frame
from laoyou.ledger.types import FundSource, Holder, HolderKind, NewAccount, Unit
from laoyou.web.sheets import Column, Kind, Value, workbook_answer
from laoyou.web.types import Link

PORTION = 1000
"""Rows of an export whose divisions are asked for together."""
EXPORTED = (
    Column("账号", Kind.NUMBER),
    Column("名称", width=36),
    Column("持有人"),
    Column("人员编号", Kind.NUMBER),
    Column("计量", width=24),
    Column("资金来源", width=14),
    Column("区划代码", width=16),
    Column("区划", width=36),
    Column("余额", Kind.YUAN),
    Column("单位"),
)


@require_GET
def accounts(request: ActingRequest) -> HttpResponse:
    """The accounts of the reader's scope, narrowed, a page at a time, with today's balances."""
    scope = frame.reach(request, "ledger.see")
    form, asked = _asked(request, scope)
    found = reads.accounts(scope, asked, local_date(request.now), cursor=request.GET.get("page"))
    page = {
        "tabs": frame.tabs("accounts"),
        "form": form,
        "rows": frame.shown(found.rows),
        "total": reads.count(scope, asked),
        "next": frame.page_url(request, found.next),
        "previous": frame.page_url(request, found.previous),
        "first": frame.address(request, page=None),
        "chips": _chips(request, form),
        "export_url": _export_url(request),
    }
    return render(request, "ledger/accounts.html", page)


@require_GET
def export(request: ActingRequest) -> HttpResponseBase:
    """The same list as a spreadsheet; that it was taken is on the trail."""
    scope = frame.reach(request, "ledger.export")
    _form, asked = _asked(request, scope)
    frame.exported(request, count=reads.count(scope, asked))
    today = local_date(request.now)
    rows = _exported(reads.every(scope, asked, today))
    return workbook_answer(f"账户余额-{today}.xlsx", "账户余额", EXPORTED, rows)


@require_http_methods(frame.GET_OR_POST)
def open_fund(request: ActingRequest) -> HttpResponse:
    acts.check("ledger.open_account", actor=request.actor, now=request.now, place=None)
    scope = request.actor.scope
    home = division_code(scope.key) if scope.kind is ScopeKind.DIVISION else ""
    known = {"division": home, "opened_on": local_date(request.now), "keeps_above_zero": True}
    form = forms.OpenFund(frame.posted(request), initial=known)

    def save(asked: dict[str, Any]) -> HttpResponse:
        if not labels.knows(asked["division"]):
            raise Invalid(_("没有这个区划，请核对 12 位代码。"), "division", "division")
        new = NewAccount(
            holder=Holder.new_fund(),
            unit=Unit.FEN,
            division=asked["division"],
            opened_on=asked["opened_on"],
            name=asked["name"],
            source=FundSource(asked["source"]),
            keeps_above_zero=asked["keeps_above_zero"],
        )
        made = verbs.open_account(new, actor=request.actor, now=request.now)
        messages.success(request, _("账户已开立。接着可以登记拨入、设定预算。"))
        return redirect("ledger:account", made)

    return frame.form_page(
        request, form, save, title=_("开立专项资金账户"), button=_("开立"), back=reverse("ledger:accounts")
    )


def _export_url(request: ActingRequest) -> str:
    if not rules.may(request.actor, "ledger.export"):
        return ""
    return reverse("ledger:export") + frame.address(request, page=None)


def _asked(request: ActingRequest, scope: Scope) -> tuple[forms.Find, reads.Filter]:
    """What the reader narrows the list to; a word that is no choice narrows nothing."""
    named = labels.divisions(reads.divisions_of_funds(scope))
    form = forms.Find(request.GET, sorted(named.items()))
    form.is_valid()
    asked = form.cleaned_data
    return form, reads.Filter(
        kind=HolderKind(asked["kind"]) if asked.get("kind") else None,
        unit=Unit(asked["unit"]) if asked.get("unit") else None,
        source=FundSource(asked["source"]) if asked.get("source") else None,
        division=asked.get("division", ""),
        text=asked.get("text", ""),
    )


def _chips(request: ActingRequest, form: forms.Find) -> list[Link]:
    return [
        Link(f"{form.fields[name].label}：{_said(form, name, value)}", frame.address(request, **_off(name)))
        for name, value in form.cleaned_data.items()
        if value
    ]


def _off(name: str) -> dict[str, str | None]:
    return {name: None, "page": None}


def _said(form: forms.Find, name: str, value: str) -> str:
    choices: dict[str, Any] = dict(getattr(form.fields[name], "choices", ()))
    return str(choices.get(value, value))


def _exported(records: Iterator[reads.AccountRecord]) -> Iterator[tuple[Value, ...]]:
    while portion := list(islice(records, PORTION)):
        yield from map(_cells, frame.shown(portion))


def _cells(one: frame.Shown) -> tuple[Value, ...]:
    ref = one.record.ref
    amount = one.record.balance if ref.unit is Unit.MINUTE else Money(one.record.balance)
    return (
        ref.id, one.record.name, one.kind, one.person_id, one.counts, one.source, ref.division, one.home,
        amount, one.unit,
    )  # fmt: skip
