"""Moving: what each source says, and where the person counts as living."""

from __future__ import annotations

from datetime import date

import pytest

from laoyou.access.types import Scope
from laoyou.kernel.errors import Conflict, Invalid
from laoyou.people import reads, verbs
from laoyou.people.facts import PersonMoved
from laoyou.people.models import Abode
from laoyou.people.tests.cast import (
    ALICE,
    BOB,
    CAROL,
    FAR_VILLAGE,
    NOW,
    VILLAGE_A,
    VILLAGE_A2,
    VILLAGE_B,
    Heard,
    later,
    living_at,
    registered_at,
    somebody,
)
from laoyou.people.types import AbodeKind, Source

pytestmark = pytest.mark.usefixtures("ground")

LIVES, REGISTERED = AbodeKind.RESIDENCE, AbodeKind.REGISTERED


def test_a_move_changes_home_keeps_the_former_abode_and_is_told(heard: Heard) -> None:
    person_id = somebody()

    verbs.move(
        person_id,
        kind=LIVES,
        division=VILLAGE_A2,
        address="新兴社区8号楼101",
        since=date(2026, 3, 1),
        source=Source.TOWN,
        actor=ALICE,
        now=later(1),
    )

    record = reads.persons.person(person_id)
    assert record.home_division == VILLAGE_A2
    assert [(abode.division, abode.address) for abode in record.abodes] == [(VILLAGE_A2, "新兴社区****")]
    assert Abode.objects.filter(person=person_id, superseded_at=later(1)).count() == 1
    assert heard.of(PersonMoved) == [
        PersonMoved(person_id, VILLAGE_A, VILLAGE_A2, None, None, date(2026, 3, 1), later(1))
    ]


def test_a_source_that_is_believed_less_is_kept_and_moves_nobody(heard: Heard) -> None:
    person_id = somebody()

    verbs.move(person_id, kind=LIVES, division=VILLAGE_B, source=Source.POLICE, actor=ALICE, now=NOW)

    record = reads.persons.person(person_id)
    assert record.home_division == VILLAGE_A
    assert {abode.division: abode.is_standing for abode in record.abodes} == {
        VILLAGE_A: True,
        VILLAGE_B: False,
    }
    assert heard.of(PersonMoved) == []


def test_a_registered_abode_changes_the_registered_division_alone(heard: Heard) -> None:
    person_id = somebody()

    verbs.move(person_id, kind=REGISTERED, division=FAR_VILLAGE, source=Source.POLICE, actor=ALICE, now=NOW)

    record = reads.persons.person(person_id)
    assert (record.home_division, record.registered_division) == (VILLAGE_A, FAR_VILLAGE)
    assert heard.of(PersonMoved)[0].registered == FAR_VILLAGE


def test_a_move_out_of_the_town_hands_the_person_to_the_next_one() -> None:
    person_id = somebody()

    verbs.move(person_id, kind=LIVES, division=VILLAGE_B, source=Source.TOWN, actor=ALICE, now=NOW)

    assert not ALICE.scope.covers(reads.place_of(person_id))
    assert BOB.scope.covers(reads.place_of(person_id))


def test_a_person_lies_on_both_desks_where_he_lives_and_where_he_is_registered() -> None:
    person_id = somebody(abodes=[living_at(VILLAGE_B), registered_at(VILLAGE_A)])

    assert ALICE.scope.covers(reads.place_of(person_id))
    assert BOB.scope.covers(reads.place_of(person_id))
    assert not Scope.division("131102000000").covers(reads.place_of(person_id))


def test_the_same_abode_again_is_a_conflict() -> None:
    person_id = somebody(abodes=[living_at(VILLAGE_A, "新华社区3号楼")])

    with pytest.raises(Conflict) as refused:
        verbs.move(
            person_id,
            kind=LIVES,
            division=VILLAGE_A,
            address=" 新华社区３号楼 ",
            source=Source.TOWN,
            actor=ALICE,
            now=NOW,
        )

    assert refused.value.code == "unchanged"


def test_another_house_in_the_same_village_is_a_new_abode_and_no_move(heard: Heard) -> None:
    person_id = somebody(abodes=[living_at(VILLAGE_A, "新华社区3号楼")])

    verbs.move(
        person_id,
        kind=LIVES,
        division=VILLAGE_A,
        address="新华社区4号楼",
        source=Source.TOWN,
        actor=ALICE,
        now=later(1),
    )

    assert Abode.objects.filter(person=person_id).count() == 2
    assert heard.of(PersonMoved) == []


@pytest.mark.parametrize(
    ("division", "since", "code"),
    [
        ("230502009999", None, "division_unknown"),
        ("230500000000", None, "division_wide"),
        (VILLAGE_A2, date(2026, 3, 3), "since_future"),
    ],
)
def test_a_move_to_nowhere_or_from_tomorrow_is_refused(division: str, since: date | None, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        verbs.move(
            somebody(),
            kind=LIVES,
            division=division,
            since=since,
            source=Source.TOWN,
            actor=CAROL,
            now=NOW,
        )

    assert refused.value.code == code
