"""The self-screening before an application for long-term care: six questions, a letter, what comes next."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from laoyou import acts
from laoyou.acts.requests import ActingRequest
from laoyou.assessment import forms
from laoyou.assessment.core.scoring import screening_class
from laoyou.assessment.reads import scales
from laoyou.kernel.clock import local_date
from laoyou.kernel.errors import NotFound


@require_http_methods(["GET", "POST"])
def screening(request: ActingRequest) -> HttpResponse:
    """Nothing is kept: a clerk goes through the questions with whoever asks at the counter."""
    acts.check("assessment.screen", actor=request.actor, now=request.now, place=None)
    scale = next((one for one in scales.in_force(local_date(request.now)) if one.screening), None)
    if scale is None or scale.screening is None:
        raise NotFound("没有安装带自评的量表。", "no_scale")
    asked = scale.screening
    form = forms.Screening(
        request.POST if request.method == "POST" else None, items=asked.items, answers=asked.answers
    )
    letter = screening_class(scale, form.cleaned_data) if form.is_valid() else ""
    shown = {
        "scale": scale,
        "form": form,
        "letter": letter,
        "may_apply": letter in asked.may_apply,
        "allowed": "、".join(sorted(asked.may_apply)),
    }
    return render(request, "assessment/screening.html", shown, status=422 if form.errors else 200)
