"""Choosing which account bears whose share."""

from __future__ import annotations

from datetime import datetime

from laoyou import acts
from laoyou.access.types import Actor
from laoyou.benefits.models import FundChoice
from laoyou.benefits.reads.funds import account_for, place_of_choice
from laoyou.kernel.errors import Invalid
from laoyou.ledger.types import Unit
from laoyou.places import reads as places
from laoyou.policies import reads as policies


@acts.verb("benefits.choose_funds", place=place_of_choice)
def choose_fund(
    division: str,
    payer: str,
    account_id: int,
    *,
    benefit: str = "",
    unit: Unit = Unit.FEN,
    actor: Actor,
    now: datetime,
) -> None:
    """From now on an account bears a payer's share in a division and below it: of one benefit, or of all.
    What was collected stays with its account.

    Invalid `payer` for a word that no policy may use; NotFound `fund_account` for an account that is not a
    fund's of this division or of one above.
    """
    if payer not in policies.funds():
        raise Invalid("政策里没有这个出资方，请从列表中选择。", "payer", field="payer")
    places.division(division)
    account_for(account_id, division, unit)
    row, _ = FundChoice.objects.of().update_or_create(
        division_id=division,
        payer=payer,
        benefit=benefit,
        unit=unit.value,
        defaults={"account_id": account_id, "chosen_by": actor.user_id, "chosen_at": now},
    )
    acts.subject(kind="fund_choice", id=row.pk)
