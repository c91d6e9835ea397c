"""Whom people may ask: the office and telephone that stand on the letters of a division."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from laoyou.access import rules
from laoyou.acts.requests import ActingRequest
from laoyou.kernel.errors import Invalid
from laoyou.notices import forms, reads, verbs
from laoyou.notices.pages import frame
from laoyou.places import reads as places
from laoyou.places.types import Level

UNPROCESSABLE = 422


@require_http_methods(["GET", "POST"])
def offices(request: ActingRequest) -> HttpResponse:
    """Those of the reader's area; a supervisor names one."""
    scope = frame.reach(request, "notices.see")
    may = rules.may(request.actor, "notices.set_office")
    if request.method == "POST":
        scope = frame.reach(request, "notices.set_office")
    choices = frame.divisions(scope, Level.TOWN)
    form = forms.SetOffice(request.POST if request.method == "POST" else None, divisions=choices)
    if request.method == "POST" and form.is_valid():
        try:
            verbs.set_office(**form.cleaned_data, actor=request.actor, now=request.now)
        except Invalid as refused:
            form.add_error(refused.field if refused.field in form.fields else None, refused.message)
        else:
            messages.success(request, _("已保存，以后打印的告知书都用它。"))
            return redirect("notices:offices")
    found = reads.offices(scope)
    named = places.divisions({one.division for one in found})
    shown = {
        "rows": [(named[one.division].full_name, one) for one in found],
        "form": form if may else None,
    }
    return render(request, "notices/offices.html", shown, status=UNPROCESSABLE if form.errors else 200)
