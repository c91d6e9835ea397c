"""The register's jobs: checking and applying rosters, which take longer than one waits for a page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from laoyou import jobs
from laoyou.access.types import Actor
from laoyou.jobs.heartbeat import Heartbeat
from laoyou.kernel import clock
from laoyou.kernel.errors import Conflict, LaoyouError
from laoyou.people.reads import batches
from laoyou.people.reads.batches import PROGRESS
from laoyou.people.types import BatchState
from laoyou.people.verbs import intake


@jobs.task(intake.CHECK_JOB)
def check_batch(*, batch_id: int, **actor: Any) -> None:
    """Check a roster that was uploaded; done again it finds the same."""
    _work(intake.check_batch, batch_id, Actor.carry(**actor), BatchState.UPLOADED)


@jobs.task(intake.APPLY_JOB)
def apply_batch(*, batch_id: int, **actor: Any) -> None:
    """Apply a roster. A run that was cut off has written nothing and is simply done again."""
    _work(intake.apply_batch, batch_id, Actor.carry(**actor), BatchState.APPLYING)


def _work(verb: Callable[..., Any], batch_id: int, actor: Actor, expected: BatchState) -> None:
    """Run a verb with a heartbeat. What cannot be done is written on the batch, for whoever comes back."""
    if batches.batch(batch_id).state is not expected:
        return
    try:
        with Heartbeat("people_batch", batch_id, PROGRESS, clock.now) as beat:
            verb(batch_id, report=beat, actor=actor, now=clock.now())
    except Conflict as conflict:
        if conflict.code != "batch_busy":
            intake.refuse_batch(batch_id, conflict.message, actor=actor, now=clock.now())
    except LaoyouError as error:
        intake.refuse_batch(batch_id, error.message, actor=actor, now=clock.now())
