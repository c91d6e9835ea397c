"""An entry (记账凭证), and reversing it."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from laoyou import acts
from laoyou.access import rules
from laoyou.acts.requests import ActingRequest
from laoyou.audit import reads as audit
from laoyou.kernel.clock import local_date
from laoyou.kernel.errors import Conflict
from laoyou.ledger import reads, verbs
from laoyou.ledger.pages import frame
from laoyou.ledger.pages.statements import cause_words
from laoyou.ledger.types import ENTRY_KIND_LABELS, UNIT_LABELS, USE_LABELS
from laoyou.web.types import Link

CONFLICT = 409


@dataclass(frozen=True, slots=True)
class EntryLine:
    """A line of an entry in words."""

    line: int
    account_id: int
    title: str
    home: str
    counts: str
    into: str
    out_of: str


@require_GET
def entry(request: ActingRequest, entry_id: int) -> HttpResponse:
    return _page(request, entry_id)


@require_POST
def reverse_entry(request: ActingRequest, entry_id: int) -> HttpResponse:
    """Post the mirror of an entry, and show it."""
    try:
        mirror = verbs.reverse(entry_id, actor=request.actor, now=request.now)
    except Conflict as conflict:
        return _page(request, entry_id, refused=conflict.message, status=CONFLICT)
    messages.success(request, _("已冲正，这是冲正凭证。"))
    return redirect("ledger:entry", mirror)


def _page(request: ActingRequest, entry_id: int, *, refused: str = "", status: int = 200) -> HttpResponse:
    place = reads.places_of_entry(entry_id)
    acts.check("ledger.see", actor=request.actor, now=request.now, place=place)
    found = reads.entry(entry_id, rules.reach(request.actor, "ledger.see"))
    recorded = audit.entry_of(found.act_id)
    lines = _lines(request, found)
    reversible = rules.may(request.actor, "ledger.reverse", reads.place_of_entry(entry_id))
    page = {
        "found": found,
        "kind": ENTRY_KIND_LABELS[found.kind],
        "use": USE_LABELS[found.use] if found.use else "",
        "cause": cause_words(found.cause, found.memo),
        "who": recorded.user_name if recorded else "",
        "act": rules.label(recorded.act) if recorded else "",
        "lines": lines,
        "hidden": found.total - len(lines),
        "may_reverse": reversible and not found.reverses and not found.reversed_by,
        "refused": refused,
        "crumbs": _crumbs(lines, entry_id),
    }
    return render(request, "ledger/entry.html", page, status=status)


def _lines(request: ActingRequest, found: reads.EntryRecord) -> list[EntryLine]:
    records = reads.records((one.account.id for one in found.lines), local_date(request.now))
    known = {one.record.ref.id: one for one in frame.shown(records)}
    return [
        EntryLine(
            line=one.line,
            account_id=one.account.id,
            title=known[one.account.id].title,
            home=known[one.account.id].home,
            counts=UNIT_LABELS[one.account.unit],
            into=reads.amount_words(one.account.unit, one.amount) if one.amount > 0 else "",
            out_of=reads.amount_words(one.account.unit, -one.amount) if one.amount < 0 else "",
        )
        for one in found.lines
    ]


def _crumbs(lines: list[EntryLine], entry_id: int) -> tuple[Link, ...]:
    here = Link(_("凭证 %(id)s") % {"id": entry_id})
    top = Link(_("账户"), reverse("ledger:accounts"))
    if not lines:
        return (top, here)
    return (top, Link(lines[0].title, reverse("ledger:account", args=[lines[0].account_id])), here)
