"""Builds a region's divisions.csv from plain facts (code, name, level): parent, derived class, demo position.

Run by hand when a region is added: python -m laoyou.regions.positions REGION FACTS.csv CITY_PREFIX
"""

from __future__ import annotations

import csv
import hashlib
import math
import sys
from dataclasses import dataclass
from pathlib import Path

from laoyou.places.types import KEY_DIGITS, Level
from laoyou.regions.divisions import COLUMNS, HERE, urban_class_of

GOLDEN_ANGLE = 137.50776405
KM_PER_DEGREE = 111.32


@dataclass(frozen=True, slots=True)
class Seat:
    """A known centre and the sector (degrees clockwise from north) and radius in which to place the rest."""

    lat: float
    lon: float
    sector: tuple[float, float]
    radius_km: float
    kind: str


def read_seats() -> dict[str, Seat]:
    """The seats of provinces, cities and counties by 12-digit code."""
    with (HERE / "seats.csv").open(encoding="utf-8", newline="") as file:
        return {
            row["code"]: Seat(
                float(row["lat"]),
                float(row["lon"]),
                (float(row["sector_from"]), float(row["sector_to"])),
                float(row["radius_km"]),
                row["kind"],
            )
            for row in csv.DictReader(file)
        }


def parent_of(code: str, level: Level) -> str:
    """The 12-digit code of the parent; empty for a province."""
    levels = list(Level)
    if level is Level.PROVINCE:
        return ""
    digits = KEY_DIGITS[levels[levels.index(level) - 1]]
    return code[:digits].ljust(12, "0")


def build(facts: list[tuple[str, str, Level]]) -> list[dict[str, str]]:
    """The rows of a divisions.csv, in the order of the facts, which must put parents first."""
    seats = read_seats()
    places: dict[str, tuple[float, float]] = {}
    children: dict[str, int] = {}
    rows = []
    for code, name, level in facts:
        parent = parent_of(code, level)
        index = children[parent] = children.get(parent, 0) + 1
        seat = seats.get(code)
        if seat is not None:
            places[code] = (seat.lat, seat.lon)
        else:
            county = seats[code[:6].ljust(12, "0")]
            places[code] = _around(places[parent], county, _distance(code, level, county, index), index)
        rows.append(
            {
                "code": code,
                "name": name,
                "level": level.value,
                "parent": parent,
                "urban_class": urban_class_of(code) if level is Level.VILLAGE else "",
                "lat": f"{places[code][0]:.4f}",
                "lon": f"{places[code][1]:.4f}",
                "position_kind": seat.kind if seat else "demo",
            }
        )
    return rows


def _distance(code: str, level: Level, county: Seat, index: int) -> float:
    """Kilometres from the parent: streets and the seat's own town close by, the others spread by area."""
    town = int(code[6:9])
    spread = _fraction(code)
    if level is Level.TOWN:
        if town == 100:
            return 0.2
        if town < 100:
            return 0.4 + min(2.4, county.radius_km / 2) * spread
        return county.radius_km * math.sqrt(0.15 + 0.85 * spread)
    if urban_class_of(code) in {"111", "121"}:
        return 0.15 + 0.75 * spread
    return min(1.2 + 0.25 * math.sqrt(index) + 4.0 * spread, county.radius_km / 2)


def _around(centre: tuple[float, float], county: Seat, km: float, index: int) -> tuple[float, float]:
    start, end = county.sector
    bearing = math.radians(start + (index * GOLDEN_ANGLE) % 360 / 360 * (end - start))
    lat, lon = centre
    north, east = km * math.cos(bearing), km * math.sin(bearing)
    return lat + north / KM_PER_DEGREE, lon + east / (KM_PER_DEGREE * math.cos(math.radians(lat)))


def _fraction(code: str) -> float:
    return int.from_bytes(hashlib.sha256(code.encode()).digest()[:4], "big") / 2**32


def main(region: str, facts_file: str, city: str) -> None:
    """Write laoyou/regions/REGION/divisions.csv for the divisions under CITY (2 to 6 digits)."""
    with Path(facts_file).open(encoding="utf-8", newline="") as file:
        facts = [
            (row["code12"], row["name"], Level(row["level"]))
            for row in csv.DictReader(file)
            if row["code12"].startswith(city) or city.startswith(row["code12"].rstrip("0"))
        ]
    with (HERE / region / "divisions.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(build(facts))


if __name__ == "__main__":
    main(*sys.argv[1:4])
