"""What the reader of these pages may see: asked of the door, so that a refusal is logged as well as said."""

from __future__ import annotations

from laoyou import acts
from laoyou.access import rules
from laoyou.access.types import Place, Scope
from laoyou.acts.requests import ActingRequest, division_asked
from laoyou.applications.reads import appeals, applications
from laoyou.applications.reads.appeals import AppealRecord
from laoyou.applications.reads.applications import ApplicationRecord
from laoyou.people.reads.reach import place_of
from laoyou.places import reads as places
from laoyou.places.types import Level

UNPROCESSABLE = 422


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


def open_person(request: ActingRequest, person_id: int, act: str) -> frozenset[str]:
    """What the reader may do for a person; a refusal is logged. Families ask on pages of their own."""
    place = place_of(person_id)
    for needed in (act, "applications.see"):
        acts.check(needed, actor=request.actor, now=request.now, place=place, person_id=person_id)
    return rules.acts_for(request.actor, place)


def open_application(
    request: ActingRequest, application_id: int
) -> tuple[ApplicationRecord, frozenset[str]]:
    """An application, and what the reader may do with it; a refusal is logged."""
    place = applications.place_of_application(application_id)
    _check(request, place)
    return applications.application(application_id), rules.acts_for(request.actor, place)


def open_appeal(request: ActingRequest, appeal_id: int) -> tuple[AppealRecord, frozenset[str]]:
    """An appeal, and what the reader may do with it; a refusal is logged."""
    place = appeals.place_of_appeal(appeal_id)
    _check(request, place)
    return appeals.appeal(appeal_id), rules.acts_for(request.actor, place)


def _check(request: ActingRequest, place: Place) -> None:
    acts.check(
        "applications.see", actor=request.actor, now=request.now, place=place, person_id=place.person
    )
