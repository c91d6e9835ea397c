"""What is true of persons: by day, by what was believed when, by whom to believe. All take ids by the batch
and follow a merge; the caller has asked the permission for the persons.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime

from django.db.models import Q, QuerySet

from laoyou.kernel.ids import FactId, PersonId
from laoyou.people.core import precedence as core
from laoyou.people.core.bitemporal import Statement
from laoyou.people.core.precedence import Dispute, Standing
from laoyou.people.models import StatusFact
from laoyou.people.reads.precedence import precedence
from laoyou.people.reads.reach import followed
from laoyou.people.types import FactKind, Source

Statements = dict[PersonId, tuple[Statement, ...]]


def believed(
    person_ids: Iterable[int], *, on: date | None = None, as_of: datetime | None = None
) -> Statements:
    """What every source says: of the day `on` (of all days without one), as it was believed at the instant
    `as_of` (today without one). A person of whom nothing is said has an empty tuple.
    """
    rows = StatusFact.objects.filter(believed_at(as_of))
    return _by_person(person_ids, rows if on is None else rows.filter(span__contains=on))


def history(person_ids: Iterable[int]) -> Statements:
    """Everything that was ever said, with what took its place long ago, in the order in which it was said."""
    return _by_person(person_ids, StatusFact.objects.all())


def standing(
    person_ids: Iterable[int], on: date, *, as_of: datetime | None = None
) -> dict[PersonId, dict[FactKind, Standing]]:
    """What counts on a day, by kind: the rule is in core.precedence, the order of sources is data.

    A kind that is absent does not hold on that day.
    """
    return weighed(believed(person_ids, as_of=as_of), on)


def weighed(said: Statements, on: date) -> dict[PersonId, dict[FactKind, Standing]]:
    """`standing`, of statements that were read already."""
    order = precedence()
    return {person_id: core.standing(facts, on, order) for person_id, facts in said.items()}


def disputes(
    person_ids: Iterable[int], on: date, *, as_of: datetime | None = None
) -> dict[PersonId, tuple[Dispute, ...]]:
    """Where the sources disagree on a day, with the statements of both sides."""
    order = precedence()
    said = believed(person_ids, as_of=as_of)
    return {person_id: core.disputes(facts, on, order) for person_id, facts in said.items()}


def statement(row: StatusFact) -> Statement:
    """The row as a value."""
    return Statement(
        id=FactId(row.pk),
        kind=FactKind(row.kind),
        value=row.value,
        grade=row.grade,
        source=Source(row.source),
        span=row.span,
        recorded_at=row.recorded_at,
        superseded_at=row.superseded_at,
        batch_id=row.batch_id,
    )


def believed_at(as_of: datetime | None) -> Q:
    """Rows with `recorded_at` and `superseded_at` that were believed at the instant, today without one."""
    if as_of is None:
        return Q(superseded_at=None)
    return Q(recorded_at__lte=as_of) & (Q(superseded_at=None) | Q(superseded_at__gt=as_of))


def _by_person(person_ids: Iterable[int], rows: QuerySet[StatusFact]) -> Statements:
    persons: Mapping[int, PersonId] = followed(person_ids)
    said: dict[int, list[Statement]] = defaultdict(list)
    for row in rows.filter(person__in=set(persons.values())).order_by("recorded_at", "pk"):
        said[row.person_id].append(statement(row))
    return {PersonId(asked): tuple(said[person]) for asked, person in persons.items()}


__all__ = [
    "Dispute",
    "Standing",
    "Statement",
    "Statements",
    "believed",
    "believed_at",
    "disputes",
    "history",
    "standing",
    "statement",
    "weighed",
]
