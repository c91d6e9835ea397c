"""Not agreeing with a decision, and what another person decides about it."""

from __future__ import annotations

from datetime import date

import pytest

from laoyou.applications import reads, verbs
from laoyou.applications.tests.cast import (
    ALICE,
    BOB,
    CAROL,
    DAVE,
    ERIN,
    NOW,
    SELF,
    accepted,
    decided_month,
    family,
    poor,
    refused,
)
from laoyou.applications.types import (
    About,
    Against,
    AppealState,
    ApplicationState,
    Asking,
    NewAppeal,
)
from laoyou.benefits import verbs as benefits
from laoyou.benefits.tests.cast import at, elder, proposal, ran
from laoyou.benefits.types import ProposalState
from laoyou.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from laoyou.people import verbs as people
from laoyou.people.types import Source

pytestmark = pytest.mark.usefixtures("law")


def against(application_id: int) -> Against:
    return Against(About.REFUSAL, application_id=application_id)


def appealed(person_id: int, what: Against, **more: object) -> int:
    actor = family(person_id)
    return verbs.appeal(
        NewAppeal(person_id, what, "我不同意，评估那天我发烧。", Asking()), actor=actor, now=NOW
    )


def stopped(person_id: int) -> int:
    """A benefit of somebody who died is stopped, which is confirmed; the proposal."""
    ran("2026-01")
    day = date(2026, 1, 2)
    people.record_death(person_id, on=day, source=Source.POLICE, actor=CAROL, now=at("2026-01-03"))
    ran("2026-02")
    found = proposal("stop", person_id)
    benefits.confirm(found, actor=ERIN, now=at("2026-02-03"))
    return found


def test_a_refused_applicant_appeals_and_it_is_due() -> None:
    person_id = poor()
    application_id = refused(person_id)

    appeal_id = appealed(person_id, against(application_id))

    one = reads.appeals.appeal(appeal_id)
    assert (one.benefit, one.against_name, one.due_on) == ("care_aid", "艾琳", date(2026, 2, 2))
    assert reads.appeals.grounds(appeal_id) == "我不同意，评估那天我发烧。"
    assert [found.id for found in reads.of_person(person_id).appeals] == [appeal_id]


def test_an_upheld_appeal_takes_the_application_up_again_for_another_to_decide() -> None:
    decided_month()
    person_id = poor()
    application_id = refused(person_id)
    appeal_id = appealed(person_id, against(application_id))

    verbs.uphold(appeal_id, "评估有误。", actor=CAROL, now=NOW)
    one = reads.applications.application(application_id)
    with pytest.raises(Forbidden) as told:
        verbs.approve(application_id, actor=ERIN, now=NOW)
    verbs.approve(application_id, actor=DAVE, now=NOW)

    assert (one.state, one.decided_by, one.reason) == (ApplicationState.ACCEPTED, None, "")
    assert told.value.code == "same_person"
    assert reads.appeals.appeal(appeal_id).state is AppealState.SETTLED


def test_a_rejected_appeal_leaves_what_was_decided() -> None:
    person_id = poor()
    application_id = refused(person_id)
    appeal_id = appealed(person_id, against(application_id))

    verbs.reject(appeal_id, "复核后等级没有变。", actor=CAROL, now=NOW)

    one = reads.appeals.appeal(appeal_id)
    assert (one.state, one.reason, one.decided_name) == (AppealState.REJECTED, "复核后等级没有变。", "卡萝")
    assert reads.applications.application(application_id).state is ApplicationState.REFUSED


def test_who_refused_does_not_decide_the_appeal() -> None:
    person_id = poor()
    appeal_id = appealed(person_id, against(refused(person_id, actor=CAROL)))

    for decide in (verbs.uphold, verbs.reject):
        with pytest.raises(Forbidden) as told:
            decide(appeal_id, "再看过了。", actor=CAROL, now=NOW)
        assert told.value.code == "same_person"


def test_who_entered_an_appeal_does_not_decide_it() -> None:
    person_id = poor()
    new = NewAppeal(person_id, against(refused(person_id)), "不同意。", SELF)
    appeal_id = verbs.appeal(new, actor=CAROL, now=NOW)

    with pytest.raises(Forbidden):
        verbs.uphold(appeal_id, "对。", actor=CAROL, now=NOW)


def test_a_clerk_decides_no_appeal() -> None:
    person_id = poor()
    appeal_id = appealed(person_id, against(refused(person_id)))

    with pytest.raises(Forbidden):
        verbs.uphold(appeal_id, "对。", actor=ALICE, now=NOW)


def test_after_sixty_days_it_is_too_late_and_the_last_day_is_named() -> None:
    person_id = poor()
    new = NewAppeal(person_id, against(refused(person_id)), "不同意。")

    with pytest.raises(Conflict, match="2026-03-06 已到期") as told:
        verbs.appeal(new, actor=family(person_id), now=at("2026-03-07"))
    assert verbs.appeal(new, actor=family(person_id), now=at("2026-03-06"))

    assert told.value.code == "appeal_late"


def test_what_is_not_refused_cannot_be_appealed_against() -> None:
    person_id = poor()

    with pytest.raises(Conflict) as told:
        appealed(person_id, against(accepted(person_id)))

    assert told.value.code == "not_decided"


def test_one_appeal_at_a_time_against_one_refusal() -> None:
    person_id = poor()
    application_id = refused(person_id)
    first = appealed(person_id, against(application_id))

    with pytest.raises(Conflict) as told:
        appealed(person_id, against(application_id))
    verbs.withdraw_appeal(first, actor=family(person_id), now=NOW)

    assert told.value.code == "applications_appeal_one_open_a_refusal"
    assert appealed(person_id, against(application_id)) != first


def test_another_persons_refusal_is_not_found() -> None:
    person_id = poor()
    application_id = refused(person_id)

    with pytest.raises(NotFound):
        appealed(poor(name="王大山"), against(application_id))


def test_nobody_appeals_for_another() -> None:
    person_id, other = poor(), poor(name="王大山")
    new = NewAppeal(person_id, against(refused(person_id)), "不同意。")

    for actor in (BOB, family(other)):
        with pytest.raises(Forbidden):
            verbs.appeal(new, actor=actor, now=NOW)


def test_a_stop_is_appealed_against_and_put_right_by_a_new_run() -> None:
    person_id = elder()
    found = stopped(person_id)
    new = NewAppeal(person_id, Against(About.STOP, proposal_id=found), "人还在。")

    appeal_id = verbs.appeal(new, actor=family(person_id), now=at("2026-02-04"))
    verbs.uphold(appeal_id, "死亡登记有误，请更正后重新认定。", actor=CAROL, now=at("2026-02-05"))
    waits = reads.appeals.appeal(appeal_id).state
    verbs.settle(appeal_id, actor=ALICE, now=at("2026-02-06"))

    one = reads.appeals.appeal(appeal_id)
    assert waits is AppealState.UPHELD
    assert (one.state, one.against_name, one.settled_name) == (AppealState.SETTLED, "艾琳", "艾丽")


def test_what_waits_to_be_confirmed_is_not_appealed_against() -> None:
    person_id = poor()
    ran("2026-01")
    new = NewAppeal(person_id, Against(About.AMOUNT, proposal_id=proposal("start", person_id)), "少了。")

    with pytest.raises(Conflict) as told:
        verbs.appeal(new, actor=family(person_id), now=NOW)

    assert told.value.code == "not_decided"
    assert ProposalState.PENDING.value == "pending"


def test_the_ground_must_fit_what_it_is_against() -> None:
    person_id = elder()
    new = NewAppeal(person_id, Against(About.AMOUNT, proposal_id=stopped(person_id)), "少了。")

    with pytest.raises(Invalid) as told:
        verbs.appeal(new, actor=family(person_id), now=at("2026-02-04"))

    assert told.value.code == "about"


@pytest.mark.parametrize("what", [Against(About.STOP), Against(About.REFUSAL, 1, 1)])
def test_an_appeal_is_against_one_thing(what: Against) -> None:
    with pytest.raises(Invalid) as told:
        appealed(poor(), what)

    assert told.value.code == "against"


def test_a_decided_appeal_is_decided() -> None:
    person_id = poor()
    appeal_id = appealed(person_id, against(refused(person_id)))
    verbs.reject(appeal_id, "没有变。", actor=CAROL, now=NOW)

    with pytest.raises(Conflict) as told:
        verbs.uphold(appeal_id, "对。", actor=DAVE, now=NOW)
    with pytest.raises(Conflict):
        verbs.settle(appeal_id, actor=ALICE, now=NOW)

    assert told.value.code == "appeal_move"
