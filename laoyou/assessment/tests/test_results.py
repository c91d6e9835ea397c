"""Results: what stands, for which days, what follows what; disputes and mistakes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from laoyou.acts import door
from laoyou.assessment import reads, verbs
from laoyou.assessment.facts import AssessmentConcluded, AssessmentDisputed, AssessmentRevoked
from laoyou.assessment.models import Sheet
from laoyou.assessment.tests.cast import (
    GB,
    LTC,
    SYSTEM,
    TODAY,
    Team,
    begun,
    concluded,
    later,
    middling,
    new_sheet,
    on,
    record_of,
    scale,
    signed,
    worst,
)
from laoyou.assessment.types import AssessorGiven, DisputeSide, Reason, SheetState
from laoyou.kernel.errors import Conflict, Forbidden, Invalid
from laoyou.kernel.ids import PersonId
from laoyou.kernel.spans import DateSpan
from laoyou.people import verbs as people
from laoyou.people.reads import facts
from laoyou.people.tests.cast import NOW, Heard
from laoyou.people.types import FactKind, Source


def said(person_id: PersonId, kind: FactKind = FactKind.ABILITY) -> list[tuple[str, str, str]]:
    """What assessments say today: value, first and last day."""
    believed = facts.believed([person_id])[person_id]
    ours = [one for one in believed if one.kind is kind and one.source is Source.ASSESSMENT]
    return sorted((one.value, str(one.span.start), str(one.span.end)) for one in ours)


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> Heard:
    ear = Heard([])
    for kind in (AssessmentConcluded, AssessmentDisputed, AssessmentRevoked):
        monkeypatch.setitem(door._listeners, kind, (ear,))
    return ear


def test_a_result_stands_as_a_status_fact_that_all_rely_on(team: Team, li: PersonId, heard: Heard) -> None:
    sheet_id = signed(team, li, middling(60), base_date=on("2026-02-20"))

    outcome = verbs.conclude(sheet_id, actor=team.actor("ann"), now=NOW)

    assert (outcome.grade, record_of(sheet_id).outcome) == (2, outcome)
    assert said(li) == [("2", "2026-02-20", "None")]
    standing = facts.standing([li], TODAY)[li][FactKind.ABILITY]
    assert (standing.value, standing.source) == ("2", Source.ASSESSMENT)
    line = record_of(sheet_id).line
    assert (line.state, line.grade_name, line.due_on) == (
        SheetState.CONCLUDED,
        "能力中度受损（中度失能）",
        on("2027-02-20"),
    )
    assert heard.of(AssessmentConcluded) == [
        AssessmentConcluded(line.id, li, GB, "2022", 2, on("2026-02-20"), on("2027-02-20"))
    ]


def test_the_result_keeps_the_edition_and_the_parameters_by_which_it_was_found(
    team: Team, li: PersonId
) -> None:
    assert record_of(concluded(team, li)).scale_digest == scale().digest


def test_a_diagnosis_of_dementia_is_said_too_and_never_twice(team: Team, li: PersonId) -> None:
    ill = {"illnesses": ["dementia"], "memory": "2"}

    concluded(team, li, ill, base_date=on("2025-03-01"))
    concluded(team, li, ill, reason=Reason.REGULAR)

    assert said(li, FactKind.DEMENTIA) == [("yes", "2025-03-01", "None")]


def test_a_later_result_follows_the_earlier_one(team: Team, li: PersonId) -> None:
    concluded(team, li, middling(80), base_date=on("2025-03-01"))
    concluded(team, li, middling(60), base_date=on("2026-03-01"), reason=Reason.REGULAR)

    assert said(li) == [("1", "2025-03-01", "2026-02-28"), ("2", "2026-03-01", "None")]


def test_a_result_that_comes_in_late_lasts_until_the_next_one(team: Team, li: PersonId) -> None:
    concluded(team, li, middling(60), base_date=on("2026-01-01"))
    concluded(team, li, middling(80), base_date=on("2025-06-01"), reason=Reason.OTHER, words="补录")

    assert said(li) == [("1", "2025-06-01", "2025-12-31"), ("2", "2026-01-01", "None")]


def test_two_results_of_one_day_leave_the_later_word(team: Team, li: PersonId) -> None:
    concluded(team, li, middling(80))
    concluded(team, li, middling(60), reason=Reason.CHANGE)

    assert said(li) == [("2", "2026-03-02", "None")]


def test_a_severe_care_grade_ends_after_two_years_and_a_light_one_goes_on(team: Team, li: PersonId) -> None:
    severe = concluded(team, li, worst(scale(LTC)), LTC, base_date=on("2026-02-01"))

    assert said(li, FactKind.LTC_GRADE) == [("5", "2026-02-01", "2028-01-31")]
    assert record_of(severe).line.due_on == on("2028-02-01")
    concluded(team, li, key=LTC, reason=Reason.REGULAR)
    assert said(li, FactKind.LTC_GRADE) == [
        ("0", "2026-03-02", "None"),
        ("5", "2026-02-01", "2026-03-01"),
    ]


def test_only_a_signed_sheet_is_concluded_by_somebody_it_concerns(team: Team, li: PersonId) -> None:
    draft = begun(team, li)
    with pytest.raises(Conflict) as early:
        verbs.conclude(draft, actor=SYSTEM, now=NOW)
    verbs.void(draft, "重来", actor=SYSTEM, now=NOW)
    sheet_id = signed(team, li)
    with pytest.raises(Forbidden):
        verbs.conclude(sheet_id, actor=team.actor("cat"), now=NOW)
    with pytest.raises(Forbidden):
        verbs.conclude(sheet_id, actor=team.actor("neighbour"), now=NOW)

    verbs.conclude(sheet_id, actor=team.actor("clerk"), now=NOW)

    with pytest.raises(Conflict) as twice:
        verbs.conclude(sheet_id, actor=SYSTEM, now=NOW)
    assert (early.value.code, twice.value.code) == ("sheet_move", "sheet_move")


def test_a_care_grade_has_two_experts_behind_it(team: Team, li: PersonId) -> None:
    alone = {"second": AssessorGiven(team.ben.id, False)}
    sheet_id = signed(team, li, worst(scale(LTC)), LTC, **alone)

    for who, as_expert in (("ann", True), ("clerk", True), ("cat", False)):
        with pytest.raises(Conflict, match="2 位评估专家确认") as refused:
            verbs.conclude(sheet_id, as_expert=as_expert, actor=team.actor(who), now=NOW)
        assert refused.value.code == "second_expert"

    assert verbs.conclude(sheet_id, as_expert=True, actor=team.actor("cat"), now=NOW).grade == 5


def test_a_sheet_altered_behind_the_signatures_is_not_concluded(team: Team, li: PersonId) -> None:
    sheet_id = signed(team, li)
    Sheet.objects.of(pk=sheet_id).update(base_date=on("2026-01-01"))

    with pytest.raises(Conflict) as refused:
        verbs.conclude(sheet_id, actor=SYSTEM, now=NOW)

    assert refused.value.code == "altered"
    assert said(li) == []


Disputing = Callable[..., int]


@pytest.fixture
def disputed(team: Team, li: PersonId) -> int:
    """A grade 1 of 1 February that her daughter disputes."""
    sheet_id = concluded(team, li, middling(80), base_date=on("2026-02-01"))
    verbs.dispute(
        sheet_id,
        side=DisputeSide.KIN,
        name="张秀敏",
        reason="母亲已不能自己洗澡",
        actor=team.actor("clerk"),
        now=NOW,
    )
    return sheet_id


def redo(team: Team) -> dict[str, Any]:
    return {
        "reason": Reason.DISPUTE,
        "first": AssessorGiven(team.cat.id, True),
        "second": AssessorGiven(team.dan.id, False),
    }


def test_a_dispute_has_its_reason_and_deadline_while_the_result_stands(
    team: Team, li: PersonId, disputed: int
) -> None:
    record = record_of(disputed)

    assert record.line.state is SheetState.DISPUTED
    assert record.open_dispute is not None
    assert (record.open_dispute.name, record.open_dispute.deadline) == ("张秀敏", on("2026-04-01"))
    assert said(li) == [("1", "2026-02-01", "None")]
    assert reads.latest([li])[li][GB].is_disputed


def test_others_assess_again_and_their_result_takes_the_place_from_the_first_day_on(
    team: Team, li: PersonId, disputed: int, heard: Heard
) -> None:
    again = concluded(team, li, middling(60), redoes=disputed, **redo(team))

    assert said(li) == [("2", "2026-02-01", "None")]
    assert record_of(disputed).line.state is SheetState.REASSESSED
    assert record_of(disputed).redone_by == again
    assert record_of(disputed).disputes[0].settled_by == again
    assert record_of(disputed).open_dispute is None
    assert reads.latest([li])[li][GB].sheet_id == again
    assert record_of(again).line.due_on == on("2027-03-02")
    assert heard.of(AssessmentConcluded)[-1].since == on("2026-02-01")


def test_who_assessed_first_does_not_assess_again(team: Team, li: PersonId, disputed: int) -> None:
    same = redo(team) | {"first": AssessorGiven(team.ann.id, True)}

    with pytest.raises(Conflict) as refused:
        begun(team, li, redoes=disputed, **same)
    sheet_id = begun(team, li, redoes=disputed, **redo(team))
    with pytest.raises(Conflict) as replaced:
        verbs.reassign(
            sheet_id, record_of(sheet_id).first.seat, AssessorGiven(team.ben.id, True), actor=SYSTEM, now=NOW
        )

    assert (refused.value.code, replaced.value.code) == ("same_assessors", "same_assessors")


def test_a_disputed_result_is_assessed_again_once_and_not_in_another_way(
    team: Team, li: PersonId, disputed: int
) -> None:
    with pytest.raises(Conflict) as other_way:
        begun(team, li, reason=Reason.REGULAR)
    begun(team, li, redoes=disputed, **redo(team))
    with pytest.raises(Conflict) as twice:
        begun(team, li, redoes=disputed, **redo(team))
    with pytest.raises(Conflict) as dropped:
        verbs.drop_dispute(disputed, "想通了", actor=SYSTEM, now=NOW)

    assert other_way.value.code == "disputed"
    assert twice.value.code in ("assessment_sheet_one_open", "assessment_sheet_redone_once")
    assert dropped.value.code == "redo_begun"


def test_a_dispute_that_is_dropped_leaves_the_result(team: Team, li: PersonId, disputed: int) -> None:
    verbs.drop_dispute(disputed, "家属撤回", actor=team.actor("clerk"), now=NOW)

    record = record_of(disputed)
    assert record.line.state is SheetState.CONCLUDED
    assert record.disputes[0].dropped_because == "家属撤回"
    assert record.open_dispute is None


def test_a_dispute_comes_in_time_with_a_name_and_a_reason(team: Team, li: PersonId) -> None:
    sheet_id = concluded(team, li)
    told: dict[str, Any] = {"side": DisputeSide.PERSON, "actor": SYSTEM}

    for wrong in ({"name": "", "reason": "不对"}, {"name": "李小华", "reason": " "}):
        with pytest.raises(Invalid):
            verbs.dispute(sheet_id, now=NOW, **(told | wrong))
    with pytest.raises(Conflict) as late:
        verbs.dispute(sheet_id, name="李小华", reason="不对", now=later(days=31), **told)

    assert late.value.code == "too_late"
    assert verbs.dispute(sheet_id, name="李小华", reason="不对", now=later(days=30), **told)


def test_a_result_that_was_a_mistake_is_taken_back_and_the_one_before_goes_on(
    team: Team, li: PersonId, heard: Heard
) -> None:
    concluded(team, li, middling(80), base_date=on("2025-03-01"))
    wrong = concluded(team, li, middling(60), reason=Reason.REGULAR)

    verbs.revoke(wrong, "录错了人", actor=team.actor("supervisor"), now=later(minutes=1))

    assert said(li) == [("1", "2025-03-01", "None")]
    assert record_of(wrong).line.state is SheetState.VOID
    assert reads.latest([li])[li][GB].grade == 1
    assert len(heard.of(AssessmentRevoked)) == 1


def test_a_first_result_taken_back_leaves_nothing(team: Team, li: PersonId) -> None:
    wrong = concluded(team, li)

    with pytest.raises(Forbidden):
        verbs.revoke(wrong, "错", actor=team.actor("clerk"), now=NOW)
    verbs.revoke(wrong, "录错了人", actor=team.actor("supervisor"), now=NOW)

    assert said(li) == []
    assert reads.latest([li])[li] == {}


def test_a_severe_grade_goes_on_no_longer_than_it_would_have(team: Team, li: PersonId) -> None:
    concluded(team, li, worst(scale(LTC)), LTC, base_date=on("2025-03-01"))
    wrong = concluded(team, li, key=LTC, reason=Reason.REGULAR)

    verbs.revoke(wrong, "录错了人", actor=SYSTEM, now=NOW)

    assert said(li, FactKind.LTC_GRADE) == [("5", "2025-03-01", "2027-02-28")]


def test_a_statement_that_somebody_corrected_by_hand_stays_as_he_left_it(team: Team, li: PersonId) -> None:
    sheet_id = concluded(team, li)
    [ours] = facts.believed([li])[li]
    people.correct_fact(
        ours.id, value="3", span=DateSpan.since(on("2026-01-15")), actor=SYSTEM, now=later(minutes=1)
    )

    verbs.revoke(sheet_id, "录错了人", actor=SYSTEM, now=later(minutes=2))

    assert said(li) == [("3", "2026-01-15", "None")]


def test_a_disputed_or_second_result_is_not_simply_taken_back(
    team: Team, li: PersonId, disputed: int
) -> None:
    with pytest.raises(Conflict) as standing:
        verbs.revoke(disputed, "错", actor=SYSTEM, now=NOW)
    again = concluded(team, li, redoes=disputed, **redo(team))
    with pytest.raises(Conflict) as second:
        verbs.revoke(again, "错", actor=SYSTEM, now=NOW)
    with pytest.raises(Conflict) as void:
        verbs.void(again, "错", actor=SYSTEM, now=NOW)

    assert (standing.value.code, second.value.code, void.value.code) == (
        "sheet_move",
        "answers_dispute",
        "sheet_move",
    )


def test_a_second_dispute_goes_back_to_the_very_first_day(team: Team, li: PersonId, disputed: int) -> None:
    again = concluded(team, li, middling(70), redoes=disputed, **redo(team))
    verbs.dispute(again, side=DisputeSide.PERSON, name="李小华", reason="仍不对", actor=SYSTEM, now=NOW)
    pair: dict[str, Any] = {
        "first": AssessorGiven(team.ann.id, True),
        "second": AssessorGiven(team.ben.id, False),
    }

    third = concluded(team, li, middling(40), redoes=again, reason=Reason.DISPUTE, **pair)

    assert said(li) == [("3", "2026-02-01", "None")]
    assert [line.id for line in reads.history([li])[li]] == [third, again, disputed]


def test_what_is_asked_for_a_day_is_what_had_been_found_by_then(team: Team, li: PersonId) -> None:
    early = concluded(team, li, middling(80), base_date=on("2025-03-01"))
    concluded(team, li, middling(60), reason=Reason.REGULAR)

    found = reads.latest([li], on("2025-12-31"))[li][GB]

    assert (found.sheet_id, found.grade) == (early, 1)
    assert (found.is_due(on("2026-02-28")), found.is_due(on("2026-03-01"))) == (False, True)
    assert found.holds(on("2025-03-01"))
    assert not found.holds(on("2025-02-28"))
    assert new_sheet(team).scale == GB
