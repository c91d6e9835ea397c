"""User administration: whom I administer, what they may do, and the small mishaps of every day."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from laoyou import acts
from laoyou.access import rules
from laoyou.access.types import ROLE_LABELS, Role, Scope
from laoyou.accounts import forms, labels, reads, verbs
from laoyou.accounts.types import GrantRecord, UserRecord
from laoyou.acts.requests import ActingRequest
from laoyou.kernel.clock import local_date
from laoyou.kernel.errors import Conflict, Forbidden, Invalid
from laoyou.web.types import Link


@require_GET
def users(request: ActingRequest) -> HttpResponse:
    reach = rules.reach(request.actor, "accounts.see_users")
    form = forms.FindUsers(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    today = local_date(request.now)
    found = reads.users(
        reach, reads.Filter(**asked), now=request.now, on=today, cursor=request.GET.get("page")
    )
    page = {
        "form": form,
        "rows": [_row(one, request) for one in found.rows],
        "next": _page_url(request, found.next),
        "previous": _page_url(request, found.previous),
        "chips": [
            Link(_chip(form, name, value), _without(request, name)) for name, value in asked.items() if value
        ],
        "place": labels.label(reach),
    }
    return render(request, "accounts/users.html", page)


@require_http_methods(["GET", "POST"])
def new_user(request: ActingRequest) -> HttpResponse:
    """A new user; the first password is shown once, on the answer itself."""
    rules.reach(request.actor, "accounts.create_user")
    form = forms.NewUser(request.POST if request.method == "POST" else None)
    if form.is_valid():
        asked = form.cleaned_data
        try:
            made = verbs.create_user(
                asked["username"],
                name=asked["name"],
                role=Role(asked["role"]),
                scope=_scope(asked["division"], request),
                until=asked["until"],
                actor=request.actor,
                now=request.now,
            )
        except (Conflict, Invalid, Forbidden) as refused:
            form.add_error(getattr(refused, "field", None), refused.message)
        else:
            return _show_password(request, made.id, made.password)
    return render(request, "accounts/new_user.html", {"form": form}, status=422 if form.errors else 200)


@require_GET
def user(request: ActingRequest, user_id: int) -> HttpResponse:
    return _user_page(request, user_id)


@require_POST
def change(request: ActingRequest, user_id: int) -> HttpResponse:
    """Rename, or close or reopen the account."""
    wanted: dict[str, Any] = {}
    if "active" in request.POST:
        wanted["is_active"] = request.POST["active"] == "yes"
    else:
        form = forms.Rename(request.POST)
        if not form.is_valid():
            return _user_page(request, user_id, rename=form, status=422)
        wanted["name"] = form.cleaned_data["name"]
    verbs.change_user(user_id, **wanted, actor=request.actor, now=request.now)
    return _done(request, user_id, _("已保存。"))


@require_POST
def set_password(request: ActingRequest, user_id: int) -> HttpResponse:
    password = verbs.set_password(user_id, actor=request.actor, now=request.now)
    return _show_password(request, user_id, password)


@require_POST
def grant(request: ActingRequest, user_id: int) -> HttpResponse:
    form = forms.GiveIdentity(request.POST)
    if not form.is_valid():
        return _user_page(request, user_id, give=form, status=422)
    asked = form.cleaned_data
    try:
        verbs.grant(
            user_id,
            role=Role(asked["role"]),
            scope=_scope(asked["division"], request),
            until=asked["until"],
            actor=request.actor,
            now=request.now,
        )
    except (Conflict, Invalid) as refused:
        form.add_error(getattr(refused, "field", None), refused.message)
        return _user_page(request, user_id, give=form, status=422)
    return _done(request, user_id, _("身份已授予，对方下次登录或切换身份时可用。"))


@require_POST
def revoke(request: ActingRequest, user_id: int, grant_id: int) -> HttpResponse:
    verbs.revoke(user_id, grant_id=grant_id, actor=request.actor, now=request.now)
    return _done(request, user_id, _("身份已收回，立即生效。"))


@require_POST
def unlock(request: ActingRequest, user_id: int) -> HttpResponse:
    verbs.unlock(user_id, actor=request.actor, now=request.now)
    return _done(request, user_id, _("已解除锁定，现在就可以再登录。"))


@require_POST
def reset_totp(request: ActingRequest, user_id: int) -> HttpResponse:
    verbs.reset_totp(user_id, actor=request.actor, now=request.now)
    return _done(request, user_id, _("动态口令已重置，对方登录后需要重新绑定。"))


def _user_page(
    request: ActingRequest,
    user_id: int,
    *,
    rename: forms.Rename | None = None,
    give: forms.GiveIdentity | None = None,
    status: int = 200,
) -> HttpResponse:
    place = reads.place_of(user_id)
    acts.check("accounts.see_users", actor=request.actor, now=request.now, place=place)
    person = reads.user(user_id, on=local_date(request.now))
    page = {
        **_row(person, request),
        "own": user_id == request.actor.user_id,
        "give": give or forms.GiveIdentity(),
        "rename": rename or forms.Rename({"name": person.name}),
        "grants": [_identity(one, local_date(request.now)) for one in person.grants],
    }
    return render(request, "accounts/user.html", page, status=status)


def _show_password(request: ActingRequest, user_id: int, password: str) -> HttpResponse:
    person = reads.user(user_id, on=local_date(request.now))
    return render(request, "accounts/password_once.html", {"person": person, "password": password})


def _done(request: ActingRequest, user_id: int, words: str) -> HttpResponse:
    messages.success(request, words)
    return redirect("accounts:user", user_id)


def _scope(division: str, request: ActingRequest) -> Scope:
    if not division:
        return request.actor.scope
    scope = Scope.division(division)
    if not labels.knows(scope):
        raise Invalid("没有这个区划，请核对代码。", "no_division", "division")
    return scope


def _row(person: UserRecord, request: ActingRequest) -> dict[str, object]:
    locked = person.locked_until is not None and person.locked_until > request.now
    return {
        "person": person,
        "home": labels.label(person.home),
        "roles": "、".join(dict.fromkeys(ROLE_LABELS[one.role] for one in person.grants)),
        "locked": locked,
    }


def _identity(grant: GrantRecord, today: date) -> dict[str, object]:
    return {
        "id": grant.id,
        "role": ROLE_LABELS[grant.role],
        "label": labels.label(grant.scope),
        "since": grant.since,
        "until": grant.until,
        "coming": grant.since > today,
    }


def _chip(form: forms.FindUsers, name: str, value: str) -> str:
    choices = dict(getattr(form.fields[name], "choices", ()))
    return f"{form.fields[name].label}：{choices.get(value, value)}"


def _without(request: ActingRequest, *names: str) -> str:
    asked = request.GET.copy()
    for name in (*names, "page"):
        asked.pop(name, None)
    return f"?{asked.urlencode()}"


def _page_url(request: ActingRequest, cursor: str | None) -> str:
    if cursor is None:
        return ""
    asked = request.GET.copy()
    asked["page"] = cursor
    return f"?{asked.urlencode()}"
