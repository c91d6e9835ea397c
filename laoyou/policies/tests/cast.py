"""The cast of the tests of policies: texts to change, governments, and those who draft and approve."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.test import Client

from laoyou.access.types import Actor, Role, Scope
from laoyou.audit import reads as audit
from laoyou.audit.types import EntryRecord
from laoyou.policies import reads, verbs
from laoyou.policies.types import Document, DocumentRefused, Fault
from laoyou.rules.types import Period

NOW = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)
TODAY = date(2026, 3, 2)
SYSTEM = Actor.system("test")
PROVINCE, CITY, COUNTY, TOWN = "230000000000", "230500000000", "230502000000", "230502001000"
OTHER_CITY, OTHER_COUNTY = "131100000000", "230503000000"

ALICE = Actor(11, "艾丽", Role.CLERK, Scope.division(CITY))
CAROL = Actor(13, "卡萝", Role.SUPERVISOR, Scope.division(CITY))
DAVE = Actor(14, "戴维", Role.SUPERVISOR, Scope.division(CITY))
COUNTY_CAROL = Actor(15, "县里", Role.SUPERVISOR, Scope.division(COUNTY))
NEIGHBOUR = Actor(16, "邻居", Role.SUPERVISOR, Scope.division(OTHER_CITY))
LEADER = Actor(17, "领导", Role.LEADER, Scope.division(CITY))
ADMINISTRATOR = Actor(18, "管理", Role.ADMINISTRATOR, Scope.everything())

SignedIn = Callable[[Actor], Client]
Changes = tuple[str, str]

BENEFIT = """\
benefit: warm_winter
name: 温暖过冬
summary: 80 岁以上的老人，每月领取过冬补贴。
subject: elder
issuer: {division: 230500000000, name: 双鸭山市人民政府}
territory: {division: 230500000000, name: 双鸭山市}
law: {title: 过冬补贴办法, number: 双政〔2024〕1号, date: 2024-05-06}
in_force: {from: 2025-01-01}
parameters:
  rate:
    label: 每人每月
    values:
      - {from: 2025-01-01, value: 100 yuan, article: 第三条}
      - {from: 2026-01-01, value: 120 yuan, article: 第三条}
clauses:
  - key: home
    says: 户籍在双鸭山市。
    article: 第二条
    when: within(registered, '230500000000')
  - key: age
    says: 年满 80 周岁。
    article: 第二条
    when: age_on(period_end) >= 80
amount:
  per: month
  formula: rate
  says: 每人每月 {rate}。
  article: 第三条
payers:
  - {fund: city, share: 50%, article: 第五条}
  - {fund: county, share: 50%, article: 第五条}
delivery: cash
start: application
survival_check: 12
evidence: [居民身份证]
"""

FUND_RULE = """\
fund_rule: lottery
name: 福彩公益金
summary: 一半以上用于养老。
issuer: {division: 230500000000, name: 双鸭山市人民政府}
territory: {division: 230500000000, name: 双鸭山市}
law: {title: 福彩办法}
in_force: {from: 2022-01-01}
funds: [lottery_city]
purpose: elder_care
at_least: 55%
says: 不低于 55%。
article: 第一条
"""

CATALOGUE = """\
catalogue: basic_list
name: 服务清单
summary: 两项。
issuer: {division: national, name: 国务院}
territory: {division: national, name: 全国}
law: {title: 清单}
in_force: {from: 2023-05-01}
items:
  - {number: 1, group: 八十岁以上, name: 高龄津贴, says: 发放, type: material, benefits: [high_age_allowance],
     article: 第 1 项}
  - {number: 2, group: 独居, name: 探访, says: 看望, type: concern, services: [visiting], article: 第 2 项}
"""

EXCLUDES = """\
excludes:
  - {benefit: high_age_allowance, keeps: this, says: 不重复享受。, article: 第六条}
"""


def changed(text: str, *changes: Changes) -> str:
    """A text with some of its words replaced, all of which must be there."""
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    return text


def benefit(*changes: Changes) -> Document:
    return reads.compiled(changed(BENEFIT, *changes))


def faults(text: str) -> tuple[Fault, ...]:
    """Everything that is wrong with a text; nothing when it can be read."""
    try:
        reads.compiled(text)
    except DocumentRefused as refused:
        return refused.faults
    return ()


def later(*, minutes: int = 0, days: int = 0) -> datetime:
    return NOW + timedelta(minutes=minutes, days=days)


def drafted(text: str = BENEFIT, *, actor: Actor = ALICE, now: datetime = NOW) -> int:
    return verbs.draft(text, actor=actor, now=now)


def proposed(text: str = BENEFIT, *, now: datetime = NOW) -> int:
    version_id = drafted(text, now=now)
    verbs.propose(version_id, actor=ALICE, now=now)
    return version_id


def approved(text: str = BENEFIT, *, now: datetime = NOW, actor: Actor = CAROL) -> int:
    """A version drafted and proposed by Alice, and approved by another."""
    version_id = proposed(text, now=now)
    verbs.approve(version_id, actor=actor, now=now)
    return version_id


def month(year: int, number: int) -> Period:
    start = date(year, number, 1)
    after = date(year + number // 12, number % 12 + 1, 1)
    return Period(start, after - timedelta(days=1))


def law_of(period: Period, **more: Any) -> dict[str, reads.PolicyVersion]:
    """What is law in the city in a period, by code."""
    return {one.code: one for one in reads.in_force(CITY, period, **more)}


def trail(act: str) -> list[EntryRecord]:
    """The audit rows of an act, the newest first."""
    return list(audit.entries(Scope.everything(), audit.Filter(act=act)).rows)


def words(answer: Any) -> str:
    """The words of an answer, as a reader sees them."""
    return html.unescape(re.sub(r"\s+", " ", answer.content.decode()))
