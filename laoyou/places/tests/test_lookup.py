"""Finding divisions by the names that bureaus write."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from laoyou.places.core.lookup import NameIndex
from laoyou.places.core.naming import short_name
from laoyou.places.tests.cast import (
    CITY,
    COUNTY,
    DIVISIONS,
    FAR_COUNTY,
    FAR_TOWN,
    FAR_XINHUA,
    NEW_FARM,
    TOWN_A,
    TOWN_B,
    XINHUA,
    XINXING,
)

FARM, SECTION = "230522502000", "230522502501"
INDEX = NameIndex(
    [(one.code, one.name) for one in DIVISIONS] + [(FARM, "友谊农场"), (SECTION, "友谊农场第一管理区")]
)
SHORT = {one.code: short_name(one.name) for one in DIVISIONS}


@pytest.mark.parametrize(
    "name", ["新华社区", "新华社区居委会", "新华居民委员会", "新华", "新华村", " 新华 社区 "]
)
def test_a_village_is_found_however_the_bureau_calls_it(name: str) -> None:
    assert INDEX.named(name, TOWN_A) == (XINHUA,)


def test_a_name_in_full_wins_over_one_that_is_only_alike() -> None:
    assert INDEX.named("新华社区", CITY) == (XINHUA,)
    assert INDEX.named("新华村", CITY) == (FAR_XINHUA,)


def test_a_stem_that_several_share_gives_all_of_them() -> None:
    assert set(INDEX.named("新华", CITY)) == {XINHUA, FAR_XINHUA}


def test_a_town_is_found_within_its_county_alone() -> None:
    assert INDEX.named("二马路", COUNTY) == (TOWN_A,)
    assert INDEX.named("二马路街道", FAR_COUNTY) == ()


@pytest.mark.parametrize("name", ["", "　", "没有这个社区"])
def test_an_unknown_name_finds_nothing(name: str) -> None:
    assert INDEX.named(name) == ()
    assert INDEX.village("二马路街道", name) == ()


def test_a_section_of_a_farm_is_found_without_the_farms_name() -> None:
    assert INDEX.named("第一管理区", FARM) == (SECTION,)
    assert INDEX.village("友谊农场", "第一管理区") == (SECTION,)


@pytest.mark.parametrize(
    ("text", "code", "rest"),
    [
        ("黑龙江省双鸭山市尖山区二马路街道新华社区", XINHUA, ""),
        ("双鸭山市尖山区二马路街道办事处新华社区居委会3号楼2单元", XINHUA, "3号楼2单元"),
        ("尖山区新华社区", XINHUA, ""),
        ("二马路街道-新兴社区", XINXING, ""),
        ("双鸭山尖山区安邦乡新发村5组", NEW_FARM, "5组"),
        ("集贤县福利镇新华村村委会", FAR_XINHUA, ""),
        ("尖山区安邦乡", TOWN_B, ""),
        ("尖山区安邦乡没有村", TOWN_B, "没有村"),
        ("尖山区二马路街道新华", XINHUA, ""),
    ],
)
def test_a_path_is_read_from_the_widest_name_down(text: str, code: str, rest: str) -> None:
    match = INDEX.resolve(text)

    assert (match.code, match.rest) == (code, rest)


def test_a_path_that_may_mean_several_gives_all_and_no_one() -> None:
    index = NameIndex([(XINHUA, "新华社区"), (FAR_XINHUA, "新华社区")])

    match = index.resolve("新华社区")

    assert set(match.codes) == {XINHUA, FAR_XINHUA}
    assert match.code is None


def test_a_text_without_any_division_finds_none() -> None:
    assert INDEX.resolve("北京路三号").codes == ()


@pytest.mark.parametrize(
    ("town", "village", "found"),
    [
        ("二马路", "新华", (XINHUA,)),
        ("二马路街道", "新华村", (XINHUA,)),
        ("", "新发村", (NEW_FARM,)),
        ("尖山区二马路街道", "新华社区", (XINHUA,)),
        ("二马路街道", "二马路街道新华社区", (XINHUA,)),
        ("福利镇", "新兴社区", ()),
        ("二马路街道", "二马路街道", ()),
        ("没有这个镇", "新华社区", ()),
    ],
)
def test_two_columns_of_a_sheet_are_read_together(town: str, village: str, found: tuple[str, ...]) -> None:
    assert INDEX.village(town, village) == found


def test_a_lookup_within_a_county_never_leaves_it() -> None:
    assert INDEX.village("福利镇", "新华村", COUNTY) == ()
    assert INDEX.village("", "新华村", FAR_COUNTY) == (FAR_XINHUA,)
    assert INDEX.named("福利镇", FAR_COUNTY) == (FAR_TOWN,)


@given(st.sampled_from([one for one in DIVISIONS if len(one.code.rstrip("0")) > 4]), st.data())
def test_a_path_is_understood_from_whichever_ancestor_it_begins(one: object, data: st.DataObject) -> None:
    code = one.code  # type: ignore[attr-defined]
    path = [SHORT[above] for above in sorted(SHORT) if code.startswith(above.rstrip("0")) and above != code]
    begun = path[data.draw(st.integers(0, len(path))) :]

    match = INDEX.resolve("".join(begun) + SHORT[code])

    assert code in match.codes
    assert match.rest == ""


@given(st.text(max_size=30))
def test_no_text_makes_it_stumble(text: str) -> None:
    match = INDEX.resolve(text)

    assert len(match.rest) <= 4 * len(text)
