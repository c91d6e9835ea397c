"""The demo city goes in through the ordinary doors, and what comes out is what was made up."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from pytest_django import Settings

from laoyou.access.types import Scope
from laoyou.accounts import reads as accounts
from laoyou.applications.reads import applications
from laoyou.audit import reads as audit
from laoyou.benefits.reads import proposals
from laoyou.benefits.types import Kind
from laoyou.config import demo
from laoyou.orgs import reads as orgs
from laoyou.orgs.types import OrganisationKind
from laoyou.payments.reads import batches as batches_paid
from laoyou.payments.reads import receipts
from laoyou.payments.types import BatchState as PaymentState
from laoyou.people.reads import batches, lists, reviews
from laoyou.people.reads.lists import Filter
from laoyou.people.types import BatchState, RowOutcome
from laoyou.regions.shuangyashan.manifest import read_manifest

CITY = Scope.division("230500000000")
ON = date(2026, 11, 1)
SCALE = 0.002
"""Small enough that some departments have nobody to list."""


@pytest.mark.django_db
def test_the_demo_city_comes_in_whole_dirt_and_all(settings: Settings, tmp_path: Path) -> None:
    settings.LAOYOU_HOME = tmp_path
    told: list[float] = []
    assert demo.is_empty()

    given = demo.load(scale=SCALE, seed=1, reset=False, report=lambda step, share: told.append(share))

    manifest = read_manifest(tmp_path / "demo")
    taken = batches.batches(CITY, size=100).rows
    outcomes = sum((Counter(batches.row_outcomes(batch.id)) for batch in taken), Counter())
    assert not demo.is_empty()
    assert {batch.state for batch in taken} == {BatchState.APPLIED}
    assert sum(outcomes.values()) == sum(f.rows for f in manifest.files if f.sheet != "organisations")
    assert reviews.count_waiting(CITY) == outcomes[RowOutcome.REVIEW]
    elders = lists.count(CITY, Filter(ON, age_from=60))
    assert 0.98 * manifest.counts["elders"] <= elders <= manifest.counts["elders"]
    assert orgs.counts_by_kind(CITY, ON)[OrganisationKind.HOME] == 129
    assert all(accounts.user_id_of(one.username) for one in given)
    assert audit.verify().faults == ()
    paid = batches_paid.batches(CITY).rows
    assert [batch.state for batch in paid] == [PaymentState.SETTLED]
    assert receipts.count_parked(CITY).lines == 1
    assert proposals.counts_waiting(CITY)[Kind.STOP]
    assert applications.count(CITY, applications.Filter(is_open=True))
    assert [round(share, 9) for share in told] == sorted(round(share, 9) for share in told)
    assert told[-1] <= 1
