"""One organisation: what is known of it, and the acts by which it changes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from laoyou import acts
from laoyou.access import rules
from laoyou.access.types import Scope
from laoyou.acts.requests import ActingRequest
from laoyou.audit.types import Purpose
from laoyou.kernel.clock import local_date
from laoyou.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from laoyou.orgs import forms, reads, verbs
from laoyou.orgs.pages.lists import STANDING_SIGNS
from laoyou.orgs.types import (
    OFFICER_ROLE_LABELS,
    ORGANISATION_KIND_LABELS,
    REGISTRAR_LABELS,
    STANDING_LABELS,
    NewOrganisation,
    NewSite,
    OfficerRole,
    OrganisationKind,
    OrganisationRecord,
    Registrar,
    Standing,
)
from laoyou.places import reads as places

GET_OR_POST = ["GET", "POST"]


@require_GET
def organisation(request: ActingRequest, organisation_id: int) -> HttpResponse:
    return _page(request, organisation_id)


@require_POST
def reveal(request: ActingRequest, organisation_id: int, officer_id: int) -> HttpResponse:
    """Show an officer's phone, for a purpose; who asked and why is in the audit trail."""
    form = forms.Reveal(request.POST)
    if reads.organisation_of_officer(officer_id) != organisation_id:
        raise NotFound(_("没有这位负责人，请从机构页面重新进入。"), "officer")
    if not form.is_valid():
        return _page(request, organisation_id, reveal_error=_("请选择查看的用途。"), status=422)
    acts.read(
        "orgs.reveal",
        actor=request.actor,
        now=request.now,
        place=reads.place_of(organisation_id),
        purpose=Purpose(form.cleaned_data["purpose"]),
        kind="officer",
        id=officer_id,
    )
    return _page(request, organisation_id, revealed={officer_id: reads.phone_of(officer_id)})


@require_http_methods(GET_OR_POST)
def register(request: ActingRequest) -> HttpResponse:
    acts.check("orgs.register", actor=request.actor, now=request.now, place=None)
    form = forms.NewOrganisation(_posted(request), initial={"since": local_date(request.now)})

    def save() -> HttpResponse:
        made = verbs.register(
            _what_is_said(form, request),
            standing=Standing(form.cleaned_data["standing"]),
            since=form.cleaned_data["since"],
            actor=request.actor,
            now=request.now,
        )
        return _done(request, made, _("机构已登记。"))

    return _form_page(request, form, save, title=_("登记机构"), button=_("登记"), back=reverse("orgs:list"))


@require_http_methods(GET_OR_POST)
def change(request: ActingRequest, organisation_id: int) -> HttpResponse:
    known = _opened(request, organisation_id, "orgs.change")
    said = {
        "name": known.name,
        "kind": known.kind.value,
        "division": places.division(known.division).full_name,
        "credit_code": known.credit_code,
        "registrar": known.registrar.value if known.registrar else "",
    }
    form = forms.Organisation(_posted(request), initial=said)

    def save() -> HttpResponse:
        new = _what_is_said(form, request)
        verbs.change(organisation_id, new, actor=request.actor, now=request.now)
        return _done(request, organisation_id, _("已保存。"))

    return _form_page(request, form, save, title=_("修改机构"), known=known)


@require_http_methods(GET_OR_POST)
def set_standing(request: ActingRequest, organisation_id: int) -> HttpResponse:
    known = _opened(request, organisation_id, "orgs.set_standing")
    form = forms.ChangeStanding(_posted(request), initial={"since": local_date(request.now)})

    def save() -> HttpResponse:
        verbs.set_standing(
            organisation_id,
            standing=Standing(form.cleaned_data["standing"]),
            since=form.cleaned_data["since"],
            actor=request.actor,
            now=request.now,
        )
        return _done(request, organisation_id, _("状态已变更。"))

    return _form_page(request, form, save, title=_("变更状态"), known=known)


@require_http_methods(GET_OR_POST)
def add_site(request: ActingRequest, organisation_id: int) -> HttpResponse:
    known = _opened(request, organisation_id, "orgs.add_site")
    said = {
        "name": known.name,
        "division": places.division(known.division).full_name,
        "opened_on": local_date(request.now),
    }
    form = forms.NewSite(_posted(request), initial=said)

    def save() -> HttpResponse:
        asked = form.cleaned_data
        new = NewSite(
            name=asked["name"],
            division=_division(asked["division"], request),
            opened_on=asked["opened_on"],
            address=asked["address"],
            beds=asked["beds"] or 0,
            nursery_places=asked["nursery_places"] or 0,
        )
        verbs.add_site(organisation_id, new, actor=request.actor, now=request.now)
        return _done(request, organisation_id, _("站点已登记。"))

    return _form_page(request, form, save, title=_("登记站点"), known=known)


@require_http_methods(GET_OR_POST)
def close_site(request: ActingRequest, organisation_id: int, site_id: int) -> HttpResponse:
    known = _opened(request, organisation_id, "orgs.close_site")
    site = next((one for one in known.sites if one.id == site_id), None)
    if site is None:
        raise NotFound(_("没有这个站点，请从机构页面重新进入。"), "site")
    form = forms.CloseSite(_posted(request), initial={"last_day": local_date(request.now)})

    def save() -> HttpResponse:
        verbs.close_site(
            site_id, last_day=form.cleaned_data["last_day"], actor=request.actor, now=request.now
        )
        return _done(request, organisation_id, _("站点已登记关闭。"))

    return _form_page(request, form, save, title=_("关闭站点：%(name)s") % {"name": site.name}, known=known)


@require_http_methods(GET_OR_POST)
def appoint(request: ActingRequest, organisation_id: int) -> HttpResponse:
    known = _opened(request, organisation_id, "orgs.appoint")
    form = forms.Appoint(
        _posted(request), initial={"role": OfficerRole.DIRECTOR.value, "since": local_date(request.now)}
    )

    def save() -> HttpResponse:
        asked = form.cleaned_data
        verbs.appoint(
            organisation_id,
            role=OfficerRole(asked["role"]),
            name=asked["name"],
            phone=asked["phone"],
            since=asked["since"],
            actor=request.actor,
            now=request.now,
        )
        return _done(request, organisation_id, _("负责人已登记。"))

    return _form_page(request, form, save, title=_("登记负责人"), known=known)


def _page(
    request: ActingRequest,
    organisation_id: int,
    *,
    reveal_error: str = "",
    revealed: dict[int, str] | None = None,
    status: int = 200,
) -> HttpResponse:
    known = _opened(request, organisation_id, "orgs.see")
    place = reads.place_of(organisation_id)
    page = {
        "known": known,
        "kind": ORGANISATION_KIND_LABELS[known.kind],
        "registrar": REGISTRAR_LABELS[known.registrar] if known.registrar else "",
        "home": places.division(known.division).full_name,
        "sign": STANDING_SIGNS[known.standing] if known.standing else "unknown",
        "standing": STANDING_LABELS[known.standing] if known.standing else _("状态未登记"),
        "standings": [
            (one, STANDING_LABELS[one.standing], STANDING_SIGNS[one.standing]) for one in known.standings
        ],
        "officers": [
            (one, OFFICER_ROLE_LABELS[one.role], (revealed or {}).get(one.id, "")) for one in known.officers
        ],
        "may": {
            act.partition(".")[2] for act in rules.acts_for(request.actor, place) if act.startswith("orgs.")
        },
        "purposes": [forms.CHOOSE, *forms.PURPOSES],
        "reveal_error": reveal_error,
    }
    return render(request, "orgs/organisation.html", page, status=status)


def _opened(request: ActingRequest, organisation_id: int, act: str) -> OrganisationRecord:
    """The organisation, for an act; a neighbour's is refused, and that is logged."""
    acts.check(act, actor=request.actor, now=request.now, place=reads.place_of(organisation_id))
    return reads.organisation(organisation_id, request.actor.scope, local_date(request.now))


def _form_page(
    request: ActingRequest,
    form: django_forms.Form,
    save: Callable[[], HttpResponse],
    *,
    title: str,
    button: str = "",
    known: OrganisationRecord | None = None,
    back: str = "",
) -> HttpResponse:
    """Ask, and ask again with what is wrong, until it can be saved."""
    if request.method == "POST" and form.is_valid():
        try:
            return save()
        except (Conflict, Forbidden, Invalid, NotFound) as refused:
            field = getattr(refused, "field", None)
            form.add_error(field if field in form.fields else None, refused.message)
    page = {
        "form": form,
        "title": title,
        "button": button or _("保存"),
        "known": known,
        "back": back or reverse("orgs:organisation", args=[known.id if known else 0]),
    }
    return render(request, "orgs/form.html", page, status=422 if form.errors else 200)


def _posted(request: ActingRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _what_is_said(form: django_forms.Form, request: ActingRequest) -> NewOrganisation:
    asked = form.cleaned_data
    return NewOrganisation(
        kind=OrganisationKind(asked["kind"]),
        name=asked["name"],
        division=_division(asked["division"], request),
        credit_code=asked["credit_code"],
        registrar=Registrar(asked["registrar"]) if asked["registrar"] else None,
    )


def _division(text: str, request: ActingRequest) -> str:
    """The one division that the words mean; the door then asks whether the actor may write there."""
    own = request.actor.scope
    found = places.meant(text, own) or places.meant(text, Scope.everything())
    if len(found) == 1:
        return found[0].code
    if not found:
        raise Invalid(_("没有找到这个区划，请写全名或 12 位代码。"), "division", "division")
    named = "、".join(one.full_name for one in found[:5])
    raise Invalid(_("有几个同名的区划：%(named)s。请写全名。") % {"named": named}, "division", "division")


def _done(request: ActingRequest, organisation_id: int, words: str) -> HttpResponse:
    messages.success(request, words)
    return redirect("orgs:organisation", organisation_id)
