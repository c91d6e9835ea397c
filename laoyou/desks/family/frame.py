"""Whose pages these are: the one person of the reader's scope, and no number in any address."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse

from laoyou import acts
from laoyou.access.types import Role, Scope, ScopeKind
from laoyou.accounts import reads as accounts
from laoyou.acts.requests import ActingRequest
from laoyou.family import reads
from laoyou.family.types import TIE_LABELS, AccessRecord, Tie
from laoyou.kernel.clock import local_date
from laoyou.people.reads import persons
from laoyou.people.reads.persons import PersonRecord
from laoyou.people.reads.reach import place_of
from laoyou.web.types import Link

ENDS_SOON_DAYS = 30


@dataclass(frozen=True, slots=True)
class Seen:
    """The elder, and on what terms the reader sees him."""

    person: PersonRecord
    access: AccessRecord
    today: date

    @property
    def ends_soon(self) -> bool:
        return (self.access.until - self.today).days < ENDS_SOON_DAYS


@dataclass(frozen=True, slots=True)
class Elder:
    """One of those whom the reader may see, and the identity in which he does."""

    grant_id: int
    name: str
    tie: str
    is_current: bool


def opened(request: ActingRequest) -> Seen:
    """Forbidden, and logged, for everybody of another role; NotFound once the access is over."""
    acts.check("family.look", actor=request.actor, now=request.now, place=None)
    person_id = int(request.actor.scope.key)
    place = place_of(person_id)
    acts.check("family.look", actor=request.actor, now=request.now, place=place, person_id=person_id)
    access = reads.sight(request.actor.user_id, person_id, request.now)
    return Seen(persons.person(person_id), access, local_date(request.now))


def page(request: ActingRequest, seen: Seen, here: str) -> dict[str, Any]:
    """What every page of the family shows."""
    return {
        "person": seen.person,
        "tie": TIE_LABELS[seen.access.tie],
        "is_own": seen.access.tie is Tie.SELF,
        "access": seen.access,
        "elders": _elders(request, seen),
        "tabs": [Link(label, reverse(name), name == here) for label, name in TABS],
    }


TABS = (
    ("首页", "family_home"),
    ("为什么", "family_why"),
    ("到账", "family_payments"),
    ("申请", "family_applications"),
    ("信", "family_letters"),
)


def _elders(request: ActingRequest, seen: Seen) -> list[Elder]:
    """Those to choose from; none where there is one only."""
    ties = {one.person_id: one.tie for one in reads.seen_by(request.actor.user_id or 0, request.now)}
    grants = {
        int(one.scope.key): one.id
        for one in accounts.grants_of(request.actor.user_id or 0, on=seen.today)
        if one.role is Role.FAMILY and one.scope.kind is ScopeKind.PERSON
    }
    names = persons.names(grants)
    found = [
        Elder(
            grants[number],
            names[person_id].name,
            TIE_LABELS[ties[person_id]],
            Scope.person(number) == request.actor.scope,
        )
        for person_id, number in ((one, int(one)) for one in names)
        if person_id in ties
    ]
    return found if len(found) > 1 else []



