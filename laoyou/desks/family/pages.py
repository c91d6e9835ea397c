"""For an 86-year-old and a daughter 800 km away: what he has, why, what came in, what there is to do."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from laoyou.acts.requests import ActingRequest
from laoyou.applications import reads as applications
from laoyou.benefits.reads import grants, survival, suspensions
from laoyou.benefits.types import Seen as SeenAlive
from laoyou.desks.entitlements import lines, months
from laoyou.desks.entitlements.entitled import Entitlements, entitlements
from laoyou.desks.entitlements.lines import Card
from laoyou.desks.entitlements.plain import plain
from laoyou.desks.family import asking, frame
from laoyou.desks.family.covered import covered
from laoyou.desks.family.frame import Seen
from laoyou.notices import reads as notices
from laoyou.notices import verbs as sending
from laoyou.payments.reads import lines as paid
from laoyou.payments.reads.lines import LineRecord
from laoyou.payments.types import LINE_STATE_LABELS, LineState, Payee
from laoyou.policies.types import Start

LATEST = 3
NOBODYS_STEPS: frozenset[str] = frozenset()
SIGNS = {LineState.SETTLED: "ok", LineState.FAILED: "no", LineState.CANCELLED: "unknown"}


@dataclass(frozen=True, slots=True)
class Asked:
    """A benefit that he may ask for: what it may come to, and what it rests on."""

    code: str
    name: str
    amount: str
    words: str
    is_open: bool
    is_demo: bool


@dataclass(frozen=True, slots=True)
class Paid:
    """A payment in plain words."""

    words: str
    period: str
    fen: int
    state: str
    sign: str


@require_GET
def home(request: ActingRequest) -> HttpResponse:
    """Which elder; what he has; what may be asked for; what came in; what there is to do."""
    seen = frame.opened(request)
    found, cards = _month(seen)
    held = grants.of_persons([seen.person.id], found.on)[seen.person.id]
    person_id = seen.person.id
    check = survival.of_person(person_id, seen.today)
    own = map(asking.own, applications.of_person(seen.person.id).applications)
    words = {
        **frame.page(request, seen, "family_home"),
        "own": [one for one in own if one.is_open],
        "letters": notices.of_person(seen.person.id)[:LATEST],
        "held": lines.held_lines(held, found.on, suspensions.suspended([person_id], found.month)),
        "check": check if check and check.seen is not SeenAlive.FINE else None,
        "asked": _asked(found, cards, {one.benefit for one in held}),
        "missing": lines.gap_lines(found, seen.person.id, NOBODYS_STEPS),
        "ends_soon": seen.ends_soon,
        "paid": _paid(seen, LATEST),
    }
    return render(request, "desks/family/home.html", words)


@require_GET
def why(request: ActingRequest) -> HttpResponse:
    """Every policy that gives him something, or may, clause by clause; health as far as he agreed."""
    seen = frame.opened(request)
    found, cards = _month(seen)
    words = {
        **frame.page(request, seen, "family_why"),
        "month_said": months.said(found.month),
        "plain": plain(found),
        "sum": found.fen_a_month,
        "is_demo": any(one.policy.demo for one in found.given),
        "cards": [card for card in cards if card.kind != "no"],
        "others": [card.name for card in cards if card.kind == "no"],
    }
    return render(request, "desks/family/why.html", words)


@require_GET
def payments(request: ActingRequest) -> HttpResponse:
    """What was paid, and what is on its way."""
    seen = frame.opened(request)
    words = {**frame.page(request, seen, "family_payments"), "paid": _paid(seen, paid.PAGE)}
    return render(request, "desks/family/payments.html", words)


@require_GET
def letters(request: ActingRequest) -> HttpResponse:
    """What was written to him, the newest first; only of what, where kin may not see health, for a letter
    gives reasons.
    """
    seen = frame.opened(request)
    words = {
        **frame.page(request, seen, "family_letters"),
        "letters": notices.of_person(seen.person.id),
        "shows_words": seen.access.health,
    }
    return render(request, "desks/family/letters.html", words)


@require_POST
def letter_read(request: ActingRequest, letter_id: int) -> HttpResponse:
    """Whoever has read a letter here need not be brought it; who sees the title alone has not read it."""
    if frame.opened(request).access.health:
        sending.read_online(letter_id, actor=request.actor, now=request.now)
    return redirect("family_letters")


def _month(seen: Seen) -> tuple[Entitlements, tuple[Card, ...]]:
    month = months.month_of(seen.today)
    found = entitlements(seen.person, month, months.known_on(month, seen.today))
    held = grants.of_persons([seen.person.id], found.on)[seen.person.id]
    cards = lines.cards(found, seen.person.id, NOBODYS_STEPS, held)
    return found, cards if seen.access.health else covered(cards)


def _asked(found: Entitlements, cards: tuple[Card, ...], held: set[str]) -> list[Asked]:
    """What is due, or may be, that he has not yet and that does not come by itself."""
    pairs = zip(found.related, cards, strict=True)
    return [
        Asked(
            code=one.policy.code,
            name=card.name,
            amount=card.amount or card.form,
            words=one.policy.document.summary,
            is_open=card.kind == "unknown",
            is_demo=bool(card.demo),
        )
        for one, card in pairs
        if card.kind in ("ok", "unknown")
        and one.policy.code not in held
        and one.policy.benefit.start is not Start.AUTOMATIC
    ]


def _paid(seen: Seen, size: int) -> list[Paid]:
    found = paid.of_one(Payee.person(seen.person.id), size=size)
    return [_one_paid(row) for row in found.rows]


def _one_paid(row: LineRecord) -> Paid:
    return Paid(
        words=row.words,
        period=row.cause.period,
        fen=row.amount,
        state=LINE_STATE_LABELS[row.state],
        sign=SIGNS.get(row.state, "waiting"),
    )
