"""Terms and days in few words, for the tests of what is due."""

from __future__ import annotations

from datetime import date

from laoyou.benefits.types import Held, Terms
from laoyou.kernel.spans import DateSpan
from laoyou.policies.types import Per, Proration


def terms(
    fen: int, per: Per = Per.MONTH, proration: Proration = Proration.NONE, *, version: int = 1
) -> Terms:
    """Terms of the text that bears the number of the version."""
    return Terms(version, f"text {version}", per, proration, fen)


def span(first: str, last: str | None = None) -> DateSpan:
    return DateSpan(date.fromisoformat(first), date.fromisoformat(last) if last else None)


def held(first: str, last: str | None, on: Terms) -> Held:
    return Held(span(first, last), on)
