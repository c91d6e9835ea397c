"""The verification of the trail in words: how far it is, and what the last one found."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from laoyou.desks.auditor.questions import CONTEXT_LABELS
from laoyou.verifications import reads as verifications
from laoyou.verifications.types import VerificationRecord


@dataclass(frozen=True, slots=True)
class Result:
    """What a verification found: rows by context, and a sentence for each broken chain."""

    at: datetime
    by: str
    total: int
    chains: tuple[tuple[str, int], ...]
    faults: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """The verification under way, or broken off, and the last that came to a result."""

    working: VerificationRecord | None
    broken_off: VerificationRecord | None
    left: str
    result: Result | None


def shown(now: datetime) -> Shown:
    latest, last = verifications.latest(), verifications.last_result()
    return Shown(
        working=latest if latest and latest.is_running else None,
        broken_off=latest if latest and latest.is_broken_off else None,
        left=_left(latest, now) if latest and latest.is_running else "",
        result=_result(last) if last else None,
    )


def _result(record: VerificationRecord) -> Result:
    return Result(
        at=record.ended_at or record.asked_at,
        by=record.asked_by,
        total=sum(record.rows.values()),
        chains=tuple((_context(chain), rows) for chain, rows in sorted(record.rows.items())),
        faults=tuple((_context(fault.chain), fault.sentence) for fault in record.faults),
    )


def _context(chain: str) -> str:
    return CONTEXT_LABELS.get(chain, chain)


def _left(record: VerificationRecord, now: datetime) -> str:
    """How long it may still take, from how far it came since it began."""
    if record.started_at is None or not record.rows_done:
        return ""
    spent = (now - record.started_at).total_seconds()
    seconds = spent * (record.rows_total - record.rows_done) / record.rows_done
    return "不到 1 分钟" if seconds < 60 else f"约 {round(seconds / 60)} 分钟"
