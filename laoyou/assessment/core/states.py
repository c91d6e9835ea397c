"""Which state of a sheet may follow which."""

from __future__ import annotations

from laoyou.assessment.types import SHEET_STATE_LABELS, SheetState
from laoyou.kernel.errors import Conflict

MOVES: dict[SheetState, frozenset[SheetState]] = {
    SheetState.DRAFT: frozenset({SheetState.SIGNED, SheetState.VOID}),
    SheetState.SIGNED: frozenset({SheetState.DRAFT, SheetState.CONCLUDED, SheetState.VOID}),
    SheetState.CONCLUDED: frozenset({SheetState.DISPUTED, SheetState.VOID}),
    SheetState.DISPUTED: frozenset({SheetState.CONCLUDED, SheetState.REASSESSED}),
    SheetState.REASSESSED: frozenset(),
    SheetState.VOID: frozenset(),
}


def check_move(before: SheetState, after: SheetState) -> None:
    """Raises Conflict with the code `sheet_move` when `after` may not follow `before`."""
    if after not in MOVES[before]:
        now = SHEET_STATE_LABELS[before]
        raise Conflict(f"这份评估现为“{now}”，不能这样办理。请刷新页面看最新状态。", "sheet_move")
