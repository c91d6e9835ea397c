"""What waits: results that are due, disputes, sheets to be concluded, one's own drafts; and the scales."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from laoyou.access.types import Role, Scope
from laoyou.acts.requests import ActingRequest
from laoyou.assessment.pages import sight
from laoyou.assessment.pages.showing import line_words
from laoyou.assessment.reads import lists, scales
from laoyou.assessment.reads.lists import ListRow
from laoyou.kernel.clock import local_date
from laoyou.kernel.masking import mask_name
from laoyou.places import reads as places
from laoyou.store.keyset import Page
from laoyou.web.types import Link

AHEAD = timedelta(days=30)
"""A result that is due within these days is listed too."""

TABS = ("mine", "ready", "due", "disputed")
LABELS = {"mine": "我的草稿", "ready": "待出结论", "due": "到期评估", "disputed": "有异议"}
CERTAINTY = {"V": "已核对", "R": "凭记忆录入", "U": "不确定"}


@require_GET
def waiting(request: ActingRequest) -> HttpResponse:
    """One list at a time, each with its count."""
    reach, today = sight.reach(request), local_date(request.now)
    user_id = request.actor.user_id
    counts = {
        "mine": lists.count_mine(reach, user_id),
        "ready": lists.count_ready(reach),
        "due": lists.count_due(reach, today + AHEAD),
        "disputed": lists.count_disputed(reach),
    }
    tab = _tab(request)
    page = _asked(tab, request, reach)(cursor=request.GET.get("page"))
    shown = {
        "tab": tab,
        "tabs": [Link(_(LABELS[one]), f"?tab={one}", one == tab, counts[one]) for one in TABS],
        "title": LABELS[tab],
        "count": counts[tab],
        "rows": _shown(page),
        "next": f"?tab={tab}&page={page.next}" if page.next else "",
        "previous": f"?tab={tab}&page={page.previous}" if page.previous else "",
        "first": f"?tab={tab}",
        "place": places.label(reach),
        "today": today,
    }
    return render(request, "assessment/waiting.html", shown)


@require_GET
def installed(request: ActingRequest) -> HttpResponse:
    """The scales of this installation with their parameters, and how sure each is."""
    sight.reach(request)
    today = local_date(request.now)
    shown = [
        {
            "scale": one,
            "items": len(one.items),
            "in_force": one.is_in_force(today),
            "parameters": [
                (each, each.choices.get(str(each.value), each.value), CERTAINTY[each.certainty])
                for each in one.parameters
            ],
        }
        for one in scales.every().values()
    ]
    return render(request, "assessment/scales.html", {"scales": shown})


def _tab(request: ActingRequest) -> str:
    asked = request.GET.get("tab", "")
    if asked in TABS:
        return asked
    return "mine" if request.actor.role is Role.ASSESSOR else "due"


def _asked(tab: str, request: ActingRequest, reach: Scope) -> Callable[..., Page[ListRow]]:
    by = local_date(request.now) + AHEAD
    asked: dict[str, Callable[..., Page[ListRow]]] = {
        "mine": lambda cursor: lists.mine(reach, request.actor.user_id, cursor=cursor),
        "ready": lambda cursor: lists.ready(reach, cursor=cursor),
        "due": lambda cursor: lists.due(reach, by, cursor=cursor),
        "disputed": lambda cursor: lists.disputed(reach, cursor=cursor),
    }
    return asked[tab]


def _shown(page: Page[ListRow]) -> list[dict[str, Any]]:
    names = places.divisions(row.home_division for row in page.rows)
    return [
        line_words(row.line)
        | {"name": mask_name(row.person.name), "home": names[row.home_division].full_name, "row": row}
        for row in page.rows
    ]
