"""Showing what is sealed, and the story of a person."""

from __future__ import annotations

from datetime import date

import pytest

from laoyou.audit.types import Outcome, Purpose
from laoyou.kernel.errors import Forbidden, Invalid, NotFound
from laoyou.kernel.ids import PersonId
from laoyou.kernel.spans import DateSpan
from laoyou.people import reads, verbs
from laoyou.people.reads.timeline import Topic
from laoyou.people.tests.cast import (
    ALICE,
    BOB,
    LEADER,
    NOW,
    VILLAGE_A,
    card,
    later,
    living_at,
    noted,
    number_of,
    registered_at,
    somebody,
)
from laoyou.people.types import Consent, FactKind, Relation, Sealed, Source

pytestmark = pytest.mark.usefixtures("ground")

NUMBER = number_of()
ADDRESS = "新华社区3号楼2单元501"


@pytest.fixture
def alices() -> PersonId:
    """A person of Alice's town of whom everything sealed is known."""
    person_id = somebody(
        document=card(NUMBER), abodes=[living_at(VILLAGE_A, ADDRESS)], phones=["13812345521"]
    )
    verbs.name_contact(
        person_id,
        name="李强",
        relation=Relation.SON,
        phone="13900001111",
        consent=Consent.FULL,
        source=Source.FAMILY,
        actor=ALICE,
        now=NOW,
    )
    verbs.appoint_guardian(
        person_id,
        name="李刚",
        relation=Relation.SON,
        phone="13900002222",
        span=DateSpan.always(),
        source=Source.FAMILY,
        actor=ALICE,
        now=NOW,
    )
    household_id = verbs.open_household(
        division=VILLAGE_A, number="H1", source=Source.POLICE, actor=ALICE, now=NOW
    )
    verbs.join_household(
        household_id,
        person_id=person_id,
        relation=Relation.HEAD,
        source=Source.POLICE,
        actor=ALICE,
        now=NOW,
    )
    return person_id


@pytest.mark.parametrize(
    ("what", "text"),
    [
        (Sealed.DOCUMENT, NUMBER),
        (Sealed.PHONE, "13812345521"),
        (Sealed.ADDRESS, ADDRESS),
        (Sealed.CONTACT, "13900001111"),
        (Sealed.GUARDIAN, "13900002222"),
        (Sealed.HOUSEHOLD, "H1"),
    ],
)
def test_what_is_sealed_is_shown_for_a_purpose_and_noted(alices: PersonId, what: Sealed, text: str) -> None:
    shown = reads.reveal(alices, what, purpose=Purpose.VISIT, actor=ALICE, now=later(1))

    assert shown == text
    (entry,) = noted("people.reveal")
    assert (entry.person_id, entry.outcome, entry.purpose) == (alices, Outcome.READ, "visit")
    assert (entry.user_id, entry.object_kind) == (ALICE.user_id, what.value)
    assert entry.object_id


def test_the_words_of_a_form_are_understood(alices: PersonId) -> None:
    assert reads.reveal(alices, "document", purpose="verification", actor=ALICE, now=NOW) == NUMBER


@pytest.mark.parametrize(
    ("what", "purpose", "code"), [("document", "", "purpose"), ("diary", "visit", "sealed")]
)
def test_without_a_known_purpose_nothing_is_shown(
    alices: PersonId, what: str, purpose: str, code: str
) -> None:
    with pytest.raises(Invalid) as refused:
        reads.reveal(alices, what, purpose=purpose, actor=ALICE, now=NOW)

    assert refused.value.code == code
    assert noted("people.reveal") == []


@pytest.mark.parametrize("stranger", [BOB, LEADER])
def test_who_may_not_reveal_is_refused_and_noted(alices: PersonId, stranger: object) -> None:
    with pytest.raises(Forbidden):
        reads.reveal(alices, Sealed.DOCUMENT, purpose=Purpose.VISIT, actor=stranger, now=NOW)  # type: ignore[arg-type]

    assert [entry.outcome for entry in noted("people.reveal")] == [Outcome.REFUSED]


def test_a_row_of_another_person_is_not_shown(alices: PersonId) -> None:
    other = somebody("王强")
    (document,) = reads.persons.person(alices).documents

    with pytest.raises(NotFound):
        reads.reveal(other, Sealed.DOCUMENT, document.id, purpose=Purpose.VISIT, actor=ALICE, now=NOW)

    assert noted("people.reveal") == []


def test_what_was_never_told_is_not_found() -> None:
    with pytest.raises(NotFound) as refused:
        reads.reveal(somebody(), Sealed.PHONE, purpose=Purpose.VISIT, actor=ALICE, now=NOW)

    assert refused.value.code == "nothing_sealed"


def test_what_is_in_use_is_shown_before_what_was(alices: PersonId) -> None:
    (phone,) = reads.persons.person(alices).phones
    verbs.retire_phone(phone.id, actor=ALICE, now=NOW)
    verbs.add_phone(alices, number="13700000000", source=Source.TOWN, actor=ALICE, now=later(1))

    assert reads.reveal(alices, "phone", purpose="visit", actor=ALICE, now=later(2)) == "13700000000"
    assert (
        reads.reveal(alices, "phone", phone.id, purpose="visit", actor=ALICE, now=later(2)) == "13812345521"
    )


def test_the_timeline_tells_every_statement_with_its_source_and_hides_what_is_sealed(
    alices: PersonId,
) -> None:
    verbs.record_fact(
        alices,
        kind=FactKind.DISABILITY,
        value="4",
        grade="2",
        span=DateSpan.since(date(2025, 1, 1)),
        source=Source.DISABLED_FEDERATION,
        actor=ALICE,
        now=later(1),
    )
    verbs.correct(alices, name="李晓华", source=Source.POLICE, actor=ALICE, now=later(2))

    told = reads.timeline(alices)

    assert {one.topic for one in told} == set(Topic) - {Topic.KIN}
    assert told[0].recorded_at == later(1)
    assert (told[0].label, told[0].value, told[0].source) == (
        "残疾",
        "肢体残疾二级",
        Source.DISABLED_FEDERATION,
    )
    words = " ".join(one.value for one in told)
    assert NUMBER not in words
    assert "13812345521" not in words
    assert "501" not in words


def test_the_timeline_keeps_what_is_no_longer_believed() -> None:
    person_id, relative = somebody(abodes=[living_at(VILLAGE_A), registered_at(VILLAGE_A)]), somebody("李强")
    verbs.record_kin(
        person_id,
        relative_id=relative,
        relation=Relation.SON,
        source=Source.TOWN,
        actor=ALICE,
        now=NOW,
    )
    fact_id = verbs.record_fact(
        person_id,
        kind=FactKind.LIVING,
        value="alone",
        span=DateSpan.since(date(2025, 1, 1)),
        source=Source.TOWN,
        actor=ALICE,
        now=NOW,
    )
    verbs.end_fact(fact_id, from_day=date(2026, 1, 1), actor=ALICE, now=later(1))

    told = [one for one in reads.timeline(person_id) if one.topic is Topic.STATUS]

    assert [(one.span, one.ended_at) for one in told] == [
        (DateSpan(date(2025, 1, 1), date(2025, 12, 31)), None),
        (DateSpan.since(date(2025, 1, 1)), later(1)),
    ]
    assert Topic.KIN in {one.topic for one in reads.timeline(person_id)}
