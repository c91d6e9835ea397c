"""What became of payments: past tense, frozen, ids only. Who collected a line knows it by its cause.

One fact tells of all lines of one kind of cause that one act answered: a receipt of 100,000 rows is one
fact a kind, not 100,000. The tuples run side by side.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class PaymentSettled:
    """These lines have reached their payees."""

    cause_kind: str
    cause_ids: tuple[int, ...]
    line_ids: tuple[int, ...]
    settled_at: datetime


@dataclass(frozen=True, slots=True)
class PaymentFailed:
    """The bank did not pay these lines, or returned them after it had said so; `reasons` are codes of
    banks.yaml.
    """

    cause_kind: str
    cause_ids: tuple[int, ...]
    line_ids: tuple[int, ...]
    reasons: tuple[str, ...]
    failed_at: datetime


@dataclass(frozen=True, slots=True)
class PaymentCancelled:
    """These lines are not to be paid after all."""

    cause_kind: str
    cause_ids: tuple[int, ...]
    line_ids: tuple[int, ...]
    cancelled_at: datetime


@dataclass(frozen=True, slots=True)
class ReceivableClosed:
    """What was paid too much has come back, or is given up (`written_off`)."""

    cause_kind: str
    cause_id: int
    receivable_id: int
    written_off: bool
    closed_at: datetime
