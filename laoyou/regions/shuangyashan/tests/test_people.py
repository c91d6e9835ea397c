from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path
from random import Random

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from laoyou.kernel import credit_code, phone, resident_number
from laoyou.kernel.errors import Invalid
from laoyou.kernel.sex import Sex
from laoyou.people.types import FactKind, Source
from laoyou.places.types import Level
from laoyou.regions.divisions import read_divisions
from laoyou.regions.shuangyashan.calibration import apportion, read_calibration
from laoyou.regions.shuangyashan.county import born
from laoyou.regions.shuangyashan.declared import HERE, read_accounts, read_precedence
from laoyou.regions.shuangyashan.generate import read_city, share_out
from laoyou.regions.shuangyashan.identity import Numbers, Phones, village_short
from laoyou.regions.shuangyashan.names import given_name, surname
from laoyou.regions.shuangyashan.organisations import (
    COMMUNITY_STATION,
    STREET_CENTRE,
    TOWN_CENTRE,
    VILLAGE_STATION,
)
from laoyou.regions.shuangyashan.persons import Household, Person
from laoyou.regions.shuangyashan.sheets import rows_of
from laoyou.regions.shuangyashan.tests.conftest import DemoCity


@given(total=st.integers(0, 300_000), weights=st.lists(st.floats(0.01, 100), min_size=1, max_size=40))
def test_parts_add_up_to_the_whole_and_none_is_negative(total: int, weights: list[float]) -> None:
    parts = apportion(total, weights)

    assert sum(parts) == total
    assert min(parts) >= 0


def test_nothing_is_apportioned_to_no_weight() -> None:
    assert apportion(10, [0, 0]) == [0, 0]


@pytest.mark.parametrize("scale", [0.001, 0.02, 0.3, 1.0])
def test_the_counties_together_get_the_whole_city(scale: float) -> None:
    quotas = share_out(read_calibration(), scale)

    elders = sum(sum(one.elders.values()) for one in quotas.people.values())
    oldest = sum(one.elders[90] for one in quotas.people.values())
    low_income = sum(one.low_income_80s for one in quotas.status.values())

    assert elders == round(291_800 * scale)
    assert oldest + low_income == round(5_330 * scale)
    assert sum(one.poor_dependent for one in quotas.status.values()) == round(1_143 * scale)


def test_a_parameter_without_a_source_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "population.yaml"
    path.write_text("figures:\n  elders: {value: 1, confidence: V}\ntables: {}\n", encoding="utf-8")

    with pytest.raises(Invalid) as refusal:
        read_calibration(path)

    assert (refusal.value.code, refusal.value.field) == ("unsourced", "elders")


@given(age=st.integers(0, 110), on=st.dates(date(2020, 1, 1), date(2040, 12, 31)), seed=st.integers(0, 999))
def test_a_birth_date_makes_the_age_asked_for(age: int, on: date, seed: int) -> None:
    birth = born(age, on, Random(seed))

    assert on.year - birth.year - ((on.month, on.day) < (birth.month, birth.day)) == age


def test_a_day_has_numbers_for_every_sex_and_county_and_then_no_more() -> None:
    numbers = Numbers(["230502", "230503"])
    day = date(1950, 3, 12)

    given_out = [numbers.give("230502", day, man=False) for _ in range(96)]

    assert len(set(given_out)) == 96
    assert Counter(number[:6] for number in given_out) == {"230502": 48, "230503": 48}
    assert all("900" <= number[14:17] <= "995" for number in given_out)
    assert {resident_number.parse(number).sex for number in given_out} == {Sex.FEMALE}
    with pytest.raises(Invalid) as refusal:
        numbers.give("230502", day, man=False)
    assert refusal.value.code == "scale_too_large"


def test_phones_do_not_come_twice() -> None:
    phones = Phones(seed=1)

    given_out = [phones.give() for _ in range(50_000)]

    assert len(set(given_out)) == 50_000
    assert all(phone.normalise(one) == one for one in given_out[:100])


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("新发村委会", "新发村"),
        ("富民村村民委员会", "富民村"),
        ("春城社区", "春城社区"),
        ("繁荣社区居委会", "繁荣社区"),
        ("红旗居委会", "红旗社区"),
        ("八五三农场二管理区", "八五三农场二管理区"),
    ],
)
def test_a_village_is_named_in_an_address_without_its_committee(name: str, short: str) -> None:
    assert village_short(name) == short


@given(seed=st.integers(0, 5_000), sex=st.sampled_from("男女"), year=st.integers(1910, 2030))
def test_a_name_has_two_to_four_characters(seed: int, sex: str, year: int) -> None:
    rng = Random(seed)

    assert 2 <= len(surname(rng) + given_name(rng, sex, year)) <= 4


def test_nobody_lives_in_the_prison_and_every_other_village_has_weight() -> None:
    _, villages = read_city(read_calibration())

    empty = {one.code for one in read_divisions("shuangyashan") if one.level is Level.VILLAGE}
    empty -= {one.code for one in villages}

    assert empty
    assert all(code.startswith("230521480") for code in empty)


def test_an_address_names_each_place_once() -> None:
    _, villages = read_city(read_calibration())

    for one in villages:
        assert one.address.startswith("黑龙江省双鸭山市")
        assert one.address.count(one.town) == 1, one.address


def test_the_dead_whom_others_dropped_are_only_in_the_police_sheets() -> None:
    _, villages = read_city(read_calibration())
    dead = Person("男", date(1940, 1, 1), 86, name="甲乙", pension="城镇职工", death=date(2026, 10, 1))
    home = Household(villages[0], members=[(dead, "户主")])

    listed = {name for name, _, _ in rows_of(home, date(2026, 11, 1), Random(1))}
    dead.still_listed = False
    dropped = {name for name, _, _ in rows_of(home, date(2026, 11, 1), Random(1))}

    assert listed == {"residents", "deaths", "elders", "pensions"}
    assert dropped == {"residents", "deaths"}


def organisations(city: DemoCity) -> list[dict[str, str]]:
    return [row for _, row in city.rows(city.report("organisations"))]


def test_homes_and_beds_are_exactly_those_of_the_plan(city: DemoCity) -> None:
    homes: Counter[str] = Counter()
    beds: Counter[str] = Counter()
    for row in organisations(city):
        if row["机构类型"].endswith("养老机构"):
            homes[row["机构类型"]] += 1
            beds[row["机构类型"]] += int(row["床位数"])

    assert homes == {"公办养老机构": 20, "民办非企业养老机构": 54, "市场监管登记养老机构": 55}
    assert beds == {"公办养老机构": 2840, "民办非企业养老机构": 4151, "市场监管登记养老机构": 1618}
    assert (homes.total(), beds.total()) == (129, 8609)


def test_the_registry_follows_the_kind_of_home(city: DemoCity) -> None:
    registries = {"公办养老机构": ("事业单位登记管理局", "12"), "民办非企业养老机构": ("民政局", "52")}
    for row in organisations(city):
        if row["机构类型"] in registries:
            registry, prefix = registries[row["机构类型"]]
            assert row["登记机关"].endswith(registry)
            assert row["统一社会信用代码"].startswith(prefix)


def test_centres_and_stations_cover_the_shares_of_the_plan(city: DemoCity) -> None:
    kinds = Counter(row["机构类型"] for row in organisations(city))
    _, villages = read_city(read_calibration())

    assert kinds[STREET_CENTRE] == 19
    assert kinds[TOWN_CENTRE] == 21
    assert kinds[COMMUNITY_STATION] + kinds[VILLAGE_STATION] == round(0.8 * len(villages))


def test_nursery_places_are_those_of_the_plan(city: DemoCity) -> None:
    places = [int(row["床位数"]) for row in organisations(city) if row["机构类型"].endswith("托育机构")]

    assert sum(places) == 5100
    assert min(places) > 0


def test_every_credit_code_is_valid_made_up_and_given_once(city: DemoCity) -> None:
    codes = [row["统一社会信用代码"] for row in organisations(city)]

    assert len(set(codes)) == len(codes)
    for code in codes:
        assert credit_code.parse(code).organisation.startswith("DEM0")


def test_organisations_have_names_of_their_own_and_stand_in_known_villages(city: DemoCity) -> None:
    rows = organisations(city)
    codes = {one.code for one in read_divisions("shuangyashan")}

    assert {row["区划代码"] for row in rows} <= codes
    names = Counter(row["机构名称"] for row in rows)
    assert [name for name, times in names.items() if times > 1] == []


def test_the_accounts_say_who_and_where_and_hold_no_password() -> None:
    document = yaml.safe_load((HERE / "accounts.yaml").read_text(encoding="utf-8"))

    for one in document["accounts"]:
        assert set(one) == {"username", "name", "title", "role", "scope"}


def test_the_accounts_act_for_places_that_exist() -> None:
    keys = {one.key for one in read_divisions("shuangyashan")}
    accounts = read_accounts()

    assert len({one.username for one in accounts}) == len(accounts) == 13
    assert {one.scope.key for one in accounts} - {""} <= keys


def test_the_two_town_clerks_are_neighbours() -> None:
    scopes = {one.username: one.scope.key for one in read_accounts()}

    assert scopes["ermalu"][:6] == scopes["bamalu"][:6]
    assert scopes["ermalu"] != scopes["bamalu"]


def test_every_kind_of_status_fact_has_an_order_of_known_sources() -> None:
    precedence = read_precedence()

    assert set(precedence) == {kind.value for kind in FactKind}
    for kind, sources in precedence.items():
        assert len(set(sources)) == len(sources), kind
        assert set(sources) <= {source.value for source in Source}, kind
