"""What a draft would come to: asked for, followed, and kept beside the draft for whoever approves it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from laoyou import acts
from laoyou.access import rules
from laoyou.acts.requests import ActingRequest
from laoyou.desks.planner.showing import shown
from laoyou.forecasts import verbs
from laoyou.forecasts.reads import previews
from laoyou.kernel.errors import Conflict, Invalid
from laoyou.policies.reads import desk
from laoyou.policies.reads.desk import DraftVersion

LABELS = ("现行", "草案")
ENDS_LABELS = ("现行", "终止后")


@require_http_methods(["GET", "POST"])
def impact(request: ActingRequest, version_id: int) -> HttpResponse:
    """The forecast that is kept and the one under way; a POST asks for one."""
    draft = _opened(request, version_id)
    if request.method == "POST":
        try:
            verbs.ask(version_id, actor=request.actor, now=request.now)
        except (Conflict, Invalid) as refused:
            messages.error(request, refused.message)
        return HttpResponseRedirect(reverse("policy_impact", args=[version_id]))
    return render(request, "desks/impact.html", _view(request, draft))


@require_GET
def impact_progress(request: ActingRequest, version_id: int) -> HttpResponse:
    """How far it is; when it is over the whole page is fetched anew."""
    _opened(request, version_id)
    latest = previews.latest(version_id)
    working = latest if latest and latest.is_running else None
    answer = render(request, "desks/impact.html#progress", {"working": working, "version_id": version_id})
    if working is None:
        answer.headers["HX-Refresh"] = "true"
    return answer


def _opened(request: ActingRequest, version_id: int) -> DraftVersion:
    """The draft, for whoever may see what it comes to; to others it is refused, and that is logged."""
    place = desk.place_of(version_id)
    acts.check("forecasts.see", actor=request.actor, now=request.now, place=place)
    return desk.draft(version_id)


def _view(request: ActingRequest, draft: DraftVersion) -> dict[str, Any]:
    latest, kept = previews.latest(draft.id), previews.last_result(draft.id)
    running = latest is not None and latest.is_running
    may_ask = rules.may(request.actor, "forecasts.ask", desk.place_of(draft.id))
    failed = latest if latest and not latest.is_running and (latest.problem or latest.is_broken_off) else None
    return {
        "draft": draft,
        "version_id": draft.id,
        "working": latest if running else None,
        "failed": failed,
        "kept": kept,
        "is_stale": kept is not None and kept.digest != draft.digest,
        "shown": shown(kept.result, ENDS_LABELS if draft.ends else LABELS) if kept and kept.result else None,
        "may_ask": may_ask and not running and draft.state in desk.WAITING,
    }
