"""Lists of persons within a scope: filtered, in a total order, by keyset pages, and always counted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count, Q
from django.db.models.functions import Left

from laoyou.access.types import Scope, division_key
from laoyou.kernel.ids import PersonId
from laoyou.kernel.sex import Sex
from laoyou.people.models import Person
from laoyou.people.models.persons import LIVES_AWAY, PersonRows
from laoyou.people.reads.standing import Counts
from laoyou.people.types import FactKind
from laoyou.store import keyset

ORDERS = {
    "division": keyset.Order(("home_division_id", "pinyin", "id")),
    "age": keyset.Order(("birth_date", "id")),
    "-age": keyset.Order(("-birth_date", "-id")),
}
"""By village and name; eldest first; youngest first."""

ELDER_AGE = 60
ELDEST_AGE = 80
INFANT_AGE = 3


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A person in a list. `name` is in full: pages mask it."""

    id: PersonId
    name: str
    sex: Sex
    birth_date: date | None
    death_date: date | None
    home_division: str
    registered_division: str | None
    cell: str | None


@dataclass(frozen=True, slots=True)
class Filter:
    """What a list is narrowed by; empty fields ask nothing.

    `facts` are kinds, each with a value, any of several values, or "" for whichever; each must count on the
    day `on` (docs/facts.md), as the tags of the person say. `deceased` None asks for the living and the dead.
    `registered_away`: registered in the division (or the reach), but living outside it.
    """

    on: date
    division: str = ""
    facts: tuple[tuple[FactKind, str | tuple[str, ...]], ...] = ()
    sex: str = ""
    age_from: int | None = None
    age_to: int | None = None
    initials: str = ""
    deceased: bool | None = False
    registered_away: bool = False
    ids: tuple[PersonId, ...] | None = field(default=None)


def persons(
    reach: Scope, asked: Filter, *, order: str = "division", size: int = 50, cursor: str | None = None
) -> keyset.Page[PersonRow]:
    """One page of the persons within `reach` that fit; by age only those whose birth is known."""
    rows = narrowed(Person.objects.all(), reach, asked)
    if order != "division":
        rows = rows.filter(birth_date__isnull=False)
    page = keyset.page(rows, ORDERS[order], size, cursor)
    return keyset.Page([row_of(person) for person in page.rows], page.next, page.previous)


def count(reach: Scope, asked: Filter) -> int:
    return narrowed(Person.objects.all(), reach, asked).count()


def each(reach: Scope, asked: Filter, *, most: int) -> Iterator[PersonRow]:
    """Every person that fits, streamed in the order of the list, at most `most`: for exports."""
    rows = narrowed(Person.objects.all(), reach, asked).order_by(*ORDERS["division"].fields)[:most]
    return (row_of(person) for person in rows.iterator(chunk_size=2000))


def counts_below(reach: Scope, parent: str, on: date) -> dict[str, dict[str, int]]:
    """Living persons by child division of `parent`: {code: {"all", "elders", "eldest", "infants": how many}}.

    `eldest` are those aged 80 and more. Children outside `reach` are not counted.
    """
    parent_key = division_key(parent)
    length = {2: 4, 4: 6, 6: 9, 9: 12, 12: 12}[len(parent_key)]
    rows = (
        narrowed(Person.objects.all(), reach, Filter(on, division=parent))
        .annotate(child=Left("home_division_id", length))
        .order_by("child")
        .values("child")
        .annotate(**_by_age(on))
    )
    return {row.pop("child").ljust(12, "0"): row for row in rows}


def totals(reach: Scope, on: date) -> dict[str, int]:
    """The living within `reach` as `counts_below` counts them, all together."""
    return narrowed(Person.objects.all(), reach, Filter(on)).aggregate(**_by_age(on))


def _by_age(on: date) -> dict[str, Count]:
    return {
        "all": Count("id"),
        "elders": Count("id", filter=Q(birth_date__lte=_years_before(on, ELDER_AGE))),
        "eldest": Count("id", filter=Q(birth_date__lte=_years_before(on, ELDEST_AGE))),
        "infants": Count("id", filter=Q(birth_date__gt=_years_before(on, INFANT_AGE))),
    }


def counts_by_cell(reach: Scope, asked: Filter) -> dict[str, int]:
    """Persons by h3 cell, for the map; those without a cell are left out."""
    rows = narrowed(Person.objects.all(), reach, asked).filter(cell__isnull=False)
    return {row["cell"]: row["n"] for row in rows.order_by("cell").values("cell").annotate(n=Count("id"))}


def counts_by_division(reach: Scope, asked: Filter) -> dict[str, int]:
    """Persons by the division of their home, villages as a rule: {12-digit code: how many}."""
    rows = narrowed(Person.objects.all(), reach, asked).order_by("home_division_id")
    return {
        row["home_division_id"]: row["n"] for row in rows.values("home_division_id").annotate(n=Count("id"))
    }


def narrowed(rows: PersonRows, reach: Scope, asked: Filter) -> PersonRows:
    """The one place where a scope and a filter become a query."""
    rows = _away(rows, reach, asked) if asked.registered_away else _at_home(rows, reach, asked)
    rows = rows.filter(merged_into__isnull=True)
    for kind, value in asked.facts:
        rows = rows.filter(Counts(kind, _any_of(value), asked.on))
    if asked.sex:
        rows = rows.filter(sex=asked.sex)
    if asked.age_from is not None:
        rows = rows.filter(birth_date__lte=_years_before(asked.on, asked.age_from))
    if asked.age_to is not None:
        rows = rows.filter(birth_date__gt=_years_before(asked.on, asked.age_to + 1))
    if asked.initials:
        rows = rows.filter(initials__startswith=asked.initials.lower())
    if asked.deceased is not None:
        rows = rows.filter(death_date__isnull=not asked.deceased)
    if asked.ids is not None:
        rows = rows.filter(id__in=asked.ids)
    return rows


def _at_home(rows: PersonRows, reach: Scope, asked: Filter) -> PersonRows:
    rows = rows.within(reach.division_bounds())
    if asked.division:
        low, high = Scope.division(asked.division).division_bounds() or ("", "")
        rows = rows.filter(home_division_id__gte=low, home_division_id__lt=high)
    return rows


def _away(rows: PersonRows, reach: Scope, asked: Filter) -> PersonRows:
    """Registered within the reach and the division asked for, at home outside the latter."""
    rows = rows.of().filter(LIVES_AWAY)
    inner = Scope.division(asked.division).division_bounds() if asked.division else reach.division_bounds()
    for bounds in (reach.division_bounds(), inner):
        if bounds is not None:
            rows = rows.filter(registered_division_id__gte=bounds[0], registered_division_id__lt=bounds[1])
    if inner is not None:
        rows = rows.exclude(home_division_id__gte=inner[0], home_division_id__lt=inner[1])
    return rows


def _any_of(value: str | tuple[str, ...]) -> tuple[str, ...]:
    values = (value,) if isinstance(value, str) else value
    return tuple(filter(None, values))


def row_of(person: Person) -> PersonRow:
    return PersonRow(
        id=PersonId(person.id),
        name=person.name,
        sex=Sex(person.sex),
        birth_date=person.birth_date,
        death_date=person.death_date,
        home_division=person.home_division_id,
        registered_division=person.registered_division_id,
        cell=person.cell,
    )


def rows_of(persons: Sequence[Person]) -> list[PersonRow]:
    return [row_of(person) for person in persons]


def _years_before(on: date, years: int) -> date:
    """The day `years` years before; of 29 February, 28 February in a common year."""
    try:
        return on.replace(year=on.year - years)
    except ValueError:
        return on.replace(year=on.year - years, day=28)
