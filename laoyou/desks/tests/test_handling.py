"""Acts about a person: one form, one verb, errors in words, a word of success."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from laoyou.access import rules
from laoyou.desks.caseworker.person import HANDLINGS
from laoyou.desks.tests.cast import BORN, PHONE, SYSTEM, li_xiaohua, read, say, send, trail, words
from laoyou.kernel.ids import PersonId
from laoyou.kernel.spans import DateSpan
from laoyou.people import verbs
from laoyou.people.reads import facts, persons, relations
from laoyou.people.tests.cast import NOW, VILLAGE_A, VILLAGE_A2, VILLAGE_B, card, number_of, somebody
from laoyou.people.types import Consent, FactKind, Relation, Source

pytestmark = pytest.mark.django_db

ON_PERSON = [key for key, one in HANDLINGS.items() if not one.on_row]
ON_ROW = [key for key, one in HANDLINGS.items() if one.on_row]


@pytest.fixture
def li(ground: None) -> PersonId:
    return li_xiaohua()


def test_a_status_is_recorded_and_said_to_be(alice: Client, li: PersonId) -> None:
    answer = send(alice, "handling", li, "fact", status="living:alone", since="2025-06-01", source="town")

    assert "已登记身份状况" in words(answer)
    (said,) = facts.believed([li])[li]
    assert (said.kind, said.value, said.source) == (FactKind.LIVING, "alone", Source.TOWN)
    assert said.span == DateSpan.since(date(2025, 6, 1))
    assert trail("people.record_fact")[0].user_name == "alice 的姓名"


def test_an_empty_form_comes_back_with_a_word_beside_each_field(alice: Client, li: PersonId) -> None:
    answer = send(alice, "handling", li, "fact")

    assert answer.status_code == 422
    for said in ("请选择身份状况。", "请填写日期。", "请选择依据。"):
        assert said in words(answer)


def test_a_refusal_of_the_register_is_said_in_its_words(alice: Client, li: PersonId) -> None:
    say(li, FactKind.LIVING, "alone", source=Source.TOWN)

    answer = send(
        alice, "handling", li, "fact", status="living:empty_nest", since="2025-06-01", source="town"
    )

    assert answer.status_code == 422
    assert "同一来源在这段时间已有“居住状况”的记录" in words(answer)


def test_a_disability_without_a_grade_is_asked_for_it_beside_the_field(alice: Client, li: PersonId) -> None:
    answer = send(alice, "handling", li, "fact", status="disability:4", since="2025-06-01", source="town")

    assert "请选择残疾等级" in words(answer)
    assert 'id="id_grade_error"' in words(answer)


def test_days_in_the_wrong_order_are_refused(alice: Client, li: PersonId) -> None:
    given = {"status": "living:alone", "since": "2025-06-01", "until": "2025-05-01", "source": "town"}

    assert "结束日期早于开始日期" in words(send(alice, "handling", li, "fact", **given))


def test_a_status_is_ended_corrected_and_withdrawn_on_its_own_row(alice: Client, li: PersonId) -> None:
    ended = say(li, FactKind.LIVING, "alone", source=Source.TOWN)
    wrong = say(li, FactKind.LOW_INCOME, "urban")
    never = say(li, FactKind.DEMENTIA, "yes", source=Source.HEALTH)

    send(alice, "handling_row", li, "fact-end", ended, from_day="2025-12-01")
    send(alice, "handling_row", li, "fact-correct", wrong, status="low_income:rural", since="2024-07-01")
    send(alice, "handling_row", li, "fact-withdraw", never)

    said = {one.kind: one for one in facts.believed([li])[li]}
    assert said[FactKind.LIVING].span.end == date(2025, 11, 30)
    assert said[FactKind.LOW_INCOME].value == "rural"
    assert FactKind.DEMENTIA not in said


def test_a_correction_begins_with_what_was_said(alice: Client, li: PersonId) -> None:
    fact = say(li, FactKind.DISABILITY, "4", grade="2", source=Source.DISABLED_FEDERATION)

    html = read(alice, "handling_row", li, "fact-correct", fact)

    assert '<option value="disability:4" selected>' in html
    assert '<option value="2" selected>' in html
    assert 'value="2024-07-01"' in html
    assert "living:alone" not in html


def test_basics_are_corrected_and_the_document_is_heeded(alice: Client, li: PersonId) -> None:
    send(alice, "handling", li, "basics", name="李晓华", source="police")
    refused = send(alice, "handling", li, "basics", birth_date="1944-05-12", source="police")

    assert persons.person(li).name == "李晓华"
    assert "与证件号码中的 1943-05-12 不一致" in words(refused)
    assert 'id="id_birth_date_error"' in words(refused)


def test_the_form_for_basics_does_not_give_the_name_away(alice: Client, li: PersonId) -> None:
    assert "李小华" not in read(alice, "handling", li, "basics")


@pytest.mark.parametrize("place", [VILLAGE_A2, "尖山区二马路街道新兴社区", "新兴社区"])
def test_a_move_takes_the_place_by_code_or_by_name(alice: Client, li: PersonId, place: str) -> None:
    send(alice, "handling", li, "move", kind="residence", division=place, address="5号楼", source="town")

    assert VILLAGE_A2 in {one.division for one in persons.person(li).abodes if one.source is Source.TOWN}


@pytest.mark.parametrize(
    ("place", "said"), [("月球社区", "没有找到“月球社区”"), ("社区", "“社区”有几处"), ("尖山区", "范围太大")]
)
def test_a_place_that_is_not_clear_is_asked_again(alice: Client, li: PersonId, place: str, said: str) -> None:
    answer = send(alice, "handling", li, "move", kind="residence", division=place, source="town")

    assert said in words(answer)
    assert 'id="id_division_error"' in words(answer)


def test_phones_and_documents_come_and_go(alice: Client, li: PersonId) -> None:
    send(alice, "handling", li, "phone", number="0469-4282217", source="town")
    send(alice, "handling", li, "document", kind="passport", number="E12345678", source="town")
    person = persons.person(li)
    assert {one.number for one in person.phones} == {"138****5521", "0469-****217"}
    assert len(person.documents) == 2

    send(alice, "handling_row", li, "phone-retire", person.phones[0].id)
    send(alice, "handling_row", li, "document-retire", person.documents[1].id)

    person = persons.person(li)
    assert [one.number for one in person.phones] == ["0469-****217"]
    assert len(person.documents) == 1


def test_a_wrong_phone_is_refused_beside_the_field(alice: Client, li: PersonId) -> None:
    answer = send(alice, "handling", li, "phone", number="12345678901234", source="town")

    assert answer.status_code == 422
    assert 'id="id_number_error"' in words(answer)
    assert persons.person(li).phones[0].number == "138****5521"


def test_contacts_are_named_agreed_ordered_and_removed(alice: Client, li: PersonId) -> None:
    given = {"name": "王德福", "relation": "neighbour", "phone": "13900002222", "consent": "emergency"}
    send(alice, "handling", li, "contact", **given, source="town")
    first, second = relations.contacts([li])[li]

    send(alice, "handling_row", li, "contact-consent", second.id, consent="full")
    order = {f"contact_{first.id}": "2", f"contact_{second.id}": "1"}
    send(alice, "handling", li, "contact-order", **order)
    one, other = relations.contacts([li])[li]
    assert (one.id, one.consent, other.id) == (second.id, Consent.FULL, first.id)

    send(alice, "handling_row", li, "contact-remove", first.id)
    assert [kept.id for kept in relations.contacts([li])[li]] == [second.id]


def test_two_contacts_cannot_share_a_place(alice: Client, li: PersonId) -> None:
    given = {"name": "王德福", "relation": "neighbour", "phone": "13900002222", "consent": "emergency"}
    send(alice, "handling", li, "contact", **given, source="town")
    order = {f"contact_{one.id}": "1" for one in relations.contacts([li])[li]}

    assert "每一位只能有一个顺序" in words(send(alice, "handling", li, "contact-order", **order))


def test_kin_are_found_by_number_within_ones_own_towns(alice: Client, li: PersonId) -> None:
    wife_number, far_number = number_of(date(1945, 1, 1)), number_of(date(1946, 1, 1))
    wife = somebody("王兰", VILLAGE_A, document=card(wife_number))
    somebody("赵远", VILLAGE_B, document=card(far_number))

    send(alice, "handling", li, "kin", number=wife_number, relation="spouse", source="police")
    refused = send(alice, "handling", li, "kin", number=far_number, relation="son", source="police")
    nonsense = send(alice, "handling", li, "kin", number="abc", relation="son", source="police")

    (kin,) = relations.kin([li])[li]
    assert (kin.relative, kin.relation) == (wife, Relation.SPOUSE)
    assert "您的辖区内没有这个证件号码的人" in words(refused)
    assert "不是证件号码" in words(nonsense)
    send(alice, "handling_row", li, "kin-remove", kin.id)
    assert relations.kin([li])[li] == ()


def test_a_guardian_is_appointed_and_ended(alice: Client, li: PersonId) -> None:
    given = {"name": "张秀敏", "relation": "daughter", "since": "2025-01-01", "source": "town"}
    send(alice, "handling", li, "guardian", **given)
    (guardian,) = relations.guardians([li])[li]

    send(alice, "handling_row", li, "guardian-end", guardian.id, last_day="2025-12-31")

    (guardian,) = relations.guardians([li])[li]
    assert guardian.span == DateSpan(date(2025, 1, 1), date(2025, 12, 31))
    assert "已终止" in read(alice, "person", li)


def test_a_death_is_recorded_corrected_and_withdrawn(alice: Client, li: PersonId) -> None:
    send(alice, "handling", li, "death", on="2026-02-01", source="town")
    assert persons.person(li).death_date == date(2026, 2, 1)

    send(alice, "handling", li, "death-correct", on="2026-02-02", source="town")
    assert persons.person(li).death_date == date(2026, 2, 2)

    answer = send(alice, "handling", li, "death-withdraw", source="town")
    assert persons.person(li).death_date is None
    assert "已撤回死亡登记" in words(answer)


def test_a_death_before_birth_is_refused_beside_the_day(alice: Client, li: PersonId) -> None:
    answer = send(alice, "handling", li, "death", on="1940-01-01", source="town")

    assert f"死亡日期早于出生日期 {BORN}" in words(answer)
    assert 'id="id_on_error"' in words(answer)


def test_leaving_a_household(alice: Client, li: PersonId) -> None:
    home = verbs.open_household(division=VILLAGE_A, source=Source.POLICE, actor=SYSTEM, now=NOW)
    verbs.join_household(
        home, person_id=li, relation=Relation.HEAD, source=Source.POLICE, actor=SYSTEM, now=NOW
    )

    send(alice, "handling", li, "household-leave", last_day="2026-03-01")

    assert relations.household_of([li])[li] is None


def test_a_card_of_somebody_else_is_refused_beside_the_number(alice: Client, li: PersonId) -> None:
    given = {"kind": "resident_card", "number": number_of(date(1950, 1, 1)), "source": "town"}

    answer = send(alice, "handling", li, "document", **given)

    assert answer.status_code == 422
    assert f"证件号码中的出生日期 1950-01-01 与此人登记的 {BORN} 不一致" in words(answer)
    assert 'id="id_number_error"' in words(answer)


@pytest.mark.parametrize("key", ON_PERSON)
def test_every_act_has_a_form_for_who_may_and_a_refusal_for_the_neighbour(
    alice: Client, bob: Client, li: PersonId, key: str
) -> None:
    assert rules.label(HANDLINGS[key].act) in read(alice, "handling", li, key)
    assert "不在您的辖区内" in read(bob, "handling", li, key, status=403)
    assert PHONE not in read(alice, "handling", li, key)


@pytest.mark.parametrize("key", ON_ROW)
def test_a_row_that_is_not_this_persons_is_not_found(alice: Client, li: PersonId, key: str) -> None:
    other = somebody("孙大山", VILLAGE_B)
    say(other, FactKind.LIVING, "alone", source=Source.TOWN)

    read(alice, "handling_row", li, key, 987654, status=404)


def test_a_neighbour_cannot_act_on_a_row_through_his_own_person(bob: Client, li: PersonId) -> None:
    theirs = somebody("孙大山", VILLAGE_B)
    fact = say(li, FactKind.LIVING, "alone", source=Source.TOWN)

    answer = send(bob, "handling_row", theirs, "fact-withdraw", fact)

    assert answer.status_code == 404
    assert len(facts.believed([li])[li]) == 1


@pytest.mark.parametrize("key", ["nothing", "fact-end", "phone-retire"])
def test_an_act_that_does_not_exist_is_not_found(alice: Client, li: PersonId, key: str) -> None:
    assert alice.get(reverse("handling", args=[li, key])).status_code == 404
