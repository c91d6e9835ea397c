"""The pages of the books alone, and what the frame of every page links to."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [
    path("", include("laoyou.accounts.urls")),
    path("", include("laoyou.web.urls")),
    path("", include("laoyou.ledger.urls")),
]
