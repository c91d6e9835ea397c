"""What may be asked about divisions."""

from __future__ import annotations

from typing import Any

import pytest

from laoyou.access.types import Scope
from laoyou.kernel.errors import NotFound
from laoyou.places import reads, verbs
from laoyou.places.tests.cast import (
    CITY,
    COUNTY,
    DIVISIONS,
    FAR_COUNTY,
    FAR_XINHUA,
    NEW_FARM,
    NOW,
    PROVINCE,
    SYSTEM,
    TOWN_A,
    TOWN_B,
    XINHUA,
    XINXING,
)
from laoyou.places.types import DivisionRecord, Level

pytestmark = pytest.mark.usefixtures("ground")


@pytest.fixture
def retired_xinxing(ground: None) -> None:
    rows = [one for one in DIVISIONS if one.code != XINXING]
    verbs.load_divisions(rows, whole=[COUNTY], actor=SYSTEM, now=NOW)


def codes(found: tuple[DivisionRecord, ...]) -> list[str]:
    return [one.code for one in found]


def test_a_division_that_does_not_exist_is_not_found() -> None:
    for ask in (reads.division, reads.path, reads.is_urban):
        with pytest.raises(NotFound):
            ask("230502001999")


def test_many_divisions_are_one_question(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        found = reads.divisions([XINHUA, TOWN_A, "230502001999"])

    assert set(found) == {XINHUA, TOWN_A}


def test_children_stand_in_the_order_of_their_codes() -> None:
    assert codes(reads.children(COUNTY)) == [TOWN_A, TOWN_B]
    assert codes(reads.children(None)) == [PROVINCE]
    assert codes(reads.children(XINHUA)) == []


def test_a_path_leads_from_the_province_down() -> None:
    assert codes(reads.path(XINHUA)) == [PROVINCE, CITY, COUNTY, TOWN_A, XINHUA]


def test_a_tree_stays_in_its_scope_and_above_its_depth() -> None:
    assert codes(reads.tree(Scope.division(COUNTY), Level.TOWN)) == [COUNTY, TOWN_A, TOWN_B]
    assert codes(reads.tree(Scope.division(TOWN_A))) == [TOWN_A, XINHUA, XINXING]
    assert len(reads.tree(Scope.everything())) == len(DIVISIONS)
    assert reads.tree(Scope.organisation(7)) == ()


def test_to_choose_from_each_division_is_set_in_below_the_one_above_it() -> None:
    chosen = reads.inset(Scope.division(COUNTY), Level.TOWN)

    assert [code for code, _ in chosen] == [COUNTY, TOWN_A, TOWN_B]
    assert [len(name) - len(name.lstrip("　")) for _, name in chosen] == [1, 2, 2]


def test_what_is_retired_is_in_no_list_but_still_has_its_name(retired_xinxing: None) -> None:
    assert XINXING not in codes(reads.tree(Scope.division(TOWN_A)))
    assert XINXING not in codes(reads.children(TOWN_A))
    assert reads.search("新兴", Scope.everything()) == ()
    assert reads.division(XINXING).short_name == "新兴社区"


@pytest.mark.parametrize("text", ["新发", "安邦乡新发", "xfc", "xinfa", "230502200201", " ＸＦＣ "])
def test_a_division_is_found_by_name_initials_pinyin_and_code(text: str) -> None:
    assert NEW_FARM in codes(reads.search(text, Scope.division(COUNTY)))


def test_a_search_stays_in_its_scope_and_shows_the_widest_first() -> None:
    assert codes(reads.search("新华", Scope.division(COUNTY))) == [XINHUA]
    assert codes(reads.search("230502", Scope.everything()))[:2] == [COUNTY, TOWN_A]
    assert codes(reads.search("230502", Scope.everything(), 1)) == [COUNTY]
    assert reads.search("  ", Scope.everything()) == ()


def test_a_bureaus_name_is_looked_for_below_a_division() -> None:
    assert codes(reads.by_name("新华村", TOWN_A)) == [XINHUA]
    assert codes(reads.by_name("尖山区二马路街道新华社区", CITY)) == [XINHUA]
    assert codes(reads.by_name("新华", CITY)) == [XINHUA, FAR_XINHUA]
    assert reads.by_name("没有", CITY) == ()


def test_a_name_index_is_one_question_and_understands_paths_from_above(
    django_assert_num_queries: Any,
) -> None:
    with django_assert_num_queries(2):
        index = reads.name_index(Scope.division(COUNTY))

    assert index.resolve("黑龙江省双鸭山市尖山区新发村").codes == (NEW_FARM,)
    assert index.named("福利镇") == ()


@pytest.mark.parametrize("text", [XINHUA, "新华社区", "尖山区二马路街道新华社区"])
def test_what_somebody_means_is_taken_from_a_code_a_name_or_a_path(text: str) -> None:
    assert codes(reads.meant(text, Scope.division(COUNTY))) == [XINHUA]


def test_what_lies_outside_the_scope_or_says_more_is_not_meant() -> None:
    assert reads.meant(FAR_XINHUA, Scope.division(COUNTY)) == ()
    assert reads.meant("尖山区二马路街道新华社区3号楼", Scope.division(COUNTY)) == ()
    assert codes(reads.meant("新华", Scope.everything())) == [XINHUA, FAR_XINHUA]


@pytest.mark.parametrize(
    ("scope", "words"),
    [
        (Scope.division(TOWN_A), "尖山区 · 二马路街道"),
        (Scope.division(XINHUA), "尖山区 · 二马路街道 · 新华社区"),
        (Scope.division(COUNTY), "尖山区"),
        (Scope.division(CITY), "双鸭山市"),
        (Scope.division(PROVINCE), "黑龙江省"),
        (Scope.division("230502999000"), ""),
        (Scope.everything(), "全部辖区"),
        (Scope.organisation(7), "本机构"),
        (Scope.person(7), "本人"),
    ],
)
def test_a_scope_is_said_in_words(scope: Scope, words: str) -> None:
    assert reads.label(scope) == words


def test_a_village_is_urban_or_not_and_a_town_is_not_said() -> None:
    assert reads.is_urban(XINHUA) is True
    assert reads.is_urban(NEW_FARM) is False
    assert reads.is_urban(FAR_XINHUA) is False
    assert reads.is_urban(FAR_COUNTY) is None
