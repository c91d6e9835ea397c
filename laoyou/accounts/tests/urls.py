"""The pages of accounts, and three samples: a home, a closed page and one that is open to all."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from laoyou.acts.requests import ActingRequest
from laoyou.web.doors import open_to_all


def closed(request: ActingRequest) -> HttpResponse:
    return HttpResponse(f"{request.actor.name}|{request.actor.scope}|{request.now.isoformat()}")


@open_to_all
def public(request: HttpRequest) -> HttpResponse:
    return HttpResponse("everybody")


urlpatterns = [
    path("", include("laoyou.accounts.urls")),
    path("", include("laoyou.web.urls")),
    path("home/", closed, name="home"),
    path("closed/", closed, name="closed"),
    path("public/", public, name="public"),
]
