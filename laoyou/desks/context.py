"""The five verbs as navigation: those that have a page, and how much waits there for the reader."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse

from laoyou.access import rules
from laoyou.access.types import Actor
from laoyou.desks import waiting
from laoyou.web.types import NavItem


@dataclass(frozen=True, slots=True)
class _Verb:
    """One of the five: its page for who may do one of `acts`; `under` are the paths that belong to it."""

    key: str
    char: str
    label: str
    page: str
    acts: tuple[str, ...]
    under: tuple[str, ...]


VERBS = (
    _Verb(
        "know",
        "知",
        "人与地",
        "people",
        ("people.see",),
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
    _Verb("decide", "定", "政策待遇", "policies:library", ("policies.see_drafts",), ("/policies/",)),
    _Verb("prove", "验", "账与标", "ledger:accounts", ("ledger.see",), ("/ledger/", "/payments/", "/audit/")),
)


def navigation(request: HttpRequest) -> dict[str, tuple[NavItem, ...] | bool]:
    """Context processor: `nav` for the rail, `may_search` for the search above every page.

    A verb without a page for this reader is left out.
    """
    actor: Actor | None = getattr(request, "actor", None)
    if actor is None:
        return {"nav": (), "may_search": False}
    return {
        "nav": tuple(_item(verb, actor, request.path) for verb in VERBS if _open_to(verb, actor)),
        "may_search": rules.may(actor, "people.see"),
    }


def _open_to(verb: _Verb, actor: Actor) -> bool:
    return any(rules.may(actor, act) for act in verb.acts)


def _item(verb: _Verb, actor: Actor, path: str) -> NavItem:
    return NavItem(
        key=verb.key,
        char=verb.char,
        label=verb.label,
        url=reverse(verb.page),
        waiting=waiting.total(actor) if verb.key == "know" else 0,
        current=path.startswith(verb.under),
    )
