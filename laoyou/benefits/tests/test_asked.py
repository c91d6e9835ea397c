"""A benefit that begins because somebody asked for it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from laoyou.benefits import verbs
from laoyou.benefits.facts import ProposalsConfirmed
from laoyou.benefits.models import Proposal
from laoyou.benefits.tests.cast import (
    ALICE,
    BOB,
    CARE,
    at,
    elder,
    held,
    needs_care,
    proposal,
    publish,
    ran,
    state,
    waiting,
)
from laoyou.benefits.types import ProposalState
from laoyou.kernel.errors import Conflict, Forbidden, Invalid
from laoyou.people.tests.cast import Heard
from laoyou.people.types import FactKind, Source

pytestmark = pytest.mark.usefixtures("law")

NOW, JANUARY = at("2026-01-05"), date(2026, 1, 1)


def poor() -> int:
    person_id = elder("1950-01-01")
    needs_care(person_id)
    return person_id


def granted(person_id: int, benefit: str = "care_aid", **more: Any) -> int:
    given: dict[str, Any] = {"from_day": JANUARY, "actor": ALICE, "now": NOW}
    return verbs.grant_asked(person_id, benefit, **(given | more))


def refusal(person_id: int, **more: Any) -> Conflict:
    with pytest.raises(Conflict) as refused:
        granted(person_id, **more)
    return refused.value


def test_what_a_run_proposed_is_confirmed() -> None:
    person_id = poor()
    ran("2026-01")
    proposed = proposal("start", person_id)

    assert granted(person_id) == proposed
    assert held(person_id) == [("care_aid", "2026-01-01", None, 15_000)]
    assert waiting(person_id) == []


def test_whom_no_run_found_is_given_it_all_the_same(heard: Heard) -> None:
    ran("2026-01")
    person_id = poor()

    given = granted(person_id)

    row = Proposal.objects.of(pk=given).get()
    assert (row.state, row.decided_by, row.from_day) == (ProposalState.CONFIRMED, ALICE.user_id, JANUARY)
    assert held(person_id) == [("care_aid", "2026-01-01", None, 15_000)]
    assert heard.of(ProposalsConfirmed)[-1] == ProposalsConfirmed((given,), NOW)


def test_the_next_run_finds_him_served() -> None:
    ran("2026-01")
    person_id = poor()
    granted(person_id)

    ran("2026-02")

    assert waiting(person_id) == []
    assert held(person_id) == [("care_aid", "2026-01-01", None, 15_000)]


def test_who_fits_only_by_what_was_told_since_the_first_begins_with_the_next_month() -> None:
    ran("2026-01")
    person_id = elder("1950-01-01")
    needs_care(person_id, since="2026-01-04")

    granted(person_id)

    assert held(person_id) == [("care_aid", "2026-02-01", None, 15_000)]


def test_terms_that_have_changed_since_the_run_are_those_of_today() -> None:
    person_id = elder("1950-01-01")
    state(person_id, FactKind.LOW_INCOME, "urban")
    state(person_id, FactKind.ABILITY, "2", source=Source.TOWN)
    ran("2026-01")
    state(person_id, FactKind.ABILITY, "3", source=Source.ASSESSMENT, now=NOW)

    granted(person_id)

    assert held(person_id) == [("care_aid", "2026-01-01", None, 30_000)]


def test_who_does_not_fit_is_told_by_which_clause() -> None:
    ran("2026-01")
    person_id = elder("1950-01-01")
    needs_care(person_id, "1")

    refused = refusal(person_id)

    assert refused.code == "not_entitled"
    assert "经评估为中度以上失能（第三条）" in refused.message
    assert held(person_id) == []


def test_who_may_fit_is_told_which_paper_lacks() -> None:
    ran("2026-01")
    person_id = elder("1950-01-01")
    state(person_id, FactKind.LOW_INCOME, "urban")

    refused = refusal(person_id)

    assert refused.code == "undecided"
    assert "老年人能力等级（凭老年人能力评估报告）" in refused.message


def test_what_gives_way_to_another_benefit_is_not_given() -> None:
    better = CARE.replace("care_aid", "better_aid").replace("护理补贴", "更好的补贴")
    publish(better + "excludes: [{benefit: care_aid, keeps: this, says: 不能同享。, article: 第六条}]\n")
    ran("2026-01")

    refused = refusal(poor())

    assert refused.code == "not_entitled"
    assert "“更好的补贴”" in refused.message


def test_nobody_is_given_a_second_time() -> None:
    ran("2026-01")
    person_id = poor()
    granted(person_id)

    assert refusal(person_id).code == "held"


def test_where_no_month_was_ever_decided_it_is_said_what_to_do() -> None:
    assert refusal(poor()).code == "no_run"


def test_what_is_no_law_here_is_no_benefit() -> None:
    with pytest.raises(Invalid) as refused:
        granted(poor(), "nothing")

    assert refused.value.code == "benefit"


def test_a_neighbours_clerk_grants_nothing() -> None:
    ran("2026-01")
    person_id = poor()

    with pytest.raises(Forbidden):
        granted(person_id, actor=BOB)

    assert held(person_id) == []
