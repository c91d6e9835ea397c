"""What the reader of these pages may see: asked of the door, so that a refusal is logged as well as said."""

from __future__ import annotations

from datetime import date
from typing import Any

from laoyou import acts
from laoyou.access import rules
from laoyou.access.types import Place, Scope
from laoyou.acts.requests import ActingRequest, division_asked
from laoyou.places import reads as places
from laoyou.places.types import Level
from laoyou.subsidies import reads
from laoyou.subsidies.reads.claims import ClaimRecord

UNPROCESSABLE = 422
YEARS_BACK = 4


def reach(request: ActingRequest, act: str) -> Scope:
    """The scope by which the reader's lists are cut. Forbidden, logged, when the role has no part."""
    acts.check(act, actor=request.actor, now=request.now, place=None)
    return rules.reach(request.actor, act)


def division(request: ActingRequest, act: str) -> str:
    """The division asked for in the address, if any. Forbidden, logged, when it is a neighbour's."""
    return division_asked(request, act, places.division)


def divisions(scope: Scope) -> list[tuple[str, str]]:
    """The divisions of the reader's scope, each set in below the one above it."""
    return places.inset(scope, Level.TOWN)


def benefits(scope: Scope, today: date) -> list[tuple[str, str]]:
    """The subsidies that can be claimed in the scope, once each: code and name."""
    found = reads.laws.offered(reads.laws.territory_of(scope), today)
    return list({one.document.code: one.document.name for one in found}.items())


def years(today: date) -> list[tuple[str, str]]:
    return [(str(year), f"{year} 年") for year in range(today.year, today.year - YEARS_BACK, -1)]


def open_claim(request: ActingRequest, claim_id: int, act: str = "subsidies.see") -> tuple[ClaimRecord, Any]:
    """A claim, and what the reader may do with it; a refusal is logged."""
    place = reads.claims.place_of(claim_id)
    acts.check(act, actor=request.actor, now=request.now, place=place)
    return reads.claims.claim(claim_id), rules.acts_for(request.actor, place)


def check_place(request: ActingRequest, act: str, place: Place) -> None:
    acts.check(act, actor=request.actor, now=request.now, place=place)
