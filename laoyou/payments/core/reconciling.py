"""Whether a batch is whole: every fen of it settled, failed, outstanding or parked, and the books say the
same.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields


@dataclass(frozen=True, slots=True)
class Part:
    """So many lines, so many fen."""

    lines: int = 0
    fen: int = 0

    def __add__(self, other: Part) -> Part:
        return Part(self.lines + other.lines, self.fen + other.fen)


@dataclass(frozen=True, slots=True)
class Figures:
    """A batch, or its part from one fund.

    `total` is what was frozen; each line is in exactly one of the four parts: parked are lines without an
    answer that a parked row of a receipt speaks of. `accrued` and `paid` are what our lines say was posted,
    `booked_due` and `booked_paid` what the ledger says.
    """

    total: Part = Part()
    settled: Part = Part()
    failed: Part = Part()
    outstanding: Part = Part()
    parked: Part = Part()
    kept_back: int = 0
    accrued: int = 0
    paid: int = 0
    booked_due: int = 0
    booked_paid: int = 0

    @property
    def astray(self) -> Part:
        """What is in no part, or in two: nothing, in a batch that is whole."""
        found = self.settled + self.failed + self.outstanding + self.parked
        return Part(self.total.lines - found.lines, self.total.fen - found.fen)

    @property
    def off_due(self) -> int:
        """By how much the books differ from what our lines say was accrued."""
        return self.booked_due - self.accrued

    @property
    def off_paid(self) -> int:
        return self.booked_paid - self.paid

    @property
    def holds(self) -> bool:
        return self.astray == Part() and not self.off_due and not self.off_paid

    def __add__(self, other: Figures) -> Figures:
        return Figures(*(getattr(self, one.name) + getattr(other, one.name) for one in fields(self)))


def added(parts: Iterable[Figures]) -> Figures:
    """All funds together."""
    return sum(parts, start=Figures())
