"""What may be asked about divisions, and about the network of service places in them.

Names and codes of divisions are public facts: reading them needs no permission, only a sensible question.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from django.db.models import Q, QuerySet

from laoyou.access.types import Place, Scope, ScopeKind, division_code
from laoyou.kernel.errors import NotFound
from laoyou.kernel.text import compact
from laoyou.places.core import urban
from laoyou.places.core.codes import RANKS, ancestors, common_division, level_of
from laoyou.places.core.lookup import NameIndex
from laoyou.places.models import Address, Division, ServicePlace
from laoyou.places.types import (
    TIER_LEVELS,
    AddressRecord,
    Coverage,
    DivisionRecord,
    Level,
    NetworkPlace,
    NetworkTier,
    PositionKind,
)

EVERYWHERE_LABEL = "全部辖区"
_SCOPE_LABELS = {
    ScopeKind.EVERYTHING: EVERYWHERE_LABEL,
    ScopeKind.ORGANISATION: "本机构",
    ScopeKind.PERSON: "本人",
}
_INSET = {Level.COUNTY: "　", Level.TOWN: "　　", Level.VILLAGE: "　　　"}


def division(code: str) -> DivisionRecord:
    """One division by its 12-digit code. Raises NotFound."""
    found = divisions([code]).get(code)
    if found is None:
        raise NotFound(f"没有代码为 {code} 的区划，请核对代码。", "division")
    return found


def divisions(codes: Iterable[str]) -> dict[str, DivisionRecord]:
    """Divisions by code; codes that are not known are left out."""
    asked = {code for code in codes if code.isdigit()}
    return {row.code: _record(row) for row in Division.objects.filter(code__in=asked)}


def children(code: str | None) -> tuple[DivisionRecord, ...]:
    """The divisions directly below, in the order of their codes; None gives the provinces."""
    return _records(Division.objects.filter(parent=code, retired_on=None))


def path(code: str) -> tuple[DivisionRecord, ...]:
    """The divisions above, from the province down, and the division itself last. Raises NotFound."""
    found = divisions([*ancestors(code), code])
    if code not in found:
        raise NotFound(f"没有代码为 {code} 的区划，请核对代码。", "division")
    return tuple(found[one] for one in sorted(found))


def inset(scope: Scope, down_to: Level) -> list[tuple[str, str]]:
    """The divisions of a scope to choose from: code, and name set in below the one above it."""
    return [(one.code, _INSET.get(one.level, "") + one.short_name) for one in tree(scope, down_to)]


def tree(scope: Scope, down_to: Level = Level.VILLAGE) -> tuple[DivisionRecord, ...]:
    """Every division in the scope, parents before children, not deeper than `down_to`."""
    shown = [level for level in Level if RANKS[level] <= RANKS[down_to]]
    return _records(_within(scope).filter(level__in=shown))


def search(text: str, scope: Scope, limit: int = 20) -> tuple[DivisionRecord, ...]:
    """Divisions of the scope by beginning of code, pinyin or initials, or by part of a name, widest first."""
    words = compact(text)
    if not words:
        return ()
    if words.isdigit():
        wanted = Q(code__startswith=words)
    elif words.isascii():
        wanted = Q(initials__startswith=words.lower()) | Q(pinyin__startswith=words.lower())
    else:
        wanted = Q(name__contains=words) | Q(short_name__contains=words) | Q(full_name__contains=words)
    rows = _within(scope).filter(wanted)
    found = sorted(map(_record, rows), key=lambda one: (RANKS[one.level], one.code))
    return tuple(found[:limit])


def by_name(name: str, within: str) -> tuple[DivisionRecord, ...]:
    """The divisions that a bureau may mean by `name` below `within`: none, one, or several candidates.

    `name` is a name (新华社区居委会) or a path (尖山区二马路街道新华社区). For many names take `name_index`.
    """
    index = name_index(Scope.division(within))
    codes = index.named(name, within) or index.resolve(name, within).codes
    found = divisions(codes)
    return tuple(found[code] for code in codes)


def meant(text: str, scope: Scope) -> tuple[DivisionRecord, ...]:
    """The divisions of a scope that somebody may mean: by code, name or path; none or several."""
    words = compact(text)
    if words.isascii() and words.isdigit():
        codes: tuple[str, ...] = (words,)
    else:
        index = name_index(scope)
        match = index.resolve(words)
        codes = index.named(words) or (match.codes if not match.rest else ())
    found = divisions(codes)
    inside = [code for code in codes if code in found and scope.covers(Place((code,)))]
    return tuple(found[code] for code in inside)


def name_index(scope: Scope) -> NameIndex:
    """A lookup of the names in a scope, built in one query, for resolving many rows (core.lookup.NameIndex).

    The divisions above the scope are known too, so that a path from the province down is understood.
    """
    rows = list(_within(scope).values_list("code", "name"))
    if scope.kind is ScopeKind.DIVISION:
        above = ancestors(division_code(scope.key))
        rows += Division.objects.filter(code__in=above).values_list("code", "name")
    return NameIndex(rows)


def all_codes(*, retired: bool = False) -> frozenset[str]:
    """Every code in force, and those no longer in force as well when asked for."""
    rows = Division.objects.all() if retired else Division.objects.filter(retired_on=None)
    return frozenset(rows.values_list("code", flat=True))


def label(scope: Scope) -> str:
    """For whom somebody acts, in words: 尖山区 · 二马路街道. A city or a province has its own name only.

    "" for a division that the register does not have.
    """
    if scope.kind is not ScopeKind.DIVISION:
        return _SCOPE_LABELS[scope.kind]
    code = division_code(scope.key)
    named_from = min(RANKS[level_of(code)], RANKS[Level.COUNTY])
    found = divisions([*ancestors(code), code])
    if code not in found:
        return ""
    shown = [found[one].short_name for one in sorted(found) if RANKS[found[one].level] >= named_from]
    return " · ".join(shown)


def is_urban(code: str) -> bool | None:
    """Whether a village or community is urban; None where no class is said, as of towns. Raises NotFound."""
    return division(code).is_urban


def address(address_id: int) -> AddressRecord:
    """One address of a facility. Raises NotFound."""
    found = addresses([address_id]).get(address_id)
    if found is None:
        raise NotFound("没有这个地址，请重新选择。", "address")
    return found


def addresses(ids: Iterable[int]) -> dict[int, AddressRecord]:
    """Addresses of facilities by id."""
    rows = Address.objects.of(id__in=set(ids)).select_related("division")
    return {row.id: _address(row) for row in rows}


def network(scope: Scope, on: date) -> tuple[NetworkPlace, ...]:
    """The places of the three-level network that serve divisions of the scope and are open on a day."""
    rows = _open_places(scope, on).select_related("address__division")
    return tuple(map(_network_place, rows.order_by("division_id", "tier", "name")))


def network_places(ids: Iterable[int]) -> dict[int, NetworkPlace]:
    """Places of the network by id, open or not."""
    rows = ServicePlace.objects.of(id__in=set(ids)).select_related("address__division")
    return {row.id: _network_place(row) for row in rows}


def coverage(scope: Scope, on: date) -> tuple[Coverage, ...]:
    """For each tier and level, how many divisions of the scope have an open place that serves them.

    Targets are of seed plans, such as one centre a street and one station a community.
    """
    totals: dict[Level, int] = defaultdict(int)
    for code in _within(scope).values_list("code", flat=True):
        totals[level_of(code)] += 1
    served: dict[tuple[NetworkTier, Level], set[str]] = defaultdict(set)
    in_force = _open_places(scope, on).filter(division__retired_on=None)
    for tier, code in in_force.values_list("tier", "division_id"):
        served[NetworkTier(tier), level_of(code)].add(code)
    return tuple(
        Coverage(tier, level, totals[level], len(served[tier, level]))
        for tier, levels in TIER_LEVELS.items()
        for level in levels
        if totals[level]
    )


def place_of_service_place(place_id: int) -> Place:
    """Where a place of the network is, for permission. Raises NotFound."""
    found = network_places([place_id]).get(place_id)
    if found is None:
        raise NotFound("没有这个场所，请重新选择。", "service_place")
    return Place((found.division,))


def _within(scope: Scope) -> QuerySet[Division]:
    rows = Division.objects.filter(retired_on=None).order_by("code")
    bounds = scope.division_bounds()
    return rows if bounds is None else rows.filter(code__gte=bounds[0], code__lt=bounds[1])


def _open_places(scope: Scope, on: date) -> QuerySet[ServicePlace]:
    return ServicePlace.objects.within(scope.division_bounds()).filter(span__contains=on)


def _records(rows: QuerySet[Division]) -> tuple[DivisionRecord, ...]:
    return tuple(map(_record, rows.order_by("code")))


def _record(row: Division) -> DivisionRecord:
    return DivisionRecord(
        code=row.code,
        level=Level(row.level),
        name=row.name,
        full_name=row.full_name,
        short_name=row.short_name,
        parent=row.parent_id,
        urban_rural=row.urban_rural,
        is_urban=urban.is_urban(row.urban_rural),
        latitude=row.latitude,
        longitude=row.longitude,
        cell=row.cell,
        position_kind=PositionKind(row.position_kind) if row.position_kind else None,
        retired_on=row.retired_on,
    )


def _address(row: Address) -> AddressRecord:
    """Without a position of its own, an address is shown where its division is."""
    place: Address | Division = row if row.cell is not None else row.division
    return AddressRecord(
        id=row.id,
        division=row.division_id,
        text=row.text,
        latitude=place.latitude,
        longitude=place.longitude,
        cell=place.cell,
        is_exact=row.cell is not None,
    )


def _network_place(row: ServicePlace) -> NetworkPlace:
    return NetworkPlace(
        id=row.id,
        tier=NetworkTier(row.tier),
        name=row.name,
        division=row.division_id,
        span=row.span,
        address=_address(row.address) if row.address else None,
    )


__all__ = [
    "NameIndex",
    "address",
    "addresses",
    "all_codes",
    "ancestors",
    "by_name",
    "children",
    "common_division",
    "coverage",
    "division",
    "divisions",
    "is_urban",
    "label",
    "meant",
    "name_index",
    "network",
    "network_places",
    "path",
    "place_of_service_place",
    "search",
    "tree",
]
