"""Benefits held back: whose months are not to be paid, a desk's list, and those of a person."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from laoyou.access.types import Place, Scope
from laoyou.benefits.core import months
from laoyou.benefits.models import Suspension
from laoyou.benefits.reads import grants
from laoyou.benefits.types import HoldReason
from laoyou.kernel.errors import NotFound
from laoyou.kernel.ids import PersonId
from laoyou.kernel.spans import DateSpan
from laoyou.people.reads import reach as people
from laoyou.policies import reads as policies
from laoyou.rules.types import Period
from laoyou.store import keyset

NEWEST_FIRST = keyset.Order(("-id",))
BIGGEST_ID = 2**63 - 1


@dataclass(frozen=True, slots=True)
class SuspensionRecord:
    """A benefit of a person held back for the whole months of `span`, open while it lasts. Once it is lifted,
    `pays_back` says whether those months are paid; `is_void`: it held nothing back.
    """

    id: int
    person_id: PersonId
    division: str
    benefit: str
    span: DateSpan
    reason: HoldReason
    words: str
    suspended_name: str
    suspended_at: datetime
    lifted_name: str
    lifted_at: datetime | None
    lifted_because: str
    pays_back: bool | None
    is_void: bool

    @property
    def is_open(self) -> bool:
        return self.lifted_at is None


def suspended(person_ids: Collection[int], month: Period) -> frozenset[tuple[int, str]]:
    """Whose benefit (row of the register as asked for, code) is not to be paid for a month: held back now, or
    lost. Once a suspension is lifted with back-pay, its months are named no more. Many ids cost no more than
    few: it is the suspensions that are read.
    """
    rows = Suspension.objects.for_the_system().filter(
        is_void=False, span__overlap=DateSpan(month.start, month.end)
    )
    rows = rows.exclude(pays_back=True)
    held: dict[int, set[str]] = defaultdict(set)
    for person_id, benefit in rows.values_list("person_id", "benefit"):
        held[person_id].add(benefit)
    asked = person_ids if isinstance(person_ids, frozenset | set | dict) else frozenset(person_ids)
    standing = people.followed(held)
    family = people.absorbed(standing.values())
    return frozenset(
        (one, benefit)
        for person_id, benefits in held.items()
        for one in (person_id, standing[person_id], *family[standing[person_id]])
        if one in asked
        for benefit in benefits
    )


def open_of(person_ids: Iterable[int]) -> frozenset[tuple[int, str]]:
    """Which benefits (row of the register, code) of these rows are held back today, for lists."""
    rows = Suspension.objects.of(person__in=set(person_ids), lifted_at=None)
    return frozenset(rows.values_list("person_id", "benefit"))


def suspensions(
    reach: Scope, *, is_open: bool = True, size: int = 50, cursor: str | None = None
) -> keyset.Page[SuspensionRecord]:
    """Suspensions of a scope that last, or that are lifted, the newest first."""
    rows = Suspension.objects.within(reach.division_bounds()).filter(lifted_at__isnull=is_open)
    page = keyset.page(rows, NEWEST_FIRST, size, cursor)
    return keyset.Page([_record(row) for row in page.rows], page.next, page.previous)


def count_open(reach: Scope) -> int:
    return Suspension.objects.within(reach.division_bounds()).filter(lifted_at=None).count()


def of_persons(person_ids: Iterable[int]) -> dict[PersonId, tuple[SuspensionRecord, ...]]:
    """All suspensions of persons, the newest first, of rows merged into them as well; the caller has asked
    the permission. NotFound for a stranger.
    """
    asked = people.followed(person_ids)
    absorbed = people.absorbed(asked.values())
    owner = {row: kept for kept, gone in absorbed.items() for row in (kept, *gone)}
    found: dict[int, list[SuspensionRecord]] = defaultdict(list)
    for row in Suspension.objects.of(person__in=owner).order_by("-pk"):
        found[owner[PersonId(row.person_id)]].append(_record(row))
    return {PersonId(one): tuple(found[kept]) for one, kept in asked.items()}


def suspension(suspension_id: int) -> SuspensionRecord:
    """One; the caller has asked the permission. NotFound."""
    return _record(_row(suspension_id))


def place_of_suspension(suspension_id: int, *_: object, **__: object) -> Place:
    """Where the person is. NotFound."""
    return people.place_of(_row(suspension_id).person_id)


def names_held(person_ids: Iterable[int]) -> dict[tuple[int, str], str]:
    """What the benefits that persons have or had are called: by person and code."""
    held = grants.of_persons(person_ids)
    versions = policies.versions({one.version_id for rows in held.values() for one in rows})
    return {
        (person_id, one.benefit): versions[one.version_id].document.name
        for person_id, rows in held.items()
        for one in rows
    }


def held_months(record: SuspensionRecord) -> tuple[date, ...]:
    """The first days of the months that a lifted suspension held back."""
    start, end = record.span.start, record.span.end
    if record.is_void or start is None or end is None:
        return ()
    return tuple(one.start for one in months.between(start, months.after(months.month_of(end)).start))


def _row(suspension_id: int) -> Suspension:
    wanted = suspension_id if 0 < suspension_id <= BIGGEST_ID else 0
    row: Suspension | None = Suspension.objects.of(pk=wanted).first()
    if row is None:
        raise NotFound("没有找到这次暂停，请从名单重新进入。", "no_suspension")
    return row


def _record(row: Suspension) -> SuspensionRecord:
    return SuspensionRecord(
        id=row.pk,
        person_id=PersonId(row.person_id),
        division=row.division_id,
        benefit=row.benefit,
        span=row.span,
        reason=HoldReason(row.reason),
        words=row.words,
        suspended_name=row.suspended_name,
        suspended_at=row.suspended_at,
        lifted_name=row.lifted_name,
        lifted_at=row.lifted_at,
        lifted_because=row.lifted_because,
        pays_back=row.pays_back,
        is_void=row.is_void,
    )
