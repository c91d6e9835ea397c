"""What may never be false of assessments: each constraint broken once, by name, and the triggers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.db import DatabaseError, IntegrityError, transaction

from laoyou.assessment.models import Answer, Dispute, Sheet, Signature
from laoyou.assessment.tests.cast import NOW, TODAY, Team, concluded, filled, on, sign
from laoyou.kernel.ids import PersonId
from laoyou.people.tests.cast import VILLAGE_A, somebody
from laoyou.store.constraints import as_conflict

CONCLUDED: dict[str, Any] = {"state": "concluded", "grade": 1, "outcome": {}, "concluded_at": NOW}
Make = Callable[..., Any]


@pytest.fixture
def sheet(team: Team) -> Make:
    """Makes a draft of somebody new, or of `person_id`."""

    persons = [somebody("李小华", VILLAGE_A) for _ in range(4)]

    def make(**given: Any) -> Sheet:
        person_id = given.pop("person_id", None) or persons.pop()
        told: dict[str, Any] = {
            "scale": "gbt42195",
            "edition": "2022",
            "scale_digest": "",
            "reason": "first",
            "base_date": TODAY,
            "place": "home",
            "first_id": team.ann.id,
            "second_id": team.ben.id,
            "first_qualified": True,
            "second_qualified": False,
            "state": "draft",
            "begun_at": NOW,
        }
        row = {"person_id": person_id, "entered_for_id": person_id} | told | given
        made: Sheet = Sheet.objects.create(**row)
        return made

    return make


def dispute(of: Sheet, **given: Any) -> Dispute:
    told = {"side": "kin", "name": "张", "reason": "不对", "raised_at": NOW, "deadline": TODAY}
    return Dispute.objects.create(sheet=of, **(told | given))


def signature(of: Sheet, user_id: int, **given: Any) -> Signature:
    told = {"seat": "first", "strokes": [], "digest": "", "signed_at": NOW}
    return Signature.objects.create(sheet=of, user_id=user_id, **(told | given))


def answer(of: Sheet) -> Answer:
    return Answer.objects.create(sheet=of, item="feeding", value="4", answered_at=NOW)


def one_of_each(make: Make, *given: dict[str, Any]) -> None:
    for each in given:
        make(**each)


def redone_twice(sheet: Make) -> None:
    disputed = sheet(**CONCLUDED)
    for _ in range(2):
        sheet(reason="dispute", redoes=disputed)


def open_twice(sheet: Make) -> None:
    person_id = sheet().person_id
    sheet(person_id=person_id)


def disputed_twice(sheet: Make) -> None:
    of = sheet()
    one_of_each(lambda **given: dispute(of, **given), {}, {})


BREACHES: dict[str, Callable[[Make, Team], Any]] = {
    "assessment_sheet_state_known": lambda sheet, team: sheet(state="lost"),
    "assessment_sheet_reason_known": lambda sheet, team: sheet(reason="mood"),
    "assessment_sheet_place_known": lambda sheet, team: sheet(place="moon"),
    "assessment_sheet_two_assessors": lambda sheet, team: sheet(second_id=team.ann.id),
    "assessment_sheet_one_qualified": lambda sheet, team: sheet(first_qualified=False),
    "assessment_sheet_result_with_state": lambda sheet, team: sheet(state="concluded"),
    "assessment_sheet_void_with_reason": lambda sheet, team: sheet(state="void", voided_at=NOW),
    "assessment_sheet_due_after_base": lambda sheet, team: sheet(due_on=TODAY),
    "assessment_sheet_dispute_redoes": lambda sheet, team: sheet(reason="dispute"),
    "assessment_sheet_one_open": lambda sheet, team: open_twice(sheet),
    "assessment_sheet_redone_once": lambda sheet, team: redone_twice(sheet),
    "assessment_answer_once": lambda sheet, team: [answer(of) for of in [sheet()] for _ in "ab"],
    "assessment_signature_once": lambda sheet, team: [
        signature(of, user) for of in [sheet()] for user in (team.ann.id, team.ben.id)
    ],
    "assessment_signature_two_people": lambda sheet, team: [
        signature(of, team.ann.id, seat=seat) for of in [sheet()] for seat in ("first", "second")
    ],
    "assessment_signature_seat_known": lambda sheet, team: signature(sheet(), team.ann.id, seat="third"),
    "assessment_dispute_side_known": lambda sheet, team: dispute(sheet(), side="moon"),
    "assessment_dispute_has_reason": lambda sheet, team: dispute(sheet(), reason=""),
    "assessment_dispute_one_end": lambda sheet, team: dispute(sheet(), dropped_at=NOW, settled_by=sheet()),
    "assessment_dispute_one_open": lambda sheet, team: disputed_twice(sheet),
}


def test_every_constraint_of_the_room_is_broken_here() -> None:
    named = {
        constraint.name
        for model in apps.get_app_config("assessment").get_models()
        for constraint in model._meta.constraints
    }

    assert named == set(BREACHES)


@pytest.mark.parametrize("name", BREACHES)
def test_a_breach_is_refused_with_a_sentence(name: str, sheet: Make, team: Team) -> None:
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        BREACHES[name](sheet, team)

    conflict = as_conflict(refused.value)
    assert conflict is not None
    broken = {name, "assessment_sheet_result_with_state"} if name.endswith("state_known") else {name}
    assert conflict.code in broken
    assert conflict.message.endswith("。")


def refuses(change: Callable[[], Any]) -> bool:
    try:
        with transaction.atomic():
            change()
    except DatabaseError:
        return True
    return False


def test_a_signed_sheets_answers_are_not_altered_by_anybody(team: Team, li: PersonId) -> None:
    sheet_id = filled(team, li)
    rows = Answer.objects.filter(sheet=sheet_id)
    assert not refuses(lambda: rows.filter(item="feeding").update(value="2"))
    sign(sheet_id, team.actor("ann"))

    assert refuses(lambda: rows.filter(item="feeding").update(value="0"))
    assert refuses(lambda: rows.filter(item="feeding").delete())
    assert refuses(lambda: Answer.objects.create(sheet_id=sheet_id, item="x", value="1", answered_at=NOW))


def test_a_result_is_not_rewritten_and_nothing_is_deleted(team: Team, li: PersonId) -> None:
    sheet_id = concluded(team, li)
    row = Sheet.objects.of(pk=sheet_id)

    assert refuses(lambda: row.update(grade=4))
    assert refuses(lambda: row.update(base_date=on("2020-01-01")))
    assert refuses(lambda: row.update(due_on=on("2030-01-01")))
    assert refuses(lambda: row.update(outcome={}))
    assert refuses(lambda: row._raw_delete("default"))
    assert refuses(lambda: Signature.objects.filter(sheet=sheet_id).update(digest="x"))
    assert refuses(lambda: Signature.objects.filter(sheet=sheet_id).delete())
    assert not refuses(lambda: row.update(state="disputed"))
