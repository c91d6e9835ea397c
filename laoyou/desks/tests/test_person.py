"""A person's page: composed, masked, scoped."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from laoyou.access.types import Actor, Scope
from laoyou.audit import reads as audit
from laoyou.audit.types import EntryRecord, Outcome
from laoyou.kernel.ids import PersonId
from laoyou.kernel.spans import DateSpan
from laoyou.people import verbs
from laoyou.people.tests.cast import (
    NOW,
    VILLAGE_A,
    VILLAGE_A2,
    VILLAGE_B,
    card,
    later,
    living_at,
    number_of,
    registered_at,
    somebody,
)
from laoyou.people.types import Consent, FactKind, Relation, Source

pytestmark = pytest.mark.django_db
SYSTEM = Actor.system("test")
PHONE = "13812345521"


def page(desk: Client, person_id: int, status: int = 200) -> str:
    answer = desk.get(reverse("person", args=[person_id]))
    assert answer.status_code == status, answer.content.decode()
    return str(answer.content.decode())


def trail(act: str) -> list[EntryRecord]:
    return list(audit.entries(Scope.everything(), audit.Filter(act=act)).rows)


def say(
    person_id: PersonId, kind: FactKind, value: str, source: Source = Source.CIVIL_AFFAIRS, since: date = date(2024, 7, 1)
) -> int:
    return verbs.record_fact(
        person_id, kind=kind, value=value, span=DateSpan.since(since), source=source, actor=SYSTEM, now=NOW
    )


@pytest.fixture
def li(ground: None) -> PersonId:
    """李小华 of 新华社区, with a card, a phone and an address."""
    number = number_of(date(1943, 5, 12))
    abodes = [living_at(VILLAGE_A, "新华社区3号楼2单元501室"), registered_at(VILLAGE_A2)]
    return somebody("李小华", document=card(number), abodes=abodes, phones=[PHONE])


def test_the_page_says_who_it_is_without_saying_it_in_full(alice: Client, li: PersonId) -> None:
    html = page(alice, li)

    assert "李*华" in html
    assert "女 · 82 岁 · 230502********" in html
    assert "138****5521" in html
    for secret in ("李小华", PHONE, "501室", "19430512"):
        assert secret not in html
