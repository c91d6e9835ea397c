"""A request as a page sees it: with the actor and the instant that the page hands to its verb."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from laoyou.access.types import Actor, Place
from laoyou.acts.door import check
from laoyou.kernel.errors import NotFound

NO_ADDRESS = "0.0.0.0"
A_CODE = re.compile(r"[0-9]{12}")


class OpenRequest(HttpRequest):
    """A request to a page that is open to all: `actor` is None for people who have not signed in.

    `session_ended` says in a word why a session that was there is no more.
    """

    actor: Actor | None
    now: datetime
    session_ended: str | None
    htmx: HtmxDetails


class ActingRequest(HttpRequest):
    """A request to any other page: somebody has signed in and acts."""

    actor: Actor
    now: datetime
    htmx: HtmxDetails


def division_asked(request: ActingRequest, act: str, known: Callable[[str], object]) -> str:
    """The division that an address narrows a list to (`?division=`), "" without one; `known` raises NotFound
    for a code that is none. Forbidden, logged, when it is a neighbour's.
    """
    code = request.GET.get("division", "")
    if code and not A_CODE.fullmatch(code):
        raise NotFound("没有这个区划，请重新选择。", "division")
    if code:
        check(act, actor=request.actor, now=request.now, place=Place((code,)))
        known(code)
    return code


def address_of(request: OpenRequest) -> str:
    """Behind the HTTPS proxy that the installation names, the last address is the one that the proxy saw."""
    forwarded = ""
    if settings.SECURE_PROXY_SSL_HEADER:
        forwarded = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
    for candidate in (forwarded, request.META.get("REMOTE_ADDR", "")):
        try:
            return str(ip_address(candidate))
        except ValueError:
            continue
    return NO_ADDRESS
