"""What may be asked about users: who signs in, as whom they act, who administers them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from django.contrib.auth.hashers import check_password, make_password
from django.db.models import Exists, OuterRef, Q, QuerySet

from laoyou.access.types import Actor, Place, Role, Scope, ScopeKind
from laoyou.accounts.core import home
from laoyou.accounts.models import Address, Grant, User
from laoyou.accounts.types import GrantRecord, UserRecord
from laoyou.kernel.errors import NotFound
from laoyou.kernel.ids import UserId
from laoyou.kernel.spans import DateSpan
from laoyou.store import keyset
from laoyou.store.vault import vault

BY_USERNAME = keyset.Order(("username",))
TOTP_PLACE = "accounts_user.totp"


@dataclass(frozen=True, slots=True)
class Filter:
    """Which users are asked for; empty fields ask nothing. `state` is active, inactive or locked."""

    text: str = ""
    role: str = ""
    state: str = ""


def user(user_id: int, *, on: date) -> UserRecord:
    """One user with the grants in force on the day, and later ones; NotFound when there is none."""
    return _records([_found(user_id)], on)[0]


def user_id_of(username: str) -> UserId | None:
    row = User.objects.filter(username=username).values_list("id", flat=True).first()
    return UserId(row) if row is not None else None


def users(
    reach: Scope, asked: Filter, *, now: datetime, on: date, size: int = 50, cursor: str | None = None
) -> keyset.Page[UserRecord]:
    """Users whose home lies within `reach`, by username."""
    page = keyset.page(_asked(reach, asked, now, on), BY_USERNAME, size, cursor)
    return keyset.Page(_records(page.rows, on), page.next, page.previous)


def place_of(user_id: int) -> Place:
    """Where a user belongs: only who administers all that he was granted may administer him."""
    return home.place_of(_home(_found(user_id)))


def grants_of(user_id: int, *, on: date) -> tuple[GrantRecord, ...]:
    """The identities in which a user may act on a day, the longest-held first."""
    return tuple(_grant(row) for row in _in_force(on).filter(user=user_id).order_by("granted_at", "id"))


def identity(user_id: int, grant_id: int | None, *, on: date) -> tuple[int, Actor] | None:
    """A grant's number and its actor, or the user's first when none is named; None when it does not hold."""
    rows = _in_force(on).filter(user=user_id, user__is_active=True).select_related("user")
    if grant_id is not None:
        rows = rows.filter(id=grant_id)
    row = rows.order_by("granted_at", "id").first()
    if row is None:
        return None
    return row.id, Actor(row.user_id, row.user.name, Role(row.role), _scope(row))


def holder(username: str, password: str) -> UserId | None:
    """Whose name and password these are; takes the same time for a name that nobody has."""
    decoy = _nobody()
    row = User.objects.filter(username=username, is_active=True).first()
    matches = check_password(password, row.password if row else decoy)
    return UserId(row.id) if row and matches else None


def acting(role: Role, place: Place, *, on: date) -> dict[UserId, str]:
    """Who may act in a role at a place on a day: names by user, in the order of the names."""
    rows = _in_force(on).filter(role=role.value, user__is_active=True).select_related("user")
    covering = {UserId(row.user_id): row.user.name for row in rows if _scope(row).covers(place)}
    return dict(sorted(covering.items(), key=lambda one: (one[1], one[0])))


def names(user_ids: Iterable[int]) -> dict[UserId, str]:
    """Users' names by id; ids that nobody has are left out."""
    rows = User.objects.filter(id__in=set(user_ids)).values_list("id", "name")
    return {UserId(user_id): name for user_id, name in rows}


def address_is_locked(address: str, *, now: datetime) -> bool:
    return Address.objects.filter(address=address, locked_until__gt=now).exists()


def is_locked(user_id: int, *, now: datetime) -> bool:
    return User.objects.filter(id=user_id, locked_until__gt=now).exists()


def has_totp(user_id: int) -> bool:
    return User.objects.filter(id=user_id, totp_confirmed_at__isnull=False).exists()


def pending_totp(user_id: int) -> str | None:
    """The secret that waits to be confirmed, for its owner's enrolment page alone."""
    row = _found(user_id)
    if row.totp_sealed is None or row.totp_confirmed_at is not None:
        return None
    return vault().open(TOTP_PLACE, row.id, bytes(row.totp_sealed))


@cache
def _nobody() -> str:
    return make_password("nobody has this password")


def _found(user_id: int) -> User:
    row = User.objects.filter(id=user_id).first()
    if row is None:
        raise NotFound("没有这个用户，请回到用户列表重新查找。", "user")
    return row


def _in_force(on: date) -> QuerySet[Grant]:
    return Grant.objects.filter(span__contains=on, revoked_at__isnull=True)


def _asked(reach: Scope, asked: Filter, now: datetime, on: date) -> QuerySet[User]:
    rows = User.objects.filter(_within(reach))
    if asked.text:
        rows = rows.filter(Q(username__icontains=asked.text) | Q(name__icontains=asked.text))
    if asked.role:
        rows = rows.filter(Exists(_in_force(on).filter(user=OuterRef("pk"), role=asked.role)))
    match asked.state:
        case "active":
            rows = rows.filter(is_active=True)
        case "inactive":
            rows = rows.filter(is_active=False)
        case "locked":
            rows = rows.filter(locked_until__gt=now)
    return rows


def _within(reach: Scope) -> Q:
    match reach.kind:
        case ScopeKind.EVERYTHING:
            return Q()
        case ScopeKind.DIVISION:
            return Q(home_kind=ScopeKind.DIVISION.value, home_key__startswith=reach.key)
        case _:
            return Q(home_kind=reach.kind.value, home_key=reach.key)


def _records(rows: Iterable[User], on: date) -> list[UserRecord]:
    users = list(rows)
    grants: defaultdict[int, list[GrantRecord]] = defaultdict(list)
    kept = Grant.objects.filter(user__in=users, revoked_at__isnull=True)
    for row in kept.exclude(span__fully_lt=DateSpan.since(on)).order_by("granted_at", "id"):
        grants[row.user_id].append(_grant(row))
    return [_record(row, tuple(grants[row.id])) for row in users]


def _record(row: User, grants: tuple[GrantRecord, ...]) -> UserRecord:
    return UserRecord(
        id=UserId(row.id),
        username=row.username,
        name=row.name,
        home=_home(row),
        is_active=row.is_active,
        must_change_password=row.must_change_password,
        locked_until=row.locked_until,
        has_totp=row.totp_confirmed_at is not None,
        last_login=row.last_login,
        grants=grants,
    )


def _grant(row: Grant) -> GrantRecord:
    span: Any = row.span
    return GrantRecord(row.id, Role(row.role), _scope(row), span.start, span.end)


def _scope(row: Grant) -> Scope:
    return Scope(ScopeKind(row.scope_kind), row.scope_key)


def _home(row: User) -> Scope:
    return Scope(ScopeKind(row.home_kind), row.home_key)
