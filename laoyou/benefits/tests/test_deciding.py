"""From the register to the facts of the law, and to verdicts by profile."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from laoyou.access.types import Scope
from laoyou.benefits.core import deaths, facts_columns, months, results, slices
from laoyou.benefits.reads.deciding import decide
from laoyou.benefits.reads.laws import MonthLaw, month_law
from laoyou.benefits.tests.cast import (
    CARE,
    CITY,
    COUNTY,
    SYSTEM,
    WARM,
    at,
    elder,
    month,
    needs_care,
    publish,
    state,
)
from laoyou.kernel.spans import DateSpan
from laoyou.people import verbs as people
from laoyou.people.reads import columns
from laoyou.people.types import VALUES, FactKind, Source
from laoyou.policies import reads as policies
from laoyou.policies.types import AtDeath, Per, Subject
from laoyou.rules.types import Fact, FactType

JANUARY = months.month_of(date(2026, 1, 1))


def known(register: pl.DataFrame, on: date = JANUARY.start) -> dict[str, object]:
    """All facts of the one person of a register."""
    words = policies.vocabulary(Subject.ELDER)
    found = facts_columns.facts(
        register, words.facts.values(), silence=words.silence, urban={"230502001001": True}, on=on
    )
    return found.row(0, named=True)


def test_the_law_asks_only_what_the_register_can_tell() -> None:
    """Policies may not see the register: that their words and its kinds are the same is held here."""
    words = policies.vocabulary(Subject.ELDER)
    own = {"birth_date", "alive", "death_date", "sex", "residence", "registered", "urban", columns.GRADE}

    assert set(words.facts) - own == {kind.value for kind in FactKind} - {"death"}
    for kind in set(FactKind) - {FactKind.DEATH}:
        fact = words.facts[kind.value]
        assert VALUES[kind].keys() == _values(fact), kind


def _values(fact: Fact) -> set[str]:
    """The values by which the register would say each value of a fact; what nobody says is `none`."""
    match fact.type:
        case FactType.BOOL:
            return {"yes"}
        case FactType.NUMBER:
            return {str(number) for number in range(fact.low, fact.highest + 1)}
    return set(fact.codes) - {"none"}


@pytest.mark.usefixtures("ground")
def test_where_no_source_speaks_what_stands_is_said_by_the_vocabulary() -> None:
    elder("1940-06-15")

    found = known(columns.register(Scope.everything(), JANUARY.start))

    assert (found["low_income"], found["low_income_edge"], found["disability_grade"]) == ("none", False, 0)
    assert (found["ability"], found["living"], found["pension"]) == (None, None, None)
    assert (found["alive"], found["urban"], found["sex"]) == (True, True, "2")
    assert found["birth_date"] == date(1940, 6, 15)


@pytest.mark.usefixtures("ground")
def test_what_a_source_says_is_brought_to_the_type_of_the_fact() -> None:
    person_id = elder("1940-06-15")
    needs_care(person_id, "3")
    state(person_id, FactKind.DISABILITY, "4", grade="2")
    state(person_id, FactKind.DEMENTIA, "yes")

    found = known(columns.register(Scope.everything(), JANUARY.start))

    assert (found["low_income"], found["ability"], found["dementia"]) == ("urban", 3, True)
    assert (found["disability"], found["disability_grade"]) == ("4", 2)


@pytest.mark.usefixtures("ground")
def test_somebody_is_alive_until_the_day_of_his_death() -> None:
    person_id = elder("1940-06-15")
    people.record_death(
        person_id, on=date(2026, 1, 10), source=Source.POLICE, actor=SYSTEM, now=at("2026-01-20")
    )
    register = columns.register(Scope.everything(), date(2026, 1, 9))

    assert [known(register, date(2026, 1, day))["alive"] for day in (9, 10, 11)] == [True, False, False]


@pytest.mark.parametrize(
    ("rule", "per", "last"),
    [
        (AtDeath.THROUGH_PERIOD, Per.MONTH, "2026-02-28"),
        (AtDeath.BEFORE_PERIOD, Per.MONTH, "2026-01-31"),
        (AtDeath.BY_DAY, Per.MONTH, "2026-02-10"),
        (AtDeath.THROUGH_PERIOD, Per.YEAR, "2026-12-31"),
        (AtDeath.BEFORE_PERIOD, Per.YEAR, "2025-12-31"),
        (AtDeath.BY_DAY, Per.YEAR, "2026-02-10"),
        (AtDeath.THROUGH_PERIOD, Per.ONCE, "2026-02-28"),
    ],
)
def test_the_last_day_after_a_death(rule: AtDeath, per: Per, last: str) -> None:
    assert deaths.last_day(rule, date(2026, 2, 10), per) == date.fromisoformat(last)


@given(st.sampled_from(AtDeath), st.sampled_from(Per), st.integers(0, 3000))
def test_the_last_day_is_the_same_in_columns(rule: AtDeath, per: Per, number: int) -> None:
    died = date(2020, 1, 1) + timedelta(number)
    frame = pl.DataFrame({"died": [died, None]}, {"died": pl.Date})

    found = frame.select(deaths.last_days(rule, pl.col("died"), per)).to_series()

    assert found.to_list() == [deaths.last_day(rule, died, per), None]


@pytest.mark.usefixtures("law")
def test_what_is_unknown_and_named_by_an_undecided_clause_is_missing() -> None:
    person_id = elder("1950-01-01")
    state(person_id, FactKind.LOW_INCOME, "urban")
    elder("1950-01-01")

    register = columns.register(Scope.everything(), JANUARY.start)
    (part,) = decide(register, month_law(CITY, JANUARY), JANUARY.start)

    care = part.law("care_aid")
    assert care is not None
    table = part.table[part.persons["profile"]]
    bit = 1 << part.facts.index("ability")
    sides = (f"care_aid.{side}" for side in ("verdict", "failed", "unknown", "missing"))
    assert table.select(*sides).rows() == [
        (None, 0, 0b100, bit),
        (0, 0b010, 0b100, bit),
    ]
    assert slices.given(part, care).is_empty()
    asked = slices.answers(part, care, pl.DataFrame({"person_id": [person_id]}))
    assert asked.select("person_id", "given").rows() == [(person_id, None)]


@pytest.mark.usefixtures("ground")
def test_a_month_in_which_a_benefit_that_counts_days_changes_is_decided_in_parts() -> None:
    by_day = WARM.replace("  per: month\n", "  per: month\n  proration: by_day\n")
    publish(by_day.replace("from: 2025-01-01", "from: 2025-01-01, to: 2026-01-14"), CARE)
    after = by_day.replace("温暖过冬", "暖冬").replace("from: 2025-01-01", "from: 2026-01-15")
    publish(after, now=at("2025-12-05"))

    law = month_law(CITY, JANUARY)

    assert [(days, [one.name for one in laws]) for days, laws in law.slices] == [
        (DateSpan(date(2026, 1, 1), date(2026, 1, 14)), ["护理补贴", "温暖过冬"]),
        (DateSpan(date(2026, 1, 15), date(2026, 1, 31)), ["护理补贴", "暖冬"]),
    ]


@pytest.mark.usefixtures("law")
def test_a_month_is_one_part_where_nothing_counts_days() -> None:
    law = month_law(COUNTY, JANUARY)

    assert [days for days, _ in law.slices] == [months.span_of(JANUARY)]
    assert law.is_same(month_law(CITY, JANUARY))
    assert not law.is_same(MonthLaw(JANUARY, law.laws[:1], ()))
    assert month_law(CITY, month("2024-12")).laws == ()


@pytest.mark.usefixtures("law")
def test_the_same_register_and_law_give_the_same_digest_and_another_person_another() -> None:
    def digest() -> str:
        law = month_law(CITY, JANUARY)
        (part,) = decide(columns.register(Scope.everything(), JANUARY.start), law, JANUARY.start)
        living = results.persons(part)
        return results.digest(living, results.profiles(part, living), part.laws)

    elder("1940-06-15")
    one, again = digest(), digest()
    elder("1940-06-16")

    assert one == again != digest()
