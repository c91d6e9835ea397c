"""What a change would come to: counted in columns, equal to the fen with one person after the other."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from laoyou.access.types import Scope
from laoyou.forecasts.reads import laws
from laoyou.forecasts.reads.forecasting import Question, affected, forecast, scope_of
from laoyou.forecasts.tests import one_by_one
from laoyou.forecasts.tests.cast import (
    CITY,
    COUNTY,
    FAR,
    MARCH,
    NOW,
    SYSTEM,
    TOWN_A,
    TOWN_B,
    VILLAGE_A,
    VILLAGE_A2,
    VILLAGE_B,
    born,
    change,
    changed,
    question,
    register,
    text_of,
)
from laoyou.forecasts.types import Change, Counted, Forecast, Moved
from laoyou.kernel.spans import DateSpan
from laoyou.people.types import DISABILITY_GRADES, VALUES, FactKind
from laoyou.policies import reads as policies
from laoyou.policies import verbs
from laoyou.policies.types import NATIONAL, Document, Per
from laoyou.rules.types import Verdict

pytestmark = pytest.mark.django_db

HIGH_AGE, NURSING, CARE = "high_age_allowance", "nursing_subsidy", "care_service_subsidy"
RISE = ("value: 60 yuan", "value: 75 yuan")

SEVERE = {
    "birth_date": born(84),
    "low_income": "urban",
    "ability": "3",
    "disability": "4",
    "disability_grade": "2",
}
"""Somebody who has the nursing subsidy and so not that of the disabled."""


def asked(code: str, *documents: Document) -> Question:
    return question(code, *documents, scope=CITY)


ROWS = st.fixed_dictionaries(
    {
        "birth_date": st.none() | st.integers(58, 102).map(born),
        "residence": st.sampled_from([VILLAGE_A, VILLAGE_A2, VILLAGE_B, FAR]),
        "registered": st.sampled_from([VILLAGE_A, VILLAGE_B, FAR, None]),
        "disability_grade": st.sampled_from([None, *DISABILITY_GRADES]),
        **{
            kind.value: st.sampled_from([None, *VALUES[kind]])
            for kind in (
                FactKind.LOW_INCOME, FactKind.LOW_INCOME_EDGE, FactKind.EXTREME_POVERTY, FactKind.DISABILITY,
                FactKind.ABILITY, FactKind.LTC_GRADE, FactKind.PENSION,
            )
        },
    }
)  # fmt: skip
CHANGES = {
    HIGH_AGE: (RISE, ("age_on(period_end) >= 90\n", "age_on(period_end) >= 85\n")),
    NURSING: (("value: 100 yuan", "value: 70 yuan"), ("when: ability >= 2", "when: ability >= 1")),
    CARE: (("when: age_on(period_end) >= 80", "when: age_on(period_end) >= 75"), RISE),
}


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(rows=st.lists(ROWS, min_size=1, max_size=12), code=st.sampled_from(sorted(CHANGES)))
def test_gains_and_losses_are_those_of_one_person_after_the_other_to_the_fen(
    law: None, rows: list[dict[str, Any]], code: str
) -> None:
    swaps = [swap for swap in CHANGES[code] if swap[0] in text_of(code)]
    wanted = asked(code, *(changed(code, swap) for swap in swaps))
    people = register(*rows)

    found = forecast(wanted, people)
    alone = [one_by_one.answer(wanted, row) for row in people.iter_rows(named=True)]

    for n, counted in enumerate(found.laws):
        assert counted.given == sum(one.given[n] for one in alone)
        assert counted.fen == sum(one.fen[n] for one in alone)
        assert counted.open == sum(one.verdicts[n] is Verdict.UNDECIDED for one in alone)
    for n, moved in enumerate(found.moves, 1):
        changes = [one.sums[n] - one.sums[0] for one in alone]
        assert moved.gain_fen == sum(each for each in changes if each > 0)
        assert moved.lose_fen == -sum(each for each in changes if each < 0)
        assert (moved.gain, moved.lose) == (sum(e > 0 for e in changes), sum(e < 0 for e in changes))
        assert moved.net_fen == found.months[0].fen[n] - found.months[0].fen[0]


def test_a_higher_rate_gives_more_to_those_who_have_it(law: None) -> None:
    people = register(
        {"birth_date": born(84), "low_income": "urban"},
        {"birth_date": born(84), "low_income": "rural", "residence": VILLAGE_B},
        {"birth_date": born(70), "low_income": "urban"},
        {"birth_date": born(95)},
    )

    found = forecast(asked(HIGH_AGE, changed(HIGH_AGE, RISE)), people)

    assert found.laws == (Counted(3, 32_000), Counted(3, 35_000))
    assert found.moves == (Moved(gain=2, gain_fen=3_000),)
    assert (found.name, found.per, found.is_by_year, found.persons) == ("高龄津贴", Per.MONTH, False, 4)


def test_towns_are_counted_each_by_itself_and_add_up(law: None) -> None:
    people = register(
        {"birth_date": born(84), "low_income": "urban"},
        {"birth_date": born(84), "low_income": "urban", "residence": VILLAGE_A2},
        {"birth_date": born(84), "low_income": "urban", "residence": VILLAGE_B},
        {"birth_date": born(84), "low_income": "urban", "residence": FAR, "registered": VILLAGE_B},
    )

    found = forecast(asked(HIGH_AGE, changed(HIGH_AGE, RISE)), people)

    assert [(line.division, line.persons, line.moves[0].gain) for line in found.places] == [
        (TOWN_A, 2, 2),
        (TOWN_B, 2, 2),
    ]
    assert sum(line.moves[0].gain_fen for line in found.places) == found.moves[0].gain_fen


def test_in_a_town_the_villages_are_counted(law: None) -> None:
    people = register({"birth_date": born(84)}, {"birth_date": born(84), "residence": VILLAGE_A2})

    found = forecast(question(HIGH_AGE, changed(HIGH_AGE, RISE), scope=TOWN_A), people)

    assert [line.division for line in found.places] == [VILLAGE_A, VILLAGE_A2]


def test_who_becomes_undecided_loses_and_is_counted_as_such(law: None) -> None:
    age = "when: age_on(period_end) >= 80"
    asks_more = changed(CARE, (age, f"{age} and ability >= 1"))
    people = register(
        {"birth_date": born(84), "low_income": "urban"},
        {"birth_date": born(84), "low_income": "urban", "ability": "0"},
        {"birth_date": born(84), "low_income": "urban", "ability": "2"},
    )

    found = forecast(asked(CARE, asks_more), people)

    assert found.moves == (Moved(lose=2, lose_fen=10_000, lose_open=1),)
    assert found.laws[1].open == 1


def test_a_benefit_that_gives_way_is_counted_in_and_shown_beside(law: None) -> None:
    """150 yuan of nursing subsidy go before 100 of the disabled; at 70 it is the other way round."""
    lower = changed(NURSING, ("value: 150 yuan", "value: 70 yuan"))

    found = forecast(asked(NURSING, lower), register(SEVERE))

    assert found.laws == (Counted(1, 15_000), Counted(0, 0))
    assert found.moves == (Moved(lose=1, lose_fen=5_000),)
    (beside,) = found.beside
    assert (beside.name, beside.laws) == ("重度残疾人护理补贴", (Counted(0, 0), Counted(1, 10_000)))


def test_a_service_moves_people_and_no_money(law: None) -> None:
    all_three, one = "living in {'alone', 'empty_nest', 'left_behind'}", "living == 'alone'"
    only_alone = changed("visiting", (all_three, one))
    people = register(
        {"birth_date": born(70), "living": "empty_nest", "ability": "0"},
        {"birth_date": born(70), "living": "alone", "ability": "0"},
    )

    found = forecast(asked("visiting", only_alone), people)

    assert not found.is_money
    assert found.moves == (Moved(lose=1),)
    assert found.laws == (Counted(2), Counted(1))


def test_a_new_benefit_is_held_against_nothing(law: None) -> None:
    new = changed(HIGH_AGE, ("benefit: high_age_allowance", "benefit: birthday_gift"))
    people = register({"birth_date": born(95)})

    found = forecast(asked("birthday_gift", new), people)

    assert found.laws == (Counted(), Counted(1, 20_000))
    assert found.moves == (Moved(gain=1, gain_fen=20_000),)


def test_a_last_day_takes_the_benefit_away_after_it(law: None) -> None:
    (now,) = [one for one in policies.in_force(CITY, MARCH) if one.code == HIGH_AGE]
    end = Change(now.document, DateSpan(now.in_force.start, date(2026, 4, 30)), ends=now.id)
    ended = Question(HIGH_AGE, Scope.division(CITY), (end,), MARCH, 3, MARCH.start)

    found = forecast(ended, register({"birth_date": born(95)}))

    assert [line.fen for line in found.months] == [(20_000, 20_000), (20_000, 20_000), (20_000, 0)]


def test_a_change_counts_from_its_first_day(law: None) -> None:
    later = changed(HIGH_AGE, RISE, ("in_force: {from: 2024-01-01}", "in_force: {from: 2026-05-01}"))
    wanted = Question(HIGH_AGE, Scope.division(CITY), (change(later),), MARCH, 3, MARCH.start)

    found = forecast(wanted, register({"birth_date": born(84), "low_income": "urban"}))

    assert [line.fen for line in found.months] == [(6_000, 6_000), (6_000, 6_000), (6_000, 7_500)]


def test_ages_move_month_by_month(law: None) -> None:
    wanted = Question(HIGH_AGE, Scope.division(CITY), (), MARCH, 4, MARCH.start)
    people = register({"birth_date": date(1946, 5, 20), "low_income": "urban"})

    found = forecast(wanted, people)

    assert [line.fen for line in found.months] == [(0,), (0,), (6_000,), (6_000,)]


def test_what_comes_once_is_due_when_somebody_comes_to_have_it(law: None) -> None:
    wider = changed("home_adaptation", ("age_on(period_end) >= 80 or", "age_on(period_end) >= 70 or"))
    wanted = Question("home_adaptation", Scope.division(CITY), (change(wider),), MARCH, 3, MARCH.start)
    people = register(
        {"birth_date": born(84), "low_income": "urban"},
        {"birth_date": born(74), "low_income": "urban", "ability": "0"},
        {"birth_date": date(1946, 4, 9), "low_income": "urban", "ability": "0"},
    )

    found = forecast(wanted, people)

    assert [line.fen for line in found.months] == [(0, 600_000), (300_000, 0), (0, 0)]
    assert found.moves == (Moved(gain=2, gain_fen=600_000),)


def test_what_comes_by_the_year_is_due_once_a_year(law: None) -> None:
    other = ("benefit: high_age_allowance", "benefit: new_year")
    yearly = changed(HIGH_AGE, ("per: month", "per: year"), other)
    wanted = Question("new_year", Scope.division(CITY), (change(yearly),), MARCH, 11, MARCH.start)

    found = forecast(wanted, register({"birth_date": born(95)}))

    assert [line.fen[1] for line in found.months] == [20_000, *[0] * 9, 20_000]


def test_laws_that_count_by_different_periods_are_compared_by_the_year(law: None) -> None:
    yearly = changed(HIGH_AGE, ("per: month", "per: year"))

    found = forecast(asked(HIGH_AGE, yearly), register({"birth_date": born(95)}))

    assert found.is_by_year
    assert found.laws == (Counted(1, 240_000), Counted(1, 20_000))
    assert found.moves == (Moved(lose=1, lose_fen=220_000),)


def test_where_a_nearer_government_has_its_own_law_the_change_does_not_reach(law: None) -> None:
    own = text_of(HIGH_AGE).replace(CITY, COUNTY)
    verbs.load_pack({"own.yaml": own}, actor=SYSTEM, now=NOW)
    people = register(
        {"birth_date": born(84), "low_income": "urban"},
        {"birth_date": born(84), "low_income": "urban", "residence": FAR, "registered": FAR},
    )

    found = forecast(asked(HIGH_AGE, changed(HIGH_AGE, RISE)), people)

    assert laws.areas(Scope.division(CITY), MARCH.end) == (CITY, COUNTY)
    assert found.moves == (Moved(),)
    assert found.laws[0].given == 1


def test_nobody_comes_to_nothing_and_months_are_there_all_the_same(law: None) -> None:
    found = forecast(question(HIGH_AGE, changed(HIGH_AGE, RISE), months=2), register())

    assert found.places == ()
    assert (found.laws, found.moves) == ((Counted(), Counted()), (Moved(),))
    assert [line.fen for line in found.months] == [(0, 0), (0, 0)]


def test_who_gains_and_who_loses_is_named_with_what_he_had_and_would_have(law: None) -> None:
    both = changed(HIGH_AGE, RISE, ("value: 200 yuan", "value: 180 yuan"))
    people = register(
        {"birth_date": born(84), "low_income": "urban", "residence": VILLAGE_B},
        {"birth_date": born(95)},
        {"birth_date": born(84), "low_income": "urban"},
        {"birth_date": born(70)},
    )
    wanted = asked(HIGH_AGE, both)

    gains = affected(wanted, people, 1, gains=True)
    loses = affected(wanted, people, 1, gains=False)

    assert gains.rows() == [(3, TOWN_A, 6_000, 7_500), (1, TOWN_B, 6_000, 7_500)]
    assert loses.rows() == [(2, TOWN_A, 20_000, 18_000)]
    assert (gains.height, loses.height) == (forecast(wanted, people).moves[0].gain, 1)


def test_progress_is_told_up_to_the_whole(law: None) -> None:
    told: list[int] = []
    wanted = question(HIGH_AGE, changed(HIGH_AGE, RISE), months=4)

    forecast(wanted, register({"birth_date": born(84)}), told.append)

    assert told == [25, 50, 75, 100]


def test_a_forecast_is_read_back_as_it_was_kept(law: None) -> None:
    lower = changed(NURSING, ("value: 150 yuan", "value: 70 yuan"))
    found = forecast(question(NURSING, lower, months=2), register(SEVERE))

    assert Forecast.read_back(found.kept()) == found


@pytest.mark.parametrize(
    ("reach", "territory", "expected"),
    [
        (Scope.division(COUNTY), CITY, Scope.division(COUNTY)),
        (Scope.division(CITY), COUNTY, Scope.division(COUNTY)),
        (Scope.division(COUNTY), NATIONAL, Scope.division(COUNTY)),
        (Scope.everything(), NATIONAL, Scope.everything()),
        (Scope.division(TOWN_A), TOWN_B, None),
        (Scope.person(7), TOWN_B, None),
    ],
)
def test_the_people_are_those_of_both_the_reader_and_the_territory(
    reach: Scope, territory: str, expected: Scope | None
) -> None:
    assert scope_of(reach, territory) == expected
