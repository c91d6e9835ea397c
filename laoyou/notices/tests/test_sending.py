"""Letters are printed, handed over, and a mistake about that is put right; by whom and when is kept."""

from __future__ import annotations

import pytest

from laoyou.access.types import Actor, Role, Scope
from laoyou.audit.types import Outcome
from laoyou.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from laoyou.notices import reads, verbs
from laoyou.notices.tests.cast import written
from laoyou.notices.types import MOST_AT_ONCE, State, Way
from laoyou.people.tests.cast import (
    ALICE,
    BOB,
    CAROL,
    COUNTY,
    LEADER,
    NOW,
    TOWN_A,
    VILLAGE_A,
    VILLAGE_B,
    later,
    noted,
    somebody,
)

pytestmark = pytest.mark.usefixtures("ground")


def test_the_first_printing_counts_and_each_is_on_the_trail() -> None:
    letter_id = written(somebody())

    verbs.print_letters([letter_id], "visit", actor=ALICE, now=NOW)
    verbs.print_letters([letter_id], "visit", actor=CAROL, now=later(1))

    found = reads.letter(letter_id)
    assert (found.state, found.printed_name, found.printed_at) == (State.PRINTED, "艾丽", NOW)
    assert [one.user_name for one in noted("notices.print")] == ["卡萝", "艾丽"]
    assert {one.purpose for one in noted("notices.print")} == {"visit"}


def test_printing_shows_names_and_therefore_wants_a_purpose() -> None:
    with pytest.raises(Invalid) as refused:
        verbs.print_letters([written(somebody())], "", actor=ALICE, now=NOW)

    assert refused.value.code == "purpose"


@pytest.mark.parametrize("way", list(Way))
def test_a_letter_is_handed_over_in_a_way_by_somebody(way: Way) -> None:
    letter_id = written(somebody())

    verbs.hand_over([letter_id], way, actor=ALICE, now=NOW)

    found = reads.letter(letter_id)
    assert (found.state, found.way, found.handed_at, found.handed_name) == (
        State.HANDED_OVER,
        way,
        NOW,
        "艾丽",
    )
    assert reads.count(ALICE.scope, reads.Filter(open=True)) == 0


def test_the_second_who_hands_over_is_told_by_whom_it_was_done_and_nothing_is_changed() -> None:
    first, second = written(somebody()), written(somebody())
    verbs.hand_over([first], Way.BY_HAND, actor=ALICE, now=NOW)

    with pytest.raises(Conflict, match="艾丽") as refused:
        verbs.hand_over([first, second], Way.BY_POST, actor=CAROL, now=later(1))

    assert refused.value.code == "handed_over"
    assert reads.letter(second).state is State.WRITTEN


def test_a_mistake_is_put_right_and_the_letter_waits_again() -> None:
    fresh, printed = written(somebody()), written(somebody())
    verbs.print_letters([printed], "visit", actor=ALICE, now=NOW)
    verbs.hand_over([fresh, printed], Way.BY_HAND, actor=ALICE, now=NOW)

    for letter_id in (fresh, printed):
        verbs.take_back(letter_id, actor=ALICE, now=later(1))

    assert (reads.letter(fresh).state, reads.letter(printed).state) == (State.WRITTEN, State.PRINTED)
    assert reads.letter(fresh).way is None
    with pytest.raises(Conflict) as refused:
        verbs.take_back(fresh, actor=ALICE, now=later(1))
    assert refused.value.code == "not_handed_over"


def test_a_neighbour_and_who_only_reads_may_do_nothing() -> None:
    letter_id = written(somebody())

    for actor in (BOB, LEADER):
        with pytest.raises(Forbidden):
            verbs.print_letters([letter_id], "visit", actor=actor, now=NOW)
        with pytest.raises(Forbidden):
            verbs.hand_over([letter_id], Way.BY_HAND, actor=actor, now=NOW)
        with pytest.raises(Forbidden):
            verbs.take_back(letter_id, actor=actor, now=NOW)

    assert reads.letter(letter_id).state is State.WRITTEN
    assert {one.outcome for one in noted("notices.hand_over")} == {Outcome.REFUSED}


def test_letters_of_two_towns_are_handed_over_by_the_county_alone() -> None:
    mine, other = written(somebody()), written(somebody("王兰", VILLAGE_B), division=VILLAGE_B)

    with pytest.raises(Forbidden):
        verbs.hand_over([mine, other], Way.BY_HAND, actor=ALICE, now=NOW)
    verbs.hand_over([mine, other], Way.BY_HAND, actor=CAROL, now=NOW)

    assert reads.count(CAROL.scope, reads.Filter(state=State.HANDED_OVER)) == 2


def test_too_many_at_once_and_letters_that_are_not_there_are_refused() -> None:
    with pytest.raises(NotFound):
        verbs.hand_over([1], Way.BY_HAND, actor=ALICE, now=NOW)
    with pytest.raises(NotFound):
        verbs.print_letters([], "visit", actor=ALICE, now=NOW)
    ids = [written(somebody())]
    with pytest.raises(NotFound):
        verbs.hand_over([*ids, *range(10**9, 10**9 + MOST_AT_ONCE)], Way.BY_HAND, actor=ALICE, now=NOW)


def test_a_list_is_cut_by_scope_and_narrowed_by_town_kind_and_state() -> None:
    here = written(somebody())
    there = written(somebody("王兰", VILLAGE_B), division=VILLAGE_B, kind="benefit_stopped")

    assert reads.to_print(ALICE.scope, reads.Filter(), most=9) == (here,)
    assert reads.to_print(BOB.scope, reads.Filter(), most=9) == (there,)
    assert reads.to_print(CAROL.scope, reads.Filter(division=TOWN_A), most=9) == (here,)
    assert reads.to_print(CAROL.scope, reads.Filter(kind="benefit_stopped"), most=9) == (there,)
    assert reads.by_kind(CAROL.scope, reads.Filter(open=True)) == {"benefit_started": 1, "benefit_stopped": 1}


def test_the_nearest_office_answers() -> None:
    verbs.set_office(COUNTY, name="尖山区民政局", phone="0469-6100123", actor=CAROL, now=NOW)
    assert reads.offices_of([VILLAGE_A])[VILLAGE_A].name == "尖山区民政局"  # type: ignore[union-attr]

    verbs.set_office(TOWN_A, name="二马路街道民政办", phone="０４６９－６１００１２４", actor=CAROL, now=NOW)

    found = reads.office_of(VILLAGE_A)
    assert found
    assert (found.name, found.phone) == ("二马路街道民政办", "0469-6100124")
    assert reads.office_of("131102001001") is None


@pytest.mark.parametrize(
    ("name", "phone", "code"),
    [("", "1", "office_name"), ("长" * 61, "1", "office_name"), ("民政办", "无", "office_phone")],
)
def test_an_office_has_a_name_and_a_number(name: str, phone: str, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        verbs.set_office(TOWN_A, name=name, phone=phone, actor=CAROL, now=NOW)

    assert refused.value.code == code


def test_a_clerk_names_no_office() -> None:
    with pytest.raises(Forbidden):
        verbs.set_office(TOWN_A, name="民政办", phone="6100123", actor=ALICE, now=NOW)


def test_the_daughter_reads_it_on_her_phone_and_then_nobody_need_carry_it() -> None:
    li = somebody()
    letter_id = written(li)
    daughter = Actor(31, "女儿", Role.FAMILY, Scope.person(li))

    verbs.read_online(letter_id, actor=daughter, now=NOW)
    verbs.read_online(letter_id, actor=daughter, now=later(1))

    found = reads.letter(letter_id)
    assert (found.state, found.way, found.handed_at) == (State.HANDED_OVER, Way.ONLINE, NOW)


def test_a_neighbours_daughter_says_nothing_of_it() -> None:
    letter_id = written(somebody())
    neighbour = Actor(32, "邻居的女儿", Role.FAMILY, Scope.person(somebody("孙大山")))

    with pytest.raises(Forbidden):
        verbs.read_online(letter_id, actor=neighbour, now=NOW)

    assert reads.letter(letter_id).state is State.WRITTEN
