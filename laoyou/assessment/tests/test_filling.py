"""Filling a sheet in by two hands, signing it, taking it back."""

from __future__ import annotations

from typing import Any

import pytest

from laoyou.access.types import Actor
from laoyou.assessment import verbs
from laoyou.assessment.models import Answer
from laoyou.assessment.reads import sheets
from laoyou.assessment.tests.cast import (
    INFORMED,
    QUIET,
    STROKES,
    SYSTEM,
    Team,
    begun,
    best,
    changes,
    filled,
    later,
    record_of,
    sign,
    signed,
)
from laoyou.assessment.types import (
    CONFIRMED,
    INFORMANT,
    AssessorGiven,
    Change,
    Saved,
    Seat,
    SheetState,
)
from laoyou.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from laoyou.kernel.ids import PersonId
from laoyou.people.tests.cast import NOW, noted


def code_of(raised: Any) -> str:
    return str(raised.value.code)


def test_answers_are_kept_as_they_come_and_counted(team: Team, li: PersonId) -> None:
    sheet_id, ann = begun(team, li), team.actor("ann")

    first = verbs.answer(sheet_id, [Change("feeding", "3"), Change("falls", "0")], actor=ann, now=NOW)
    again = verbs.answer(sheet_id, [Change("feeding", "3"), Change("feeding", "4")], actor=ann, now=NOW)

    assert (first.saved, again.saved) == (2, 2)
    assert record_of(sheet_id).answers == {"feeding": "4", "falls": "0"}
    assert record_of(sheet_id).line.answered == 2


def test_a_queue_that_is_sent_twice_leaves_what_it_said_last(team: Team, li: PersonId) -> None:
    sheet_id, ann = begun(team, li), team.actor("ann")
    queue = [Change("feeding", "4"), Change("feeding", "2", was="4"), Change("walking", "3")]

    for _ in range(2):
        assert verbs.answer(sheet_id, queue, actor=ann, now=NOW).refused == ()

    assert record_of(sheet_id).answers == {"feeding": "2", "walking": "3"}


def test_what_the_other_answered_meanwhile_is_not_written_over(team: Team, li: PersonId) -> None:
    sheet_id = begun(team, li)
    verbs.answer(sheet_id, [Change("feeding", "4")], actor=team.actor("ann"), now=NOW)

    blind = verbs.answer(sheet_id, [Change("feeding", "2")], actor=team.actor("ben"), now=NOW)
    seen = verbs.answer(sheet_id, [Change("feeding", "2", was="4")], actor=team.actor("ben"), now=NOW)

    [refused] = blind.refused
    assert (refused.item, refused.is_conflict, refused.value) == ("feeding", True, "4")
    assert "进食" in refused.sentence
    assert seen.refused == ()
    assert record_of(sheet_id).answers["feeding"] == "2"


STRANGE: list[tuple[str, Any, str]] = [
    ("feeding", "9", "进食：没有这个选项"),
    ("feeding", 4, "进食：没有这个选项"),
    ("feeding", {"a": 1}, "进食：没有这个选项"),
    ("nothing", "1", "不在量表里"),
    ("illnesses", ["none", "dementia"], "就不能再选别的"),
    ("illnesses", ["plague"], "没有这个选项"),
    ("illnesses", ["dementia", "dementia"], "没有这个选项"),
    ("falls", "7", "没有这个选项"),
    ("height", "1厘米", "请填写整数"),
    ("height", "99", "100 到 220"),
    ("religion", "道" * 201, "最多 200 字"),
    ("religion", "\x00", "请填写文字"),
    ("medicines", [["钙片"]], "每格请填写文字"),
    ("medicines", "钙片", "最多填写 30 行"),
    (INFORMANT, {**INFORMED, "name": " "}, "姓名"),
    (INFORMANT, {**INFORMED, "relation": "boss"}, "关系"),
    (INFORMANT, {**INFORMED, "strokes": []}, "签字"),
    (INFORMANT, {**INFORMED, "strokes": [[0, 0, 601, 0]]}, "签字没有收完整"),
    (INFORMANT, {**INFORMED, "strokes": [[0, 0, True, 0]]}, "签字没有收完整"),
    (INFORMANT, "张秀敏", "姓名"),
    (CONFIRMED, ["coma_awake"], "请再核实"),
]


@pytest.mark.parametrize(("item", "value", "words"), STRANGE)
def test_a_strange_answer_comes_back_with_its_name_and_the_rest_is_kept(
    team: Team, li: PersonId, item: str, value: Any, words: str
) -> None:
    sheet_id = begun(team, li)

    saved = verbs.answer(
        sheet_id, [Change(item, value), Change("walking", "4")], actor=team.actor("ann"), now=NOW
    )

    assert words in saved.refused[0].sentence
    assert not saved.refused[0].is_conflict
    assert record_of(sheet_id).answers == {"walking": "4"}


def test_information_is_brought_to_one_form_and_can_be_taken_away(team: Team, li: PersonId) -> None:
    sheet_id, ann = begun(team, li), team.actor("ann")
    given = {
        "height": "１６５",
        "religion": "  佛教 ",
        "illnesses": ["dementia", "hypertension"],
        "medicines": [["钙片", "口服", "1 片", "每日一次"], ["", "", "", ""]],
    }

    verbs.answer(sheet_id, changes(given), actor=ann, now=NOW)

    assert record_of(sheet_id).answers == {
        "height": 165,
        "religion": "佛教",
        "illnesses": ["hypertension", "dementia"],
        "medicines": [["钙片", "口服", "1 片", "每日一次"]],
    }
    verbs.answer(sheet_id, [Change("height", None), Change("religion", "")], actor=ann, now=NOW)
    assert set(record_of(sheet_id).answers) == {"illnesses", "medicines"}


def test_only_the_two_assessors_fill_a_sheet_in(team: Team, li: PersonId) -> None:
    sheet_id = begun(team, li)

    for who in ("cat", "clerk", "supervisor", "neighbour"):
        with pytest.raises(Forbidden):
            verbs.answer(sheet_id, [Change("feeding", "4")], actor=team.actor(who), now=NOW)

    assert not Answer.objects.filter(sheet=sheet_id).exists()
    assert {one.outcome for one in noted("assessment.answer")} == {"refused"}


def test_both_sign_and_then_the_sheet_waits_for_its_conclusion(team: Team, li: PersonId) -> None:
    sheet_id = filled(team, li)

    sign(sheet_id, team.actor("ann"))
    halfway = record_of(sheet_id)
    state = verbs.sign(sheet_id, typed="ben 的姓名", is_impartial=True, actor=team.actor("ben"), now=NOW)

    assert halfway.line.state is SheetState.DRAFT
    assert state is record_of(sheet_id).line.state is SheetState.SIGNED
    first, second = record_of(sheet_id).assessors
    assert first.strokes == tuple(map(tuple, STROKES))
    assert second.strokes == ()
    assert record_of(sheet_id).informant is not None


def test_once_somebody_signed_nothing_is_altered(team: Team, li: PersonId) -> None:
    sheet_id = filled(team, li)
    sign(sheet_id, team.actor("ann"))

    with pytest.raises(Conflict) as refused:
        verbs.answer(sheet_id, [Change("feeding", "0")], actor=team.actor("ben"), now=NOW)
    with pytest.raises(Conflict) as twice:
        sign(sheet_id, team.actor("ann"))
    with pytest.raises(Conflict) as replaced:
        verbs.reassign(sheet_id, Seat.SECOND, AssessorGiven(team.cat.id, False), actor=SYSTEM, now=NOW)

    assert (code_of(refused), code_of(twice), code_of(replaced)) == (
        "signed",
        "assessment_signature_once",
        "signed",
    )


def test_a_sheet_taken_back_is_mended_and_signed_again(team: Team, li: PersonId) -> None:
    sheet_id = signed(team, li)

    verbs.reopen(sheet_id, "进食看错了", actor=team.actor("ben"), now=NOW)
    verbs.answer(sheet_id, [Change("feeding", "2")], actor=SYSTEM, now=NOW)

    assert [one.signed_at for one in record_of(sheet_id).assessors] == [None, None]
    for who in ("ann", "ben"):
        sign(sheet_id, team.actor(who))
    assert record_of(sheet_id).line.state is SheetState.SIGNED
    with pytest.raises(Forbidden):
        verbs.reopen(sheet_id, "好奇", actor=team.actor("cat"), now=NOW)


def test_a_sheet_nobody_signed_needs_no_taking_back(team: Team, li: PersonId) -> None:
    with pytest.raises(Conflict) as refused:
        verbs.reopen(filled(team, li), "再看看", actor=SYSTEM, now=NOW)

    assert code_of(refused) == "not_signed"


UNSIGNABLE: list[tuple[dict[str, Any], dict[str, Any], str, str | None]] = [
    ({"walking": None}, {}, "incomplete", "walking"),
    ({"coma": None}, {}, "incomplete", "coma"),
    ({"bed_mobility": "0"}, {}, "contradiction", "walking"),
    ({"falls": "1"}, {}, "unconfirmed", "walking"),
    ({INFORMANT: None}, {}, "informant", INFORMANT),
    ({}, {"is_impartial": False}, "impartial", "is_impartial"),
    ({}, {"drawn": (), "typed": "王五"}, "typed", "typed"),
    ({}, {"drawn": [[1]]}, "strokes", None),
]


@pytest.mark.parametrize(("answers", "told", "code", "field"), UNSIGNABLE)
def test_what_is_not_whole_or_contradicts_itself_is_not_signed(
    team: Team, li: PersonId, answers: dict[str, Any], told: dict[str, Any], code: str, field: str | None
) -> None:
    sheet_id = filled(team, li, answers)
    given: dict[str, Any] = {"drawn": STROKES, "is_impartial": True} | told

    with pytest.raises(Invalid) as refused:
        verbs.sign(
            sheet_id,
            **given,
            actor=team.actor("ann"),
            now=NOW,
        )

    assert (refused.value.code, refused.value.field) == (code, field)


def test_what_is_unusual_is_signed_once_it_was_confirmed(team: Team, li: PersonId) -> None:
    sheet_id = filled(team, li, {"falls": "1"})

    verbs.answer(sheet_id, [Change(CONFIRMED, ["falls_no_risk"])], actor=team.actor("ann"), now=NOW)
    sign(sheet_id, team.actor("ann"))

    assert record_of(sheet_id).confirmed == {"falls_no_risk"}


def test_the_informant_signs_again_for_what_was_changed_after_him(team: Team, li: PersonId) -> None:
    sheet_id, ann = filled(team, li), team.actor("ann")
    verbs.answer(sheet_id, [Change("feeding", "2")], actor=SYSTEM, now=later(minutes=5))

    with pytest.raises(Invalid, match="又改了：进食"):
        sign(sheet_id, ann, later(minutes=6))

    again = {**INFORMED, "strokes": [[1, 1, 2, 2]]}
    verbs.answer(sheet_id, [Change(INFORMANT, again)], actor=SYSTEM, now=later(minutes=7))
    sign(sheet_id, ann, later(minutes=8))


def test_an_assessor_who_recuses_herself_is_replaced(team: Team, li: PersonId) -> None:
    sheet_id = filled(team, li)

    verbs.reassign(sheet_id, Seat.FIRST, AssessorGiven(team.cat.id, True), actor=team.actor("clerk"), now=NOW)

    assert [one.name for one in record_of(sheet_id).assessors] == ["cat 的姓名", "ben 的姓名"]
    for wrong in (AssessorGiven(team.ben.id, True), AssessorGiven(team.dan.id, False)):
        with pytest.raises(Invalid):
            verbs.reassign(sheet_id, Seat.FIRST, wrong, actor=SYSTEM, now=NOW)


def test_a_sheet_without_a_number_is_not_found(team: Team) -> None:
    for ask in (sheets.sheet, sheets.place_of):
        with pytest.raises(NotFound):
            ask(10**25)


def test_nobody_signs_for_another(team: Team, li: PersonId) -> None:
    sheet_id = filled(team, li)

    for actor in (team.actor("cat"), Actor.system("job")):
        with pytest.raises(Forbidden):
            sign(sheet_id, actor)


def test_an_answer_that_stays_the_same_is_nobodys_conflict(team: Team, li: PersonId) -> None:
    sheet_id = filled(team, li, {**best(), **QUIET})

    saved = verbs.answer(sheet_id, [Change("feeding", "4")], actor=team.actor("ben"), now=NOW)

    assert saved == Saved(1, ())
