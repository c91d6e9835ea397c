"""The pages of subsidies, and what they and the frame of every page link to."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [
    path("", include("laoyou.accounts.urls")),
    path("", include("laoyou.web.urls")),
    path("", include("laoyou.orgs.urls")),
    path("", include("laoyou.policies.urls")),
    path("", include("laoyou.benefits.urls")),
    path("", include("laoyou.payments.urls")),
    path("", include("laoyou.subsidies.urls")),
]
