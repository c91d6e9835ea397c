"""The public front: for an 86-year-old and for a daughter 800 km away; nobody signs in to read it."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from laoyou.access.types import Scope
from laoyou.acts.requests import OpenRequest
from laoyou.kernel.clock import local_date
from laoyou.kernel.errors import NotFound
from laoyou.orgs import reads as orgs
from laoyou.orgs.types import ORGANISATION_KIND_LABELS, OrganisationKind, SiteRecord
from laoyou.places import reads as places
from laoyou.places.types import DivisionRecord, Level
from laoyou.web.doors import open_to_all

WEEKDAYS = "一二三四五六日"
PUBLIC_KINDS = (
    OrganisationKind.HOME,
    OrganisationKind.STATION,
    OrganisationKind.NURSERY,
    OrganisationKind.HOSPITAL,
    OrganisationKind.MEAL_SITE,
)


@dataclass(frozen=True, slots=True)
class Way:
    """One thing to do from the front page: big words, small words, and where it leads."""

    title: str
    words: str
    url: str
    kind: str = "quiet"


@open_to_all
@require_GET
def front(request: OpenRequest) -> HttpResponse:
    """Where everybody comes first. Who has signed in goes on to the own desk."""
    if request.actor is not None and "public" not in request.GET:
        return HttpResponseRedirect(reverse("home"))
    today = local_date(request.now)
    context = {
        "today": f"{today.month}月{today.day}日 星期{WEEKDAYS[today.weekday()]}",
        "ways": _ways(),
        "signed_in": request.actor is not None,
    }
    return render(request, "desks/front.html", context)


def _ways() -> tuple[Way, ...]:
    facilities = reverse("facilities")
    return (
        Way("急救打 120", "突然不舒服、摔倒、失火，先打电话", "tel:120", "danger"),
        Way("问事打 12345", "养老、托育、补贴，政务热线都能问", "tel:12345", "primary"),
        Way("看政策待遇", "有哪些补贴，给谁、给多少", reverse("policies:library")),
        Way("找养老机构", "住的地方：床位、地址", f"{facilities}?kind=home"),
        Way("找服务站点", "家门口的吃饭、日间照料", f"{facilities}?kind=station"),
        Way("找托育机构", "三岁以下的孩子", f"{facilities}?kind=nursery"),
    )


@dataclass(frozen=True, slots=True)
class Facility:
    """A facility as anybody may see it: no person's name, no private phone."""

    name: str
    place: str
    address: str
    beds: int
    nursery_places: int


@open_to_all
@require_GET
def facilities(request: OpenRequest) -> HttpResponse:
    """Homes, stations and nurseries of one kind: first the counties to choose from, then the list of one."""
    kind = _kind(request.GET.get("kind", ""))
    today = local_date(request.now)
    code = request.GET.get("division", "")
    chosen = places.division(code) if code else None
    scope = Scope.division(code) if code else Scope.everything()
    sites = orgs.sites(scope, today, kind)
    context = {
        "kind": kind.value,
        "kinds": tuple((one.value, ORGANISATION_KIND_LABELS[one]) for one in PUBLIC_KINDS),
        "title": ORGANISATION_KIND_LABELS[kind],
        "chosen": chosen,
        "counties": () if chosen else _counties(sites),
        "facilities": _facilities(sites) if chosen else (),
        "count": len(sites),
    }
    return render(request, "desks/facilities.html", context)


def _kind(word: str) -> OrganisationKind:
    if word not in {kind.value for kind in PUBLIC_KINDS}:
        raise NotFound("没有这一类机构，请回到首页重新选择。", "kind")
    return OrganisationKind(word)


def _counties(sites: tuple[SiteRecord, ...]) -> tuple[tuple[DivisionRecord, int], ...]:
    """The counties that have any, with how many."""
    counted: dict[str, int] = {}
    for site in sites:
        code = f"{site.division[:6]}000000"
        counted[code] = counted.get(code, 0) + 1
    found = places.divisions(counted)
    return tuple((found[code], counted[code]) for code in sorted(found) if found[code].level is Level.COUNTY)


def _facilities(sites: tuple[SiteRecord, ...]) -> tuple[Facility, ...]:
    found = places.divisions(site.division for site in sites)
    return tuple(
        Facility(
            name=site.organisation,
            place=found[site.division].full_name,
            address=site.address.text if site.address else "",
            beds=site.beds,
            nursery_places=site.nursery_places,
        )
        for site in sites
    )
