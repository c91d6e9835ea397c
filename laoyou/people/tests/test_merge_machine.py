"""Merges, their undoing, and all that clerks write between: in whatever order, the register stays sound."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from laoyou.kernel.errors import Conflict
from laoyou.kernel.ids import PersonId
from laoyou.people import reads, verbs
from laoyou.people.tests.cast import CAROL, DAVE, NOW, VILLAGE_A, VILLAGE_A2, VILLAGE_B, later, somebody
from laoyou.people.tests.pieces import SYSTEM, TAKEN, WHAT, check_sound, give, pieces, take
from laoyou.people.tests.state import register_state
from laoyou.people.types import Source

pytestmark = pytest.mark.usefixtures("ground")

taken = st.lists(st.sampled_from(TAKEN), max_size=4)
people = st.integers(0, 3)


def household() -> int:
    return verbs.open_household(division=VILLAGE_A, source=Source.POLICE, actor=SYSTEM, now=NOW)


def merged(kept: int, gone: int, days: int = 1) -> int:
    merge_id = verbs.propose_merge(kept, gone, actor=CAROL, now=later(days))
    verbs.approve_merge(merge_id, actor=DAVE, now=later(days))
    return merge_id


@settings(max_examples=8, suppress_health_check=list(HealthCheck))
@given(pieces, pieces, pieces, taken)
def test_a_merge_is_undone_whatever_was_written_since(
    of_kept: list[Any], of_gone: list[Any], since: list[Any], away: list[str]
) -> None:
    kept, gone, other = somebody("李小华"), somebody("李晓华", VILLAGE_B), somebody("李强")
    for person_id, parts in ((kept, of_kept), (gone, of_gone)):
        home = household()
        for what, number, source in parts:
            give(person_id, other, home, what, number, source)
    merge_id, third = merged(kept, gone), household()
    before = register_state()
    for what in away:
        take(kept, what, later(2))
    for what, number, source in since:
        give(kept, other, third, what, number, source, later(2))
    written = _new_rows(before)
    check_sound([kept, gone, other])

    verbs.undo_merge(merge_id, actor=DAVE, now=later(3))

    check_sound([kept, gone, other])
    assert _new_rows(before) == written, "what was written since stays where it was written"
    assert reads.persons.person(gone).id == gone


def _new_rows(before: dict[str, list[dict[str, Any]]]) -> set[tuple[str, int, int]]:
    """The rows that were not there, each with its person."""
    new = set()
    for table, rows in register_state().items():
        known = {row["id"] for row in before[table]}
        owners = ("person_id", "ward_id")
        new |= {
            (table, row["id"], row[owner])
            for row in rows
            for owner in owners
            if owner in row and row["id"] not in known
        }
    return new


class Merges(RuleBasedStateMachine):
    """Four rows that may be one person or several."""

    def __init__(self) -> None:
        super().__init__()
        self.before = transaction.savepoint()
        self.day = 1
        self.merges: list[int] = []
        self.refusals: set[str] = set()

    @initialize()
    def enter(self) -> None:
        villages = (VILLAGE_A, VILLAGE_A2, VILLAGE_B, VILLAGE_A)
        self.persons = [somebody(f"李小{n}", code) for n, code in zip("花华桦画", villages, strict=True)]
        self.other: PersonId = somebody("李强")
        self.households = [household(), household()]

    def teardown(self) -> None:
        transaction.savepoint_rollback(self.before)

    @rule(
        who=people,
        what=st.sampled_from(WHAT),
        number=st.integers(0, 2),
        source=st.sampled_from([Source.TOWN, Source.POLICE]),
    )
    def write(self, who: int, what: str, number: int, source: Source) -> None:
        give(
            self.persons[who],
            self.other,
            self.households[number % 2],
            what,
            number,
            source,
            self._now(),
        )

    @rule(who=people, whose=people, back=st.booleans())
    def tie(self, who: int, whose: int, back: bool) -> None:
        """Kin and guardians among the rows themselves, from either end."""
        one, other = self.persons[who], self.persons[whose]
        if one != other:
            give(one, other, self.households[0], "kin" if back else "guardian", 0, Source.TOWN, self._now())

    @rule(who=people, what=st.sampled_from(TAKEN))
    def take_back(self, who: int, what: str) -> None:
        (standing,) = {reads.persons.person(self.persons[who]).id}
        take(standing, what, self._now())

    @rule(kept=people, gone=people)
    def merge(self, kept: int, gone: int) -> None:
        if kept == gone:
            return
        try:
            self.merges.append(merged(self.persons[kept], self.persons[gone], self.day))
        except Conflict as refused:
            self.refusals.add(refused.code)

    @rule(nth=people)
    def undo(self, nth: int) -> None:
        if not self.merges:
            return
        try:
            verbs.undo_merge(self.merges[nth % len(self.merges)], actor=DAVE, now=self._now())
        except Conflict as refused:
            self.refusals.add(refused.code)

    @invariant()
    def the_register_is_sound(self) -> None:
        if hasattr(self, "persons"):
            check_sound([*self.persons, self.other])

    @invariant()
    def only_what_is_told_in_words_is_refused(self) -> None:
        assert self.refusals <= {"merged", "merged_further", "merged_since", "not_merged"}

    def _now(self) -> Any:
        self.day += 1
        return NOW + timedelta(days=self.day)


def test_merges_in_any_order_leave_a_sound_register() -> None:
    run_state_machine_as_test(
        Merges,
        settings=settings(max_examples=6, stateful_step_count=16, suppress_health_check=list(HealthCheck)),
    )
