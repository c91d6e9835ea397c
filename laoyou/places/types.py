"""Divisions, kinds of service place, and the acts about them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from laoyou.access.types import Role, Rule


class Level(StrEnum):
    """The five levels of the statistical division code."""

    PROVINCE = "province"
    CITY = "city"
    COUNTY = "county"
    TOWN = "town"
    VILLAGE = "village"


LEVEL_LABELS = {
    Level.PROVINCE: "省",
    Level.CITY: "市",
    Level.COUNTY: "县（市、区）",
    Level.TOWN: "乡镇（街道）",
    Level.VILLAGE: "村（社区）",
}


class NetworkTier(StrEnum):
    """The three-level network of elder-care places (seed 002 §3.2; seed 000: 一街道一中心, 一社区一站)."""

    CENTRE = "centre"
    TOWN_CENTRE = "town_centre"
    STATION = "station"
    POINT = "point"


NETWORK_TIER_LABELS = {
    NetworkTier.CENTRE: "市（县）级养老服务中心",
    NetworkTier.TOWN_CENTRE: "街道（乡镇）级养老服务中心",
    NetworkTier.STATION: "社区（村）级养老服务站",
    NetworkTier.POINT: "小区（村屯）养老关爱之家",
}


class PositionKind(StrEnum):
    KNOWN = "known"
    DEMO = "demo"


ACTS = (
    Rule("places.load_divisions", "更新行政区划", frozenset({Role.ADMINISTRATOR})),
    Rule("places.see", "查看区划", frozenset(Role)),
)


@dataclass(frozen=True, slots=True)
class DivisionRecord:
    """A division as others see it. `full_name` reads from county (or city) down: 尖山区二马路街道新华社区."""

    code: str
    level: Level
    name: str
    full_name: str
    parent: str | None
    urban_rural: str
    is_urban: bool | None
    latitude: float | None
    longitude: float | None
    cell: str | None
    position_kind: PositionKind | None
