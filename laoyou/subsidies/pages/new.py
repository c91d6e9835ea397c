"""A new claim: which subsidy, for whom, for which period."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from laoyou.acts.requests import ActingRequest
from laoyou.kernel.clock import local_date
from laoyou.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from laoyou.kernel.masking import mask_name
from laoyou.orgs import reads as orgs
from laoyou.people.reads import search
from laoyou.people.reads.reach import place_of as place_of_person
from laoyou.places import reads as places
from laoyou.policies import reads as policies
from laoyou.policies.reads import PublishedVersion
from laoyou.policies.types import DELIVERY_LABELS, PER_LABELS, SUBJECT_LABELS, Benefit, Subject
from laoyou.subsidies import forms, reads, verbs
from laoyou.subsidies.pages import showing, sight
from laoyou.subsidies.reads.laws import amount_of
from laoyou.subsidies.types import NewClaim, Whom

MOST_FOUND = 40
GET_OR_POST = ["GET", "POST"]


@dataclass(frozen=True, slots=True)
class Found:
    """Somebody who can be chosen, and the address that chooses him."""

    name: str
    place: str
    url: str


@require_GET
def choose(request: ActingRequest) -> HttpResponse:
    """The subsidies that can be claimed in the clerk's territory."""
    scope = sight.reach(request, "subsidies.file")
    today = local_date(request.now)
    offered = reads.laws.offered(reads.laws.territory_of(scope), today)
    return render(request, "subsidies/choose.html", {"offered": [_offer(one, request) for one in offered]})


@require_GET
def subjects(request: ActingRequest, benefit: str) -> HttpResponse:
    """For whom? Sites or organisations of the scope, found by name."""
    scope = sight.reach(request, "subsidies.file")
    law = _published(request, benefit)
    form = forms.Search(request.GET)
    form.is_valid()
    words = " ".join(form.cleaned_data.get("text", "").split())
    today = local_date(request.now)
    if law.document.body.subject is Subject.ORGANISATION:  # type: ignore[union-attr]
        asked = orgs.Filter(text=words)
        rows = orgs.organisations(scope, asked, today, size=MOST_FOUND).rows
        names = places.divisions(one.division for one in rows)
        found = [
            Found(one.name, names[one.division].full_name, _url("of_whole", benefit, one.id)) for one in rows
        ]
    else:
        found = _sites(orgs.sites(scope, today), words, benefit, law)
    some, more = found[:MOST_FOUND], len(found) > MOST_FOUND
    shown = {"law": _offer(law, request), "form": form, "found": some, "more": more}
    return render(request, "subsidies/subjects.html", shown)


@require_http_methods(GET_OR_POST)
def workers(request: ActingRequest, benefit: str, site_id: int) -> HttpResponse:
    """Who works there? The words are sent by POST: a number stands in no address."""
    sight.check_place(request, "subsidies.file", orgs.place_of_site(site_id))
    law = _published(request, benefit)
    form = forms.FindPerson(request.POST if request.method == "POST" else None)
    found: list[Found] | None = None
    if form.is_bound and form.is_valid():
        rows = search.find(form.cleaned_data["text"], sight.reach(request, "people.see")).rows
        names = places.divisions({one.home_division for one in rows})
        found = [
            Found(
                f"{mask_name(one.name)}（{one.birth_date.year if one.birth_date else '不详'} 年生）",
                names[one.home_division].full_name,
                reverse("subsidies:of_worker", args=[benefit, site_id, one.id]),
            )
            for one in rows
        ]
    status = sight.UNPROCESSABLE if form.errors else 200
    shown = {"law": _offer(law, request), "form": form, "found": found, "site": _site_name(site_id)}
    return render(request, "subsidies/workers.html", shown, status=status)


@require_http_methods(GET_OR_POST)
def of_site(request: ActingRequest, benefit: str, site_id: int) -> HttpResponse:
    organisation = orgs.place_of_site(site_id).organisation or 0
    sight.check_place(request, "subsidies.file", orgs.place_of_site(site_id))
    return _file(request, benefit, Whom(organisation, site_id), _site_name(site_id))


@require_http_methods(GET_OR_POST)
def of_whole(request: ActingRequest, benefit: str, organisation_id: int) -> HttpResponse:
    sight.check_place(request, "subsidies.file", orgs.place_of(organisation_id))
    (name,) = orgs.names([organisation_id]).values()
    return _file(request, benefit, Whom(organisation_id), name)


@require_http_methods(GET_OR_POST)
def of_worker(request: ActingRequest, benefit: str, site_id: int, person_id: int) -> HttpResponse:
    place = orgs.place_of_site(site_id)
    sight.check_place(request, "subsidies.file", place)
    sight.check_place(request, "people.see", place_of_person(person_id))
    whom = Whom(place.organisation or 0, site_id, person_id)
    name = reads.known.subject_of(Subject.STAFF, whom, local_date(request.now)).name
    return _file(request, benefit, whom, name)


def _file(request: ActingRequest, benefit: str, whom: Whom, name: str) -> HttpResponse:
    """Which period; then the draft is there, and its facts can be filled in."""
    today = local_date(request.now)
    law = _published(request, benefit)
    per = amount_of(law.document.body).per  # type: ignore[arg-type]
    choices = showing.choices_of(per, sight.years(today), today.year, today.month)
    form = forms.Period(request.POST if request.method == "POST" else None, periods=choices)
    if form.is_bound and form.is_valid():
        new = NewClaim(benefit, whom, form.cleaned_data["period"])
        try:
            claim_id = verbs.file(new, actor=request.actor, now=request.now)
        except (Conflict, Invalid, Forbidden, NotFound) as refused:
            form.add_error(None, refused.message)
        else:
            messages.success(request, "已建立草稿。请填写情况，提交后由另一位同事审批。")
            return redirect("subsidies:claim", claim_id)
    status = sight.UNPROCESSABLE if form.errors else 200
    shown = {"law": _offer(law, request), "form": form, "name": name}
    return render(request, "subsidies/period.html", shown, status=status)


def _sites(sites: Any, words: str, benefit: str, law: PublishedVersion) -> list[Found]:
    page = "workers" if law.document.body.subject is Subject.STAFF else "of_site"  # type: ignore[union-attr]
    fitting = [one for one in sites if words in reads.known.name_of(one)]
    names = places.divisions({one.division for one in fitting})
    return [
        Found(reads.known.name_of(one), names[one.division].full_name, _url(page, benefit, one.id))
        for one in fitting
    ]


def _published(request: ActingRequest, benefit: str) -> PublishedVersion:
    """A subsidy that can be claimed in the clerk's territory. Raises NotFound."""
    territory = reads.laws.territory_of(sight.reach(request, "subsidies.file"))
    offered = reads.laws.offered(territory, local_date(request.now))
    found = next((one for one in offered if one.document.code == benefit), None)
    if found is None:
        raise NotFound("这里没有这项补贴，请从列表重新选择。", "no_law")
    return found


def _offer(one: PublishedVersion, request: ActingRequest) -> dict[str, Any]:
    body = one.document.body
    assert isinstance(body, Benefit)
    return {
        "version_id": one.id,
        "code": one.document.code,
        "name": one.document.name,
        "summary": one.document.summary,
        "subject": SUBJECT_LABELS[body.subject],
        "per": PER_LABELS[amount_of(body).per],
        "delivery": DELIVERY_LABELS[body.delivery],
        "issuer": one.document.issuer.name,
        "evidence": "、".join(body.evidence),
        "demo": policies.is_demo(one.document, local_date(request.now)),
    }


def _url(page: str, benefit: str, number: int) -> str:
    return reverse(f"subsidies:{page}", args=[benefit, number])


def _site_name(site_id: int) -> str:
    (site,) = orgs.sites_of([site_id]).values()
    return reads.known.name_of(site)
