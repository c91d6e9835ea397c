"""The cast of the tests of benefits: a city with its law, a few people, and those who decide about them."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

from django.test import Client

from laoyou.access.types import Actor, Role, Scope
from laoyou.benefits import verbs
from laoyou.benefits.core import months
from laoyou.benefits.models import Grant, Proposal
from laoyou.benefits.types import ProposalState
from laoyou.kernel.ids import PersonId
from laoyou.kernel.spans import DateSpan
from laoyou.people import verbs as people
from laoyou.people.tests.cast import VILLAGE_A, card, living_at, number_of, registered_at
from laoyou.people.types import FactKind, Source
from laoyou.policies import verbs as policies
from laoyou.rules.types import Period

SignedIn = Callable[[Actor], Client]
"""Gives a browser in which an actor of the cast is signed in."""

SYSTEM = Actor.system("test")
CITY, COUNTY, TOWN_A, TOWN_B = "230500000000", "230502000000", "230502001000", "230502002000"
ALICE = Actor(11, "艾丽", Role.CLERK, Scope.division(TOWN_A))
BOB = Actor(12, "鲍勃", Role.CLERK, Scope.division(TOWN_B))
CAROL = Actor(13, "卡萝", Role.SUPERVISOR, Scope.division(CITY))
DAVE = Actor(14, "戴维", Role.SUPERVISOR, Scope.division(CITY))
FAR = Actor(15, "远方", Role.SUPERVISOR, Scope.division("131100000000"))
LEADER = Actor(16, "领导", Role.LEADER, Scope.division(CITY))
BEGUN = datetime(2025, 12, 1, 1, tzinfo=UTC)
"""When the city and its people entered the register, and its law was published."""

WARM = """\
benefit: warm_winter
name: 温暖过冬
summary: 80 岁以上的老人，每月领取过冬补贴。
subject: elder
issuer: {division: 230500000000, name: 双鸭山市人民政府}
territory: {division: 230500000000, name: 双鸭山市}
law: {title: 过冬补贴办法, date: 2024-05-06}
in_force: {from: 2025-01-01}
clauses:
  - {key: home, says: 户籍在双鸭山市。, article: 第二条, when: "within(registered, '230500000000')"}
  - {key: age, says: 年满 80 周岁。, article: 第二条, when: age_on(period_end) >= 80}
amount:
  per: month
  formula: "band(age_on(period_end), ..79: 0 yuan, 80..89: 100 yuan, 90..: 200 yuan)"
  says: 80 至 89 周岁每月 100 元，90 周岁以上 200 元。
  article: 第三条
payers: [{fund: city, share: 100%, article: 第五条}]
delivery: cash
start: automatic
evidence: [居民身份证]
"""
CARE = """\
benefit: care_aid
name: 护理补贴
summary: 中度以上失能的低保老人，每月领取护理补贴。
subject: elder
issuer: {division: 230500000000, name: 双鸭山市人民政府}
territory: {division: 230500000000, name: 双鸭山市}
law: {title: 护理补贴办法, date: 2024-05-06}
in_force: {from: 2025-01-01}
clauses:
  - {key: home, says: 住在双鸭山市。, article: 第二条, when: "within(residence, '230500000000')"}
  - {key: poor, says: 属于低保。, article: 第二条, when: low_income != 'none'}
  - {key: ability, says: 经评估为中度以上失能。, article: 第三条, when: ability >= 2}
amount:
  per: month
  formula: "band(ability, ..2: 150 yuan, 3..: 300 yuan)"
  says: 中度失能每月 150 元，重度以上 300 元。
  article: 第三条
payers: [{fund: city, share: 100%, article: 第五条}]
delivery: cash
start: application
evidence: [老年人能力评估报告]
"""


def month(text: str) -> Period:
    """A month by its first seven characters: 2026-03."""
    return months.month_of(date.fromisoformat(f"{text}-01"))


def at(text: str, hour: int = 1) -> datetime:
    """An instant of a day, UTC."""
    return datetime.combine(date.fromisoformat(text), datetime.min.time(), UTC).replace(hour=hour)


def publish(*texts: str, now: datetime = BEGUN) -> None:
    """Make documents law, as the packs of an installation do."""
    policies.load_pack({f"{number}.yaml": text for number, text in enumerate(texts)}, actor=SYSTEM, now=now)


def elder(
    born: str = "1940-06-15", village: str = VILLAGE_A, *, name: str = "李小华", now: datetime = BEGUN
) -> PersonId:
    """Somebody who lives and is registered in a village."""
    return people.register(
        name=name,
        document=card(number_of(date.fromisoformat(born))),
        abodes=[living_at(village), registered_at(village)],
        source=Source.TOWN,
        actor=SYSTEM,
        now=now,
    )


def state(
    person_id: int, kind: FactKind, value: str, since: str = "2020-01-01", *, until: str = "", **more: Any
) -> int:
    """A statement about somebody, by the office whose word counts."""
    span = DateSpan(date.fromisoformat(since), date.fromisoformat(until) if until else None)
    told: dict[str, Any] = {"source": Source.CIVIL_AFFAIRS, "actor": SYSTEM, "now": BEGUN}
    return people.record_fact(person_id, kind=kind, value=value, span=span, **(told | more))


def needs_care(person_id: int, ability: str = "2", **more: Any) -> None:
    state(person_id, FactKind.LOW_INCOME, "urban", **more)
    state(person_id, FactKind.ABILITY, ability, source=Source.ASSESSMENT, **more)


def ran(text: str, day: str = "", *, territory: str = CITY, actor: Actor = CAROL) -> int:
    """A month decided on a day (its second); the run's id."""
    now = at(day or f"{text}-02")
    run_id = verbs.begin_run(territory, month=month(text), filed=False, actor=actor, now=now)
    verbs.perform_run(run_id, actor=actor, now=now)
    return run_id


def held(person_id: int) -> list[tuple[str, str, str | None, int]]:
    """What somebody holds: benefit, first and last day, fen; in order."""
    rows = Grant.objects.of(person=person_id, is_void=False).order_by("benefit", "span")
    return [
        (row.benefit, str(row.span.start), _day(row.span.end), row.amount_fen)
        for row in rows
    ]


def waiting(person_id: int | None = None) -> list[tuple[str, str, str, str | None, int]]:
    """What waits to be decided: kind, benefit, days, fen."""
    rows = Proposal.objects.for_the_system().filter(state=ProposalState.PENDING)
    if person_id is not None:
        rows = rows.filter(person=person_id)
    return [
        (row.kind, row.benefit, str(row.from_day), _day(row.until_day), row.amount_fen)
        for row in rows.order_by("benefit", "kind", "from_day", "id")
    ]


def _day(day: date | None) -> str | None:
    return str(day) if day else None


def proposal(kind: str, person_id: int) -> int:
    """The one proposal of a kind about somebody that waits."""
    (row,) = Proposal.objects.of(person=person_id, kind=kind, state=ProposalState.PENDING)
    return int(row.pk)


def words(answer: Any) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())
