"""Auditors, and the worker: what it does, and how it dies."""

from __future__ import annotations

from datetime import UTC, datetime

from laoyou.access.types import Actor, Role, Scope
from laoyou.jobs.tests.cast import taken
from laoyou.verifications import reads, tasks, verbs
from laoyou.verifications.models import Verification
from laoyou.verifications.types import VerificationRecord

NOW = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)
VERA = Actor(21, "维拉", Role.AUDITOR, Scope.division("230502000000"))


def started() -> int:
    return verbs.start(actor=VERA, now=NOW)


def work_off() -> None:
    """What the worker does with the verification that was asked for last."""
    tasks.walk.func(verification_id=latest().id)


def latest() -> VerificationRecord:
    found = reads.latest()
    assert found is not None
    return found


def job_of(verification_id: int) -> int:
    number = Verification.objects.get(pk=verification_id).job
    assert number is not None
    return number


def worker_dies(verification_id: int) -> None:
    taken(job_of(verification_id), silent=60)
