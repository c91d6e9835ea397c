"""The process that works off the jobs, one after another, and takes over what a dead one left."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os

import django
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector

from laoyou.config.environment import load
from laoyou.config.manage import SETTINGS, database_in_use
from laoyou.jobs import DEAD_AFTER_SECONDS

HEARTBEAT_SECONDS = 5.0
RESCUE_EVERY_SECONDS = 10.0
LET_FINISH_SECONDS = 3.0

log = logging.getLogger("laoyou.worker")


async def rescue_stalled_jobs() -> int:
    """Queue again the jobs whose worker has gone silent; how many. Handlers are idempotent, by our rule."""
    stalled = list(await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=DEAD_AFTER_SECONDS))
    for job in stalled:
        log.warning("job %s (%s) lost its worker and is queued again", job.id, job.task_name)
        await app.job_manager.retry_job(job)
    return len(stalled)


async def _rescue_for_ever() -> None:
    while True:
        await rescue_stalled_jobs()
        await asyncio.sleep(RESCUE_EVERY_SECONDS)


async def _work() -> None:
    async with app.open_async():
        rescuer = asyncio.create_task(_rescue_for_ever())
        try:
            await app.run_worker_async(
                name="laoyou",
                concurrency=1,
                shutdown_graceful_timeout=LET_FINISH_SECONDS,
                update_heartbeat_interval=HEARTBEAT_SECONDS,
                stalled_worker_timeout=DEAD_AFTER_SECONDS,
            )
        finally:
            rescuer.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await rescuer


def main() -> None:
    """Work until SIGTERM or SIGINT; a job cut short by that is done again next time."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    django.setup()
    connector = app.connector
    assert isinstance(connector, DjangoConnector)
    with database_in_use(load(os.environ)), app.replace_connector(connector.get_worker_connector()):
        asyncio.run(_work())


if __name__ == "__main__":
    main()
