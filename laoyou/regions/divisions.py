"""The divisions of the regions we ship: names, codes, a derived urban class and a position.

Codes and names are facts (统计用区划代码, 2023 edition). The urban class is derived by a documented rule
(docs/demo.md), and every position below the county is a demonstration; both are marked on the row.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from laoyou.kernel.errors import Invalid, NotFound
from laoyou.places.types import KEY_DIGITS, Level, PositionKind

HERE = Path(__file__).parent
COLUMNS = ("code", "name", "level", "parent", "urban_class", "lat", "lon", "position_kind")


@dataclass(frozen=True, slots=True)
class DivisionRow:
    """One division. `code` and `parent` have 12 digits; `urban_class` 3, on villages only, always derived."""

    code: str
    name: str
    level: Level
    parent: str | None
    urban_class: str | None
    lat: float
    lon: float
    position_kind: PositionKind

    @property
    def key(self) -> str:
        """The significant prefix: 2, 4, 6, 9 or 12 digits by level."""
        return self.code[: KEY_DIGITS[self.level]]

    @property
    def parent_key(self) -> str | None:
        """The significant prefix of the parent, one level up."""
        if self.parent is None:
            return None
        levels = list(Level)
        return self.parent[: KEY_DIGITS[levels[levels.index(self.level) - 1]]]


def regions() -> tuple[str, ...]:
    """The names of the regions whose divisions can be read, in alphabetical order."""
    return tuple(sorted(path.parent.name for path in HERE.glob("*/divisions.csv")))


def read_divisions(region: str) -> Iterator[DivisionRow]:
    """The divisions of one region, parents before children.

    Raises NotFound for a region we do not ship, Invalid for a damaged file.
    """
    check_region(region)
    with (HERE / region / "divisions.csv").open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        if tuple(reader.fieldnames or ()) != COLUMNS:
            raise Invalid(f"地区“{region}”的区划文件表头不对，请重新安装程序。", code="bad_divisions")
        for row in reader:
            yield _row(row)


def check_region(region: str) -> None:
    """Raises NotFound for a region we do not ship."""
    if region not in regions():
        known = "、".join(regions())
        raise NotFound(f"没有名为“{region}”的地区，可选：{known}。", code="unknown_region")


def _row(row: dict[str, str]) -> DivisionRow:
    return DivisionRow(
        code=row["code"],
        name=row["name"],
        level=Level(row["level"]),
        parent=row["parent"] or None,
        urban_class=row["urban_class"] or None,
        lat=float(row["lat"]),
        lon=float(row["lon"]),
        position_kind=PositionKind(row["position_kind"]),
    )


def urban_class_of(code: str) -> str:
    """The urban/rural class of a village by its code alone: a derivation, not the statistics bureau's word.

    Village digits 001–199 are residents' committees and 400–499 are like them; 200–399 villagers' committees
    and 500–599 like them. A village is 220; a committee is 111 in a street, 121 in a town, 210 in a
    township, 123 at the seat of a farm, forest station or mine.
    """
    town, village = int(code[6:9]), int(code[9:12])
    if 200 <= village < 400 or village >= 500:
        return "220"
    if town < 100:
        return "111"
    if town < 200:
        return "121"
    return "210" if town < 400 else "123"
