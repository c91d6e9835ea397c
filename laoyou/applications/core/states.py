"""What may become of an application, as a table: each move, from which states, to which."""

from __future__ import annotations

from laoyou.applications.types import (
    APPLICATION_STATE_LABELS,
    MOVE_LABELS,
    OPEN_STATES,
    ApplicationState,
    Move,
)
from laoyou.kernel.errors import Conflict

S = ApplicationState
TABLE: dict[Move, tuple[frozenset[S], S]] = {
    Move.ACCEPT: (frozenset({S.SUBMITTED}), S.ACCEPTED),
    Move.ASK_PAPERS: (frozenset({S.SUBMITTED, S.ACCEPTED, S.VERIFIED}), S.PAPERS_WANTED),
    Move.HAND_IN: (frozenset({S.PAPERS_WANTED}), S.SUBMITTED),
    Move.VERIFY: (frozenset({S.ACCEPTED, S.VERIFIED}), S.VERIFIED),
    Move.APPROVE: (frozenset({S.ACCEPTED, S.VERIFIED}), S.APPROVED),
    Move.REFUSE: (frozenset({S.ACCEPTED, S.VERIFIED}), S.REFUSED),
    Move.WITHDRAW: (OPEN_STATES, S.WITHDRAWN),
    Move.REOPEN: (frozenset({S.REFUSED}), S.ACCEPTED),
}


def after(state: ApplicationState, move: Move) -> ApplicationState:
    """The state that follows. Conflict `application_move` where the move may not be made."""
    before, then = TABLE[move]
    if state not in before:
        needed = "、".join(f"“{APPLICATION_STATE_LABELS[one]}”" for one in S if one in before)
        raise Conflict(
            f"这份申请现在是“{APPLICATION_STATE_LABELS[state]}”，只有{needed}的才能“{MOVE_LABELS[move]}”。"
            "可能有同事刚办过，请刷新页面再看。",
            "application_move",
        )
    return then


def moves(state: ApplicationState) -> frozenset[Move]:
    """What may be done in a state."""
    return frozenset(move for move, (before, _then) in TABLE.items() if state in before)
