"""A request as a page sees it: with the actor and the instant that the page hands to its verb."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from laoyou.access.types import Actor


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
