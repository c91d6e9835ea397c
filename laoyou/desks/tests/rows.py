"""For each act of a person's page: what must be there before, what is filled in, what the page says after."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from laoyou.desks.tests.cast import SYSTEM, say
from laoyou.kernel.ids import PersonId
from laoyou.kernel.spans import DateSpan
from laoyou.people import verbs
from laoyou.people.reads import persons, relations
from laoyou.people.tests.cast import NOW, VILLAGE_A, VILLAGE_A2, card, number_of, somebody
from laoyou.people.types import Consent, FactKind, Relation, Source

WHO: dict[str, Any] = {"source": Source.TOWN, "actor": SYSTEM, "now": NOW}
HER_NUMBER = number_of(date(1945, 1, 1))
Lay = Callable[[PersonId], int]


@dataclass(frozen=True)
class Case:
    """`lay` prepares and names the row (0: the person himself); `said` is then on the page, `gone` is not."""

    fields: dict[str, str]
    said: str = ""
    gone: str = ""
    lay: Lay = field(default=lambda li: 0)


def status(li: PersonId) -> int:
    return say(li, FactKind.LIVING, "alone", source=Source.TOWN)


def phone(li: PersonId) -> int:
    return persons.person(li).phones[0].id


def document(li: PersonId) -> int:
    return persons.person(li).documents[0].id


def contact(li: PersonId) -> int:
    return relations.contacts([li])[li][0].id


def second_contact(li: PersonId) -> int:
    given: dict[str, Any] = {"name": "王德福", "relation": Relation.NEIGHBOUR, "phone": "13900002222"}
    verbs.name_contact(li, **given, consent=Consent.EMERGENCY, **WHO)
    return 0


def wife(li: PersonId) -> int:
    somebody("王兰", VILLAGE_A, document=card(HER_NUMBER))
    return 0


def kinship(li: PersonId) -> int:
    verbs.record_kin(li, relative_id=somebody("王兰", VILLAGE_A), relation=Relation.SPOUSE, **WHO)
    return relations.kin([li])[li][0].id


def guardian(li: PersonId) -> int:
    span = DateSpan.since(date(2025, 1, 1))
    verbs.appoint_guardian(li, name="张秀敏", relation=Relation.DAUGHTER, span=span, **WHO)
    return relations.guardians([li])[li][0].id


def death(li: PersonId) -> int:
    verbs.record_death(li, on=date(2026, 2, 1), **WHO)
    return 0


def household(li: PersonId) -> int:
    home = verbs.open_household(division=VILLAGE_A, **WHO)
    verbs.join_household(home, person_id=li, relation=Relation.HEAD, **WHO)
    return 0


TOWN = {"source": "town"}
CASES = {
    "fact": Case({"status": "living:empty_nest", "since": "2025-06-01"} | TOWN, "空巢"),
    "fact-end": Case({"from_day": "2025-12-01"}, "2025-11-30", lay=status),
    "fact-correct": Case({"status": "living:empty_nest", "since": "2024-08-01"}, "2024-08-01", lay=status),
    "fact-withdraw": Case({}, "不再采用", lay=status),
    "death": Case({"on": "2026-02-01"} | TOWN, "此人已去世"),
    "death-correct": Case({"on": "2026-02-02"} | TOWN, "2026-02-02", lay=death),
    "death-withdraw": Case(TOWN, gone="此人已去世", lay=death),
    "basics": Case({"name": "李晓华"} | TOWN, "其他写法"),
    "move": Case(
        {"kind": "residence", "division": VILLAGE_A2, "address": "5号楼", "since": "2026-01-05"} | TOWN,
        "2026-01-05",
    ),
    "phone": Case({"number": "13711112222"} | TOWN, "137****2222"),
    "phone-retire": Case({}, gone="<span>138****5521</span>", lay=phone),
    "document": Case({"kind": "passport", "number": "E12345678"} | TOWN, "护照"),
    "document-retire": Case({}, gone="<span>23", lay=document),
    "contact": Case(
        {"name": "王德福", "relation": "neighbour", "phone": "13900002222", "consent": "emergency"} | TOWN,
        "邻居 王*福",
    ),
    "contact-consent": Case({"consent": "full"}, "可查看服务与待遇", lay=contact),
    "contact-remove": Case({}, "还没有联系人", lay=contact),
    "contact-order": Case({}, "1. 邻居 王*福", lay=second_contact),
    "kin": Case({"number": HER_NUMBER, "relation": "spouse"} | TOWN, "王*", lay=wife),
    "kin-remove": Case({}, gone="配偶 <a", lay=kinship),
    "guardian": Case(
        {"name": "张秀敏", "relation": "daughter", "phone": "13900001111", "since": "2025-01-01"} | TOWN,
        "监护人（女儿）",
    ),
    "guardian-end": Case({"last_day": "2025-12-31"}, "已终止", lay=guardian),
    "household-leave": Case({"last_day": "2026-03-01"}, "还没有登记家庭", lay=household),
}


def filled(key: str, li: PersonId) -> dict[str, str]:
    """What is filled in, once the rows lie there: the order of contacts knows their numbers only then."""
    if key != "contact-order":
        return CASES[key].fields
    first, second = relations.contacts([li])[li]
    return {f"contact_{first.id}": "2", f"contact_{second.id}": "1"}
