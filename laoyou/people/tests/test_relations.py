"""Kin, guardians and households."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from laoyou.kernel.errors import Conflict, Invalid, NotFound
from laoyou.kernel.sex import Sex
from laoyou.kernel.spans import DateSpan
from laoyou.people import reads, verbs
from laoyou.people.core.kin import KIN, back
from laoyou.people.tests.cast import (
    ALICE,
    CAROL,
    NOW,
    TODAY,
    VILLAGE_A,
    VILLAGE_B,
    later,
    number_of,
    somebody,
)
from laoyou.people.types import Relation, Source

pytestmark = pytest.mark.usefixtures("ground")

SPRING = date(2025, 3, 1)


def kin(person_id: int, relative_id: int, relation: Relation = Relation.SON, **given: Any) -> int:
    told: dict[str, Any] = {"source": Source.TOWN, "actor": ALICE, "now": NOW}
    return verbs.record_kin(person_id, relative_id=relative_id, relation=relation, **(told | given))


def appoint(person_id: int, **given: Any) -> int:
    told: dict[str, Any] = {
        "relation": Relation.PARENT,
        "span": DateSpan.since(SPRING),
        "source": Source.HEALTH,
        "name": "王芳",
        "actor": ALICE,
        "now": NOW,
    }
    return verbs.appoint_guardian(person_id, **(told | given))


def join(household_id: int, person_id: int, relation: Relation = Relation.HEAD, **given: Any) -> int:
    told: dict[str, Any] = {"source": Source.POLICE, "actor": ALICE, "now": NOW}
    return verbs.join_household(household_id, person_id=person_id, relation=relation, **(told | given))


def open_one(**given: Any) -> int:
    told: dict[str, Any] = {"division": VILLAGE_A, "source": Source.POLICE, "actor": ALICE, "now": NOW}
    return verbs.open_household(**(told | given))


def test_kin_are_seen_from_both_ends() -> None:
    mother, son = somebody("王秀英"), somebody("李强")

    kin(mother, son)

    (seen,) = reads.relations.kin([mother])[mother]
    assert (seen.relative, seen.name, seen.relation) == (son, "李强", Relation.SON)
    (seen_back,) = reads.relations.kin([son])[son]
    assert (seen_back.relative, seen_back.relation) == (mother, Relation.PARENT)


@pytest.mark.parametrize("sex", Sex)
@pytest.mark.parametrize("relation", sorted(KIN))
def test_every_kinship_has_a_word_from_the_other_end(relation: Relation, sex: Sex) -> None:
    assert back(relation, sex) in KIN


def test_a_parent_sees_son_or_daughter_by_sex() -> None:
    assert back(Relation.PARENT, Sex.MALE) is Relation.SON
    assert back(Relation.PARENT, Sex.FEMALE) is Relation.DAUGHTER
    assert back(Relation.PARENT, Sex.UNKNOWN) is Relation.OTHER


def test_two_persons_are_kin_once_from_whichever_end() -> None:
    mother, son = somebody(), somebody()
    kin(mother, son)

    with pytest.raises(Conflict) as refused:
        kin(son, mother, Relation.PARENT)

    assert refused.value.code == "kin_known"


@pytest.mark.parametrize("relation", [Relation.HEAD, Relation.NEIGHBOUR, Relation.VILLAGE_CADRE])
def test_a_neighbour_is_no_kin(relation: Relation) -> None:
    with pytest.raises(Invalid) as refused:
        kin(somebody(), somebody(), relation)

    assert refused.value.code == "not_kin"


def test_nobody_is_his_own_kin() -> None:
    person_id = somebody()

    with pytest.raises(Invalid) as refused:
        kin(person_id, person_id)

    assert refused.value.code == "kin_of_self"


def test_a_kinship_that_was_wrong_is_removed() -> None:
    mother, son = somebody(), somebody()

    verbs.remove_kin(kin(mother, son), actor=ALICE, now=later(1))

    assert reads.relations.kin([mother, son]) == {mother: (), son: ()}


def test_a_guardian_known_by_name_only_is_kept_with_a_masked_phone() -> None:
    child = somebody("李小宝")

    appoint(child, phone="13812345521", number=number_of())

    (guardian,) = reads.relations.guardians([child])[child]
    assert (guardian.name, guardian.phone, guardian.guardian) == ("王芳", "138****5521", None)
    assert guardian.span == DateSpan.since(SPRING)


def test_a_guardian_of_the_register_has_his_own_name_and_sees_his_ward() -> None:
    child, mother = somebody("李小宝"), somebody("王芳")

    appoint(child, guardian_id=mother, name="")

    assert reads.relations.guardians([child])[child][0].guardian == mother
    assert reads.relations.wards([mother])[mother][0].ward_name == "李小宝"


def test_the_same_guardian_is_not_appointed_twice_for_one_day() -> None:
    child = somebody()
    appoint(child)

    with pytest.raises(Conflict) as refused:
        appoint(child, span=DateSpan.on(TODAY))

    assert refused.value.code == "guardian_known"


def test_a_guardianship_ends_and_another_may_follow() -> None:
    child = somebody()

    verbs.end_guardianship(appoint(child), last_day=date(2025, 12, 31), actor=ALICE, now=NOW)
    appoint(child, span=DateSpan.since(date(2026, 1, 1)))

    assert [guardian.span for guardian in reads.relations.guardians([child])[child]] == [
        DateSpan.since(date(2026, 1, 1)),
        DateSpan(SPRING, date(2025, 12, 31)),
    ]


def test_a_guardianship_does_not_end_before_it_began_nor_twice() -> None:
    guardianship_id = appoint(somebody())

    with pytest.raises(Invalid) as never:
        verbs.end_guardianship(guardianship_id, last_day=date(2025, 2, 1), actor=ALICE, now=NOW)
    verbs.end_guardianship(guardianship_id, last_day=TODAY, actor=ALICE, now=NOW)
    with pytest.raises(Conflict) as twice:
        verbs.end_guardianship(guardianship_id, last_day=TODAY, actor=ALICE, now=NOW)

    assert (never.value.code, twice.value.code) == ("never_held", "unchanged")


@pytest.mark.parametrize(
    ("told", "code"),
    [({"name": " "}, "name_empty"), ({"number": "？"}, "number"), ({"phone": "110"}, "phone_hotline")],
)
def test_a_guardian_needs_a_name_and_what_is_given_must_be_right(told: dict[str, Any], code: str) -> None:
    with pytest.raises(Invalid) as refused:
        appoint(somebody(), **told)

    assert refused.value.code == code


def test_nobody_is_his_own_guardian() -> None:
    person_id = somebody()

    with pytest.raises(Invalid) as refused:
        appoint(person_id, guardian_id=person_id)

    assert refused.value.code == "guardian_of_self"


def test_a_household_has_its_head_first_then_the_eldest() -> None:
    household_id = open_one(number="230502-0001")
    head = somebody("李强", document=None, birth_date=date(1970, 1, 1))
    child = somebody("李小宝", document=None, birth_date=date(2024, 1, 1))
    mother = somebody("王秀英", document=None, birth_date=date(1945, 1, 1))

    join(household_id, child, Relation.GRANDCHILD)
    join(household_id, mother, Relation.PARENT)
    join(household_id, head)

    record = reads.relations.household_seen(household_id, actor=ALICE, now=NOW)
    assert [member.name for member in record.members] == ["李强", "王秀英", "李小宝"]
    assert record.has_number
    assert reads.relations.household_of([child, head]) == {child: household_id, head: household_id}


def test_a_household_number_is_known_once() -> None:
    open_one(number="230502-0001")

    with pytest.raises(Conflict) as refused:
        open_one(number=" 230502-0001")

    assert refused.value.code == "household_known"


def test_a_household_has_one_head() -> None:
    household_id = open_one()
    join(household_id, somebody())

    with pytest.raises(Conflict) as refused:
        join(household_id, somebody())

    assert refused.value.code == "head_known"


def test_a_person_is_in_one_household_at_a_time() -> None:
    person_id, first, second = somebody(), open_one(), open_one()
    join(first, person_id, since=SPRING)

    with pytest.raises(Conflict) as refused:
        join(second, person_id)
    verbs.leave_household(person_id, last_day=TODAY, actor=ALICE, now=NOW)
    join(second, person_id)

    assert refused.value.code == "in_household"
    assert reads.relations.household_of([person_id])[person_id] == second


@pytest.mark.parametrize(
    ("day", "code"), [(date(2025, 2, 1), "leave_before_joining"), (date(2026, 3, 3), "leave_future")]
)
def test_nobody_leaves_before_joining_or_tomorrow(day: date, code: str) -> None:
    person_id = somebody()
    join(open_one(), person_id, since=SPRING)

    with pytest.raises(Invalid) as refused:
        verbs.leave_household(person_id, last_day=day, actor=ALICE, now=NOW)

    assert refused.value.code == code


def test_who_is_in_no_household_cannot_leave_one() -> None:
    with pytest.raises(Conflict) as refused:
        verbs.leave_household(somebody(), last_day=TODAY, actor=ALICE, now=NOW)

    assert refused.value.code == "no_household"


def test_nobody_joins_from_tomorrow() -> None:
    with pytest.raises(Invalid) as refused:
        join(open_one(), somebody(), since=date(2026, 3, 3))

    assert refused.value.code == "since_future"


def test_a_household_that_is_not_there_is_not_found() -> None:
    with pytest.raises(NotFound):
        reads.relations.household(987654321)
    with pytest.raises(NotFound):
        join(987654321, somebody())


def test_a_person_of_another_town_joins_by_the_county() -> None:
    household_id = open_one()
    person_id = somebody(division=VILLAGE_B)

    join(household_id, person_id, actor=CAROL)

    assert len(reads.relations.household(household_id).members) == 1
