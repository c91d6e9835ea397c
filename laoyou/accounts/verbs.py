"""The only writers of users, grants and second factors."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.contrib.auth.hashers import check_password, make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from laoyou import acts
from laoyou.access.types import HANDED_OUT, ROLE_LABELS, Actor, Place, Role, Scope
from laoyou.accounts import reads
from laoyou.accounts.core import home, lockout, totp
from laoyou.accounts.models import Address, Grant, User
from laoyou.accounts.types import DemoAccount, NewUser
from laoyou.kernel.clock import local_date
from laoyou.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from laoyou.kernel.ids import UserId
from laoyou.kernel.spans import DateSpan
from laoyou.store.vault import vault

PASSWORD_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
PASSWORD_GROUPS = (4, 4, 4)
MOST_FAILURES = 32_000

SIGN_IN_REFUSED = "用户名、密码或动态口令不对，或者账号因多次输错正在锁定。连续输错 5 次会锁定 15 分钟。"


def _of_user(user_id: int, **_: Any) -> Place:
    return reads.place_of(user_id)


def _of_somebody(user_id: int | None, **_: Any) -> Place | None:
    return None if user_id is None else reads.place_of(user_id)


def _of_scope(*_: Any, scope: Scope, **__: Any) -> Place:
    return home.place_of(scope)


@acts.verb("accounts.create_user", place=_of_scope)
def create_user(
    username: str,
    *,
    name: str,
    role: Role,
    scope: Scope,
    until: date | None = None,
    actor: Actor,
    now: datetime,
) -> NewUser:
    """Make a user with a first identity and a random password, which must be changed at the first sign-in.

    Conflict when the name is taken or not plain; Invalid for a role that is nobody's to give.
    """
    password = _random_password()
    row = User.objects.create(
        username=username,
        name=name,
        password=make_password(password),
        must_change_password=True,
        home_kind=scope.kind.value,
        home_key=scope.key,
    )
    _give(row, role, scope, until, actor, now)
    _about(row.id)
    return NewUser(UserId(row.id), password)


@acts.verb("accounts.change_user", place=_of_user)
def change_user(
    user_id: int, *, name: str | None = None, is_active: bool | None = None, actor: Actor, now: datetime
) -> None:
    """Rename a user, or close or reopen the account; a closed one is signed out at once."""
    _about(user_id)
    row = _locked(user_id)
    if is_active is False and user_id == actor.user_id:
        raise Conflict("不能停用自己的账号，请让另一位系统管理员来办。", "own_account")
    if name is not None:
        row.name = name
    if is_active is not None:
        row.is_active = is_active
    row.save(update_fields=["name", "is_active"])


@acts.verb("accounts.set_password", place=_of_user)
def set_password(user_id: int, *, actor: Actor, now: datetime) -> str:
    """Give somebody a new random password, which is shown once and must be changed; ends his sessions."""
    _about(user_id)
    _not_own(user_id, actor)
    row = _locked(user_id)
    password = _random_password()
    row.password = make_password(password)
    row.must_change_password = True
    row.save(update_fields=["password", "must_change_password"])
    return password


@acts.verb("accounts.grant", place=_of_user)
def grant(
    user_id: int, *, role: Role, scope: Scope, until: date | None = None, actor: Actor, now: datetime
) -> int:
    """Give one more identity from today on; its number. Never to oneself, never beyond one's own scope."""
    _about(user_id)
    _not_own(user_id, actor)
    if not actor.scope.holds(scope):
        raise Forbidden("授予的范围超出您自己的辖区，请由上级管理员授予。", "scope_too_wide")
    row = _locked(user_id)
    given = _give(row, role, scope, until, actor, now)
    _move_home(row, now)
    return given


@acts.verb("accounts.revoke", place=_of_user)
def revoke(user_id: int, *, grant_id: int, actor: Actor, now: datetime) -> None:
    """Take an identity back; whoever acts in it is signed out at the next step."""
    _about(user_id)
    row = _locked(user_id)
    taken = Grant.objects.filter(id=grant_id, user=row, revoked_at__isnull=True).update(revoked_at=now)
    if not taken:
        raise Conflict("这个身份已经收回，或不属于这个用户。请刷新页面再看。", "grant_gone")
    _move_home(row, now)


@acts.verb("accounts.unlock", place=_of_user)
def unlock(user_id: int, *, actor: Actor, now: datetime) -> None:
    """Let a locked user try again at once."""
    _about(user_id)
    _not_own(user_id, actor)
    User.objects.filter(id=user_id).update(failed_attempts=0, locked_until=None)


@acts.verb("accounts.reset_totp", place=_of_user)
def reset_totp(user_id: int, *, actor: Actor, now: datetime) -> None:
    """Forget a second factor (a lost phone); privileged roles must bind a new one before they go on."""
    _about(user_id)
    _not_own(user_id, actor)
    User.objects.filter(id=user_id).update(totp_sealed=None, totp_confirmed_at=None)


@acts.verb("accounts.sign_in", place=acts.nowhere)
def sign_in(user_id: int, *, code: str = "", actor: Actor, now: datetime) -> None:
    """Let in a user whose password was right. Looks at the lock again, under the row's lock, so that guesses
    made side by side count one by one; takes the second factor where one is bound. Forbidden or Invalid, both
    with the same words.
    """
    _about(user_id)
    row = _locked(user_id)
    if row.locked_until is not None and row.locked_until > now:
        raise Forbidden(SIGN_IN_REFUSED, "locked")
    if row.totp_confirmed_at is not None:
        row.totp_last_step = _step(row, code, now)
    row.failed_attempts = 0
    row.locked_until = None
    row.save(update_fields=["totp_last_step", "failed_attempts", "locked_until"])


@acts.verb("accounts.fail_sign_in", place=_of_somebody)
def fail_sign_in(user_id: int | None, *, address: str, actor: Actor, now: datetime) -> None:
    """Count a failed sign-in against the user, if there is one, and against the address it came from."""
    if user_id is not None:
        _about(user_id)
        row = _locked(user_id)
        row.failed_attempts = min(row.failed_attempts + 1, MOST_FAILURES)
        lock = lockout.user_lock(row.failed_attempts)
        if lock is not None:
            row.locked_until = now + lock
        row.save(update_fields=["failed_attempts", "locked_until"])
    _count_against(address, now)


@acts.verb("accounts.sign_out", place=acts.nowhere)
def sign_out(*, actor: Actor, now: datetime) -> None:
    """Note that somebody left; the page ends the session."""
    _about(_own_id(actor))


@acts.verb("accounts.change_own_password", place=acts.nowhere)
def change_own_password(*, old: str, new: str, actor: Actor, now: datetime) -> None:
    """Change one's own password; other sessions of the user end. Invalid names the field that is wrong."""
    row = _locked(_own_id(actor))
    _about(row.id)
    if not check_password(old, row.password):
        raise Invalid("现在的密码不对，请重新输入。", "old_password", "old")
    if old == new:
        raise Invalid("新密码和现在的一样，请换一个。", "same_password", "new")
    _strong_enough(new, row)
    row.password = make_password(new)
    row.must_change_password = False
    row.save(update_fields=["password", "must_change_password"])


@acts.verb("accounts.enrol_totp", place=acts.nowhere)
def enrol_totp(*, actor: Actor, now: datetime) -> None:
    """Draw a secret for one's own second factor; it counts once `confirm_totp` has seen a code of it."""
    row = _locked(_own_id(actor))
    _about(row.id)
    if row.totp_confirmed_at is not None:
        raise Conflict("您已经绑定动态口令。换手机时请让系统管理员先重置。", "totp_bound")
    row.totp_sealed = vault().seal(reads.TOTP_PLACE, row.id, totp.new_secret())
    row.save(update_fields=["totp_sealed"])


@acts.verb("accounts.confirm_totp", place=acts.nowhere)
def confirm_totp(code: str, *, actor: Actor, now: datetime) -> None:
    """Bind the second factor: the code proves that the authenticator has the secret."""
    row = _locked(_own_id(actor))
    _about(row.id)
    if row.totp_sealed is None or row.totp_confirmed_at is not None:
        raise Conflict("没有待确认的动态口令，请重新打开绑定页面。", "totp_not_pending")
    row.totp_last_step = _step(row, code, now)
    row.totp_confirmed_at = now
    row.save(update_fields=["totp_last_step", "totp_confirmed_at"])


@acts.verb("accounts.act_for", place=acts.nowhere)
def act_for(grant_id: int, *, actor: Actor, now: datetime) -> None:
    """Take on another of one's own identities; the page keeps it in the session."""
    _about(_own_id(actor))
    if reads.identity(_own_id(actor), grant_id, on=local_date(now)) is None:
        raise Forbidden("您没有这个身份，或它已经到期。请在列表里另选一个。", "not_own_grant")


@acts.verb("accounts.admit_kin", place=acts.nowhere)
def admit_kin(
    username: str, *, name: str, password: str, person_id: int, until: date, actor: Actor, now: datetime
) -> tuple[UserId, int]:
    """Make an account for a person or his kin, within an act that has the permission; user and grant.

    Conflict when the name is taken or not plain; Invalid `password` when it is too weak.
    """
    scope = Scope.person(person_id)
    row = User(username=username, name=name, home_kind=scope.kind.value, home_key=scope.key)
    _strong_enough(password, row, "password")
    row.password = make_password(password)
    row.save(force_insert=True)
    _about(row.id)
    return UserId(row.id), _grant_to(row, Role.FAMILY, scope, until, actor, now)


@acts.verb("accounts.give_kin", place=acts.nowhere)
def give_kin(user_id: int, *, person_id: int, until: date, actor: Actor, now: datetime) -> int:
    """Give an account of kin one more person, until a day; the grant. Within an act that has the permission.

    Conflict for an account that has any other identity: what is one's own affair is kept apart from work.
    """
    _about(user_id)
    row = _locked(user_id)
    if Grant.objects.filter(user=row, revoked_at=None).exclude(role=Role.FAMILY.value).exists():
        raise Conflict("这是工作账号，不能兼作家属账号。请另取一个用户名。", "work_account")
    given = _grant_to(row, Role.FAMILY, Scope.person(person_id), until, actor, now)
    _move_home(row, now)
    return given


@acts.verb("accounts.take_kin", place=acts.nowhere)
def take_kin(grant_id: int, *, actor: Actor, now: datetime) -> None:
    """Take a person from an account of kin; who acts for him is signed out at once. Twice is once."""
    acts.subject(kind="grant", id=grant_id)
    Grant.objects.filter(id=grant_id, role=Role.FAMILY.value, revoked_at=None).update(revoked_at=now)


@acts.verb("accounts.load_demo", place=acts.nowhere)
def load_demo(accounts: Iterable[DemoAccount], *, password: str, actor: Actor, now: datetime) -> int:
    """Make the demo's users, all with one known password; how many were new. Twice is as good as once."""
    encoded, made = make_password(password), 0
    for account in accounts:
        if reads.user_id_of(account.username) is not None:
            continue
        row = User.objects.create(
            username=account.username,
            name=account.name,
            password=encoded,
            home_kind=account.scope.kind.value,
            home_key=account.scope.key,
        )
        _give(row, account.role, account.scope, None, actor, now)
        made += 1
    acts.subject(kind="user", count=made)
    return made


def _about(user_id: int) -> None:
    acts.subject(kind="user", id=user_id)


def _locked(user_id: int) -> User:
    row = User.objects.select_for_update().filter(id=user_id).first()
    if row is None:
        raise NotFound("没有这个用户，请回到用户列表重新查找。", "user")
    return row


def _own_id(actor: Actor) -> int:
    if actor.user_id is None:
        raise Forbidden("系统本身没有账号，不能办这件事。", "nobody")
    return actor.user_id


def _not_own(user_id: int, actor: Actor) -> None:
    if user_id == actor.user_id:
        raise Forbidden("不能对自己的账号这样做，请让另一位系统管理员来办。", "own_account")


def _give(row: User, role: Role, scope: Scope, until: date | None, actor: Actor, now: datetime) -> int:
    if role not in HANDED_OUT:
        raise Invalid(f"“{ROLE_LABELS[role]}”不是可以授予的身份。", "role", "role")
    return _grant_to(row, role, scope, until, actor, now)


def _grant_to(row: User, role: Role, scope: Scope, until: date | None, actor: Actor, now: datetime) -> int:
    given = Grant.objects.create(
        user=row,
        role=role.value,
        scope_kind=scope.kind.value,
        scope_key=scope.key,
        span=DateSpan(local_date(now), until),
        granted_by=actor.user_id,
        granted_at=now,
    )
    return given.id


def _move_home(row: User, now: datetime) -> None:
    """Who lost every identity stays where he was, so that somebody still administers him."""
    scopes = [one.scope for one in reads.user(row.id, on=local_date(now)).grants]
    if scopes:
        belongs = home.home_of(scopes)
        User.objects.filter(id=row.id).update(home_kind=belongs.kind.value, home_key=belongs.key)


def _step(row: User, code: str, now: datetime) -> int:
    secret = vault().open(reads.TOTP_PLACE, row.id, bytes(row.totp_sealed or b""))
    step = totp.step_of(secret, code, now, row.totp_last_step)
    if step is None:
        raise Invalid("动态口令不对或已经用过，请等手机上换出新的六位数字再输入。", "totp_wrong", "code")
    return step


def _count_against(address: str, now: datetime) -> None:
    fresh = {"failures": 0, "counted_since": now}
    row, _ = Address.objects.select_for_update().get_or_create(address=address, defaults=fresh)
    if now - row.counted_since > lockout.ADDRESS_WINDOW:
        row.failures, row.counted_since = 0, now
    row.failures += 1
    if row.failures >= lockout.ADDRESS_FAILURES:
        row.locked_until = now + lockout.ADDRESS_LOCK
    row.save(update_fields=["failures", "counted_since", "locked_until"])


def _strong_enough(new: str, row: User, field: str = "new") -> None:
    try:
        validate_password(new, row)
    except ValidationError as error:
        raise Invalid("".join(error.messages), "weak_password", field) from error


def _random_password() -> str:
    return "-".join(
        "".join(secrets.choice(PASSWORD_LETTERS) for _ in range(length)) for length in PASSWORD_GROUPS
    )
