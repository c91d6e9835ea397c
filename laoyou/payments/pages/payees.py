"""Where a payee is paid, what he was paid, and what he owes."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from laoyou.acts.requests import ActingRequest
from laoyou.kernel.clock import local_date
from laoyou.payments import forms, reads, verbs
from laoyou.payments.pages import frame
from laoyou.payments.pages.showing import owed
from laoyou.payments.reads.payees import AccountRecord, InFull
from laoyou.payments.types import (
    ACCOUNT_KIND_LABELS,
    HELD_BY_LABELS,
    RECEIVABLE_STATE_LABELS,
    AccountKind,
    HeldBy,
    NewAccount,
    Payee,
    PayeeKind,
)
from laoyou.people.types import RELATION_LABELS, Relation
from laoyou.places import reads as places


@require_GET
def person(request: ActingRequest, person_id: int) -> HttpResponse:
    return _page(request, Payee.person(person_id))


@require_GET
def organisation(request: ActingRequest, organisation_id: int) -> HttpResponse:
    return _page(request, Payee.organisation(organisation_id))


@require_http_methods(frame.GET_OR_POST)
def register_persons(request: ActingRequest, person_id: int) -> HttpResponse:
    return _register(request, Payee.person(person_id))


@require_http_methods(frame.GET_OR_POST)
def register_bodys(request: ActingRequest, organisation_id: int) -> HttpResponse:
    return _register(request, Payee.organisation(organisation_id))


@require_http_methods(frame.GET_OR_POST)
def end(request: ActingRequest, payee_account_id: int) -> HttpResponse:
    """Pay nothing on an account after a day."""
    record, payee = _opened(request, payee_account_id, "payments.end_account")
    form = forms.EndAccount(frame.posted(request), initial={"last_day": local_date(request.now)})

    def save(asked: dict[str, Any]) -> HttpResponse:
        verbs.end_account(payee_account_id, **asked, actor=request.actor, now=request.now)
        messages.success(request, _("账户已停用。"))
        return redirect(frame.payee_url(payee))

    return frame.form_page(
        request,
        form,
        save,
        title=_("停用收款账户"),
        sub=f"{record.bank} · {_('尾号')} {record.tail}",
        button=_("停用"),
        danger=True,
        back=frame.payee_url(payee),
    )


@require_POST
def reveal(request: ActingRequest, payee_account_id: int) -> HttpResponse:
    """Show an account in full, for a purpose; who asked and why is in the trail."""
    _record, payee = _opened(request, payee_account_id, "payments.reveal")
    form = forms.Reveal(request.POST)
    if not form.is_valid():
        return _page(request, payee, reveal_error=_("请选择查看的用途。"), status=frame.UNPROCESSABLE)
    full = reads.payees.reveal(
        payee_account_id, purpose=form.cleaned_data["purpose"], actor=request.actor, now=request.now
    )
    return _page(request, payee, revealed={payee_account_id: full})


def _register(request: ActingRequest, payee: Payee) -> HttpResponse:
    place = reads.place_of_payee(payee)
    frame.open_at(request, place, "payments.register_account", person_id=place.person)
    is_person = payee.kind is PayeeKind.PERSON
    kind = forms.PersonsAccount if is_person else forms.Account
    form = kind(frame.posted(request), initial={"since": local_date(request.now)})

    def save(asked: dict[str, Any]) -> HttpResponse:
        verbs.register_account(payee, _given(asked, is_person), actor=request.actor, now=request.now)
        messages.success(request, _("收款账户已登记。等着这个账户的款项会进入下一批。"))
        return redirect(frame.payee_url(payee))

    return frame.form_page(
        request,
        form,
        save,
        title=_("登记收款账户"),
        sub=reads.payees.named([payee])[payee],
        button=_("登记"),
        back=frame.payee_url(payee),
    )


def _given(asked: dict[str, Any], is_person: bool) -> NewAccount:
    plain = {name: asked[name] for name in ("bank", "number", "holder", "since", "remark")}
    if not is_person:
        return NewAccount(kind=AccountKind.CORPORATE, **plain)
    return NewAccount(
        kind=AccountKind(asked["kind"]),
        held_by=HeldBy(asked["held_by"]),
        relation=Relation(asked["relation"]) if asked["relation"] else None,
        consent_on=asked["consent_on"],
        **plain,
    )


def _opened(request: ActingRequest, payee_account_id: int, act: str) -> tuple[AccountRecord, Payee]:
    """An account and its payee, for an act; a neighbour's is refused, and that is logged."""
    place = reads.place_of_account(payee_account_id)
    frame.open_at(request, place, act, person_id=place.person)
    record = reads.payees.account(payee_account_id)
    return record, record.payee


def _page(
    request: ActingRequest,
    payee: Payee,
    *,
    revealed: dict[int, InFull] | None = None,
    reveal_error: str = "",
    status: int = 200,
) -> HttpResponse:
    place = reads.place_of_payee(payee)
    may = frame.open_at(request, place, person_id=place.person)
    found = reads.lines.of_one(payee, cursor=request.GET.get("page"))
    homes = {
        code: one.full_name for code, one in places.divisions(row.division for row in found.rows).items()
    }
    in_use = reads.payees.in_use([payee], request.now).get(payee)
    page = {
        "payee": payee,
        "name": reads.payees.named([payee])[payee],
        "home": places.divisions(place.divisions)[place.divisions[0]].full_name,
        "home_url": frame.home_url(payee),
        "register_url": frame.payee_url(payee) + "account/",
        "in_use": in_use,
        "accounts": [
            _shown(one, in_use, (revealed or {}).get(one.id)) for one in reads.payees.accounts(payee)
        ],
        "lines": owed(found.rows, homes),
        "debts": [
            (one, RECEIVABLE_STATE_LABELS[one.state], frame.RECEIVABLE_SIGNS[one.state])
            for one in reads.receivables.of_one(payee)
        ],
        "may": may,
        "purposes": forms.PURPOSES,
        "reveal_error": reveal_error,
        **frame.pager(request, found),
    }
    return render(request, "payments/payee.html", page, status=status)


def _shown(one: AccountRecord, in_use: AccountRecord | None, full: InFull | None) -> dict[str, Any]:
    """An account in words."""
    current = in_use is not None and in_use.id == one.id
    state = _("登记有误，已作废") if one.withdrawn else _("在用") if current else _("已停用")
    if not one.withdrawn and not current and one.span.is_open:
        state = _("还没到启用日")
    return {
        "one": one,
        "kind": ACCOUNT_KIND_LABELS[one.kind],
        "held_by": HELD_BY_LABELS[one.held_by],
        "relation": RELATION_LABELS[one.relation] if one.relation else "",
        "state": state,
        "sign": "ok" if current else "no" if one.withdrawn else "unknown",
        "open": one.span.is_open and not one.withdrawn,
        "full": f"{full.number} {full.holder}" if full else "",
    }
