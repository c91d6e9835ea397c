"""What the pages of letters share: who may look, what is asked, and letters in the words of a list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import QueryDict
from django.utils.translation import gettext as _

from laoyou import acts
from laoyou.access import rules
from laoyou.access.types import Scope
from laoyou.acts.requests import ActingRequest, division_asked
from laoyou.kernel.errors import NotFound
from laoyou.kernel.masking import mask_name
from laoyou.notices import forms
from laoyou.notices.reads.letters import Filter, LetterRecord
from laoyou.notices.types import KIND_LABELS, STATE_LABELS, WAY_LABELS, State
from laoyou.people.reads import persons
from laoyou.places import reads as places
from laoyou.places.types import Level
from laoyou.web.types import Link

ASKED = ("state", "kind", "division")
SIGNS = {State.WRITTEN: "info", State.PRINTED: "waiting", State.HANDED_OVER: "ok"}


@dataclass(frozen=True, slots=True)
class Line:
    """A letter as a list shows it: the name masked."""

    row: LetterRecord
    name: str
    place: str
    kind: str
    state: str
    sign: str
    how: str


def reach(request: ActingRequest, act: str = "notices.see") -> Scope:
    """The scope by which the reader's lists are cut. Forbidden, logged, when the role has no part."""
    acts.check(act, actor=request.actor, now=request.now, place=None)
    return rules.reach(request.actor, act)


def asked(request: ActingRequest, scope: Scope, act: str) -> tuple[forms.Find, Filter]:
    """What the reader narrows the list to: what is not handed over, unless something else is asked for."""
    code = division_asked(request, act, places.division)
    given = request.GET.copy()
    given.setdefault("state", forms.OPEN)
    form = forms.Find(given, divisions=divisions(scope))
    form.is_valid()
    state = form.cleaned_data.get("state") or forms.OPEN
    return form, Filter(
        open=state == forms.OPEN,
        state=State(state) if state in frozenset(State) else None,
        kind=form.cleaned_data.get("kind", ""),
        division=code,
    )


def divisions(scope: Scope, down_to: Level = Level.VILLAGE) -> list[tuple[str, str]]:
    """The divisions of the reader's scope, each set in below the one above it."""
    return places.inset(scope, down_to)


def lines(rows: Sequence[LetterRecord]) -> list[Line]:
    """Letters for a list: as many queries for many as for one."""
    named = persons.names(row.person_id for row in rows)
    found = places.divisions({row.division for row in rows})
    return [
        Line(
            row=row,
            name=mask_name(named[row.person_id].name),
            place=found[row.division].full_name if row.division in found else row.division,
            kind=KIND_LABELS.get(row.kind, _("其他")),
            state=STATE_LABELS[row.state],
            sign=SIGNS[row.state],
            how=WAY_LABELS[row.way] if row.way else "",
        )
        for row in rows
    ]


def chips(request: ActingRequest, form: forms.Find) -> list[Link]:
    """Each condition in force, with the address that takes it off."""
    return [
        Link(
            f"{form.fields[name].label}：{_said(form, name)}",
            address(request.GET, **{name: None, "page": None}),
        )
        for name in ASKED
        if request.GET.get(name) and name in form.cleaned_data
    ]


def address(given: QueryDict, **changes: str | None) -> str:
    """This page's question with some words changed, None taking one off."""
    changed = given.copy()
    for name, value in changes.items():
        changed.pop(name, None)
        if value:
            changed[name] = value
    return f"?{changed.urlencode()}"


def chosen(request: ActingRequest) -> tuple[int, ...]:
    """The rows that were ticked; what is no number was not ticked by us."""
    given = request.POST.getlist("id")
    if not given or not all(one.isascii() and one.isdecimal() and len(one) < 19 for one in given):
        raise NotFound("没有选中告知书，请回名单选择。", "no_letter")
    return tuple(dict.fromkeys(map(int, given)))


def _said(form: forms.Find, name: str) -> str:
    choices = dict(getattr(form.fields[name], "choices", ()))
    return str(choices.get(form.cleaned_data[name], "")).strip()
