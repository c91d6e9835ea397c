"""The letters of a desk: whom they are for, how far they have come; one with its words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from laoyou import acts
from laoyou.access import rules
from laoyou.access.types import Place, Scope
from laoyou.acts.requests import ActingRequest
from laoyou.audit.types import Purpose
from laoyou.kernel.clock import local_date
from laoyou.kernel.errors import Conflict, Invalid
from laoyou.kernel.masking import mask_name
from laoyou.notices import forms, reads, verbs
from laoyou.notices.core.addressing import salutation
from laoyou.notices.pages import frame
from laoyou.notices.reads.letters import LetterRecord
from laoyou.notices.types import MOST_AT_ONCE, State, Way
from laoyou.people.reads import persons
from laoyou.web import sheets
from laoyou.web.sheets import Column

MOST_EXPORTED, CHUNK = 50_000, 500
HEADINGS = (
    Column("姓名", width=12),
    Column("所在区划", width=36),
    Column("事由", width=14),
    Column("标题", width=36),
    Column("写成日期", sheets.Kind.DATE),
    Column("送达情况", width=16),
    Column("怎样送达", width=16),
    Column("谁送达", width=12),
)


@require_GET
def letters_list(request: ActingRequest) -> HttpResponse:
    """The list, narrowed, a page at a time."""
    scope = frame.reach(request)
    form, asked = frame.asked(request, scope, "notices.see")
    page = reads.letters(scope, asked, cursor=request.GET.get("page"))
    total = reads.count(scope, asked)
    shown = {
        "form": form,
        "chips": frame.chips(request, form),
        "clear": frame.address(request.GET, page=None, **dict.fromkeys(frame.ASKED)),
        "lines": frame.lines(page.rows),
        "total": total,
        "most": MOST_AT_ONCE,
        "hand_over": forms.HandOver(),
        "query": frame.address(request.GET, page=None),
        "next": frame.address(request.GET, page=page.next) if page.next else "",
        "previous": frame.address(request.GET, page=page.previous) if page.previous else "",
        "first": frame.address(request.GET, page=None),
        "may": {act for act in _ACTS if rules.may(request.actor, act)},
        "purpose": Purpose.VISIT.value,
    }
    return render(request, "notices/list.html", shown)


_ACTS = ("notices.print", "notices.hand_over", "notices.export", "notices.set_office")


@require_GET
def letter(request: ActingRequest, letter_id: int) -> HttpResponse:
    """One letter, as it will be read; the name masked."""
    place = reads.place_of_letter(letter_id)
    row = reads.letter(letter_id)
    acts.check(
        "notices.see", actor=request.actor, now=request.now, place=place, person_id=row.person_id
    )
    person = persons.names([row.person_id])[row.person_id]
    name = mask_name(person.name)
    (line,) = frame.lines([row])
    shown = {
        "line": line,
        "row": row,
        "salutation": salutation(name, person.birth_date, person.death_date, local_date(row.written_at)),
        "office": reads.office_of(row.division),
        "hand_over": forms.HandOver(),
        "is_open": row.state is not State.HANDED_OVER,
        "may": rules.acts_for(request.actor, place),
        "purpose": Purpose.VISIT.value,
    }
    return render(request, "notices/letter.html", shown)


@require_POST
def hand_over(request: ActingRequest) -> HttpResponse:
    """Letters that were ticked have come to their persons."""
    scope_of_list = reverse("notices:list") + frame.address(request.GET, page=None)
    ids = frame.chosen(request)
    form = forms.HandOver(request.POST)
    if not form.is_valid():
        messages.error(request, _("请选择怎样送达。"))
        return redirect(scope_of_list)
    try:
        verbs.hand_over(ids, Way(form.cleaned_data["way"]), actor=request.actor, now=request.now)
    except (Conflict, Invalid) as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, _("已登记 %(n)d 份送达。") % {"n": len(ids)})
    return redirect(reverse("notices:letter", args=ids) if "one" in request.POST else scope_of_list)


@require_POST
def take_back(request: ActingRequest, letter_id: int) -> HttpResponse:
    """A mistake about handing over is put right."""
    try:
        verbs.take_back(letter_id, actor=request.actor, now=request.now)
    except Conflict as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, _("已更正：这份告知书还没有送达。"))
    return redirect("notices:letter", letter_id)


@require_GET
def export(request: ActingRequest) -> HttpResponseBase:
    """The list as a spreadsheet, names masked; that it was taken is in the audit trail."""
    scope = frame.reach(request, "notices.export")
    _form, asked = frame.asked(request, scope, "notices.export")
    acts.read(
        "notices.export",
        actor=request.actor,
        now=request.now,
        place=_place(scope, asked.division),
        purpose=Purpose.EXPORT,
        kind="letter",
        count=min(reads.count(scope, asked), MOST_EXPORTED),
    )
    rows = _exported(reads.each(scope, asked, most=MOST_EXPORTED))
    name = f"告知书 {local_date(request.now)}.xlsx"
    return sheets.workbook_answer(name, "告知书", HEADINGS, rows)


def _place(scope: Scope, division: str) -> Place | None:
    """Where the list is of: the division asked for, or the reader's whole scope."""
    if division:
        return Place((division,))
    bounds = scope.division_bounds()
    return Place((bounds[0],)) if bounds else None


def _exported(rows: Iterator[LetterRecord]) -> Iterator[Sequence[sheets.Value]]:
    while chunk := list(islice(rows, CHUNK)):
        for line in frame.lines(chunk):
            yield (
                line.name,
                line.place,
                line.kind,
                line.row.title,
                local_date(line.row.written_at),
                line.state,
                line.how,
                line.row.handed_name,
            )
