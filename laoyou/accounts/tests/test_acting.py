"""Who may act in a role at a place, for those who choose whom to send."""

from __future__ import annotations

from datetime import date

import pytest

from laoyou.access.types import Place, Role
from laoyou.accounts import reads, verbs
from laoyou.accounts.models import User
from laoyou.accounts.tests.cast import CITY, COUNTY, NEIGHBOUR, NOW, OTHER_TOWN, SYSTEM, TOWN, somebody

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 2)
HERE = Place((TOWN,))


def test_those_whose_scope_covers_the_place_are_named_in_order() -> None:
    city, town = somebody("wang", Role.ASSESSOR, CITY), somebody("li", Role.ASSESSOR, TOWN)
    somebody("zhao", Role.ASSESSOR, NEIGHBOUR)
    somebody("qian", Role.ASSESSOR, OTHER_TOWN)
    somebody("sun", Role.CLERK, TOWN)

    assert reads.acting(Role.ASSESSOR, HERE, on=TODAY) == {town.id: "li 的姓名", city.id: "wang 的姓名"}


def test_who_was_dismissed_or_lost_the_identity_is_not_among_them() -> None:
    gone, revoked = somebody("gone", Role.ASSESSOR, COUNTY), somebody("revoked", Role.ASSESSOR, COUNTY)
    User.objects.filter(id=gone.id).update(is_active=False)
    [grant] = reads.grants_of(revoked.id, on=TODAY)
    verbs.revoke(revoked.id, grant_id=grant.id, actor=SYSTEM, now=NOW)

    assert reads.acting(Role.ASSESSOR, HERE, on=TODAY) == {}


def test_names_are_given_by_number_and_strangers_left_out() -> None:
    one = somebody("wang")

    assert reads.names([one.id, 10**12]) == {one.id: "wang 的姓名"}
