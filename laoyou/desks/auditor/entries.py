"""Entries of the trail in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.urls import reverse

from laoyou.access import rules
from laoyou.access.types import ROLE_LABELS, Role, Scope, ScopeKind, division_code
from laoyou.audit import reads as trail
from laoyou.audit.types import OUTCOME_LABELS, PURPOSE_LABELS, EntryRecord, Outcome, Purpose
from laoyou.desks.auditor.questions import OBJECT_LABELS
from laoyou.places import reads as places

COLOURS = {Outcome.DONE: "ok", Outcome.READ: "info", Outcome.REFUSED: "no"}


@dataclass(frozen=True, slots=True)
class Line:
    """An entry in words; the addresses ask for what else was done by the same user or on the same subject."""

    at: datetime
    who: str
    role: str
    acting_for: str
    what: str
    outcome: str
    colour: str
    subject: str
    person_id: int | None
    place: str
    purpose: str
    who_url: str
    person_url: str


def about(scope: Scope, person_id: int, most: int) -> list[Line]:
    """The latest entries on one person within a scope."""
    return list(lines(trail.entries(scope, trail.Filter(person_id=person_id), size=most).rows))


def of_object(scope: Scope, kind: str, object_id: int, most: int = 20) -> list[Line]:
    """The latest entries on one thing within a scope."""
    asked = trail.Filter(object_kind=kind, object_id=str(object_id))
    return list(lines(trail.entries(scope, asked, size=most).rows))


def lines(entries: Sequence[EntryRecord]) -> Iterator[Line]:
    """Entries in words: one query for the names of places, however many entries."""
    scopes = {entry.acting_for: Scope.parse(entry.acting_for) for entry in entries}
    codes = {division_code(one.key) for one in scopes.values() if one.kind is ScopeKind.DIVISION}
    names = places.divisions(codes | {entry.division for entry in entries if entry.division})
    for entry in entries:
        yield _line(entry, scopes[entry.acting_for], {code: one.full_name for code, one in names.items()})


def _line(entry: EntryRecord, scope: Scope, names: dict[str, str]) -> Line:
    here = reverse("audit")
    return Line(
        at=entry.at,
        who=entry.user_name,
        role=ROLE_LABELS[Role(entry.role)] if entry.role in frozenset(Role) else entry.role,
        acting_for=_scope_words(scope, names),
        what=rules.label(entry.act),
        outcome=OUTCOME_LABELS[entry.outcome],
        colour=COLOURS[entry.outcome],
        subject=_subject(entry),
        person_id=entry.person_id,
        place=names.get(entry.division, ""),
        purpose=PURPOSE_LABELS[Purpose(entry.purpose)] if entry.purpose in frozenset(Purpose) else "",
        who_url=f"{here}?{urlencode({'who': entry.user_id})}" if entry.user_id else "",
        person_url=f"{here}?{urlencode({'person_id': entry.person_id})}" if entry.person_id else "",
    )


def _scope_words(scope: Scope, names: dict[str, str]) -> str:
    if scope.kind is ScopeKind.DIVISION:
        return names.get(division_code(scope.key), division_code(scope.key))
    return places.label(scope)


def _subject(entry: EntryRecord) -> str:
    """The thing beside the person: 名单 120 项, 导入批次 7."""
    if not entry.object_kind:
        return ""
    label = OBJECT_LABELS.get(entry.object_kind, "其他")
    number = f" {entry.object_id}" if entry.object_id else ""
    many = f"（{entry.count} 项）" if entry.count > 1 else ""
    return f"{label}{number}{many}"
