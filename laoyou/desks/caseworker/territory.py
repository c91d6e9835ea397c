"""The reader's own part of the country: where it begins, what to choose in it, the way down to a place."""

from __future__ import annotations

from collections.abc import Callable

from laoyou.access.types import Scope, ScopeKind, division_code
from laoyou.places import reads as places
from laoyou.places.types import DivisionRecord, Level
from laoyou.web.types import Link

INDENT = "　"


def roots(scope: Scope) -> tuple[DivisionRecord, ...]:
    """Where the reader's part begins: one division, or every province; nothing for who has no division."""
    match scope.kind:
        case ScopeKind.DIVISION:
            return (places.division(division_code(scope.key)),)
        case ScopeKind.EVERYTHING:
            return places.children(None)
        case _:
            return ()


def way(scope: Scope, code: str) -> tuple[DivisionRecord, ...]:
    """From the reader's root down to a division, both included."""
    return tuple(one for one in places.path(code) if _inside(scope, one))


def _inside(scope: Scope, one: DivisionRecord) -> bool:
    return scope.holds(Scope.division(one.code))


def choices(scope: Scope, chosen: str) -> list[tuple[str, str]]:
    """Divisions for a select: the way down to what is chosen, and what lies directly below (or beside) it."""
    above = way(scope, chosen) if chosen else roots(scope)
    if not above:
        return []
    if len(above) > 1 and not chosen:
        return [("", "全部辖区"), *((one.code, one.short_name) for one in above)]
    if above[-1].level is Level.VILLAGE and len(above) > 1:
        above = above[:-1]
    below = places.children(above[-1].code)
    named = [(one, depth) for depth, one in enumerate(above)] + [(one, len(above)) for one in below]
    first = [("", "全部辖区")] if scope.kind is ScopeKind.EVERYTHING else []
    own = scope.kind is ScopeKind.DIVISION
    return first + [_choice(one, depth, own=own) for one, depth in named]


def _choice(one: DivisionRecord, depth: int, *, own: bool) -> tuple[str, str]:
    """The reader's own root is the empty choice: it asks nothing."""
    code = "" if own and depth == 0 else one.code
    return code, INDENT * depth + one.short_name


def crumbs(scope: Scope, code: str, url: Callable[[str], str]) -> tuple[Link, ...]:
    """The way down as links; the last is where the reader is."""
    found = way(scope, code)
    return tuple(Link(one.short_name, url(one.code), one is found[-1]) for one in found)


def said(codes: set[str], *, full: bool = False) -> dict[str, str]:
    """Names of divisions by code: the short name, or the one from the county down."""
    found = places.divisions(codes)
    return {code: one.full_name if full else one.short_name for code, one in found.items()}


def after(place: str, address: str) -> str:
    """What an address says beyond the name of its place, which stands beside it."""
    return address.partition(place)[2] if place and place in address else address
