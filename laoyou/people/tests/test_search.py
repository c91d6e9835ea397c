"""The one search, within a scope."""

from __future__ import annotations

import pytest

from laoyou.access.types import Actor, Scope
from laoyou.kernel.ids import PersonId
from laoyou.people import verbs
from laoyou.people.reads import search
from laoyou.people.reads.search import How
from laoyou.people.tests.cast import (
    ALICE,
    BOB,
    COUNTY,
    FAR_VILLAGE,
    NOW,
    TOWN_A,
    TOWN_B,
    VILLAGE_A,
    VILLAGE_A2,
    VILLAGE_B,
    card,
    living_at,
    number_of,
    registered_at,
    somebody,
)
from laoyou.people.types import Source

SYSTEM = Actor.system("test")
pytestmark = pytest.mark.usefixtures("ground")

A, B, ALL = Scope.division(TOWN_A), Scope.division(TOWN_B), Scope.division(COUNTY)


def ids(found: search.Found) -> set[int]:
    return {row.id for row in found.rows}


@pytest.mark.parametrize(
    ("text", "how", "words"),
    [
        ("", How.NOTHING, ""),
        (" 　 ", How.NOTHING, ""),
        ("11010519491231002x", How.NUMBER, "11010519491231002X"),
        ("１１０１０５１９４９１２３１００２Ｘ", How.NUMBER, "11010519491231002X"),
        ("110105 19491231 002X", How.NUMBER, "11010519491231002X"),
        ("110105491231002", How.NUMBER, "11010519491231002X"),
        ("110105194912310021", How.NUMBER, "110105194912310021"),
        ("13912345678", How.PHONE, "13912345678"),
        ("139 1234 5678", How.PHONE, "13912345678"),
        ("0469-1234567", How.PHONE, "0469-1234567"),
        ("12", How.PHONE, "12"),
        ("e1234 5678", How.NUMBER, "E12345678"),
        ("lxh123", How.NAME, "lxh123"),
        ("LXH", How.PINYIN, "lxh"),
        ("李 小华", How.NAME, "李小华"),
        ("阿依古丽・买买提", How.NAME, "阿依古丽·买买提"),
    ],
)
def test_words_are_understood_by_their_form(text: str, how: How, words: str) -> None:
    assert search.understand(text) == (how, words)


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("11010519491231002X", True),
        ("110105491231002", True),
        ("E12345678", True),
        ("139 1234 5678", True),
        ("12", True),
        ("李小华13912345678", True),
        ("１２３４５号", True),
        ("李小华", False),
        ("lxh 新华", False),
        ("李小华 853农场", False),
        ("", False),
    ],
)
def test_words_with_a_number_in_them_are_told_from_names_and_places(text: str, holds: bool) -> None:
    assert search.holds_a_number(text) is holds


def test_a_number_finds_its_owner_within_the_scope() -> None:
    number = number_of()
    person = somebody(document=card(number))

    assert ids(search.find(number, A)) == {person}
    assert ids(search.find(number.lower(), ALL)) == {person}


def test_a_neighbours_number_finds_nobody() -> None:
    number = number_of()
    somebody(division=VILLAGE_B, document=card(number))
    somebody(division=VILLAGE_A)

    assert search.find(number, A).rows == ()


def test_a_retired_number_finds_nobody() -> None:
    number = number_of()
    somebody(document=card(number))
    other = somebody(document=card(number_of()))

    found = search.find(number_of(), A)

    assert found.rows == ()
    assert other not in ids(found)


def test_a_phone_finds_everybody_who_gave_it_within_the_scope() -> None:
    first, second = somebody("李小华"), somebody("王大明")
    neighbour = somebody("张三丰", VILLAGE_B)
    for person, actor in ((first, ALICE), (second, ALICE), (neighbour, BOB)):
        verbs.add_phone(person, number="13912345678", source=Source.TOWN, actor=actor, now=NOW)

    assert ids(search.find("139 1234 5678", A)) == {first, second}
    assert ids(search.find("13912345678", B)) == {neighbour}


def test_initials_in_full_come_before_initials_that_go_on() -> None:
    long = somebody("林晓红")
    short = somebody("刘翔")

    found = search.find("lx", A)

    assert [row.id for row in found.rows] == [short, long]
    assert found.how is How.PINYIN


def test_pinyin_written_out_finds_too() -> None:
    person = somebody("李小华")
    somebody("王大明")

    assert ids(search.find("lixiao", A)) == {person}


def test_nobody_comes_twice_who_fits_in_two_ways() -> None:
    person = somebody("安")

    found = search.find("an", A)

    assert [row.id for row in found.rows] == [person]


def test_a_surname_is_read_as_a_surname() -> None:
    person = somebody("单雄信")

    assert ids(search.find("sxx", A)) == {person}
    assert search.find("dxx", A).rows == ()


def test_the_beginning_of_a_name_finds() -> None:
    first, second = somebody("李小华"), somebody("李小明")
    somebody("王小华")

    assert ids(search.find("李小", A)) == {first, second}


def test_a_name_as_another_source_writes_it_finds() -> None:
    person = somebody("李晓华")
    verbs.correct(person, name="李小华", source=Source.POLICE, actor=ALICE, now=NOW)

    assert ids(search.find("李小华", A)) == {person}
    assert ids(search.find("李晓华", A)) == {person}


def test_a_place_beside_the_words_narrows() -> None:
    here, there = somebody("李小华", VILLAGE_A), somebody("李小华", VILLAGE_A2)

    assert ids(search.find("李小华", A, divisions=[VILLAGE_A])) == {here}
    assert ids(search.find("lxh", A, divisions=[VILLAGE_A2])) == {there}


def test_names_and_initials_stay_within_the_scope() -> None:
    mine, neighbour = somebody("李小华"), somebody("李小华", VILLAGE_B)

    for text in ("李小华", "lxh", "lixiaohua"):
        assert ids(search.find(text, A)) == {mine}
        assert ids(search.find(text, B)) == {neighbour}
        assert ids(search.find(text, ALL)) == {mine, neighbour}


def moved_away(name: str = "李小华", home: str = FAR_VILLAGE, registered: str = VILLAGE_A) -> PersonId:
    return somebody(name, abodes=[living_at(home), registered_at(registered)])


@pytest.mark.parametrize("text", ["李小华", "李小", "lxh", "lx", "lixiaohua"])
def test_who_is_only_registered_within_the_scope_is_found_after_who_lives_there(text: str) -> None:
    away = moved_away()
    here = somebody("李小华")

    assert [row.id for row in search.find(text, A).rows] == [here, away]
    assert search.find(text, B).rows == ()


def test_who_lives_and_is_registered_within_the_scope_comes_once() -> None:
    here, between = somebody("李小华"), moved_away(home=VILLAGE_B)

    for text in ("李小华", "lxh", "lixiaohua"):
        for scope, expected in ((ALL, [here, between]), (A, [here, between]), (B, [between])):
            found = [row.id for row in search.find(text, scope).rows]
            assert sorted(found) == expected


def test_a_place_beside_the_words_finds_who_is_registered_there_too() -> None:
    away, near = moved_away(), moved_away(home=VILLAGE_A2)
    there = somebody("李小华", VILLAGE_A2)

    for text in ("李小华", "lxh"):
        assert ids(search.find(text, A, divisions=[VILLAGE_A])) == {away, near}
        assert ids(search.find(text, A, divisions=[VILLAGE_A2])) == {near, there}
        assert search.find(text, A, divisions=[VILLAGE_B]).rows == ()


def test_a_former_name_finds_who_is_only_registered_within_the_scope() -> None:
    away = moved_away("李晓华")
    verbs.correct(away, name="王晓华", source=Source.POLICE, actor=ALICE, now=NOW)

    assert ids(search.find("李晓华", A)) == {away}
    assert search.find("李晓华", B).rows == ()


def test_who_gave_way_in_a_merge_is_not_found_where_he_was_registered() -> None:
    gone = moved_away()
    merge = verbs.propose_merge(somebody("王小华", FAR_VILLAGE), gone, actor=SYSTEM, now=NOW)
    verbs.approve_merge(merge, actor=Actor.system("another"), now=NOW)

    assert gone not in ids(search.find("李小华", Scope.everything()))


def test_a_long_answer_is_not_made_longer_by_who_lives_elsewhere() -> None:
    for _ in range(search.MOST):
        somebody("李小华")
    away = moved_away()

    for text in ("李小华", "lxh", "lixiaohua"):
        found = search.find(text, A)
        assert (len(found.rows), found.more) == (search.MOST, True)
        assert away not in ids(found)


def test_an_organisation_and_a_person_find_nobody() -> None:
    somebody("李小华")

    assert search.find("李小华", Scope.organisation(7)).rows == ()
    assert search.find("李小华", Scope.person(7)).rows == ()


def test_a_long_answer_is_cut_and_says_so() -> None:
    for _ in range(search.MOST + 1):
        somebody("李小华")

    for text in ("李小华", "lxh"):
        found = search.find(text, A)
        assert len(found.rows) == search.MOST
        assert found.more


def test_nothing_asked_finds_nothing() -> None:
    somebody("李小华")

    found = search.find("   ", A)

    assert (found.how, found.rows, found.more) == (How.NOTHING, (), False)
