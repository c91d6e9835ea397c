"""Days at the edge: leap days, one-day spans, the day of birth, midnight in Shanghai, sources in a tie."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from laoyou.kernel.errors import Conflict, Invalid
from laoyou.kernel.spans import DateSpan
from laoyou.people import reads, verbs
from laoyou.people.facts import PersonDeathCorrected, PersonDeathWithdrawn, PersonDied
from laoyou.people.reads import lists
from laoyou.people.tests.cast import NOW, TODAY, Heard, card, later, number_of, somebody
from laoyou.people.tests.pieces import SYSTEM, check_sound
from laoyou.people.types import FactKind, Source

pytestmark = pytest.mark.usefixtures("ground")

BY: dict[str, Any] = {"source": Source.TOWN, "actor": SYSTEM, "now": NOW}
LEAP = date(2024, 2, 29)


def living(person_id: int, span: DateSpan, value: str = "alone", **given: Any) -> int:
    return verbs.record_fact(person_id, kind=FactKind.LIVING, value=value, span=span, **(BY | given))


def holds(person_id: Any, on: date) -> str | None:
    found = reads.facts.standing([person_id], on)[person_id].get(FactKind.LIVING)
    return found.value if found else None


def test_a_leap_day_is_a_day_between_two_others() -> None:
    person_id = somebody()
    living(person_id, DateSpan(None, date(2024, 2, 28)))
    living(person_id, DateSpan.on(LEAP), "empty_nest")
    living(person_id, DateSpan.since(date(2024, 3, 1)), "left_behind")

    days = (date(2024, 2, 28), LEAP, date(2024, 3, 1))
    assert [holds(person_id, day) for day in days] == ["alone", "empty_nest", "left_behind"]


def test_a_statement_ended_from_the_day_after_a_leap_day_keeps_it() -> None:
    person_id = somebody()
    fact_id = living(person_id, DateSpan.since(LEAP))

    verbs.end_fact(fact_id, from_day=date(2024, 3, 1), actor=SYSTEM, now=later(1))

    assert (holds(person_id, LEAP), holds(person_id, date(2024, 3, 1))) == ("alone", None)
    assert reads.facts.believed([person_id])[person_id][0].span == DateSpan.on(LEAP)


def test_who_was_born_and_died_on_leap_days_is_kept_and_counted() -> None:
    person_id = somebody(document=card(number_of(date(1944, 2, 29))))
    verbs.record_death(person_id, on=LEAP, **BY)

    record = reads.persons.person(person_id)
    assert (record.birth_date, record.death_date) == (date(1944, 2, 29), LEAP)
    eighty = lists.Filter(LEAP, age_from=80, deceased=None)
    assert [row.id for row in lists.persons(SYSTEM.scope, eighty).rows] == [person_id]
    assert lists.count(SYSTEM.scope, lists.Filter(date(2024, 2, 27), age_from=80, deceased=None)) == 0


def test_a_child_may_die_on_the_day_of_birth() -> None:
    person_id = somebody(document=None, birth_date=TODAY)

    verbs.record_death(person_id, on=TODAY, **BY)

    assert reads.persons.person(person_id).death_date == TODAY


def test_today_is_shanghais_today() -> None:
    before_midnight = datetime(2026, 3, 2, 15, 59, tzinfo=UTC)
    after_midnight = datetime(2026, 3, 2, 16, 0, tzinfo=UTC)
    person_id, tomorrow = somebody(), date(2026, 3, 3)

    with pytest.raises(Invalid) as refused:
        verbs.record_death(person_id, on=tomorrow, **(BY | {"now": before_midnight}))
    verbs.record_death(person_id, on=tomorrow, **(BY | {"now": after_midnight}))

    assert refused.value.code == "death_future"
    assert reads.persons.person(person_id).death_date == tomorrow


def test_an_end_by_the_higher_source_denies_from_its_first_day_without() -> None:
    person_id = somebody()
    fact_id = living(person_id, DateSpan.since(date(2025, 1, 1)), source=Source.TOWN)
    living(person_id, DateSpan.since(date(2025, 2, 1)), "empty_nest", source=Source.FAMILY)

    verbs.end_fact(fact_id, from_day=TODAY, actor=SYSTEM, now=later(1))

    assert holds(person_id, date(2026, 3, 1)) == "alone"
    assert holds(person_id, TODAY) is None
    (dispute,) = reads.facts.disputes([person_id], TODAY)[person_id]
    assert (dispute.standing, [fact.source for fact in dispute.others]) == (None, [Source.FAMILY])


def test_what_counted_on_a_day_is_answered_as_it_was_believed_then() -> None:
    person_id = somebody()
    fact_id = living(person_id, DateSpan.since(date(2025, 1, 1)))
    verbs.correct_fact(
        fact_id, value="empty_nest", span=DateSpan.since(date(2025, 1, 1)), actor=SYSTEM, now=later(5)
    )

    then = reads.facts.standing([person_id], TODAY, as_of=later(4))[person_id][FactKind.LIVING]
    now = reads.facts.standing([person_id], TODAY, as_of=later(5))[person_id][FactKind.LIVING]
    assert (then.value, now.value) == ("alone", "empty_nest")


reports = st.lists(
    st.tuples(
        st.sampled_from(["record", "correct", "withdraw"]),
        st.sampled_from([Source.POLICE, Source.TOWN, Source.FAMILY, Source.HEALTH]),
        st.sampled_from([date(2026, 1, 5), date(2026, 2, 1), LEAP]),
    ),
    max_size=8,
)


@settings(max_examples=12, suppress_health_check=list(HealthCheck))
@given(reports)
def test_a_death_is_told_once_for_each_time_that_the_register_learns_of_it(
    heard: Heard, told: list[Any]
) -> None:
    person_id = somebody()
    heard.facts.clear()
    expected: list[type] = []
    for minutes, (what, source, day) in enumerate(told, start=1):
        was = reads.persons.person(person_id).death_date
        _report(person_id, what, source, day, minutes)
        is_ = reads.persons.person(person_id).death_date
        if was != is_:
            expected.append(
                PersonDied if was is None else PersonDeathWithdrawn if is_ is None else PersonDeathCorrected
            )
        assert [type(fact) for fact in heard.facts] == expected
        check_sound([person_id])


def _report(person_id: int, what: str, source: Source, day: date, minutes: int) -> None:
    by: dict[str, Any] = {"source": source, "actor": SYSTEM, "now": later(minutes=minutes)}
    sentences: dict[str, Any] = {
        "record": lambda: verbs.record_death(person_id, on=day, **by),
        "correct": lambda: verbs.correct_death(person_id, on=day, **by),
        "withdraw": lambda: verbs.withdraw_death(person_id, **by),
    }
    with suppress(Conflict):
        sentences[what]()
