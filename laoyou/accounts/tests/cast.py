"""The cast: administrators of two neighbour counties, and the clerks whom they look after."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pyotp
from django.contrib.auth.hashers import make_password
from django.test import Client
from django.urls import reverse

from laoyou.access.types import Actor, Role, Scope
from laoyou.accounts import reads, verbs
from laoyou.accounts.models import User
from laoyou.audit import reads as audit
from laoyou.audit.types import EntryRecord

NOW = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)
SYSTEM = Actor.system("test")
PASSWORD = "tea-and-dumplings"
CITY, COUNTY, TOWN, OTHER_TOWN = "230500000000", "230502000000", "230502001000", "230502002000"
NEIGHBOUR = "230503000000"
SOURCE = "10.1.2.3"


@dataclass(frozen=True)
class Somebody:
    id: int
    username: str
    actor: Actor


def later(*, minutes: float = 0, days: int = 0) -> datetime:
    return NOW + timedelta(minutes=minutes, days=days)


def somebody(username: str, role: Role = Role.CLERK, code: str = TOWN, **more: Any) -> Somebody:
    """A user who has already chosen his password."""
    made = verbs.create_user(
        username, name=f"{username} 的姓名", role=role, scope=_scope(code), actor=SYSTEM, now=NOW, **more
    )
    User.objects.filter(id=made.id).update(password=make_password(PASSWORD), must_change_password=False)
    return Somebody(made.id, username, actor_of(made.id))


def _scope(code: str) -> Scope:
    return Scope.division(code) if code else Scope.everything()


def actor_of(user_id: int) -> Actor:
    found = reads.identity(user_id, None, on=NOW.date())
    assert found is not None
    return found[1]


def row(user_id: int) -> User:
    return User.objects.get(id=user_id)


def bind(user_id: int) -> str:
    """Bind a second factor an hour ago; its secret."""
    then = later(minutes=-60)
    actor = actor_of(user_id)
    verbs.enrol_totp(actor=actor, now=then)
    secret = reads.pending_totp(user_id)
    assert secret is not None
    verbs.confirm_totp(code_at(secret, then), actor=actor, now=then)
    return secret


def code_at(secret: str, when: datetime) -> str:
    return pyotp.TOTP(secret).at(when)


def wrong_code(secret: str, when: datetime) -> str:
    near = {code_at(secret, when + timedelta(seconds=30 * step)) for step in (-1, 0, 1)}
    return next(code for code in ("000000", "111111", "222222", "333333") if code not in near)


def sign_in(client: Client, username: str, password: str = PASSWORD, **more: Any) -> Any:
    asked = {"username": username, "password": password, **more}
    return client.post(reverse("accounts:sign_in"), asked, REMOTE_ADDR=SOURCE)


def signed_in(person: Somebody, *, secret: str = "", now: datetime = NOW) -> Client:
    """A browser in which somebody has just signed in."""
    client = Client()
    answer = sign_in(client, person.username)
    if secret:
        answer = client.post(reverse("accounts:code"), {"code": code_at(secret, now)})
    assert answer.status_code == 302, answer.content.decode()
    return client


def trail(act: str) -> list[EntryRecord]:
    """The audit rows of an act, the newest first."""
    return list(audit.entries(Scope.everything(), audit.Filter(act=f"accounts.{act}")).rows)
