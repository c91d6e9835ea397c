"""Coming in and going out."""

from __future__ import annotations

from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render, resolve_url
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from laoyou.access.types import Actor
from laoyou.accounts import forms, reads, sessions, verbs
from laoyou.acts.requests import ActingRequest, OpenRequest, address_of
from laoyou.kernel.clock import local_date
from laoyou.kernel.errors import Forbidden, Invalid
from laoyou.web.doors import before_gates, open_to_all

PENDING, PENDING_SINCE = "pending_user", "pending_since"
PENDING_SECONDS = 300
AT_THE_DOOR = Actor.system("登录页")


@open_to_all
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def sign_in(request: OpenRequest) -> HttpResponse:
    """Name and password; the second factor follows on its own page."""
    if request.actor is not None:
        return HttpResponseRedirect(_next(request))
    form = forms.SignIn(request.POST if request.method == "POST" else None)
    if form.is_valid():
        answer = _with_password(request, form)
        if answer is not None:
            return answer
    words = sessions.ENDED_WORDS.get(request.GET.get("why", "")) if not form.is_bound else None
    context = {"form": form, "ended": words, "next": _asked(request)}
    return render(request, "accounts/sign_in.html", context, status=422 if form.errors else 200)


@open_to_all
@never_cache
@require_http_methods(["GET", "POST"])
def code(request: OpenRequest) -> HttpResponse:
    """The second factor of somebody whose password was right a moment ago."""
    user_id = _pending(request)
    if user_id is None:
        return redirect("accounts:sign_in")
    form = forms.Code(request.POST if request.method == "POST" else None)
    if form.is_valid():
        answer = _admit(request, user_id, form.cleaned_data["code"], form)
        if answer is not None:
            return answer
    context = {"form": form, "next": _asked(request)}
    return render(request, "accounts/code.html", context, status=422 if form.errors else 200)


@before_gates
@require_POST
def sign_out(request: ActingRequest) -> HttpResponse:
    verbs.sign_out(actor=request.actor, now=request.now)
    logout(request)
    return redirect("accounts:sign_in")


def _with_password(request: OpenRequest, form: forms.SignIn) -> HttpResponse | None:
    """Where somebody goes whose name and password were typed; None to stay, with the form's words."""
    username, password = form.cleaned_data["username"], form.cleaned_data["password"]
    if reads.address_is_locked(address_of(request), now=request.now):
        form.add_error(None, _("从这里登录失败的次数太多，请 15 分钟后再试，或请系统管理员帮忙。"))
        return None
    user_id = reads.holder(username, password)
    if user_id is None:
        _failed(request, reads.user_id_of(username))
        form.add_error(None, verbs.SIGN_IN_REFUSED)
        return None
    if reads.has_totp(user_id) and not reads.is_locked(user_id, now=request.now):
        request.session[PENDING], request.session[PENDING_SINCE] = user_id, request.now.timestamp()
        request.session.cycle_key()
        return _on_to(request, "accounts:code")
    return _admit(request, user_id, "", form)


def _admit(
    request: OpenRequest, user_id: int, code: str, form: forms.SignIn | forms.Code
) -> HttpResponse | None:
    found = reads.identity(user_id, None, on=local_date(request.now))
    if found is None:
        form.add_error(None, _("这个账号现在没有任何身份，请联系本级系统管理员授予。"))
        return None
    grant_id, actor = found
    try:
        verbs.sign_in(user_id, code=code, actor=actor, now=request.now)
    except (Forbidden, Invalid) as refused:
        if isinstance(refused, Invalid):
            _failed(request, user_id)
        form.add_error(None, verbs.SIGN_IN_REFUSED)
        return None
    target = _next(request)
    request.session.pop(PENDING, None)
    request.session.pop(PENDING_SINCE, None)
    sessions.begin(request, user_id, grant_id, request.now)
    return HttpResponseRedirect(target)


def _failed(request: OpenRequest, user_id: int | None) -> None:
    verbs.fail_sign_in(user_id, address=address_of(request), actor=AT_THE_DOOR, now=request.now)


def _pending(request: OpenRequest) -> int | None:
    since = request.session.get(PENDING_SINCE, 0)
    user_id: int | None = request.session.get(PENDING)
    return user_id if request.now.timestamp() - since <= PENDING_SECONDS else None


def _asked(request: OpenRequest) -> str:
    """The page that was wanted before signing in, if it is one of ours."""
    wanted = request.POST.get("next") or request.GET.get("next", "")
    ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if ours else ""


def _next(request: OpenRequest) -> str:
    return _asked(request) or resolve_url(settings.LOGIN_REDIRECT_URL)


def _on_to(request: OpenRequest, name: str) -> HttpResponse:
    wanted = _asked(request)
    return HttpResponseRedirect(reverse(name) + (f"?{urlencode({'next': wanted})}" if wanted else ""))
