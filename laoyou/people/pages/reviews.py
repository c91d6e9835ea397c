"""Rows that may be somebody we know: the row beside the person, and what is decided."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from laoyou import acts
from laoyou.access import rules
from laoyou.acts.requests import ActingRequest
from laoyou.kernel.errors import Conflict, Invalid, NotFound
from laoyou.kernel.masking import mask_address, mask_name, mask_number, mask_phone
from laoyou.people.core.rosters import Field
from laoyou.people.reads import reviews as queue
from laoyou.people.reads.reviews import ReviewRecord
from laoyou.people.types import SOURCE_LABELS
from laoyou.people.verbs.reviews import Decision, decide_review
from laoyou.places import reads as places

SAID = {
    Decision.SAME: "已按同一人收入，名册这一行的内容记到了该人名下。",
    Decision.NEW: "已作为另一个人新建。",
    Decision.DROPPED: "已略去这一行，登记册没有变化。",
}
_ADDRESSES = (Field.HOME_ADDRESS, Field.REGISTERED_ADDRESS)
_NAMES = (Field.NAME, Field.CONTACT_NAME, Field.GUARDIAN_NAME)
_NUMBERS = (Field.NUMBER, Field.GUARDIAN_NUMBER, Field.HOUSEHOLD)
_PHONES = (Field.PHONE, Field.CONTACT_PHONE, Field.GUARDIAN_PHONE)


@dataclass(frozen=True, slots=True)
class Pair:
    """A row beside its candidate, both masked."""

    id: int
    file: str
    row_no: int
    percent: int
    grounds: str
    lines: tuple[tuple[str, str, str, bool], ...]
    more: tuple[tuple[str, str], ...]
    candidate_id: int | None
    creates: bool


@require_GET
def waiting(request: ActingRequest) -> HttpResponse:
    acts.check("people.see_reviews", actor=request.actor, now=request.now, place=None)
    reach = rules.reach(request.actor, "people.see_reviews")
    page = queue.waiting(reach, cursor=request.GET.get("cursor"))
    words = {
        "page": page,
        "pairs": [_pair(record) for record in page.rows],
        "count": queue.count_waiting(reach),
        "may_decide": rules.may(request.actor, "people.decide_review"),
    }
    return render(request, "people/reviews.html", words)


@require_POST
def decide(request: ActingRequest, review_id: int, decision: str) -> HttpResponse:
    """Same person, another one, or not to be taken in."""
    if decision not in set(Decision):
        raise NotFound(_("没有这种核对结果，请返回核对列表。"), "decision")
    try:
        decide_review(review_id, Decision(decision), actor=request.actor, now=request.now)
    except (Conflict, Invalid) as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, SAID[Decision(decision)])
    return redirect("people:reviews")


def _pair(record: ReviewRecord) -> Pair:
    cells, other = record.cells, record.candidate
    home = other.home_division if other else ""
    named = places.divisions([home, record.division])
    birth = other.birth_date if other else None
    lines = (
        ("姓名", mask_name(cells.get(Field.NAME, "")), mask_name(other.name) if other else ""),
        ("证件号码", mask_number(cells.get(Field.NUMBER, "")), ""),
        ("出生日期", cells.get(Field.BIRTH, "") or _born(cells.get(Field.NUMBER, "")), _day(birth)),
        (
            "住地",
            named[record.division].full_name if record.division in named else "",
            named[home].full_name if home in named else "",
        ),
    )
    shown = {Field.NAME, Field.NUMBER, Field.BIRTH}
    return Pair(
        id=record.id,
        file=f"{SOURCE_LABELS[record.batch.source]} · {record.batch.file_name}",
        row_no=record.row_no,
        percent=round(100 * record.score),
        grounds=record.grounds,
        lines=tuple((label, one, two, bool(one) and one == two) for label, one, two in lines),
        more=tuple(
            (record.batch.header_of(field), masked(field, text))
            for field, text in cells.items()
            if text and field not in shown
        ),
        candidate_id=other.id if other else None,
        creates=record.batch.layout.creates,
    )


def masked(field: Field, text: str) -> str:
    """A cell as a list may show it."""
    if field in _NAMES:
        return mask_name(text)
    if field in _NUMBERS:
        return mask_number(text)
    if field in _PHONES:
        return mask_phone(text)
    return mask_address(text) if field in _ADDRESSES else text


def _born(number: str) -> str:
    return f"{number[6:10]}-{number[10:12]}-{number[12:14]}" if len(number) >= 18 else ""


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""
