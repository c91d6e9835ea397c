"""What persons have: for which days, on what terms, by which version of the law."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from laoyou.benefits.models import Grant
from laoyou.kernel.ids import PersonId
from laoyou.kernel.spans import DateSpan
from laoyou.people.reads import reach
from laoyou.policies.types import Per, Proration


@dataclass(frozen=True, slots=True)
class GrantRecord:
    """A benefit that somebody has: `amount_fen` a month, a year or once; 0 for a service.

    `person_id` is the row of the register on which it was given; a merge does not change it. The version says
    by which text, and who pays which share (policies.reads.versions).
    """

    id: int
    person_id: PersonId
    division: str
    benefit: str
    version_id: int
    span: DateSpan
    per: Per
    proration: Proration
    amount_fen: int
    proposal_id: int | None
    granted_at: datetime


def of_persons(
    person_ids: Iterable[int], on: date | None = None
) -> dict[PersonId, tuple[GrantRecord, ...]]:
    """What persons hold on a day, or ever held, in the order of the days; of those who were merged as well.
    The caller has asked the permission for the persons. NotFound for a stranger.
    """
    asked = reach.followed(person_ids)
    absorbed = reach.absorbed(asked.values())
    owner = {row: kept for kept, gone in absorbed.items() for row in (kept, *gone)}
    rows = Grant.objects.held_by(owner).order_by("span", "pk")
    if on is not None:
        rows = rows.filter(span__contains=on)
    found: dict[int, list[GrantRecord]] = defaultdict(list)
    for row in rows:
        found[owner[PersonId(row.person_id)]].append(_record(row))
    return {PersonId(one): tuple(found[kept]) for one, kept in asked.items()}


def _record(row: Grant) -> GrantRecord:
    return GrantRecord(
        id=row.pk,
        person_id=PersonId(row.person_id),
        division=row.division_id,
        benefit=row.benefit,
        version_id=row.version_id,
        span=row.span,
        per=Per(row.per),
        proration=Proration(row.proration),
        amount_fen=row.amount_fen,
        proposal_id=row.proposal_id,
        granted_at=row.granted_at,
    )
