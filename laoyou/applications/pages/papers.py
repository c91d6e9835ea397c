"""Papers: handing in, opening, taking down."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_POST

from laoyou.acts.requests import ActingRequest
from laoyou.applications import forms, reads, verbs
from laoyou.applications.core import content
from laoyou.applications.pages import sight
from laoyou.applications.types import MEDIA_TYPES, File
from laoyou.kernel.errors import Conflict, Forbidden, Invalid


@require_POST
def add(request: ActingRequest, application_id: int) -> HttpResponse:
    sight.open_application(request, application_id)
    _add(
        request,
        lambda file: verbs.add_document(application_id, file, actor=request.actor, now=request.now),
    )
    return redirect("applications:application", application_id)


@require_POST
def add_to_appeal(request: ActingRequest, appeal_id: int) -> HttpResponse:
    sight.open_appeal(request, appeal_id)
    _add(
        request,
        lambda file: verbs.add_appeal_document(appeal_id, file, actor=request.actor, now=request.now),
    )
    return redirect("applications:appeal", appeal_id)


@require_GET
def download(request: ActingRequest, paper_id: int) -> HttpResponse:
    """The paper as it was handed in, under a name of ours; it is saved, never run or shown by us."""
    paper, body = reads.papers.opened(paper_id, actor=request.actor, now=request.now)
    answer = HttpResponse(body, content_type=MEDIA_TYPES[paper.kind])
    name = f"材料{paper.id}.{paper.kind.value}"
    answer["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return answer


@require_POST
def remove(request: ActingRequest, paper_id: int) -> HttpResponse:
    application_id, appeal_id = reads.papers.owner(paper_id)
    try:
        verbs.remove_document(paper_id, actor=request.actor, now=request.now)
    except Conflict as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, "已撤下这份材料。")
    if application_id:
        return redirect("applications:application", application_id)
    return redirect("applications:appeal", appeal_id)


def _add(request: ActingRequest, put: Callable[[File], int]) -> None:
    form = forms.Paper(request.POST, request.FILES)
    if not form.is_valid():
        messages.error(request, "；".join(str(words) for found in form.errors.values() for words in found))
        return
    sent = form.cleaned_data["file"]
    try:
        if sent.size > content.MOST_BYTES:
            raise Invalid("文件超过 5 MB。请拍照时选小一点的尺寸，或分成几份。", "paper_size", "file")
        put(File(sent.read(), form.cleaned_data["label"]))
    except (Conflict, Forbidden, Invalid) as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, "已附上材料，加密保存。")
