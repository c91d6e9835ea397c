"""One person's month, read apart from the columns: both come to the same, whoever it is."""

from __future__ import annotations

import random
from datetime import date

import pytest

from laoyou.benefits.reads.reasons import reasons
from laoyou.desks.entitlements import sayings
from laoyou.desks.entitlements.deciding import Entitlement
from laoyou.desks.entitlements.entitled import Entitlements, entitlements
from laoyou.desks.entitlements.months import month_of
from laoyou.desks.tests.cast import say
from laoyou.desks.tests.law import lay_law
from laoyou.kernel.ids import PersonId
from laoyou.kernel.sex import Sex
from laoyou.people.reads import persons
from laoyou.people.tests.cast import (
    FAR_VILLAGE,
    TODAY,
    VILLAGE_A,
    VILLAGE_A2,
    VILLAGE_B,
    living_at,
    registered_at,
    somebody,
)
from laoyou.people.types import DISABILITY_GRADES, VALUES, FactKind
from laoyou.policies import reads as policies
from laoyou.policies.types import Subject
from laoyou.rules.types import FactType, Verdict

pytestmark = pytest.mark.django_db
MARCH = month_of(TODAY)
KINDS = [kind for kind in FactKind if kind is not FactKind.DEATH]


@pytest.fixture
def law(ground: None) -> None:
    lay_law()


def anybody(chance: random.Random) -> PersonId:
    """Somebody of whom some things are said and others not."""
    born = date(chance.choice([1925, 1935, 1945, 1960, 1980, 2024]), chance.randint(1, 12), 15)
    abodes = [living_at(chance.choice([VILLAGE_A, VILLAGE_A2, VILLAGE_B]))]
    if chance.random() < 0.7:
        abodes.append(registered_at(chance.choice([VILLAGE_A, VILLAGE_B, FAR_VILLAGE])))
    known = born if chance.random() < 0.9 else None
    sex = chance.choice([Sex.MALE, Sex.FEMALE])
    person = somebody("王某", abodes=abodes, document=None, birth_date=known, sex=sex)
    for kind in KINDS:
        if chance.random() < 0.4:
            grade = chance.choice([*DISABILITY_GRADES]) if kind is FactKind.DISABILITY else ""
            say(person, kind, chance.choice([*VALUES[kind]]), grade=grade)
    return person


def found(person: PersonId) -> Entitlements:
    return entitlements(persons.person(person), MARCH, TODAY)


def all_of(one: Entitlements) -> dict[int, Entitlement]:
    return {each.policy.id: each for each in (*one.related, *one.unrelated)}


@pytest.mark.parametrize("seed", range(6))
def test_it_is_what_the_columns_come_to_fact_by_fact_and_fen_by_fen(law: None, seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(4):
        person = anybody(chance)

        own, columns = found(person), reasons(person, MARCH, on=TODAY)

        assert {name: one.value for name, one in own.known.items()} == {
            name: one.value for name, one in columns.facts.items()
        }
        mine = all_of(own)
        assert set(mine) == {one.law.version_id for one in columns.benefits}
        for one in columns.benefits:
            each = mine[one.law.version_id]
            assert each.explained == one.explained
            assert {other.policy.code for other in each.excluded_by} == set(one.excluded_by)
            assert each.is_given == bool(one.given)


@pytest.mark.parametrize("seed", range(4))
def test_a_gap_that_is_filled_comes_to_what_was_said_of_it(law: None, seed: int) -> None:
    """Whatever the fact turns out to be, the month never comes to more than `more_fen` more."""
    chance = random.Random(100 + seed)
    person = anybody(chance)
    before = found(person)

    for gap in before.gaps:
        kind = FactKind(gap.fact.name) if gap.fact.name in set(FactKind) else None
        if kind is None or gap.more_fen is None:
            continue
        say(person, kind, chance.choice([*VALUES[kind]]))
        after = found(person)
        assert after.fen_a_month - before.fen_a_month <= gap.more_fen
        assert gap.fact.name not in {one.fact.name for one in after.gaps}
        return


def test_what_an_open_policy_may_come_to_holds_what_it_does_come_to(law: None) -> None:
    person = somebody("王某", VILLAGE_A, document=None, birth_date=date(1940, 1, 1))
    say(person, FactKind.LOW_INCOME, "urban")
    (nursing,) = [one for one in found(person).related if one.policy.code == "nursing_subsidy"]
    least, most = found(person).possible[nursing.policy.id, nursing.policy.part.start or date.min]

    say(person, FactKind.ABILITY, "3")
    (settled,) = [one for one in found(person).related if one.policy.code == "nursing_subsidy"]

    assert nursing.verdict is Verdict.UNDECIDED
    assert (least, most) == (10_000, 20_000)
    assert least <= (settled.explained.amount_fen or 0) <= most


def test_every_fact_of_the_vocabulary_has_words_for_both_sides() -> None:
    facts = policies.vocabulary(Subject.ELDER).facts.values()

    assert {one.name for one in facts if one.type is FactType.BOOL} == set(sayings.YES_NO)


@pytest.mark.parametrize(
    ("born", "said"),
    [
        (date(1943, 5, 12), "82 岁"),
        (date(2024, 11, 5), "1 岁 4 个月"),
        (date(2024, 3, 2), "2 岁"),
        (date(2025, 12, 20), "0 岁 2 个月"),
        (date(2026, 3, 1), "0 岁"),
        (date(2026, 4, 1), "还没有出生"),
    ],
)
def test_ages_are_said_as_people_say_them(born: date, said: str) -> None:
    assert sayings.age(born, date(2026, 3, 10)) == said
