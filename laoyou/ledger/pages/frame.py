"""What the pages of the books share: who may look, amounts in words, tabs, addresses."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django import forms as django_forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from laoyou import acts
from laoyou.access import rules
from laoyou.access.types import Place, Scope
from laoyou.acts.requests import ActingRequest
from laoyou.audit.types import Purpose
from laoyou.kernel.clock import local_date
from laoyou.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from laoyou.kernel.money import Money
from laoyou.ledger import labels, reads
from laoyou.ledger.types import (
    FUND_SOURCE_LABELS,
    HOLDER_KIND_LABELS,
    UNIT_LABELS,
    HolderKind,
    Unit,
)
from laoyou.web.types import Link

UNPROCESSABLE = 422
GET_OR_POST = ["GET", "POST"]
UNIT_WORDS = {Unit.FEN: "元", Unit.VOUCHER_FEN: "元", Unit.MINUTE: "分钟"}


@dataclass(frozen=True, slots=True)
class Shown:
    """An account as pages show it."""

    record: reads.AccountRecord
    title: str
    kind: str
    counts: str
    unit: str
    source: str
    home: str
    balance: str
    person_id: int | None


def shown(records: Iterable[reads.AccountRecord]) -> list[Shown]:
    """Accounts in words, their divisions asked together."""
    found = list(records)
    homes = labels.divisions(one.ref.division for one in found)
    called = reads.names(one.returns_to for one in found if one.returns_to)
    return [_shown(one, homes[one.ref.division], called.get(one.returns_to or 0, "")) for one in found]


def _shown(one: reads.AccountRecord, home: str, voucher: str) -> Shown:
    """`voucher` is what the fund calls the vouchers that lie on this account."""
    ref = one.ref
    purpose = f"·{voucher or labels.say(ref.purpose)}" if ref.purpose else ""
    until = _("，%(day)s 止") % {"day": one.expires_on} if one.expires_on else ""
    is_persons = ref.holder.kind is HolderKind.PERSON
    unnamed = _("%(counts)s（人员 %(id)s）") % {"counts": UNIT_LABELS[ref.unit], "id": ref.holder.id}
    return Shown(
        record=one,
        title=one.name or unnamed,
        kind=HOLDER_KIND_LABELS[ref.holder.kind],
        counts=f"{UNIT_LABELS[ref.unit]}{purpose}{until}",
        unit=UNIT_WORDS[ref.unit],
        source=FUND_SOURCE_LABELS[one.source] if one.source else "",
        home=home,
        balance=plain(ref.unit, one.balance),
        person_id=ref.holder.id if is_persons else None,
    )


def plain(unit: Unit, amount: int) -> str:
    """An amount without its unit, for a column that names it: `1,234.50`, `90`."""
    return f"{amount:,}" if unit is Unit.MINUTE else Money(amount).yuan


def reach(request: ActingRequest, act: str) -> Scope:
    """The scope by which the reader's lists are cut. Forbidden, and logged, when the role has no part."""
    acts.check(act, actor=request.actor, now=request.now, place=None)
    return rules.reach(request.actor, act)


def opened(request: ActingRequest, account_id: int, act: str = "ledger.see") -> reads.AccountRecord:
    """The account, for an act; a neighbour's is refused, and that is logged."""
    acts.check(act, actor=request.actor, now=request.now, place=reads.place_of(account_id))
    return reads.account(account_id, local_date(request.now))


def exported(request: ActingRequest, *, count: int, place: Place | None = None, id: object = "") -> None:
    """Leave on the trail that a list was taken out of the house; refused where it may not be."""
    acts.read(
        "ledger.export",
        actor=request.actor,
        now=request.now,
        place=place,
        purpose=Purpose.EXPORT,
        kind="account",
        id=id,
        count=count,
    )


def may(request: ActingRequest, place: Place) -> set[str]:
    """What the reader may do at a place: the words after `ledger.`."""
    allowed = rules.acts_for(request.actor, place)
    return {act.partition(".")[2] for act in allowed if act.startswith("ledger.")}


def tabs(current: str) -> tuple[Link, ...]:
    """The four sides of the books."""
    sides = (
        ("accounts", _("账户")),
        ("budgets", _("预算")),
        ("funds", _("专项资金报告")),
        ("trial", _("试算与结账")),
    )
    return tuple(Link(label, reverse(f"ledger:{name}"), name == current) for name, label in sides)


def address(request: ActingRequest, **changes: str | None) -> str:
    """This page's question with some words changed, None taking one off."""
    asked = request.GET.copy()
    for name, value in changes.items():
        asked.pop(name, None)
        if value:
            asked[name] = value
    return f"?{asked.urlencode()}"


def page_url(request: ActingRequest, cursor: str | None) -> str:
    return address(request, page=cursor) if cursor else ""


def posted(request: ActingRequest) -> Any:
    return request.POST if request.method == "POST" else None


def form_page(
    request: ActingRequest,
    form: django_forms.Form,
    save: Callable[[dict[str, Any]], HttpResponse],
    **page: Any,
) -> HttpResponse:
    """Ask, and ask again with what is wrong, until it can be saved."""
    if request.method == "POST" and form.is_valid():
        try:
            return save(form.cleaned_data)
        except (Conflict, Forbidden, Invalid, NotFound) as refused:
            field = getattr(refused, "field", None)
            form.add_error(field if field in form.fields else None, refused.message)
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "ledger/form.html", {"form": form, "button": _("保存"), **page}, status=status)
