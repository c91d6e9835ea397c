"""What the law says of a claim: clause by clause, the amount in words, who bears it; and what is missing."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from laoyou.kernel.spans import DateSpan
from laoyou.policies import reads as policies
from laoyou.policies.reads import PolicyVersion
from laoyou.rules.person import ClauseReason, Explained, explain
from laoyou.rules.types import VERDICT_LABELS, Fact, Period, Verdict, facts_of
from laoyou.subsidies.core import amounts, facts, periods
from laoyou.subsidies.reads.known import SubjectRecord
from laoyou.subsidies.reads.laws import amount_of
from laoyou.subsidies.types import Share, Statement, Told

SIGNS = {Verdict.YES: "ok", Verdict.NO: "no", Verdict.UNDECIDED: "unknown"}
CLERK, SILENT = "经办人填报", "没有记录"


@dataclass(frozen=True, slots=True)
class FactLine:
    """A fact as it was decided upon: its value in words and for machines, who says so, what proves it."""

    name: str
    label: str
    said: str
    value: Any
    source: str
    verified: bool
    evidence: str
    remark: str


@dataclass(frozen=True, slots=True)
class ClauseLine:
    """A clause with its verdict and the facts that it names."""

    key: str
    says: str
    article: str
    verdict: str
    sign: str
    demo: bool
    facts: tuple[FactLine, ...]


@dataclass(frozen=True, slots=True)
class Decision:
    """What the law says. `fen` is what is due for the period (0 when no, None while undecided); `missing` are
    the facts by which it is open, `unproven` those that a clerk states and whose paper nobody has seen.
    """

    law: PolicyVersion
    verdict: Verdict
    sign: str
    words: str
    fen: int | None
    formula: str
    article: str
    part: str
    clauses: tuple[ClauseLine, ...]
    facts: tuple[FactLine, ...]
    shares: tuple[Share, ...]
    missing: tuple[Fact, ...]
    unproven: tuple[FactLine, ...]

    @property
    def is_due(self) -> bool:
        return self.verdict is Verdict.YES and bool(self.fen)

    @property
    def demo(self) -> bool:
        """Whether some of it is an example, which every screen and paper must say."""
        return self.law.demo or any(one.demo for one in self.law.benefit.payers)

    @property
    def frozen_facts(self) -> list[dict[str, Any]]:
        """The facts as they are kept with an approval."""
        return [asdict(one) for one in self.facts]

    @property
    def frozen(self) -> dict[str, Any]:
        """The verdicts as they are kept with an approval."""
        return {
            "version": self.law.id,
            "law_digest": self.law.digest,
            "name": self.law.document.name,
            "demo": self.demo,
            "sign": self.sign,
            "words": self.words,
            "fen": self.fen,
            "formula": self.formula,
            "article": self.article,
            "part": self.part,
            "clauses": [asdict(one) for one in self.clauses],
            "shares": [asdict(one) for one in self.shares],
        }

    @property
    def digest(self) -> str:
        """The SM3 of facts and verdicts, in hex: what somebody saw is what is approved."""
        text = json.dumps([self.frozen_facts, self.frozen], ensure_ascii=False, sort_keys=True)
        return hashlib.new("sm3", text.encode()).hexdigest()


def decide(
    law: PolicyVersion, whom: SubjectRecord, stated: Mapping[str, Statement], period: Period
) -> Decision:
    """The decision by a text of the law, with what is known of the subject and what a clerk states."""
    asked = facts_of([law.program])
    told = {name: _told(fact, whom, stated.get(name), law) for name, fact in asked.items()}
    explained = explain(law.program, {name: one.value for name, one in told.items()}, period)
    lines = {name: _line(asked[name], one, whom) for name, one in told.items()}
    amount = amount_of(law.benefit)
    part = amounts.part_of(amount, period, _covered(law, whom, told, period))
    whole = explained.amount_fen
    fen = None if whole is None else amounts.prorated(whole, part)
    return Decision(
        law=law,
        verdict=explained.verdict,
        sign=SIGNS[explained.verdict],
        words=_words(explained, fen),
        fen=fen,
        formula=policies.said_on(law.document, amount.says, law.part.end or period.end),
        article=amount.article,
        part=part.words,
        clauses=tuple(_clause(one, law, lines, period.end) for one in explained.clauses),
        facts=tuple(lines.values()),
        shares=amounts.shares(law.benefit.payers, fen) if fen else (),
        missing=tuple(asked[name] for name in explained.missing),
        unproven=tuple(one for one in lines.values() if one.source.startswith(CLERK) and not one.verified),
    )


def asked_of(law: PolicyVersion) -> dict[str, Fact]:
    """The facts that a text asks about."""
    return facts_of([law.program])


def _told(fact: Fact, whom: SubjectRecord, said: Statement | None, law: PolicyVersion) -> Told:
    """The clerk's word with its paper, else the register's, else what stands in silence."""
    known = whom.facts.get(fact.name)
    if said is not None and said.value is not None:
        before = f"（登记为{facts.said(fact, known.value)}）" if known and known.value != said.value else ""
        return Told(said.value, CLERK + before, said.verified, said.remark)
    if known is not None:
        return known
    silence = policies.vocabulary(law.benefit.subject).silence.get(fact.name)
    words = SILENT if silence is None else f"{SILENT}，按“{facts.said(fact, silence)}”算"
    return Told(silence, words, remark=said.remark if said else "")


def _line(fact: Fact, told: Told, whom: SubjectRecord) -> FactLine:
    return FactLine(
        name=fact.name,
        label=fact.label,
        said=whom.place if told.value == whom.division else facts.said(fact, told.value),
        value=facts.kept(told.value),
        source=told.source,
        verified=told.verified,
        evidence=fact.evidence,
        remark=told.remark,
    )


def _clause(one: ClauseReason, law: PolicyVersion, lines: Mapping[str, FactLine], day: date) -> ClauseLine:
    demo = {clause.key for clause in law.benefit.clauses if clause.demo}
    return ClauseLine(
        key=one.clause.key,
        says=policies.said_on(law.document, one.clause.says, law.part.end or day),
        article=one.clause.article,
        verdict=VERDICT_LABELS[one.verdict],
        sign=SIGNS[one.verdict],
        demo=one.clause.key in demo,
        facts=tuple(lines[name] for name in one.clause.when.facts),
    )


def _covered(
    law: PolicyVersion, whom: SubjectRecord, told: Mapping[str, Told], period: Period
) -> DateSpan | None:
    """The days of the period on which the law holds and the subject is there, from the day that is told."""
    days = whom.days
    opened = told.get("opened_on")
    if opened and isinstance(opened.value, date):
        days = DateSpan(opened.value, days.end if days.end is None or days.end >= opened.value else None)
    return periods.covered(period, law.in_force, days)


def _words(explained: Explained, fen: int | None) -> str:
    if explained.verdict is Verdict.YES and not fen:
        return "符合条件，金额为零"
    if explained.verdict is Verdict.UNDECIDED:
        return "还不能定"
    return VERDICT_LABELS[explained.verdict]
