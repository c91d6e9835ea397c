"""What the database itself refuses, each by its name."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from laoyou.benefits.models import Grant, Proposal, Run, RunPerson, RunProfile
from laoyou.benefits.tests.cast import CITY, at, elder
from laoyou.kernel.spans import DateSpan
from laoyou.people.tests.cast import VILLAGE_A
from laoyou.store.constraints import as_conflict

pytestmark = pytest.mark.usefixtures("ground")

NOW = at("2026-01-02")
JANUARY = DateSpan(date(2026, 1, 1), date(2026, 1, 31))
OPEN = DateSpan.since(date(2026, 1, 1))


def refuses(constraint: str, model: type[Any], fields: dict[str, Any], *, in_words: bool = True) -> None:
    with pytest.raises(IntegrityError) as broken, transaction.atomic():
        model.objects.create(**fields)
    diagnosis: Any = broken.value.__cause__
    assert diagnosis.diag.constraint_name == constraint
    conflict = as_conflict(broken.value)
    assert (conflict is not None) is in_words
    assert conflict is None or conflict.message.endswith("。")


def run(**changes: Any) -> dict[str, Any]:
    plain = {"division_id": CITY, "month": JANUARY, "on": date(2026, 1, 1), "as_of": NOW, "state": "failed"}
    return plain | {"begun_name": "卡萝", "begun_at": NOW} | changes


def proposal(**changes: Any) -> dict[str, Any]:
    plain: dict[str, Any] = {
        "person_id": changes.pop("person_id", None) or elder(),
        "run_id": changes.pop("run_id", None) or Run.objects.create(**run()).pk,
        "division_id": VILLAGE_A,
        "benefit": "warm_winter",
        "version_id": 1,
        "kind": "start",
        "why": "entitled",
        "from_day": date(2026, 1, 1),
        "per": "month",
        "proration": "none",
        "amount_fen": 10_000,
        "state": "pending",
    }
    return plain | changes


def grant(**changes: Any) -> dict[str, Any]:
    plain: dict[str, Any] = {
        "person_id": changes.pop("person_id", None) or elder(),
        "division_id": VILLAGE_A,
        "benefit": "warm_winter",
        "version_id": 1,
        "span": OPEN,
        "per": "month",
        "proration": "none",
        "amount_fen": 10_000,
        "granted_at": NOW,
    }
    return plain | changes


@pytest.mark.parametrize(
    ("constraint", "changes"),
    [
        ("benefits_run_state_known", {"state": "asleep"}),
        ("benefits_run_phase_known", {"phase": "dream"}),
        ("benefits_run_done_when", {"state": "done", "digest": "a" * 64}),
        ("benefits_run_done_when", {"state": "done", "done_at": NOW}),
        ("benefits_run_done_when", {"state": "failed", "done_at": NOW}),
        ("benefits_run_of_a_month", {"month": OPEN}),
        ("benefits_run_progress_percent", {"progress": 101}),
        ("benefits_run_progress_percent", {"progress": -1}),
    ],
)
def test_a_run_is_told_whole(constraint: str, changes: dict[str, Any]) -> None:
    refuses(constraint, Run, run(**changes))


def test_one_run_of_a_territory_is_at_work() -> None:
    Run.objects.create(**run(state="working"))

    refuses("benefits_run_one_at_work", Run, run(state="working"))


@pytest.mark.parametrize(
    ("constraint", "changes"),
    [
        ("benefits_proposal_amount", {"kind": "dance"}),
        ("benefits_proposal_words_known", {"why": "because"}),
        ("benefits_proposal_words_known", {"state": "lost", "decided_at": NOW}),
        ("benefits_proposal_words_known", {"per": "week"}),
        ("benefits_proposal_words_known", {"proration": "by_hour"}),
        ("benefits_proposal_days_in_order", {"until_day": date(2025, 12, 31)}),
        ("benefits_proposal_amount", {"kind": "stop", "amount_fen": 1}),
        ("benefits_proposal_amount", {"amount_fen": -1}),
        ("benefits_proposal_amount", {"kind": "recover", "amount_fen": 0, "lines": []}),
        ("benefits_proposal_amount", {"kind": "backpay", "amount_fen": 5, "lines": None}),
        ("benefits_proposal_decided_when", {"state": "confirmed"}),
        ("benefits_proposal_decided_when", {"decided_at": NOW}),
        ("benefits_proposal_dismissed_why", {"state": "dismissed", "decided_at": NOW}),
    ],
)
def test_a_proposal_is_told_whole(constraint: str, changes: dict[str, Any]) -> None:
    refuses(constraint, Proposal, proposal(**changes))


def test_a_step_waits_once() -> None:
    first = Proposal.objects.create(**proposal())

    refuses("benefits_proposal_one_pending", Proposal, proposal(person_id=first.person_id))


def test_the_money_of_a_step_waits_once_and_that_of_another_step_beside_it() -> None:
    first = Proposal.objects.create(**proposal(state="automatic", decided_at=NOW))
    other = Proposal.objects.create(**proposal(person_id=first.person_id))
    money = {"kind": "backpay", "amount_fen": 5, "lines": [["2026-01-01", 5]], "person_id": first.person_id}
    Proposal.objects.create(**proposal(**money, because=first))

    Proposal.objects.create(**proposal(**money, because=other))

    refuses("benefits_proposal_money_once", Proposal, proposal(**money, because=first))


@pytest.mark.parametrize(
    ("constraint", "changes"),
    [
        ("benefits_grant_begins", {"span": DateSpan(None, date(2026, 1, 1))}),
        ("benefits_grant_amount_not_negative", {"amount_fen": -1}),
        ("benefits_grant_words_known", {"per": "week"}),
        ("benefits_grant_words_known", {"proration": "by_hour"}),
    ],
)
def test_a_grant_is_told_whole(constraint: str, changes: dict[str, Any]) -> None:
    refuses(constraint, Grant, grant(**changes))


@pytest.mark.parametrize(
    ("constraint", "first", "second"),
    [
        ("benefits_grant_one_open", OPEN, DateSpan.since(date(2027, 1, 1))),
        ("benefits_grant_no_overlap", JANUARY, DateSpan(date(2026, 1, 31), date(2026, 2, 5))),
        ("benefits_grant_no_overlap", JANUARY, DateSpan.since(date(2026, 1, 31))),
        ("benefits_grant_no_overlap", OPEN, DateSpan.on(date(2026, 6, 1))),
    ],
)
def test_nobody_has_a_benefit_twice_on_one_day(constraint: str, first: DateSpan, second: DateSpan) -> None:
    row = Grant.objects.create(**grant(span=first))

    refuses(constraint, Grant, grant(person_id=row.person_id, span=second))
    Grant.objects.create(**grant(person_id=row.person_id, span=second, is_void=True))
    Grant.objects.create(**grant(person_id=row.person_id, span=second, benefit="care_aid"))


def test_a_grant_that_is_moved_onto_days_of_another_is_refused_too() -> None:
    row = Grant.objects.create(**grant(span=JANUARY))
    later = Grant.objects.create(**grant(person_id=row.person_id, span=DateSpan.since(date(2026, 3, 1))))

    with pytest.raises(IntegrityError), transaction.atomic():
        Grant.objects.of(pk=later.pk).update(span=DateSpan.since(date(2026, 1, 15)))
    Grant.objects.of(pk=later.pk).update(span=DateSpan.since(date(2026, 2, 1)))


def test_rows_are_about_somebody_somewhere_by_a_run() -> None:
    nobody, nowhere = 10**9, "999999999999"

    refuses("benefits_grant_person", Grant, grant(person_id=nobody), in_words=False)
    refuses("benefits_grant_division", Grant, grant(division_id=nowhere), in_words=False)
    refuses("benefits_grant_proposal", Grant, grant(proposal_id=nobody), in_words=False)
    refuses("benefits_proposal_person", Proposal, proposal(person_id=nobody), in_words=False)
    refuses("benefits_proposal_division", Proposal, proposal(division_id=nowhere), in_words=False)
    refuses("benefits_proposal_run", Proposal, proposal(run_id=nobody), in_words=False)
    person = {"run_id": nobody, "person_id": 1, "profile": 0, "division": VILLAGE_A}
    refuses("benefits_runperson_run", RunPerson, person, in_words=False)


def test_a_proposal_is_decided_once_and_never_rewritten() -> None:
    row = Proposal.objects.create(**proposal())

    with pytest.raises(DatabaseError, match="never rewritten"), transaction.atomic():
        Proposal.objects.of(pk=row.pk).update(amount_fen=1)
    Proposal.objects.of(pk=row.pk).update(state="confirmed", decided_at=NOW)
    with pytest.raises(DatabaseError, match="never rewritten"), transaction.atomic():
        Proposal.objects.of(pk=row.pk).update(state="pending", decided_at=None)


@pytest.mark.parametrize("table", ["runperson", "runprofile", "proposal", "grant"])
def test_what_a_run_wrote_is_not_deleted(table: str) -> None:
    run_id = Run.objects.create(**run()).pk
    Proposal.objects.create(**proposal(run_id=run_id))
    Grant.objects.create(**grant())
    RunPerson.objects.create(run_id=run_id, person_id=1, profile=0, division=VILLAGE_A)
    sides = ("verdicts", "failed", "unknown", "missing", "excluded", "amounts")
    nothing: dict[str, Any] = {side: [] for side in sides}
    RunProfile.objects.create(run_id=run_id, number=0, persons=1, values=[], **nothing)

    refused = pytest.raises(DatabaseError, match="append-only")
    with connection.cursor() as cursor, refused, transaction.atomic():
        cursor.execute(f"DELETE FROM benefits_{table}")
