"""Making users, and everything that an administrator does for them."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.contrib.auth.hashers import check_password
from django.db import IntegrityError, transaction

from laoyou.access.types import Actor, Role, Scope
from laoyou.accounts import reads, verbs
from laoyou.accounts.models import Grant, User
from laoyou.accounts.tests.cast import (
    CITY,
    COUNTY,
    NEIGHBOUR,
    NOW,
    OTHER_TOWN,
    SYSTEM,
    TOWN,
    Somebody,
    actor_of,
    bind,
    later,
    row,
    somebody,
    trail,
)
from laoyou.audit.types import Outcome
from laoyou.kernel.errors import Conflict, Forbidden, Invalid, NotFound

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 2)


def create(username: str = "zhang.li", **given: Any) -> Any:
    asked: dict[str, Any] = {"name": "张丽", "role": Role.CLERK, "scope": Scope.division(TOWN)}
    return verbs.create_user(username, **(asked | {"actor": SYSTEM, "now": NOW} | given))


def test_a_new_user_has_one_identity_and_a_password_to_be_changed(admin: Somebody) -> None:
    made = create(actor=admin.actor)

    record = reads.user(made.id, on=TODAY)
    assert (record.username, record.name, record.must_change_password) == ("zhang.li", "张丽", True)
    assert [(one.role, str(one.scope)) for one in record.grants] == [(Role.CLERK, "division:230502001")]
    assert check_password(made.password, row(made.id).password)
    assert len(made.password) >= 12


def test_two_new_users_have_different_passwords() -> None:
    assert create("first").password != create("second").password


def test_making_a_user_leaves_a_row_that_names_him_and_not_the_password(admin: Somebody) -> None:
    made = create(actor=admin.actor)

    entry = trail("create_user")[0]
    assert (entry.user_id, entry.object_kind, entry.object_id) == (admin.id, "user", str(made.id))
    assert entry.division == TOWN


def test_a_username_that_is_taken_is_refused() -> None:
    create()

    with pytest.raises(Conflict) as refused:
        create()

    assert refused.value.code == "accounts_user_username_once"


@pytest.mark.parametrize("username", ["A", "Zhang", "张丽", "x", "a b", "-ab", "a" * 41])
def test_a_username_that_is_not_plain_is_refused_by_the_database(username: str) -> None:
    with pytest.raises(Exception) as refused:  # noqa: PT011 - too long is another error than not plain
        create(username)

    assert not User.objects.filter(username=username).exists()
    if len(username) <= 40:
        assert getattr(refused.value, "code", "") == "accounts_user_username_plain"


def test_nobody_makes_a_user_beyond_his_own_division(admin: Somebody) -> None:
    for scope in (Scope.division(NEIGHBOUR), Scope.division(CITY), Scope.everything()):
        with pytest.raises(Forbidden):
            create(scope=scope, actor=admin.actor)

    assert [entry.outcome for entry in trail("create_user")[:3]] == [Outcome.REFUSED] * 3


def test_a_clerk_makes_no_users(clerk: Somebody) -> None:
    with pytest.raises(Forbidden):
        create(actor=clerk.actor)


def test_nobody_is_made_the_system() -> None:
    with pytest.raises(Invalid) as refused:
        create(role=Role.SYSTEM)

    assert refused.value.code == "role"
    assert not User.objects.filter(username="zhang.li").exists()


def test_an_end_before_the_beginning_is_refused() -> None:
    with pytest.raises(Invalid) as refused:
        create(until=date(2026, 3, 1))

    assert refused.value.code == "span_reversed"


def test_a_user_is_renamed(admin: Somebody, clerk: Somebody) -> None:
    verbs.change_user(clerk.id, name="鲍勃", actor=admin.actor, now=NOW)

    assert row(clerk.id).name == "鲍勃"
    assert row(clerk.id).is_active


def test_a_closed_account_acts_no_more_until_it_is_opened_again(admin: Somebody, clerk: Somebody) -> None:
    verbs.change_user(clerk.id, is_active=False, actor=admin.actor, now=NOW)
    assert reads.identity(clerk.id, None, on=TODAY) is None

    verbs.change_user(clerk.id, is_active=True, actor=admin.actor, now=NOW)
    assert reads.identity(clerk.id, None, on=TODAY) is not None


def test_nobody_closes_his_own_account(admin: Somebody) -> None:
    with pytest.raises(Conflict) as refused:
        verbs.change_user(admin.id, is_active=False, actor=admin.actor, now=NOW)

    assert refused.value.code == "own_account"


def test_a_new_password_replaces_the_old_one_and_must_be_changed(admin: Somebody, clerk: Somebody) -> None:
    before = row(clerk.id).password

    password = verbs.set_password(clerk.id, actor=admin.actor, now=NOW)

    assert check_password(password, row(clerk.id).password)
    assert row(clerk.id).password != before
    assert row(clerk.id).must_change_password


@pytest.mark.parametrize("act", ["set_password", "unlock", "reset_totp"])
def test_nobody_mends_his_own_account_as_administrator(admin: Somebody, act: str) -> None:
    with pytest.raises(Forbidden) as refused:
        getattr(verbs, act)(admin.id, actor=admin.actor, now=NOW)

    assert refused.value.code == "own_account"
    assert trail(act)[0].outcome is Outcome.REFUSED


def test_a_second_identity_is_given_until_a_day(admin: Somebody, clerk: Somebody) -> None:
    verbs.grant(
        clerk.id,
        role=Role.SUPERVISOR,
        scope=Scope.division(OTHER_TOWN),
        until=date(2026, 3, 3),
        actor=admin.actor,
        now=NOW,
    )

    assert {one.role for one in reads.grants_of(clerk.id, on=date(2026, 3, 3))} == {
        Role.CLERK,
        Role.SUPERVISOR,
    }
    assert {one.role for one in reads.grants_of(clerk.id, on=date(2026, 3, 4))} == {Role.CLERK}


def test_the_same_identity_is_not_given_twice(admin: Somebody, clerk: Somebody) -> None:
    with pytest.raises(Conflict) as refused:
        verbs.grant(clerk.id, role=Role.CLERK, scope=Scope.division(TOWN), actor=admin.actor, now=NOW)

    assert refused.value.code == "accounts_grant_no_overlap"


def test_nobody_gives_himself_an_identity(admin: Somebody) -> None:
    with pytest.raises(Forbidden) as refused:
        verbs.grant(admin.id, role=Role.AUDITOR, scope=Scope.division(COUNTY), actor=admin.actor, now=NOW)

    assert refused.value.code == "own_account"
    assert [one.role for one in reads.grants_of(admin.id, on=TODAY)] == [Role.ADMINISTRATOR]
    assert trail("grant")[0].outcome is Outcome.REFUSED


@pytest.mark.parametrize("scope", [Scope.division(CITY), Scope.division(NEIGHBOUR), Scope.everything()])
def test_nobody_gives_more_than_he_has(admin: Somebody, clerk: Somebody, scope: Scope) -> None:
    with pytest.raises(Forbidden) as refused:
        verbs.grant(clerk.id, role=Role.CLERK, scope=scope, actor=admin.actor, now=NOW)

    assert refused.value.code == "scope_too_wide"


def test_a_revoked_identity_holds_no_more_and_may_be_given_again(admin: Somebody, clerk: Somebody) -> None:
    (held,) = reads.grants_of(clerk.id, on=TODAY)

    verbs.revoke(clerk.id, grant_id=held.id, actor=admin.actor, now=NOW)
    assert reads.grants_of(clerk.id, on=TODAY) == ()

    verbs.grant(clerk.id, role=held.role, scope=held.scope, actor=admin.actor, now=NOW)
    assert len(reads.grants_of(clerk.id, on=TODAY)) == 1


def test_an_identity_is_revoked_once(admin: Somebody, clerk: Somebody) -> None:
    (held,) = reads.grants_of(clerk.id, on=TODAY)
    verbs.revoke(clerk.id, grant_id=held.id, actor=admin.actor, now=NOW)

    with pytest.raises(Conflict) as refused:
        verbs.revoke(clerk.id, grant_id=held.id, actor=admin.actor, now=NOW)

    assert refused.value.code == "grant_gone"


def test_another_ones_identity_is_not_revoked_by_its_number(admin: Somebody, clerk: Somebody) -> None:
    stranger = somebody("stranger", code=NEIGHBOUR)
    (held,) = reads.grants_of(stranger.id, on=TODAY)

    with pytest.raises(Conflict):
        verbs.revoke(clerk.id, grant_id=held.id, actor=admin.actor, now=NOW)

    assert reads.grants_of(stranger.id, on=TODAY) == (held,)


def test_a_locked_user_is_unlocked(admin: Somebody, clerk: Somebody) -> None:
    User.objects.filter(id=clerk.id).update(failed_attempts=5, locked_until=later(minutes=15))

    verbs.unlock(clerk.id, actor=admin.actor, now=NOW)

    assert (row(clerk.id).failed_attempts, row(clerk.id).locked_until) == (0, None)


def test_a_lost_second_factor_is_forgotten(admin: Somebody, clerk: Somebody) -> None:
    bind(clerk.id)

    verbs.reset_totp(clerk.id, actor=admin.actor, now=NOW)

    assert not reads.has_totp(clerk.id)
    assert row(clerk.id).totp_sealed is None


ACTS: list[tuple[str, dict[str, Any]]] = [
    ("change_user", {"name": "改"}),
    ("set_password", {}),
    ("grant", {"role": Role.CLERK, "scope": Scope.division(TOWN)}),
    ("revoke", {"grant_id": 1}),
    ("unlock", {}),
    ("reset_totp", {}),
]


@pytest.mark.parametrize(("act", "given"), ACTS, ids=[act for act, _ in ACTS])
def test_the_neighbours_administrator_may_do_nothing(
    neighbour: Somebody, clerk: Somebody, act: str, given: dict[str, Any]
) -> None:
    with pytest.raises(Forbidden) as refused:
        getattr(verbs, act)(clerk.id, **given, actor=neighbour.actor, now=NOW)

    assert refused.value.code == "refused"
    assert trail(act)[0].outcome is Outcome.REFUSED
    assert trail(act)[0].division == TOWN


@pytest.mark.parametrize(("act", "given"), ACTS, ids=[act for act, _ in ACTS])
def test_nobody_is_changed_who_does_not_exist(admin: Somebody, act: str, given: dict[str, Any]) -> None:
    with pytest.raises(NotFound):
        getattr(verbs, act)(987654, **given, actor=admin.actor, now=NOW)


def test_who_has_an_identity_elsewhere_is_not_mine_to_change(admin: Somebody, clerk: Somebody) -> None:
    verbs.grant(clerk.id, role=Role.LEADER, scope=Scope.division(NEIGHBOUR), actor=SYSTEM, now=NOW)

    with pytest.raises(Forbidden):
        verbs.set_password(clerk.id, actor=admin.actor, now=NOW)


def test_who_lost_the_identity_elsewhere_is_mine_again(admin: Somebody, clerk: Somebody) -> None:
    given = verbs.grant(clerk.id, role=Role.LEADER, scope=Scope.division(CITY), actor=SYSTEM, now=NOW)
    verbs.revoke(clerk.id, grant_id=given, actor=SYSTEM, now=NOW)

    verbs.unlock(clerk.id, actor=admin.actor, now=NOW)


def test_who_lost_every_identity_is_still_administered(admin: Somebody, clerk: Somebody) -> None:
    (held,) = reads.grants_of(clerk.id, on=TODAY)
    verbs.revoke(clerk.id, grant_id=held.id, actor=admin.actor, now=NOW)

    verbs.set_password(clerk.id, actor=admin.actor, now=NOW)


def test_administrators_see_the_users_of_their_own_division_alone(
    admin: Somebody, neighbour: Somebody, clerk: Somebody
) -> None:
    city = somebody("city", Role.LEADER, CITY)

    def seen(scope: Scope) -> list[str]:
        found = reads.users(scope, reads.Filter(), now=NOW, on=TODAY)
        return [one.username for one in found.rows]

    assert seen(admin.actor.scope) == ["alice", "bob"]
    assert seen(neighbour.actor.scope) == ["nclerk", "nora"]
    assert seen(city.actor.scope) == ["alice", "bob", "city", "nclerk", "nora"]
    assert seen(Scope.everything()) == ["alice", "bob", "city", "nclerk", "nora"]
    assert seen(Scope.organisation(1)) == []


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        (reads.Filter(text="BO"), ["bob"]),
        (reads.Filter(text="carol 的"), ["carol"]),
        (reads.Filter(role="supervisor"), ["carol"]),
        (reads.Filter(state="inactive"), ["dave"]),
        (reads.Filter(state="active"), ["bob", "carol"]),
        (reads.Filter(state="locked"), ["carol"]),
        (reads.Filter(text="o", role="clerk"), ["bob"]),
    ],
)
def test_users_are_found_by_name_identity_and_state(asked: reads.Filter, found: list[str]) -> None:
    somebody("bob")
    carol = somebody("carol", Role.SUPERVISOR)
    dave = somebody("dave")
    User.objects.filter(id=carol.id).update(locked_until=later(minutes=5))
    User.objects.filter(id=dave.id).update(is_active=False)

    page = reads.users(Scope.everything(), asked, now=NOW, on=TODAY)

    assert [one.username for one in page.rows] == found


def test_a_list_of_users_has_pages(django_assert_num_queries: Any) -> None:
    for number in range(5):
        somebody(f"user{number}")

    with django_assert_num_queries(2):
        first = reads.users(Scope.everything(), reads.Filter(), now=NOW, on=TODAY, size=3)
    second = reads.users(Scope.everything(), reads.Filter(), now=NOW, on=TODAY, size=3, cursor=first.next)

    assert [one.username for one in first.rows] == ["user0", "user1", "user2"]
    assert [one.username for one in second.rows] == ["user3", "user4"]
    assert second.next is None


def test_the_demo_is_laid_once(clerk: Somebody) -> None:
    accounts = [
        _Demo("bob", "另一位", Role.CLERK, Scope.division(TOWN)),
        _Demo("demo", "演示", Role.LEADER, Scope.division(CITY)),
    ]

    made = [verbs.load_demo(accounts, password="demo-demo-demo", actor=SYSTEM, now=NOW) for _ in range(2)]

    assert made == [1, 0]
    demo = reads.user_id_of("demo")
    assert demo is not None
    assert not row(demo).must_change_password
    assert reads.holder("demo", "demo-demo-demo") == demo
    assert row(clerk.id).name == "bob 的姓名"


def test_only_the_system_lays_the_demo(admin: Somebody) -> None:
    with pytest.raises(Forbidden):
        verbs.load_demo([], password="demo-demo-demo", actor=admin.actor, now=NOW)


class _Demo:
    def __init__(self, username: str, name: str, role: Role, scope: Scope) -> None:
        self.username, self.name, self.role, self.scope = username, name, role, scope


@pytest.mark.parametrize(
    ("changed", "name"),
    [
        ({"role": "system"}, "accounts_grant_role_known"),
        ({"scope_kind": "planet"}, "accounts_grant_scope_known"),
        ({"scope_key": ""}, "accounts_grant_scope_known"),
        ({"scope_kind": "everything"}, "accounts_grant_scope_known"),
    ],
)
def test_the_database_refuses_a_grant_that_means_nothing(
    clerk: Somebody, changed: dict[str, str], name: str
) -> None:
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Grant.objects.filter(user=clerk.id).update(**changed)


def test_the_database_refuses_a_confirmed_second_factor_without_a_secret(clerk: Somebody) -> None:
    with pytest.raises(IntegrityError, match="accounts_user_totp_confirmed"), transaction.atomic():
        User.objects.filter(id=clerk.id).update(totp_confirmed_at=NOW, totp_sealed=None)


def test_an_identity_that_is_not_yet_or_no_more_in_force_is_none(clerk: Somebody) -> None:
    verbs.grant(clerk.id, role=Role.LEADER, scope=Scope.division(TOWN), until=TODAY, actor=SYSTEM, now=NOW)
    held = {one.role: one.id for one in reads.grants_of(clerk.id, on=TODAY)}

    assert reads.identity(clerk.id, held[Role.LEADER], on=date(2026, 3, 3)) is None
    assert reads.identity(clerk.id, held[Role.LEADER], on=date(2026, 3, 1)) is None
    assert reads.identity(clerk.id, held[Role.CLERK], on=date(2026, 3, 3)) == (
        held[Role.CLERK],
        Actor(clerk.id, "bob 的姓名", Role.CLERK, Scope.division(TOWN)),
    )
    assert actor_of(clerk.id).role is Role.CLERK
