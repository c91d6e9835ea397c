"""The public front: for an 86-year-old and for a daughter 800 km away; nobody signs in to read it."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from laoyou.acts.requests import OpenRequest
from laoyou.kernel.clock import local_date
from laoyou.web.doors import open_to_all

WEEKDAYS = "一二三四五六日"


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
        Way("找养老机构", "住的地方：床位、地址", f"{facilities}?kind=home"),
        Way("找服务站点", "家门口的吃饭、日间照料", f"{facilities}?kind=station"),
        Way("找托育机构", "三岁以下的孩子", f"{facilities}?kind=nursery"),
    )
