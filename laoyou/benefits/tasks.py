"""The jobs of benefits: a month decided or collected, which takes longer than one waits for a page."""

from __future__ import annotations

from typing import Any

from laoyou import jobs
from laoyou.access.types import Actor
from laoyou.benefits.reads import collectings, runs
from laoyou.benefits.reads.runs import PROGRESS
from laoyou.benefits.types import RunState
from laoyou.benefits.verbs import paying
from laoyou.benefits.verbs import runs as verbs
from laoyou.jobs.heartbeat import Heartbeat
from laoyou.kernel import clock
from laoyou.kernel.errors import Conflict, LaoyouError


@jobs.task(verbs.PERFORM_JOB)
def perform_run(*, run_id: int, **actor: Any) -> None:
    """Decide a month. A run that was cut off has written nothing and is simply done again; one that is done
    stays as it is. What cannot be done is written on the run, for whoever comes back.
    """
    who = Actor.carry(**actor)
    if runs.run(run_id).state is not RunState.WORKING:
        return
    try:
        with Heartbeat("benefits_run", run_id, PROGRESS, clock.now) as beat:
            verbs.perform_run(run_id, report=beat, actor=who, now=clock.now())
    except Conflict as conflict:
        if conflict.code != "run_busy":
            verbs.fail_run(run_id, conflict.message, actor=who, now=clock.now())
    except LaoyouError as error:
        verbs.fail_run(run_id, error.message, actor=who, now=clock.now())


@jobs.task(paying.COLLECT_JOB)
def perform_collecting(*, collecting_id: int, **actor: Any) -> None:
    """Collect what is due. What was cut off has collected nothing and is simply done again; what is done
    stays as it is. What cannot be done is written down, for whoever comes back.
    """
    who = Actor.carry(**actor)
    if collectings.collecting(collecting_id).state is not RunState.WORKING:
        return
    try:
        with Heartbeat("benefits_collecting", collecting_id, collectings.PROGRESS, clock.now) as beat:
            paying.perform_collecting(collecting_id, report=beat, actor=who, now=clock.now())
    except Conflict as conflict:
        if conflict.code != "collecting_busy":
            paying.fail_collecting(collecting_id, conflict.message, actor=who, now=clock.now())
    except LaoyouError as error:
        paying.fail_collecting(collecting_id, error.message, actor=who, now=clock.now())
