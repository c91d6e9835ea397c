"""The register in columns: the same as person by person, on any day, as of any instant."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime, timedelta
from typing import Any

import polars as pl
import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from laoyou.access.types import Scope
from laoyou.kernel.errors import Conflict, Invalid
from laoyou.kernel.ids import PersonId
from laoyou.kernel.spans import DateSpan
from laoyou.people import reads, verbs
from laoyou.people.reads.columns import GRADE, changed, of_persons, register
from laoyou.people.tests.cast import (
    CAROL,
    DAVE,
    FAR_VILLAGE,
    NOW,
    TODAY,
    TOWN_A,
    TOWN_B,
    VILLAGE_A,
    VILLAGE_A2,
    VILLAGE_B,
    later,
    living_at,
    registered_at,
    somebody,
)
from laoyou.people.tests.pieces import SYSTEM
from laoyou.people.types import AbodeKind, FactKind, Source

pytestmark = pytest.mark.usefixtures("ground")

EVERYWHERE = Scope.everything()
FIRST = TODAY - timedelta(9)
days = st.integers(0, 12).map(lambda n: FIRST + timedelta(n))
spans = st.tuples(st.none() | days, st.none() | days).map(
    lambda ends: DateSpan(*(sorted(ends) if None not in ends else ends))  # type: ignore[type-var]
)
steps = st.tuples(
    st.sampled_from(
        ["record", "record", "record", "card", "end", "correct", "withdraw", "die", "revive", "move", "merge"]
    ),
    st.integers(0, 2),
    st.sampled_from([Source.TOWN, Source.CIVIL_AFFAIRS, Source.FAMILY, Source.HEALTH, Source.POLICE]),
    spans,
    days,
    st.integers(0, 20),
)
RECORDED = ((FactKind.LIVING, "alone"), (FactKind.LOW_INCOME, "urban"), (FactKind.ABILITY, "2"))
Step = tuple[str, int, Source, DateSpan, date, int]


def row(frame: pl.DataFrame, person_id: int) -> dict[str, Any]:
    (found,) = frame.filter(pl.col("person_id") == person_id).to_dicts()
    return found


def told(person_id: PersonId, kind: FactKind, value: str, since: date | None, **more: Any) -> Any:
    given: dict[str, Any] = {"source": Source.TOWN, "actor": SYSTEM, "now": NOW, "grade": ""}
    span = DateSpan(since, more.pop("until", None))
    return verbs.record_fact(person_id, kind=kind, value=value, span=span, **(given | more))


def test_a_person_has_one_row_with_what_is_known_and_null_where_nothing_stands() -> None:
    person_id = somebody(abodes=[living_at(VILLAGE_A), registered_at(VILLAGE_B)])
    told(person_id, FactKind.LIVING, "alone", date(2025, 1, 1))
    told(person_id, FactKind.DISABILITY, "4", None, grade="2")
    told(person_id, FactKind.PENSION, "resident", date(2020, 1, 1), until=date(2024, 12, 31))

    found = row(register(EVERYWHERE, TODAY), person_id)

    assert (found["residence"], found["registered"], found["sex"]) == (VILLAGE_A, VILLAGE_B, "2")
    assert (found["birth_date"], found["death_date"]) == (date(1945, 5, 4), None)
    assert (found["living"], found["disability"], found[GRADE]) == ("alone", "4", "2")
    assert {found[kind.value] for kind in FactKind} == {None, "alone", "4"}


def test_whom_to_believe_is_decided_by_precedence() -> None:
    person_id = somebody()
    told(person_id, FactKind.LOW_INCOME, "rural", date(2025, 1, 1))
    fact = told(person_id, FactKind.LOW_INCOME, "urban", date(2025, 1, 1), source=Source.CIVIL_AFFAIRS)
    assert row(register(EVERYWHERE, TODAY), person_id)["low_income"] == "urban"

    verbs.end_fact(fact, from_day=TODAY, actor=SYSTEM, now=later(1))

    assert row(register(EVERYWHERE, TODAY), person_id)["low_income"] is None
    assert row(register(EVERYWHERE, TODAY - timedelta(1)), person_id)["low_income"] == "urban"


def test_who_lives_or_is_registered_there_is_there_and_nobody_else() -> None:
    lives = somebody("甲甲", abodes=[living_at(VILLAGE_A), registered_at(VILLAGE_B)])
    registered = somebody("乙乙", abodes=[living_at(FAR_VILLAGE), registered_at(VILLAGE_A)])
    somebody("丙丙", VILLAGE_B)
    told(registered, FactKind.LIVING, "alone", None)

    found = register(Scope.division(TOWN_A), TODAY)

    assert found["person_id"].to_list() == [lives, registered]
    assert found["living"].to_list() == [None, "alone"]
    assert register(Scope.organisation(5), TODAY).is_empty()


def test_a_row_that_gave_way_is_left_out_and_its_statements_stand_for_the_other() -> None:
    kept, gone = somebody("李小华"), somebody("李晓华", VILLAGE_B)
    told(gone, FactKind.LIVING, "alone", None)

    _merge(kept, gone, later(1))

    found = register(EVERYWHERE, TODAY)
    assert found.select("person_id", "living").rows() == [(kept, "alone")]


def test_what_was_believed_then_is_not_changed_by_what_was_learnt_since() -> None:
    person_id = somebody(abodes=[living_at(VILLAGE_A)])
    fact = told(person_id, FactKind.ABILITY, "2", date(2025, 1, 1), source=Source.ASSESSMENT)
    verbs.correct_fact(fact, value="3", span=DateSpan.since(date(2025, 1, 1)), actor=SYSTEM, now=later(5))
    verbs.record_death(person_id, on=date(2026, 1, 5), source=Source.POLICE, actor=SYSTEM, now=later(5))
    move = {"kind": AbodeKind.RESIDENCE, "source": Source.TOWN, "actor": SYSTEM, "now": later(5)}
    verbs.move(person_id, division=VILLAGE_B, **move)  # type: ignore[arg-type]
    newcomer = somebody("孙大山", now=later(6))

    then = register(EVERYWHERE, TODAY, as_of=later(4))
    now = register(EVERYWHERE, TODAY, as_of=later(6))

    assert then.select("person_id", "ability", "death_date", "residence").rows() == [
        (person_id, "2", None, VILLAGE_A)
    ]
    assert row(now, person_id)["ability"] == "3"
    assert (row(now, person_id)["death_date"], row(now, person_id)["residence"]) == (
        date(2026, 1, 5),
        VILLAGE_B,
    )
    assert newcomer in now["person_id"]
    assert register(Scope.division(TOWN_A), TODAY, as_of=later(4))["person_id"].to_list() == [person_id]
    assert register(Scope.division(TOWN_B), TODAY, as_of=later(4)).is_empty()


def test_a_death_is_known_with_its_day_before_the_day_that_is_asked_for_and_after() -> None:
    person_id = somebody()
    verbs.record_death(person_id, on=TODAY, source=Source.TOWN, actor=SYSTEM, now=NOW)

    for on, holds in ((TODAY - timedelta(1), None), (TODAY, "yes")):
        found = row(register(EVERYWHERE, on), person_id)
        assert (found["death_date"], found["death"]) == (TODAY, holds)


def test_a_late_word_about_a_past_day_moves_nobody_back_to_where_he_did_not_live() -> None:
    person_id = somebody(abodes=[living_at(VILLAGE_A)])
    told(person_id, FactKind.ABILITY, "3", date(2025, 1, 1), now=later(5))
    move: dict[str, Any] = {"kind": AbodeKind.RESIDENCE, "source": Source.TOWN, "actor": SYSTEM}
    verbs.move(person_id, division=VILLAGE_B, now=later(5), **move)
    somebody("孙大山", now=later(5))

    then = register(Scope.division(TOWN_A), TODAY, as_of=later(6), lived_as_of=later(4))

    assert then.select("person_id", "ability", "residence").rows() == [(person_id, "3", VILLAGE_A)]
    assert register(Scope.division(TOWN_B), TODAY, as_of=later(6), lived_as_of=later(4)).is_empty()


def test_persons_who_are_named_are_there_wherever_they_live() -> None:
    here, away, other = somebody("甲甲"), somebody("乙乙", VILLAGE_B), somebody("丙丙", FAR_VILLAGE)
    told(away, FactKind.LIVING, "alone", None)

    found = register(Scope.division(TOWN_A), TODAY, also=[away])

    assert found.select("person_id", "living").rows() == [(here, None), (away, "alone")]
    assert of_persons([other, away], TODAY)["person_id"].to_list() == [away, other]
    assert of_persons([], TODAY, as_of=later(1)).is_empty()


def test_of_whom_something_was_said_or_taken_back_since_then() -> None:
    early, late, back = somebody("甲甲"), somebody("乙乙"), somebody("丙丙")
    told(early, FactKind.LIVING, "alone", None)
    withdrawn = told(back, FactKind.LIVING, "alone", None)
    told(late, FactKind.LIVING, "alone", None, now=later(2))
    verbs.withdraw_fact(withdrawn, actor=SYSTEM, now=later(3))

    assert sorted(changed(later(1), later(3))) == [late, back]
    assert changed(later(2), later(3)) == [back]
    assert changed(later(3), later(9)) == []


@settings(max_examples=12, suppress_health_check=list(HealthCheck))
@given(st.lists(steps, min_size=1, max_size=14))
def test_after_any_history_the_columns_say_what_is_said_of_each_person(history: list[Step]) -> None:
    before = transaction.savepoint()
    persons = [somebody("李小花"), somebody("李小桦", VILLAGE_A2), somebody("孙大山", VILLAGE_B)]
    seen: list[tuple[datetime, dict[int, tuple[Any, ...]]]] = []
    for minute, step in enumerate(history, 1):
        at = later(minutes=minute)
        _take(persons, step, at)
        seen.append((at, _living(persons)))

    for at, there in seen:
        for on in (FIRST, TODAY - timedelta(3), TODAY):
            _compare(register(EVERYWHERE, on, as_of=at), persons, on, at)
        if not any(step[0] == "merge" for step in history):
            divisions = register(EVERYWHERE, TODAY, as_of=at).select(
                "person_id", "death_date", "residence", "registered"
            )
            assert {one: rest for one, *rest in divisions.rows()} == {k: list(v) for k, v in there.items()}
    _compare(register(EVERYWHERE, TODAY), persons, TODAY, None)
    transaction.savepoint_rollback(before)


def _compare(frame: pl.DataFrame, persons: list[PersonId], on: date, at: datetime | None) -> None:
    alive = [one for one in persons if reads.persons.person(one).id == one]
    assert frame["person_id"].to_list() == sorted(alive)
    standing = reads.facts.standing(alive, on, as_of=at)
    for found in frame.to_dicts():
        stands = standing[PersonId(found["person_id"])]
        assert {kind: found[kind.value] for kind in FactKind if found[kind.value]} == {
            kind: one.value for kind, one in stands.items()
        }
        card = stands.get(FactKind.DISABILITY)
        assert found[GRADE] == (card.grade if card else None)


def _living(persons: list[PersonId]) -> dict[int, tuple[Any, ...]]:
    """The register's own word of deaths and divisions, at this moment."""
    records = reads.persons.persons(persons)
    return {one: (r.death_date, r.home_division, r.registered_division) for one, r in records.items()}


def _take(persons: list[PersonId], step: Step, at: datetime) -> None:
    """One step of a clerk; what the register refuses in words did not happen."""
    what, number, source, span, day, nth = step
    person_id = persons[number]
    by: dict[str, Any] = {"actor": SYSTEM, "now": at}
    said: dict[str, Any] = {"until": span.end, "source": source, "now": at}
    facts = [f for f in reads.facts.believed([person_id])[person_id] if f.kind is not FactKind.DEATH]
    fact = facts[nth % len(facts)] if facts else None
    kind, value = RECORDED[nth % 3]
    grade = "1234"[nth % 4]
    where = {"kind": list(AbodeKind)[nth % 2], "division": [VILLAGE_A, VILLAGE_B][nth // 2 % 2]}
    acts: dict[str, Callable[[], object]] = {
        "record": lambda: told(person_id, kind, value, span.start, **said),
        "card": lambda: told(person_id, FactKind.DISABILITY, "4", span.start, grade=grade, **said),
        "die": lambda: verbs.record_death(person_id, on=min(day, TODAY), source=source, **by),
        "revive": lambda: verbs.withdraw_death(person_id, source=source, **by),
        "move": lambda: verbs.move(person_id, **where, source=source, **by),  # type: ignore[arg-type]
        "merge": lambda: _merge(persons[0], persons[1], at),
    }
    if fact is not None:
        acts["end"] = lambda: verbs.end_fact(fact.id, from_day=day, **by)
        acts["correct"] = lambda: verbs.correct_fact(
            fact.id, value=fact.value, grade=fact.grade, span=span, **by
        )
        acts["withdraw"] = lambda: verbs.withdraw_fact(fact.id, **by)
    with suppress(Conflict, Invalid):
        acts.get(what, lambda: None)()


def _merge(kept: PersonId, gone: PersonId, at: datetime) -> None:
    merge_id = verbs.propose_merge(kept, gone, actor=CAROL, now=at)
    verbs.approve_merge(merge_id, actor=DAVE, now=at)
