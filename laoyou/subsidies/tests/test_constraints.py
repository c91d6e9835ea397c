"""Every constraint of the tables, broken by its name; and two at the same moment."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from laoyou.orgs.types import OrganisationKind
from laoyou.places.types import NetworkTier
from laoyou.store.constraints import as_conflict
from laoyou.subsidies import verbs
from laoyou.subsidies.models import Claim, Step
from laoyou.subsidies.tests.cast import ALICE, NOW, approved, filed, organisation, site, submitted
from laoyou.subsidies.tests.test_claims import somebody
from laoyou.subsidies.types import Whom

pytestmark = pytest.mark.usefixtures("ground")
DECIDED: dict[str, Any] = {"decided_at": NOW, "decided_by": 99}
WHOLE: dict[str, Any] = {"amount_fen": 1, "facts": [], "decision": {}, "digest": "x"}


def breaks(name: str, doing: Callable[[], object]) -> None:
    """The database refuses by this name, and there is a sentence for it."""
    with pytest.raises(IntegrityError) as broken, transaction.atomic():
        doing()
    told = as_conflict(broken.value)
    assert told is not None
    assert told.code == name
    assert told.message


@pytest.mark.parametrize(
    ("name", "changes"),
    [
        ("state_known", {"state": "dancing"}),
        ("days_in_order", {"last_day": date(2020, 1, 1)}),
        ("decided_when", DECIDED),
        ("decided_when", {"state": "refused", "reason": "x"}),
        ("refused_why", {"state": "refused", **DECIDED}),
        ("approved_whole", {"state": "approved", **DECIDED}),
        ("approved_whole", {"state": "approved", **DECIDED, **WHOLE, "amount_fen": 0}),
        ("approved_whole", WHOLE),
        ("decided_by_another", {"state": "approved", **DECIDED, **WHOLE, "decided_by": ALICE.user_id}),
        ("not_rewritten", {"period": "2024"}),
    ],
)
def test_a_claim_is_what_its_constraints_say(name: str, changes: dict[str, Any]) -> None:
    rows = Claim.objects.of(pk=submitted(site(tier=NetworkTier.TOWN_CENTRE), "facility_running", "2025"))

    breaks(f"subsidies_claim_{name}", lambda: rows.update(**changes))


def copied(claim_id: int, **changes: Any) -> Claim:
    row: Claim = Claim.objects.of(pk=claim_id).get()
    row.pk = None
    for name, value in changes.items():
        setattr(row, name, value)
    return row


def test_a_claim_is_there_once_for_site_organisation_and_person() -> None:
    whom = site(kind=OrganisationKind.HOME)
    of_site = copied(filed(whom, "facility_running", "2025"))
    landed = Whom(organisation(kind=OrganisationKind.SERVICE, name="松龄"))
    of_whole = copied(filed(landed, "service_organisation_landing", "once"))
    person = somebody("350602001001")
    first = copied(filed(whom, "facility_running", "2026"), person_id=person)
    first.save(force_insert=True)

    breaks("subsidies_claim_once_a_site", lambda: of_site.save(force_insert=True))
    breaks("subsidies_claim_once_an_organisation", lambda: of_whole.save(force_insert=True))
    breaks("subsidies_claim_once_a_person", lambda: copied(first.pk).save(force_insert=True))
    breaks(
        "subsidies_claim_person_works_somewhere",
        lambda: copied(first.pk, site_id=None).save(force_insert=True),
    )


def test_what_was_decided_or_done_is_not_rewritten_and_nothing_is_deleted() -> None:
    claim_id = submitted(site(tier=NetworkTier.TOWN_CENTRE), "facility_running", "2025")
    draft = filed(site(name="松龄"), "facility_running", "2025")
    approved(claim_id)

    breaks("subsidies_claim_not_rewritten", lambda: Claim.objects.of(pk=claim_id).update(amount_fen=1))
    breaks("subsidies_claim_not_rewritten", lambda: Claim.objects.of(pk=draft)._raw_delete("default"))
    breaks("subsidies_step_not_rewritten", lambda: Step.objects.filter(claim=claim_id).update(words="x"))
    breaks("subsidies_step_not_rewritten", lambda: Step.objects.filter(claim=claim_id).delete())


def test_a_step_is_one_of_the_moves() -> None:
    row = Claim.objects.of(pk=filed(site(), "facility_running", "2025")).get()

    breaks(
        "subsidies_step_move_known",
        lambda: Step.objects.create(claim=row, move="dance", by_name="x", at=NOW),
    )


def test_a_withdrawn_claim_stays_withdrawn() -> None:
    claim_id = filed(site(), "facility_running", "2025")
    verbs.withdraw(claim_id, actor=ALICE, now=NOW)

    breaks("subsidies_claim_not_rewritten", lambda: Claim.objects.of(pk=claim_id).update(state="draft"))
