"""Confirming and dismissing, one by one and by the list."""

from __future__ import annotations

from datetime import date

import pytest

from laoyou.access.types import Scope
from laoyou.audit import reads as audit
from laoyou.audit.types import Outcome
from laoyou.benefits import verbs
from laoyou.benefits.facts import ProposalsConfirmed
from laoyou.benefits.models import Proposal
from laoyou.benefits.reads import proposals, runs
from laoyou.benefits.reads.proposals import Filter
from laoyou.benefits.tests.cast import (
    ALICE,
    BOB,
    CAROL,
    FAR,
    LEADER,
    SYSTEM,
    TOWN_A,
    TOWN_B,
    at,
    elder,
    held,
    needs_care,
    proposal,
    ran,
    waiting,
)
from laoyou.benefits.types import Kind, ProposalState
from laoyou.kernel.errors import Conflict, Forbidden, Invalid
from laoyou.people import verbs as people
from laoyou.people.tests.cast import VILLAGE_A, VILLAGE_A2, VILLAGE_B, Heard
from laoyou.people.types import Source

pytestmark = pytest.mark.usefixtures("law")

NOW = at("2026-01-03")
ALL = Filter(kind=Kind.START)


def poor(village: str = VILLAGE_A) -> int:
    person_id = elder("1950-01-01", village)
    needs_care(person_id)
    return person_id


def state_of(proposal_id: int) -> str:
    return str(Proposal.objects.of(pk=proposal_id).get().state)


def test_what_is_confirmed_begins_and_says_by_whom(heard: Heard) -> None:
    person_id = poor()
    ran("2026-01")
    asked = proposal("start", person_id)

    verbs.confirm(asked, actor=ALICE, now=NOW)

    assert held(person_id) == [("care_aid", "2026-01-01", None, 15_000)]
    (row,) = proposals.rows_of([asked])
    assert (row.state, row.decided_name, row.decided_at) == (ProposalState.CONFIRMED, "艾丽", NOW)
    assert heard.of(ProposalsConfirmed) == [ProposalsConfirmed((asked,), NOW)]
    (entry,) = audit.entries(Scope.everything(), audit.Filter(act="benefits.confirm")).rows
    assert (entry.person_id, entry.object_id, entry.outcome) == (person_id, str(asked), Outcome.DONE)


def test_what_must_be_asked_for_begins_with_the_month_in_which_it_is_confirmed() -> None:
    person_id = poor()
    ran("2026-01")

    verbs.confirm(proposal("start", person_id), actor=ALICE, now=at("2026-03-31", 20))

    assert held(person_id) == [("care_aid", "2026-04-01", None, 15_000)], "already April in Shanghai"


def test_a_beginning_that_waits_stays_the_same_one_while_its_terms_are_the_same() -> None:
    person_id = poor()
    ran("2026-01")
    first = proposal("start", person_id)

    run = runs.run(ran("2026-02"))

    assert (run.proposals, run.lapsed) == ({}, 0)
    assert proposal("start", person_id) == first


def test_a_proposal_is_decided_once() -> None:
    poor()
    ran("2026-01")
    asked = proposal("start", poor_id())
    verbs.confirm(asked, actor=CAROL, now=NOW)

    with pytest.raises(Conflict, match="已由卡萝办理") as late:
        verbs.confirm(asked, actor=ALICE, now=NOW)
    with pytest.raises(Conflict, match="已由卡萝办理"):
        verbs.dismiss(asked, "不想要", actor=ALICE, now=NOW)

    assert late.value.code == "decided"


def poor_id() -> int:
    (row,) = Proposal.objects.for_the_system().filter(state="pending")
    return int(row.person_id)


def test_what_a_new_run_has_replaced_is_not_confirmed() -> None:
    person_id = poor()
    ran("2026-01")
    asked = proposal("start", person_id)
    people.record_death(
        person_id, on=date(2026, 1, 5), source=Source.POLICE, actor=SYSTEM, now=at("2026-01-06")
    )
    ran("2026-02")

    with pytest.raises(Conflict, match="新的认定已经更新了名单") as late:
        verbs.confirm(asked, actor=ALICE, now=at("2026-02-03"))

    assert late.value.code == "decided"
    assert waiting() == []


def test_money_waits_for_the_step_from_which_it_follows() -> None:
    person_id = elder("1940-06-15")
    for text in ("2026-01", "2026-02"):
        ran(text)
    people.record_death(
        person_id, on=date(2026, 1, 5), source=Source.POLICE, actor=SYSTEM, now=at("2026-02-20")
    )
    ran("2026-03")
    money = proposal("recover", person_id)

    with pytest.raises(Conflict) as early:
        verbs.confirm(money, actor=CAROL, now=at("2026-03-03"))
    verbs.confirm(proposal("stop", person_id), actor=CAROL, now=at("2026-03-03"))
    verbs.confirm(money, actor=CAROL, now=at("2026-03-03"))

    assert early.value.code == "because"
    assert state_of(money) == "confirmed"


def test_a_step_that_is_dismissed_takes_its_money_with_it_and_is_not_proposed_again_that_month() -> None:
    person_id = elder("1940-06-15")
    for text in ("2026-01", "2026-02"):
        ran(text)
    people.record_death(
        person_id, on=date(2026, 1, 5), source=Source.POLICE, actor=SYSTEM, now=at("2026-02-20")
    )
    ran("2026-03")
    money = proposal("recover", person_id)

    verbs.dismiss(proposal("stop", person_id), "误报，本人健在", actor=CAROL, now=at("2026-03-03"))

    (row,) = proposals.rows_of([money])
    assert (row.state, row.reason) == (ProposalState.DISMISSED, "误报，本人健在")
    assert runs.run(ran("2026-03", "2026-03-05")).proposals == {}
    assert waiting() == []
    ran("2026-04")
    assert waiting() == [("stop", "warm_winter", "2026-04-01", None, 0)], "asked again the month after"


def test_a_beginning_that_was_dismissed_is_not_proposed_again_on_the_same_terms() -> None:
    person_id = poor()
    ran("2026-01")
    verbs.dismiss(proposal("start", person_id), "本人放弃", actor=ALICE, now=NOW)

    ran("2026-02")

    assert waiting() == []


@pytest.mark.parametrize("reason", ["", "  \n ", "长" * 201])
def test_a_dismissal_has_its_reason(reason: str) -> None:
    poor()
    ran("2026-01")
    asked = proposal("start", poor_id())

    with pytest.raises(Invalid) as refused:
        verbs.dismiss(asked, reason, actor=ALICE, now=NOW)

    assert (refused.value.code, refused.value.field) == ("reason", "reason")


def test_a_list_is_confirmed_as_it_was_seen() -> None:
    persons = [poor(), poor(VILLAGE_A2), poor(VILLAGE_B)]
    ran("2026-01")

    assert verbs.confirm_many(ALL, expected=3, actor=CAROL, now=NOW) == 3

    assert [len(held(one)) for one in persons] == [1, 1, 1]
    (entry,) = audit.entries(Scope.everything(), audit.Filter(act="benefits.confirm_many")).rows
    assert (entry.object_kind, entry.count) == ("proposal", 3)


def test_of_a_list_only_what_lies_in_the_clerks_own_town_is_confirmed() -> None:
    mine, theirs = poor(VILLAGE_A), poor(VILLAGE_B)
    ran("2026-01")

    assert verbs.confirm_many(ALL, expected=1, actor=ALICE, now=NOW) == 1

    assert (len(held(mine)), held(theirs)) == (1, [])


def test_a_list_that_has_changed_is_not_confirmed_at_all() -> None:
    persons = [poor(), poor()]
    ran("2026-01")

    with pytest.raises(Conflict, match="您看到 3 项，现在待确认的有 2 项") as changed:
        verbs.confirm_many(ALL, expected=3, actor=CAROL, now=NOW)

    assert changed.value.code == "list_changed"
    assert [held(one) for one in persons] == [[], []]


def test_too_long_a_list_is_confirmed_in_parts() -> None:
    with pytest.raises(Invalid) as refused:
        verbs.confirm_many(ALL, expected=100_001, actor=CAROL, now=NOW)

    assert refused.value.code == "too_many"


def test_rows_that_were_chosen_are_confirmed_and_no_others() -> None:
    one, two, three = poor(), poor(), poor()
    ran("2026-01")
    ids = (proposal("start", one), proposal("start", three))

    verbs.confirm_many(Filter(ids=ids), expected=2, actor=ALICE, now=NOW)

    assert [len(held(each)) for each in (one, two, three)] == [1, 0, 1]


def test_steps_and_their_money_may_be_confirmed_together() -> None:
    person_id = elder("1940-06-15")
    for text in ("2026-01", "2026-02"):
        ran(text)
    people.record_death(
        person_id, on=date(2026, 1, 5), source=Source.POLICE, actor=SYSTEM, now=at("2026-02-20")
    )
    ran("2026-03")

    verbs.confirm_many(Filter(person=person_id), expected=2, actor=CAROL, now=at("2026-03-03"))

    assert held(person_id) == [("warm_winter", "2026-01-01", "2026-01-31", 10_000)]


def test_what_somebody_holds_by_now_is_not_overwritten() -> None:
    poor()
    ran("2026-01")
    asked = proposal("start", poor_id())
    verbs.confirm(asked, actor=CAROL, now=NOW)
    again = Proposal.objects.of(pk=asked).get()
    again.pk, again.state, again.decided_at, again.decided_name = None, "pending", None, ""
    again.save()

    with pytest.raises(Conflict) as changed:
        verbs.confirm(again.pk, actor=CAROL, now=NOW)

    assert changed.value.code == "changed"


@pytest.mark.parametrize("stranger", [BOB, FAR, LEADER])
def test_nobody_else_confirms_or_dismisses_and_each_try_is_logged(stranger: object) -> None:
    person_id = poor(VILLAGE_A)
    ran("2026-01")
    asked = proposal("start", person_id)

    for act in (
        lambda: verbs.confirm(asked, actor=stranger, now=NOW),  # type: ignore[arg-type]
        lambda: verbs.dismiss(asked, "不办", actor=stranger, now=NOW),  # type: ignore[arg-type]
        lambda: verbs.confirm_many(Filter(ids=(asked,)), expected=1, actor=stranger, now=NOW),  # type: ignore[arg-type]
        lambda: verbs.confirm_many(Filter(division=TOWN_A), expected=1, actor=stranger, now=NOW),  # type: ignore[arg-type]
    ):
        with pytest.raises(Forbidden):
            act()

    assert waiting() == [("start", "care_aid", "2026-01-01", None, 15_000)]
    refused = audit.entries(Scope.everything(), audit.Filter(outcome=Outcome.REFUSED.value)).rows
    assert len(refused) == 4


def test_a_neighbours_row_among_ones_own_refuses_them_all() -> None:
    mine, theirs = poor(VILLAGE_A), poor(VILLAGE_B)
    ran("2026-01")
    ids = (proposal("start", mine), proposal("start", theirs))

    with pytest.raises(Forbidden):
        verbs.confirm_many(Filter(ids=ids), expected=2, actor=ALICE, now=NOW)
    with pytest.raises(Forbidden):
        verbs.confirm_many(Filter(division=TOWN_B), expected=1, actor=ALICE, now=NOW)

    assert len(waiting()) == 2
