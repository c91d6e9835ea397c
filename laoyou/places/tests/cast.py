"""The ground of the tests of places: two towns of one county, and a far county."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from laoyou.access.types import Actor, Role, Scope
from laoyou.audit import reads as audit
from laoyou.audit.types import EntryRecord
from laoyou.places.types import Level, NewDivision, PositionKind

NOW = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)
TODAY = date(2026, 3, 2)
SYSTEM = Actor.system("test")

PROVINCE, CITY, COUNTY = "230000000000", "230500000000", "230502000000"
TOWN_A, TOWN_B = "230502001000", "230502200000"
XINHUA, XINXING, NEW_FARM = "230502001001", "230502001002", "230502200201"
FAR_COUNTY, FAR_TOWN, FAR_XINHUA = "230521000000", "230521100000", "230521100201"

DIVISIONS = (
    NewDivision(PROVINCE, "黑龙江省", Level.PROVINCE, None),
    NewDivision(CITY, "双鸭山市", Level.CITY, PROVINCE),
    NewDivision(COUNTY, "尖山区", Level.COUNTY, CITY, "", 46.6466, 131.1584, PositionKind.KNOWN),
    NewDivision(TOWN_A, "二马路街道办事处", Level.TOWN, COUNTY),
    NewDivision(XINHUA, "新华社区居委会", Level.VILLAGE, TOWN_A, "111", 46.64, 131.16, PositionKind.DEMO),
    NewDivision(XINXING, "新兴社区", Level.VILLAGE, TOWN_A, "112"),
    NewDivision(TOWN_B, "安邦乡", Level.TOWN, COUNTY),
    NewDivision(NEW_FARM, "新发村委会", Level.VILLAGE, TOWN_B, "220"),
    NewDivision(FAR_COUNTY, "集贤县", Level.COUNTY, CITY),
    NewDivision(FAR_TOWN, "福利镇", Level.TOWN, FAR_COUNTY),
    NewDivision(FAR_XINHUA, "新华村村民委员会", Level.VILLAGE, FAR_TOWN, "210"),
)

TOWN_CLERK = Actor(11, "艾丽", Role.CLERK, Scope.division(TOWN_A))
COUNTY_CLERK = Actor(12, "鲍勃", Role.CLERK, Scope.division(COUNTY))
FAR_CLERK = Actor(13, "卡萝", Role.CLERK, Scope.division(FAR_COUNTY))
ADMINISTRATOR = Actor(14, "戴维", Role.ADMINISTRATOR, Scope.division(COUNTY))


def but(code: str, /, **changes: object) -> list[NewDivision]:
    """The divisions of the cast, one of them otherwise."""
    return [replace(one, **changes) if one.code == code else one for one in DIVISIONS]  # type: ignore[arg-type]


def trail(act: str) -> list[EntryRecord]:
    """The audit rows of an act, the newest first."""
    return list(audit.entries(Scope.everything(), audit.Filter(act=act)).rows)
