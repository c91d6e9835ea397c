"""Every page of the program."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("laoyou.web.urls")),
    path("", include("laoyou.accounts.urls")),
    path("", include("laoyou.ledger.urls")),
    path("", include("laoyou.orgs.urls")),
    path("", include("laoyou.payments.urls")),
    path("", include("laoyou.people.urls")),
    path("", include("laoyou.policies.urls")),
    path("", include("laoyou.assessment.urls")),
    path("", include("laoyou.notices.urls")),
    path("", include("laoyou.benefits.urls")),
    path("", include("laoyou.family.urls")),
    path("", include("laoyou.applications.urls")),
    path("", include("laoyou.subsidies.urls")),
    path("", include("laoyou.desks.urls")),
]
