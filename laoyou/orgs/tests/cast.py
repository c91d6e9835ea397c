"""The cast of the tests of organisations: clerks of a town, its county and a far county."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from django.test import Client

from laoyou.access.types import Actor, Role, Scope
from laoyou.audit import reads as audit
from laoyou.audit.types import EntryRecord
from laoyou.kernel.credit_code import check_character, organisation_check
from laoyou.kernel.ids import OrganisationId
from laoyou.orgs import reads, verbs
from laoyou.orgs.types import (
    NewOrganisation,
    NewSite,
    OfficerRole,
    OrganisationKind,
    OrganisationRecord,
    Standing,
)
from laoyou.places.types import Level, NewDivision, PositionKind

NOW = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)
TODAY = date(2026, 3, 2)
BEGUN = date(2025, 1, 1)
SYSTEM = Actor.system("test")

CITY, COUNTY, TOWN, OTHER_TOWN = "230500000000", "230502000000", "230502001000", "230502002000"
VILLAGE, OTHER_VILLAGE = "230502001001", "230502002001"
FAR_COUNTY, FAR_VILLAGE = "230521000000", "230521100201"
DIVISIONS = (
    NewDivision("230000000000", "黑龙江省", Level.PROVINCE, None),
    NewDivision(CITY, "双鸭山市", Level.CITY, "230000000000"),
    NewDivision(COUNTY, "尖山区", Level.COUNTY, CITY),
    NewDivision(TOWN, "二马路街道", Level.TOWN, COUNTY),
    NewDivision(VILLAGE, "春城社区", Level.VILLAGE, TOWN, "111", 46.64, 131.16, PositionKind.DEMO),
    NewDivision(OTHER_TOWN, "八马路街道", Level.TOWN, COUNTY),
    NewDivision(OTHER_VILLAGE, "中植社区", Level.VILLAGE, OTHER_TOWN, "111"),
    NewDivision(FAR_COUNTY, "集贤县", Level.COUNTY, CITY),
    NewDivision("230521100000", "福利镇", Level.TOWN, FAR_COUNTY),
    NewDivision(FAR_VILLAGE, "新华村", Level.VILLAGE, "230521100000", "220"),
)

ALICE = Actor(11, "艾丽", Role.CLERK, Scope.division(TOWN))
BOB = Actor(12, "鲍勃", Role.CLERK, Scope.division(OTHER_TOWN))
CAROL = Actor(13, "卡萝", Role.SUPERVISOR, Scope.division(COUNTY))
FAR = Actor(14, "法伊", Role.SUPERVISOR, Scope.division(FAR_COUNTY))
LEADER = Actor(15, "领导", Role.LEADER, Scope.division(COUNTY))
PHONE = "13812345521"
SignedIn = Callable[[Actor], Client]
"""Gives a browser in which an actor of the cast is signed in."""

ADMINISTRATOR = Actor(16, "管理", Role.ADMINISTRATOR, Scope.everything())


def code(serial: int = 1) -> str:
    """A valid credit code that no registry gives out."""
    body = f"TEST{serial:04d}".replace("S", "5")
    first17 = "52230502" + body + organisation_check(body)
    return first17 + check_character(first17)


def new(name: str = "松鹤养老院", division: str = VILLAGE, **more: Any) -> NewOrganisation:
    return NewOrganisation(**{"kind": OrganisationKind.HOME, "name": name, "division": division} | more)


def registered(name: str = "松鹤养老院", division: str = VILLAGE, **more: Any) -> OrganisationId:
    """An organisation that operates since BEGUN."""
    told: dict[str, Any] = {"standing": Standing.OPERATING, "since": BEGUN, "actor": SYSTEM, "now": NOW}
    told |= {name: more.pop(name) for name in list(more) if name in told}
    return verbs.register(new(name, division, **more), **told)


def with_site(organisation_id: int, beds: int = 0, **more: Any) -> int:
    given: dict[str, Any] = {
        "name": "本部",
        "division": VILLAGE,
        "opened_on": BEGUN,
        "address": "建设路 3 号",
        "beds": beds,
    }
    return verbs.add_site(organisation_id, NewSite(**given | more), actor=SYSTEM, now=NOW)


def words(answer: Any) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())


def known(organisation_id: int) -> OrganisationRecord:
    return reads.organisation(organisation_id, Scope.everything(), TODAY)


def with_director(organisation_id: int) -> int:
    return verbs.appoint(
        organisation_id,
        role=OfficerRole.DIRECTOR,
        name="韩强",
        phone=PHONE,
        since=BEGUN,
        actor=SYSTEM,
        now=NOW,
    )


def trail(act: str) -> list[EntryRecord]:
    """The audit rows of an act, the newest first."""
    return list(audit.entries(Scope.everything(), audit.Filter(act=act)).rows)


@dataclass
class Heard:
    """Facts that were told while a test listened."""

    facts: list[Any]

    def __call__(self, fact: Any, *, actor: Actor, now: datetime) -> None:
        self.facts.append(fact)
