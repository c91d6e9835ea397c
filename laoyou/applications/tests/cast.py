"""The cast of the tests of applications: the city of benefits, its clerks, and a family."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from laoyou.access.types import Actor, Role, Scope
from laoyou.applications import verbs
from laoyou.applications.types import (
    About,
    Against,
    Asker,
    Asking,
    Channel,
    File,
    NewAppeal,
    NewApplication,
)
from laoyou.benefits.tests.cast import ALICE, BOB, CAROL, DAVE, SYSTEM, TOWN_A, at, elder, needs_care, ran
from laoyou.people.types import Relation

__all__ = ["ALICE", "BOB", "CAROL", "DAVE"]

ERIN = Actor(21, "艾琳", Role.CLERK, Scope.division(TOWN_A))
"""Another clerk of Alice's town."""
NOW = at("2026-01-05")
"""A Monday; the month has been decided."""
SELF = Asking(channel=Channel.WINDOW)
ON_BEHALF = Asking(Asker.CLERK, Channel.AT_HOME, consent_on=date(2026, 1, 4))
KIN = Asking(Asker.KIN, Channel.WINDOW, Relation.DAUGHTER, "李小雨", date(2026, 1, 4))
PDF = b"%PDF-1.4\n1 0 obj <<>> endobj\ntrailer <<>>\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00\x00\x00\rIHDR" + b"\x00" * 20 + b"\x00\x00\x00\x00IEND\xaeB`\x82"
JPEG = b"\xff\xd8\xff\xe0" + b"\x00" * 20 + b"\xff\xd9"


def family(person_id: int) -> Actor:
    """The person himself or his kin, signed in for him."""
    return Actor(70 + person_id, "家属", Role.FAMILY, Scope.person(person_id))


def poor(**more: Any) -> int:
    """Somebody who fits the care aid, of which nobody has told the office."""
    person_id = elder("1950-01-01", **more)
    needs_care(person_id)
    return person_id


def decided_month() -> None:
    """January decided for the city, so that there is a run."""
    ran("2026-01")


def asked(person_id: int, benefit: str = "care_aid", *, actor: Actor = ALICE, **more: Any) -> int:
    """An application made at the window."""
    given = {"asking": SELF if actor.role is not Role.FAMILY else Asking()} | more
    return verbs.submit(NewApplication(person_id, benefit, **given), actor=actor, now=NOW)


def accepted(person_id: int, **more: Any) -> int:
    application_id = asked(person_id, **more)
    verbs.accept(application_id, actor=ERIN, now=NOW)
    return application_id


def refused(person_id: int, *, actor: Actor = ERIN) -> int:
    application_id = accepted(person_id)
    verbs.refuse(application_id, clause="ability", reason="评估等级没有达到。", actor=actor, now=NOW)
    return application_id


def paper(label: str = "老年人能力评估报告", content: bytes = PDF) -> File:
    return File(content, label)


def affairs(person_id: int, benefit: str, clause: str, now: datetime) -> dict[str, int]:
    """One in hand with a paper, and one refused with an appeal, for tests that look at the whole program."""
    who: dict[str, Any] = {"actor": SYSTEM, "now": now}
    asking = Asking(channel=Channel.WINDOW)
    first = verbs.submit(NewApplication(person_id, benefit, asking), **who)
    verbs.accept(first, **who)
    verbs.refuse(first, clause=clause, reason="条件不符。", **who)
    new = NewAppeal(person_id, Against(About.REFUSAL, first), "不同意。", asking)
    appeal_id = verbs.appeal(new, **who)
    application_id = verbs.submit(NewApplication(person_id, benefit, asking), **who)
    return {
        "application_id": application_id,
        "appeal_id": appeal_id,
        "paper_id": verbs.add_document(application_id, paper("户口簿"), **who),
    }
