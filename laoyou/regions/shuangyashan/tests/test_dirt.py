from __future__ import annotations

from collections.abc import Callable
from datetime import date
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from laoyou.kernel import phone, resident_number
from laoyou.kernel.errors import Invalid
from laoyou.kernel.sex import Sex
from laoyou.regions.divisions import read_divisions
from laoyou.regions.shuangyashan import dirt as dirt_kinds
from laoyou.regions.shuangyashan.dirt import (
    BAD,
    NUMBER_COLUMNS,
    PHONE_COLUMNS,
    REPAIRABLE,
    SPOILERS,
    Columns,
    Dirt,
    Dirtier,
    kinds_for,
)
from laoyou.regions.shuangyashan.manifest import FileReport
from laoyou.regions.shuangyashan.names import misspelled
from laoyou.regions.shuangyashan.sheets import CARE_GRADES, DEATHS, PENSIONS, RESIDENTS, TOWN, Row
from laoyou.regions.shuangyashan.tests.conftest import DemoCity

BREAKS_NUMBER = {Dirt.WRONG_CHECKSUM, Dirt.MISSING_NUMBER, Dirt.FIFTEEN_DIGITS, Dirt.FULL_WIDTH}


def number_of(row: dict[str, str]) -> str:
    return next(row[name] for name in NUMBER_COLUMNS if name in row)


def dirty_rows(city: DemoCity, kind: Dirt) -> list[tuple[FileReport, dict[str, str]]]:
    found = []
    for report in city.manifest.files:
        lines = set(report.dirt.get(kind.value, ()))
        found += [(report, row) for line, row in city.rows(report) if line in lines]
    return found


def test_there_are_twelve_bad_kinds_and_three_that_mend() -> None:
    assert len(BAD) == 12
    assert len(REPAIRABLE) == 3


def test_every_kind_occurs_and_about_three_in_a_hundred_rows_are_dirty(city: DemoCity) -> None:
    totals = city.manifest.dirt()

    assert set(totals) == {kind.value for kind in Dirt}
    assert sum(totals.values()) / city.manifest.rows == pytest.approx(0.03, abs=0.005)


def test_no_row_is_dirty_in_two_ways(city: DemoCity) -> None:
    for report in city.manifest.files:
        lines = [line for lines in report.dirt.values() for line in lines]
        assert len(lines) == len(set(lines)), report.path


def test_every_number_that_is_not_marked_is_valid(city: DemoCity) -> None:
    for report in city.manifest.files:
        if report.sheet == "organisations":
            continue
        marked = {line for kind in BREAKS_NUMBER for line in report.dirt.get(kind.value, ())}
        for line, row in city.rows(report):
            if line not in marked:
                number = number_of(row)
                assert resident_number.parse(number[:18], on=city.manifest.on).value == number[:18]


def test_clean_rows_agree_with_their_number(city: DemoCity) -> None:
    for report in city.reports("residents") + city.reports("elders") + city.reports("infants"):
        for row in city.clean_rows(report):
            told = resident_number.parse(number_of(row))
            assert row["出生日期"] == told.birth.isoformat()
            assert row["性别"] == ("男" if told.sex is Sex.MALE else "女")


def test_clean_rows_lie_in_known_villages(city: DemoCity) -> None:
    codes = {one.code for one in read_divisions("shuangyashan")}
    for report in city.reports("residents") + city.reports("assistance") + city.reports("infants"):
        for row in city.clean_rows(report):
            places = [value for name, value in row.items() if name.endswith("区划代码")]
            assert places
            assert codes.issuperset(places)


def test_phones_of_clean_rows_are_valid_and_from_the_pool_that_has_no_phones(city: DemoCity) -> None:
    for report in city.manifest.files:
        for row in city.clean_rows(report):
            for name in PHONE_COLUMNS:
                if row.get(name):
                    assert phone.normalise(row[name]).startswith("1400")


def test_a_marked_phone_is_refused(city: DemoCity) -> None:
    for _, row in dirty_rows(city, Dirt.MALFORMED_PHONE):
        refused = 0
        for name in PHONE_COLUMNS:
            if row.get(name):
                try:
                    phone.normalise(row[name])
                except Invalid:
                    refused += 1
        assert refused == 1


def test_a_marked_checksum_is_wrong(city: DemoCity) -> None:
    for _, row in dirty_rows(city, Dirt.WRONG_CHECKSUM):
        with pytest.raises(Invalid) as refusal:
            resident_number.parse(number_of(row)[:18])
        assert refusal.value.code == "checksum"


def test_fifteen_digits_come_back_to_eighteen(city: DemoCity) -> None:
    known = {number_of(row) for report in city.reports("residents") for _, row in city.rows(report)}
    marked = [row for report, row in dirty_rows(city, Dirt.FIFTEEN_DIGITS) if report.source != "police"]

    assert marked
    found = sum(resident_number.parse(number_of(row)).value in known for row in marked)
    assert found >= len(marked) * 0.9


def test_full_width_numbers_are_mended_by_normalising(city: DemoCity) -> None:
    for _, row in dirty_rows(city, Dirt.FULL_WIDTH):
        number = number_of(row)
        plain = resident_number.normalise(number)
        assert plain != number
        assert resident_number.parse(plain[:18]).value == plain[:18]


def test_a_duplicate_stands_once_before(city: DemoCity) -> None:
    for report in city.manifest.files:
        rows = dict(city.rows(report))
        for line in report.dirt.get(Dirt.DUPLICATE_ROW, ()):
            earlier = [other for other in range(report.header_row + 1, line) if rows[other] == rows[line]]
            assert len(earlier) == 1


def test_a_misspelled_name_belongs_to_a_number_the_police_spell_otherwise(city: DemoCity) -> None:
    names = {
        number_of(row): row["姓名"] for report in city.reports("residents") for row in city.clean_rows(report)
    }
    marked = [
        (row, names[number_of(row)[:18]])
        for _, row in dirty_rows(city, Dirt.NAME_VARIANT)
        if number_of(row)[:18] in names
    ]

    assert marked
    for row, name in marked:
        assert row["姓名"] != name
        assert len(row["姓名"]) == len(name)


def test_the_dead_whom_only_the_police_know_are_listed_elsewhere(city: DemoCity) -> None:
    dead = {number_of(row) for _, row in city.rows(city.report("deaths"))}
    marked = dirty_rows(city, Dirt.DEATH_ONLY_POLICE)
    spoiled = sum(len(lines) for lines in city.report("deaths").dirt.values())

    assert {report.source for report, _ in marked}.isdisjoint({"police"})
    strangers = {number_of(row)[:18] for _, row in marked} - dead
    assert len(strangers) <= spoiled


def test_a_death_before_birth_is_before_the_birth_of_the_number(city: DemoCity) -> None:
    marked = dirty_rows(city, Dirt.DEATH_BEFORE_BIRTH)

    assert marked
    for _, row in marked:
        assert date.fromisoformat(row["死亡日期"]) < resident_number.parse(row["公民身份号码"]).birth


def test_other_deaths_lie_in_the_last_ninety_days(city: DemoCity) -> None:
    for row in city.clean_rows(city.report("deaths")):
        assert 0 < (city.manifest.on - date.fromisoformat(row["死亡日期"])).days <= 90


def test_impossible_dates_are_no_dates(city: DemoCity) -> None:
    for _, row in dirty_rows(city, Dirt.IMPOSSIBLE_DATE):
        impossible = 0
        for name, value in row.items():
            if name.endswith("日期") and value:
                try:
                    date.fromisoformat(value)
                except ValueError:
                    impossible += 1
        assert impossible == 1


def test_unknown_places_are_in_no_list(city: DemoCity) -> None:
    divisions = list(read_divisions("shuangyashan"))
    known = {one.code for one in divisions} | {one.name for one in divisions}
    for _, row in dirty_rows(city, Dirt.UNKNOWN_DIVISION):
        place = next(row[name] for name in dirt_kinds.DIVISION_COLUMNS if name in row)
        assert place not in known


@pytest.mark.parametrize(("kind", "column"), [(Dirt.MISSING_NAME, "姓名"), (Dirt.MISSING_NUMBER, None)])
def test_what_is_marked_missing_is_empty(city: DemoCity, kind: Dirt, column: str | None) -> None:
    for _, row in dirty_rows(city, kind):
        assert (row[column] if column else number_of(row)) == ""


def resident() -> Row:
    return [
        "李秀英", "230502195003129124", "女", "1950-03-12", "汉族",
        "230502001001", "甲", "230502001001", "甲", "230502000001", "户主", "14000000001",
    ]  # fmt: skip


@given(seed=st.integers(0, 10_000), kind=st.sampled_from(sorted(set(SPOILERS) - {Dirt.DUPLICATE_ROW})))
def test_a_spoiler_changes_the_row_and_says_so(seed: int, kind: Dirt) -> None:
    row = resident()

    assert SPOILERS[kind](row, Columns.of(RESIDENTS), Random(seed))
    assert row != resident()
    assert len(row) == len(resident())


@pytest.mark.parametrize(
    ("kind", "change"),
    [
        (Dirt.FIFTEEN_DIGITS, lambda row: row.__setitem__(1, "230502202403129123")),
        (Dirt.NAME_VARIANT, lambda row: row.__setitem__(0, "甲乙")),
        (Dirt.MALFORMED_PHONE, lambda row: row.__setitem__(-1, "")),
        (Dirt.ODD_DATE, lambda row: row.__setitem__(3, "")),
    ],
)
def test_a_spoiler_leaves_a_row_that_it_cannot_spoil(kind: Dirt, change: Callable[[Row], None]) -> None:
    row = resident()
    change(row)
    before = list(row)

    assert not SPOILERS[kind](row, Columns.of(RESIDENTS), Random(1))
    assert row == before


@pytest.mark.parametrize("kind", [Dirt.BIRTH_AGAINST_NUMBER, Dirt.SEX_AGAINST_NUMBER, Dirt.UNKNOWN_DIVISION])
def test_a_sheet_without_the_column_is_not_spoiled_there(kind: Dirt) -> None:
    row = ["李秀英", "230502195003129124", "重度失能Ⅰ级", "2025-01-01", "2026-12-31"]

    assert kind not in kinds_for(CARE_GRADES)
    assert not SPOILERS[kind](row, Columns.of(CARE_GRADES), Random(1))


def test_only_the_sheet_of_deaths_shows_a_death_before_birth() -> None:
    assert kinds_for(DEATHS)[0] is Dirt.DEATH_BEFORE_BIRTH
    assert Dirt.DEATH_BEFORE_BIRTH not in kinds_for(TOWN)


def test_the_police_spelling_is_the_reference() -> None:
    assert Dirt.NAME_VARIANT not in kinds_for(RESIDENTS)
    assert Dirt.NAME_VARIANT in kinds_for(PENSIONS)


def test_a_dirtier_takes_the_kinds_in_turn_at_its_share() -> None:
    dirtier = Dirtier(RESIDENTS, 0.1, Random(3))

    kinds = [kind for _ in range(5_000) if (kind := dirtier.spoil(resident())) is not None]

    assert len(kinds) == pytest.approx(500, rel=0.1)
    assert set(kinds) == set(kinds_for(RESIDENTS))
    assert all(kinds.count(kind) >= len(kinds) // len(set(kinds)) - 1 for kind in set(kinds))


def test_a_misspelling_changes_one_character() -> None:
    assert misspelled("李秀英") == "李秀瑛"
    assert misspelled("闫一") == "阎一"
    assert misspelled("甲乙") is None
