"""The life of a version: drafted, proposed, approved by a second person, superseded, ended, repealed."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import pytest
from django.db import connection

from laoyou.access.types import Actor
from laoyou.audit.types import Outcome
from laoyou.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from laoyou.kernel.spans import DateSpan
from laoyou.policies import reads, verbs
from laoyou.policies.reads import desk
from laoyou.policies.tests.cast import (
    ALICE,
    BENEFIT,
    CAROL,
    CITY,
    COUNTY_CAROL,
    DAVE,
    EXCLUDES,
    LEADER,
    NEIGHBOUR,
    NOW,
    SYSTEM,
    approved,
    changed,
    drafted,
    later,
    law_of,
    month,
    proposed,
    trail,
)
from laoyou.policies.types import DocumentRefused, VersionState

pytestmark = pytest.mark.django_db

FROM_2026 = changed(
    BENEFIT,
    ("in_force: {from: 2025-01-01}", "in_force: {from: 2026-07-01}"),
    ("value: 120 yuan", "value: 150 yuan"),
)

FROM_2025 = changed(BENEFIT, ("value: 120 yuan", "value: 150 yuan"))


def state(version_id: int) -> VersionState:
    return desk.draft(version_id).state


def spans(code: str = "warm_winter") -> list[tuple[str, str, bool]]:
    """The spans that were ever published and whether they still count, in the order of their days."""
    return sorted(
        (str(one.in_force.start), str(one.in_force.end or ""), one.until is None)
        for one in reads.history(code, CITY)
    )


def test_a_draft_is_no_law() -> None:
    version_id = drafted()

    assert state(version_id) is VersionState.DRAFT
    assert law_of(month(2026, 3)) == {}
    assert [one.id for one in desk.drafts(ALICE.scope)] == [version_id]


def test_the_text_is_kept_as_it_was_written_with_its_sm3() -> None:
    found = reads.version(approved())

    assert found.document.text == BENEFIT
    assert found.digest == hashlib.new("sm3", BENEFIT.encode()).hexdigest()


def test_a_proposal_that_a_second_person_approves_is_law_from_its_first_day() -> None:
    version_id = proposed()

    verbs.approve(version_id, actor=CAROL, now=NOW)

    assert state(version_id) is VersionState.APPROVED
    assert law_of(month(2024, 12)) == {}
    assert law_of(month(2025, 1))["warm_winter"].id == version_id
    assert desk.drafts(ALICE.scope) == ()


@pytest.mark.parametrize("proposer", [CAROL, ALICE])
def test_nobody_approves_what_he_wrote_or_proposed(proposer: Actor) -> None:
    version_id = drafted(actor=CAROL)
    verbs.propose(version_id, actor=proposer, now=NOW)

    with pytest.raises(Forbidden, match="另一位") as refused:
        verbs.approve(version_id, actor=CAROL, now=NOW)

    assert refused.value.code == "second_person"
    assert state(version_id) is VersionState.PROPOSED
    assert trail("policies.approve")[0].outcome is Outcome.REFUSED
    verbs.approve(version_id, actor=DAVE, now=NOW)


def test_who_rewrites_a_proposal_makes_it_a_draft_and_does_not_approve_it() -> None:
    version_id = proposed()

    verbs.revise(version_id, FROM_2026, actor=CAROL, now=NOW)

    assert state(version_id) is VersionState.DRAFT
    assert desk.draft(version_id).proposed_at is None
    verbs.propose(version_id, actor=ALICE, now=NOW)
    with pytest.raises(Forbidden):
        verbs.approve(version_id, actor=CAROL, now=NOW)


@pytest.mark.parametrize(
    ("make", "act"),
    [
        (drafted, "approve"),
        (proposed, "propose"),
        (approved, "propose"),
        (approved, "approve"),
        (approved, "withdraw"),
        (drafted, "repeal"),
        (proposed, "repeal"),
    ],
)
def test_a_step_out_of_order_is_refused(make: Callable[[], int], act: str) -> None:
    version_id = make()

    with pytest.raises(Conflict) as refused:
        getattr(verbs, act)(version_id, actor=DAVE, now=later(days=1))

    assert refused.value.code == "version_move"


def test_what_was_approved_is_not_revised() -> None:
    version_id = approved()

    with pytest.raises(Conflict, match="另起草一个新版本"):
        verbs.revise(version_id, FROM_2026, actor=ALICE, now=NOW)


@pytest.mark.parametrize("make", [drafted, proposed])
def test_a_draft_is_taken_back_and_that_is_the_end_of_it(make: Callable[[], int]) -> None:
    version_id = make()

    verbs.withdraw(version_id, actor=ALICE, now=NOW)

    assert state(version_id) is VersionState.WITHDRAWN
    with pytest.raises(Conflict):
        verbs.propose(version_id, actor=ALICE, now=NOW)


def test_another_government_may_not_be_put_into_a_draft() -> None:
    version_id = drafted()
    county = changed(BENEFIT, ("230500000000", "230502000000"))

    with pytest.raises(Conflict) as refused:
        verbs.revise(version_id, county, actor=ALICE, now=NOW)

    assert refused.value.code == "other_issuer"


def test_a_document_with_faults_is_no_draft() -> None:
    with pytest.raises(DocumentRefused):
        verbs.draft("benefit: x", actor=ALICE, now=NOW)


def test_a_new_version_takes_its_days_and_the_old_one_keeps_the_rest() -> None:
    old = approved()

    new = approved(FROM_2026, now=later(days=1))

    assert law_of(month(2026, 6))["warm_winter"].document.text == BENEFIT
    assert law_of(month(2026, 7))["warm_winter"].id == new
    assert spans() == [
        ("2025-01-01", "", False),
        ("2025-01-01", "2026-06-30", True),
        ("2026-07-01", "", True),
    ]
    carried = next(one for one in reads.history("warm_winter", CITY) if one.continues)
    assert (carried.continues, carried.approved_name) == (old, "卡萝")


def test_a_version_for_a_time_leaves_the_old_one_before_and_after_it() -> None:
    approved()

    approved(
        changed(
            BENEFIT,
            ("in_force: {from: 2025-01-01}", "in_force: {from: 2026-05-01, to: 2026-08-31}"),
            ("value: 120 yuan", "value: 300 yuan"),
        ),
        now=later(days=1),
    )

    assert [span for span in spans() if span[2]] == [
        ("2025-01-01", "2026-04-30", True),
        ("2026-05-01", "2026-08-31", True),
        ("2026-09-01", "", True),
    ]
    assert law_of(month(2026, 9))["warm_winter"].document.text == BENEFIT


def test_a_retroactive_version_is_law_of_the_past_from_now_on() -> None:
    """Back-pay and recovery follow from the difference between then and now."""
    approved()
    then = later(days=1)
    higher = changed(BENEFIT, ("value: 100 yuan", "value: 140 yuan"))

    approved(higher, now=later(days=2))

    assert law_of(month(2025, 3))["warm_winter"].document.text == higher
    assert law_of(month(2025, 3), as_of=then)["warm_winter"].document.text == BENEFIT
    assert law_of(month(2025, 3), as_of=later(days=-1)) == {}


def test_the_law_of_an_instant_is_what_was_published_then() -> None:
    approved()
    approved(FROM_2026, now=later(days=1))

    assert law_of(month(2026, 7), as_of=NOW)["warm_winter"].document.text == BENEFIT
    assert law_of(month(2026, 7), as_of=later(days=1))["warm_winter"].document.text == FROM_2026


def test_an_end_is_proposed_and_counts_when_a_second_person_approves() -> None:
    old = approved()

    ending = verbs.end(old, date(2026, 6, 30), actor=ALICE, now=later(days=1))

    assert state(ending) is VersionState.PROPOSED
    assert law_of(month(2026, 7))["warm_winter"].id == old
    verbs.approve(ending, actor=CAROL, now=later(days=2))
    assert law_of(month(2026, 7)) == {}
    assert law_of(month(2026, 6))["warm_winter"].id == ending
    assert spans() == [("2025-01-01", "", False), ("2025-01-01", "2026-06-30", True)]


@pytest.mark.parametrize("last_day", [date(2024, 12, 31), date(2020, 1, 1), date.max])
def test_an_end_before_the_beginning_is_refused(last_day: date) -> None:
    version_id = approved()

    with pytest.raises(Invalid) as refused:
        verbs.end(version_id, last_day, actor=ALICE, now=NOW)

    assert refused.value.field == "last_day"


def test_an_end_has_no_text_to_be_revised() -> None:
    ending = verbs.end(approved(), date(2026, 6, 30), actor=ALICE, now=NOW)

    with pytest.raises(Conflict) as refused:
        verbs.revise(ending, FROM_2026, actor=ALICE, now=NOW)

    assert refused.value.code == "ends"


def test_an_end_of_what_was_superseded_meanwhile_is_refused() -> None:
    ending = verbs.end(approved(), date(2026, 6, 30), actor=ALICE, now=NOW)
    approved(FROM_2026, now=later(days=1))

    with pytest.raises(Conflict) as refused:
        verbs.approve(ending, actor=DAVE, now=later(days=2))

    assert refused.value.code == "not_published"


def test_what_was_never_right_is_repealed_by_a_second_person_and_still_seen_of_then() -> None:
    version_id = approved()

    with pytest.raises(Forbidden, match="另一位"):
        verbs.repeal(version_id, actor=CAROL, now=later(days=1))
    verbs.repeal(version_id, actor=DAVE, now=later(days=1))

    assert law_of(month(2025, 3)) == {}
    assert law_of(month(2025, 3), as_of=NOW)["warm_winter"].id == version_id
    assert reads.version(version_id).state is VersionState.WITHDRAWN
    with pytest.raises(Conflict):
        verbs.repeal(version_id, actor=DAVE, now=later(days=2))


def test_two_publications_at_one_instant_are_refused() -> None:
    approved()

    with pytest.raises(Conflict) as refused:
        approved(FROM_2026)

    assert refused.value.code == "just_published"


def test_what_does_not_go_with_the_law_around_it_is_not_proposed() -> None:
    """The national document says that it stays; the city's says that it does."""
    national = changed(
        BENEFIT,
        ("benefit: warm_winter", "benefit: high_age_allowance"),
        ("issuer: {division: 230500000000", "issuer: {division: national"),
        ("territory: {division: 230500000000", "territory: {division: national"),
        ("delivery:", EXCLUDES.replace("high_age_allowance", "warm_winter") + "delivery:"),
    )
    approved()
    verbs.load_pack({"n.yaml": national}, actor=SYSTEM, now=NOW)
    version_id = drafted(changed(BENEFIT, ("delivery:", EXCLUDES + "delivery:")))

    with pytest.raises(DocumentRefused) as refused:
        verbs.propose(version_id, actor=ALICE, now=NOW)

    assert {fault.code for fault in refused.value.faults} == {"circle", "disagree"}
    assert state(version_id) is VersionState.DRAFT


@pytest.mark.parametrize("actor", [NEIGHBOUR, COUNTY_CAROL, LEADER])
@pytest.mark.parametrize("act", ["draft", "revise", "propose", "withdraw", "approve", "end", "repeal"])
def test_who_has_no_part_in_it_is_refused_and_that_is_logged(act: str, actor: Actor) -> None:
    """Another city's supervisor, a county's below, and a leader who only reads."""
    version_id = {"approve": proposed, "end": approved, "repeal": approved}.get(act, drafted)()
    arguments: tuple[object, ...] = {
        "draft": (FROM_2026,),
        "revise": (version_id, FROM_2026),
        "end": (version_id, date(2026, 6, 30)),
    }.get(act, (version_id,))

    with pytest.raises(Forbidden):
        getattr(verbs, act)(*arguments, actor=actor, now=later(days=1))

    assert trail(f"policies.{act}")[0].outcome is Outcome.REFUSED


def test_a_county_supervisor_governs_the_county_alone() -> None:
    county = changed(BENEFIT, ("230500000000", "230502000000"))

    version_id = verbs.draft(county, actor=COUNTY_CAROL, now=NOW)

    assert [one.id for one in desk.drafts(COUNTY_CAROL.scope)] == [version_id]
    assert [one.id for one in desk.drafts(ALICE.scope)] == [version_id]
    assert desk.drafts(NEIGHBOUR.scope) == ()


def test_every_step_leaves_an_audit_row_with_the_digest() -> None:
    version_id = approved()

    for act, who in (("draft", "艾丽"), ("propose", "艾丽"), ("approve", "卡萝")):
        [entry] = trail(f"policies.{act}")
        assert (entry.object_kind, entry.object_id, entry.user_name) == ("policy", str(version_id), who)


def test_a_version_that_is_not_there_is_not_found() -> None:
    for ask in (desk.draft, desk.place_of, reads.version):
        with pytest.raises(NotFound):
            ask(404)
    with pytest.raises(NotFound):
        reads.version(drafted())


def test_the_days_of_an_ended_version_are_those_before_its_last_day() -> None:
    ending = verbs.end(approved(), date(2026, 6, 30), actor=ALICE, now=NOW)

    assert desk.draft(ending).in_force == DateSpan(date(2025, 1, 1), date(2026, 6, 30))
    assert [one.in_force for one in desk.superseded_by(ending)] == [DateSpan.since(date(2025, 1, 1))]


@pytest.mark.django_db(transaction=True)
def test_two_supervisors_who_approve_at_once_publish_once() -> None:
    """One of them is told; nothing is published twice, whichever comes first."""
    first, second = proposed(), proposed(FROM_2025)
    both_ready = Barrier(2)

    def approve(version_id: int) -> str:
        both_ready.wait()
        try:
            verbs.approve(version_id, actor=CAROL, now=NOW)
            return ""
        except Conflict as refused:
            return refused.code
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        told = sorted(pool.map(approve, (first, second)))

    assert told[0] == ""
    assert told[1] in ("policies_version_one_law_at_a_time", "just_published")
    assert [one.until for one in reads.history("warm_winter", CITY)] == [None]
