"""Work that is done later, filed in the same transaction as its cause, at least once.

A context names its jobs in `tasks.py` with `@jobs.task("people.apply_batch")`; a verb files one with
`jobs.file("people.apply_batch", batch_id=17)`. Handlers must be idempotent.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import connection
from procrastinate.contrib.django import app

Handler = Callable[..., None]

DEAD_AFTER_SECONDS = 20.0
"""A worker that has been silent for so long is taken for dead, and its jobs are given to another."""

_LIVES = """
    SELECT job.status = 'todo' OR (job.status = 'doing' AND EXISTS (
        SELECT FROM procrastinate_workers worker
        WHERE worker.id = job.worker_id AND worker.last_heartbeat > now() - make_interval(secs => %s)))
    FROM procrastinate_jobs job WHERE job.id = %s
"""


def task(name: str, *, queue: str = "default") -> Callable[[Handler], Any]:
    """Register a handler under a name that outlives refactoring."""
    return app.task(name=name, queue=queue)


def file(name: str, *, lock: str | None = None, queueing_lock: str | None = None, **arguments: Any) -> int:
    """File a job in the current transaction; its number. `lock` runs jobs of one name one after another."""
    return int(app.configure_task(name, lock=lock, queueing_lock=queueing_lock).defer(**arguments))


def lives(number: int) -> bool:
    """Whether a filed job waits or is in living hands; otherwise it is done, or it will be by nobody."""
    with connection.cursor() as cursor:
        cursor.execute(_LIVES, [DEAD_AFTER_SECONDS, number])
        found = cursor.fetchone()
    return found is not None and bool(found[0])


def nightly(name: str, *, hour: int) -> Callable[[Handler], Any]:
    """Register a handler that runs once a day in the hour `hour` (UTC), called with the second it was due."""

    def register(handler: Handler) -> Any:
        return app.periodic(cron=f"17 {hour} * * *")(task(name)(handler))

    return register
