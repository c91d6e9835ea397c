"""The job that performs a run: once, and with its problem written down."""

from __future__ import annotations

from datetime import timedelta

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from laoyou.benefits import tasks, verbs
from laoyou.benefits.models import Run
from laoyou.benefits.reads import runs
from laoyou.benefits.tests.cast import CAROL, CITY, at, elder, held, month
from laoyou.benefits.types import RunState
from laoyou.kernel import clock
from laoyou.kernel.errors import Invalid

NOW = at("2026-01-02")


@pytest.fixture
def run_id(law: None, monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(minutes=1))
    return verbs.begin_run(CITY, month=month("2026-01"), actor=CAROL, now=NOW)


def test_beginning_a_run_files_its_job_with_the_one_who_began_it(run_id: int) -> None:
    job = ProcrastinateJob.objects.get()

    assert job.task_name == "benefits.perform_run"
    assert job.args == {"run_id": run_id, **CAROL.carried()}


def test_the_job_performs_the_run_and_done_again_changes_nothing(run_id: int) -> None:
    old = elder("1940-06-15")

    for _ in range(2):
        tasks.perform_run(run_id=run_id, **CAROL.carried())

    assert runs.run(run_id).state is RunState.DONE
    assert held(old) == [("warm_winter", "2026-01-01", None, 10_000)]


def test_what_cannot_be_done_is_written_on_the_run(run_id: int, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise Invalid("登记册里有一条读不懂的记录。", "odd")

    monkeypatch.setattr("laoyou.benefits.verbs.monthly.gathering.gather", refuse)

    tasks.perform_run(run_id=run_id, **CAROL.carried())

    found = runs.run(run_id)
    assert (found.state, found.problem) == (RunState.FAILED, "登记册里有一条读不懂的记录。")


def test_a_fault_of_the_program_leaves_the_run_to_be_begun_again(
    run_id: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("a fault")

    monkeypatch.setattr("laoyou.benefits.verbs.monthly.gathering.gather", fail)

    with pytest.raises(RuntimeError):
        tasks.perform_run(run_id=run_id, **CAROL.carried())

    assert Run.objects.of(pk=run_id).get().state == "working"
