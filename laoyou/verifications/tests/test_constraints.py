"""Truth in the database: each constraint of the verifications by its name."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from laoyou.verifications.models import Verification
from laoyou.verifications.tests.cast import NOW

pytestmark = pytest.mark.django_db
FAULT = {"chain": "people", "seq": 2, "kind": "altered", "sentence": "第 2 条被改动过。"}


def verification(**given: Any) -> None:
    told: dict[str, Any] = {"state": "running", "asked_by_name": "维拉", "asked_at": NOW}
    Verification.objects.create(**(told | given))


def twice(make: Callable[[], None]) -> None:
    make()
    make()


BROKEN: dict[str, Callable[[], None]] = {
    "verifications_one_at_a_time": lambda: twice(verification),
    "verifications_state_known": lambda: verification(state="lost", ended_at=NOW),
    "verifications_ended_when": lambda: verification(state="whole"),
    "verifications_faulty_with_faults": lambda: verification(state="faulty", ended_at=NOW),
}


@pytest.mark.parametrize("name", BROKEN)
def test_what_must_never_be_is_refused_by_the_database(name: str) -> None:
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        BROKEN[name]()

    assert refused.value.__cause__.diag.constraint_name == name  # type: ignore[union-attr]


def test_a_running_one_has_no_end_and_a_whole_one_no_fault() -> None:
    for given in ({"ended_at": NOW}, {"state": "whole", "ended_at": NOW, "faults": [FAULT]}):
        with pytest.raises(IntegrityError), transaction.atomic():
            verification(**given)


def test_any_number_may_have_ended() -> None:
    twice(lambda: verification(state="whole", ended_at=NOW))
    twice(lambda: verification(state="faulty", ended_at=NOW, faults=[FAULT]))
    twice(lambda: verification(state="broken_off", ended_at=NOW))

    assert Verification.objects.count() == 6
