"""What the office does with an application, step by step, and who may not decide it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from laoyou.applications import reads, verbs
from laoyou.applications.core import states
from laoyou.applications.tests.cast import (
    ALICE,
    BOB,
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
from laoyou.applications.types import OPEN_STATES, ApplicationState, Move
from laoyou.benefits.tests.cast import CARE, at, elder, held, publish
from laoyou.kernel.errors import Conflict, Forbidden, Invalid

pytestmark = pytest.mark.usefixtures("law")
S = ApplicationState


def state_of(application_id: int) -> ApplicationState:
    return reads.applications.application(application_id).state


def act(move: Move, application_id: int) -> None:
    """A move by somebody who may make it."""
    doing: dict[Move, Callable[[], Any]] = {
        Move.ACCEPT: lambda: verbs.accept(application_id, actor=ERIN, now=NOW),
        Move.ASK_PAPERS: lambda: verbs.ask_papers(application_id, "评估报告", actor=ERIN, now=NOW),
        Move.HAND_IN: lambda: verbs.hand_in(application_id, actor=ALICE, now=NOW),
        Move.VERIFY: lambda: verbs.verify(application_id, "已上门", actor=ERIN, now=NOW),
        Move.APPROVE: lambda: verbs.approve(application_id, actor=ERIN, now=NOW),
        Move.REFUSE: lambda: verbs.refuse(
            application_id, clause="ability", reason="没有达到", actor=ERIN, now=NOW
        ),
        Move.WITHDRAW: lambda: verbs.withdraw(application_id, actor=ALICE, now=NOW),
        Move.REOPEN: lambda: verbs.reopen(application_id, actor=CAROL, now=NOW),
    }
    doing[move]()


WAYS: dict[ApplicationState, tuple[Move, ...]] = {
    S.SUBMITTED: (),
    S.ACCEPTED: (Move.ACCEPT,),
    S.PAPERS_WANTED: (Move.ASK_PAPERS,),
    S.VERIFIED: (Move.ACCEPT, Move.VERIFY),
    S.APPROVED: (Move.ACCEPT, Move.APPROVE),
    S.REFUSED: (Move.ACCEPT, Move.REFUSE),
    S.WITHDRAWN: (Move.WITHDRAW,),
}


@pytest.mark.parametrize("state", list(S))
def test_in_each_state_just_the_moves_of_the_table_can_be_made(state: ApplicationState) -> None:
    """Every move from every state: 7 x 8, each on an application of its own."""
    decided_month()
    for move in states.TABLE:
        application_id = asked(poor())
        for step in WAYS[state]:
            act(step, application_id)
        if move in states.moves(state):
            act(move, application_id)
            assert state_of(application_id) is states.TABLE[move][1]
        else:
            with pytest.raises(Conflict) as told:
                act(move, application_id)
            assert told.value.code == "application_move"
            assert state_of(application_id) is state


def test_a_decision_is_due_twenty_working_days_after_acceptance() -> None:
    one = reads.applications.application(accepted(poor()))

    assert (one.accepted_on, one.due_on) == (date(2026, 1, 5), date(2026, 2, 2))
    assert not one.is_overdue(date(2026, 2, 2))
    assert one.is_overdue(date(2026, 2, 3))


def test_looking_at_it_again_does_not_lengthen_the_term() -> None:
    application_id = accepted(poor())

    verbs.verify(application_id, "上门看过", actor=ERIN, now=at("2026-01-20"))

    assert reads.applications.application(application_id).due_on == date(2026, 2, 2)


def test_the_spring_festival_does_not_count_and_the_days_made_up_do() -> None:
    calendar = reads.procedure.procedure().calendar

    assert calendar.after(date(2026, 2, 13), 2) == date(2026, 2, 24), "Saturday the 14th is worked"


def test_what_is_wanted_is_said_to_the_applicant_and_he_hands_it_in() -> None:
    person_id = poor()
    application_id = asked(person_id, actor=family(person_id))

    verbs.ask_papers(application_id, "请补评估报告", actor=ALICE, now=NOW)
    verbs.hand_in(application_id, actor=family(person_id), now=NOW)

    moves = [(step.move, step.words) for step in reads.applications.steps(application_id)]
    assert moves[:2] == [(Move.HAND_IN, ""), (Move.ASK_PAPERS, "请补评估报告")]
    assert state_of(application_id) is S.SUBMITTED


def test_an_approval_gives_the_benefit() -> None:
    decided_month()
    person_id = poor()
    application_id = accepted(person_id)

    given = verbs.approve(application_id, actor=ERIN, now=NOW)

    one = reads.applications.application(application_id)
    assert (one.state, one.proposal_id, one.decided_name, one.due_on) == (S.APPROVED, given, "艾琳", None)
    assert held(person_id) == [("care_aid", "2026-01-01", None, 15_000)]


def test_who_does_not_fit_is_not_approved_and_nothing_is_changed() -> None:
    decided_month()
    application_id = accepted(elder("1950-01-01"))

    with pytest.raises(Conflict) as told:
        verbs.approve(application_id, actor=ERIN, now=NOW)

    assert told.value.code == "not_entitled"
    assert state_of(application_id) is S.ACCEPTED


@pytest.mark.parametrize("decide", [Move.APPROVE, Move.REFUSE])
def test_who_entered_an_application_does_not_decide_it(decide: Move) -> None:
    decided_month()
    application_id = accepted(poor(), actor=ERIN)

    with pytest.raises(Forbidden) as told:
        act(decide, application_id)

    assert told.value.code == "same_person"


def test_a_large_sum_is_approved_by_a_supervisor_who_has_not_handled_it() -> None:
    publish(CARE.replace("care_aid", "large_aid").replace("150 yuan", "1000 yuan"))
    decided_month()
    application_id = asked(poor(), "large_aid")
    verbs.accept(application_id, actor=CAROL, now=NOW)

    for actor in (ERIN, CAROL):
        with pytest.raises(Forbidden) as told:
            verbs.approve(application_id, actor=actor, now=NOW)
        assert told.value.code == "second_person"
    verbs.approve(application_id, actor=DAVE, now=NOW)

    assert state_of(application_id) is S.APPROVED


def test_a_refusal_says_by_which_clause_and_why() -> None:
    one = reads.applications.application(refused(poor()))

    assert one.clause == "第三条：经评估为中度以上失能。"
    assert one.reason == "评估等级没有达到。"


@pytest.mark.parametrize(
    ("clause", "reason", "field"), [("ability", " ", "reason"), ("x", "不符合", "clause")]
)
def test_a_refusal_without_ground_is_none(clause: str, reason: str, field: str) -> None:
    application_id = accepted(poor())

    with pytest.raises(Invalid) as told:
        verbs.refuse(application_id, clause=clause, reason=reason, actor=ERIN, now=NOW)

    assert told.value.field == field


def test_a_neighbour_and_a_family_handle_nothing() -> None:
    person_id = poor()
    application_id = asked(person_id)

    for actor in (BOB, family(person_id)):
        with pytest.raises(Forbidden):
            verbs.accept(application_id, actor=actor, now=NOW)


def test_another_family_neither_sees_nor_withdraws_it() -> None:
    application_id = asked(poor())
    stranger = family(poor(name="王大山"))

    for doing in (verbs.withdraw, verbs.hand_in):
        with pytest.raises(Forbidden):
            doing(application_id, actor=stranger, now=NOW)


def test_a_withdrawn_application_is_in_no_hands() -> None:
    application_id = asked(poor())

    verbs.withdraw(application_id, actor=ALICE, now=NOW, words="不需要了")

    one = reads.applications.application(application_id)
    assert (one.state, one.due_on) == (S.WITHDRAWN, None)
    assert one.state not in OPEN_STATES
