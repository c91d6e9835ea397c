"""One county's people, households first: couples, elders alone, three generations, young families."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from laoyou.regions.shuangyashan.calibration import Calibration, apportion
from laoyou.regions.shuangyashan.identity import Numbers, Phones, house
from laoyou.regions.shuangyashan.names import given_name, surname
from laoyou.regions.shuangyashan.persons import Household, Person, Village

OLDEST_BAND = 90
INFANT_DAYS = 3 * 365


@dataclass(frozen=True, slots=True)
class CountyQuota:
    """How many a county gets: living elders by five-year band, the recently dead, and infants."""

    elders: dict[int, int]
    dead: int
    infants: int


@dataclass(frozen=True, slots=True)
class Makers:
    """What hands out the unique things of the whole city."""

    calibration: Calibration
    numbers: Numbers
    phones: Phones
    villages: Sequence[Village]


def people_county(
    villages: Sequence[Village], quota: CountyQuota, makers: Makers, on: date, rng: Random
) -> list[Household]:
    """The households of one county, grouped by village in the order given."""
    elders = _elders(quota, makers.calibration, on, rng)
    households = _settle(_pair(elders, makers.calibration, rng), villages, rng)
    _arrange(households, makers.calibration, rng)
    _add_infants(households, villages, quota.infants, makers.calibration, on, rng)
    households.sort(key=lambda one: one.village.code)
    for index, one in enumerate(households):
        _identify(one, index, makers, rng)
    return households


def _elders(quota: CountyQuota, calibration: Calibration, on: date, rng: Random) -> list[Person]:
    men = calibration.by_age("men_by_age")
    people = []
    for band, count in quota.elders.items():
        number_of_men = round(count * men[band])
        for index in range(count):
            people.append(_elder("男" if index < number_of_men else "女", band, on, rng))
    for _ in range(quota.dead):
        person = _elder(
            rng.choice("男女"), rng.choices((60, 70, 75, 80, 85, 90), (2, 3, 4, 5, 4, 2))[0], on, rng
        )
        person.death = on - timedelta(days=1 + int(rng.random() * 89))
        people.append(person)
    return people


def _elder(sex: str, band: int, on: date, rng: Random) -> Person:
    age = band + (min(int(rng.expovariate(0.45)), 14) if band == OLDEST_BAND else int(rng.random() * 5))
    return Person(sex=sex, birth=born(age, on, rng), age=age)


def born(age: int, on: date, rng: Random) -> date:
    """A birth date that makes somebody exactly `age` whole years old on a day."""
    day = 28 if (on.month, on.day) == (2, 29) else on.day
    latest = date(on.year - age, on.month, day)
    return date.fromordinal(latest.toordinal() - int(rng.random() * 365))


def _pair(people: list[Person], calibration: Calibration, rng: Random) -> list[list[Person]]:
    """Couples of like age, the man a little older, and everybody else alone; in random order."""
    men = [one for one in people if one.man]
    women = [one for one in people if not one.man]
    count = min(round(len(men) * calibration.share("men_married_share")), round(len(women) * 0.92))
    husbands = sorted(_likelier_young(men, count, rng), key=lambda one: one.age + rng.gauss(-2, 2))
    wives = sorted(_likelier_young(women, count, rng), key=lambda one: one.age + rng.gauss(0, 1))
    units = [[husband, wife] for husband, wife in zip(husbands, wives, strict=True)]
    for husband, wife in units:
        husband.spouse, wife.spouse = wife, husband
    units += [[one] for one in people if one.spouse is None]
    rng.shuffle(units)
    return units


def _likelier_young(people: list[Person], count: int, rng: Random) -> list[Person]:
    """Those who have a spouse still living: fewer with age."""
    return sorted(people, key=lambda one: one.age * 0.02 + rng.random())[:count]


def _settle(units: list[list[Person]], villages: Sequence[Village], rng: Random) -> list[Household]:
    """Fill the villages in proportion to their weight."""
    weights = [one.weight for one in villages]
    households = []
    position = 0
    for village, count in zip(villages, apportion(len(units), weights), strict=True):
        for unit in units[position : position + count]:
            head = (unit[0], "户主")
            rest = [(one, "妻") for one in unit[1:]]
            households.append(Household(village, house(rng, urban=village.urban), members=[head, *rest]))
        position += count
    return households


def _arrange(households: list[Household], calibration: Calibration, rng: Random) -> None:
    """Who lives alone, as a couple, left behind, or with children, in the nation's shares."""
    couples = [one for one in households if len(one.members) == 2]
    singles = [one for one in households if len(one.members) == 1]
    elders = 2 * len(couples) + len(singles)
    alone = calibration.share("living_alone_share") * elders / max(len(singles), 1)
    together = calibration.share("couple_only_share") * elders / max(2 * len(couples), 1)
    left_behind = calibration.share("left_behind_share")
    for one in singles:
        _set_living(one, "独居" if rng.random() < alone else "与子女同住")
    for one in couples:
        if rng.random() >= together:
            _set_living(one, "与子女同住")
        else:
            rural = not one.village.urban
            _set_living(one, "留守" if rural and rng.random() < left_behind else "空巢")


def _set_living(household: Household, living: str) -> None:
    for person, _ in household.members:
        person.living = living


def _add_infants(
    households: list[Household],
    villages: Sequence[Village],
    infants: int,
    calibration: Calibration,
    on: date,
    rng: Random,
) -> None:
    """Infants and their parents: some at the grandparents' door, the rest in households of their own."""
    with_children: dict[str, list[Household]] = {}
    for one in households:
        if one.members[0][0].living == "与子女同住" and one.members[0][0].age < 80:
            with_children.setdefault(one.village.code, []).append(one)
    share = calibration.share("infants_with_grandparents_share")
    boys = calibration.share("boys_share")
    for village, count in zip(villages, apportion(infants, [one.weight for one in villages]), strict=True):
        hosts = with_children.get(village.code, [])
        for _ in range(count):
            infant = _infant("男" if rng.random() < boys else "女", on, rng)
            if hosts and rng.random() < share:
                _join(hosts.pop(), infant, on, rng)
            else:
                households.append(_young_family(village, infant, on, rng))


def _infant(sex: str, on: date, rng: Random) -> Person:
    birth = date.fromordinal(on.toordinal() - 3 - int(rng.random() * (INFANT_DAYS - 4)))
    return Person(sex=sex, birth=birth, age=(on - birth).days // 366)


def _parents(on: date, rng: Random) -> tuple[Person, Person]:
    age = 22 + int(rng.random() * 18)
    younger = max(21, age - int(rng.random() * 4))
    return Person("男", born(age, on, rng), age), Person("女", born(younger, on, rng), younger)


def _young_family(village: Village, infant: Person, on: date, rng: Random) -> Household:
    father, mother = _parents(on, rng)
    child = "子" if infant.man else "女"
    household = Household(village, house(rng, urban=village.urban), infant=infant)
    household.members = [(father, "户主"), (mother, "妻"), (infant, child)]
    _set_guardian(household, mother if rng.random() < 0.7 else father)
    return household


def _join(household: Household, infant: Person, on: date, rng: Random) -> None:
    father, mother = _parents(on, rng)
    grandchild = "孙子" if infant.man else "孙女"
    household.members += [(father, "子"), (mother, "儿媳"), (infant, grandchild)]
    household.infant = infant
    _set_guardian(household, mother if rng.random() < 0.7 else father)


def _set_guardian(household: Household, guardian: Person) -> None:
    household.guardian = guardian
    household.guardian_relation = "父亲" if guardian.man else "母亲"


def _identify(household: Household, index: int, makers: Makers, rng: Random) -> None:
    """Names, numbers, phones, registration; a child bears the father's surname."""
    village = household.village
    household.number = f"{village.county}{index + 1:06d}"
    head = household.members[0][0]
    own = surname(rng)
    family = own if head.man else surname(rng)
    elsewhere = rng.random() < makers.calibration.share("registered_elsewhere_share")
    registered = rng.choice(makers.villages) if elsewhere else village
    door = house(rng, urban=registered.urban) if elsewhere else household.house
    ethnic = _ethnic(makers.calibration, rng)
    for person, relation in household.members:
        by_blood = person.man or relation in {"女", "孙女"}
        mine = own if person is head else family if by_blood else surname(rng)
        person.name = mine + given_name(rng, person.sex, person.birth.year)
        person.registered, person.registered_house, person.ethnic = registered, door, ethnic
        origin = village.county if rng.random() < 0.85 else rng.choice(makers.villages).county
        person.number = makers.numbers.give(origin, person.birth, man=person.man)
        if person is not household.infant and rng.random() >= _without_phone(person, makers.calibration):
            person.phone = makers.phones.give()
        if person.elder:
            _give_contact(person, family, makers.phones, rng)


def _without_phone(person: Person, calibration: Calibration) -> float:
    return calibration.share("no_phone_share") if person.elder else 0.0


def _ethnic(calibration: Calibration, rng: Random) -> str:
    groups, cumulative = calibration.choices("ethnic_groups")
    return rng.choices(groups, cum_weights=cumulative)[0]


def _give_contact(person: Person, family: str, phones: Phones, rng: Random) -> None:
    """A grown child where there is one, else a nephew or a neighbour: known by name and phone only."""
    chance = rng.random()
    if chance < 0.90:
        sex, relation = ("男", "儿子") if chance < 0.55 else ("女", "女儿")
        person.contact = family + given_name(rng, sex, person.birth.year + 26)
    else:
        sex = rng.choice("男女")
        relation = "侄子" if sex == "男" and chance < 0.94 else "邻居"
        person.contact = (family if relation == "侄子" else surname(rng)) + given_name(rng, sex, 1968)
    person.contact_relation = relation
    person.contact_phone = phones.give()
