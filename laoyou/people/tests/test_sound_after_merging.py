"""Single stories of merging, each of which once could have left the register unsound."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from laoyou.kernel.errors import Conflict
from laoyou.kernel.spans import DateSpan
from laoyou.people import reads, verbs
from laoyou.people.facts import PersonDied
from laoyou.people.tests.cast import (
    CAROL,
    DAVE,
    NOW,
    TODAY,
    VILLAGE_A,
    VILLAGE_A2,
    VILLAGE_B,
    Heard,
    later,
    living_at,
    registered_at,
    somebody,
)
from laoyou.people.tests.pieces import SYSTEM, check_sound
from laoyou.people.types import AbodeKind, FactKind, Relation, Source

pytestmark = pytest.mark.usefixtures("ground")

BY: dict[str, Any] = {"source": Source.TOWN, "actor": SYSTEM, "now": NOW}
SINCE: dict[str, Any] = {"actor": SYSTEM, "now": later(2)}


def merged(kept: int, gone: int, days: int = 1) -> int:
    merge_id = verbs.propose_merge(kept, gone, actor=CAROL, now=later(days))
    verbs.approve_merge(merge_id, actor=DAVE, now=later(days))
    return merge_id


def undone(merge_id: int) -> None:
    verbs.undo_merge(merge_id, actor=DAVE, now=later(4))


def alone(person_id: int, value: str = "alone") -> int:
    return verbs.record_fact(
        person_id, kind=FactKind.LIVING, value=value, span=DateSpan.since(date(2020, 1, 1)), **BY
    )


def values(person_id: int) -> list[str]:
    (said,) = reads.facts.believed([person_id]).values()
    return [fact.value for fact in said if fact.kind is FactKind.LIVING]


def test_kin_recorded_from_opposite_ends_are_seen_once_after_a_merge() -> None:
    kept, gone, son = somebody(), somebody(), somebody("李强")
    verbs.record_kin(kept, relative_id=son, relation=Relation.SON, **BY)
    verbs.record_kin(son, relative_id=gone, relation=Relation.PARENT, **BY)

    merge_id = merged(kept, gone)

    assert [one.relative for one in reads.relations.kin([kept])[kept]] == [son]
    assert [one.relative for one in reads.relations.kin([son])[son]] == [kept]
    undone(merge_id)
    assert [one.relative for one in reads.relations.kin([gone])[gone]] == [son]


def test_a_guardian_of_both_rows_has_one_ward_after_a_merge() -> None:
    kept, gone, son = somebody(), somebody(), somebody("李强")
    for ward in (kept, gone):
        verbs.appoint_guardian(ward, guardian_id=son, relation=Relation.SON, span=DateSpan.since(TODAY), **BY)

    merge_id = merged(kept, gone)

    assert [one.ward for one in reads.relations.wards([son])[son]] == [kept]
    undone(merge_id)
    assert {one.ward for one in reads.relations.wards([son])[son]} == {kept, gone}


def test_nobody_is_his_own_ward_after_a_merge() -> None:
    kept, gone = somebody(), somebody()
    verbs.appoint_guardian(gone, guardian_id=kept, relation=Relation.OTHER, span=DateSpan.since(TODAY), **BY)

    merged(kept, gone)

    assert reads.relations.wards([kept])[kept] == ()
    assert reads.relations.guardians([kept])[kept] == ()


def test_a_death_that_was_withdrawn_while_merged_does_not_come_back() -> None:
    kept, gone = somebody(), somebody()
    verbs.record_death(gone, on=date(2026, 1, 5), **BY)
    merge_id = merged(kept, gone)
    verbs.withdraw_death(kept, source=Source.TOWN, **SINCE)

    undone(merge_id)

    check_sound([kept, gone])
    assert reads.persons.person(gone).death_date is None


def test_a_move_while_merged_leaves_the_row_that_comes_back_where_its_abodes_say() -> None:
    kept = somebody(document=None)
    gone = somebody(abodes=[living_at(VILLAGE_B), registered_at(VILLAGE_A2)], source=Source.POLICE)
    merge_id = merged(kept, gone)
    verbs.move(kept, kind=AbodeKind.RESIDENCE, division=VILLAGE_A, source=Source.POLICE, **SINCE)

    undone(merge_id)

    check_sound([kept, gone])
    assert reads.persons.person(gone).home_division == VILLAGE_A2


def test_a_death_known_of_both_rows_is_told_once_for_each_and_not_for_the_merge(heard: Heard) -> None:
    kept, gone = somebody(), somebody()
    verbs.record_death(kept, on=TODAY, **BY)
    verbs.record_death(gone, on=TODAY, **BY)

    undone(merged(kept, gone))

    assert [death.person_id for death in heard.of(PersonDied)] == [kept, gone]
    assert reads.persons.person(kept).death_date == reads.persons.person(gone).death_date == TODAY


def test_an_earlier_merge_is_undone_after_the_later_one_that_leaned_on_it() -> None:
    kept, first, second = somebody(), somebody(), somebody()
    alone(first)
    alone(second, "empty_nest")
    earlier = merged(kept, first)
    latest = merged(kept, second, 2)

    with pytest.raises(Conflict) as refused:
        undone(earlier)

    assert refused.value.code == "merged_since"
    assert "先撤销" in refused.value.message
    undone(latest)
    undone(earlier)
    assert (values(kept), values(first), values(second)) == ([], ["alone"], ["empty_nest"])


def test_a_household_whose_head_was_replaced_meanwhile_has_one_head_after_an_undone_merge() -> None:
    kept, gone, heir = somebody(), somebody(), somebody("李强")
    first = verbs.open_household(division=VILLAGE_A, **BY)
    second = verbs.open_household(division=VILLAGE_A, **BY)
    verbs.join_household(first, person_id=kept, relation=Relation.HEAD, **BY)
    verbs.join_household(second, person_id=gone, relation=Relation.HEAD, **BY)
    merge_id = merged(kept, gone)
    verbs.join_household(second, person_id=heir, relation=Relation.HEAD, source=Source.TOWN, **SINCE)

    undone(merge_id)

    heads = [m.person for m in reads.relations.household(second).members if m.relation is Relation.HEAD]
    assert heads == [heir]


def test_the_same_merge_is_approved_once_and_the_second_hears_that_it_was_decided() -> None:
    merge_id = verbs.propose_merge(somebody(), somebody(), actor=CAROL, now=NOW)
    verbs.approve_merge(merge_id, actor=DAVE, now=NOW)

    with pytest.raises(Conflict) as again:
        verbs.approve_merge(merge_id, actor=SYSTEM, now=NOW)
    with pytest.raises(Conflict) as refusing:
        verbs.refuse_merge(merge_id, actor=SYSTEM, now=NOW)

    assert {again.value.code, refusing.value.code} == {"merge_decided"}


def test_a_merge_never_makes_a_person_die_before_he_was_born() -> None:
    kept = somebody(document=None, birth_date=date(1950, 1, 1))
    gone = somebody(document=None, birth_date=date(1940, 1, 1))
    verbs.record_death(gone, on=date(1949, 12, 31), **BY)

    with pytest.raises(Conflict) as refused:
        merged(kept, gone)

    assert "早于出生日期" in refused.value.message
    assert reads.persons.person(gone).id == gone


def test_a_birth_is_not_corrected_to_after_the_death() -> None:
    person_id = somebody(document=None, birth_date=date(1940, 1, 1))
    verbs.record_death(person_id, on=date(1949, 12, 31), **BY)

    with pytest.raises(Conflict) as refused:
        verbs.correct(person_id, birth_date=date(1950, 1, 1), **BY)

    assert "早于出生日期" in refused.value.message


def test_a_request_that_waited_never_believes_two_things_at_one_instant() -> None:
    person_id = somebody()
    fact_id = alone(person_id)
    verbs.withdraw_fact(fact_id, actor=SYSTEM, now=NOW + timedelta(seconds=9))

    alone(person_id, "empty_nest")

    (first, second) = reads.facts.history([person_id])[person_id]
    assert first.superseded_at is not None
    assert second.recorded_at >= first.superseded_at


def test_a_name_taken_from_the_other_row_and_given_up_again_stays_when_the_merge_is_undone() -> None:
    kept, gone = somebody("李小华"), somebody("李晓华")
    merge_id = merged(kept, gone)
    verbs.correct(kept, name="李晓华", **(BY | SINCE))
    verbs.correct(kept, name="李小桦", **(BY | SINCE))

    undone(merge_id)

    names = {other.name for other in reads.persons.person(kept).other_names}
    assert names == {"李小华", "李晓华"}
