"""A verification is asked for, walked by a worker, and leaves its result; or dies, and is asked for again."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob

from laoyou.access.types import Actor, Role, Scope
from laoyou.audit import reads as trail
from laoyou.audit import verbs as audit
from laoyou.audit.tests.cast import behind_the_guards, execute, written
from laoyou.audit.types import EntryRecord
from laoyou.jobs.tests.cast import became
from laoyou.kernel.errors import Conflict, Forbidden
from laoyou.verifications import reads, tasks, verbs
from laoyou.verifications.models import Verification
from laoyou.verifications.tests.cast import (
    NOW,
    VERA,
    job_of,
    latest,
    started,
    work_off,
    worker_dies,
)
from laoyou.verifications.types import VerificationState

pytestmark = pytest.mark.django_db
BUSY = "verifications_one_at_a_time"


def entries(act: str) -> list[EntryRecord]:
    return list(trail.entries(Scope.everything(), trail.Filter(act=act)).rows)


def jobs_filed() -> list[tuple[str, dict[str, int]]]:
    return list(ProcrastinateJob.objects.values_list("task_name", "args"))


def test_who_asks_finds_it_filed_and_on_the_trail() -> None:
    number = started()

    record = latest()
    assert (record.id, record.state, record.is_running) == (number, VerificationState.RUNNING, True)
    assert (record.asked_by, record.asked_at, record.started_at) == ("维拉", NOW, None)
    assert jobs_filed() == [("verifications.walk", {"verification_id": number})]
    (entry,) = entries("verifications.start")
    assert (entry.user_name, entry.object_kind, entry.object_id) == ("维拉", "verification", str(number))
    assert reads.last_result() is None


def test_what_cannot_be_put_on_the_trail_is_not_filed(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(notes: object) -> None:
        raise RuntimeError("the trail is full")

    monkeypatch.setattr(audit, "append", broken)
    with pytest.raises(RuntimeError, match="the trail is full"):
        started()

    assert reads.latest() is None
    assert jobs_filed() == []


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.AUDITOR, Role.SYSTEM}))
def test_only_auditors_ask(role: Role) -> None:
    with pytest.raises(Forbidden):
        verbs.start(actor=Actor(5, "别人", role, Scope.everything()), now=NOW)

    assert jobs_filed() == []
    assert [entry.outcome for entry in entries("verifications.start")] == ["refused"]


def test_nobody_but_the_worker_says_what_was_found() -> None:
    number = started()

    with pytest.raises(Forbidden):
        verbs.finish(number, trail.verify(), actor=VERA, now=NOW)

    assert latest().is_running


def test_a_whole_trail_is_found_whole() -> None:
    written(3)
    number = started()
    work_off()

    record = reads.last_result()
    assert record is not None
    assert record == latest()
    assert (record.id, record.state, record.faults) == (number, VerificationState.WHOLE, ())
    assert record.rows == {"people": 3, "verifications": 1}
    assert (record.rows_done, record.rows_total) == (4, 4)
    assert record.ended_at is not None
    (entry,) = entries("verifications.finish")
    assert (entry.user_name, entry.object_id, entry.count) == ("后台任务", str(number), 4)


def test_a_touched_trail_is_found_touched_and_where() -> None:
    written(3)
    written(2, act="accounts.sign_in")
    started()
    with behind_the_guards():
        execute("UPDATE audit_entry SET user_name = '别人' WHERE chain = 'people' AND seq = 2")
        execute("DELETE FROM audit_entry WHERE chain = 'accounts' AND seq = 1")
    work_off()

    record = latest()
    assert record.state is VerificationState.FAULTY
    assert [(one.chain, one.seq, one.kind) for one in record.faults] == [
        ("accounts", 1, "missing"),
        ("people", 2, "altered"),
    ]
    assert "第 2 条的内容与当时登记的不一致" in record.faults[1].sentence


def test_how_far_it_is_can_be_read_meanwhile(monkeypatch: pytest.MonkeyPatch) -> None:
    written(5)
    started()
    plain, seen = verbs.tell, []

    def tell(verification_id: int, done: int, total: int) -> None:
        plain(verification_id, done, total)
        seen.append((latest().rows_done, latest().rows_total, latest().started_at is not None))

    monkeypatch.setattr(trail, "BLOCK", 2)
    monkeypatch.setattr(verbs, "tell", tell)
    work_off()

    assert seen == [(0, 6, True), (2, 6, True), (4, 6, True), (5, 6, True), (6, 6, True)]


def test_a_second_one_at_a_time_is_refused_in_a_sentence() -> None:
    started()

    with pytest.raises(Conflict, match="已经在核验了") as refused:
        started()

    assert refused.value.code == BUSY
    assert len(jobs_filed()) == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_who_ask_in_the_same_moment_one_is_refused() -> None:
    def ask(_: int) -> str:
        try:
            started()
        except Conflict as refused:
            return refused.code
        finally:
            connection.close()
        return "filed"

    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(ask, range(2)))

    assert sorted(answers) == ["filed", BUSY]
    assert len(jobs_filed()) == 1


def test_when_one_is_over_the_next_may_be_asked_for() -> None:
    first = started()
    work_off()
    second = started()

    result = reads.last_result()
    assert result is not None
    assert (result.id, latest().id) == (first, second)


def test_one_whose_worker_died_is_broken_off_and_may_be_asked_for_again() -> None:
    first = started()
    verbs.begin(first, now=NOW)
    worker_dies(first)
    assert latest().is_broken_off
    assert not latest().is_running

    second = started()
    work_off()

    assert Verification.objects.get(pk=first).state == VerificationState.BROKEN_OFF
    assert (latest().id, latest().state) == (second, VerificationState.WHOLE)


@pytest.mark.parametrize("status", ["failed", "aborted", "succeeded"])
def test_one_whose_job_came_to_nothing_is_broken_off(status: str) -> None:
    became(job_of(started()), status)

    assert latest().is_broken_off


def test_what_a_living_worker_takes_over_from_a_dead_one_goes_on() -> None:
    number = started()
    verbs.begin(number, now=NOW)
    verbs.tell(number, 1, 1)
    worker_dies(number)
    became(job_of(number), "todo")
    assert latest().is_running

    work_off()

    assert (latest().id, latest().state) == (number, VerificationState.WHOLE)


def test_a_worker_that_comes_back_to_one_that_was_given_up_does_nothing() -> None:
    first = started()
    worker_dies(first)
    second = started()

    tasks.walk.func(verification_id=first)

    assert Verification.objects.get(pk=first).state == VerificationState.BROKEN_OFF
    assert (latest().id, latest().is_running, latest().started_at) == (second, True, None)
    assert reads.last_result() is None


def test_a_walk_that_is_given_up_meanwhile_stops_and_says_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    written(9)
    first = started()
    told: list[int] = []
    plain = verbs.tell

    def tell(verification_id: int, done: int, total: int) -> None:
        told.append(done)
        if done == 2:
            worker_dies(first)
            started()
        plain(verification_id, done, total)

    monkeypatch.setattr(trail, "BLOCK", 2)
    monkeypatch.setattr(verbs, "tell", tell)
    tasks.walk.func(verification_id=first)

    assert told == [0, 2]
    assert reads.last_result() is None
    assert entries("verifications.finish") == []


def test_the_same_job_done_twice_says_the_same_once() -> None:
    started()
    work_off()
    before = latest()

    work_off()

    assert latest() == before
    assert len(entries("verifications.finish")) == 1


def test_a_fault_of_the_program_is_not_taken_for_a_result(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(report: object) -> None:
        raise Conflict("别的。", "other")

    started()
    monkeypatch.setattr(trail, "verify", broken)
    with pytest.raises(Conflict):
        work_off()

    assert reads.last_result() is None


def test_auditors_of_every_place_ask_for_the_one_trail() -> None:
    town = Actor(22, "镇审计", Role.AUDITOR, Scope.division("230503001000"))

    verbs.start(actor=town, now=NOW)

    assert latest().asked_by == "镇审计"
    assert [entry.division for entry in entries("verifications.start")] == ["230503001000"]
