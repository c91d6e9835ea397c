"""How a page says for whom it is open. Every page that says nothing is closed (accounts.middleware)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django.http import HttpResponseBase

Page = TypeVar("Page", bound=Callable[..., HttpResponseBase])


def open_to_all(page: Page) -> Page:
    """Open to people who have not signed in: the public front, the sign-in itself."""
    marked: Any = page
    marked.open_to_all = True
    return page


def before_gates(page: Page) -> Page:
    """Open to signed-in people who must first change a password or bind a second factor, for just that."""
    marked: Any = page
    marked.before_gates = True
    return page
