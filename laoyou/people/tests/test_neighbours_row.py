"""Who owns the row next door: ids of hers do not open what is ours, and both towns reach who is of both."""

from __future__ import annotations

from typing import Any

import pytest

from laoyou.access.types import Actor, Role, Scope
from laoyou.audit.types import Outcome, Purpose
from laoyou.kernel.errors import Conflict, Forbidden, NotFound
from laoyou.kernel.ids import PersonId
from laoyou.people import reads, verbs
from laoyou.people.reads import in_full, lists, search
from laoyou.people.tests.cast import (
    ALICE,
    BOB,
    CAROL,
    COUNTY,
    DAVE,
    NOW,
    TODAY,
    TOWN_A,
    TOWN_B,
    VILLAGE_A,
    VILLAGE_B,
    card,
    later,
    living_at,
    noted,
    number_of,
    registered_at,
    somebody,
)
from laoyou.people.types import Consent, Relation, Sealed, Source

pytestmark = pytest.mark.usefixtures("ground")

A, B = Scope.division(TOWN_A), Scope.division(TOWN_B)
EVERYBODY = lists.Filter(TODAY, deceased=None)
ORGANISATION = Actor(41, "院长", Role.CLERK, Scope.organisation(7))
PHONE = "13812345521"


def contact(person_id: int, phone: str, actor: Actor) -> int:
    return verbs.name_contact(
        person_id,
        name="李强",
        relation=Relation.SON,
        phone=phone,
        consent=Consent.FULL,
        source=Source.TOWN,
        actor=actor,
        now=NOW,
    )


def names(reach: Scope, asked: lists.Filter = EVERYBODY) -> set[int]:
    return {row.id for row in lists.persons(reach, asked).rows}


@pytest.fixture
def away() -> tuple[PersonId, str]:
    """Registered in Alice's town, at home in Bob's; with the number."""
    number = number_of()
    person_id = somebody(
        "赵桂兰",
        document=card(number),
        abodes=[living_at(VILLAGE_B), registered_at(VILLAGE_A)],
        phones=[PHONE],
    )
    return person_id, number


def test_both_towns_open_reveal_and_write_a_person_who_is_of_both(away: tuple[PersonId, str]) -> None:
    person_id, number = away

    for actor in (ALICE, BOB):
        assert reads.persons.seen(person_id, actor=actor, now=NOW).id == person_id
        shown = reads.reveal(person_id, Sealed.DOCUMENT, purpose=Purpose.VISIT, actor=actor, now=NOW)
        assert shown == number
    verbs.add_phone(person_id, number="13700000001", source=Source.TOWN, actor=ALICE, now=NOW)
    verbs.add_phone(person_id, number="13700000002", source=Source.TOWN, actor=BOB, now=NOW)


@pytest.mark.parametrize("reach", [A, B, Scope.division(COUNTY), Scope.everything()])
def test_both_towns_find_a_person_who_is_of_both_by_number_and_by_phone(
    away: tuple[PersonId, str], reach: Scope
) -> None:
    person_id, number = away

    assert [row.id for row in search.find(number, reach).rows] == [person_id]
    assert [row.id for row in search.find(PHONE, reach).rows] == [person_id]
    found = reads.persons.by_number(number, reach)
    assert found is not None
    assert found.id == person_id
    assert [record.id for record in reads.persons.by_phone(PHONE, reach)] == [person_id]


def test_a_person_of_both_towns_is_listed_at_home_and_among_those_registered_away(
    away: tuple[PersonId, str],
) -> None:
    person_id, _number = away
    registered_away = lists.Filter(TODAY, registered_away=True)

    assert (names(A), names(B)) == (set(), {person_id})
    assert (names(A, registered_away), names(B, registered_away)) == ({person_id}, set())
    assert names(Scope.division(COUNTY), registered_away) == set()


def test_a_person_who_moved_away_altogether_is_no_longer_reached(away: tuple[PersonId, str]) -> None:
    person_id, number = away
    verbs.move(
        person_id,
        kind=registered_at(VILLAGE_B).kind,
        division=VILLAGE_B,
        source=Source.TOWN,
        actor=ALICE,
        now=later(1),
    )

    assert search.find(number, A).rows == ()
    with pytest.raises(Forbidden):
        reads.persons.seen(person_id, actor=ALICE, now=later(2))


def test_a_contact_of_the_neighbour_is_not_ordered_among_ours() -> None:
    ours, theirs = somebody(), somebody(division=VILLAGE_B)
    mine, hers = contact(ours, PHONE, ALICE), contact(theirs, PHONE, BOB)

    with pytest.raises(Conflict) as refused:
        verbs.order_contacts(theirs, contact_ids=[hers, mine], actor=BOB, now=NOW)
    with pytest.raises(Conflict):
        verbs.order_contacts(theirs, contact_ids=[mine], actor=BOB, now=NOW)

    assert refused.value.code == "contacts_changed"
    assert [one.id for one in reads.relations.contacts([ours])[ours]] == [mine]


def test_a_row_of_the_neighbour_is_not_revealed_by_way_of_our_person() -> None:
    ours, theirs = somebody(phones=["13900000000"]), somebody(division=VILLAGE_B, phones=[PHONE])
    (row,) = reads.persons.person(theirs).phones

    with pytest.raises(NotFound):
        reads.reveal(ours, Sealed.PHONE, row.id, purpose=Purpose.VISIT, actor=ALICE, now=NOW)


def test_the_merged_row_of_a_neighbour_leads_nobody_to_what_is_not_hers() -> None:
    kept, gone = somebody(), somebody(division=VILLAGE_B)
    merge_id = verbs.propose_merge(kept, gone, actor=CAROL, now=NOW)
    verbs.approve_merge(merge_id, actor=DAVE, now=NOW)

    with pytest.raises(Forbidden):
        reads.persons.seen(gone, actor=BOB, now=NOW)
    with pytest.raises(Forbidden):
        reads.reveal(gone, Sealed.DOCUMENT, purpose=Purpose.VISIT, actor=BOB, now=NOW)
    with pytest.raises(Forbidden):
        verbs.undo_merge(merge_id, actor=Actor(32, "主管", Role.SUPERVISOR, B), now=NOW)
    assert names(B) == set()
    assert reads.persons.seen(gone, actor=ALICE, now=NOW).id == kept


def test_a_list_leaves_the_house_only_from_ones_own_place_and_is_noted() -> None:
    place = reads.place_of(somebody())
    for purpose in ("", Purpose.VISIT.value):
        with pytest.raises(Forbidden):
            in_full.permitted(purpose=purpose, place=place, count=1, actor=BOB, now=NOW)

    in_full.permitted(purpose=Purpose.VISIT.value, place=place, count=3, actor=ALICE, now=NOW)

    assert len(noted("people.export", outcome=Outcome.REFUSED)) == 1
    assert len(noted("people.reveal", outcome=Outcome.REFUSED)) == 1
    (entry,) = noted("people.export", outcome=Outcome.READ)
    assert (entry.user_id, entry.purpose) == (ALICE.user_id, Purpose.VISIT.value)


def test_an_organisation_without_a_division_sees_lists_and_finds_nobody(away: tuple[PersonId, str]) -> None:
    person_id, number = away
    reach = ORGANISATION.scope

    assert names(reach) == names(reach, lists.Filter(TODAY, registered_away=True)) == set()
    assert search.find(number, reach).rows == search.find(PHONE, reach).rows == ()
    assert reads.persons.by_number(number, reach) is None
    assert reads.merges.suspects(reach) == ()
    assert reads.merges.waiting(reach) == ()
    with pytest.raises(Forbidden):
        reads.persons.seen(person_id, actor=ORGANISATION, now=NOW)


@pytest.mark.parametrize(
    "read",
    [
        lambda nobody, by: reads.persons.seen(nobody, **by),
        lambda nobody, by: reads.reveal(nobody, Sealed.PHONE, purpose=Purpose.VISIT, **by),
        lambda nobody, by: reads.relations.household_seen(nobody, **by),
        lambda nobody, by: reads.merges.merge_seen(nobody, **by),
        lambda nobody, by: verbs.withdraw_fact(nobody, **by),
        lambda nobody, by: verbs.remove_contact(nobody, **by),
        lambda nobody, by: verbs.end_guardianship(nobody, last_day=TODAY, **by),
        lambda nobody, by: verbs.retire_document(nobody, **by),
    ],
)
def test_what_is_not_there_is_not_found_in_a_sentence(read: Any) -> None:
    with pytest.raises(NotFound) as missing:
        read(987654321, {"actor": CAROL, "now": NOW})

    assert missing.value.message.endswith("。")


@pytest.mark.parametrize("text", ["%", "_", "李%", "\\", "'; --", "13812345521\x00", "\x00", "🙂", " " * 50])
def test_no_words_break_the_search_or_widen_it(text: str) -> None:
    somebody()

    assert search.find(text, A).rows == ()


def test_a_character_that_the_database_cannot_hold_is_passed_over() -> None:
    person_id = somebody("李小华")

    assert [row.id for row in search.find("李小\x00华", A).rows] == [person_id]
