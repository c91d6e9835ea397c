"""Which of the papers that a law names are there, which lack, and which a department has answered for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from laoyou.applications.core.evidence import names_same
from laoyou.applications.reads.papers import PaperRecord
from laoyou.benefits.reads.reasons import FactShown, Reason, Reasons
from laoyou.people.types import SOURCE_LABELS, Source
from laoyou.policies import reads as policies
from laoyou.policies.types import Benefit

DEPARTMENTS = frozenset(Source) - {Source.TOWN, Source.FAMILY}
"""Whose word stands for a paper: the town itself and the family bring papers."""


@dataclass(frozen=True, slots=True)
class Needed:
    """A paper that the law names. `verified`: who has answered for it, so that nobody has to bring it."""

    label: str
    papers: tuple[PaperRecord, ...]
    verified: tuple[str, ...]

    @property
    def is_there(self) -> bool:
        return bool(self.papers or self.verified)


def checklist(
    version_id: int, told: Reasons, reason: Reason | None, papers: Sequence[PaperRecord]
) -> list[Needed]:
    """The papers of the law in its order; papers of other names are not in it."""
    body = policies.version(version_id).document.body
    wanted = body.evidence if isinstance(body, Benefit) else ()
    asked = {name for one in reason.explained.clauses for name in one.clause.when.facts} if reason else set()
    shown = [told.facts[name] for name in sorted(asked)]
    return [
        Needed(
            label,
            tuple(one for one in papers if one.label == label),
            tuple(dict.fromkeys(_departments(label, shown))),
        )
        for label in wanted
    ]


def settling(told: Reasons, reason: Reason) -> list[tuple[str, str]]:
    """The unknown facts by which a benefit is open, and the paper that settles each: (label, paper)."""
    facts = [told.facts[name].fact for name in reason.explained.missing]
    return [(one.label, one.evidence) for one in facts]


def _departments(label: str, shown: Iterable[FactShown]) -> Iterable[str]:
    for one in shown:
        source = one.statement.source if one.statement else None
        if one.value is not None and source in DEPARTMENTS and names_same(label, one.fact.evidence):
            yield f"{SOURCE_LABELS[source]}：{one.fact.label}"
