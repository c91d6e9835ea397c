"""Verifications of the audit trail: the acts, the states, the record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from laoyou.access.types import Role, Rule
from laoyou.audit.types import Fault

ACTS = (
    Rule("verifications.start", "核验操作记录", frozenset({Role.AUDITOR})),
    Rule("verifications.finish", "得出核验结果", frozenset()),
)


class VerificationState(StrEnum):
    """How far a verification is. The last three are final."""

    RUNNING = "running"
    WHOLE = "whole"
    FAULTY = "faulty"
    BROKEN_OFF = "broken_off"


@dataclass(frozen=True, slots=True)
class VerificationRecord:
    """One verification: who asked for it, how far it is, what it found.

    `stirs`: its job waits, or is in living hands. `rows`: rows walked by chain. `faults`: the first of each
    broken chain.
    """

    id: int
    state: VerificationState
    stirs: bool
    asked_by: str
    asked_at: datetime
    started_at: datetime | None
    rows_done: int
    rows_total: int
    ended_at: datetime | None
    rows: dict[str, int]
    faults: tuple[Fault, ...]

    @property
    def is_running(self) -> bool:
        return self.state is VerificationState.RUNNING and self.stirs

    @property
    def is_broken_off(self) -> bool:
        """It ended without a word: its worker died, or the machine."""
        return self.state is VerificationState.RUNNING and not self.stirs
