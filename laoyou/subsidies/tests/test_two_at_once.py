"""Two at the same moment: one is served, the other is told in a sentence."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import connections

from laoyou.ledger.types import FundSource
from laoyou.payments.reads import lines
from laoyou.people.tests.test_two_at_once import at_once, loser
from laoyou.places.types import NetworkTier
from laoyou.subsidies import reads, verbs
from laoyou.subsidies.tests.cast import (
    ALICE,
    CAROL,
    DAVE,
    NOW,
    XIANGCHENG,
    approved,
    filed,
    fund,
    lay_ground,
    site,
    submitted,
)
from laoyou.subsidies.types import CAUSE, ClaimState


@pytest.fixture(autouse=True)
def committed(transactional_db: None) -> Iterator[None]:
    lay_ground()
    yield
    connections.close_all()


def test_two_approvers_pay_once() -> None:
    fund("county", FundSource.COUNTY, XIANGCHENG)
    claim_id = submitted(site(tier=NetworkTier.TOWN_CENTRE), "facility_running", "2025")

    told = at_once(lambda: approved(claim_id, actor=CAROL), lambda: approved(claim_id, actor=DAVE))

    assert loser(told).code == "claim_move"
    assert len(lines.of_causes(CAUSE, [claim_id])[claim_id]) == 1


def test_one_approves_what_its_clerk_withdraws() -> None:
    claim_id = submitted(site(tier=NetworkTier.TOWN_CENTRE), "facility_running", "2025")

    told = at_once(
        lambda: approved(claim_id, actor=CAROL), lambda: verbs.withdraw(claim_id, actor=ALICE, now=NOW)
    )

    assert loser(told).code == "claim_move"
    assert reads.claims.claim(claim_id).state in (ClaimState.APPROVED, ClaimState.WITHDRAWN)


def test_two_clerks_file_the_same() -> None:
    whom = site()

    told = at_once(
        lambda: filed(whom, "facility_running", "2025"),
        lambda: filed(whom, "facility_running", "2025", actor=CAROL),
    )

    assert loser(told).code == "subsidies_claim_once_a_site"
