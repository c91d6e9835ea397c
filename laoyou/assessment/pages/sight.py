"""Opening a sheet or a person for a reader: asked of the door, so that a refusal is logged too."""

from __future__ import annotations

from laoyou import acts
from laoyou.access import rules
from laoyou.access.types import Scope
from laoyou.acts.requests import ActingRequest
from laoyou.assessment.reads import sheets
from laoyou.assessment.types import SheetRecord
from laoyou.kernel.ids import PersonId
from laoyou.people import reads as people


def reach(request: ActingRequest, act: str = "assessment.see") -> Scope:
    """The scope by which the reader's lists are filtered. Forbidden, and logged, without a part in it."""
    acts.check(act, actor=request.actor, now=request.now, place=None)
    return rules.reach(request.actor, act)


def open_person(request: ActingRequest, act: str, person_id: int) -> frozenset[str]:
    """What the reader may do with this person; Forbidden, and logged, when not even `act`."""
    place = people.place_of(person_id)
    acts.check(act, actor=request.actor, now=request.now, place=place, person_id=PersonId(person_id))
    return rules.acts_for(request.actor, place)


def open_sheet(request: ActingRequest, act: str, sheet_id: int) -> tuple[SheetRecord, frozenset[str]]:
    """A sheet and what the reader may do with it."""
    may = open_person(request, act, sheets.person_of(sheet_id))
    return sheets.sheet(sheet_id), may
