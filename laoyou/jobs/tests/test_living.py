"""Whether a job still waits, or is in the hands of a worker that lives."""

from __future__ import annotations

import pytest

from laoyou import jobs
from laoyou.jobs.tests.cast import became, taken

pytestmark = pytest.mark.django_db


def test_a_job_that_waits_lives() -> None:
    assert jobs.lives(jobs.file("test.count", number=1))


@pytest.mark.parametrize(
    ("silent", "lives"),
    [(0, True), (jobs.DEAD_AFTER_SECONDS - 1, True), (jobs.DEAD_AFTER_SECONDS + 1, False)],
)
def test_a_job_in_hand_lives_as_long_as_its_worker(silent: float, lives: bool) -> None:
    number = jobs.file("test.count", number=1)
    taken(number, silent=silent)

    assert jobs.lives(number) is lives


def test_a_job_whose_worker_was_forgotten_is_dead() -> None:
    number = jobs.file("test.count", number=1)
    became(number, "doing")

    assert not jobs.lives(number)


@pytest.mark.parametrize("end", ["succeeded", "failed", "aborted", "cancelled"])
def test_a_job_that_is_over_lives_no_more(end: str) -> None:
    number = jobs.file("test.count", number=1)
    became(number, end)

    assert not jobs.lives(number)


def test_a_number_that_no_job_has_lives_not() -> None:
    assert not jobs.lives(987_654_321)
