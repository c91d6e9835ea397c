"""Who reads which rows of the trail."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from laoyou.access.types import Actor, Role, Scope
from laoyou.audit import reads, verbs
from laoyou.audit.reads import Filter
from laoyou.audit.tests.cast import ALICE, BOB, NOW, TOWN_A, TOWN_B, note, written
from laoyou.audit.types import Outcome, Subject
from laoyou.kernel.errors import Invalid
from laoyou.kernel.ids import uuid7

pytestmark = pytest.mark.django_db

COUNTY = "230502000000"


def seen(reach: Scope, **asked: Any) -> list[str]:
    return [entry.object_id for entry in reads.entries(reach, Filter(**asked)).rows]


def test_a_town_sees_its_own_rows_and_not_its_neighbours() -> None:
    verbs.append([note(1, actor=ALICE), note(2, actor=BOB)])

    assert seen(Scope.division(TOWN_A)) == ["1"]
    assert seen(Scope.division(TOWN_B)) == ["2"]
    assert seen(Scope.division(COUNTY)) == ["2", "1"]
    assert seen(Scope.everything()) == ["2", "1"]
    assert reads.count(Scope.division(TOWN_A), Filter()) == 1


def test_a_row_is_seen_from_where_its_subject_is_and_from_where_its_actor_is() -> None:
    """Bob tried somebody of Alice's town."""
    verbs.append([note(1, actor=BOB, division=TOWN_A, outcome=Outcome.REFUSED)])

    assert seen(Scope.division(TOWN_A)) == ["1"]
    assert seen(Scope.division(TOWN_B)) == ["1"]
    assert seen(Scope.division("230503000000")) == []


def test_rows_of_the_system_are_seen_where_their_subject_is() -> None:
    verbs.append(
        [
            note(1, actor=Actor.system("intake"), division=""),
            note(2, actor=Actor.system("x"), division=TOWN_A),
        ]
    )

    assert seen(Scope.division(TOWN_A)) == ["2"]
    assert seen(Scope.everything()) == ["2", "1"]


def test_an_organisation_sees_what_was_done_for_it() -> None:
    carer = Actor(13, "护理员", Role.CLERK, Scope.organisation(7))
    verbs.append([note(1, actor=carer, division=""), note(2)])

    assert seen(Scope.organisation(7)) == ["1"]
    assert seen(Scope.organisation(77)) == []


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"person_id": 2}, ["2"]),
        ({"user_id": 12}, ["3"]),
        ({"act": "people.read"}, ["2"]),
        ({"outcome": "refused"}, ["3"]),
        ({"object_kind": "word", "object_id": "1"}, ["1"]),
        ({"since": NOW + timedelta(seconds=2)}, ["3", "2"]),
        ({"until": NOW + timedelta(seconds=2)}, ["1"]),
        ({}, ["3", "2", "1"]),
    ],
)
def test_an_investigator_narrows_the_trail(asked: dict[str, Any], found: list[str]) -> None:
    verbs.append(
        [note(1), note(2, act="people.read"), note(3, actor=BOB, outcome=Outcome.REFUSED)],
    )

    assert seen(Scope.everything(), **asked) == found


def test_the_trail_is_turned_page_by_page_newest_first() -> None:
    written(5)

    first = reads.entries(Scope.everything(), Filter(), size=2)
    second = reads.entries(Scope.everything(), Filter(), size=2, cursor=first.next)
    back = reads.entries(Scope.everything(), Filter(), size=2, cursor=second.previous)

    assert [entry.object_id for entry in first.rows] == ["5", "4"]
    assert [entry.object_id for entry in second.rows] == ["3", "2"]
    assert list(back.rows) == list(first.rows)


def test_a_strange_page_is_refused_in_words() -> None:
    with pytest.raises(Invalid) as refused:
        reads.entries(Scope.everything(), Filter(), cursor="nonsense")

    assert refused.value.code == "cursor"


def test_a_row_says_everything_that_was_noted() -> None:
    verbs.append([note(4, subject=Subject(9, "batch", "b7", 1000, b"\x07"), purpose="visit")])

    (entry,) = reads.entries(Scope.everything(), Filter()).rows
    assert (entry.person_id, entry.object_kind, entry.object_id, entry.count) == (9, "batch", "b7", 1000)
    assert (entry.purpose, entry.outcome, entry.chain, entry.seq) == ("visit", Outcome.DONE, "people", 1)
    assert (entry.user_id, entry.user_name, entry.role, entry.acting_for) == (
        11,
        "艾丽",
        "clerk",
        "division:230502001",
    )


def test_the_entry_of_an_act_is_found_by_its_id() -> None:
    one, two = note(1), note(2)
    verbs.append([one, two])

    found = reads.entry_of(two.act_id)

    assert found is not None
    assert found.object_id == "2"
    assert reads.entry_of(uuid7(NOW)) is None
