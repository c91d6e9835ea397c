"""Two clerks, two runs, at the same moment: one is served, the other is told in a sentence."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connections

from laoyou.benefits import verbs
from laoyou.benefits.models import Grant, Proposal, Run
from laoyou.benefits.reads.proposals import Filter
from laoyou.benefits.tests.cast import (
    CARE,
    CAROL,
    CITY,
    DAVE,
    WARM,
    at,
    elder,
    held,
    month,
    needs_care,
    proposal,
    publish,
    ran,
)
from laoyou.benefits.tests.conftest import ground as lay_ground
from laoyou.benefits.types import Kind
from laoyou.people.tests.test_two_at_once import at_once, loser

NOW = at("2026-01-03")
ALL = Filter(kind=Kind.START)


@pytest.fixture(autouse=True)
def committed_law(transactional_db: None) -> Iterator[None]:
    """Divisions and law, really committed."""
    lay_ground.__wrapped__(None)  # type: ignore[attr-defined]
    publish(WARM, CARE)
    yield
    connections.close_all()


@pytest.fixture
def poor(committed_law: None) -> list[int]:
    """Three persons who wait for the care aid."""
    persons: list[int] = []
    for _ in range(3):
        persons.append(elder("1950-01-01"))
        needs_care(persons[-1])
    ran("2026-01")
    return persons


def test_two_clerks_confirm_the_same_proposal(poor: list[int]) -> None:
    asked = proposal("start", poor[0])

    told = at_once(
        lambda: verbs.confirm(asked, actor=CAROL, now=NOW),
        lambda: verbs.confirm(asked, actor=DAVE, now=NOW),
    )

    assert loser(told).code == "decided"
    assert "办理" in loser(told).message
    assert len(held(poor[0])) == 1


def test_two_clerks_confirm_the_same_list(poor: list[int]) -> None:
    told = at_once(
        lambda: verbs.confirm_many(ALL, expected=3, actor=CAROL, now=NOW),
        lambda: verbs.confirm_many(ALL, expected=3, actor=DAVE, now=NOW),
    )

    assert loser(told).code == "list_changed"
    assert [len(held(one)) for one in poor] == [1, 1, 1]


def test_one_confirms_what_the_other_dismisses(poor: list[int]) -> None:
    asked = proposal("start", poor[0])

    told = at_once(
        lambda: verbs.confirm(asked, actor=CAROL, now=NOW),
        lambda: verbs.dismiss(asked, "本人放弃", actor=DAVE, now=NOW),
    )

    assert loser(told).code == "decided"
    state = Proposal.objects.of(pk=asked).get().state
    assert (state, len(held(poor[0]))) in [("confirmed", 1), ("dismissed", 0)]


def test_one_run_is_not_performed_by_two_at_once() -> None:
    for _ in range(5):
        elder("1940-06-15")
    now = at("2026-01-02")
    run_id = verbs.begin_run(CITY, month=month("2026-01"), filed=False, actor=CAROL, now=now)

    def perform() -> Any:
        return verbs.perform_run(run_id, actor=CAROL, now=now)

    told = at_once(perform, perform)

    assert loser(told).code in ("run_busy", "run_state")
    assert Grant.objects.for_the_system().count() == 5


def test_two_runs_of_one_territory_are_not_begun_at_once() -> None:
    def begin() -> Any:
        return verbs.begin_run(CITY, month=month("2026-01"), filed=False, actor=CAROL, now=NOW)

    told = at_once(begin, begin)

    assert loser(told).code == "benefits_run_one_at_work"
    assert Run.objects.for_the_system().count() == 1


def test_a_clerk_who_confirms_while_a_run_writes_waits_or_is_told(poor: list[int]) -> None:
    now = at("2026-02-02")
    run_id = verbs.begin_run(CITY, month=month("2026-02"), filed=False, actor=CAROL, now=now)
    asked = proposal("start", poor[0])

    told = at_once(
        lambda: verbs.perform_run(run_id, actor=CAROL, now=now),
        lambda: verbs.confirm(asked, actor=DAVE, now=now),
    )

    assert [one for one in told if isinstance(one, Exception)] == []
    assert held(poor[0]) == [("care_aid", "2026-02-01", None, 15_000)]
    assert Proposal.objects.of(person=poor[0], state="pending").count() == 0
