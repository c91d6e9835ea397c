"""Documents and phones of a person: added, taken out of use, found."""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from laoyou.access.types import Scope
from laoyou.kernel.documents import DocumentKind
from laoyou.kernel.errors import Conflict, Invalid
from laoyou.kernel.ids import PersonId
from laoyou.kernel.sex import Sex
from laoyou.people import reads, verbs
from laoyou.people.models import Person
from laoyou.people.tests.cast import ALICE, NOW, card, later, number_of, somebody
from laoyou.people.types import DocumentGiven, Source
from laoyou.people.verbs import papers

pytestmark = pytest.mark.usefixtures("ground")

EVERYWHERE = Scope.everything()


def test_a_second_document_finds_the_person_too() -> None:
    person_id = somebody()

    verbs.add_document(
        person_id,
        document=DocumentGiven(DocumentKind.PASSPORT, "E12345678"),
        source=Source.POLICE,
        actor=ALICE,
        now=NOW,
    )

    found = reads.persons.by_number("e1234 5678", EVERYWHERE)
    assert found is not None
    assert found.id == person_id
    assert [document.number for document in found.documents][1] == "E1*****78"


def test_a_number_in_use_is_not_given_to_another_person() -> None:
    number = number_of()
    somebody(document=card(number))

    with pytest.raises(Conflict) as refused:
        verbs.add_document(somebody(), document=card(number), source=Source.TOWN, actor=ALICE, now=NOW)

    assert refused.value.code == "document_known"


def add(person_id: PersonId, number: str) -> None:
    verbs.add_document(person_id, document=card(number), source=Source.POLICE, actor=ALICE, now=NOW)


@pytest.mark.parametrize(
    ("birth", "man", "said"),
    [
        (date(1946, 1, 1), False, "出生日期 1946-01-01 与此人登记的 1945-05-04 不一致"),
        (date(1945, 5, 4), True, "性别“男”与此人登记的“女”不一致"),
    ],
)
@pytest.mark.parametrize("known_by", ["document", "record"])
def test_a_card_of_another_birth_or_sex_is_refused_with_the_remedy(
    known_by: str, birth: date, man: bool, said: str
) -> None:
    by_record: dict[str, Any] = {"document": None, "birth_date": date(1945, 5, 4), "sex": Sex.FEMALE}
    person_id = somebody(**(by_record if known_by == "record" else {}))
    before = reads.persons.person(person_id)

    with pytest.raises(Invalid) as refused:
        add(person_id, number_of(birth, man=man))

    assert (refused.value.code, refused.value.field) == ("contradicts_person", "number")
    assert said in refused.value.message
    assert "请先停用错的证件、更正基本信息" in refused.value.message
    assert reads.persons.person(person_id) == before


def test_where_the_record_is_silent_the_documents_in_use_speak() -> None:
    person_id = somebody(document=None)
    add(person_id, number_of(date(1945, 5, 4)))

    with pytest.raises(Invalid) as refused:
        add(person_id, number_of(date(1946, 1, 1)))

    assert refused.value.code == "contradicts_person"


def test_a_second_card_that_agrees_and_one_that_tells_nothing_are_let_in() -> None:
    person_id = somebody()

    add(person_id, number_of())
    verbs.add_document(
        person_id,
        document=DocumentGiven(DocumentKind.PASSPORT, "E12345678"),
        source=Source.POLICE,
        actor=ALICE,
        now=NOW,
    )

    assert len(reads.persons.person(person_id).documents) == 3


def test_a_wrong_card_is_replaced_in_the_order_that_the_remedy_names() -> None:
    person_id, right = somebody(), number_of(date(1946, 1, 1), man=True)
    (wrong,) = reads.persons.person(person_id).documents

    verbs.retire_document(wrong.id, actor=ALICE, now=NOW)
    verbs.correct(
        person_id, birth_date=date(1946, 1, 1), sex=Sex.MALE, source=Source.POLICE, actor=ALICE, now=NOW
    )
    add(person_id, right)

    found = reads.persons.by_number(right, EVERYWHERE)
    assert found is not None
    assert (found.id, found.birth_date, found.sex) == (person_id, date(1946, 1, 1), Sex.MALE)


@given(
    birth=st.none() | st.sampled_from([date(1945, 5, 4), date(1946, 1, 1)]),
    sex=st.sampled_from(list(Sex)),
    told=st.lists(
        st.tuples(st.sampled_from([date(1945, 5, 4), date(1946, 1, 1)]), st.booleans()), max_size=3
    ),
)
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_added_no_two_papers_and_no_paper_and_the_record_disagree(
    birth: date | None, sex: Sex, told: list[tuple[date, bool]]
) -> None:
    person_id = somebody(document=None, birth_date=birth, sex=sex)

    for born, man in told:
        with suppress(Invalid):
            add(person_id, number_of(born, man=man))

    row = Person.objects.of(pk=person_id).get()
    said = [*papers.told_by_documents(row), (row.birth_date, Sex(row.sex))]
    assert len({born for born, _ in said} - {None}) <= 1
    assert len({one for _, one in said} & papers.DEFINITE) <= 1


def test_a_retired_number_may_be_given_to_its_right_owner() -> None:
    number = number_of()
    wrong, right = somebody(document=card(number)), somebody("王强", document=None)
    (document,) = reads.persons.person(wrong).documents
    verbs.retire_document(document.id, actor=ALICE, now=later(1))

    verbs.add_document(right, document=card(number), source=Source.POLICE, actor=ALICE, now=later(2))

    found = reads.persons.by_number(number, EVERYWHERE)
    assert found is not None
    assert found.id == right
    assert reads.persons.person(wrong).documents == ()


def test_a_retired_number_still_finds_who_had_it() -> None:
    number = number_of()
    person_id = somebody(document=card(number))
    verbs.retire_document(reads.persons.person(person_id).documents[0].id, actor=ALICE, now=NOW)

    found = reads.persons.by_number(number, EVERYWHERE)

    assert found is not None
    assert found.id == person_id


def test_what_is_out_of_use_is_not_retired_again() -> None:
    person_id = somebody(phones=["13812345521"])
    record = reads.persons.person(person_id)
    verbs.retire_document(record.documents[0].id, actor=ALICE, now=NOW)
    verbs.retire_phone(record.phones[0].id, actor=ALICE, now=NOW)

    with pytest.raises(Conflict):
        verbs.retire_document(record.documents[0].id, actor=ALICE, now=NOW)
    with pytest.raises(Conflict):
        verbs.retire_phone(record.phones[0].id, actor=ALICE, now=NOW)


def test_a_phone_is_added_once_a_source_and_retired() -> None:
    person_id = somebody()
    phone_id = verbs.add_phone(person_id, number="13812345521", source=Source.TOWN, actor=ALICE, now=NOW)

    with pytest.raises(Conflict) as refused:
        verbs.add_phone(person_id, number="13812345521", source=Source.TOWN, actor=ALICE, now=NOW)
    verbs.retire_phone(phone_id, actor=ALICE, now=later(1))

    assert refused.value.code == "people_phone_once"
    assert reads.persons.by_phone("13812345521", EVERYWHERE) == []


def test_a_search_for_what_is_no_number_says_so() -> None:
    with pytest.raises(Invalid):
        reads.persons.by_number("李小华", EVERYWHERE)
    with pytest.raises(Invalid):
        reads.persons.by_phone("12", EVERYWHERE)


def test_an_unknown_number_finds_nobody() -> None:
    assert reads.persons.by_number(number_of(), EVERYWHERE) is None
    assert reads.persons.by_phone("13812345521", EVERYWHERE) == []
