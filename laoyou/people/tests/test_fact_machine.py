"""Whatever clerks do in whatever order: statements of one source never overlap, and the past stays."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from laoyou.kernel.errors import Conflict, Invalid
from laoyou.kernel.ids import FactId, PersonId
from laoyou.kernel.spans import DateSpan
from laoyou.people import reads, verbs
from laoyou.people.core.bitemporal import Statement
from laoyou.people.core.bitemporal import believed as those_believed
from laoyou.people.tests.cast import NOW, somebody
from laoyou.people.tests.pieces import SYSTEM, no_overlap
from laoyou.people.types import FactKind, Source

pytestmark = pytest.mark.usefixtures("ground")

FIRST = date(2024, 2, 27)
days = st.integers(0, 9).map(lambda n: FIRST + timedelta(n))
open_or_day = st.none() | days
spans = st.tuples(open_or_day, open_or_day).map(
    lambda ends: DateSpan(*(sorted(ends) if None not in ends else ends))  # type: ignore[type-var]
)
sources = st.sampled_from([Source.TOWN, Source.POLICE])
living = st.sampled_from(["alone", "empty_nest", "left_behind"])
which = st.integers(0, 30)
clocks = st.sampled_from([1, 1, 5, 0, -3])
"""Minutes from one act to the next; a request that waited for another has the earlier clock."""


class Clerks(RuleBasedStateMachine):
    """One person, two sources, two kinds."""

    def __init__(self) -> None:
        super().__init__()
        self.before = transaction.savepoint()
        self.now = NOW
        self.told: list[Statement] = []
        self.seen: dict[datetime, tuple[Statement, ...]] = {}

    @initialize()
    def enter(self) -> None:
        self.person: PersonId = somebody()

    def teardown(self) -> None:
        transaction.savepoint_rollback(self.before)

    @rule(value=living, span=spans, source=sources, minutes=clocks)
    def record(self, value: str, span: DateSpan, source: Source, minutes: int) -> None:
        self._try(
            minutes,
            verbs.record_fact,
            self.person,
            kind=FactKind.LIVING,
            value=value,
            span=span,
            source=source,
        )

    @rule(span=spans, source=sources, minutes=clocks)
    def record_another_kind(self, span: DateSpan, source: Source, minutes: int) -> None:
        self._try(
            minutes,
            verbs.record_fact,
            self.person,
            kind=FactKind.DEMENTIA,
            value="yes",
            span=span,
            source=source,
        )

    @rule(nth=which, day=days, minutes=clocks)
    def end(self, nth: int, day: date, minutes: int) -> None:
        self._try_one(nth, minutes, verbs.end_fact, from_day=day)

    @rule(nth=which, value=living, span=spans, minutes=clocks)
    def correct(self, nth: int, value: str, span: DateSpan, minutes: int) -> None:
        self._try_one(nth, minutes, verbs.correct_fact, value=value, span=span)

    @rule(nth=which, minutes=clocks)
    def withdraw(self, nth: int, minutes: int) -> None:
        self._try_one(nth, minutes, verbs.withdraw_fact)

    def _try_one(self, nth: int, minutes: int, act: Any, **given: Any) -> None:
        if self.told:
            self._try(minutes, act, FactId(self.told[nth % len(self.told)].id), **given)

    def _try(self, minutes: int, act: Any, *args: Any, **given: Any) -> None:
        before = self._history()
        now = self.now + timedelta(minutes=minutes)
        try:
            act(*args, **given, actor=SYSTEM, now=now)
        except (Conflict, Invalid):
            assert self._history() == before, "a refusal changes nothing"
            return
        self.now = max(self.now, now)
        self.seen = {at: said for at, said in self.seen.items() if at < now}
        self.seen[self.now] = self._believed(self.now)

    @invariant()
    def history_only_grows(self) -> None:
        after = self._history()
        kept = {fact.id: fact for fact in after}
        for fact in self.told:
            now = kept[fact.id]
            assert (now.value, now.span, now.recorded_at) == (fact.value, fact.span, fact.recorded_at)
            assert fact.superseded_at is None or now.superseded_at == fact.superseded_at
        self.told = after

    @invariant()
    def one_source_never_says_two_things_of_one_day(self) -> None:
        moments = {fact.recorded_at for fact in self.told} | {fact.superseded_at for fact in self.told}
        assert no_overlap(those_believed(self.told))
        for at in moments - {None}:
            assert no_overlap(those_believed(self.told, at)), f"two statements at {at}"

    @invariant()
    def what_was_believed_then_is_still_what_was_believed_then(self) -> None:
        for at, said in self.seen.items():
            assert [_words(fact) for fact in self._believed(at)] == [_words(fact) for fact in said]

    def _history(self) -> list[Statement]:
        return list(reads.facts.history([self.person])[self.person])

    def _believed(self, at: datetime) -> tuple[Statement, ...]:
        return reads.facts.believed([self.person], as_of=at)[self.person]


def _words(fact: Statement) -> tuple[Any, ...]:
    """All of a statement but its end, which may come later."""
    return fact.id, fact.kind, fact.value, fact.source, fact.span, fact.recorded_at


def test_clerks_in_any_order_leave_a_register_without_contradiction() -> None:
    run_state_machine_as_test(
        Clerks,
        settings=settings(
            max_examples=10,
            stateful_step_count=14,
            suppress_health_check=list(HealthCheck),
        ),
    )
