"""What the reader of a desk may see: asked of the door, so that a refusal is logged as well as said."""

from __future__ import annotations

import re

from laoyou import acts
from laoyou.access import rules
from laoyou.access.types import Place, Scope
from laoyou.acts.requests import ActingRequest
from laoyou.kernel.errors import NotFound
from laoyou.kernel.ids import PersonId
from laoyou.people.reads import reach as register

A_CODE = re.compile(r"[0-9]{12}")


def reach(request: ActingRequest, act: str) -> Scope:
    """The scope by which the reader's lists are filtered. Forbidden, logged, when the role has no part."""
    acts.check(act, actor=request.actor, now=request.now, place=None)
    return rules.reach(request.actor, act)


def open_division(request: ActingRequest, act: str, code: str) -> None:
    """May the reader look into this division? Forbidden, and logged, when it is a neighbour's.

    NotFound when it is not a code at all.
    """
    if not A_CODE.fullmatch(code):
        raise NotFound("没有这个区划，请从名单或区划树里重新选择。", "division")
    acts.check(act, actor=request.actor, now=request.now, place=Place((code,)))


def open_person(request: ActingRequest, act: str, person_id: int) -> frozenset[str]:
    """What the reader may do with this person; Forbidden, and logged, when not even `act`."""
    place = register.place_of(person_id)
    acts.check(act, actor=request.actor, now=request.now, place=place, person_id=PersonId(person_id))
    return rules.acts_for(request.actor, place)
