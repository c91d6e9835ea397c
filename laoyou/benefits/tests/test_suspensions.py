"""A benefit is held back for whole months by a supervisor, and paid again: with what was held, or without."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from laoyou.access.types import Actor
from laoyou.benefits import verbs
from laoyou.benefits.core import months, telling_holds
from laoyou.benefits.models import Check, SurvivalWarning, Suspension
from laoyou.benefits.reads import suspensions
from laoyou.benefits.tests.cast import ALICE, BOB, CAROL, DAVE, FAR, SYSTEM, at, elder, month, ran
from laoyou.benefits.types import HoldReason
from laoyou.kernel.errors import Conflict, Forbidden, Invalid
from laoyou.notices import reads as notices
from laoyou.people import verbs as people
from laoyou.people.tests.cast import noted
from laoyou.people.types import Source
from laoyou.store.constraints import as_conflict

pytestmark = pytest.mark.usefixtures("law")
WARM = "warm_winter"
NOW = at("2026-02-10")
MARCH = date(2026, 3, 1)


@pytest.fixture
def old(law: None) -> int:
    """Somebody who has the benefit since January."""
    person = elder()
    ran("2026-01")
    return person


def held_back(person: int, start: date = MARCH, *, actor: Actor = CAROL, **more: object) -> int:
    given: dict[str, object] = {"reason": HoldReason.PRISON, "now": NOW} | more
    (made,) = verbs.suspend(person, [WARM], start=start, actor=actor, **given)  # type: ignore[arg-type]
    return made


def test_what_is_held_back_is_named_for_each_month_until_it_is_lifted(old: int) -> None:
    held_back(old)

    assert suspensions.suspended([old], month("2026-02")) == frozenset()
    assert suspensions.suspended([old], month("2026-03")) == {(old, WARM)}
    assert suspensions.suspended([old], month("2027-03")) == {(old, WARM)}
    assert suspensions.suspended([old + 1], month("2026-03")) == frozenset()


def test_lifted_with_back_pay_no_month_is_held_any_more(old: int) -> None:
    verbs.resume(held_back(old), start=date(2026, 6, 1), because="已释放", actor=ALICE, now=at("2026-06-03"))

    assert suspensions.suspended([old], month("2026-04")) == frozenset()
    assert suspensions.suspended([old], month("2026-06")) == frozenset()


def test_lifted_without_the_months_between_are_lost_and_those_after_are_paid(old: int) -> None:
    held = held_back(old)

    verbs.forfeit(held, start=date(2026, 6, 1), because="服刑期间不发", actor=CAROL, now=at("2026-06-03"))

    assert suspensions.suspended([old], month("2026-05")) == {(old, WARM)}
    assert suspensions.suspended([old], month("2026-06")) == frozenset()


def test_a_mistake_that_is_lifted_from_its_first_month_held_nothing_back(old: int) -> None:
    held = held_back(old, date(2026, 2, 1))

    verbs.forfeit(held, start=date(2026, 2, 1), because="弄错了人", actor=CAROL, now=NOW)

    found = suspensions.suspension(held)
    assert found.is_void
    assert suspensions.suspended([old], month("2026-02")) == frozenset()
    assert held_back(old, date(2026, 2, 1)) > held


def test_each_step_is_written_to_the_person(old: int) -> None:
    held = held_back(old)
    verbs.resume(held, start=date(2026, 5, 1), because="已释放", actor=ALICE, now=at("2026-05-03"))

    resumed, suspended, *_ = notices.of_person(old)

    assert (suspended.kind, resumed.kind) == ("benefit_suspended", "benefit_resumed")
    assert "从 2026 年 3 月起，您的“温暖过冬”暂停发放" in suspended.paragraphs[0]
    assert "2026 年 3 月到 2026 年 4 月共 2 个月的钱会补发给您" in resumed.paragraphs[0]


def test_the_second_of_two_is_told_and_nothing_is_done_twice(old: int) -> None:
    held = held_back(old)

    with pytest.raises(Conflict) as twice:
        held_back(old, date(2026, 4, 1), actor=DAVE)
    verbs.resume(held, start=date(2026, 3, 1), because="已释放", actor=ALICE, now=at("2026-03-03"))
    with pytest.raises(Conflict, match="艾丽") as late:
        verbs.resume(held, start=date(2026, 3, 1), because="已释放", actor=DAVE, now=at("2026-03-03"))

    assert (twice.value.code, late.value.code) == ("benefits_suspension_no_overlap", "lifted")


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"start": date(2026, 1, 1)}, "month"),
        ({"start": date(2026, 3, 2)}, "month"),
        ({"start": date(2028, 3, 1)}, "month"),
        ({"reason": HoldReason.OTHER}, "words"),
        ({"words": "长" * 201}, "words"),
    ],
)
def test_what_is_not_said_in_full_is_refused(old: int, changed: dict[str, object], code: str) -> None:
    with pytest.raises(Invalid) as refused:
        held_back(old, **changed)  # type: ignore[arg-type]

    assert refused.value.code == code


def test_what_nobody_has_cannot_be_held_back(old: int) -> None:
    with pytest.raises(Conflict) as refused:
        verbs.suspend(old, ["care_aid"], start=MARCH, reason=HoldReason.PRISON, actor=CAROL, now=NOW)

    assert refused.value.code == "not_held"


def test_of_the_dead_nothing_is_held_back(old: int) -> None:
    people.record_death(old, on=date(2026, 2, 1), source=Source.POLICE, actor=SYSTEM, now=NOW)

    with pytest.raises(Conflict) as refused:
        held_back(old)

    assert refused.value.code == "died"


def test_who_was_not_seen_is_held_back_only_after_the_grace_and_a_warning(old: int) -> None:
    with pytest.raises(Conflict) as early:
        held_back(old, reason=HoldReason.NOT_SEEN)
    Check.objects.create(person_id=old, division_id="230502001001", since=date(2024, 11, 1), months=12,
                         due_on=date(2025, 11, 1))  # fmt: skip
    with pytest.raises(Conflict) as unwarned:
        held_back(old, reason=HoldReason.NOT_SEEN)
    assert verbs.warn([old], actor=ALICE, now=NOW) == 1
    with pytest.raises(Conflict) as at_once:
        held_back(old, reason=HoldReason.NOT_SEEN)

    assert held_back(old, reason=HoldReason.NOT_SEEN, now=at("2026-02-25"))
    codes = [one.value.code for one in (early, unwarned, at_once)]
    assert codes == ["not_overdue", "not_warned", "not_warned"]
    assert SurvivalWarning.objects.of(person=old).get().warned_name == "艾丽"


def test_a_clerk_holds_nothing_back_and_loses_nobody_his_months(old: int) -> None:
    with pytest.raises(Forbidden):
        held_back(old, actor=ALICE)
    held = held_back(old)
    with pytest.raises(Forbidden):
        verbs.forfeit(held, start=MARCH, because="不补", actor=ALICE, now=NOW)

    assert suspensions.suspension(held).is_open


@pytest.mark.parametrize("actor", [BOB, FAR])
def test_a_neighbour_neither_holds_back_nor_lifts(old: int, actor: Actor) -> None:
    held = held_back(old)

    with pytest.raises(Forbidden):
        held_back(old, actor=actor)
    with pytest.raises(Forbidden):
        verbs.resume(held, start=MARCH, because="已释放", actor=actor, now=NOW)

    assert noted("benefits.resume")[0].division.startswith("230502001")


def test_what_was_held_back_of_a_row_that_was_merged_is_held_back_of_the_person(old: int) -> None:
    held_back(old)
    kept = elder("1940-06-15")
    merge = people.propose_merge(kept, old, actor=SYSTEM, now=NOW)
    people.approve_merge(merge, actor=CAROL, now=NOW)

    assert suspensions.suspended([kept, old], month("2026-03")) == {(kept, WARM), (old, WARM)}


BROKEN: dict[str, dict[str, Any]] = {
    "benefits_suspension_no_overlap": {"pk": None},
    "benefits_suspension_words": {"pk": None, "benefit": "other", "reason": "other", "words": ""},
    "benefits_suspension_state_whole": {"lifted_because": "没有时间"},
    "benefits_suspension_whole_months": {"pk": None, "benefit": "other", "day": 2},
    "benefits_suspension_not_rewritten": {"benefit": "other"},
}


@pytest.mark.parametrize("name", sorted(BROKEN))
def test_a_broken_constraint_is_told_in_its_words(old: int, name: str) -> None:
    row = Suspension.objects.of(pk=held_back(old)).get()
    for field, value in BROKEN[name].items():
        setattr(row, field, value)
    if "day" in BROKEN[name]:
        row.span = type(row.span).since(date(2026, 3, 2))

    with pytest.raises(IntegrityError) as broken, transaction.atomic():
        row.save()

    conflict = as_conflict(broken.value)
    assert conflict
    assert conflict.code == name
    assert {one.name for one in Suspension._meta.constraints} == set(BROKEN)


@given(st.sampled_from(HoldReason), st.dates(date(2024, 1, 1), date(2030, 1, 1)), st.booleans())
def test_every_letter_says_from_when_why_and_what_to_do(reason: HoldReason, day: date, pays: bool) -> None:
    start = months.month_of(day).start
    letters = [
        telling_holds.suspended("高龄津贴", start, reason, "说明。"),
        telling_holds.resumed("高龄津贴", start, (start,), pays, "已核对。"),
    ]

    for letter in letters:
        text = "".join(letter.paragraphs)
        assert f"{start.year} 年 {start.month} 月" in text
        assert "为什么" in text
        assert "申诉" in text
