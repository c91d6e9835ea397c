"""The tree of divisions with how many people live in each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from laoyou.access.types import Scope
from laoyou.acts.requests import ActingRequest
from laoyou.desks import sight
from laoyou.desks.caseworker import territory
from laoyou.kernel.clock import local_date
from laoyou.people.reads import lists
from laoyou.places import reads as places
from laoyou.places.types import DivisionRecord, Level
from laoyou.web.types import Link

NUMBERS = (("elders", "60 岁以上"), ("eldest", "80 岁以上"), ("infants", "0–3 岁"), ("all", "全部在册"))
NOTHING = dict.fromkeys((key for key, _ in NUMBERS), 0)
UNPLACED = "未登记到下一级"
MOST_OPEN = 60
Counts = dict[str, int]


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the tree: `numbers` are (count, address of the list behind it)."""

    label: str
    url: str
    depth: int
    numbers: tuple[tuple[int, str], ...]
    toggle_url: str
    is_open: bool


@require_GET
def divisions(request: ActingRequest) -> HttpResponse:
    """The reader's own tree: the first level is open, `?open=` opens more."""
    scope = sight.reach(request, "people.see")
    asked = tuple(dict.fromkeys(request.GET.getlist("open")))[:MOST_OPEN]
    for code in asked:
        sight.open_division(request, "people.see", code)
    tree = _Tree(scope, local_date(request.now), asked)
    rows = [row for root in territory.roots(scope) for row in tree.under_root(root)]
    words = {"rows": rows, "numbers": [label for _, label in NUMBERS], "crumbs": _crumbs(scope)}
    return render(request, "desks/divisions.html", words)


def _crumbs(scope: Scope) -> tuple[Link, ...]:
    """Where the reader's part lies, in words: what is above is not his to open."""
    found = territory.roots(scope)
    return tuple(Link(one.short_name) for one in places.path(found[0].code)) if len(found) == 1 else ()


class _Tree:
    """The rows of a tree; divisions named in `asked` are open, and the reader's only root always."""

    def __init__(self, scope: Scope, on: date, asked: tuple[str, ...]) -> None:
        self.scope, self.on, self.asked = scope, on, asked

    def under_root(self, root: DivisionRecord) -> list[Row]:
        below = lists.counts_below(self.scope, root.code, self.on)
        total = {key: sum(one[key] for one in below.values()) for key, _ in NUMBERS}
        always = self.scope.holds(Scope.division(root.code)) and self.scope != Scope.everything()
        row = self._row(root, 1, total, is_open=always or root.code in self.asked, is_root=always)
        return [row, *self._below(root, 2, below)] if row.is_open else [row]

    def _below(self, parent: DivisionRecord, depth: int, counts: dict[str, Counts]) -> list[Row]:
        rows: list[Row] = []
        for one in places.children(parent.code):
            is_open = one.code in self.asked
            rows.append(self._row(one, depth, counts.get(one.code, NOTHING), is_open=is_open, is_root=False))
            if is_open:
                below = lists.counts_below(self.scope, one.code, self.on)
                rows += self._below(one, depth + 1, below)
        if parent.code in counts and parent.level is not Level.VILLAGE:
            rows.append(Row(UNPLACED, "", depth, _numbers(parent.code, counts[parent.code], ""), "", False))
        return rows

    def _row(self, one: DivisionRecord, depth: int, counts: Counts, *, is_open: bool, is_root: bool) -> Row:
        leaf = one.level is Level.VILLAGE or is_root
        return Row(
            label=one.short_name,
            url=_list_url(one.code),
            depth=depth,
            numbers=_numbers(one.code, counts, _list_url(one.code)),
            toggle_url="" if leaf else self._toggle(one.code),
            is_open=is_open,
        )

    def _toggle(self, code: str) -> str:
        others = [one for one in self.asked if one != code]
        left = others if code in self.asked else [*others, code]
        return f"{reverse('divisions')}?{urlencode({'open': left}, doseq=True)}"


def _numbers(code: str, counts: Counts, url: str) -> tuple[tuple[int, str], ...]:
    groups = {"all": ""}
    return tuple(
        (counts[key], _list_url(code, groups.get(key, key)) if url and counts[key] else "")
        for key, _ in NUMBERS
    )


def _list_url(code: str, group: str = "") -> str:
    asked = {"division": code, "group": group} if group else {"division": code}
    return f"{reverse('people')}?{urlencode(asked)}"
