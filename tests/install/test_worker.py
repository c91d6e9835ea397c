"""A job whose worker died is taken over by the next one."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.contrib.django.models import ProcrastinateJob

from laoyou.config import worker
from laoyou.jobs import DEAD_AFTER_SECONDS


def job_of_a_worker_silent_for(silence: float) -> int:
    """A job in hand, `silence` seconds after the last heartbeat of the worker that took it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat)"
            " VALUES (now() - make_interval(secs => %s)) RETURNING id",
            [silence],
        )
        (holder,) = cursor.fetchone()
        cursor.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, status, worker_id)"
            " VALUES ('default', 'test.job', 'doing', %s) RETURNING id",
            [holder],
        )
        (job,) = cursor.fetchone()
    return int(job)


def rescue() -> int:
    async def connected() -> int:
        async with app.open_async():
            return await worker.rescue_stalled_jobs()

    connector = app.connector
    assert isinstance(connector, DjangoConnector)
    # In a thread of its own: a browser's driver may keep an event loop in this one.
    with app.replace_connector(connector.get_worker_connector()), ThreadPoolExecutor(1) as apart:
        return apart.submit(lambda: asyncio.run(connected())).result()


@pytest.mark.django_db(transaction=True)
def test_a_job_of_a_silent_worker_is_queued_again() -> None:
    job = job_of_a_worker_silent_for(DEAD_AFTER_SECONDS + 1)

    assert rescue() == 1
    assert ProcrastinateJob.objects.get(id=job).status == "todo"


@pytest.mark.django_db(transaction=True)
def test_a_job_that_was_in_hand_when_its_worker_was_forgotten_is_queued_again() -> None:
    job = job_of_a_worker_silent_for(DEAD_AFTER_SECONDS + 1)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_workers")

    rescue()

    assert ProcrastinateJob.objects.get(id=job).status == "todo"


@pytest.mark.django_db(transaction=True)
def test_a_job_in_living_hands_is_left_alone() -> None:
    job = job_of_a_worker_silent_for(1.0)

    assert rescue() == 0
    assert ProcrastinateJob.objects.get(id=job).status == "doing"
