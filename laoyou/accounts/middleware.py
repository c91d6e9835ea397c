"""Who acts, and whether the page may be opened at all: closed unless it says otherwise."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, cast
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django_htmx.http import HttpResponseClientRedirect

from laoyou.access.types import PRIVILEGED_ROLES
from laoyou.accounts import sessions
from laoyou.accounts.models import User
from laoyou.acts.requests import ActingRequest, OpenRequest
from laoyou.kernel import clock

Answer = Callable[[HttpRequest], HttpResponse]


class Acting:
    """Puts `actor` and `now` on every request; sends people without an actor to the sign-in.

    A page is closed unless `web.doors.open_to_all` marks it. Who must first change the password or bind a
    second factor comes no further than there.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, plain: HttpRequest) -> HttpResponse:
        request = cast(OpenRequest, plain)
        request.now = clock.now()
        request.actor, request.session_ended = sessions.current(request, request.now)
        response = self.get_response(request)
        if request.actor is not None:
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response

    def process_view(
        self, request: OpenRequest, page: object, args: Sequence[Any], kwargs: Mapping[str, Any]
    ) -> HttpResponse | None:
        if getattr(page, "open_to_all", False):
            return None
        if request.actor is None:
            return _to_sign_in(request)
        if getattr(page, "before_gates", False):
            return None
        return _gate(cast(ActingRequest, request))


def _to_sign_in(request: OpenRequest) -> HttpResponse:
    asked = {"next": _wanted(request), "why": request.session_ended or ""}
    words = urlencode({name: word for name, word in asked.items() if word})
    return _go(request, reverse("accounts:sign_in") + (f"?{words}" if words else ""))


def _wanted(request: OpenRequest) -> str:
    if request.htmx:
        return request.htmx.current_url_abs_path or ""
    return request.get_full_path() if request.method == "GET" else ""


def _gate(request: ActingRequest) -> HttpResponse | None:
    user = cast(User, request.user)
    if user.must_change_password:
        return _go(request, reverse("accounts:change_password"))
    if request.actor.role in PRIVILEGED_ROLES and user.totp_confirmed_at is None:
        return _go(request, reverse("accounts:totp"))
    return None


def _go(request: OpenRequest | ActingRequest, url: str) -> HttpResponse:
    return HttpResponseClientRedirect(url) if request.htmx else HttpResponseRedirect(url)
