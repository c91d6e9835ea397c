"""A request as a page sees it: with the actor and the instant that the page hands to its verb."""

from __future__ import annotations

from datetime import datetime
from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from laoyou.access.types import Actor

NO_ADDRESS = "0.0.0.0"


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
