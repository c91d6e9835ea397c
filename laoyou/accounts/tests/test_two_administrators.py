"""Two administrators at once, and identities through time."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier
from typing import Any

import pytest
from django.contrib.auth.hashers import check_password
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from laoyou.access.types import Role, Scope
from laoyou.accounts import reads, verbs
from laoyou.accounts.models import Grant, User
from laoyou.accounts.tests.cast import COUNTY, NOW, OTHER_TOWN, SYSTEM, TOWN, Somebody, later, row, somebody
from laoyou.audit import reads as audit
from laoyou.kernel.errors import Conflict, LaoyouError

TODAY = date(2026, 3, 2)
AT_ONCE = 4


def at_once(act: Callable[[int], object]) -> list[str]:
    """What came of the same act done side by side: "" where it was done, else the code of the refusal."""
    start = Barrier(AT_ONCE)

    def run(number: int) -> str:
        try:
            start.wait(timeout=20)
            act(number)
        except LaoyouError as refused:
            return refused.code
        finally:
            connection.close()
        return ""

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return sorted(pool.map(run, range(AT_ONCE)))


@pytest.mark.django_db(transaction=True)
def test_one_name_is_given_once_however_many_give_it_at_once() -> None:
    def make(number: int) -> object:
        return verbs.create_user(
            "zhang.li", name="张丽", role=Role.CLERK, scope=Scope.division(TOWN), actor=SYSTEM, now=NOW
        )

    results = at_once(make)

    assert results.count("") == 1
    assert User.objects.count() == Grant.objects.count() == 1
    assert audit.verify().faults == ()


@pytest.mark.django_db(transaction=True)
def test_one_identity_is_given_once_and_taken_back_once_at_once() -> None:
    bob = somebody("bob")

    def give(number: int) -> object:
        return verbs.grant(bob.id, role=Role.LEADER, scope=Scope.division(TOWN), actor=SYSTEM, now=NOW)

    assert at_once(give).count("") == 1
    [leader] = [one.id for one in reads.grants_of(bob.id, on=TODAY) if one.role is Role.LEADER]

    def take(number: int) -> object:
        return verbs.revoke(bob.id, grant_id=leader, actor=SYSTEM, now=NOW)

    assert at_once(take) == ["", *["grant_gone"] * (AT_ONCE - 1)]


@pytest.mark.django_db(transaction=True)
def test_of_passwords_set_at_once_exactly_one_holds_and_what_else_was_changed_stays() -> None:
    bob = somebody("bob")
    given: dict[int, str] = {}

    def change(number: int) -> object:
        if number == 0:
            return verbs.change_user(bob.id, name="鲍勃", actor=SYSTEM, now=NOW)
        given[number] = verbs.set_password(bob.id, actor=SYSTEM, now=NOW)
        return None

    assert at_once(change) == [""] * AT_ONCE
    assert sum(check_password(word, row(bob.id).password) for word in given.values()) == 1
    assert (row(bob.id).name, row(bob.id).must_change_password) == ("鲍勃", True)


@pytest.mark.django_db(transaction=True)
def test_failures_counted_side_by_side_are_all_counted() -> None:
    bob = somebody("bob")

    at_once(lambda number: verbs.fail_sign_in(bob.id, address=f"10.0.0.{number}", actor=SYSTEM, now=NOW))

    assert row(bob.id).failed_attempts == AT_ONCE


STEPS = st.lists(
    st.tuples(
        st.sampled_from([Role.CLERK, Role.LEADER, Role.SUPERVISOR]),
        st.sampled_from([TOWN, OTHER_TOWN, COUNTY]),
        st.integers(-1, 20),
        st.booleans(),
    ),
    max_size=6,
)


@pytest.mark.django_db
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=15, deadline=None)
@given(steps=STEPS, ask=st.integers(0, 40))
def test_on_any_day_exactly_the_identities_in_force_are_held(
    admin: Somebody, steps: list[tuple[Role, str, int, bool]], ask: int
) -> None:
    """Given day by day, ended by their last day or taken back: a model beside the tables."""
    number = User.objects.count()
    bob = somebody(f"u{number}")
    held: dict[int, tuple[date, date | None]] = {}
    for day, (role, place, length, taken) in enumerate(steps):
        now, since = later(days=day), TODAY + timedelta(days=day)
        until = since + timedelta(days=length) if length >= 0 else None
        given: dict[str, Any] = {"role": role, "scope": Scope.division(place), "until": until}
        try:
            made = verbs.grant(bob.id, **given, actor=admin.actor, now=now)
        except Conflict:
            continue
        held[made] = (since, until)
        if taken:
            verbs.revoke(bob.id, grant_id=made, actor=admin.actor, now=now)
            del held[made]

    on = TODAY + timedelta(days=ask)
    expected = {
        made for made, (since, until) in held.items() if since <= on and (until is None or on <= until)
    }
    known = {one.id for one in reads.grants_of(bob.id, on=on)}
    first = {one.id for one in reads.grants_of(bob.id, on=TODAY)} - set(held)

    assert known - first == expected
    for made in held:
        assert (reads.identity(bob.id, made, on=on) is not None) == (made in expected)


@pytest.mark.django_db
def test_a_closed_account_has_no_identity_on_any_day(admin: Somebody, clerk: Somebody) -> None:
    verbs.change_user(clerk.id, is_active=False, actor=admin.actor, now=NOW)

    for grant in reads.grants_of(clerk.id, on=TODAY):
        assert reads.identity(clerk.id, grant.id, on=TODAY) is None
    assert reads.identity(clerk.id, None, on=TODAY) is None
