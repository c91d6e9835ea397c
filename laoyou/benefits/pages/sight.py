"""What the reader of these pages may see: asked of the door, so that a refusal is logged as well as said."""

from __future__ import annotations

from collections.abc import Iterable

from laoyou import acts
from laoyou.access import rules
from laoyou.access.types import Scope
from laoyou.acts.requests import ActingRequest, division_asked
from laoyou.benefits.reads import proposals, runs
from laoyou.benefits.reads.proposals import ProposalRow
from laoyou.benefits.reads.runs import RunRecord
from laoyou.places import reads as places
from laoyou.places.types import Level


def reach(request: ActingRequest, act: str) -> Scope:
    """The scope by which the reader's lists are cut. Forbidden, logged, when the role has no part."""
    acts.check(act, actor=request.actor, now=request.now, place=None)
    return rules.reach(request.actor, act)


def division(request: ActingRequest, act: str) -> str:
    """The division asked for in the address, if any. Forbidden, logged, when it is a neighbour's."""
    return division_asked(request, act, places.division)


def open_run(request: ActingRequest, run_id: int) -> tuple[RunRecord, frozenset[str]]:
    """A run, and what the reader may do with it; a refusal is logged. Who works in a part of its territory
    sees it too: it decides about his people.
    """
    place = runs.place_of_run(run_id)
    record = runs.run(run_id)
    around = Scope.division(record.territory).holds(request.actor.scope)
    asked = None if around else place
    acts.check("benefits.see_runs", actor=request.actor, now=request.now, place=asked)
    return record, rules.acts_for(request.actor, place)


def open_proposal(request: ActingRequest, proposal_id: int) -> tuple[ProposalRow, frozenset[str]]:
    """A proposal, and what the reader may do with it; a refusal is logged."""
    place = proposals.place_of_proposal(proposal_id)
    (row,) = proposals.rows_of([proposal_id])
    acts.check(
        "benefits.see", actor=request.actor, now=request.now, place=place, person_id=row.person_id
    )
    return row, rules.acts_for(request.actor, place)


def divisions(scope: Scope, down_to: Level = Level.TOWN) -> list[tuple[str, str]]:
    """The divisions of the reader's scope, each set in below the one above it."""
    return places.inset(scope, down_to)


def here(scope: Scope, code: str = "") -> str:
    """What every place of a list begins with: it need not be said in each row."""
    codes: Iterable[str] = [code] if code else [bounds[0]] if (bounds := scope.division_bounds()) else []
    found = places.divisions(codes)
    return next((one.full_name for one in found.values()), "")
