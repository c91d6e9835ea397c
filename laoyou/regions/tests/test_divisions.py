from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest

from laoyou.kernel.errors import Invalid, NotFound
from laoyou.places.types import KEY_DIGITS, Level, PositionKind
from laoyou.regions import divisions, positions
from laoyou.regions.divisions import DivisionRow, read_divisions, regions, urban_class_of

ALL = ("hengshui", "jiulongpo", "shuangyashan", "zhangzhou")


def rows(region: str) -> list[DivisionRow]:
    return list(read_divisions(region))


def test_four_regions_are_shipped() -> None:
    assert regions() == ALL


@pytest.mark.parametrize(
    ("region", "counties", "towns", "villages"),
    [
        ("shuangyashan", 8, 110, 760),
        ("hengshui", 13, 129, 5118),
        ("zhangzhou", 11, 146, 2135),
        ("jiulongpo", 1, 19, 219),
    ],
)
def test_a_region_has_all_its_divisions(region: str, counties: int, towns: int, villages: int) -> None:
    levels = Counter(one.level for one in read_divisions(region))

    assert levels == {
        Level.PROVINCE: 1,
        Level.CITY: 1,
        Level.COUNTY: counties,
        Level.TOWN: towns,
        Level.VILLAGE: villages,
    }


@pytest.mark.parametrize("region", ALL)
def test_parents_come_before_children_one_level_up(region: str) -> None:
    seen: dict[str, Level] = {}
    levels = list(Level)
    for one in read_divisions(region):
        assert one.code not in seen
        if one.parent is None:
            assert one.level is Level.PROVINCE
        else:
            assert levels.index(seen[one.parent]) == levels.index(one.level) - 1
            assert one.key.startswith(one.parent_key or "none")
        seen[one.code] = one.level


@pytest.mark.parametrize("region", ALL)
def test_keys_are_whole_numbers_of_digits_by_level(region: str) -> None:
    for one in read_divisions(region):
        assert one.code == one.key.ljust(12, "0")
        assert len(one.key) == KEY_DIGITS[one.level]


@pytest.mark.parametrize("region", ALL)
def test_only_villages_have_an_urban_class(region: str) -> None:
    for one in read_divisions(region):
        assert (one.urban_class is not None) == (one.level is Level.VILLAGE)
        assert one.urban_class in {None, "111", "121", "123", "210", "220"}


@pytest.mark.parametrize("region", ALL)
def test_what_lies_below_a_county_is_marked_as_a_demonstration(region: str) -> None:
    for one in read_divisions(region):
        if one.level in {Level.TOWN, Level.VILLAGE}:
            assert one.position_kind is PositionKind.DEMO


@pytest.mark.parametrize("region", ALL)
def test_everything_lies_near_its_county_seat(region: str) -> None:
    seats = {one.key: one for one in read_divisions(region) if one.level is Level.COUNTY}
    for one in read_divisions(region):
        if one.level in {Level.TOWN, Level.VILLAGE}:
            seat = seats[one.code[:6]]
            assert abs(one.lat - seat.lat) < 0.6
            assert abs(one.lon - seat.lon) < 0.8


def test_nothing_in_raohe_lies_across_the_ussuri() -> None:
    assert max(one.lon for one in rows("shuangyashan")) <= 134.0138


def test_the_seats_of_shuangyashan_are_the_public_ones() -> None:
    seats = {one.name: (one.lat, one.lon, one.position_kind) for one in rows("shuangyashan")}

    assert seats["尖山区"] == (46.6466, 131.1584, PositionKind.KNOWN)
    assert seats["饶河县"] == (46.7982, 134.0138, PositionKind.KNOWN)


@pytest.mark.parametrize(
    ("code", "urban_class"),
    [
        ("230502001001", "111"),
        ("230502001201", "220"),
        ("230521100001", "121"),
        ("230521201001", "210"),
        ("230521500401", "123"),
        ("230521500500", "220"),
        ("230521101219", "220"),
    ],
)
def test_the_urban_class_follows_the_digits_of_town_and_village(code: str, urban_class: str) -> None:
    assert urban_class_of(code) == urban_class


def test_an_unknown_region_is_refused_with_the_names_of_the_known() -> None:
    with pytest.raises(NotFound) as refusal:
        rows("atlantis")

    assert refusal.value.code == "unknown_region"
    assert "shuangyashan" in refusal.value.message


def test_a_damaged_file_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "divisions.csv").write_text("code,name\n1,a\n", encoding="utf-8")
    monkeypatch.setattr(divisions, "HERE", tmp_path)

    with pytest.raises(Invalid) as refusal:
        rows("broken")

    assert refusal.value.code == "bad_divisions"


@pytest.mark.parametrize("region", ALL)
def test_the_files_are_what_the_builder_builds(region: str) -> None:
    facts = [(one.code, one.name, one.level) for one in read_divisions(region)]

    with (divisions.HERE / region / "divisions.csv").open(encoding="utf-8", newline="") as file:
        assert positions.build(facts) == list(csv.DictReader(file))
