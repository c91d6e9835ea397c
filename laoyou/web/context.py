"""What every template may know of the reader's choice of look."""

from __future__ import annotations

from django.http import HttpRequest

from laoyou.web.types import Density, Look, Theme


def look(request: HttpRequest) -> dict[str, Look]:
    """Context processor: `look.density` and `look.theme` from the cookies, empty when absent or unknown."""
    return {"look": look_of(request.COOKIES.get("density", ""), request.COOKIES.get("theme", ""))}


def look_of(density: str, theme: str) -> Look:
    """Only known words pass; anything else counts as no choice."""
    return Look(
        density=density if density in frozenset(Density) else "",
        theme=theme if theme in frozenset(Theme) else "",
    )
