"""Reasons in words: each clause with its verdict, and the facts that it names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from laoyou.benefits.reads.reasons import FactShown, Reason
from laoyou.people.types import SOURCE_LABELS, VALUES, FactKind
from laoyou.rules.types import VERDICT_LABELS, FactType, Verdict

SIGNS = {Verdict.YES: "ok", Verdict.NO: "no", Verdict.UNDECIDED: "unknown"}


@dataclass(frozen=True, slots=True)
class ClauseShown:
    """A clause with its verdict, and the facts that it names: label, value, who says so, since when."""

    key: str
    says: str
    article: str
    verdict: str
    sign: str
    facts: tuple[tuple[str, str, str, date | None], ...]


def clauses(reason: Reason, facts: Mapping[str, FactShown]) -> list[ClauseShown]:
    """The clauses of a benefit in the order of its text."""
    return [
        ClauseShown(
            one.clause.key,
            one.clause.says,
            one.clause.article,
            VERDICT_LABELS[one.verdict],
            SIGNS[one.verdict],
            tuple(_fact(facts[name]) for name in one.clause.when.facts),
        )
        for one in reason.explained.clauses
    ]


def _fact(shown: FactShown) -> tuple[str, str, str, date | None]:
    """Its name, its value in words, who says so, and since when."""
    statement = shown.statement
    source = SOURCE_LABELS[statement.source] if statement else ""
    if shown.is_silence:
        source = "没有记录" if shown.value is None else "没有记录，按没有算"
    return shown.fact.label, _value(shown), source, statement.span.start if statement else None


def _value(shown: FactShown) -> str:
    value, fact = shown.value, shown.fact
    graded = VALUES.get(FactKind(fact.name), {}) if fact.name in set(FactKind) else {}
    match value:
        case None:
            return f"不详（凭{fact.evidence}可定）" if fact.evidence else "不详"
        case bool():
            return "是" if value else "否"
        case date():
            return f"{value.year} 年 {value.month} 月 {value.day} 日"
        case str() if fact.type is FactType.CODE:
            return fact.codes.get(value, value)
    return graded.get(str(value), str(value))
