"""The pages of applications, and what they and the frame of every page link to."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [
    path("", include("laoyou.accounts.urls")),
    path("", include("laoyou.web.urls")),
    path("", include("laoyou.policies.urls")),
    path("", include("laoyou.benefits.urls")),
    path("", include("laoyou.notices.urls")),
    path("", include("laoyou.applications.urls")),
]
