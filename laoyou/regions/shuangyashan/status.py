"""What is true of a county's elders: aid, ability, disability and the rest, adding up city-wide."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random

from laoyou.regions.shuangyashan.calibration import Calibration
from laoyou.regions.shuangyashan.persons import Household, Person

LOW_INCOME_URBAN, LOW_INCOME_RURAL, LOW_INCOME_EDGE = "城市低保", "农村低保", "低保边缘"
IN_HOME, AT_HOME = "特困人员集中供养", "特困人员分散供养"
KEY_ENTITLED = "重点优抚"
LOW_INCOME = frozenset({LOW_INCOME_URBAN, LOW_INCOME_RURAL, IN_HOME, AT_HOME})
POOR_FAMILY = frozenset({LOW_INCOME_URBAN, LOW_INCOME_RURAL, LOW_INCOME_EDGE})
DEPENDENT = frozenset({"中度失能", "重度失能", "完全失能"})
CONTRIBUTIONS = (
    "市级劳动模范",
    "省级劳动模范",
    "见义勇为人员",
    "参战退役军人",
    "非遗传承人",
    "老党员（党龄50年）",
)


@dataclass(frozen=True, slots=True)
class StatusQuota:
    """Exact counts for one county: aid at 80 to 89, and assessed dependants of poor families."""

    low_income_80s: int
    poor_dependent: int


@dataclass(frozen=True, slots=True)
class Resident:
    """An elder with the kind of village where he lives."""

    person: Person
    urban: bool


def assign_status(
    households: Sequence[Household], quota: StatusQuota, calibration: Calibration, rng: Random
) -> None:
    """Set every status of every elder of the county, the dead among them included."""
    residents = [Resident(one, home.village.urban) for home in households for one in home.elders]
    _assistance(residents, quota.low_income_80s, calibration, rng)
    _ability(residents, calibration, rng)
    _assess(residents, quota.poor_dependent, calibration, rng)
    for one in residents:
        _single(one.person, calibration, rng)
        _pension(one, calibration, rng)
        _death(one.person, calibration, rng)


def _assistance(residents: list[Resident], in_80s: int, calibration: Calibration, rng: Random) -> None:
    """Low income by kind of village; of those aged 80 to 89 exactly `in_80s`, of 90+ as of the others."""
    living = [one for one in residents if one.person.death is None]
    eighties = [one for one in living if 80 <= one.person.age < 90]
    for one in rng.sample(eighties, min(in_80s, len(eighties))):
        one.person.assistance = _kind_of_low_income(one, calibration, rng)
    for one in residents:
        if one.person.death is not None or not 80 <= one.person.age < 90:
            chance = _low_income_share(one, calibration) + _poverty_share(one, calibration)
            if rng.random() < chance:
                one.person.assistance = _kind_of_low_income(one, calibration, rng)
        if one.person.assistance is None and rng.random() < calibration.share("low_income_edge_share"):
            one.person.assistance = LOW_INCOME_EDGE
        one.person.entitled = one.person.man and rng.random() < 2 * calibration.share("key_entitled_share")
        if one.person.assistance == IN_HOME:
            one.person.living = ""


def _low_income_share(one: Resident, calibration: Calibration) -> float:
    return calibration.share("low_income_urban_share" if one.urban else "low_income_rural_share")


def _poverty_share(one: Resident, calibration: Calibration) -> float:
    return calibration.share("extreme_poverty_urban_share" if one.urban else "extreme_poverty_rural_share")


def _kind_of_low_income(one: Resident, calibration: Calibration, rng: Random) -> str:
    """特困 only for those without a spouse (no supporter), else 低保."""
    poverty, low = _poverty_share(one, calibration), _low_income_share(one, calibration)
    if one.person.spouse is None and rng.random() < 2 * poverty / (poverty + low):
        in_home = rng.random() < calibration.share("extreme_poverty_in_home_share")
        return IN_HOME if in_home else AT_HOME
    return LOW_INCOME_URBAN if one.urban else LOW_INCOME_RURAL


def _ability(residents: list[Resident], calibration: Calibration, rng: Random) -> None:
    disabled = calibration.by_age("disabled_by_age")
    grades, cumulative = calibration.choices("ability_grades")
    for one in residents:
        if rng.random() < disabled[min(one.person.age // 5 * 5, 90)]:
            one.person.ability = rng.choices(grades, cum_weights=cumulative)[0]


def _assess(residents: list[Resident], poor_dependent: int, calibration: Calibration, rng: Random) -> None:
    """Assess a share of all; of living dependants in poor families exactly `poor_dependent`."""
    poor = [one.person for one in residents if one.person.assistance in POOR_FAMILY and not one.person.death]
    candidates = [one for one in poor if one.ability in DEPENDENT]
    more = poor_dependent - len(candidates)
    if more > 0:
        able = [one for one in poor if one.ability not in DEPENDENT]
        for one in rng.sample(able, min(more, len(able))):
            one.ability = "中度失能"
            candidates.append(one)
    for one in rng.sample(candidates, min(poor_dependent, len(candidates))):
        one.assessed = True
    settled = {id(one) for one in candidates}
    for resident in residents:
        one = resident.person
        if id(one) not in settled:
            able_now = one.ability == "能力完好"
            share = calibration.share("assessed_able_share" if able_now else "assessed_disabled_share")
            one.assessed = rng.random() < share


def _single(person: Person, calibration: Calibration, rng: Random) -> None:
    """The statuses that depend on the person alone."""

    def happens(name: str, times: float = 1.0) -> bool:
        return rng.random() < times * calibration.share(name)

    person.dementia = happens("dementia_share", 2.5 if person.age >= 80 else 0.75)
    if person.age < 80:
        if happens("child_lost_share"):
            person.special_family = "计生特殊家庭-独生子女死亡"
        elif happens("child_disabled_share"):
            person.special_family = "计生特殊家庭-独生子女伤残"
    if happens("disability_card_share", 1.8 if person.ability != "能力完好" else 0.9):
        person.disability = (
            _draw(calibration, "disability_categories", rng),
            _draw(calibration, "disability_grades", rng),
        )
    if person.ability in DEPENDENT and happens("care_grade_share", 15):
        person.care_grade = _draw(calibration, "care_grades", rng)
    if happens("contribution_share"):
        person.contribution = rng.choice(CONTRIBUTIONS)


def _draw(calibration: Calibration, table: str, rng: Random) -> str:
    rows, cumulative = calibration.choices(table)
    return rng.choices(rows, cum_weights=cumulative)[0]


def _pension(one: Resident, calibration: Calibration, rng: Random) -> None:
    table = calibration.tables["pensions_urban" if one.urban else "pensions_rural"]
    chance = rng.random()
    for kind, share in table.items():
        chance -= share
        if chance < 0:
            one.person.pension = kind
            return


def _death(person: Person, calibration: Calibration, rng: Random) -> None:
    if person.death is not None:
        person.still_listed = rng.random() < calibration.share("deaths_still_listed_share")


def counts(households: Sequence[Household]) -> dict[str, int]:
    """The calibrated counts of a county's living, as the manifest adds them up."""
    living = [one for home in households for one in home.elders if one.death is None]

    def count(test: Callable[[Person], bool]) -> int:
        return sum(map(test, living))

    return {
        "elders": len(living),
        "aged_80": count(lambda one: one.age >= 80),
        "aged_90": count(lambda one: one.age >= 90),
        "high_age_allowance": count(
            lambda one: one.age >= 90 or (one.age >= 80 and one.assistance in LOW_INCOME)
        ),
        "poor_disabled_subsidy": count(
            lambda one: one.assessed and one.ability in DEPENDENT and one.assistance in POOR_FAMILY
        ),
        "living_alone": count(lambda one: one.living == "独居"),
        "disabled": count(lambda one: one.ability != "能力完好"),
        "infants": sum(home.infant is not None for home in households),
        "deaths": sum(one.death is not None for home in households for one in home.elders),
    }
