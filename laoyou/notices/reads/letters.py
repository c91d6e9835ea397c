"""Letters: a desk's list, a person's own, and one with its words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count

from laoyou.access.types import Place, Scope
from laoyou.kernel.errors import NotFound
from laoyou.kernel.ids import PersonId
from laoyou.notices.models import Letter, LetterRows
from laoyou.notices.types import State, Way
from laoyou.people.reads import reach as people
from laoyou.places import reads as places
from laoyou.store import keyset

BY_PLACE = keyset.Order(("division_id", "person_id", "id"))
"""By village; what concerns one person stands together: so letters are carried round."""
BIGGEST_ID = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Filter:
    """What a list is narrowed to. `open`: not yet handed over, whether printed or not."""

    open: bool = False
    state: State | None = None
    kind: str = ""
    division: str = ""
    ids: tuple[int, ...] | None = None


@dataclass(frozen=True, slots=True)
class LetterRecord:
    """A letter. `person_id` is the row of the register to which it was written; nobody's name stands in
    `paragraphs`. Who printed and who handed over are given by name, "" for the system or nobody.
    """

    id: int
    person_id: PersonId
    division: str
    kind: str
    title: str
    paragraphs: tuple[str, ...]
    cause_kind: str
    cause_id: int
    written_at: datetime
    state: State
    printed_at: datetime | None
    printed_name: str
    way: Way | None
    handed_at: datetime | None
    handed_name: str


def letters(
    reach: Scope, asked: Filter, *, size: int = 50, cursor: str | None = None
) -> keyset.Page[LetterRecord]:
    """A page of the letters within `reach` that fit, village by village."""
    page = keyset.page(narrowed(reach, asked).select_related("wording"), BY_PLACE, size, cursor)
    return keyset.Page([_record(row) for row in page.rows], page.next, page.previous)


def count(reach: Scope, asked: Filter) -> int:
    return narrowed(reach, asked).count()


def by_kind(reach: Scope, asked: Filter) -> dict[str, int]:
    """How many of each kind fit."""
    rows = narrowed(reach, asked).order_by("kind").values("kind").annotate(n=Count("id"))
    return {row["kind"]: row["n"] for row in rows}


def each(reach: Scope, asked: Filter, *, most: int) -> Iterator[LetterRecord]:
    """Every letter that fits, streamed in the order of the list, at most `most`: for exports."""
    rows = narrowed(reach, asked).select_related("wording").order_by(*BY_PLACE.fields)[:most]
    return (_record(row) for row in rows.iterator(chunk_size=2000))


def to_print(reach: Scope, asked: Filter, *, most: int) -> tuple[int, ...]:
    """The ids of the first letters that fit, in the order of the list."""
    rows = narrowed(reach, asked).order_by(*BY_PLACE.fields)
    return tuple(rows.values_list("pk", flat=True)[:most])


def of_person(person_id: int) -> tuple[LetterRecord, ...]:
    """All letters to a person, the newest first; those to rows that were merged into him as well. The caller
    has asked the permission. NotFound for a stranger.
    """
    return of_persons([person_id])[PersonId(person_id)]


def of_persons(person_ids: Iterable[int]) -> dict[PersonId, tuple[LetterRecord, ...]]:
    """`of_person` for many."""
    asked = people.followed(person_ids)
    absorbed = people.absorbed(asked.values())
    owner = {row: kept for kept, gone in absorbed.items() for row in (kept, *gone)}
    found: dict[int, list[LetterRecord]] = defaultdict(list)
    rows = Letter.objects.of(person__in=owner).select_related("wording").order_by("-written_at", "-pk")
    for row in rows:
        found[owner[PersonId(row.person_id)]].append(_record(row))
    return {PersonId(one): tuple(found[kept]) for one, kept in asked.items()}


def letter(letter_id: int) -> LetterRecord:
    """One; the caller has asked the permission. NotFound."""
    (found,) = rows_of([letter_id])
    return found


def rows_of(ids: Sequence[int]) -> list[LetterRecord]:
    """Letters by id, in their order; the caller has asked the permission. NotFound for a stranger."""
    rows = Letter.objects.of(pk__in=[check_id(one) for one in ids]).select_related("wording")
    found = {row.pk: _record(row) for row in rows}
    if len(found) != len(set(ids)):
        raise nothing()
    return [found[one] for one in ids]


def place_of_letter(letter_id: int, *_: object, **__: object) -> Place:
    """Where the person of a letter is. NotFound."""
    person_id = Letter.objects.of(pk=check_id(letter_id)).values_list("person_id", flat=True).first()
    if person_id is None:
        raise nothing()
    return people.place_of(person_id)


def place_of_letters(letter_ids: Sequence[int], *_: object, **__: object) -> Place:
    """The smallest division that holds all letters. NotFound when one is not there."""
    wanted = {check_id(one) for one in letter_ids}
    found = dict(Letter.objects.of(pk__in=wanted).values_list("pk", "division_id"))
    if not wanted or len(found) != len(wanted):
        raise nothing()
    held = places.common_division(list(found.values()))
    return Place((held,) if held else ())


def narrowed(reach: Scope, asked: Filter) -> LetterRows:
    """The one place where a scope and a filter become a query."""
    rows: LetterRows = Letter.objects.within(reach.division_bounds())
    if asked.division:
        low, high = Scope.division(asked.division).division_bounds() or ("", "")
        rows = rows.filter(division_id__gte=low, division_id__lt=high)
    if asked.open:
        rows = rows.filter(state__in=[State.WRITTEN, State.PRINTED])
    if asked.state:
        rows = rows.filter(state=asked.state)
    if asked.kind:
        rows = rows.filter(kind=asked.kind)
    return rows if asked.ids is None else rows.filter(pk__in=asked.ids)


def check_id(number: int) -> int:
    """The number, or 0 where no row can have it."""
    return number if 0 < number <= BIGGEST_ID else 0


def nothing() -> NotFound:
    return NotFound("没有选中告知书，或有的已不在，请回名单重新选择。", "no_letter")


def _record(row: Letter) -> LetterRecord:
    return LetterRecord(
        id=row.pk,
        person_id=PersonId(row.person_id),
        division=row.division_id,
        kind=row.kind,
        title=row.wording.title,
        paragraphs=tuple(row.wording.paragraphs),
        cause_kind=row.cause_kind,
        cause_id=row.cause_id,
        written_at=row.written_at,
        state=State(row.state),
        printed_at=row.printed_at,
        printed_name=row.printed_name,
        way=Way(row.way) if row.way else None,
        handed_at=row.handed_at,
        handed_name=row.handed_name,
    )
