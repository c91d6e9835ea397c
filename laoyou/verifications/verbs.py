"""Asking for a verification of the trail, and writing down what it found."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

from django.db.models import QuerySet

from laoyou import acts, jobs
from laoyou.access.types import Actor
from laoyou.audit.types import Verdict
from laoyou.kernel.errors import Conflict
from laoyou.verifications import reads
from laoyou.verifications.models import Verification
from laoyou.verifications.types import VerificationState

JOB = "verifications.walk"


@acts.verb("verifications.start", place=acts.nowhere)
def start(*, actor: Actor, now: datetime) -> int:
    """File a walk along every chain; its number. Conflict `verifications_one_at_a_time` while one is under
    way; one that died is written down as broken off first.
    """
    last = reads.latest()
    if last is not None and last.is_broken_off:
        _running(last.id).update(state=VerificationState.BROKEN_OFF.value, ended_at=now)
    made = Verification.objects.create(
        state=VerificationState.RUNNING.value,
        asked_by=actor.user_id,
        asked_by_name=actor.name,
        asked_at=now,
    )
    acts.subject(kind="verification", id=made.pk)
    Verification.objects.filter(pk=made.pk).update(job=jobs.file(JOB, verification_id=made.pk))
    return int(made.pk)


@acts.verb("verifications.finish", place=acts.nowhere)
def finish(verification_id: int, verdict: Verdict, *, actor: Actor, now: datetime) -> None:
    """Write down what a walk found. Conflict `verification_over` when it was given up meanwhile."""
    walked = sum(verdict.rows.values())
    state = VerificationState.FAULTY if verdict.faults else VerificationState.WHOLE
    written = _running(verification_id).update(
        state=state.value,
        ended_at=now,
        rows_done=walked,
        rows=verdict.rows,
        faults=[asdict(fault) for fault in verdict.faults],
    )
    _still_running(written)
    acts.subject(kind="verification", id=verification_id, count=walked)


def begin(verification_id: int, *, now: datetime) -> None:
    """Say that the walk begins, perhaps anew. Like `tell` it changes nothing that matters: no act, no audit.

    Conflict `verification_over` when the verification has ended.
    """
    _still_running(_running(verification_id).update(started_at=now, rows_done=0))


def tell(verification_id: int, done: int, total: int) -> None:
    """Say how many rows are walked. Conflict `verification_over` when it was given up meanwhile."""
    _still_running(_running(verification_id).update(rows_done=done, rows_total=total))


def _running(verification_id: int) -> QuerySet[Verification]:
    return Verification.objects.filter(pk=verification_id, state=VerificationState.RUNNING.value)


def _still_running(updated: int) -> None:
    if not updated:
        raise Conflict("这次核验已经结束，请刷新页面看结果。", "verification_over")
