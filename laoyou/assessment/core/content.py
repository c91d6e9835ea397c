"""What an assessor signs: every word of a sheet in one canonical form, and its digest (SM3, GB/T 32905)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from laoyou.assessment.types import DimensionOutcome, Outcome


def digest(head: Mapping[str, Any], answers: Mapping[str, Any]) -> str:
    """The same words give the same digest, in whatever order they were answered."""
    text = json.dumps([dict(head), dict(answers)], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.new("sm3", text.encode()).hexdigest()


def packed(outcome: Outcome) -> dict[str, Any]:
    """An outcome as it is kept."""
    return asdict(outcome)


def unpacked(kept: Mapping[str, Any]) -> Outcome:
    """The outcome that was kept."""
    return Outcome(
        dimensions=tuple(DimensionOutcome(**one) for one in kept["dimensions"]),
        groups=tuple((name, total, most) for name, total, most in kept["groups"]),
        initial=kept["initial"],
        grade=kept["grade"],
        applied=tuple(kept["applied"]),
    )
