"""A list that leaves the house as a spreadsheet: masked, or in full for a purpose; always on the trail."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import islice

from django import forms
from django.http import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from laoyou.access import rules
from laoyou.access.types import Place, Scope, ScopeKind, division_code
from laoyou.acts.requests import ActingRequest
from laoyou.audit.types import PURPOSE_LABELS, Purpose
from laoyou.desks import sight
from laoyou.desks.caseworker import lists, tags
from laoyou.desks.search import age
from laoyou.kernel.clock import local_date
from laoyou.kernel.masking import mask_name, mask_number, mask_phone
from laoyou.kernel.sex import LABELS as SEX_LABELS
from laoyou.people.reads import facts
from laoyou.people.reads import lists as register
from laoyou.people.reads.in_full import InFull, in_full, permitted
from laoyou.people.reads.lists import Filter, PersonRow
from laoyou.places import reads as places
from laoyou.web import sheets
from laoyou.web.sheets import Column, Kind

MOST = 50_000
CHUNK = 500
UNPROCESSABLE = 422
HEADINGS = (
    Column("姓名", width=14),
    "性别",
    Column("年龄", Kind.NUMBER),
    Column("居住地", width=36),
    Column("户籍地", width=36),
    Column("身份状况", width=30),
    Column("证件号码", width=24),
    Column("电话", width=18),
)


class Exporting(forms.Form):
    """Which sort of file, and whether in full."""

    form = forms.ChoiceField(
        label="文件类型",
        widget=forms.RadioSelect,
        choices=[("xlsx", "Excel 表格（xlsx）"), ("csv", "CSV 文本")],
        initial="xlsx",
    )
    purpose = forms.ChoiceField(
        label="姓名、证件号码和电话",
        required=False,
        help_text="选择用途后导出完整内容，并登记在您的名下",
        choices=[
            ("", "只显示一部分（如 李*华）"),
            *(
                (one.value, f"完整内容，用于{PURPOSE_LABELS[one]}")
                for one in Purpose
                if one is not Purpose.EXPORT
            ),
        ],
    )

    def __init__(self, data: object = None, *, may_reveal: bool) -> None:
        super().__init__(data)  # type: ignore[arg-type]
        if not may_reveal:
            del self.fields["purpose"]


@require_http_methods(["GET", "POST"])
def export(request: ActingRequest) -> HttpResponseBase:
    """First what will be in the file; after the button, the file."""
    scope = sight.reach(request, "people.export")
    asked = lists.asked_of(request, scope)
    count = register.count(scope, asked.filter) if asked.filter else 0
    may_reveal = rules.may(request.actor, "people.reveal")
    form = Exporting(request.POST if request.method == "POST" else None, may_reveal=may_reveal)
    if asked.filter and 0 < count <= MOST and form.is_valid():
        return _file(request, scope, asked.filter, form, count)
    words = {
        "form": form,
        "asked": asked,
        "count": count,
        "most": MOST,
        "too_many": count > MOST,
        "back": reverse("people") + asked.url(),
    }
    return render(request, "desks/export.html", words, status=UNPROCESSABLE if form.is_bound else 200)


def _file(
    request: ActingRequest, scope: Scope, asked: Filter, form: Exporting, count: int
) -> HttpResponseBase:
    today, purpose = local_date(request.now), form.cleaned_data.get("purpose", "")
    permitted(purpose=purpose, place=_place(scope, asked), count=count, actor=request.actor, now=request.now)
    rows = _rows(scope, asked, today, whole=bool(purpose))
    name = f"人员名单 {today}"
    if form.cleaned_data["form"] == "csv":
        return sheets.csv_answer(f"{name}.csv", HEADINGS, rows)
    return sheets.workbook_answer(f"{name}.xlsx", "人员名单", HEADINGS, rows)


def _place(scope: Scope, asked: Filter) -> Place:
    """Where the list is of: the division asked for, or the reader's whole scope."""
    if asked.division:
        return Place((asked.division,))
    return Place((division_code(scope.key),)) if scope.kind is ScopeKind.DIVISION else Place()


def _rows(scope: Scope, asked: Filter, today: date, *, whole: bool) -> Iterator[Sequence[sheets.Value]]:
    """The rows of the file, some hundred at a time."""
    everyone = register.each(scope, asked, most=MOST)
    while chunk := list(islice(everyone, CHUNK)):
        yield from _chunk(chunk, today, whole=whole)


def _chunk(chunk: Sequence[PersonRow], today: date, *, whole: bool) -> Iterator[Sequence[sheets.Value]]:
    ids = [row.id for row in chunk]
    known, standing = in_full(ids), facts.standing(ids, today)
    codes = {code for row in chunk for code in (row.home_division, row.registered_division) if code}
    names = {code: one.full_name for code, one in places.divisions(codes).items()}
    for row in chunk:
        own = known[row.id] if whole else _masked(known[row.id])
        yield (
            row.name if whole else mask_name(row.name),
            SEX_LABELS[row.sex],
            age(row, today),
            names.get(row.home_division, ""),
            names.get(row.registered_division or "", ""),
            "、".join(tag.label for tag in tags.tags(standing[row.id])),
            "、".join(own.numbers),
            "、".join(own.phones),
        )


def _masked(one: InFull) -> InFull:
    return InFull(tuple(map(mask_number, one.numbers)), tuple(map(mask_phone, one.phones)))
