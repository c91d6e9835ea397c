"""The life of a batch, what a batch says of itself when it is frozen, and how two people pass it on."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from laoyou.kernel.errors import Conflict
from laoyou.payments.types import BATCH_STATE_LABELS, BatchState

MOVES: Mapping[BatchState, frozenset[BatchState]] = {
    BatchState.OPEN: frozenset({BatchState.FROZEN, BatchState.WITHDRAWN}),
    BatchState.FROZEN: frozenset({BatchState.APPROVED, BatchState.WITHDRAWN}),
    BatchState.APPROVED: frozenset({BatchState.SENT, BatchState.WITHDRAWN}),
    BatchState.SENT: frozenset({BatchState.SETTLED}),
    BatchState.SETTLED: frozenset(),
    BatchState.WITHDRAWN: frozenset(),
}
"""Once a file has left for the bank a batch cannot be taken back: only receipts say what became of it."""

WITH_THE_BANK = frozenset({BatchState.SENT, BatchState.SETTLED})


def check_move(before: BatchState, after: BatchState) -> None:
    """Raises Conflict (`batch_state`) when a batch cannot go from one state to the other."""
    if after not in MOVES[before]:
        raise Conflict(
            f"这一批现在是“{BATCH_STATE_LABELS[before]}”，不能这样办理，请刷新页面。", "batch_state"
        )


def check_second_person(first: int | None, second: int | None) -> None:
    """Raises Conflict (`second_person`) unless two known people act: who froze may not approve."""
    if second is None or first is None or first == second:
        raise Conflict("冻结和审批不能是同一个人，请另一位业务主管审批。", "second_person")


@dataclass(frozen=True, slots=True)
class Frozen:
    """A line as it is frozen: what the bank will be told. `account` is the blind index of the number."""

    number: int
    line_id: int
    amount: int
    kept_back: int
    fund: int
    account: bytes
    bank: str
    holder: str
    words: str


class Seal:
    """The SM3 over the lines of a batch, in their order (GB/T 32905)."""

    def __init__(self) -> None:
        self._hash = hashlib.new("sm3")
        self.lines = 0
        self.total = 0

    def add(self, one: Frozen) -> None:
        said = (one.number, one.line_id, one.amount, one.kept_back, one.fund, one.account.hex())
        words = (one.bank, one.holder, one.words)
        self._hash.update(
            ("|".join(map(str, said)) + "".join(f"|{len(w)}:{w}" for w in words) + "\n").encode()
        )
        self.lines += 1
        self.total += one.amount

    def value(self) -> bytes:
        return self._hash.digest()
