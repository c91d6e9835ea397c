"""Which state of a version may follow which."""

from __future__ import annotations

from laoyou.kernel.errors import Conflict
from laoyou.policies.types import VERSION_STATE_LABELS, VersionState

MOVES: dict[VersionState, frozenset[VersionState]] = {
    VersionState.DRAFT: frozenset({VersionState.DRAFT, VersionState.PROPOSED, VersionState.WITHDRAWN}),
    VersionState.PROPOSED: frozenset({VersionState.DRAFT, VersionState.APPROVED, VersionState.WITHDRAWN}),
    VersionState.APPROVED: frozenset({VersionState.WITHDRAWN}),
    VersionState.WITHDRAWN: frozenset(),
}
"""A draft that is revised stays a draft; a proposal that is revised becomes one again."""

_REMEDIES = {
    VersionState.DRAFT: "请先提交。",
    VersionState.PROPOSED: "请等待批准，或修改后重新提交。",
    VersionState.APPROVED: "已发布的不能改，请另起草一个新版本。",
    VersionState.WITHDRAWN: "请另起草一个版本。",
}


def check(before: VersionState, after: VersionState) -> None:
    """Raises Conflict with the code `version_move` when `after` may not follow `before`."""
    if after not in MOVES[before]:
        raise Conflict(
            f"这个版本是“{VERSION_STATE_LABELS[before]}”，不能这样办。{_REMEDIES[before]}", "version_move"
        )
