"""The reader's choice of look, and the style page."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from laoyou.web.context import look_of
from laoyou.web.doors import open_to_all
from laoyou.web.kit import KIT, KitForm

ONE_YEAR = 365 * 24 * 3600
COOKIES = ("density", "theme")


@open_to_all
@require_POST
def choose_look(request: HttpRequest) -> HttpResponse:
    """Remember the density or theme that was asked for (an unknown or empty one forgets it), and go back."""
    target = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure()):
        target = "/"
    chosen = look_of(request.POST.get("density", ""), request.POST.get("theme", ""))
    answer = HttpResponseRedirect(target)
    for name in COOKIES:
        if name in request.POST:
            _remember(answer, name, getattr(chosen, name), secure=request.is_secure())
    return answer


def _remember(answer: HttpResponse, name: str, value: str, *, secure: bool) -> None:
    if value:
        answer.set_cookie(name, value, max_age=ONE_YEAR, samesite="Lax", secure=secure)
    else:
        answer.delete_cookie(name, samesite="Lax")


@open_to_all
@require_GET
def kit(request: HttpRequest) -> HttpResponse:
    """Every component, in the look asked for: `?density=elder&theme=dark`. Strangers see it in DEBUG only."""
    user = getattr(request, "user", None)
    if not settings.DEBUG and not (user is not None and user.is_authenticated):
        raise Http404
    asked = look_of(request.GET.get("density", ""), request.GET.get("theme", ""))
    wrong = KitForm({"name": "", "purpose": "", "number": "230502194305121043"})
    return render(request, "web/kit.html", {**KIT, "look": asked, "form": KitForm(), "wrong": wrong})
