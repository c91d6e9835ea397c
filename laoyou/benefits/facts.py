"""What happened to benefits: past tense, frozen, told to whoever `config/wiring.py` names."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from laoyou.rules.types import Period


@dataclass(frozen=True, slots=True)
class RunDone:
    """A month was decided for a territory (12-digit code); what began by itself has begun."""

    run_id: int
    territory: str
    month: Period
    done_at: datetime


@dataclass(frozen=True, slots=True)
class ProposalsConfirmed:
    """Proposals were confirmed: benefits began, changed or stopped, money is to be paid back or out."""

    proposal_ids: tuple[int, ...]
    confirmed_at: datetime
