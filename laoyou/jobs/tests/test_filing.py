"""Jobs are filed with their cause, or not at all."""

from __future__ import annotations

import pytest
from django.db import connection, transaction

from laoyou import jobs

pytestmark = pytest.mark.django_db


def filed() -> list[tuple[str, str, str | None]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT task_name, args::text, lock FROM procrastinate_jobs ORDER BY id")
        return [(name, arguments, lock) for name, arguments, lock in cursor.fetchall()]


def test_a_job_lies_in_the_queue_with_its_arguments() -> None:
    number = jobs.file("test.count", lock="batch-17", batch_id=17)

    assert number > 0
    assert filed() == [("test.count", '{"batch_id": 17}', "batch-17")]


def test_what_is_rolled_back_files_nothing() -> None:
    def file_and_fail() -> None:
        jobs.file("test.count", batch_id=17)
        assert len(filed()) == 1
        raise RuntimeError("the cause failed")

    with pytest.raises(RuntimeError, match="the cause failed"), transaction.atomic():
        file_and_fail()

    assert filed() == []


def test_a_handler_keeps_its_name_whatever_the_function_is_called() -> None:
    seen: list[int] = []

    @jobs.task("test.lasting_name", queue="slow")
    def renamed_a_dozen_times(*, number: int) -> None:
        seen.append(number)

    renamed_a_dozen_times(number=3)

    assert seen == [3]
    assert (renamed_a_dozen_times.name, renamed_a_dozen_times.queue) == ("test.lasting_name", "slow")
