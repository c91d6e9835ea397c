"""How far the verification of the trail is, and what the last one found. One trail, so no scope."""

from __future__ import annotations

from laoyou import jobs
from laoyou.audit.types import Fault
from laoyou.verifications.models import Verification
from laoyou.verifications.types import VerificationRecord, VerificationState

RESULTS = (VerificationState.WHOLE.value, VerificationState.FAULTY.value)


def latest() -> VerificationRecord | None:
    """The verification that was asked for last, whatever became of it."""
    row = Verification.objects.order_by("-id").first()
    return _record(row) if row else None


def last_result() -> VerificationRecord | None:
    """The last verification that came to a result."""
    row = Verification.objects.filter(state__in=RESULTS).order_by("-id").first()
    return _record(row) if row else None


def _record(row: Verification) -> VerificationRecord:
    state = VerificationState(row.state)
    return VerificationRecord(
        id=row.pk,
        state=state,
        stirs=state is VerificationState.RUNNING and row.job is not None and jobs.lives(row.job),
        asked_by=row.asked_by_name,
        asked_at=row.asked_at,
        started_at=row.started_at,
        rows_done=row.rows_done,
        rows_total=row.rows_total,
        ended_at=row.ended_at,
        rows=dict(row.rows),
        faults=tuple(Fault(**fault) for fault in row.faults),
    )
