"""The rows of claims, held while a verb works on them."""

from __future__ import annotations

from datetime import datetime

from laoyou import acts
from laoyou.access.types import Actor
from laoyou.kernel.errors import Invalid
from laoyou.subsidies.core import states
from laoyou.subsidies.models import Claim, Step
from laoyou.subsidies.reads.claims import row_of
from laoyou.subsidies.types import ClaimState, Move

LONGEST_WORDS = 400


def held(claim_id: int) -> Claim:
    """A claim, locked until the transaction ends, and noted for the audit. NotFound."""
    row_of(claim_id)
    row: Claim = Claim.objects.of(pk=claim_id).select_for_update().get()
    acts.subject(kind="subsidy_claim", id=claim_id)
    return row


def hold_beside(claim_id: int) -> None:
    """Lock all claims of the same organisation, in order: two that exclude each other are decided in turn."""
    row = row_of(claim_id)
    list(Claim.objects.of(organisation=row.organisation_id).order_by("pk").select_for_update())


def moved(row: Claim, move: Move) -> Claim:
    """The row in its next state, not yet saved. Conflict `claim_move`."""
    row.state = states.after(ClaimState(row.state), move).value
    return row


def note(row: Claim, move: Move, actor: Actor, now: datetime, words: str = "") -> None:
    """Put a step on record."""
    Step.objects.create(
        claim=row, move=move.value, words=words, by=actor.user_id, by_name=actor.name, at=now
    )


def said(words: str, what: str, *, needed: bool = True) -> str:
    """Words as they are kept: in one line. Invalid (`reason`) for none or too many."""
    kept = " ".join(words.replace("\x00", "").split())
    if needed and not kept:
        raise Invalid(f"请写明{what}。", "reason", "reason")
    if len(kept) > LONGEST_WORDS:
        raise Invalid(f"{what}请写在 {LONGEST_WORDS} 字以内，现在有 {len(kept)} 字。", "reason", "reason")
    return kept
