"""What leaves the house of a batch: the bank's file in three shapes, the sheet that goes with it, its
lines.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from laoyou import acts
from laoyou.acts.requests import ActingRequest
from laoyou.audit.types import Purpose
from laoyou.kernel.errors import Conflict, NotFound
from laoyou.kernel.money import Money
from laoyou.payments import reads
from laoyou.payments.core.banks import AmountIn, FileField, Template
from laoyou.payments.pages.batches import asked_lines, opened
from laoyou.payments.pages.showing import shown_lines, timeline
from laoyou.payments.reads.batches import BatchRecord, SentLine
from laoyou.places import reads as places
from laoyou.web.sheets import Column, Encoding, Kind, Value, csv_answer, workbook_answer

PORTION = 1000
WIDTHS = {FileField.ACCOUNT: 26, FileField.HOLDER: 16, FileField.BANK: 30, FileField.WORDS: 28}
EXPORTED = (
    Column("序号", Kind.NUMBER),
    Column("收款人", width=20),
    Column("开户银行", width=30),
    Column("账号尾号"),
    Column("户名", width=16),
    Column("款项", width=24),
    Column("所属期"),
    Column("资金", width=28),
    Column("支付金额", Kind.YUAN),
    Column("抵扣", Kind.YUAN),
    Column("结果"),
    Column("失败原因", width=20),
)


@require_GET
def bank_file(request: ActingRequest, batch_no: int, form: str) -> HttpResponseBase:
    """The file for the bank, with numbers in full; each time that it is fetched is on the trail."""
    record, _may = opened(request, batch_no, "payments.download_file")
    if form not in ("xlsx", "csv", "gb"):
        raise NotFound(_("没有这种文件，请从批次页面下载。"), "form")
    reads.files.permitted(record, actor=request.actor, now=request.now)
    template = reads.banks.template(record.template)
    headers, rows, name = _headers(template), reads.files.rows(record), f"发放批次{batch_no}"
    if form == "xlsx":
        return workbook_answer(f"{name}.xlsx", name, headers, rows)
    return csv_answer(f"{name}.csv", headers, rows, Encoding.GB18030 if form == "gb" else Encoding.UTF_8)


@require_GET
def manifest(request: ActingRequest, batch_no: int) -> HttpResponse:
    """The sheet that goes with a batch: totals by fund, the digest and whether it still holds, who did
    what.
    """
    record, _may = opened(request, batch_no)
    if not record.frozen_at:
        raise Conflict(_("这一批还没有冻结，没有清单。"), "batch_state")
    page = {
        "record": record,
        "home": places.division(record.division).full_name,
        "template": reads.banks.template(record.template).label,
        "reconciliation": reads.reconciliation.of_batch(batch_no),
        "holds": reads.files.holds(record),
        "timeline": timeline(reads.batches.trail(batch_no)),
    }
    return render(request, "payments/manifest.html", page)


@require_GET
def export(request: ActingRequest, batch_no: int) -> HttpResponseBase:
    """The lines of a batch as the page shows them, masked, as a spreadsheet."""
    record, _may = opened(request, batch_no, "payments.export")
    funds = {one.fund: one.name for one in reads.reconciliation.of_batch(batch_no).funds}
    _form, asked = asked_lines(request, funds)
    acts.read(
        "payments.export",
        actor=request.actor,
        now=request.now,
        place=reads.place_of_batch(batch_no),
        purpose=Purpose.EXPORT,
        kind="payment_batch",
        id=batch_no,
        count=reads.batches.count_lines(batch_no, asked),
    )
    rows = _exported(reads.batches.every_line(batch_no, asked))
    return workbook_answer(f"发放明细-{batch_no}.xlsx", _title(record), EXPORTED, rows)


def _title(record: BatchRecord) -> str:
    return f"{record.no} {record.title}"


def _headers(template: Template) -> list[Column]:
    return [
        Column(column.header, _kind(column.field, template), WIDTHS.get(column.field))
        for column in template.columns
    ]


def _kind(field: FileField, template: Template) -> Kind:
    return Kind.YUAN if field is FileField.AMOUNT and template.amount is AmountIn.YUAN else Kind.TEXT


def _exported(lines: Iterator[SentLine]) -> Iterator[tuple[Value, ...]]:
    while portion := list(islice(lines, PORTION)):
        for one in shown_lines(portion):
            line = one.line
            yield (
                line.number, one.payee, line.bank, line.tail, line.holder, line.words, line.period, one.fund,
                Money(line.amount), Money(line.kept_back), one.outcome, one.reason,
            )  # fmt: skip
