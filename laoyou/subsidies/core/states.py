"""What may become of a claim, as a table: each move, from which states, to which."""

from __future__ import annotations

from laoyou.kernel.errors import Conflict
from laoyou.subsidies.types import CLAIM_STATE_LABELS, MOVE_LABELS, ClaimState, Move

S = ClaimState
OPEN = frozenset({S.DRAFT, S.SUBMITTED, S.RETURNED})
WRITABLE = frozenset({S.DRAFT, S.RETURNED})
TABLE: dict[Move, tuple[frozenset[S], S]] = {
    Move.STATE: (WRITABLE, S.DRAFT),
    Move.SUBMIT: (WRITABLE, S.SUBMITTED),
    Move.RETURN: (frozenset({S.SUBMITTED}), S.RETURNED),
    Move.APPROVE: (frozenset({S.SUBMITTED}), S.APPROVED),
    Move.REFUSE: (frozenset({S.SUBMITTED}), S.REFUSED),
    Move.WITHDRAW: (OPEN, S.WITHDRAWN),
}


def after(state: ClaimState, move: Move) -> ClaimState:
    """The state that follows; filling in changes none. Conflict `claim_move` where it may not be made."""
    before, then = TABLE[move]
    if state not in before:
        needed = "、".join(f"“{CLAIM_STATE_LABELS[one]}”" for one in S if one in before)
        raise Conflict(
            f"这份申报现在是“{CLAIM_STATE_LABELS[state]}”，只有{needed}的才能“{MOVE_LABELS[move]}”。"
            "可能有同事刚办过，请刷新页面再看。",
            "claim_move",
        )
    return state if move is Move.STATE else then


def moves(state: ClaimState) -> frozenset[Move]:
    """What may be done in a state."""
    return frozenset(move for move, (before, _then) in TABLE.items() if state in before)
