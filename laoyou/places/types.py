"""Divisions, kinds of service place, and the acts about them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from laoyou.access.types import Role, Rule
from laoyou.kernel.spans import DateSpan


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


KEY_DIGITS = {Level.PROVINCE: 2, Level.CITY: 4, Level.COUNTY: 6, Level.TOWN: 9, Level.VILLAGE: 12}
"""How many of a code's twelve digits tell a division of each level apart (access.types.division_key)."""


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


TIER_LEVELS: Mapping[NetworkTier, tuple[Level, ...]] = {
    NetworkTier.CENTRE: (Level.CITY, Level.COUNTY),
    NetworkTier.TOWN_CENTRE: (Level.TOWN,),
    NetworkTier.STATION: (Level.VILLAGE,),
    NetworkTier.POINT: (Level.VILLAGE,),
}
"""At which levels a division is served by a place of each tier."""


class PositionKind(StrEnum):
    """`known`: a surveyed or public coordinate; `demo`: placed by rule, for a demonstration."""

    KNOWN = "known"
    DEMO = "demo"


_KEEPERS = frozenset({Role.CLERK, Role.SUPERVISOR, Role.DATA_OFFICER})

ACTS = (
    Rule("places.load_divisions", "更新行政区划", frozenset({Role.ADMINISTRATOR})),
    Rule("places.record_addresses", "登记地址", _KEEPERS),
    Rule("places.open_places", "登记养老服务场所", _KEEPERS),
    Rule("places.close_place", "关闭养老服务场所", _KEEPERS),
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
    short_name: str = ""
    retired_on: date | None = None


@dataclass(frozen=True, slots=True)
class NewDivision:
    """A division as a list of divisions gives it; `parent` None for a province.

    `urban_rural` is said of villages only; latitude and longitude (WGS 84) come together or not at all.
    """

    code: str
    name: str
    level: Level
    parent: str | None
    urban_rural: str = ""
    latitude: float | None = None
    longitude: float | None = None
    position_kind: PositionKind | None = None
    retired_on: date | None = None


@dataclass(frozen=True, slots=True)
class LoadCounts:
    """What a load of divisions did."""

    added: int
    changed: int
    unchanged: int
    retired: int


@dataclass(frozen=True, slots=True)
class NameMatch:
    """What a written name stands for: one code when sure, several when not, none; `rest` is what follows."""

    codes: tuple[str, ...]
    rest: str

    @property
    def code(self) -> str | None:
        """The one division that is meant; None when there is none, or more than one."""
        return self.codes[0] if len(self.codes) == 1 else None


@dataclass(frozen=True, slots=True)
class NewAddress:
    """Where a facility stands: public plain text below its division, with a position where one is known."""

    division: str
    text: str
    latitude: float | None = None
    longitude: float | None = None
    position_kind: PositionKind | None = None


@dataclass(frozen=True, slots=True)
class AddressRecord:
    """An address as others see it. Without a position of its own it has its division's, marked as such."""

    id: int
    division: str
    text: str
    latitude: float | None
    longitude: float | None
    cell: str | None
    is_exact: bool


@dataclass(frozen=True, slots=True)
class NewPlace:
    """A place of the three-level network to be opened; `division` is the one it serves."""

    tier: NetworkTier
    name: str
    division: str
    opened_on: date
    address_id: int | None = None


@dataclass(frozen=True, slots=True)
class NetworkPlace:
    """A place of the network as others see it."""

    id: int
    tier: NetworkTier
    name: str
    division: str
    span: DateSpan
    address: AddressRecord | None


@dataclass(frozen=True, slots=True)
class Coverage:
    """Of the divisions of a level, how many have an open place of the tier that is to serve them."""

    tier: NetworkTier
    level: Level
    divisions: int
    covered: int
