"""A session: as whom its holder acts, since when, and when it ends by itself."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

from django.conf import settings
from django.contrib.auth import login, logout
from django.http import HttpRequest

from laoyou.access.types import Actor
from laoyou.accounts import reads
from laoyou.accounts.models import User
from laoyou.kernel.clock import local_date

GRANT, BEGAN, SEEN = "grant_id", "began_at", "seen_at"
BACKEND = "django.contrib.auth.backends.ModelBackend"
NOTICE_SECONDS = 60


class Ended(StrEnum):
    """Why a session ended by itself."""

    IDLE = "idle"
    LONG = "long"
    GRANT = "grant"


ENDED_WORDS: dict[str, str] = {
    Ended.IDLE: "您有一阵没有操作，为安全起见已自动退出，请重新登录。",
    Ended.LONG: "这次登录时间已经很长，为安全起见已自动退出，请重新登录。",
    Ended.GRANT: "您刚才使用的身份已到期或被收回，请重新登录；如有疑问请联系本级系统管理员。",
}


def begin(request: HttpRequest, user_id: int, grant_id: int, now: datetime) -> None:
    """Let the user in under a new session key."""
    login(request, User.objects.get(id=user_id), backend=BACKEND)
    request.session[BEGAN] = request.session[SEEN] = _seconds(now)
    act_as(request, grant_id)


def act_as(request: HttpRequest, grant_id: int) -> None:
    request.session.cycle_key()
    request.session[GRANT] = grant_id


def current(request: HttpRequest, now: datetime) -> tuple[Actor | None, Ended | None]:
    """Who acts in this session, or why nobody does any more; a session that ended is gone after this."""
    if not request.user.is_authenticated:
        return None, None
    ended = _overdue(request, now)
    found = None if ended else _identity(request, now)
    if found is None:
        logout(request)
        return None, ended or Ended.GRANT
    if _seconds(now) - request.session[SEEN] >= NOTICE_SECONDS:
        request.session[SEEN] = _seconds(now)
    return found[1], None


def _overdue(request: HttpRequest, now: datetime) -> Ended | None:
    session = request.session
    if _seconds(now) - session.get(SEEN, 0) > timedelta(minutes=settings.LAOYOU_IDLE_MINUTES).total_seconds():
        return Ended.IDLE
    if _seconds(now) - session.get(BEGAN, 0) > settings.SESSION_COOKIE_AGE:
        return Ended.LONG
    return None


def _identity(request: HttpRequest, now: datetime) -> tuple[int, Actor] | None:
    grant_id = request.session.get(GRANT)
    user_id = request.user.pk
    if grant_id is None or user_id is None:
        return None
    return reads.identity(user_id, grant_id, on=local_date(now))


def _seconds(now: datetime) -> int:
    return int(now.timestamp())
