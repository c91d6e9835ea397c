"""The writers of places: the list of divisions, addresses of facilities, places of the network."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, replace
from datetime import date, datetime
from typing import Any

from laoyou import acts
from laoyou.access.types import Actor, Place, division_key
from laoyou.kernel.clock import local_date
from laoyou.kernel.errors import Conflict, Invalid, NotFound
from laoyou.kernel.spans import DateSpan
from laoyou.kernel.text import half_width
from laoyou.places import reads
from laoyou.places.core.cells import cell_of
from laoyou.places.core.codes import ancestors, common_division
from laoyou.places.core.loading import DivisionRow, assemble, roots
from laoyou.places.models import Address, Division, ServicePlace
from laoyou.places.types import (
    TIER_LEVELS,
    Level,
    LoadCounts,
    NewAddress,
    NewDivision,
    NewPlace,
    PositionKind,
)

BATCH = 2000
"""Rows a statement, well under PostgreSQL's limit of 65,535 parameters."""

LONGEST_ADDRESS = 200
_WRITTEN = [name for name in DivisionRow.__dataclass_fields__ if name != "code"]


def _place_of_all(rows: Sequence[NewDivision | NewAddress | NewPlace], **_: Any) -> Place:
    """Where a whole list lies: the smallest division that holds it, so that no row is beyond the scope."""
    codes = [row.code if isinstance(row, NewDivision) else row.division for row in rows]
    held = common_division(codes)
    return Place((held,) if held else ())


@acts.verb("places.load_divisions", place=_place_of_all)
def load_divisions(
    rows: Sequence[NewDivision], *, whole: Sequence[str] = (), actor: Actor, now: datetime
) -> LoadCounts:
    """Bring the divisions to what `rows` say; doing it twice changes nothing.

    `whole` names divisions (12-digit codes) below which `rows` is complete: what the register has there and
    `rows` has not is retired from today on, never deleted. Elsewhere nothing is retired. Parents must be in
    `rows` or in the register. Raises Invalid (see core.loading.assemble), and nothing is changed.
    """
    kept = _kept(rows)
    before = {
        division.code: _row_of(division)
        for division in Division.objects.filter(code__in=_touched(rows, kept))
    }
    today = local_date(now)
    absent = _absent(kept, whole)
    named = {code: _retired(old, today) if code in absent else old for code, old in kept.items()}
    changed = [row for row in assemble(rows, named) if before.get(row.code) != row]
    _write(changed)
    acts.subject(kind="division", count=len(changed))
    given = {row.code for row in rows}
    added = sum(1 for row in changed if row.code not in before)
    altered = sum(1 for row in changed if row.code in before and row.code in given)
    return LoadCounts(
        added=added,
        changed=altered,
        unchanged=len(given) - added - altered,
        retired=sum(1 for code in absent if kept[code].retired_on is None),
    )


def _touched(rows: Sequence[NewDivision], kept: dict[str, NewDivision]) -> list[str]:
    return [*(row.code for row in rows), *kept]


def _kept(rows: Sequence[NewDivision]) -> dict[str, NewDivision]:
    """What the register has above and below `rows` and `rows` do not name."""
    given = {row.code for row in rows}
    tops = roots(given)
    found: dict[str, NewDivision] = {}
    above = {code for top in tops for code in ancestors(top)}
    stored = list(Division.objects.filter(code__in=above | {row.parent for row in rows if row.parent}))
    for top in tops:
        stored += Division.objects.filter(code__startswith=division_key(top))
    for division in stored:
        if division.code not in given:
            found[division.code] = _as_new(division)
    return found


def _absent(kept: dict[str, NewDivision], whole: Sequence[str]) -> set[str]:
    return {code for code in kept if not set(whole).isdisjoint(ancestors(code))}


def _retired(division: NewDivision, today: date) -> NewDivision:
    """The same division, retired today unless it already is."""
    return replace(division, retired_on=division.retired_on or today)


def _as_new(division: Division) -> NewDivision:
    return NewDivision(
        code=division.code,
        name=division.name,
        level=Level(division.level),
        parent=division.parent_id,
        urban_rural=division.urban_rural,
        latitude=division.latitude,
        longitude=division.longitude,
        position_kind=PositionKind(division.position_kind) if division.position_kind else None,
        retired_on=division.retired_on,
    )


def _row_of(division: Division) -> DivisionRow:
    return DivisionRow(**{name: getattr(division, name) for name in DivisionRow.__dataclass_fields__})


def _write(rows: Iterable[DivisionRow]) -> None:
    Division.objects.bulk_create(
        [Division(**asdict(row)) for row in rows],
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["code"],
        update_fields=_WRITTEN,
    )


@acts.verb("places.record_addresses", place=_place_of_all)
def record_addresses(rows: Sequence[NewAddress], *, actor: Actor, now: datetime) -> tuple[int, ...]:
    """The ids of the addresses, in the order of `rows`; new ones are written, positions brought up to date.

    Raises Invalid with the codes `address` or `position`.
    """
    wanted = [_address(row) for row in rows]
    unique = {(row.division_id, row.text): row for row in wanted}
    Address.objects.bulk_create(
        [row for row in unique.values() if row.cell is not None],
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["division", "text"],
        update_fields=["latitude", "longitude", "cell", "position_kind"],
    )
    Address.objects.bulk_create(
        [row for row in unique.values() if row.cell is None], batch_size=BATCH, ignore_conflicts=True
    )
    acts.subject(kind="address", count=len(unique))
    stored = Address.objects.of(
        division__in={row.division_id for row in wanted}, text__in={row.text for row in wanted}
    )
    ids = {(code, text): pk for pk, code, text in stored.values_list("id", "division_id", "text")}
    return tuple(ids[row.division_id, row.text] for row in wanted)


@acts.verb("places.open_places", place=_place_of_all)
def open_places(rows: Sequence[NewPlace], *, actor: Actor, now: datetime) -> tuple[int, ...]:
    """Open places of the network; their ids, in the order of `rows`.

    One that is open already under the same name, for the same division, is given instead of a second.
    Raises Invalid (`tier`) where the tier does not serve such a division, NotFound for an unknown division,
    Conflict (`places_serviceplace_once`) where one of that name opens later.
    """
    _check_divisions(rows)
    codes, names = {row.division for row in rows}, {_one_line(row.name) for row in rows}
    stored = ServicePlace.objects.of(division__in=codes, name__in=names)
    ids: dict[tuple[str, str], int] = {}
    for place in stored:
        if any(_same(row, place) and place.span.contains(row.opened_on) for row in rows):
            ids[place.division_id, place.name] = place.id
    wanted = {(row.division, _one_line(row.name)): row for row in rows}
    opened = [_service_place(row) for key, row in wanted.items() if key not in ids]
    for place in ServicePlace.objects.bulk_create(opened, batch_size=BATCH):
        ids[place.division_id, place.name] = place.id
    acts.subject(kind="service_place", id=opened[0].id if len(opened) == 1 else "", count=len(opened))
    return tuple(ids[row.division, _one_line(row.name)] for row in rows)


@acts.verb("places.close_place", place=lambda place_id, **_: reads.place_of_service_place(place_id))
def close_place(place_id: int, *, last_day: date, actor: Actor, now: datetime) -> None:
    """End a place's span after `last_day`. Raises Conflict (`closed`, `not_yet_open`), NotFound."""
    place = ServicePlace.objects.of(id=place_id).select_for_update().get()
    if place.span.end is not None:
        raise Conflict("这个场所已经关闭，不必再次登记。", "closed")
    if place.span.start is not None and last_day < place.span.start:
        raise Conflict("关闭日期早于启用日期，请核对。", "not_yet_open")
    place.span = DateSpan(place.span.start, last_day)
    place.save(update_fields=["span"])
    acts.subject(kind="service_place", id=place_id)


def _check_divisions(rows: Sequence[NewPlace]) -> None:
    known = reads.divisions(row.division for row in rows)
    for row in rows:
        if row.division not in known:
            raise NotFound(f"没有代码为 {row.division} 的区划，请核对代码。", "division")
        if known[row.division].level not in TIER_LEVELS[row.tier]:
            raise Invalid("场所的层级与所服务的区划不一致，请重新选择区划或层级。", "tier", "division")


def _same(new: NewPlace, place: ServicePlace) -> bool:
    return new.division == place.division_id and _one_line(new.name) == place.name


def _service_place(new: NewPlace) -> ServicePlace:
    return ServicePlace(
        tier=new.tier,
        name=_one_line(new.name),
        division_id=new.division,
        address_id=new.address_id,
        span=DateSpan.since(new.opened_on),
    )


def _address(new: NewAddress) -> Address:
    text = _one_line(new.text)
    if not text or len(text) > LONGEST_ADDRESS:
        raise Invalid(f"地址应为 1 至 {LONGEST_ADDRESS} 个字，请核对。", "address", "address")
    if new.latitude is None or new.longitude is None:
        return Address(division_id=new.division, text=text)
    kind = new.position_kind or PositionKind.KNOWN
    return Address(
        division_id=new.division,
        text=text,
        latitude=new.latitude,
        longitude=new.longitude,
        cell=cell_of(new.latitude, new.longitude),
        position_kind=kind.value,
    )


def _one_line(text: str) -> str:
    return " ".join(half_width(text).split())
