"""Where a person is registered and lives, as each source says it."""

from __future__ import annotations

from datetime import date, datetime

from laoyou import acts
from laoyou.access.types import Actor
from laoyou.kernel.clock import local_date
from laoyou.kernel.errors import Conflict, Invalid
from laoyou.kernel.ids import PersonId
from laoyou.kernel.text import half_width
from laoyou.people.core.precedence import AbodeSaid, homes
from laoyou.people.facts import PersonMoved
from laoyou.people.models import Abode, Person
from laoyou.people.models.locks import locked_person, source_lock
from laoyou.people.models.sealing import ABODE_ADDRESS, address_key, next_id
from laoyou.people.reads.precedence import precedence
from laoyou.people.reads.reach import place_of
from laoyou.people.types import ABODE_KIND_LABELS, AbodeGiven, AbodeKind, Source
from laoyou.places import reads as places
from laoyou.places.types import DivisionRecord, Level

NEAR_ENOUGH = frozenset({Level.TOWN, Level.VILLAGE})


@acts.verb("people.move", place=place_of)
def move(
    person_id: int,
    *,
    kind: AbodeKind,
    division: str,
    address: str = "",
    since: date | None = None,
    source: Source,
    actor: Actor,
    now: datetime,
) -> None:
    """Say where the person lives or is registered; what the same source said before is kept as history.

    Home and registered division follow by precedence, so a source that is believed less changes neither.
    Conflict `unchanged` when the source says so already; Invalid for an unknown or abolished division.
    """
    source_lock(source)
    row = locked_person(person_id)
    given = AbodeGiven(kind, division, address, since)
    current = Abode.objects.filter(person=row, kind=kind, source=source, superseded_at=None)
    if any(_is_same(abode, given) for abode in current):
        raise Conflict(f"{ABODE_KIND_LABELS[kind]}与已登记的相同，没有变化。", "unchanged")
    if since is not None and since > local_date(now):
        raise Invalid("起始日期晚于今天，请核对。", "since_future", field="since")
    current.update(superseded_at=now)
    write_abode(row.pk, given, source, now)
    settle(row, since=since, now=now)


def settle(row: Person, *, since: date | None, now: datetime) -> None:
    """Bring a person's home and registered division to what counts, and tell if that moves him.

    A person of whom no source gives an abode stays where he was registered. Run inside a verb.
    """
    home, registered = homes(said_of(row.pk), precedence())
    home = home or row.home_division_id
    if (home, registered) == (row.home_division_id, row.registered_division_id):
        return
    moved = PersonMoved(
        person_id=PersonId(row.pk),
        home_was=row.home_division_id,
        home=home,
        registered_was=row.registered_division_id,
        registered=registered,
        since=since,
        moved_at=now,
    )
    if home != row.home_division_id:
        row.cell = cell_of(home)
    row.home_division_id, row.registered_division_id = home, registered
    row.save(update_fields=["home_division", "registered_division", "cell"])
    acts.emit(moved)


def said_of(person_id: int) -> list[AbodeSaid]:
    """The abodes that the sources give of a person today."""
    rows = Abode.objects.filter(person=person_id, superseded_at=None).order_by("pk")
    return [AbodeSaid(AbodeKind(r.kind), r.division_id, Source(r.source), r.recorded_at) for r in rows]


def write_abode(person_id: int, given: AbodeGiven, source: Source, now: datetime) -> None:
    """Write one abode, its address sealed. Run inside a verb, with the source held."""
    known_division(given.division)
    row_id = next_id(Abode)
    address = half_width(given.address)
    Abode.objects.create(
        pk=row_id,
        person_id=person_id,
        kind=given.kind.value,
        division_id=given.division,
        address_sealed=ABODE_ADDRESS.seal(row_id, address) if address else None,
        address_blind=ABODE_ADDRESS.find(address_key(address)) if address else None,
        source=source.value,
        since=given.since,
        recorded_at=now,
    )


def known_division(code: str) -> DivisionRecord:
    """The division in force, of a town or a village. Invalid when it is none."""
    found = places.divisions([code]).get(code)
    if found is None:
        raise Invalid(f"没有代码为 {code} 的区划，请核对代码。", "division_unknown", field="division")
    if found.retired_on is not None:
        raise Invalid(f"{found.name}已撤销，请改选现行区划。", "division_retired", field="division")
    if found.level not in NEAR_ENOUGH:
        raise Invalid(
            f"{found.name}的范围太大，请选到乡镇（街道）或村（社区）。", "division_wide", field="division"
        )
    return found


def cell_of(code: str) -> str | None:
    """The map cell of a division. Invalid as `known_division`."""
    return known_division(code).cell


def _is_same(abode: Abode, given: AbodeGiven) -> bool:
    address = half_width(given.address)
    blind = ABODE_ADDRESS.find(address_key(address)) if address else None
    known = bytes(abode.address_blind) if abode.address_blind is not None else None
    return (abode.division_id, known, abode.since) == (given.division, blind, given.since)
