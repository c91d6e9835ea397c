"""Who lives with whom in the made-up city: families that could be, for any seed."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from functools import cache
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from laoyou.kernel import phone, resident_number
from laoyou.kernel.sex import Sex
from laoyou.regions.shuangyashan.calibration import Calibration, read_calibration
from laoyou.regions.shuangyashan.county import Makers, people_county
from laoyou.regions.shuangyashan.dirt import Dirt
from laoyou.regions.shuangyashan.generate import read_city, share_out
from laoyou.regions.shuangyashan.identity import Numbers, Phones
from laoyou.regions.shuangyashan.persons import Household, Person, Village
from laoyou.regions.shuangyashan.status import IN_HOME, LOW_INCOME, assign_status, counts
from laoyou.regions.shuangyashan.tests.conftest import DemoCity

ON = date(2026, 11, 1)
SMALL = 0.004
NUMBERS = ("公民身份号码", "身份证号", "社会保障号码")
seeds = settings(max_examples=6, deadline=None)
SEEDS = st.integers(0, 10**6)


@cache
def ground() -> tuple[Calibration, list[Village]]:
    calibration = read_calibration()
    return calibration, read_city(calibration)[1]


@cache
def homes(seed: int) -> list[Household]:
    """A small city with all that is true of it, before any department writes it down."""
    calibration, villages = ground()
    makers = Makers(calibration, Numbers(list(calibration.tables["county_weights"])), Phones(seed), villages)
    quotas = share_out(calibration, SMALL)
    found: list[Household] = []
    for county in quotas.people:
        rng = Random(f"{seed}/{county}")
        own = [one for one in villages if one.county == county]
        here = people_county(own, quotas.people[county], makers, ON, rng)
        assign_status(here, quotas.status[county], calibration, rng)
        found += here
    return found


def people(seed: int) -> list[Person]:
    return [person for home in homes(seed) for person, _ in home.members]


@seeds
@given(SEEDS)
def test_nobody_lives_at_two_doors_and_no_number_is_given_twice(seed: int) -> None:
    assert len({id(person) for person in people(seed)}) == len(people(seed))
    assert len({person.number for person in people(seed)}) == len(people(seed))
    assert len({home.number for home in homes(seed)}) == len(homes(seed))


@seeds
@given(SEEDS)
def test_every_number_says_the_birth_and_the_sex_of_its_bearer(seed: int) -> None:
    for person in people(seed):
        said = resident_number.parse(person.number, on=ON)
        assert said.birth == person.birth
        assert (said.sex is Sex.MALE) == person.man


@seeds
@given(SEEDS)
def test_whoever_is_an_elder_is_sixty_by_the_calendar_too(seed: int) -> None:
    for person in people(seed):
        turned = ON.year - person.birth.year - ((ON.month, ON.day) < (person.birth.month, person.birth.day))
        assert person.birth < ON
        assert person.elder == (turned >= 60)
        assert turned < 115


@seeds
@given(SEEDS)
def test_every_infant_is_under_three_and_has_a_grown_guardian_at_the_same_door(seed: int) -> None:
    found = [home for home in homes(seed) if home.infant]
    assert found
    for home in found:
        members = [person for person, _ in home.members]
        assert home.infant in members
        assert home.guardian in members
        assert home.infant is not None
        assert home.guardian is not None
        assert ON - home.infant.birth < timedelta(days=3 * 366)
        assert (home.infant.birth - home.guardian.birth).days / 365.25 >= 18
        assert home.guardian_relation == ("父亲" if home.guardian.man else "母亲")
        assert home.guardian.death is None


@seeds
@given(SEEDS)
def test_couples_are_a_man_and_a_woman_of_one_door_and_plausible_ages(seed: int) -> None:
    gaps = []
    for home in homes(seed):
        for person, _ in home.members:
            if person.spouse is None:
                continue
            assert person.spouse.spouse is person
            assert person.spouse.sex != person.sex
            assert any(person.spouse is other for other, _ in home.members)
            gaps.append(abs(person.age - person.spouse.age))
    assert max(gaps) <= 30
    assert sorted(gaps)[len(gaps) * 9 // 10] <= 12


@seeds
@given(SEEDS)
def test_every_door_has_one_head_and_relations_that_fit_the_sex(seed: int) -> None:
    women = {"妻", "女", "儿媳", "孙女"}
    for home in homes(seed):
        relations = [relation for _, relation in home.members]
        assert relations[0] == "户主"
        assert Counter(relations)["户主"] == 1
        for person, relation in home.members[1:]:
            assert (relation in women) == (not person.man), relation


@seeds
@given(SEEDS)
def test_deaths_come_after_births_and_within_the_last_ninety_days(seed: int) -> None:
    dead = [person for person in people(seed) if person.death]
    assert dead
    for person in dead:
        assert person.death is not None
        assert person.birth < person.death < ON
        assert ON - person.death <= timedelta(days=90)
        assert person.elder


@seeds
@given(SEEDS)
def test_every_phone_is_a_phone_and_nobodys_twice(seed: int) -> None:
    phones = [person.phone for person in people(seed) if person.phone]
    phones += [person.contact_phone for person in people(seed) if person.contact_phone]

    assert all(phone.normalise(one) for one in phones)
    assert len(set(phones)) == len(phones)
    assert not any(home.infant.phone for home in homes(seed) if home.infant)
    assert all(person.contact_phone for person in people(seed) if person.elder)


@seeds
@given(SEEDS)
def test_who_is_kept_for_want_of_kin_has_no_spouse(seed: int) -> None:
    for person in people(seed):
        if person.assistance is not None and person.assistance.startswith("特困"):
            assert person.spouse is None
        if person.assistance == IN_HOME:
            assert person.living == ""
        if person.assistance:
            assert person.elder


@seeds
@given(SEEDS)
def test_the_sums_are_those_of_the_plan_for_any_seed(seed: int) -> None:
    totals = counts(homes(seed))
    living = [person for person in people(seed) if person.elder and person.death is None]

    assert totals["elders"] == len(living) == round(291_800 * SMALL)
    oldest = [person for person in living if person.age >= 90]
    poor = [person for person in living if 80 <= person.age < 90 and person.assistance in LOW_INCOME]
    assert len(oldest) + len(poor) == round(5_330 * SMALL)


def test_a_clean_city_has_no_dirt_of_any_kind_where_none_is_declared(city: DemoCity) -> None:
    """Each kind is looked for in every row by its own sign; where it shows, the manifest says so."""
    for report in city.manifest.files:
        marked = {line: kind for kind, lines in report.dirt.items() for line in lines}
        numbers = next((one for one in NUMBERS if one in report.columns), None)
        if numbers is None:
            continue
        seen: set[tuple[str, ...]] = set()
        for line, row in city.rows(report):
            kind = marked.get(line)
            assert bool(row["姓名"]) or kind == Dirt.MISSING_NAME
            assert bool(row[numbers]) or kind == Dirt.MISSING_NUMBER
            mended = kind in (Dirt.FIFTEEN_DIGITS, Dirt.FULL_WIDTH)
            assert mended or (row[numbers].isascii() and len(row[numbers]) in {0, 18})
            whole = tuple(row.values())
            assert whole not in seen or kind == Dirt.DUPLICATE_ROW
            seen.add(whole)


def test_only_kinds_that_are_known_are_declared_and_only_of_rows_that_are_there(city: DemoCity) -> None:
    for report in city.manifest.files:
        assert set(report.dirt) <= {kind.value for kind in Dirt}
        for lines in report.dirt.values():
            assert lines == sorted(set(lines))
            assert all(report.header_row < line <= report.header_row + report.rows for line in lines)
