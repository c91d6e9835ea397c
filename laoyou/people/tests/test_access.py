"""The stranger has persons of her own and knows the neighbour's ids: every verb and read refuses her."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest

from laoyou import acts
from laoyou.access.types import Actor, Role, Scope
from laoyou.audit.types import Outcome, Purpose
from laoyou.kernel.errors import Forbidden
from laoyou.kernel.ids import HouseholdId, PersonId
from laoyou.kernel.spans import DateSpan
from laoyou.people import reads, verbs
from laoyou.people.reads.reach import common_division, place_of_both
from laoyou.people.tests.cast import (
    ALICE,
    BOB,
    CAROL,
    COUNTY,
    DAVE,
    FAR_VILLAGE,
    LEADER,
    NOW,
    TODAY,
    TOWN_A,
    TOWN_B,
    VILLAGE_A,
    VILLAGE_A2,
    VILLAGE_B,
    card,
    later,
    living_at,
    noted,
    number_of,
    registered_at,
    somebody,
)
from laoyou.people.tests.state import register_state
from laoyou.people.types import AbodeKind, Consent, FactKind, Relation, Sealed, Source

pytestmark = pytest.mark.usefixtures("ground")

NUMBER, PHONE = number_of(), "13812345521"


@dataclass(frozen=True)
class Town:
    """Everything that Alice's town has of one person, and what Bob has of his own."""

    person: PersonId
    twin: PersonId
    relative: PersonId
    fact: int
    document: int
    phone: int
    contact: int
    kinship: int
    guardianship: int
    household: HouseholdId
    proposed: int
    approved: int
    bobs: PersonId
    bobs_household: HouseholdId


@pytest.fixture
def town() -> Town:
    by: dict[str, Any] = {"source": Source.TOWN, "actor": Actor.system("test"), "now": NOW}
    person, twin, relative = somebody(document=card(NUMBER)), somebody(), somebody("李强")
    gone, waiting, bobs = somebody(), somebody(), somebody("王芳", VILLAGE_B)
    household = verbs.open_household(division=VILLAGE_A, **by)
    bobs_household = verbs.open_household(division=VILLAGE_B, **by)
    verbs.join_household(household, person_id=person, relation=Relation.HEAD, **by)
    approved = verbs.propose_merge(relative, gone, actor=CAROL, now=NOW)
    verbs.approve_merge(approved, actor=DAVE, now=NOW)
    return Town(
        person=person,
        twin=twin,
        relative=relative,
        fact=verbs.record_fact(
            person, kind=FactKind.LIVING, value="alone", span=DateSpan.since(date(2025, 1, 1)), **by
        ),
        document=reads.persons.person(person).documents[0].id,
        phone=verbs.add_phone(person, number=PHONE, **by),
        contact=verbs.name_contact(
            person, name="李强", relation=Relation.SON, phone=PHONE, consent=Consent.FULL, **by
        ),
        kinship=verbs.record_kin(person, relative_id=relative, relation=Relation.SON, **by),
        guardianship=verbs.appoint_guardian(
            person, name="李刚", relation=Relation.SON, span=DateSpan.always(), **by
        ),
        household=household,
        proposed=verbs.propose_merge(twin, waiting, actor=CAROL, now=NOW),
        approved=approved,
        bobs=bobs,
        bobs_household=bobs_household,
    )


Act = Callable[[Town, dict[str, Any]], Any]
SOURCE: dict[str, Any] = {"source": Source.TOWN}

WRITES: dict[str, Act] = {
    "register": lambda t, by: verbs.register(
        name="新人", abodes=[living_at(VILLAGE_A)], document=None, **SOURCE, **by
    ),
    "correct": lambda t, by: verbs.correct(t.person, name="李晓华", **SOURCE, **by),
    "record_fact": lambda t, by: verbs.record_fact(
        t.person, kind=FactKind.DEMENTIA, value="yes", span=DateSpan.since(TODAY), **SOURCE, **by
    ),
    "end_fact": lambda t, by: verbs.end_fact(t.fact, from_day=TODAY, **by),
    "correct_fact": lambda t, by: verbs.correct_fact(
        t.fact, value="empty_nest", span=DateSpan.since(TODAY), **by
    ),
    "withdraw_fact": lambda t, by: verbs.withdraw_fact(t.fact, **by),
    "move": lambda t, by: verbs.move(t.person, kind=AbodeKind.RESIDENCE, division=VILLAGE_B, **SOURCE, **by),
    "add_phone": lambda t, by: verbs.add_phone(t.person, number="13700000000", **SOURCE, **by),
    "retire_phone": lambda t, by: verbs.retire_phone(t.phone, **by),
    "add_document": lambda t, by: verbs.add_document(t.person, document=card(number_of()), **SOURCE, **by),
    "retire_document": lambda t, by: verbs.retire_document(t.document, **by),
    "name_contact": lambda t, by: verbs.name_contact(
        t.person,
        name="王芳",
        relation=Relation.OTHER,
        phone="13700000000",
        consent=Consent.FULL,
        **SOURCE,
        **by,
    ),
    "set_consent": lambda t, by: verbs.set_consent(t.contact, consent=Consent.NONE, **by),
    "remove_contact": lambda t, by: verbs.remove_contact(t.contact, **by),
    "order_contacts": lambda t, by: verbs.order_contacts(t.person, contact_ids=[t.contact], **by),
    "record_kin": lambda t, by: verbs.record_kin(
        t.person, relative_id=t.twin, relation=Relation.SIBLING, **SOURCE, **by
    ),
    "remove_kin": lambda t, by: verbs.remove_kin(t.kinship, **by),
    "appoint_guardian": lambda t, by: verbs.appoint_guardian(
        t.person, name="王芳", relation=Relation.OTHER, span=DateSpan.always(), **SOURCE, **by
    ),
    "end_guardianship": lambda t, by: verbs.end_guardianship(t.guardianship, last_day=TODAY, **by),
    "open_household": lambda t, by: verbs.open_household(division=VILLAGE_A, **SOURCE, **by),
    "join_household": lambda t, by: verbs.join_household(
        t.household, person_id=t.twin, relation=Relation.OTHER, **SOURCE, **by
    ),
    "leave_household": lambda t, by: verbs.leave_household(t.person, last_day=TODAY, **by),
    "record_death": lambda t, by: verbs.record_death(t.person, on=TODAY, **SOURCE, **by),
    "correct_death": lambda t, by: verbs.correct_death(t.person, on=TODAY, **SOURCE, **by),
    "withdraw_death": lambda t, by: verbs.withdraw_death(t.person, **SOURCE, **by),
    "propose_merge": lambda t, by: verbs.propose_merge(t.person, t.relative, **by),
    "approve_merge": lambda t, by: verbs.approve_merge(t.proposed, **by),
    "refuse_merge": lambda t, by: verbs.refuse_merge(t.proposed, **by),
    "undo_merge": lambda t, by: verbs.undo_merge(t.approved, **by),
}

TIES: dict[str, Act] = {
    "her own person as kin of the neighbour's": lambda t, by: verbs.record_kin(
        t.bobs, relative_id=t.person, relation=Relation.SON, **SOURCE, **by
    ),
    "the neighbour's person as guardian of her own": lambda t, by: verbs.appoint_guardian(
        t.bobs, guardian_id=t.person, relation=Relation.SON, span=DateSpan.always(), **SOURCE, **by
    ),
    "the neighbour's person into her own household": lambda t, by: verbs.join_household(
        t.bobs_household, person_id=t.person, relation=Relation.OTHER, **SOURCE, **by
    ),
    "her own person into the neighbour's household": lambda t, by: verbs.join_household(
        t.household, person_id=t.bobs, relation=Relation.OTHER, **SOURCE, **by
    ),
    "the neighbour's person merged into her own": lambda t, by: verbs.propose_merge(t.bobs, t.person, **by),
}

BOSS_B = Actor(31, "邻镇主管", Role.SUPERVISOR, Scope.division(TOWN_B))


def test_every_verb_of_the_register_is_tried() -> None:
    register = "laoyou.people.verbs."
    intake = (register + "intake", register + "loading", register + "reviews")
    ours = {
        act
        for act, sentence in acts.verbs().items()
        if sentence.__module__.startswith(register) and not sentence.__module__.startswith(intake)
    }

    assert ours == {f"people.{name}" for name in WRITES}


@pytest.mark.parametrize("name", WRITES)
def test_a_neighbour_writes_nothing(town: Town, name: str) -> None:
    before = register_state()

    for stranger in (BOB, BOSS_B):
        with pytest.raises(Forbidden):
            WRITES[name](town, {"actor": stranger, "now": later(1)})

    assert register_state() == before
    refused = noted(f"people.{name}", outcome=Outcome.REFUSED)
    assert {entry.user_id for entry in refused} == {BOB.user_id, BOSS_B.user_id}


@pytest.mark.parametrize("name", TIES)
def test_nobody_ties_the_neighbours_person_to_her_own(town: Town, name: str) -> None:
    with pytest.raises(Forbidden):
        TIES[name](town, {"actor": BOB, "now": later(1)})


def test_who_only_looks_writes_nothing(town: Town) -> None:
    for write in WRITES.values():
        with pytest.raises(Forbidden):
            write(town, {"actor": LEADER, "now": later(1)})


def test_a_neighbour_sees_nothing_and_the_attempt_is_noted(town: Town) -> None:
    with pytest.raises(Forbidden):
        reads.persons.seen(town.person, actor=BOB, now=NOW)
    with pytest.raises(Forbidden):
        reads.relations.household_seen(town.household, actor=BOB, now=NOW)
    with pytest.raises(Forbidden):
        reads.merges.merge_seen(town.proposed, actor=BOB, now=NOW)
    for what in Sealed:
        with pytest.raises(Forbidden):
            reads.reveal(town.person, what, purpose=Purpose.VISIT, actor=BOB, now=NOW)

    refused = {"outcome": Outcome.REFUSED, "user_id": BOB.user_id, "person_id": town.person}
    assert len(noted("people.see", **refused)) == 1
    assert len(noted("people.reveal", **refused)) == len(Sealed)


def test_a_neighbour_finds_nothing(town: Town) -> None:
    reach = Scope.division(TOWN_B)

    assert reads.persons.by_number(NUMBER, reach) is None
    assert reads.persons.by_phone(PHONE, reach) == []
    assert reads.merges.suspects(reach) == ()
    assert reads.merges.waiting(reach) == ()


def test_the_town_itself_sees_and_finds(town: Town) -> None:
    assert reads.persons.seen(town.person, actor=ALICE, now=NOW).id == town.person
    assert reads.persons.by_number(NUMBER, ALICE.scope) is not None
    assert reads.relations.household_seen(town.household, actor=LEADER, now=NOW).id == town.household
    assert len(reads.merges.waiting(Scope.division(TOWN_A))) == 1
    assert reads.merges.merge_seen(town.proposed, actor=ALICE, now=NOW).kept == town.twin


@pytest.mark.parametrize(
    ("first", "second", "common"),
    [
        (VILLAGE_A, VILLAGE_A, VILLAGE_A),
        (VILLAGE_A, VILLAGE_A2, TOWN_A),
        (VILLAGE_A, TOWN_A, TOWN_A),
        (VILLAGE_A, VILLAGE_B, COUNTY),
        (VILLAGE_A, "230503001001", "230500000000"),
        (VILLAGE_A, FAR_VILLAGE, "000000000000"),
    ],
)
def test_two_places_meet_in_the_smallest_division_that_holds_both(
    first: str, second: str, common: str
) -> None:
    assert common_division(first, second) == common == common_division(second, first)


def test_only_everywhere_covers_two_provinces() -> None:
    place = place_of_both(somebody(), somebody(division=FAR_VILLAGE))

    assert Scope.everything().covers(place)
    assert not Scope.division("230000000000").covers(place)


def test_who_reaches_both_by_home_or_registered_division_may_merge_them() -> None:
    kept = somebody()
    gone = somebody(abodes=[living_at(VILLAGE_B), registered_at(VILLAGE_A2)])

    assert verbs.propose_merge(kept, gone, actor=ALICE, now=NOW)
    with pytest.raises(Forbidden):
        verbs.propose_merge(gone, kept, actor=BOB, now=NOW)
