"""Rows that may be one human being: suspected, proposed, merged."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Q

from laoyou import acts
from laoyou.access.types import Actor, Scope
from laoyou.kernel.documents import DocumentKind
from laoyou.kernel.errors import NotFound
from laoyou.kernel.ids import PersonId
from laoyou.kernel.sex import Sex
from laoyou.people.core.likeness import Likeness, Portrait, likeness
from laoyou.people.models import Document, Merge, OtherName, Person, Phone
from laoyou.people.reads.reach import place_of_merge
from laoyou.people.types import MergeState

MOST = 200

_PAIRS = """
SELECT a.id, b.id
FROM people_person a
JOIN people_person b
  ON b.name = a.name AND b.birth_date = a.birth_date AND b.id > a.id
 AND left(b.home_division_id, 6) = left(a.home_division_id, 6)
WHERE a.merged_into_id IS NULL AND b.merged_into_id IS NULL
  AND a.home_division_id >= %(low)s AND a.home_division_id < %(high)s
  AND b.home_division_id >= %(low)s AND b.home_division_id < %(high)s
  AND NOT EXISTS (
    SELECT 1 FROM people_merge m
    WHERE (m.kept_id, m.gone_id) IN ((a.id, b.id), (b.id, a.id)) AND m.state <> 'undone'
  )
ORDER BY a.home_division_id, a.id, b.id
LIMIT %(most)s
"""


@dataclass(frozen=True, slots=True)
class SuspectPair:
    """Two persons of the register who may be one, with the grounds."""

    first: PersonId
    second: PersonId
    likeness: Likeness


@dataclass(frozen=True, slots=True)
class MergeRecord:
    """A merge and where it stands. Names are those of the two rows, whatever became of them."""

    id: int
    kept: PersonId
    kept_name: str
    gone: PersonId
    gone_name: str
    state: MergeState
    score: float
    grounds: str
    proposed_by: int | None
    proposed_at: datetime
    decided_by: int | None
    decided_at: datetime | None
    undone_by: int | None
    undone_at: datetime | None


def suspects(reach: Scope, *, most: int = MOST) -> tuple[SuspectPair, ...]:
    """Pairs within reach of one name, one birth and one county who have no merge between them yet, neither
    waiting nor refused; the likeliest first, at most `most` of them.
    """
    low, high = reach.division_bounds() or ("", "A")
    with connection.cursor() as cursor:
        cursor.execute(_PAIRS, {"low": low, "high": high, "most": most})
        pairs = [(PersonId(first), PersonId(second)) for first, second in cursor.fetchall()]
    drawn = portraits({person_id for pair in pairs for person_id in pair})
    found = [SuspectPair(a, b, likeness(drawn[a], drawn[b])) for a, b in pairs]
    return tuple(sorted(found, key=lambda pair: (-pair.likeness.score, pair.first, pair.second)))


def alike(first: int, second: int) -> Likeness:
    """How likely two rows are one human being, and why. The caller has asked the permission for both."""
    drawn = portraits([first, second])
    return likeness(drawn[PersonId(first)], drawn[PersonId(second)])


def portraits(person_ids: Iterable[int]) -> dict[PersonId, Portrait]:
    """What persons are compared by, as they are in their own rows: a merge is not followed."""
    ids = set(person_ids)
    rows = Person.objects.of(pk__in=ids).in_bulk()
    names = _pairs(OtherName.objects.filter(person__in=ids), "name")
    phones = _pairs(Phone.objects.filter(person__in=ids, superseded_at=None), "number_blind")
    kinds = _pairs(Document.objects.filter(person__in=ids, retired_at=None), "kind", "number_blind")
    return {
        PersonId(row.pk): Portrait(
            names=frozenset([row.name, *(name for (name,) in names[row.pk])]),
            sex=Sex(row.sex),
            birth_date=row.birth_date,
            divisions=frozenset(filter(None, [row.home_division_id, row.registered_division_id])),
            phones=frozenset(bytes(blind) for (blind,) in phones[row.pk]),
            documents=frozenset((DocumentKind(kind), bytes(blind)) for kind, blind in kinds[row.pk]),
        )
        for row in rows.values()
    }


def merge_seen(merge_id: int, *, actor: Actor, now: datetime) -> MergeRecord:
    """One merge, for an actor who may see it: one whose scope covers both persons. Forbidden, and logged,
    when it does not; NotFound.
    """
    acts.check("people.see_merges", actor=actor, now=now, place=place_of_merge(merge_id))
    return merge(merge_id)


def merge(merge_id: int) -> MergeRecord:
    """One merge. NotFound; the caller has asked the permission at `place_of_merge`."""
    row = Merge.objects.filter(pk=merge_id).select_related("kept", "gone").first()
    if row is None:
        raise NotFound("没有找到这次合并，请返回列表重新查找。", "no_merge")
    return _record(row)


def waiting(reach: Scope) -> tuple[MergeRecord, ...]:
    """The proposals that wait for a decision, both persons within reach, the oldest first."""
    rows = Merge.objects.filter(_touches("kept", reach), _touches("gone", reach), state=MergeState.PROPOSED)
    return tuple(map(_record, rows.select_related("kept", "gone").order_by("proposed_at", "pk")))


def merges_of(person_id: int) -> tuple[MergeRecord, ...]:
    """Every merge, of whatever state, in which the person had a part, the latest first."""
    rows = Merge.objects.filter(Q(kept=person_id) | Q(gone=person_id))
    return tuple(map(_record, rows.select_related("kept", "gone").order_by("-proposed_at", "-pk")))


def _touches(end: str, reach: Scope) -> Q:
    bounds = reach.division_bounds()
    if bounds is None:
        return Q()
    low, high = bounds
    home = Q(**{f"{end}__home_division_id__gte": low, f"{end}__home_division_id__lt": high})
    return home | Q(
        **{f"{end}__registered_division_id__gte": low, f"{end}__registered_division_id__lt": high}
    )


def _pairs(rows: Any, *fields: str) -> dict[int, list[tuple[Any, ...]]]:
    groups: dict[int, list[tuple[Any, ...]]] = defaultdict(list)
    for person_id, *values in rows.order_by("pk").values_list("person_id", *fields):
        groups[person_id].append(tuple(values))
    return groups


def _record(row: Merge) -> MergeRecord:
    return MergeRecord(
        id=row.pk,
        kept=PersonId(row.kept_id),
        kept_name=row.kept.name,
        gone=PersonId(row.gone_id),
        gone_name=row.gone.name,
        state=MergeState(row.state),
        score=row.score,
        grounds=row.grounds,
        proposed_by=row.proposed_by,
        proposed_at=row.proposed_at,
        decided_by=row.decided_by,
        decided_at=row.decided_at,
        undone_by=row.undone_by,
        undone_at=row.undone_at,
    )
