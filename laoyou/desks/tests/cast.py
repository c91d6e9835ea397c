"""What the tests of desks say and ask again and again."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.test import Client
from django.urls import reverse

from laoyou.access.types import Actor, Scope
from laoyou.audit import reads as audit
from laoyou.audit.types import EntryRecord
from laoyou.kernel.ids import PersonId
from laoyou.kernel.resident_number import check_digit
from laoyou.kernel.spans import DateSpan
from laoyou.people import verbs
from laoyou.people.tests.cast import (
    NOW,
    VILLAGE_A,
    VILLAGE_A2,
    card,
    living_at,
    registered_at,
    somebody,
)
from laoyou.people.types import Consent, FactKind, Relation, Source

SYSTEM = Actor.system("test")
PHONE, HER_PHONE = "13812345521", "13900001111"
BORN = date(1943, 5, 12)
# Beyond what `number_of` hands out, so that it begins with her own county whichever tests ran before.
_FIRST17 = f"230502{BORN:%Y%m%d}998"
HER_NUMBER = _FIRST17 + check_digit(_FIRST17)
SECRETS = ("李小华", "张秀敏", PHONE, HER_PHONE, "501室", "230502194305")


def li_xiaohua(number: str = HER_NUMBER) -> PersonId:
    """李小华 of 新华社区, registered in the community beside it, with everything that is masked."""
    abodes = [living_at(VILLAGE_A, "新华社区3号楼2单元501室"), registered_at(VILLAGE_A2)]
    document = card(number)
    person_id = somebody("李小华", document=document, abodes=abodes, phones=[PHONE], sex=None)
    verbs.name_contact(
        person_id,
        name="张秀敏",
        relation=Relation.DAUGHTER,
        phone=HER_PHONE,
        consent=Consent.NOTICES,
        source=Source.FAMILY,
        actor=SYSTEM,
        now=NOW,
    )
    return person_id


def say(
    person_id: PersonId,
    kind: FactKind,
    value: str,
    *,
    grade: str = "",
    source: Source = Source.CIVIL_AFFAIRS,
    since: date = date(2024, 7, 1),
) -> int:
    span = DateSpan.since(since)
    return verbs.record_fact(
        person_id, kind=kind, value=value, grade=grade, span=span, source=source, actor=SYSTEM, now=NOW
    )


def read(desk: Client, name: str, /, *ids: object, status: int = 200, **params: Any) -> str:
    """A page's words."""
    answer = desk.get(reverse(name, args=ids), params)
    assert answer.status_code == status, answer.content.decode()
    return str(answer.content.decode())


def send(desk: Client, name: str, /, *ids: object, **fields: Any) -> Any:
    """A form sent, its answer followed."""
    return desk.post(reverse(name, args=ids), fields, follow=True)


def words(answer: Any) -> str:
    return str(answer.content.decode())


def trail(act: str) -> list[EntryRecord]:
    """The audit rows of an act, the newest first."""
    return list(audit.entries(Scope.everything(), audit.Filter(act=act)).rows)
