"""What banks answered: handing a receipt in, what became of its rows, and the rows that somebody must
decide.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from laoyou import acts
from laoyou.acts.requests import ActingRequest
from laoyou.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from laoyou.payments import forms, reads, verbs
from laoyou.payments.pages import frame
from laoyou.payments.pages.batches import opened, templates
from laoyou.payments.reads.receipts import Filter, RowRecord
from laoyou.payments.types import (
    DISMISS_REASON_LABELS,
    PROBLEM_LABELS,
    PROBLEM_REMEDIES,
    RESOLUTION_LABELS,
    DismissReason,
    Problem,
    Result,
)
from laoyou.web.handed_in import check_bytes


@dataclass(frozen=True, slots=True)
class ShownRow:
    """A row of a receipt in words."""

    row: RowRecord
    said: str
    sign: str
    problem: str
    remedy: str
    decided: str


@require_http_methods(frame.GET_OR_POST)
def take(request: ActingRequest, batch_no: int) -> HttpResponse:
    """Hand in a receipt of a batch. It is taken whole; the same file again changes nothing."""
    record, _may = opened(request, batch_no, "payments.take_receipts")
    known = {"template": record.template}
    if request.method == "GET":
        return _upload(request, record, forms.Receipt(initial=known, templates=templates()))
    form = forms.Receipt(request.POST, request.FILES, templates=templates())
    if form.is_valid():
        try:
            return _taken(request, batch_no, form)
        except (Conflict, Forbidden, Invalid) as refused:
            form.add_error("file", refused.message)
    return _upload(request, record, form, status=frame.UNPROCESSABLE)


def _taken(request: ActingRequest, batch_no: int, form: forms.Receipt) -> HttpResponse:
    file = form.cleaned_data["file"]
    check_bytes(file.size)
    sheet = reads.banks.read_receipt(file.name, file.read(), form.cleaned_data["template"])
    told = verbs.take_receipts(batch_no, sheet, actor=request.actor, now=request.now)
    if told.repeated:
        messages.info(request, _("这份回执已经登记过，没有重复登记，下面是当时的结果。"))
    else:
        messages.success(request, _("回执已登记。"))
    return redirect("payments:receipt", told.file_id)


def _upload(request: ActingRequest, record: Any, form: forms.Receipt, status: int = 200) -> HttpResponse:
    template = reads.banks.template(record.template)
    needed = [names[0] for names in template.receipt.headers.values()]
    page = {"record": record, "form": form, "needed": "、".join(needed), "template": template.label}
    return render(request, "payments/receipt_upload.html", page, status=status)


@require_GET
def receipt(request: ActingRequest, receipt_id: int) -> HttpResponse:
    """What became of the rows of a receipt."""
    may = frame.open_at(request, reads.place_of_file(receipt_id))
    record = reads.receipts.file(receipt_id)
    only = "problems" in request.GET
    found = reads.receipts.rows(receipt_id, problem_only=only, cursor=request.GET.get("page"))
    page = {
        "record": record,
        "batch": reads.batches.batch(record.batch_no),
        "may": may,
        "rows": shown_rows(found.rows),
        "only": only,
        "total": record.parked if only else record.rows,
        **frame.pager(request, found),
    }
    return render(request, "payments/receipt.html", page)


@require_GET
def parked(request: ActingRequest) -> HttpResponse:
    """The rows that could not be believed, of the batches of the reader's scope."""
    scope = frame.reach(request)
    form, asked = _asked(request)
    found = reads.receipts.parked(scope, asked, cursor=request.GET.get("page"))
    page = {
        "tabs": frame.tabs(request, "parked"),
        "form": form,
        "chips": frame.chips(request, form),
        "rows": shown_rows(found.rows),
        "part": reads.receipts.count_parked(scope, asked),
        "decided": asked.decided,
        "dismissing": forms.Dismiss(),
        "asked": request.GET.urlencode(),
        **frame.pager(request, found),
    }
    return render(request, "payments/parked.html", page)


@require_POST
def dismiss_all(request: ActingRequest) -> HttpResponse:
    """Set aside every row that the list, as it was narrowed, holds."""
    scope = frame.reach(request, "payments.dismiss")
    _form, asked = _asked(request)
    form = forms.Dismiss(request.POST)
    back = redirect(f"{reverse('payments:parked')}?{request.GET.urlencode()}")
    if not form.is_valid() or asked.decided or not (asked.problem or asked.batch_no):
        messages.error(request, _("请先按原因或批次号筛选，再选择略去的理由。"))
        return back
    ids = reads.receipts.parked_ids(scope, asked)
    try:
        verbs.dismiss(
            ids, reason=DismissReason(form.cleaned_data["reason"]), actor=request.actor, now=request.now
        )
    except (Conflict, NotFound) as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, _("已略去 %(count)s 行。") % {"count": len(ids)})
    return back


@require_GET
def parked_row(request: ActingRequest, parked_id: int) -> HttpResponse:
    """One row beside the line that it speaks of, and what can be done with it."""
    return _row_page(request, parked_id)


@require_POST
def attach(request: ActingRequest, parked_id: int) -> HttpResponse:
    form = forms.Attach(request.POST)
    _checked(request, parked_id, "payments.attach")
    if form.is_valid():
        try:
            verbs.attach(parked_id, **form.cleaned_data, actor=request.actor, now=request.now)
        except (Conflict, Forbidden, NotFound) as refused:
            form.add_error(None, refused.message)
        else:
            messages.success(request, _("已认领，款项的结果已更新。"))
            return redirect("payments:parked")
    return _row_page(request, parked_id, attaching=form, status=frame.UNPROCESSABLE)


@require_POST
def dismiss(request: ActingRequest, parked_id: int) -> HttpResponse:
    form = forms.Dismiss(request.POST)
    _checked(request, parked_id, "payments.dismiss")
    if form.is_valid():
        reason = DismissReason(form.cleaned_data["reason"])
        try:
            verbs.dismiss([parked_id], reason=reason, actor=request.actor, now=request.now)
        except Conflict as refused:
            form.add_error(None, refused.message)
        else:
            messages.success(request, _("已略去。"))
            return redirect("payments:parked")
    return _row_page(request, parked_id, dismissing=form, status=frame.UNPROCESSABLE)


@require_POST
def reveal_row(request: ActingRequest, parked_id: int) -> HttpResponse:
    """Show a row as the bank wrote it, for a purpose."""
    form = forms.Reveal(request.POST)
    _checked(request, parked_id, "payments.reveal")
    if not form.is_valid():
        return _row_page(request, parked_id, reveal_error=_("请选择查看的用途。"), status=frame.UNPROCESSABLE)
    cells = reads.receipts.cells(
        parked_id, purpose=form.cleaned_data["purpose"], actor=request.actor, now=request.now
    )
    return _row_page(request, parked_id, cells=cells)


def _row_page(request: ActingRequest, parked_id: int, status: int = 200, **more: Any) -> HttpResponse:
    may = frame.open_at(request, reads.place_of_row(parked_id))
    row = reads.receipts.row(parked_id)
    if row.problem is None:
        raise NotFound(_("这一行没有问题，不用核对。"), "receipt_row")
    [one] = shown_rows([row])
    known = {"batch_no": row.batch_no, "number": row.number}
    page = {
        "one": one,
        "row": row,
        "may": may,
        "attaching": forms.Attach(initial=known),
        "dismissing": forms.Dismiss(),
        "purposes": forms.PURPOSES,
        **more,
    }
    return render(request, "payments/parked_row.html", page, status=status)


def _checked(request: ActingRequest, parked_id: int, act: str) -> None:
    acts.check(act, actor=request.actor, now=request.now, place=reads.place_of_row(parked_id))


def _asked(request: ActingRequest) -> tuple[forms.FindParked, Filter]:
    form = forms.FindParked(request.GET)
    form.is_valid()
    asked = form.cleaned_data
    return form, Filter(
        batch_no=asked.get("batch"),
        problem=Problem(asked["problem"]) if asked.get("problem") else None,
        decided=bool(asked.get("decided")),
    )


def shown_rows(rows: Iterable[RowRecord]) -> list[ShownRow]:
    return [_shown(row) for row in rows]


def _shown(row: RowRecord) -> ShownRow:
    said, sign = {
        None: (_("没写清"), "unknown"),
        Result.SETTLED: (_("成功"), "ok"),
        Result.FAILED: (reads.banks.reason(row.reason).label, "no"),
    }[row.result]
    decided = RESOLUTION_LABELS[row.resolution] if row.resolution else ""
    if row.dismiss_reason:
        decided = f"{decided}：{DISMISS_REASON_LABELS[row.dismiss_reason]}"
    if row.attached_batch:
        where = {"batch": row.attached_batch, "number": row.attached_number}
        decided = _("已认领到第 %(batch)s 批第 %(number)s 笔") % where
    return ShownRow(
        row=row,
        said=said,
        sign=sign,
        problem=PROBLEM_LABELS[row.problem] if row.problem else "",
        remedy=PROBLEM_REMEDIES[row.problem] if row.problem else "",
        decided=decided,
    )
