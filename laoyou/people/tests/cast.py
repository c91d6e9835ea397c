"""The cast of the register's tests: two towns of one county, their people, and who works there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

from laoyou.access.types import Actor, Role, Scope
from laoyou.audit import reads as audit
from laoyou.audit.types import EntryRecord
from laoyou.kernel.documents import DocumentKind
from laoyou.kernel.ids import PersonId
from laoyou.kernel.resident_number import check_digit
from laoyou.people import verbs
from laoyou.people.types import AbodeGiven, AbodeKind, DocumentGiven, Source

NOW = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)
TODAY = date(2026, 3, 2)

COUNTY = "230502000000"
TOWN_A, TOWN_B = "230502001000", "230502002000"
VILLAGE_A, VILLAGE_A2, VILLAGE_B = "230502001001", "230502001002", "230502002001"
FAR_VILLAGE = "131102001001"
DIVISIONS = (
    ("230000000000", "province", "黑龙江省", None),
    ("230500000000", "city", "双鸭山市", "230000000000"),
    (COUNTY, "county", "尖山区", "230500000000"),
    (TOWN_A, "town", "二马路街道", COUNTY),
    (TOWN_B, "town", "八马路街道", COUNTY),
    (VILLAGE_A, "village", "新华社区", TOWN_A),
    (VILLAGE_A2, "village", "新兴社区", TOWN_A),
    (VILLAGE_B, "village", "建设社区", TOWN_B),
    ("130000000000", "province", "河北省", None),
    ("131100000000", "city", "衡水市", "130000000000"),
    ("131102000000", "county", "桃城区", "131100000000"),
    ("131102001000", "town", "河西街道", "131102000000"),
    (FAR_VILLAGE, "village", "育才社区", "131102001000"),
)

ALICE = Actor(11, "艾丽", Role.CLERK, Scope.division(TOWN_A))
BOB = Actor(12, "鲍勃", Role.CLERK, Scope.division(TOWN_B))
CAROL = Actor(13, "卡萝", Role.SUPERVISOR, Scope.division(COUNTY))
DAVE = Actor(14, "戴维", Role.SUPERVISOR, Scope.division(COUNTY))
LEADER = Actor(15, "领导", Role.LEADER, Scope.division(COUNTY))

_serial = count(1)


def later(days: int = 0, *, minutes: int = 0) -> datetime:
    """The frozen clock, some time on."""
    return NOW + timedelta(days=days, minutes=minutes)


def number_of(birth: date = date(1945, 5, 4), *, man: bool = False) -> str:
    """A valid resident number that no other person of the tests has."""
    county, sequence = divmod(next(_serial), 499)
    first17 = f"{230502 + county}{birth:%Y%m%d}{sequence * 2 + man:03d}"
    return first17 + check_digit(first17)


def card(number: str) -> DocumentGiven:
    return DocumentGiven(DocumentKind.RESIDENT_CARD, number)


def living_at(division: str, address: str = "") -> AbodeGiven:
    return AbodeGiven(AbodeKind.RESIDENCE, division, address)


def registered_at(division: str, address: str = "") -> AbodeGiven:
    return AbodeGiven(AbodeKind.REGISTERED, division, address)


def somebody(name: str = "李小华", division: str = VILLAGE_A, **given: Any) -> PersonId:
    """A person entered by the county, with a resident card, living in `division`."""
    told: dict[str, Any] = {
        "document": card(number_of()),
        "abodes": [living_at(division)],
        "source": Source.TOWN,
        "actor": Actor.system("test"),
        "now": NOW,
    }
    return verbs.register(name=name, **(told | given))


def noted(act: str, **asked: Any) -> list[EntryRecord]:
    """The audit entries of an act, the latest first."""
    return list(audit.entries(Scope.everything(), audit.Filter(act=act, **asked), size=1000).rows)


@dataclass
class Heard:
    """Facts that were told while a test listened."""

    facts: list[Any]

    def __call__(self, fact: Any, *, actor: Actor, now: datetime) -> None:
        self.facts.append(fact)

    def of(self, kind: type) -> list[Any]:
        return [fact for fact in self.facts if isinstance(fact, kind)]
