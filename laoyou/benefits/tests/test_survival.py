"""Who must be seen alive and by when; proofs that serve all; who is late is written to, nobody held back."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from laoyou.access.types import Actor
from laoyou.assessment.facts import AssessmentConcluded, AssessmentRevoked
from laoyou.benefits import verbs
from laoyou.benefits.core import survival as core
from laoyou.benefits.models import Check, Proof, SurvivalWarning
from laoyou.benefits.reads import survival, suspensions
from laoyou.benefits.tests.cast import (
    ALICE,
    BOB,
    CAROL,
    FAR,
    LEADER,
    SYSTEM,
    TOWN_A,
    WARM,
    at,
    elder,
    month,
    publish,
    ran,
)
from laoyou.benefits.types import ProofWay, Seen
from laoyou.benefits.verbs import survival as checking
from laoyou.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from laoyou.kernel.ids import PersonId, SheetId
from laoyou.notices import reads as notices
from laoyou.people import verbs as people
from laoyou.people.tests.cast import VILLAGE_B, noted
from laoyou.people.types import Source
from laoyou.store.constraints import as_conflict

pytestmark = pytest.mark.usefixtures("ground")
CHECKED = WARM.replace("start: automatic", "start: automatic\nsurvival_check: 12")
NOW = at("2026-02-10")


@pytest.fixture
def old(ground: None) -> int:
    """Somebody who has something since January 2026 for which the law asks that he be seen."""
    publish(CHECKED)
    person = elder()
    checking.refresh_checks(ran("2026-01"), actor=CAROL, now=NOW)
    return person


def due(person: int) -> str | None:
    row = survival.of_person(person, NOW.date())
    return str(row.due_on) if row else None


def test_a_check_is_due_so_many_months_after_the_start(old: int) -> None:
    assert due(old) == "2027-01-01"


def test_where_the_law_asks_for_none_nobody_is_on_the_list() -> None:
    publish(WARM)
    person = elder()

    assert checking.refresh_checks(ran("2026-01"), actor=CAROL, now=NOW) == 0
    assert due(person) is None


@pytest.mark.parametrize("way", [ProofWay.VISIT, ProofWay.COUNTER, ProofWay.VIDEO])
def test_a_proof_moves_the_day_on(old: int, way: ProofWay) -> None:
    verbs.prove_alive(old, day=date(2026, 2, 9), way=way, words="村会计看望", actor=ALICE, now=NOW)

    assert due(old) == "2027-02-09"
    (proof,) = survival.proofs(old)
    assert (proof.day, proof.way, proof.words, proof.recorded_name) == (
        date(2026, 2, 9),
        way,
        "村会计看望",
        "艾丽",
    )


def test_an_assessment_proves_it_and_one_that_was_revoked_does_not(old: int) -> None:
    sheet, person = SheetId(7), PersonId(old)
    told = AssessmentConcluded(sheet, person, "gbt42195", "2022", 2, date(2026, 2, 5), None)
    for _ in range(2):
        checking.follow_assessment(told, actor=SYSTEM, now=NOW)
    assert due(old) == "2027-02-05"

    checking.follow_assessment(AssessmentRevoked(sheet, person, "gbt42195"), actor=SYSTEM, now=NOW)

    assert due(old) == "2027-01-01"
    assert survival.proofs(old)[0].taken_back_because == "评估结果已撤销"


def test_a_mistake_is_taken_back_with_a_reason_and_stays_to_be_read(old: int) -> None:
    proof = verbs.prove_alive(old, day=date(2026, 2, 9), way=ProofWay.VISIT, actor=ALICE, now=NOW)

    with pytest.raises(Invalid):
        verbs.take_back_proof(proof, " ", actor=ALICE, now=NOW)
    verbs.take_back_proof(proof, "认错了人", actor=ALICE, now=NOW)

    assert due(old) == "2027-01-01"
    assert [one.taken_back_because for one in survival.proofs(old)] == ["认错了人"]
    with pytest.raises(Conflict, match="艾丽"):
        verbs.take_back_proof(proof, "再来一次", actor=CAROL, now=NOW)
    verbs.prove_alive(old, day=date(2026, 2, 9), way=ProofWay.VISIT, actor=ALICE, now=NOW)


def test_two_who_record_the_same_visit_leave_one(old: int) -> None:
    verbs.prove_alive(old, day=date(2026, 2, 9), way=ProofWay.VISIT, actor=ALICE, now=NOW)

    with pytest.raises(Conflict) as twice:
        verbs.prove_alive(old, day=date(2026, 2, 9), way=ProofWay.VISIT, actor=CAROL, now=NOW)

    assert twice.value.code == "benefits_proof_once"


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"day": date(2026, 2, 11)}, "day"),
        ({"way": ProofWay.ASSESSMENT}, "way"),
        ({"words": "长" * 101}, "words"),
    ],
)
def test_what_cannot_be_is_refused(old: int, changed: dict[str, object], code: str) -> None:
    told = {"day": date(2026, 2, 9), "way": ProofWay.VISIT} | changed

    with pytest.raises(Invalid) as refused:
        verbs.prove_alive(old, actor=ALICE, now=NOW, **told)  # type: ignore[arg-type]

    assert refused.value.code == code


def test_a_walk_is_recorded_at_once_all_or_nothing(old: int) -> None:
    other = elder()
    checking.refresh_checks(ran("2026-01", "2026-01-03"), actor=CAROL, now=NOW)

    count = verbs.prove_many([old, other], day=date(2026, 2, 9), way=ProofWay.VISIT, actor=ALICE, now=NOW)

    assert count == 2
    assert (due(old), due(other)) == ("2027-02-09", "2027-02-09")
    with pytest.raises(NotFound):
        verbs.prove_many([old, 10**9], day=date(2026, 2, 8), way=ProofWay.VISIT, actor=ALICE, now=NOW)
    with pytest.raises(NotFound):
        verbs.prove_many([], day=date(2026, 2, 8), way=ProofWay.VISIT, actor=ALICE, now=NOW)
    assert due(old) == "2027-02-09"


def test_of_the_dead_nobody_asks_and_nobody_says_that_they_live(old: int) -> None:
    people.record_death(old, on=date(2026, 2, 1), source=Source.POLICE, actor=SYSTEM, now=NOW)

    assert due(old) is None
    with pytest.raises(Conflict) as refused:
        verbs.prove_alive(old, day=date(2026, 2, 9), way=ProofWay.VISIT, actor=ALICE, now=NOW)
    assert refused.value.code == "died"


def test_who_is_late_is_written_to_once_and_nothing_is_held_back(old: int) -> None:
    late = at("2027-03-05")

    assert verbs.warn([old], actor=ALICE, now=late) == 1
    assert verbs.warn([old], actor=ALICE, now=late) == 0

    letter = notices.of_person(old)[0]
    assert letter.kind == "survival_warning"
    assert "2027 年 1 月 1 日" in letter.paragraphs[0]
    assert suspensions.suspended([old], month("2027-04")) == frozenset()


def test_who_is_in_time_is_not_written_to(old: int) -> None:
    with pytest.raises(Conflict) as refused:
        verbs.warn([old], actor=ALICE, now=NOW)

    assert refused.value.code == "not_late"


def test_lists_say_who_is_due_overdue_and_beyond_the_grace(old: int) -> None:
    def listed(day: str, seen: Seen) -> list[int]:
        return [one.person_id for one in survival.checks(ALICE.scope, seen, date.fromisoformat(day)).rows]

    assert listed("2026-12-01", Seen.FINE) == [old]
    assert listed("2026-12-02", Seen.SOON) == [old]
    assert listed("2027-01-01", Seen.SOON) == [old]
    assert listed("2027-01-02", Seen.OVERDUE) == [old]
    assert listed("2027-03-02", Seen.OVERDUE) == [old]
    assert listed("2027-03-03", Seen.BEYOND) == [old]
    assert survival.counts(BOB.scope, date(2027, 3, 3)) == dict.fromkeys(Seen, 0)
    assert survival.counts(CAROL.scope, date(2027, 3, 3), TOWN_A)[Seen.BEYOND] == 1


@pytest.mark.parametrize("actor", [BOB, FAR, LEADER])
def test_a_neighbour_and_who_only_reads_record_nothing(old: int, actor: Actor) -> None:
    proof = verbs.prove_alive(old, day=date(2026, 2, 9), way=ProofWay.VISIT, actor=ALICE, now=NOW)
    day = date(2026, 2, 8)

    with pytest.raises(Forbidden):
        verbs.prove_alive(old, day=day, way=ProofWay.VISIT, actor=actor, now=NOW)
    with pytest.raises(Forbidden):
        verbs.prove_many([old], day=day, way=ProofWay.VISIT, actor=actor, now=NOW)
    with pytest.raises(Forbidden):
        verbs.take_back_proof(proof, "不对", actor=actor, now=NOW)
    with pytest.raises(Forbidden):
        verbs.warn([old], actor=actor, now=at("2027-03-05"))

    assert noted("benefits.prove_many")[0].user_name == actor.name
    assert VILLAGE_B.startswith("230502002")


BROKEN: dict[str, tuple[Any, dict[str, Any]]] = {
    "benefits_proof_way_known": (Proof, {"pk": None, "way": "dream"}),
    "benefits_proof_taken_back_why": (Proof, {"pk": None, "day": date(2026, 1, 3), "taken_back_at": NOW}),
    "benefits_proof_once": (Proof, {"pk": None}),
    "benefits_proof_not_rewritten": (Proof, {"day": date(2026, 1, 1)}),
    "benefits_check_due_after": (Check, {"due_on": date(2020, 1, 1)}),
    "benefits_survivalwarning_once": (SurvivalWarning, {"pk": None}),
}


@pytest.mark.parametrize("name", sorted(BROKEN))
def test_a_broken_constraint_is_told_in_its_words(old: int, name: str) -> None:
    verbs.prove_alive(old, day=date(2026, 2, 9), way=ProofWay.VISIT, actor=ALICE, now=NOW)
    verbs.warn([old], actor=ALICE, now=at("2027-05-05"))
    model, changed = BROKEN[name]
    row = model.objects.of(person=old).get()
    for field, value in changed.items():
        setattr(row, field, value)

    with pytest.raises(IntegrityError) as broken, transaction.atomic():
        row.save()

    conflict = as_conflict(broken.value)
    assert conflict
    assert conflict.code == name


def test_every_constraint_is_broken_here() -> None:
    named = {one.name for model in (Proof, Check, SurvivalWarning) for one in model._meta.constraints}

    assert named == set(BROKEN)


DAYS = st.dates(date(2020, 1, 1), date(2030, 12, 31))


@given(DAYS, DAYS)
def test_each_day_stands_in_the_one_list_whose_days_hold_it(due_on: date, on: date) -> None:
    lists = []
    for seen in Seen:
        first, last = core.between(seen, on)
        if (first is None or first <= due_on) and (last is None or due_on <= last):
            lists.append(seen)

    assert lists == [core.standing(due_on, on)]
