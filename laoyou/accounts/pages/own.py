"""One's own account: password, second factor, identities, the last sign-ins."""

from __future__ import annotations

from typing import cast

import segno
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from laoyou.access.types import PRIVILEGED_ROLES, ROLE_LABELS, Scope
from laoyou.accounts import context, forms, labels, reads, sessions, verbs
from laoyou.accounts.core import totp as one_time
from laoyou.accounts.models import User
from laoyou.acts.requests import ActingRequest
from laoyou.audit import reads as audit
from laoyou.kernel.clock import local_date
from laoyou.kernel.errors import Invalid
from laoyou.web.doors import before_gates

LATEST = 10
GROUP = 4
LONGEST_ID = 18


@require_GET
def account(request: ActingRequest) -> HttpResponse:
    """Who I am here, as what, and when I came in."""
    user_id = cast(int, request.actor.user_id)
    asked = audit.Filter(user_id=user_id, act="accounts.sign_in")
    today = local_date(request.now)
    page = {
        "person": reads.user(user_id, on=today),
        "identities": [
            {"label": labels.label(one.scope), "role": ROLE_LABELS[one.role], "until": one.until}
            for one in reads.grants_of(user_id, on=today)
        ],
        "sign_ins": audit.entries(Scope.everything(), asked, size=LATEST).rows,
        "privileged": request.actor.role in PRIVILEGED_ROLES,
    }
    return render(request, "accounts/account.html", page)


@before_gates
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def change_password(request: ActingRequest) -> HttpResponse:
    user = cast(User, request.user)
    form = forms.ChangePassword(request.POST if request.method == "POST" else None)
    if form.is_valid():
        asked = form.cleaned_data
        try:
            verbs.change_own_password(
                old=asked["old"], new=asked["new"], actor=request.actor, now=request.now
            )
        except Invalid as wrong:
            form.add_error(wrong.field, wrong.message)
        else:
            user.refresh_from_db()
            update_session_auth_hash(request, user)
            messages.success(request, _("密码已改好，您在别处的登录都已退出。"))
            return redirect("accounts:account")
    page = {"form": form, "must": user.must_change_password}
    return render(request, "accounts/change_password.html", page, status=422 if form.errors else 200)


@before_gates
@require_http_methods(["GET", "POST"])
def totp(request: ActingRequest) -> HttpResponse:
    """Bind a second factor: draw a secret, show it, take the first code."""
    if request.method == "POST" and "code" not in request.POST:
        verbs.enrol_totp(actor=request.actor, now=request.now)
        return redirect("accounts:totp")
    form = forms.Code(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            verbs.confirm_totp(form.cleaned_data["code"], actor=request.actor, now=request.now)
        except Invalid as wrong:
            form.add_error("code", wrong.message)
        else:
            messages.success(request, _("动态口令已绑定，下次登录时要用它。"))
            return redirect("accounts:account")
    return render(
        request, "accounts/totp.html", _enrolment(request, form), status=422 if form.errors else 200
    )


def _enrolment(request: ActingRequest, form: forms.Code) -> dict[str, object]:
    user = cast(User, request.user)
    secret = reads.pending_totp(user.id)
    page: dict[str, object] = {
        "form": form,
        "bound": user.totp_confirmed_at is not None,
        "must": request.actor.role in PRIVILEGED_ROLES,
        "groups": "",
        "picture": "",
    }
    if secret is not None:
        page["groups"] = " ".join(secret[start : start + GROUP] for start in range(0, len(secret), GROUP))
        page["picture"] = segno.make(one_time.address(secret, user.username)).svg_data_uri(scale=5)
    return page


@before_gates
@require_POST
def act_for(request: ActingRequest) -> HttpResponse:
    """Take on another of my identities, and go on where I was, or home when I may not see that any more."""
    chosen = request.POST.get("grant", "")
    grant_id = int(chosen) if chosen.isascii() and chosen.isdecimal() and len(chosen) <= LONGEST_ID else 0
    verbs.act_for(grant_id, actor=request.actor, now=request.now)
    sessions.act_as(request, grant_id)
    grant = next(
        one
        for one in reads.grants_of(cast(int, request.actor.user_id), on=local_date(request.now))
        if one.id == grant_id
    )
    messages.info(request, _("您现在的身份是：%(identity)s") % {"identity": context.said(grant)})
    target = request.POST.get("next", "")
    ours = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    return HttpResponseRedirect(target if ours else resolve_url("accounts:account"))
