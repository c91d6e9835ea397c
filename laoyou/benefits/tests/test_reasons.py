"""Why somebody has a benefit, or not, clause by clause."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from laoyou.benefits.reads import grants
from laoyou.benefits.reads.reasons import Reason, reasons
from laoyou.benefits.tests.cast import (
    BEGUN,
    CARE,
    CAROL,
    SYSTEM,
    WARM,
    at,
    elder,
    month,
    needs_care,
    publish,
    ran,
    state,
)
from laoyou.kernel.errors import NotFound
from laoyou.people import verbs as people
from laoyou.people.tests.cast import FAR_VILLAGE, VILLAGE_A
from laoyou.people.types import AbodeKind, FactKind, Source
from laoyou.rules.types import Verdict

JANUARY = month("2026-01")


def reason(person_id: int, code: str, **more: Any) -> Reason:
    (found,) = (one for one in reasons(person_id, JANUARY, **more).benefits if one.law.code == code)
    return found


@pytest.mark.usefixtures("law")
def test_every_clause_has_its_sentence_its_article_and_its_verdict() -> None:
    person_id = elder("1950-01-01")
    state(person_id, FactKind.LOW_INCOME, "urban")

    found = reason(person_id, "care_aid")

    clauses = [(one.clause.says, one.clause.article, one.verdict) for one in found.explained.clauses]
    assert clauses == [
        ("住在双鸭山市。", "第二条", Verdict.YES),
        ("属于低保。", "第二条", Verdict.YES),
        ("经评估为中度以上失能。", "第三条", Verdict.UNDECIDED),
    ]
    assert (found.given, found.explained.missing) == (None, ("ability",))
    assert found.law.name == "护理补贴"


@pytest.mark.usefixtures("law")
def test_every_fact_says_on_what_it_rests() -> None:
    person_id = elder("1940-06-15")
    told = state(person_id, FactKind.LOW_INCOME, "urban", "2024-03-01")
    state(person_id, FactKind.LOW_INCOME, "rural", "2024-03-01", source=Source.TOWN)

    facts = reasons(person_id, JANUARY).facts

    poor, grade, born = facts["low_income"], facts["disability_grade"], facts["birth_date"]
    assert poor.statement is not None
    assert (poor.value, poor.statement.id, poor.statement.source) == ("urban", told, Source.CIVIL_AFFAIRS)
    assert (poor.statement.span.start, poor.statement.recorded_at) == (date(2024, 3, 1), BEGUN)
    assert [one.source for one in poor.conflicts] == [Source.TOWN]
    assert (grade.value, grade.statement, grade.is_silence) == (0, None, True)
    assert (born.value, born.statement, born.is_silence) == (date(1940, 6, 15), None, False)
    assert facts["ability"].fact.evidence == "老年人能力评估报告"


@pytest.mark.usefixtures("law")
def test_what_is_held_and_what_waits_is_there_as_well() -> None:
    person_id = elder("1940-06-15")
    needs_care(person_id)
    ran("2026-01")

    found = reasons(person_id, JANUARY)

    assert [(one.benefit, one.amount_fen) for one in found.held] == [("warm_winter", 10_000)]
    assert [(one.benefit, one.kind) for one in found.waiting] == [("care_aid", "start")]


@pytest.mark.usefixtures("ground")
def test_a_benefit_that_gives_way_says_to_which() -> None:
    excludes = "excludes: [{benefit: warm_winter, keeps: other, says: 不重复享受。, article: 第六条}]"
    publish(WARM, CARE.replace("delivery: cash", f"{excludes}\ndelivery: cash"))
    person_id = elder("1940-06-15")
    needs_care(person_id)

    found = reason(person_id, "care_aid")

    assert (found.explained.verdict, found.given, found.excluded_by) == (Verdict.YES, False, ("warm_winter",))
    assert reason(person_id, "warm_winter").given is True


@pytest.mark.usefixtures("law")
def test_what_comes_to_nothing_is_not_given() -> None:
    publish(WARM.replace("warm_winter", "small_gift").replace("80..89: 100 yuan", "80..89: 0 yuan"))

    found = reason(elder("1940-06-15"), "small_gift")

    assert (found.explained.verdict, found.explained.amount_fen, found.given) == (Verdict.YES, 0, False)


@pytest.mark.usefixtures("law")
def test_reasons_of_an_instant_know_nothing_of_what_was_learnt_since() -> None:
    person_id = elder("1950-01-01")
    needs_care(person_id, now=at("2026-01-10"))

    assert reason(person_id, "care_aid", as_of=at("2026-01-05")).given is False
    assert reason(person_id, "care_aid").given is True
    with pytest.raises(NotFound):
        reasons(person_id, JANUARY, as_of=at("2025-11-01"))


@pytest.mark.usefixtures("law")
def test_the_law_of_the_place_of_registration_counts_beside_that_of_the_home() -> None:
    person_id = elder("1940-06-15", VILLAGE_A)
    people.move(
        person_id,
        kind=AbodeKind.RESIDENCE,
        division=FAR_VILLAGE,
        source=Source.TOWN,
        actor=SYSTEM,
        now=at("2025-12-20"),
    )

    assert {one.law.code: one.given for one in reasons(person_id, JANUARY).benefits} == {
        "warm_winter": True,
        "care_aid": False,
    }


@pytest.mark.usefixtures("law")
def test_what_two_files_of_one_person_hold_is_told_of_the_one() -> None:
    kept, gone = elder("1940-06-15", name="李小华"), elder("1940-06-15", name="李晓华")
    ran("2026-01")
    merge = people.propose_merge(kept, gone, actor=CAROL, now=at("2026-01-20"))
    people.approve_merge(merge, actor=SYSTEM, now=at("2026-01-20"))

    for asked in (kept, gone):
        assert [one.person_id for one in reasons(asked, JANUARY).held] == [kept, gone]
    found = grants.of_persons([gone, kept], date(2026, 1, 1))
    assert {len(held) for held in found.values()} == {2}
    assert grants.of_persons([kept], date(2025, 1, 1)) == {kept: ()}
