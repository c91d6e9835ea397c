"""Whom a variant would give more or less: a list of masked names, and the same as a spreadsheet, audited."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

import polars as pl
from django.http import Http404, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse

from laoyou import acts
from laoyou.access import rules
from laoyou.access.types import Place, Scope, ScopeKind, division_code
from laoyou.acts.requests import ActingRequest
from laoyou.desks.entitlements import months
from laoyou.desks.planner.asking import VARIANTS, Asked
from laoyou.desks.planner.showing import signed, yuan
from laoyou.desks.search import age
from laoyou.forecasts.reads import forecasting
from laoyou.kernel.clock import local_date
from laoyou.kernel.masking import mask_name
from laoyou.kernel.sex import LABELS as SEX_LABELS
from laoyou.people.reads import in_full, persons
from laoyou.places import reads as places
from laoyou.web import sheets
from laoyou.web.sheets import Column, Kind

MOST_LISTED, MOST_EXPORTED, CHUNK = 200, 50_000, 500
SIDES = {"gain": "受益", "lose": "受损"}
HEADINGS = (
    Column("姓名", width=14),
    "性别",
    Column("年龄", Kind.NUMBER),
    Column("居住地", width=36),
    Column("现在（元）", Kind.YUAN),
    Column("以后（元）", Kind.YUAN),
    Column("变化（元）", Kind.YUAN),
)


@dataclass(frozen=True, slots=True)
class Named:
    """Somebody who gains or loses: masked, with what he has (fen) and would have."""

    url: str
    name: str
    sex: str
    age: int | None
    place: str
    was: int
    will: int

    @property
    def was_said(self) -> str:
        return yuan(self.was)

    @property
    def will_said(self) -> str:
        return yuan(self.will)

    @property
    def change(self) -> str:
        return signed(self.will - self.was)


def answer(request: ActingRequest, asked: Asked, which: str, *, as_file: bool) -> HttpResponseBase:
    """The list that was asked for: `1-gain` is of the first variant that changes something.

    Forbidden, and logged, for who may not see people, or not export lists of them.
    """
    number, _, side = which.partition("-")
    if side not in SIDES or number not in {str(n) for n in range(1, len(asked.counted) + 1)}:
        raise Http404
    place = _place(asked.scope)
    act = "people.export" if as_file else "people.see"
    acts.check(act, actor=request.actor, now=request.now, place=place)
    people = forecasting.living(asked.scope, asked.on)
    rows = forecasting.affected(asked.question(), people, int(number), gains=side == "gain")
    title = f"{asked.labels[int(number)]}{SIDES[side]}的人{demo_word(asked)}"
    if as_file:
        rows = rows.head(MOST_EXPORTED)
        in_full.permitted(purpose="", place=place, count=rows.height, actor=request.actor, now=request.now)
        filename = f"政策模拟 {title} {asked.on}.xlsx"
        return sheets.workbook_answer(filename, title, HEADINGS, _cells(rows, asked))
    return render(request, "desks/simulated.html", _view(request, asked, rows, which, title))


def demo_word(asked: Asked) -> str:
    """What stands behind the name of a list whose amounts are examples."""
    return "（示例）" if asked.policy and asked.policy.demo else ""


def _view(
    request: ActingRequest, asked: Asked, rows: pl.DataFrame, which: str, title: str
) -> dict[str, Any]:
    return {
        "title": title,
        "is_demo": asked.policy.demo if asked.policy else False,
        "document": asked.policy.document if asked.policy else None,
        "month": months.said(asked.month),
        "rows": [*_named(rows.head(MOST_LISTED), asked)],
        "count": rows.height,
        "most": MOST_LISTED,
        "is_cut": rows.height > MOST_LISTED,
        "given": asked.given,
        "which": which,
        "may_export": rules.may(request.actor, "people.export"),
        "today": local_date(request.now),
        "variants": VARIANTS,
    }


def _place(scope: Scope) -> Place:
    """Where the people are: the division asked for, or the reader's whole scope."""
    return Place((division_code(scope.key),)) if scope.kind is ScopeKind.DIVISION else Place()


def _named(rows: pl.DataFrame, asked: Asked) -> Iterator[Named]:
    """Some hundred at a time, so that a long list costs little memory."""
    every = rows.iter_rows(named=True)
    while chunk := list(islice(every, CHUNK)):
        yield from _chunk(chunk, asked)


def _chunk(chunk: Sequence[dict[str, Any]], asked: Asked) -> Iterator[Named]:
    known = persons.names(row["person_id"] for row in chunk)
    homes = places.divisions({row["home"] for row in chunk if row["home"]})
    for row in chunk:
        one = known[row["person_id"]]
        home = homes.get(row["home"])
        yield Named(
            url=f"{reverse('why', args=[one.id])}?month={months.written(asked.month)}",
            name=mask_name(one.name),
            sex=SEX_LABELS[one.sex],
            age=age(one, asked.on),
            place=home.full_name if home else "",
            was=row["was"],
            will=row["will"],
        )


def _cells(rows: pl.DataFrame, asked: Asked) -> Iterator[Sequence[sheets.Value]]:
    for one in _named(rows, asked):
        change = (one.will - one.was) / 100
        yield one.name, one.sex, one.age, one.place, one.was / 100, one.will / 100, change
