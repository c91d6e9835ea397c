"""Rosters: hand one in, name its columns, see what would become of it, take it in, fetch what came back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from laoyou import acts
from laoyou.access import rules
from laoyou.acts.requests import ActingRequest
from laoyou.audit.types import Purpose
from laoyou.kernel.errors import Conflict, Invalid, NotFound
from laoyou.kernel.ids import uuid7
from laoyou.people import forms
from laoyou.people.core.containers import LIMITS, check_size
from laoyou.people.pages.showing import shown
from laoyou.people.reads import batches, reviews
from laoyou.people.types import BatchState, Source
from laoyou.people.verbs import intake
from laoyou.people.verbs.loading import files
from laoyou.web import sheets
from laoyou.web.sheets import Column

UNPROCESSABLE = 422
ROW_NUMBER, REASON, REMEDY = "原行号", "错误原因", "处理办法"


@require_GET
def rosters(request: ActingRequest) -> HttpResponse:
    """What was handed in for the reader's divisions, newest first."""
    acts.check("people.see_batches", actor=request.actor, now=request.now, place=None)
    reach = rules.reach(request.actor, "people.see_batches")
    page = batches.batches(reach, cursor=request.GET.get("cursor"))
    words = {
        "page": page,
        "rows": [shown(record, request.now) for record in page.rows],
        "may_upload": rules.may(request.actor, "people.upload_batch"),
        "waiting": reviews.count_waiting(reach),
    }
    return render(request, "people/rosters.html", words)


@csrf_exempt
@require_http_methods(["GET", "POST"])
def upload(request: ActingRequest) -> HttpResponse:
    """A file too big is refused by what it says of its length, before any of it is read."""
    acts.check("people.upload_batch", actor=request.actor, now=request.now, place=None)
    length = int(request.META.get("CONTENT_LENGTH") or 0)
    if request.method == "POST" and length > LIMITS.file_bytes + 2**20:
        return _too_big(request, length)
    return _upload(request)


@csrf_protect
def _upload(request: ActingRequest) -> HttpResponse:
    if request.method == "GET":
        return _upload_page(request, forms.Upload(initial={"source": request.GET.get("source", "")}))
    form = forms.Upload(request.POST, request.FILES)
    if form.is_valid():
        file: UploadedFile[bytes] = form.cleaned_data["file"]
        try:
            check_size(file.size or 0)
            stored = files.store(file.chunks(), file.name or "", uuid7(request.now))
            batch_id = intake.upload_batch(
                stored,
                source=Source(form.cleaned_data["source"]),
                as_of=form.cleaned_data["as_of"],
                actor=request.actor,
                now=request.now,
            )
        except Invalid as wrong:
            form.add_error("file", wrong.message)
        else:
            if not batches.batch(batch_id).missing:
                intake.ask_check(batch_id, actor=request.actor, now=request.now)
            return redirect("people:roster", batch_id)
    return _upload_page(request, form, status=UNPROCESSABLE)


def _too_big(request: ActingRequest, length: int) -> HttpResponse:
    form = forms.Upload()
    try:
        check_size(length)
    except Invalid as wrong:
        return _upload_page(request, form, status=413, refused=wrong.message)
    return _upload_page(request, form)


def _upload_page(
    request: ActingRequest, form: forms.Upload, *, status: int = 200, refused: str = ""
) -> HttpResponse:
    sources = [
        (label, [(layout, layout.headers()) for layout in batches.layouts(Source(value))])
        for value, label in forms.SOURCES
    ]
    words = {"form": form, "sources": sources, "refused": refused}
    return render(request, "people/roster_upload.html", words, status=status)


@require_GET
def template(request: ActingRequest, key: str) -> HttpResponseBase:
    """An empty sheet with the headers of a layout."""
    acts.check("people.upload_batch", actor=request.actor, now=request.now, place=None)
    layout = batches.layout(key)
    columns = [
        Column(column.header + ("（必填）" if column.required else ""), width=18) for column in layout.columns
    ]
    return sheets.workbook_answer(f"{layout.title}-模板.xlsx", layout.title, columns, [])


@require_GET
def roster(request: ActingRequest, batch_id: int) -> HttpResponse:
    record = _seen(request, batch_id)
    return _page(request, record)


@require_GET
def progress(request: ActingRequest, batch_id: int) -> HttpResponse:
    """The part of the page that changes; when the work is over the whole page is fetched anew."""
    now_shown = shown(_seen(request, batch_id), request.now)
    answer = render(request, "people/roster.html#progress", {"one": now_shown})
    if not now_shown.working:
        answer.headers["HX-Refresh"] = "true"
    return answer


def _page(
    request: ActingRequest,
    record: batches.BatchRecord,
    *,
    form: forms.Columns | None = None,
    status: int = 200,
) -> HttpResponse:
    one = shown(record, request.now)
    form = form or forms.Columns(record=record)
    words: dict[str, Any] = {
        "one": one,
        "record": record,
        "form": form,
        "may": rules.acts_for(request.actor, batches.place_of_batch(record.id)),
        "asks": bool(record.missing) and one.may_change_columns,
        "reviews": one.is_applied and bool(record.counts),
    }
    return render(request, "people/roster.html", words, status=status)


@require_POST
def columns(request: ActingRequest, batch_id: int) -> HttpResponse:
    """Name the columns, and check the file with them."""
    record = _seen(request, batch_id)
    form = forms.Columns(request.POST, record=record)
    if form.is_valid():
        try:
            intake.map_columns(batch_id, form.mapping(), actor=request.actor, now=request.now)
        except (Invalid, Conflict) as wrong:
            form.add_error(None, wrong.message)
        else:
            intake.ask_check(batch_id, actor=request.actor, now=request.now)
            return redirect("people:roster", batch_id)
    return _page(request, record, form=form, status=UNPROCESSABLE)


@require_POST
def check(request: ActingRequest, batch_id: int) -> HttpResponse:
    return _done(request, batch_id, intake.ask_check, "")


@require_POST
def start(request: ActingRequest, batch_id: int) -> HttpResponse:
    return _done(request, batch_id, intake.start_batch, "")


@require_POST
def withdraw(request: ActingRequest, batch_id: int) -> HttpResponse:
    return _done(request, batch_id, intake.withdraw_batch, _("已放弃，上传的文件已删除。"))


def _done(request: ActingRequest, batch_id: int, verb: Callable[..., None], said: str) -> HttpResponse:
    _seen(request, batch_id)
    try:
        verb(batch_id, actor=request.actor, now=request.now)
    except Conflict as refused:
        messages.error(request, refused.message)
    else:
        if said:
            messages.success(request, said)
    return redirect("people:roster", batch_id)


@require_GET
def rejects(request: ActingRequest, batch_id: int) -> HttpResponseBase:
    """The rows that came back, as they were, with the reason and the remedy. They can be mended and handed in
    again as they are: the columns added here are not read. The download leaves an audit row.
    """
    record = batches.batch(batch_id)
    if record.state is not BatchState.APPLIED:
        raise NotFound(_("这份名册还没有导入，没有退回的行。"), "not_applied")
    applied = "remarks" in request.GET
    acts.read(
        "people.download_rejects",
        actor=request.actor,
        now=request.now,
        place=batches.place_of_batch(batch_id),
        purpose=Purpose.CORRECTION,
        kind="batch",
        id=batch_id,
    )
    headers = [header or f"第{place + 1}列" for place, header in enumerate(record.headers)]
    added = [Column(ROW_NUMBER, sheets.Kind.NUMBER), Column(REASON, width=44), Column(REMEDY, width=44)]
    rows: Iterator[tuple[sheets.Value, ...]] = (
        (
            *each.cells[: len(headers)],
            each.row_no,
            "；".join(remark.reason for remark in each.remarks),
            "；".join(remark.remedy for remark in each.remarks),
        )
        for each in batches.rejects(batch_id, applied=applied)
    )
    title = _("提醒") if applied else _("退回的行")
    name = f"{record.file_name.rsplit('.', 1)[0]}-{title}.xlsx"
    return sheets.workbook_answer(name, title, [*headers, *added], rows)


def _seen(request: ActingRequest, batch_id: int) -> batches.BatchRecord:
    """The batch, if the reader may see it; a refusal is logged."""
    place = batches.place_of_batch(batch_id)
    acts.check("people.see_batches", actor=request.actor, now=request.now, place=place)
    return batches.batch(batch_id)
