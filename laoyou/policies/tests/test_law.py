"""The law of a place and a time: nearest government, last day of the period, parts where days are counted."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import count

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from laoyou.kernel.spans import DateSpan
from laoyou.policies import reads, verbs
from laoyou.policies.tests.cast import (
    BENEFIT,
    CATALOGUE,
    CITY,
    COUNTY,
    EXCLUDES,
    FUND_RULE,
    NOW,
    OTHER_CITY,
    OTHER_COUNTY,
    PROVINCE,
    SYSTEM,
    TODAY,
    TOWN,
    approved,
    benefit,
    changed,
    drafted,
    later,
    law_of,
    month,
)
from laoyou.policies.types import NATIONAL, Benefit, FundRule
from laoyou.rules import person
from laoyou.rules.types import Period

pytestmark = pytest.mark.django_db

BY_DAY = ("per: month", "per: month\n  proration: by_day")
PEOPLE = {"registered": "230502001001", "birth_date": date(1940, 1, 1)}


def of(territory: str, *changes: tuple[str, str]) -> str:
    """The benefit as another government lays it down for its own territory."""
    if territory == NATIONAL:
        place = (
            ("{division: 230500000000", "{division: national"),
            ("within(registered, '230500000000')", "alive"),
        )
        return changed(BENEFIT, *place, *changes)
    return changed(BENEFIT, ("230500000000", territory), *changes)


def load(*texts: str) -> None:
    verbs.load_pack({f"{n}.yaml": text for n, text in enumerate(texts)}, actor=SYSTEM, now=NOW)


def fen(one: reads.PolicyVersion, period: Period) -> int | None:
    return person.explain(one.program, PEOPLE, period).amount_fen


def test_law_above_holds_below_and_nowhere_else() -> None:
    load(of(PROVINCE))

    for territory in (PROVINCE, CITY, COUNTY, TOWN):
        assert [one.code for one in reads.in_force(territory, month(2026, 3))] == ["warm_winter"]
    for territory in (NATIONAL, OTHER_CITY):
        assert reads.in_force(territory, month(2026, 3)) == ()


def test_of_one_benefit_the_law_of_the_nearest_government_counts() -> None:
    load(of(NATIONAL), of(CITY), of(COUNTY))

    for territory, nearest in (
        (NATIONAL, NATIONAL),
        (PROVINCE, NATIONAL),
        (CITY, CITY),
        (TOWN, COUNTY),
        (OTHER_COUNTY, CITY),
    ):
        [found] = reads.in_force(territory, month(2026, 3))
        assert found.document.territory.division == nearest


def test_the_nation_stands_in_where_the_city_has_no_law_yet() -> None:
    load(of(NATIONAL), of(CITY, ("in_force: {from: 2025-01-01}", "in_force: {from: 2026-06-01}")))

    assert law_of(month(2026, 5))["warm_winter"].document.territory.division == NATIONAL
    assert law_of(month(2026, 6))["warm_winter"].document.territory.division == CITY


def test_the_numbers_of_the_last_day_decide_the_whole_period() -> None:
    approved()

    assert fen(law_of(month(2025, 12))["warm_winter"], month(2025, 12)) == 10_000
    assert fen(law_of(month(2026, 1))["warm_winter"], month(2026, 1)) == 12_000


def test_law_that_begins_or_ends_within_a_month_decides_it_and_tells_its_days() -> None:
    approved(changed(BENEFIT, ("{from: 2025-01-01}\np", "{from: 2025-01-15, to: 2026-03-10}\np")))

    assert law_of(month(2025, 1))["warm_winter"].part == DateSpan(date(2025, 1, 15), date(2025, 1, 31))
    assert law_of(month(2026, 3))["warm_winter"].part == DateSpan(date(2026, 3, 1), date(2026, 3, 10))
    assert law_of(month(2024, 12)) == {}
    assert law_of(month(2026, 4)) == {}


def test_of_two_versions_within_a_month_the_later_decides_it() -> None:
    approved()
    approved(
        changed(BENEFIT, ("{from: 2025-01-01}\np", "{from: 2026-03-15}\np"), ("120 yuan", "200 yuan")),
        now=later(days=1),
    )

    [found] = reads.in_force(CITY, month(2026, 3))

    assert found.part == DateSpan(date(2026, 3, 15), date(2026, 3, 31))
    assert fen(found, month(2026, 3)) == 20_000


def test_where_days_are_counted_each_part_has_its_own_law_and_numbers() -> None:
    text = changed(BENEFIT, BY_DAY, ("from: 2026-01-01, value", "from: 2026-03-11, value"))
    approved(text)
    approved(
        changed(text, ("{from: 2025-01-01}\np", "{from: 2026-03-21}\np"), ("120 yuan", "200 yuan")),
        now=later(days=1),
    )

    found = reads.in_force(CITY, month(2026, 3))

    assert [
        (one.part.start.day, one.part.end.day, fen(one, month(2026, 3)))
        for one in found
        if one.part.start and one.part.end
    ] == [
        (1, 10, 10_000),
        (11, 20, 12_000),
        (21, 31, 20_000),
    ]


def test_a_year_is_decided_as_a_month_is() -> None:
    approved(changed(BENEFIT, ("per: month", "per: year\n  proration: by_month")))
    year = Period(date(2026, 1, 1), date(2026, 12, 31))

    [found] = reads.in_force(CITY, year)

    assert (found.part.days, fen(found, year)) == (365, 12_000)


def test_a_record_carries_what_a_run_must_write_down() -> None:
    version_id = approved()

    found = law_of(month(2026, 3))["warm_winter"]

    assert (found.id, found.document.text) == (version_id, BENEFIT)
    assert len(bytes.fromhex(found.digest)) == 32
    assert found.in_force == DateSpan.since(date(2025, 1, 1))
    assert isinstance(found.document.body, Benefit)
    assert found.benefit is found.document.body
    assert not found.demo


def test_an_example_is_marked_in_the_periods_in_which_it_counts() -> None:
    approved(
        changed(BENEFIT, ("value: 100 yuan, article: 第三条", "value: 100 yuan, article: 第三条, demo: true"))
    )

    assert law_of(month(2025, 3))["warm_winter"].demo
    assert not law_of(month(2026, 3))["warm_winter"].demo


def test_exclusions_are_those_among_the_law_of_the_period() -> None:
    other = changed(BENEFIT, ("benefit: warm_winter", "benefit: high_age_allowance"))
    load(changed(BENEFIT, ("delivery:", EXCLUDES + "delivery:")), other)

    found = reads.exclusions(reads.in_force(CITY, month(2026, 3)))

    assert found == (reads.Pair("warm_winter", "high_age_allowance", False),)


def test_the_library_shows_the_law_of_the_day_and_what_is_to_come() -> None:
    load(
        changed(BENEFIT, ("{from: 2025-01-01}\np", "{from: 2025-01-01, to: 2026-03-31}\np")),
        changed(BENEFIT, ("{from: 2025-01-01}\np", "{from: 2026-04-01}\np")),
        changed(
            BENEFIT,
            ("benefit: warm_winter", "benefit: later"),
            ("{from: 2025-01-01}\np", "{from: 2027-01-01}\np"),
        ),
        changed(
            BENEFIT,
            ("benefit: warm_winter", "benefit: gone"),
            ("{from: 2025-01-01}\np", "{from: 2025-01-01, to: 2026-01-31}\np"),
        ),
    )

    def shelf(day: date) -> list[tuple[str, str]]:
        return [(one.document.code, str(one.in_force.start)) for one in reads.library(CITY, day)]

    assert shelf(TODAY) == [("later", "2027-01-01"), ("warm_winter", "2025-01-01")]
    assert shelf(date(2026, 4, 1)) == [("later", "2027-01-01"), ("warm_winter", "2026-04-01")]


def test_the_library_of_a_place_has_what_holds_there_and_what_is_laid_down_below() -> None:
    load(of(NATIONAL), of(COUNTY), of(OTHER_CITY))

    assert [one.document.territory.division for one in reads.library(CITY, TODAY)] == [NATIONAL, COUNTY]


def test_rules_of_funds_and_catalogues_are_law_by_place_and_day() -> None:
    load(FUND_RULE, CATALOGUE)

    [rule] = reads.fund_rules(COUNTY, TODAY)
    assert isinstance(rule, FundRule)
    assert rule.purpose == "elder_care"
    assert reads.fund_rules(COUNTY, date(2021, 12, 31)) == ()
    assert reads.fund_rules(OTHER_CITY, TODAY) == ()
    assert [one.document.code for one in reads.catalogue(OTHER_CITY, TODAY)] == ["basic_list"]
    assert reads.in_force(CITY, month(2026, 3)) == ()


def test_history_has_the_newest_first_and_no_drafts() -> None:
    approved()
    new = approved(changed(BENEFIT, ("120 yuan", "130 yuan")), now=later(days=1))
    drafted(changed(BENEFIT, ("120 yuan", "140 yuan")), now=later(days=2))

    found = reads.history("warm_winter", CITY)

    assert found[0].id == new
    assert [one.until for one in found] == [None, later(days=1)]


def test_versions_by_id_leave_out_what_is_not_published() -> None:
    version_id = approved()

    assert set(reads.versions([version_id, drafted(), 404])) == {version_id}


def test_the_difference_of_two_published_versions_is_asked_by_id() -> None:
    old = approved()
    new = approved(changed(BENEFIT, ("120 yuan", "130 yuan")), now=later(days=1))

    [change] = reads.changed(old, new).changes

    assert (change.topic, change.label) == ("数值", "每人每月")


def test_a_copy_for_a_simulation_is_read_without_being_kept() -> None:
    document = benefit(("120 yuan", "500 yuan"))

    assert fen_of(document) == 50_000
    assert reads.history("warm_winter", CITY) == ()


def fen_of(document: reads.PublishedVersion | object) -> int | None:
    assert isinstance(document, type(benefit()))
    return person.explain(reads.program_on(document, TODAY), PEOPLE, month(2026, 3)).amount_fen


_serial = count()
spans = st.builds(
    lambda start, length: (date(2025, 1, 1) + timedelta(days=start), length),
    st.integers(0, 500),
    st.one_of(st.none(), st.integers(0, 400)),
)


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(spans, min_size=1, max_size=4), st.data())
def test_however_versions_follow_each_day_has_the_law_that_came_last(
    published: list[tuple[date, int | None]], data: st.DataObject
) -> None:
    """A model beside the table: of every day the last version that covered it, as of every instant."""
    code = f"b{next(_serial)}"  # the table is not emptied between examples
    model: list[tuple[DateSpan, str]] = []
    for number, (start, length) in enumerate(published):
        end = None if length is None else start + timedelta(days=length)
        span = f"{{from: {start}{f', to: {end}' if end else ''}}}"
        text = changed(
            BENEFIT,
            ("benefit: warm_winter", f"benefit: {code}"),
            ("in_force: {from: 2025-01-01}", f"in_force: {span}"),
            ("      - {from: 2026-01-01, value: 120 yuan, article: 第三条}\n", ""),
            ("from: 2025-01-01, value: 100", f"from: 2025-01-01, value: {number + 1}"),
        )
        approved(text, now=later(days=number))
        model.append((DateSpan(start, end), text))
    day = data.draw(st.dates(date(2025, 1, 1), date(2027, 6, 1)))
    known = data.draw(st.integers(1, len(model)))

    found = [
        one.document.text
        for one in reads.in_force(CITY, Period(day, day), as_of=later(days=known - 1, minutes=1))
        if one.code == code
    ]

    covering = [text for span, text in model[:known] if span.contains(day)]
    assert found == covering[-1:]
