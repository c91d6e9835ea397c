"""Workers, alive and dead."""

from __future__ import annotations

from django.db import connection


def taken(number: int, *, silent: float) -> None:
    """A job is in the hands of a worker whose last sign of life is `silent` seconds old."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat)"
            " VALUES (now() - make_interval(secs => %s)) RETURNING id",
            [silent],
        )
        (worker,) = cursor.fetchone()
        cursor.execute(
            "UPDATE procrastinate_jobs SET status = 'doing', worker_id = %s WHERE id = %s", [worker, number]
        )


def became(number: int, status: str) -> None:
    """A job is in nobody's hands, and stands so in the queue."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE procrastinate_jobs SET status = %s, worker_id = NULL WHERE id = %s", [status, number]
        )
