"""Where the people of a group live: by cell of the h3 grid or by village. Only our own shapes, no tiles."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import Any

import h3
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from laoyou.access.types import Scope
from laoyou.acts.requests import ActingRequest
from laoyou.desks import sight
from laoyou.desks.caseworker import lists, territory
from laoyou.desks.caseworker.narrowing import Asked
from laoyou.people.reads import lists as register
from laoyou.people.reads.lists import Filter
from laoyou.places import reads as places
from laoyou.places.types import Level, PositionKind
from laoyou.web.types import Link, MapData, MapFeature

BY_CELL, BY_VILLAGE = "", "village"
MOST_CELLS = 400
COARSEST = 5
NAMED = 1
MEASURE, UNIT = "人数", "人"


@require_GET
def elders_map(request: ActingRequest) -> HttpResponse:
    """The map of those who fit; of the elders while no group and no age is asked for."""
    params = request.GET.copy()
    if not {"group", "age_from", "age_to"} & params.keys():
        params["group"] = "elders"
    request.GET = params  # type: ignore[assignment]
    scope = sight.reach(request, "people.see")
    asked = lists.asked_of(request, scope)
    by = BY_VILLAGE if params.get("by") == BY_VILLAGE else BY_CELL
    features = _features(scope, asked.filter, asked, by) if asked.filter else ()
    total = register.count(scope, asked.filter) if asked.filter else 0
    shown = int(sum(one.value or 0 for one in features))
    context = {
        "asked": asked,
        "by": by,
        "tabs": _tabs(asked, by),
        "data": MapData(features, MEASURE, UNIT),
        "name": "村（社区）" if by == BY_VILLAGE else "网格",
        "total": total,
        "left_out": total - shown,
        "people_url": reverse("people") + asked.url(by=""),
        "is_demo": _any_demo(asked, scope),
    }
    return render(request, "desks/map.html", context)


def _tabs(asked: Asked, by: str) -> tuple[Link, ...]:
    return (
        Link("按网格", asked.url(by=""), by == BY_CELL),
        Link("按村（社区）", asked.url(by=BY_VILLAGE), by == BY_VILLAGE),
    )


def _features(scope: Scope, asked_filter: Filter, asked: Asked, by: str) -> tuple[MapFeature, ...]:
    if by == BY_VILLAGE:
        return _villages(register.counts_by_division(scope, asked_filter), asked)
    here = Scope.division(asked_filter.division) if asked_filter.division else scope
    return _cells(register.counts_by_cell(scope, asked_filter), here)


def _villages(counts: dict[str, int], asked: Asked) -> tuple[MapFeature, ...]:
    """A dot for each village whose position is known, the fullest first."""
    found = places.divisions(counts)
    people = reverse("people")
    return tuple(
        MapFeature(
            id=code,
            label=found[code].short_name,
            geometry={"type": "Point", "coordinates": [found[code].longitude, found[code].latitude]},
            value=count,
            url=people + asked.url(division=code, by=""),
        )
        for code, count in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
        if code in found and found[code].latitude is not None
    )


def _cells(counts: dict[str, int], here: Scope) -> tuple[MapFeature, ...]:
    """A hexagon for each cell; when they are too many to tell apart, for the larger cells that hold them."""
    merged = Counter(counts)
    while len(merged) > MOST_CELLS and _resolution(merged) > COARSEST:
        merged = _coarser(merged)
    ordered = sorted(merged.items(), key=lambda pair: (-pair[1], pair[0]))
    names = _names(here, _resolution(merged)) if merged else {}
    return tuple(
        MapFeature(id=cell, label=_label(names.get(cell, [])), geometry=_hexagon(cell), value=count)
        for cell, count in ordered
    )


def _names(here: Scope, resolution: int) -> dict[str, list[str]]:
    """The villages whose position lies in a cell, by cell of that resolution."""
    names: dict[str, list[str]] = defaultdict(list)
    for one in places.tree(here):
        if one.level is Level.VILLAGE and one.cell:
            names[h3.cell_to_parent(one.cell, resolution)].append(one.short_name)
    return names


def _label(names: list[str]) -> str:
    """A cell is called by what lies in it."""
    if len(names) > NAMED:
        return f"{'、'.join(names[:NAMED])}等 {len(names)} 个村居"
    return "、".join(names) or "其他地方"


def _resolution(cells: Counter[str]) -> int:
    return max(int(h3.get_resolution(cell)) for cell in cells)


def _coarser(cells: Counter[str]) -> Counter[str]:
    larger: Counter[str] = Counter()
    coarse = _resolution(cells) - 1
    for cell, count in cells.items():
        larger[h3.cell_to_parent(cell, coarse) if h3.get_resolution(cell) > coarse else cell] += count
    return larger


def _hexagon(cell: str) -> dict[str, Any]:
    """The cell as GeoJSON, longitude first, its ring closed."""
    ring = [[longitude, latitude] for latitude, longitude in h3.cell_to_boundary(cell)]
    return {"type": "Polygon", "coordinates": [[*ring, ring[0]]]}


def _any_demo(asked: Asked, scope: Scope) -> bool:
    """Whether positions of this part of the country were placed by rule and not surveyed."""
    code = asked.params.get("division", "")
    here = [places.division(code)] if code else list(territory.roots(scope))
    return any(one.position_kind is PositionKind.DEMO for one in here)
