"""What the database itself refuses, by name."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from laoyou.family.models import Access
from laoyou.family.tests.cast import DAUGHTER, elder, invited, joined
from laoyou.people.tests.cast import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("ground")]


def refused(name: str, access_id: int, /, **changed: Any) -> None:
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Access.objects.of(pk=access_id).update(**changed)


@pytest.mark.parametrize(
    ("name", "changed"),
    [
        ("family_access_named", {"name": ""}),
        ("family_access_named", {"tie": "neighbour"}),
        ("family_access_consented", {"consent": "own"}),
        ("family_access_consented", {"consent": "rumour"}),
        ("family_access_consented", {"tie": "self"}),
        ("family_access_joined_whole", {"joined_at": NOW, "code_blind": None}),
        ("family_access_ended_whole", {"ended_at": NOW, "code_blind": None}),
        ("family_access_ended_whole", {"ended_why": "elder"}),
        ("family_access_code_while_open", {"ended_at": NOW, "ended_why": "elder"}),
        ("family_access_cut_short", {"cut_to": DAUGHTER.until + timedelta(days=1)}),
    ],
)
def test_a_row_that_contradicts_itself_is_refused(name: str, changed: dict[str, Any]) -> None:
    refused(name, invited(elder()).id, **changed)


def test_a_code_opens_one_letter() -> None:
    first, second = invited(elder()), invited(elder())
    code = Access.objects.of(pk=first.id).get().code_blind

    refused("family_access_code_once", second.id, code_blind=code)


def test_what_is_over_holds_no_identity() -> None:
    access_id, _ = joined(elder())

    refused("family_access_ended_whole", access_id, ended_at=NOW, ended_why="elder")
