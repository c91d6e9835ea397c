"""What is said of a person, for the page: what counts, who says so, since when, and who says otherwise."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse

from laoyou.desks.caseworker.tags import words
from laoyou.kernel.ids import FactId, PersonId
from laoyou.people.reads import facts
from laoyou.people.reads.facts import Dispute, Standing, Statement
from laoyou.people.types import FACT_KIND_LABELS, SOURCE_LABELS, FactKind
from laoyou.web.types import Link

ROW_ACTS = (
    ("people.end_fact", "fact-end", "终止"),
    ("people.correct_fact", "fact-correct", "更正"),
    ("people.withdraw_fact", "fact-withdraw", "撤回"),
)


@dataclass(frozen=True, slots=True)
class Line:
    """One kind of status as the page says it; `links` act on what counts, `others` on the rest."""

    label: str
    value: str
    source: str
    since: date | None
    until: date | None
    recorded: datetime | None
    mark: str
    conflict: str
    links: tuple[Link, ...]
    others: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class Status:
    """What stands of a person on a day, by kind, and the lines that say it."""

    standing: dict[FactKind, Standing]
    lines: tuple[Line, ...]


def status(person_id: PersonId, on: date, may: frozenset[str]) -> Status:
    """Everything that counts or is contradicted on the day, deaths aside."""
    believed = facts.believed([person_id])[person_id]
    standing = facts.standing([person_id], on)[person_id]
    disputes = {one.kind: one for one in facts.disputes([person_id], on)[person_id]}
    by_id = {one.id: one for one in believed}
    lines = [
        _standing_line(
            person_id, kind, standing[kind], _agreeing(believed, standing[kind], kind, on), by_id, may
        )
        if kind in standing
        else _unsettled_line(person_id, disputes[kind], may)
        for kind in FactKind
        if kind in standing or kind in disputes
    ]
    return Status(standing, tuple(lines))


def _standing_line(
    person_id: PersonId,
    kind: FactKind,
    one: Standing,
    agreeing: Sequence[Statement],
    by_id: Mapping[FactId, Statement],
    may: frozenset[str],
) -> Line:
    also = "、".join(SOURCE_LABELS[other.source] for other in agreeing)
    return Line(
        label=FACT_KIND_LABELS[kind],
        value=words(kind, one.value, one.grade),
        source=SOURCE_LABELS[one.source] + (f"（{also}同此）" if also else ""),
        since=one.since,
        until=one.until,
        recorded=by_id[FactId(one.fact_id)].recorded_at,
        mark="",
        conflict="；".join(map(otherwise, one.conflicts)),
        links=_links(person_id, kind, one.fact_id, "", may),
        others=_other_links(person_id, one.conflicts, may),
    )


def _unsettled_line(person_id: PersonId, dispute: Dispute, may: frozenset[str]) -> Line:
    return Line(
        label=FACT_KIND_LABELS[dispute.kind],
        value="按更可信的来源，现在不成立",
        source="",
        since=None,
        until=None,
        recorded=None,
        mark="unknown",
        conflict="；".join(map(otherwise, dispute.others)),
        links=(),
        others=_other_links(person_id, dispute.others, may),
    )


def _agreeing(believed: Sequence[Statement], one: Standing, kind: FactKind, on: date) -> list[Statement]:
    """Other sources that say the same on that day."""
    return [
        other
        for other in believed
        if other.kind is kind
        and other.source is not one.source
        and (other.value, other.grade) == (one.value, one.grade)
        and other.span.contains(on)
    ]


def otherwise(one: Statement) -> str:
    """民政：农村低保，2024-01-01 起; 社保：2025-06-30 已终止."""
    said = words(one.kind, one.value, one.grade)
    since = f"，{one.span.start} 起" if one.span.start else ""
    ended = f"，至 {one.span.end}" if one.span.end else ""
    return f"{SOURCE_LABELS[one.source]}：{said}{since}{ended}"


def _other_links(person_id: PersonId, others: Sequence[Statement], may: frozenset[str]) -> tuple[Link, ...]:
    return tuple(
        link
        for one in others
        for link in _links(person_id, one.kind, one.id, f"{SOURCE_LABELS[one.source]}的", may)
    )


def _links(
    person_id: PersonId, kind: FactKind, fact_id: int, whose: str, may: frozenset[str]
) -> tuple[Link, ...]:
    """What may be done with a statement; deaths have acts of their own."""
    if kind is FactKind.DEATH:
        return ()
    return tuple(
        Link(f"{label}{whose}记录", reverse("handling_row", args=[person_id, key, fact_id]))
        for act, key, label in ROW_ACTS
        if act in may
    )
