"""The five verbs as navigation: those that have a page, and how much waits there for the reader."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse

from laoyou.access import rules
from laoyou.access.types import Actor
from laoyou.desks import waiting
from laoyou.desks.waiting import Todo
from laoyou.kernel.clock import local_date
from laoyou.web.types import NavItem


@dataclass(frozen=True, slots=True)
class _Verb:
    """One of the five: `doors` are acts with their page, of which a reader gets the first that he may;
    `under` are the paths that belong to it.
    """

    key: str
    char: str
    label: str
    doors: tuple[tuple[str, str], ...]
    under: tuple[str, ...]


VERBS = (
    _Verb(
        "know",
        "知",
        "人与地",
        (("people.see", "people"),),
        (
            "/home/",
            "/people/",
            "/households/",
            "/divisions/",
            "/map/",
            "/orgs/",
            "/search/",
            "/merges/",
            "/intake/",
            "/assessments/",
        ),
    ),
    _Verb(
        "decide",
        "定",
        "政策待遇",
        (("benefits.see", "benefits:list"), ("policies.see_drafts", "policies:library")),
        ("/benefits/", "/policies/", "/notices/", "/applications/", "/appeals/", "/subsidies/"),
    ),
    _Verb(
        "prove",
        "验",
        "账与标",
        (("ledger.see", "ledger:accounts"),),
        ("/ledger/", "/payments/", "/audit/"),
    ),
)


def navigation(request: HttpRequest) -> dict[str, tuple[NavItem, ...] | bool]:
    """Context processor: `nav` for the rail, `may_search` for the search above every page.

    A verb without a page for this reader is left out.
    """
    actor: Actor | None = getattr(request, "actor", None)
    if actor is None:
        return {"nav": (), "may_search": False}
    todos = waiting.todos(actor, local_date(request.now))  # type: ignore[attr-defined]
    return {
        "nav": tuple(
            _item(verb, page, todos, request.path) for verb in VERBS if (page := _page(verb, actor))
        ),
        "may_search": rules.may(actor, "people.see"),
    }


def _page(verb: _Verb, actor: Actor) -> str | None:
    """The page by which this reader enters, None where he has no part."""
    return next((page for act, page in verb.doors if rules.may(actor, act)), None)


def _item(verb: _Verb, page: str, todos: tuple[Todo, ...], path: str) -> NavItem:
    return NavItem(
        key=verb.key,
        char=verb.char,
        label=verb.label,
        url=reverse(page),
        waiting=sum(todo.count for todo in todos if todo.verb == verb.key),
        current=path.startswith(verb.under),
    )
