"""A refusal is said in words, beside the field it is about, and nothing that was typed is lost."""

from __future__ import annotations

import re
from datetime import date
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from laoyou.desks.tests.cast import HER_PHONE, SYSTEM, li_xiaohua, read, say, send, words
from laoyou.desks.tests.rows import CASES, HER_NUMBER
from laoyou.kernel.ids import HouseholdId, PersonId
from laoyou.people import verbs
from laoyou.people.reads import persons, relations
from laoyou.people.reads.timeline import timeline
from laoyou.people.tests.cast import NOW, VILLAGE_A, VILLAGE_B, card, living_at, number_of, somebody
from laoyou.people.types import FactKind, Source

pytestmark = pytest.mark.django_db
NUMBER = number_of(date(1943, 5, 12))
LIVING = {"status": "living:alone", "since": "2025-06-01", "source": "town"}
CONTACT = {
    "name": "王德福",
    "relation": "neighbour",
    "phone": "13900002222",
    "consent": "full",
    "source": "town",
}
WARD = {"name": "张秀敏", "relation": "daughter", "since": "2025-01-01", "source": "town"}
MOVE = {"kind": "residence", "division": VILLAGE_A, "address": "5号楼", "source": "town"}

REFUSED: list[tuple[str, dict[str, str], str, str]] = [
    ("fact", {"status": "living:mars"}, "status", "选"),
    ("fact", {"status": "living:alone", "grade": "2"}, "grade", "只有残疾分等级"),
    ("fact", {"status": "disability:4", "grade": ""}, "grade", "请选择残疾等级"),
    ("fact", {"since": "昨天"}, "since", "请按 2026-03-02 的样子填写日期"),
    ("fact", {"since": "2026-02-30"}, "since", "请按 2026-03-02 的样子填写日期"),
    ("fact", {"until": "2025-05-31"}, "until", "结束日期早于开始日期"),
    ("fact", {"until": "9999-12-31"}, "until", "年份"),
    ("fact", {"since": "0001-01-01"}, "since", "年份"),
    ("fact", {"source": "neighbour"}, "source", "选"),
    ("fact-end", {"from_day": ""}, "from_day", "请填写日期"),
    ("fact-end", {"from_day": "0001-01-01"}, "from_day", "年份"),
    ("fact-end", {"from_day": "2024-07-01"}, "from_day", "不晚于开始日期"),
    ("fact-correct", {"status": "low_income:urban"}, "status", "选"),
    ("fact-correct", {"status": "living:alone", "since": "2024-07-01"}, "", "填写的与现有记录相同"),
    ("death", {"on": "2026-03-03"}, "on", "死亡日期晚于今天"),
    ("death", {"on": "9999-12-31"}, "on", "年份"),
    ("death-correct", {"on": "2026-02-01"}, "", "没有变化"),
    ("death-correct", {"on": "2026-02-03", "source": "police"}, "source", "这个来源没有登记过此人死亡"),
    ("death-withdraw", {"source": "police"}, "source", "这个来源没有登记过此人死亡"),
    ("basics", {"name": ""}, "", "没有要更正的内容"),
    ("basics", {"name": "李" * 65}, "name", "姓名最多 64 个字"),
    ("basics", {"name": "", "sex": "1"}, "sex", "性别与证件号码不一致"),
    ("basics", {"name": "", "birth_date": "2026-03-03"}, "birth_date", "请"),
    ("move", MOVE | {"since": "2026-03-03"}, "since", "起始日期晚于今天"),
    ("move", MOVE | {"division": "黑龙江省"}, "division", "范围太大"),
    ("move", MOVE | {"division": ""}, "division", "请填写村（社区）"),
    ("move", MOVE | {"address": "楼" * 121}, "address", "详细地址最多 120 个字"),
    ("phone", {"number": "12345"}, "number", "这是服务热线"),
    ("phone", {"number": "4282217"}, "number", "缺少区号"),
    ("phone", {"number": "13711112222/13811112222"}, "number", "请"),
    ("phone", {"number": ""}, "number", "请填写电话号码"),
    ("document", {"kind": "resident_card", "number": "230502194305121111"}, "number", "请"),
    ("document", {"kind": "passport", "number": "!!"}, "number", "请"),
    ("document", {"kind": "resident_card", "number": NUMBER}, "number", "这个证件号码已在册"),
    ("contact", CONTACT | {"phone": HER_PHONE}, "phone", "请"),
    ("contact", CONTACT | {"phone": "120"}, "phone", "这是服务热线"),
    ("contact", CONTACT | {"consent": ""}, "consent", "请问清本人后选择"),
    ("contact", CONTACT | {"relation": ""}, "relation", "请选择关系"),
    ("contact-consent", {"consent": "everything"}, "consent", "选"),
    ("contact-order", {"nobody": "1"}, "", "每一位只能有一个顺序"),
    ("kin", {"number": NUMBER}, "number", "一个人不能是自己的亲属"),
    ("kin", {"relation": "neighbour"}, "relation", "请登记为联系人"),
    ("guardian", WARD | {"number": "!!"}, "number", "监护人的证件号码不对"),
    ("guardian", WARD | {"until": "2024-12-31"}, "until", "结束日期早于开始日期"),
    ("guardian", WARD | {"until": "9999-12-31"}, "until", "年份"),
    ("guardian", WARD | {"phone": "12"}, "phone", "电话号码不正确"),
    ("guardian-end", {"last_day": "2024-12-31"}, "last_day", "早于监护开始的日期"),
    ("guardian-end", {"last_day": "9999-12-31"}, "last_day", "年份"),
    ("household-leave", {"last_day": "2026-03-03"}, "last_day", "移出日期晚于今天"),
    ("household-leave", {"last_day": ""}, "last_day", "请填写日期"),
]  # fmt: skip


@pytest.fixture
def li(ground: None) -> PersonId:
    return li_xiaohua(NUMBER)


def told(html: str, name: str) -> str:
    """What is said beside a field."""
    found = re.search(rf'<div class="field-error" id="id_{name}_error">(.*?)</div></div>', html, re.DOTALL)
    return found.group(1) if found else ""


def above(html: str) -> str:
    found = re.search(r'<div class="alert no" role="alert">(.*?)</ul>', html, re.DOTALL)
    return found.group(1) if found else ""


def kept(html: str, fields: dict[str, str]) -> list[str]:
    """The words that were typed and are not in the form that came back."""
    main = unescape(html.partition("<main")[2])
    shapes = ('value="{}"', 'value="{}" selected', ">{}</textarea>")
    return [word for word in fields.values() if not any(shape.format(word) in main for shape in shapes)]


@pytest.mark.parametrize(("key", "wrong", "beside", "said"), REFUSED)
def test_a_refusal_stands_beside_its_field_and_keeps_what_was_typed(
    alice: Client, li: PersonId, key: str, wrong: dict[str, str], beside: str, said: str
) -> None:
    row = CASES[key].lay(li)
    fields = CASES[key].fields | wrong
    before = timeline(li)
    url = reverse("handling_row", args=[li, key, row]) if row else reverse("handling", args=[li, key])

    answer = alice.post(url, fields)

    html = words(answer)
    assert answer.status_code == 422
    assert said in (told(html, beside) if beside else above(html))
    assert said in above(html)
    assert timeline(li) == before
    foreign = {"status": "living:mars", "source": "neighbour", "consent": "everything", "nobody": "1"}
    typed = {name: word for name, word in fields.items() if word and foreign.get(name) != word}
    if wrong.get("status") != "low_income:urban":
        assert kept(html, typed) == []


def test_a_seventh_contact_is_refused_with_the_remedy(alice: Client, li: PersonId) -> None:
    for n in range(20):
        answer = send(alice, "handling", li, "contact", **CONTACT | {"phone": f"139000033{n:02d}"})
        if answer.status_code == 422:
            break

    assert "请先移除不再需要的" in above(words(answer))
    assert kept(words(answer), {"name": "王德福"}) == []


def test_a_contact_of_an_older_page_is_not_ordered(alice: Client, li: PersonId) -> None:
    assert send(alice, "handling", li, "contact-order", contact_987654="1").status_code == 422


def test_what_is_typed_comes_back_as_text_and_never_as_markup(alice: Client, li: PersonId) -> None:
    html = words(
        send(alice, "handling", li, "contact", **CONTACT | {"name": '"><script>1</script>', "phone": "1"})
    )

    assert "<script>1" not in html
    assert "&quot;&gt;&lt;script&gt;1" in html


@pytest.mark.parametrize(
    ("wrong", "beside", "said"),
    [
        ({"name": ""}, "name", "请填写姓名"),
        ({"home": "月球社区"}, "home", "没有找到“月球社区”"),
        ({"registered": "社区"}, "registered", "“社区”有几处"),
        ({"home": "尖山区"}, "home", "范围太大"),
        ({"registered": "尖山区"}, "registered", "范围太大"),
        ({"phone": "110"}, "phone", "这是服务热线"),
        ({"number": HER_NUMBER, "sex": "1"}, "sex", "性别与证件号码不一致"),
        ({"number": HER_NUMBER, "birth_date": "1950-01-01"}, "birth_date", "不一致"),
        ({"number": "", "birth_date": "2026-03-03"}, "birth_date", "出生日期晚于今天"),
        ({"number": "", "birth_date": "0001-01-01"}, "birth_date", "年份"),
        ({"kind": "library_card"}, "kind", "选"),
        ({"source": ""}, "source", "请选择依据"),
    ],
)
def test_nobody_is_entered_wrongly_and_the_form_keeps_the_rest(
    alice: Client, wrong: dict[str, str], beside: str, said: str
) -> None:
    given = {
        "name": "王小明",
        "kind": "resident_card",
        "number": HER_NUMBER,
        "home": VILLAGE_A,
        "address": "5号楼",
    }
    fields = given | {"phone": "13711112222", "source": "town"} | wrong

    answer = send(alice, "person_register", **fields)

    assert answer.status_code == 422
    assert said in told(words(answer), beside)
    assert kept(words(answer), {name: word for name, word in fields.items() if word and name != "kind"}) == []
    assert "没有找到" in read(alice, "search", q="王小明")


@pytest.mark.parametrize(
    ("wrong", "beside", "said"),
    [
        ({"since": "2026-03-03"}, "since", "加入日期晚于今天"),
        ({"since": "x"}, "since", "请按 2026-03-02 的样子填写日期"),
        ({"number": NUMBER}, "number", "这个人已在一户中"),
        ({"relation": "head"}, "relation", "这一户已有户主"),
        ({"relation": ""}, "relation", "请选择关系"),
        ({"source": "x"}, "source", "选"),
    ],
)
def test_nobody_joins_a_household_wrongly(
    alice: Client, li: PersonId, wrong: dict[str, str], beside: str, said: str
) -> None:
    home = HouseholdId(CASES["household-leave"].lay(li) or _home_of(li))
    CASES["kin"].lay(li)
    fields = {"number": HER_NUMBER, "relation": "spouse", "source": "police"} | wrong

    answer = send(alice, "household_join", home, **fields)

    assert answer.status_code == 422
    assert said in told(words(answer), beside)
    assert len(_members(home)) == 1


def test_a_second_writing_of_a_statement_names_what_is_there(alice: Client, li: PersonId) -> None:
    say(li, FactKind.LIVING, "alone", source=Source.TOWN)

    html = words(send(alice, "handling", li, "fact", **LIVING))

    assert "同一来源在这段时间已有“居住状况”的记录" in above(html)
    assert kept(html, LIVING) == []


def test_a_neighbours_number_is_not_told_from_an_unknown_one(alice: Client, li: PersonId) -> None:
    """Who asks for kin by number learns nothing of other towns."""
    theirs, nobody = number_of(date(1946, 1, 1)), number_of(date(1946, 1, 2))
    somebody("孙大山", abodes=[living_at(VILLAGE_B)], document=card(theirs))
    given: dict[str, Any] = {"relation": "sibling", "source": "town"}

    known, unknown = (
        told(words(send(alice, "handling", li, "kin", number=one, **given)), "number")
        for one in (theirs, nobody)
    )

    assert known == unknown
    assert "孙" not in known


def test_a_document_that_another_bears_is_refused_without_naming_him(alice: Client, li: PersonId) -> None:
    theirs = number_of(date(1943, 5, 12))
    somebody("孙大山", VILLAGE_B, document=card(theirs))

    html = words(send(alice, "handling", li, "document", kind="resident_card", number=theirs, source="town"))

    assert "这个证件号码已在册" in told(html, "number")
    assert "孙大山" not in html
    assert len(persons.person(li).documents) == 1


def test_a_death_told_twice_by_one_source_is_refused_in_words(alice: Client, li: PersonId) -> None:
    verbs.record_death(li, on=date(2026, 2, 1), source=Source.TOWN, actor=SYSTEM, now=NOW)

    answer = send(alice, "handling", li, "death", on="2026-02-02", source="town")

    assert answer.status_code == 422
    assert "更正" in above(words(answer))


def _home_of(li: PersonId) -> int:
    home = relations.household_of([li])[li]
    assert home is not None
    return home


def _members(home: HouseholdId) -> tuple[int, ...]:
    return tuple(one.person for one in relations.household(home).members)
