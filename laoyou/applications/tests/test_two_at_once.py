"""Two at the same moment: one is served, the other is told in a sentence."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import connections

from laoyou.applications import reads, verbs
from laoyou.applications.tests.cast import (
    ALICE,
    CAROL,
    DAVE,
    ERIN,
    NOW,
    accepted,
    asked,
    decided_month,
    family,
    poor,
    refused,
)
from laoyou.applications.types import About, Against, ApplicationState, NewAppeal
from laoyou.benefits.tests.cast import CARE, WARM, held, publish
from laoyou.benefits.tests.conftest import ground as lay_ground
from laoyou.people.tests.test_two_at_once import at_once, loser


@pytest.fixture(autouse=True)
def committed_law(transactional_db: None) -> Iterator[None]:
    """Divisions, law and a month, really committed."""
    lay_ground.__wrapped__(None)  # type: ignore[attr-defined]
    publish(WARM, CARE)
    decided_month()
    yield
    connections.close_all()


def test_the_same_is_asked_for_at_two_windows() -> None:
    person_id = poor()

    told = at_once(lambda: asked(person_id, actor=ALICE), lambda: asked(person_id, actor=ERIN))

    assert loser(told).code == "applications_application_one_open"
    assert len(reads.of_person(person_id).applications) == 1


def test_two_clerks_approve_the_same_application() -> None:
    person_id = poor()
    application_id = accepted(person_id)

    told = at_once(
        lambda: verbs.approve(application_id, actor=ERIN, now=NOW),
        lambda: verbs.approve(application_id, actor=CAROL, now=NOW),
    )

    assert loser(told).code == "application_move"
    assert len(held(person_id)) == 1


def test_one_approves_what_the_other_refuses() -> None:
    person_id = poor()
    application_id = accepted(person_id)

    told = at_once(
        lambda: verbs.approve(application_id, actor=ERIN, now=NOW),
        lambda: verbs.refuse(application_id, clause="ability", reason="没有达到", actor=CAROL, now=NOW),
    )

    assert loser(told).code == "application_move"
    state = reads.applications.application(application_id).state
    assert (state, len(held(person_id))) in [(ApplicationState.APPROVED, 1), (ApplicationState.REFUSED, 0)]


def test_two_supervisors_decide_the_same_appeal() -> None:
    person_id = poor()
    new = NewAppeal(person_id, Against(About.REFUSAL, refused(person_id)), "不同意。")
    appeal_id = verbs.appeal(new, actor=family(person_id), now=NOW)

    told = at_once(
        lambda: verbs.uphold(appeal_id, "对。", actor=CAROL, now=NOW),
        lambda: verbs.reject(appeal_id, "不对。", actor=DAVE, now=NOW),
    )

    assert loser(told).code == "appeal_move"
