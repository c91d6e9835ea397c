"""Applications and appeals in the words of their pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from laoyou.applications.reads.appeals import AppealRecord
from laoyou.applications.reads.applications import ApplicationRecord
from laoyou.applications.reads.procedure import procedure
from laoyou.applications.types import (
    ABOUT_LABELS,
    APPEAL_STATE_LABELS,
    APPLICATION_STATE_LABELS,
    ASKER_LABELS,
    CHANNEL_LABELS,
    AppealState,
    ApplicationState,
    Asker,
    Asking,
)
from laoyou.benefits.reads.laws import PERSONS
from laoyou.kernel.masking import mask_name
from laoyou.people.reads import persons
from laoyou.people.types import RELATION_LABELS
from laoyou.places import reads as places
from laoyou.policies import reads as policies

SOON_DAYS = 3
STATE_SIGNS = {
    ApplicationState.SUBMITTED: "waiting",
    ApplicationState.ACCEPTED: "info",
    ApplicationState.PAPERS_WANTED: "unknown",
    ApplicationState.VERIFIED: "info",
    ApplicationState.APPROVED: "ok",
    ApplicationState.REFUSED: "no",
    ApplicationState.WITHDRAWN: "unknown",
}
APPEAL_SIGNS = {
    AppealState.SUBMITTED: "waiting",
    AppealState.UPHELD: "waiting",
    AppealState.REJECTED: "no",
    AppealState.WITHDRAWN: "unknown",
    AppealState.SETTLED: "ok",
}


@dataclass(frozen=True, slots=True)
class Due:
    """A term in words, with the colour it has."""

    words: str
    sign: str


@dataclass(frozen=True, slots=True)
class Line:
    """An application or appeal as a list shows it: the name masked, what, how far and by when in words."""

    id: int
    name: str
    place: str
    benefit: str
    about: str
    asked: str
    state: str
    sign: str
    due: Due | None
    row: ApplicationRecord | AppealRecord


def lines(rows: Sequence[ApplicationRecord], today: date) -> list[Line]:
    named, homes = _whom(rows)
    return [
        Line(
            id=row.id,
            name=named[row.person_id],
            place=homes[row.person_id],
            benefit=row.benefit_name,
            about="",
            asked=asked(row.asking),
            state=APPLICATION_STATE_LABELS[row.state],
            sign=STATE_SIGNS[row.state],
            due=due(row.due_on, today),
            row=row,
        )
        for row in rows
    ]


def appeal_lines(rows: Sequence[AppealRecord], today: date) -> list[Line]:
    named, homes = _whom(rows)
    return [
        Line(
            id=row.id,
            name=named[row.person_id],
            place=homes[row.person_id],
            benefit=row.benefit_name,
            about=ABOUT_LABELS[row.against.about],
            asked=asked(row.asking),
            state=APPEAL_STATE_LABELS[row.state],
            sign=APPEAL_SIGNS[row.state],
            due=due(row.due_on, today),
            row=row,
        )
        for row in rows
    ]


def asked(asking: Asking) -> str:
    """Who asked, and how: 窗口 · 女儿李小雨代办."""
    who = ASKER_LABELS[asking.by]
    if asking.by is Asker.KIN and asking.relation:
        who = f"{RELATION_LABELS[asking.relation]}{mask_name(asking.name)}代办"
    return f"{CHANNEL_LABELS[asking.channel]} · {who}"


def due(day: date | None, today: date) -> Due | None:
    """The end of a term, in words: 1 月 12 日到期, 今天到期, 超期 2 个工作日."""
    if day is None:
        return None
    calendar = procedure().calendar
    if day < today:
        over = working_days(day, today)
        return Due(f"已超期 {over} 个工作日" if over else "已超期", "no")
    if day == today:
        return Due("今天到期", "waiting")
    left = working_days(today, day)
    soon = day <= calendar.after(today, SOON_DAYS)
    return Due(f"{day.month} 月 {day.day} 日到期，还有 {left} 个工作日", "waiting" if soon else "info")


def working_days(first: date, last: date) -> int:
    """How many working days lie after one day, up to another; at most 400 are counted."""
    calendar, n = procedure().calendar, 0
    while n < 400 and calendar.after(first, n + 1) <= last:
        n += 1
    return n


def benefits(division: str, today: date) -> list[tuple[str, str]]:
    """The benefits for persons that are law in a division, by name, for a filter."""
    found = policies.library(division, today)
    named = {
        one.document.code: one.document.name
        for one in found
        if getattr(one.document.body, "subject", None) in PERSONS
    }
    return sorted(named.items(), key=lambda one: one[1])


def _whom(rows: Sequence[ApplicationRecord | AppealRecord]) -> tuple[dict[int, str], dict[int, str]]:
    """Names, masked, and homes of the persons of a list."""
    found = persons.persons(row.person_id for row in rows)
    codes = places.divisions({one.home_division for one in found.values()})
    names = {int(number): mask_name(one.name) for number, one in found.items()}
    homes = {int(number): codes[one.home_division].full_name for number, one in found.items()}
    return names, homes
