"""What a sheet comes to: grades by totals and by the matrix, rules that worsen and never improve."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from laoyou.assessment.core.grading import reachable
from laoyou.assessment.core.loading import read_scale
from laoyou.assessment.core.scale import Scale
from laoyou.assessment.core.scoring import (
    contradictions,
    due,
    missing,
    months_after,
    outcome,
    screening_class,
    sentence,
)
from laoyou.assessment.reads.scales import SHIPPED
from laoyou.assessment.tests.cast import QUIET, best, middling, on, worst
from laoyou.kernel.errors import Invalid
from laoyou.kernel.spans import ONE_DAY


def shipped(name: str, **amended: int | str) -> Scale:
    path = SHIPPED / f"{name}.yaml"
    return read_scale(path.read_text(encoding="utf-8"), path.name, amended)


GB, LTC = shipped("gbt42195-2022"), shipped("ltci-2021")
SCALES = {"gb": GB, "ltc": LTC}


def answers_to(scale: Scale) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(
        {key: st.sampled_from([option.key for option in item.options]) for key, item in scale.items.items()}
    )


EVENTS = ("falls", "lost", "choking", "self_harm", "other_events")
INFORMATION = st.fixed_dictionaries(
    {
        **{key: st.sampled_from("0123") for key in EVENTS},
        "illnesses": st.sampled_from([["none"], ["dementia"], ["mental"], ["dementia", "mental"]]),
        "coma": st.sampled_from(["yes", "no"]),
    }
)


def grade(answers: dict[str, Any], scale: Scale = GB) -> int:
    return outcome(scale, {**QUIET, **answers}).grade


def test_the_national_scale_has_its_items_and_points() -> None:
    assert len(GB.items) == 26
    assert [(group.name, len(group.items), group.most) for group in GB.groups] == [
        ("自理能力", 8, 32),
        ("基础运动能力", 4, 15),
        ("精神状态", 9, 28),
        ("感知觉与社会参与", 5, 15),
    ]
    assert [(group.name, len(group.items), group.most) for group in LTC.groups] == [
        ("日常生活活动能力", 10, 100),
        ("认知能力", 4, 16),
        ("感知觉与沟通能力", 3, 12),
    ]


@pytest.mark.parametrize(
    ("total", "expected"),
    [(90, 0), (89, 1), (66, 1), (65, 2), (46, 2), (45, 3), (30, 3), (29, 4), (0, 4)],
)
def test_totals_at_the_edges_fall_into_their_grade(total: int, expected: int) -> None:
    found = outcome(GB, {**QUIET, **middling(total, GB)})

    assert (found.dimensions[0].total, found.initial, found.grade) == (total, expected, expected)


@given(answers=answers_to(GB), information=INFORMATION)
def test_totals_stay_in_range_and_rules_never_improve_a_grade(
    answers: dict[str, Any], information: dict[str, Any]
) -> None:
    found = outcome(GB, {**answers, **information})

    assert 0 <= found.dimensions[0].total <= 90
    assert sum(total for _, total, _ in found.groups) == found.dimensions[0].total
    assert 0 <= found.initial <= found.grade <= 4
    assert (found.grade > found.initial) <= bool(found.applied)


@pytest.mark.parametrize("name", SCALES)
@given(data=st.data())
def test_a_better_answer_never_worsens_the_grade(name: str, data: st.DataObject) -> None:
    scale = SCALES[name]
    answers = data.draw(answers_to(scale))
    information = data.draw(INFORMATION) if scale is GB else {}
    item = data.draw(st.sampled_from(list(scale.items.values())))
    better = [one for one in item.options if one.score > item.option(answers[item.key]).score]  # type: ignore[union-attr]

    before = outcome(scale, {**answers, **information}).grade
    for option in better:
        assert outcome(scale, {**answers, **information, item.key: option.key}).grade <= before


@pytest.mark.parametrize("name", SCALES)
def test_every_reachable_total_has_exactly_one_level(name: str) -> None:
    scale = SCALES[name]
    for dimension in scale.dimensions:
        groups = [group for group in scale.groups if group.key in dimension.groups]
        for total in reachable(groups):
            assert sum(band.low <= total <= band.high for band in dimension.bands) == 1


def test_a_coma_is_the_worst_grade_from_either_place_where_it_is_said() -> None:
    assert grade({**best(GB), "coma": "yes"}) == 4
    assert grade({**best(GB), "consciousness": "coma"}) == 4
    assert grade({**best(GB), "consciousness": "stupor"}) == 1


def test_dementia_or_a_mental_disorder_worsens_by_one() -> None:
    assert grade({**best(GB), "illnesses": ["dementia"]}) == 1
    assert grade({**middling(70), "illnesses": ["hypertension", "mental"]}) == 2
    assert grade({**middling(70), "illnesses": ["hypertension"]}) == 1
    assert grade({**worst(GB), "illnesses": ["dementia"]}) == 4


@pytest.mark.parametrize(
    ("events", "counted", "expected"),
    [
        ({"falls": "1"}, "sum", 1),
        ({"falls": "2"}, "sum", 2),
        ({"falls": "1", "lost": "1"}, "sum", 2),
        ({"falls": "1", "lost": "1"}, "same", 1),
        ({"choking": "3"}, "same", 2),
    ],
)
def test_two_risk_events_worsen_by_one_as_the_parameter_counts_them(
    events: dict[str, str], counted: str, expected: int
) -> None:
    scale = shipped("gbt42195-2022", events=counted)

    assert grade({**middling(70), **events}, scale) == expected


@pytest.mark.parametrize(("stacking", "expected"), [("once", 2), ("each", 3)])
def test_both_rules_together_worsen_once_unless_the_region_says_otherwise(
    stacking: str, expected: int
) -> None:
    scale = shipped("gbt42195-2022", stacking=stacking)

    found = outcome(scale, {**QUIET, **middling(70), "illnesses": ["dementia"], "falls": "2"})

    assert found.grade == expected
    assert len(found.applied) == 2


LEVELS = {
    "adl": {0: 100, 1: 65, 2: 60, 3: 0},
    "cog": {0: 16, 1: 4, 2: 3, 3: 1},
    "sen": {0: 12, 1: 4, 2: 3, 3: 1},
}
MATRIX = [[0, 0, 1, 1], [1, 1, 1, 2], [2, 2, 2, 3], [3, 3, 4, 5]]


def of_levels(**levels: int) -> dict[str, str]:
    """Answers of the care scale that give these levels."""
    found = best(LTC)
    for group in LTC.groups:
        left = group.most - LEVELS[group.key][levels[group.key]]
        for item in group.items:
            option = min(
                (one for one in item.options if item.most - one.score <= left), key=lambda one: one.score
            )
            found[item.key] = option.key
            left -= item.most - option.score
    return found


@pytest.mark.parametrize("adl", range(4))
@pytest.mark.parametrize("mind", range(4))
@pytest.mark.parametrize("other", range(4))
def test_the_matrix_gives_the_care_grade_by_the_worse_of_mind_and_senses(
    adl: int, mind: int, other: int
) -> None:
    found = outcome(LTC, of_levels(adl=adl, cog=mind, sen=other))

    assert [one.level for one in found.dimensions] == [adl, mind, other]
    assert found.grade == MATRIX[adl][max(mind, other)]


def test_an_unfinished_sheet_names_what_is_missing() -> None:
    answers: dict[str, Any] = {**QUIET, **best(GB)}
    del answers["walking"], answers["coma"]

    with pytest.raises(Invalid, match="平地行走、昏迷") as refused:
        outcome(GB, answers)

    assert (refused.value.code, refused.value.field) == ("incomplete", "walking")
    assert missing(GB, answers) == ("walking", "coma")


def test_somebody_in_a_coma_who_knows_the_time_is_a_contradiction_with_the_items_named() -> None:
    answers = {**worst(GB), **QUIET, "consciousness": "coma", "coma": "yes", "orient_time": "4"}

    [found] = contradictions(GB, answers)

    assert (found.is_refused, found.keys) == (True, ("orient_time",))
    assert sentence(GB, found) == "标了昏迷，这些项目却给了分（时间定向）"


CONTRADICTIONS = [
    ({"bed_mobility": "0"}, "bedbound_walks"),
    ({"transfer": "0"}, "no_transfer_walks"),
    ({"walking": "0"}, "no_walking_stairs"),
    ({"special_care": ["stomach_tube"]}, "feeding_tube"),
    ({"special_care": ["catheter"]}, "catheter"),
    ({"falls": "1"}, "falls_no_risk"),
    ({"lost": "1"}, "lost_alone"),
    ({"choking": "2"}, "choking_no_cough"),
    ({"self_harm": "1"}, "self_harm_no_symptom"),
    ({"illnesses": ["dementia"]}, "dementia_clear_mind"),
    ({"coma": "yes", **worst(GB)}, "coma_marked_conscious"),
    ({**worst(GB), "consciousness": "coma"}, "coma_not_marked"),
]


@pytest.mark.parametrize(("said", "rule"), CONTRADICTIONS)
def test_each_contradiction_is_found_and_only_that(said: dict[str, Any], rule: str) -> None:
    found = [one.rule.key for one in contradictions(GB, {**QUIET, **best(GB), **said})]

    assert found == [rule]


def test_the_best_and_the_worst_sheet_contradict_nothing() -> None:
    for scale in SCALES.values():
        for answers in (best(scale), worst(scale)):
            assert contradictions(scale, {**QUIET, **answers}) == ()


def test_a_sheet_half_filled_in_is_judged_by_what_is_there() -> None:
    assert contradictions(GB, {"bed_mobility": "0"}) == ()
    assert [one.keys for one in contradictions(GB, {"bed_mobility": "0", "walking": "4"})] == [("walking",)]


def test_the_next_assessment_is_due_after_the_months_of_the_grade() -> None:
    assert due(GB, 2, on("2026-03-02")) == (on("2027-03-02"), None)
    assert due(LTC, 2, on("2026-03-02")) == (None, None)
    assert due(LTC, 4, on("2026-03-02")) == (on("2028-03-02"), on("2028-03-01"))


@given(day=st.dates(on("1990-01-01"), on("2090-01-01")), months=st.integers(1, 60))
def test_so_many_months_later_is_the_same_day_or_the_last_of_the_month(day: Any, months: int) -> None:
    found = months_after(day, months)

    assert (found.year * 12 + found.month) - (day.year * 12 + day.month) == months
    assert found.day == day.day or (found.day < day.day and (found + ONE_DAY).day == 1)


SCREENING = [(0, 0, "A"), (0, 1, "B"), (0, 3, "C"), (1, 0, "B"), (1, 1, "C"), (1, 2, "D"), (1, 3, "E")]
SCREENING += [(2, 0, "D"), (2, 2, "E"), (2, 3, "F"), (3, 0, "E"), (3, 1, "F"), (3, 3, "G")]


@pytest.mark.parametrize(("first", "second", "letter"), SCREENING)
def test_the_self_screening_counts_what_somebody_depends_on(first: int, second: int, letter: str) -> None:
    rows, columns = ("feeding", "continence", "bathing"), ("dressing", "toileting", "transfer")
    answers = dict.fromkeys((*rows, *columns), "partly")
    answers |= dict.fromkeys((*rows[:first], *columns[:second]), "dependent")

    assert screening_class(LTC, answers) == letter


def test_a_self_screening_with_a_question_left_out_names_it() -> None:
    with pytest.raises(Invalid, match="用厕"):
        screening_class(LTC, dict.fromkeys(("feeding", "continence", "bathing", "dressing"), "partly"))
    with pytest.raises(Invalid, match="没有自评"):
        screening_class(GB, {})
