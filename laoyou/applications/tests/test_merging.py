"""Two rows that are one human being, one of which has asked for something."""

from __future__ import annotations

from datetime import timedelta

import pytest

from laoyou.applications import reads, verbs
from laoyou.applications.tests.cast import (
    CAROL,
    DAVE,
    ERIN,
    NOW,
    accepted,
    asked,
    decided_month,
    poor,
)
from laoyou.benefits.tests.cast import elder, held
from laoyou.kernel.errors import Conflict
from laoyou.people import verbs as people

pytestmark = pytest.mark.usefixtures("law")


def merged(kept: int, gone: int) -> None:
    merge_id = people.propose_merge(kept, gone, actor=CAROL, now=NOW)
    people.approve_merge(merge_id, actor=DAVE, now=NOW + timedelta(minutes=1))


def test_what_the_other_row_asked_for_is_found_and_not_asked_for_twice() -> None:
    kept, gone = elder("1950-01-01"), poor()
    application_id = asked(gone)

    merged(kept, gone)

    assert [one.id for one in reads.of_person(kept).applications] == [application_id]
    assert [one.id for one in reads.of_person(gone).applications] == [application_id]
    for person_id in (kept, gone):
        with pytest.raises(Conflict) as told:
            asked(person_id)
        assert told.value.code == "applications_application_one_open"


def test_what_is_approved_goes_to_the_one_who_stays() -> None:
    decided_month()
    kept, gone = elder("1950-01-01"), poor()
    application_id = accepted(gone)
    merged(kept, gone)

    verbs.approve(application_id, actor=ERIN, now=NOW)

    assert held(kept) == [("care_aid", "2026-01-01", None, 15_000)]
