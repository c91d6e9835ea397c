from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from laoyou.kernel.errors import Invalid
from laoyou.regions.shuangyashan.generate import generate
from laoyou.regions.shuangyashan.manifest import read_manifest
from laoyou.regions.shuangyashan.status import LOW_INCOME
from laoyou.regions.shuangyashan.tests.conftest import SCALE, DemoCity, read_lines

SMALL = 0.002


def test_the_same_seed_and_scale_write_the_same_files(tmp_path: Path) -> None:
    first = generate(tmp_path / "a", seed=7, scale=SMALL)
    second = generate(tmp_path / "b", seed=7, scale=SMALL)

    assert first == second
    for report in first.files:
        here, there = tmp_path / "a" / report.path, tmp_path / "b" / report.path
        if report.encoding == "xlsx":
            assert read_lines(here, "xlsx") == read_lines(there, "xlsx")
        else:
            assert here.read_bytes() == there.read_bytes()


def test_another_seed_makes_another_city_of_the_same_size(tmp_path: Path) -> None:
    first = generate(tmp_path / "a", seed=1, scale=SMALL)
    second = generate(tmp_path / "b", seed=2, scale=SMALL)

    residents = next(one for one in first.files if one.sheet == "residents")
    assert (tmp_path / "a" / residents.path).read_bytes() != (tmp_path / "b" / residents.path).read_bytes()
    assert first.counts["elders"] == second.counts["elders"]
    assert first.counts["aged_80"] == second.counts["aged_80"]


def test_a_later_day_moves_every_birth(tmp_path: Path) -> None:
    manifest = generate(tmp_path, seed=1, scale=SMALL, on=date(2028, 2, 29))

    assert manifest.on == date(2028, 2, 29)
    assert manifest.counts["elders"] == round(291_800 * SMALL)


@pytest.mark.parametrize("scale", [0, -1, 10.1, float("nan")])
def test_a_scale_out_of_reach_is_refused(tmp_path: Path, scale: float) -> None:
    with pytest.raises(Invalid) as refusal:
        generate(tmp_path, scale=scale)

    assert refusal.value.code == "scale"
    assert not list(tmp_path.iterdir())


def test_the_manifest_beside_the_files_is_the_one_returned(city: DemoCity) -> None:
    assert read_manifest(city.folder) == city.manifest


def test_no_file_is_empty_and_every_file_has_its_headers(city: DemoCity) -> None:
    for report in city.manifest.files:
        lines = city.lines(report)
        assert report.rows > 0, report.path
        assert lines[report.header_row - 1] == list(report.columns)
        assert len(lines) == report.header_row + report.rows, report.path


def test_the_folder_holds_the_files_of_the_manifest_and_nothing_else(city: DemoCity) -> None:
    written = {path.name for path in city.folder.iterdir()}

    assert written == {report.path for report in city.manifest.files} | {"manifest.json"}


def test_every_form_of_spreadsheet_occurs(city: DemoCity) -> None:
    assert {report.encoding for report in city.manifest.files} == {"xlsx", "utf-8-sig", "gb18030"}


def test_the_gb18030_file_is_not_utf8(city: DemoCity) -> None:
    raw = (city.folder / city.report("residents").path).read_bytes()

    assert raw.decode("gb18030").startswith("姓名,公民身份号码,")
    with pytest.raises(UnicodeDecodeError):
        raw.decode("utf-8")


def test_the_utf8_file_begins_with_a_mark(city: DemoCity) -> None:
    assert (city.folder / city.report("pensions").path).read_bytes().startswith(b"\xef\xbb\xbf")


def test_a_workbook_has_a_title_and_merged_headings_above_its_columns(city: DemoCity) -> None:
    report = city.report("assistance")

    lines = city.lines(report)

    assert report.header_row == 4
    assert lines[0][0].endswith("社会救助对象统计表")
    assert lines[0][1:] == [""] * 7
    assert lines[2] == ["基本信息", "", "救助信息", "", "", "居住与联系", "", ""]


def test_the_elders_are_as_many_as_the_plan_says(city: DemoCity) -> None:
    assert city.manifest.counts["elders"] == pytest.approx(291_800 * SCALE, rel=0.005)


def test_the_oldest_and_the_poor_are_as_many_as_get_the_high_age_allowance(city: DemoCity) -> None:
    assert city.manifest.counts["high_age_allowance"] == pytest.approx(5_330 * SCALE, abs=1)


def test_assessed_dependants_of_poor_families_are_as_many_as_get_the_subsidy(city: DemoCity) -> None:
    assert city.manifest.counts["poor_disabled_subsidy"] == pytest.approx(1_143 * SCALE, abs=1)


def test_living_alone_and_disability_come_near_the_nation(city: DemoCity) -> None:
    counts = city.manifest.counts

    assert counts["living_alone"] / counts["elders"] == pytest.approx(0.142, abs=0.02)
    assert counts["disabled"] / counts["elders"] == pytest.approx(0.116, abs=0.02)


def test_counted_from_the_police_sheet_the_elders_and_the_aged_80_come_out(city: DemoCity) -> None:
    births = _births_of_the_living(city)
    on = city.manifest.on

    elders = sum(_age(birth, on) >= 60 for birth in births.values())
    aged_80 = sum(_age(birth, on) >= 80 for birth in births.values())
    spoiled = sum(len(lines) for one in city.reports("residents") for lines in one.dirt.values())
    unknown_dead = sum(len(lines) for lines in city.report("deaths").dirt.values())

    for counted, name in ((elders, "elders"), (aged_80, "aged_80")):
        true = city.manifest.counts[name]
        assert true - spoiled <= counted <= true + unknown_dead
    assert city.manifest.counts["aged_80"] / city.manifest.counts["elders"] == pytest.approx(0.129, abs=0.003)


def _births_of_the_living(city: DemoCity) -> dict[str, date]:
    """By resident number, from clean rows; those on the list of deaths left out."""
    dead = {row["公民身份号码"] for _, row in city.rows(city.report("deaths"))}
    births = {}
    for report in city.reports("residents"):
        for row in city.clean_rows(report):
            number = row["公民身份号码"]
            if number not in dead:
                births[number] = date.fromisoformat(row["出生日期"])
    return births


def _age(birth: date, on: date) -> int:
    return on.year - birth.year - ((on.month, on.day) < (birth.month, birth.day))


def test_the_poor_in_the_civil_affairs_sheet_are_kinds_that_it_knows(city: DemoCity) -> None:
    kinds = {row["救助类别"] for report in city.reports("assistance") for row in city.clean_rows(report)}

    assert kinds == LOW_INCOME | {"低保边缘", "重点优抚"}


def test_every_infant_is_under_three_and_has_a_guardian_whom_the_police_know(city: DemoCity) -> None:
    known = {row["公民身份号码"] for report in city.reports("residents") for _, row in city.rows(report)}
    spoiled = sum(len(lines) for report in city.reports("residents") for lines in report.dirt.values())
    strangers = 0
    for report in city.reports("infants"):
        for row in city.clean_rows(report):
            assert _age(date.fromisoformat(row["出生日期"]), city.manifest.on) < 3
            assert row["监护人姓名"]
            assert row["监护人电话"]
            strangers += row["监护人身份证号"] not in known

    assert strangers <= spoiled


def test_everybody_at_one_door_has_one_household_and_one_head(city: DemoCity) -> None:
    heads: dict[str, int] = {}
    addresses: dict[str, set[str]] = {}
    for report in city.reports("residents"):
        repeated = set(report.dirt.get("duplicate_row", ()))
        for line, row in city.rows(report):
            addresses.setdefault(row["户号"], set()).add(row["居住地址"])
            heads[row["户号"]] = heads.get(row["户号"], 0) + (
                row["与户主关系"] == "户主" and line not in repeated
            )

    assert set(heads.values()) == {1}
    assert {len(one) for one in addresses.values()} == {1}


def test_a_town_names_villages_in_words_not_codes(city: DemoCity) -> None:
    row = next(city.clean_rows(city.report("elders")))

    assert row["所属乡镇"] == "二马路街道"
    assert row["所属村居"] == "春城社区"
