"""Which standing may follow which."""

from __future__ import annotations

from laoyou.kernel.errors import Conflict
from laoyou.orgs.types import STANDING_LABELS, Standing

MOVES: dict[Standing, frozenset[Standing]] = {
    Standing.PREPARING: frozenset({Standing.OPERATING, Standing.CLOSED}),
    Standing.OPERATING: frozenset({Standing.SUSPENDED, Standing.CLOSED}),
    Standing.SUSPENDED: frozenset({Standing.OPERATING, Standing.CLOSED}),
    Standing.CLOSED: frozenset(),
}


def check_move(before: Standing, after: Standing) -> None:
    """Raises Conflict with the code `standing_move` when `after` may not follow `before`."""
    if after in MOVES[before]:
        return
    if before is Standing.CLOSED:
        raise Conflict("机构已关停，不能再变更状态；重新开办请另行登记。", "standing_move")
    raise Conflict(
        f"机构现为“{STANDING_LABELS[before]}”，不能改为“{STANDING_LABELS[after]}”，请重新选择。",
        "standing_move",
    )
