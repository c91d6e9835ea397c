"""Stating, ending, correcting and withdrawing what is true of a person."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from laoyou.kernel.errors import Conflict, Invalid, LaoyouError, NotFound
from laoyou.kernel.ids import FactId, PersonId
from laoyou.kernel.spans import DateSpan
from laoyou.people import reads, verbs
from laoyou.people.facts import StatusChanged
from laoyou.people.reads.facts import Statement
from laoyou.people.tests.cast import ALICE, NOW, TODAY, Heard, later, noted, somebody
from laoyou.people.types import FactKind, Source

pytestmark = pytest.mark.usefixtures("ground")

SPRING = date(2025, 3, 1)


def state(person_id: int, **given: Any) -> FactId:
    told: dict[str, Any] = {
        "kind": FactKind.LIVING,
        "value": "alone",
        "span": DateSpan.since(SPRING),
        "source": Source.TOWN,
        "actor": ALICE,
        "now": NOW,
    }
    return verbs.record_fact(person_id, **(told | given))


def believed(person_id: int, **when: Any) -> list[tuple[str, DateSpan]]:
    (facts,) = reads.facts.believed([person_id], **when).values()
    return [(fact.value, fact.span) for fact in facts]


def test_a_fact_is_kept_with_its_span_source_and_the_instant_it_was_recorded(heard: Heard) -> None:
    person_id = somebody()

    fact_id = state(person_id)

    (fact,) = reads.facts.believed([person_id])[person_id]
    assert fact == Statement(fact_id, FactKind.LIVING, "alone", "", Source.TOWN, DateSpan.since(SPRING), NOW)
    assert heard.of(StatusChanged) == [StatusChanged(person_id, FactKind.LIVING, Source.TOWN, NOW)]
    (entry,) = noted("people.record_fact")
    assert (entry.person_id, entry.object_kind, entry.object_id) == (person_id, "fact", str(fact_id))


@pytest.mark.parametrize(
    ("kind", "value", "grade", "code"),
    [
        (FactKind.LIVING, "on_the_moon", "", "value"),
        (FactKind.ABILITY, "5", "", "value"),
        (FactKind.DISABILITY, "1", "", "grade"),
        (FactKind.DISABILITY, "1", "5", "grade"),
        (FactKind.LIVING, "alone", "1", "grade"),
        (FactKind.DEATH, "yes", "", "death_has_its_own_act"),
    ],
)
def test_a_value_that_the_kind_does_not_have_is_refused(
    kind: FactKind, value: str, grade: str, code: str
) -> None:
    with pytest.raises(Invalid) as refused:
        state(somebody(), kind=kind, value=value, grade=grade)

    assert refused.value.code == code


def test_a_disability_has_its_grade() -> None:
    person_id = somebody()

    state(person_id, kind=FactKind.DISABILITY, value="4", grade="2", source=Source.DISABLED_FEDERATION)

    standing = reads.facts.standing([person_id], TODAY)[person_id][FactKind.DISABILITY]
    assert (standing.value, standing.grade) == ("4", "2")


def test_the_same_source_says_one_thing_at_a_time() -> None:
    person_id = somebody()
    state(person_id)

    with pytest.raises(Conflict) as refused:
        state(person_id, value="empty_nest", span=DateSpan.since(TODAY))

    assert refused.value.code == "fact_overlaps"


def test_two_sources_may_disagree_and_both_are_kept() -> None:
    person_id = somebody()
    state(person_id)

    state(person_id, value="empty_nest", source=Source.POLICE)

    standing = reads.facts.standing([person_id], TODAY)[person_id][FactKind.LIVING]
    assert (standing.value, standing.source) == ("alone", Source.TOWN)
    assert [fact.value for fact in standing.conflicts] == ["empty_nest"]
    (dispute,) = reads.facts.disputes([person_id], TODAY)[person_id]
    assert dispute.kind is FactKind.LIVING


def test_an_ended_fact_keeps_its_days_and_what_was_believed() -> None:
    person_id = somebody()
    fact_id = state(person_id)

    verbs.end_fact(fact_id, from_day=date(2026, 2, 1), actor=ALICE, now=later(1))

    assert believed(person_id) == [("alone", DateSpan(SPRING, date(2026, 1, 31)))]
    assert believed(person_id, as_of=NOW) == [("alone", DateSpan.since(SPRING))]
    assert believed(person_id, on=TODAY) == []
    assert believed(person_id, on=TODAY, as_of=NOW) == [("alone", DateSpan.since(SPRING))]
    assert len(reads.facts.history([person_id])[person_id]) == 2


def test_after_an_end_the_source_may_say_something_new() -> None:
    person_id = somebody()
    verbs.end_fact(state(person_id), from_day=TODAY, actor=ALICE, now=later(1))

    state(person_id, value="with_family", span=DateSpan.since(TODAY), now=later(2))

    assert reads.facts.standing([person_id], TODAY)[person_id][FactKind.LIVING].value == "with_family"


def test_ending_before_the_beginning_is_refused_with_the_remedy() -> None:
    with pytest.raises(Invalid) as refused:
        verbs.end_fact(state(somebody()), from_day=SPRING, actor=ALICE, now=NOW)

    assert refused.value.code == "never_true"
    assert "撤回" in refused.value.message


def test_ending_what_has_ended_by_then_is_a_conflict() -> None:
    fact_id = state(somebody(), span=DateSpan(SPRING, date(2025, 12, 31)))

    with pytest.raises(Conflict) as refused:
        verbs.end_fact(fact_id, from_day=TODAY, actor=ALICE, now=NOW)

    assert refused.value.code == "unchanged"


def test_a_correction_supersedes_and_keeps_what_was_believed() -> None:
    person_id = somebody()
    fact_id = state(person_id)

    verbs.correct_fact(
        fact_id, value="empty_nest", span=DateSpan.since(date(2025, 6, 1)), actor=ALICE, now=later(1)
    )

    assert believed(person_id) == [("empty_nest", DateSpan.since(date(2025, 6, 1)))]
    assert believed(person_id, as_of=later(minutes=1)) == [("alone", DateSpan.since(SPRING))]


def test_a_correction_that_says_the_same_is_a_conflict() -> None:
    with pytest.raises(Conflict) as refused:
        verbs.correct_fact(
            state(somebody()), value="alone", span=DateSpan.since(SPRING), actor=ALICE, now=NOW
        )

    assert refused.value.code == "unchanged"


def test_a_correction_may_not_overlap_another_statement_of_the_source() -> None:
    person_id = somebody()
    first = state(person_id, span=DateSpan(SPRING, date(2025, 12, 31)))
    state(person_id, value="empty_nest", span=DateSpan.since(date(2026, 1, 1)))

    with pytest.raises(Conflict) as refused:
        verbs.correct_fact(first, value="alone", span=DateSpan.since(SPRING), actor=ALICE, now=later(1))

    assert refused.value.code == "fact_overlaps"
    assert len(believed(person_id)) == 2


def test_a_statement_is_corrected_once_and_then_in_its_new_form() -> None:
    fact_id = state(somebody())
    verbs.withdraw_fact(fact_id, actor=ALICE, now=later(1))

    with pytest.raises(Conflict) as withdrawn:
        verbs.withdraw_fact(fact_id, actor=ALICE, now=later(2))
    with pytest.raises(Conflict) as ended:
        verbs.end_fact(fact_id, from_day=TODAY, actor=ALICE, now=later(2))

    assert (withdrawn.value.code, ended.value.code) == ("superseded", "superseded")


def test_what_was_withdrawn_was_believed_until_then() -> None:
    person_id = somebody()
    verbs.withdraw_fact(state(person_id), actor=ALICE, now=later(1))

    assert believed(person_id) == []
    assert believed(person_id, as_of=NOW) == [("alone", DateSpan.since(SPRING))]


def test_a_fact_that_is_not_there_is_not_found() -> None:
    with pytest.raises(NotFound):
        verbs.withdraw_fact(987654321, actor=ALICE, now=NOW)


def test_facts_are_read_for_many_persons_at_once(django_assert_num_queries: Any) -> None:
    ids = [somebody() for _ in range(4)]
    for person_id in ids[:3]:
        state(person_id)

    with django_assert_num_queries(2):
        found = reads.facts.standing(ids, TODAY)

    assert [bool(found[person_id]) for person_id in ids] == [True, True, True, False]


steps = st.tuples(
    st.sampled_from(["record", "end", "correct", "withdraw"]),
    st.sampled_from([Source.TOWN, Source.POLICE]),
    st.sampled_from(["alone", "empty_nest", "with_family"]),
    st.integers(0, 40),
    st.none() | st.integers(0, 40),
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(steps, min_size=2, max_size=7))
def test_what_was_believed_at_an_instant_never_changes_and_beliefs_never_overlap(told: list[Any]) -> None:
    person_id = somebody()
    snapshots: list[tuple[datetime, list[Any]]] = []

    for number, step in enumerate(told):
        now = later(number + 1)
        _take(person_id, *step, now=now)
        facts = reads.facts.believed([person_id])[person_id]
        snapshots.append((now, sorted(believed(person_id), key=str)))
        assert not [
            (one, other)
            for place, one in enumerate(facts)
            for other in facts[:place]
            if one.source is other.source and one.span.overlaps(other.span)
        ]

    for instant, remembered in snapshots:
        assert sorted(believed(person_id, as_of=instant), key=str) == remembered


def _take(
    person_id: PersonId,
    act: str,
    source: Source,
    value: str,
    first: int,
    length: int | None,
    *,
    now: datetime,
) -> None:
    """One step of a clerk; what the register refuses changes nothing."""
    start = SPRING + timedelta(first)
    span = DateSpan(start, None if length is None else start + timedelta(length))
    mine = [fact for fact in reads.facts.believed([person_id])[person_id] if fact.source is source]
    try:
        if act == "record" or not mine:
            state(person_id, value=value, span=span, source=source, now=now)
        elif act == "end":
            verbs.end_fact(mine[0].id, from_day=start, actor=ALICE, now=now)
        elif act == "correct":
            verbs.correct_fact(mine[0].id, value=value, span=span, actor=ALICE, now=now)
        else:
            verbs.withdraw_fact(mine[0].id, actor=ALICE, now=now)
    except LaoyouError:
        return
