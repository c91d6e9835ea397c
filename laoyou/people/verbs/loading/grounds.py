"""What a file is checked against: the divisions of the day, the scope of who brings it, whom to believe."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import polars as pl

from laoyou.access.types import Scope
from laoyou.people.core.places_columns import NONE, SEVERAL, Divisions
from laoyou.people.reads.precedence import precedence
from laoyou.people.types import AbodeKind
from laoyou.places import reads as places
from laoyou.places.types import Level


def divisions(scope: Scope) -> Divisions:
    """Codes in force everywhere, names as they are meant from within the scope first."""
    return Divisions(places.all_codes(), _finder(scope), scope.division_bounds())


def _finder(scope: Scope) -> Callable[[str, str], str]:
    near = places.name_index(scope)
    everywhere = places.name_index(Scope.everything())
    found: dict[tuple[str, str], str] = {}

    def find(town: str, village: str) -> str:
        if (town, village) not in found:
            codes = near.village(town, village) or everywhere.village(town, village)
            found[town, village] = codes[0] if len(codes) == 1 else SEVERAL if codes else NONE
        return found[town, village]

    return find


def cells() -> pl.DataFrame:
    """The map cell of every town and village."""
    known = [
        (one.code, one.cell)
        for one in places.tree(Scope.everything())
        if one.level in (Level.TOWN, Level.VILLAGE)
    ]
    schema = {"home_division_id": pl.String, "cell": pl.String}
    return pl.DataFrame(known, schema=schema, orient="row")


def ranks() -> dict[str, dict[str, int]]:
    """For the two kinds of abode, how much each source is believed (0 is most)."""
    orders: Mapping = precedence().orders  # type: ignore[type-arg]
    return {
        kind.value: {source.value: rank for rank, source in enumerate(orders.get(kind, ()))}
        for kind in AbodeKind
    }
