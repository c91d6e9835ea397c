"""Beginning a sheet: by which scale, why, by whom, and what must have gone before."""

from __future__ import annotations

from typing import Any

import pytest

from laoyou.assessment import verbs
from laoyou.assessment.tests.cast import (
    GB,
    LTC,
    SCREENED,
    SYSTEM,
    Team,
    begun,
    concluded,
    later,
    new_sheet,
    on,
    record_of,
)
from laoyou.assessment.types import (
    AssessorGiven,
    Reason,
    SheetState,
)
from laoyou.kernel.errors import Conflict, Invalid, NotFound
from laoyou.kernel.ids import PersonId
from laoyou.people import verbs as people
from laoyou.people.tests.cast import NOW, noted
from laoyou.people.types import Source


def code_of(raised: Any) -> str:
    return str(raised.value.code)


def test_a_sheet_is_begun_with_its_edition_its_assessors_and_its_place(team: Team, li: PersonId) -> None:
    sheet_id = begun(team, li)

    record = record_of(sheet_id)
    assert (record.line.scale, record.line.edition, record.line.title) == (GB, "2022", "老年人能力评估规范")
    assert record.line.number == f"PG20260302-{sheet_id:06d}"
    assert (record.line.state, record.line.answered, record.line.questions) == (SheetState.DRAFT, 0, 33)
    assert [(one.name, one.is_qualified) for one in record.assessors] == [
        ("ann 的姓名", True),
        ("ben 的姓名", False),
    ]
    assert [one.person_id for one in noted("assessment.begin")] == [li]


BEGINNINGS: list[tuple[dict[str, Any], str]] = [
    ({"base_date": on("2026-03-03")}, "base_date"),
    ({"scale": "barthel"}, "no_scale"),
    ({"base_date": on("2022-01-01")}, "no_scale"),
    ({"reason": Reason.OTHER}, "reason"),
    ({"reason": Reason.DISPUTE}, "not_disputed"),
    ({"scale": LTC, "screening": None}, "screening"),
    ({"scale": LTC, "screening": {**SCREENED, "feeding": "partly", "bathing": "partly"}}, ""),
    ({"scale": LTC, "screening": dict.fromkeys(SCREENED, "independent")}, "screening"),
]


@pytest.mark.parametrize(("given", "code"), BEGINNINGS)
def test_a_sheet_that_may_not_be_begun_is_refused_with_the_reason(
    team: Team, li: PersonId, given: dict[str, Any], code: str
) -> None:
    new = new_sheet(team, **given)
    if not code:
        verbs.begin(li, new, actor=SYSTEM, now=NOW)
        return

    with pytest.raises((Invalid, Conflict, NotFound)) as refused:
        verbs.begin(li, new, actor=SYSTEM, now=NOW)

    assert code_of(refused) == code


def test_only_somebody_who_depends_enough_may_apply_for_the_care_scale(team: Team, li: PersonId) -> None:
    with pytest.raises(Invalid, match="自评为 D 级。自评 E、F、G 级才可以申请评估"):
        begun(
            team,
            li,
            LTC,
            screening={
                **SCREENED,
                "feeding": "partly",
                "transfer": "partly",
                "toileting": "partly",
                "dressing": "partly",
            },
        )

    assert record_of(begun(team, li, LTC)).screening == "G"


def test_two_different_assessors_one_of_them_qualified_who_may_work_there(team: Team, li: PersonId) -> None:
    ann, ben = AssessorGiven(team.ann.id, True), AssessorGiven(team.ben.id, False)
    clerk = AssessorGiven(team.clerk.id, True)

    for pair in ((ann, ann), (AssessorGiven(team.ann.id, False), ben), (ann, clerk)):
        with pytest.raises(Invalid) as refused:
            begun(team, li, first=pair[0], second=pair[1])
        assert code_of(refused) == "assessors"


def test_an_assessor_begins_only_what_she_assesses_herself(team: Team, li: PersonId) -> None:
    new = new_sheet(team)

    with pytest.raises(Invalid, match="应有您本人"):
        verbs.begin(li, new, actor=team.actor("cat"), now=NOW)

    assert verbs.begin(li, new, actor=team.actor("ben"), now=NOW)


def test_the_dead_are_not_assessed_but_for_a_day_on_which_they_lived(team: Team, li: PersonId) -> None:
    people.record_death(li, on=on("2026-02-20"), source=Source.POLICE, actor=SYSTEM, now=NOW)

    with pytest.raises(Conflict, match="已去世"):
        begun(team, li)

    assert begun(team, li, base_date=on("2026-02-19"))


def test_one_sheet_at_a_time_for_one_person_and_scale(team: Team, li: PersonId) -> None:
    first = begun(team, li)

    with pytest.raises(Conflict) as refused:
        begun(team, li)

    assert code_of(refused) == "assessment_sheet_one_open"
    verbs.void(first, "填错了人", actor=SYSTEM, now=NOW)
    assert begun(team, li)
    assert begun(team, li, LTC)
    assert (record_of(first).line.state, record_of(first).void_reason) == (SheetState.VOID, "填错了人")


def test_who_was_assessed_before_is_not_assessed_for_the_first_time(team: Team, li: PersonId) -> None:
    concluded(team, li)

    with pytest.raises(Conflict) as refused:
        begun(team, li)

    assert code_of(refused) == "not_first"
    assert begun(team, li, reason=Reason.REGULAR)


def test_a_change_is_assessed_by_the_care_scale_after_half_a_year(team: Team, li: PersonId) -> None:
    concluded(team, li, key=LTC, base_date=on("2025-09-03"))

    with pytest.raises(Conflict, match="2026-03-03 起"):
        begun(team, li, LTC, reason=Reason.CHANGE, screening=None)

    moment = later(days=1)
    assert begun(team, li, LTC, reason=Reason.CHANGE, base_date=on("2026-03-03"), now=moment)
