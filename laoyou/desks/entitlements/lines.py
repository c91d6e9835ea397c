"""A person's month as the page says it: cards of policies, their clauses, what is missing, and the sum."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from laoyou.access import rules
from laoyou.benefits.reads.grants import GrantRecord
from laoyou.desks.entitlements import sayings
from laoyou.desks.entitlements.deciding import Entitlement, part_of, settling
from laoyou.desks.entitlements.entitled import Entitlements
from laoyou.desks.entitlements.gaps import Gap
from laoyou.desks.entitlements.known import Known, Origin
from laoyou.kernel.ids import PersonId
from laoyou.kernel.money import Money
from laoyou.kernel.spans import DateSpan
from laoyou.policies import reads as policies
from laoyou.policies.reads import PolicyVersion
from laoyou.policies.types import DELIVERY_LABELS, Per
from laoyou.rules.person import ClauseReason
from laoyou.rules.types import VERDICT_LABELS, Verdict
from laoyou.web.types import Link

KINDS = {Verdict.YES: "ok", Verdict.NO: "no", Verdict.UNDECIDED: "unknown"}
PER_WORDS = {Per.MONTH: "元/月", Per.YEAR: "元/年", Per.ONCE: "元（一次性）"}
BASICS, MOVE, STATUS = ("people.correct", "basics"), ("people.move", "move"), ("people.record_fact", "fact")
ASSESS = ("assessment.begin", "")
TELLING = {
    "birth_date": (BASICS,),
    "sex": (BASICS,),
    "residence": (MOVE,),
    "registered": (MOVE,),
    "urban": (MOVE,),
    "ability": (ASSESS, STATUS),
    "ltc_grade": (ASSESS, STATUS),
}
"""The acts by which a fact comes to be told, each with its form (an assessment has pages of its own); what is
not named here is a status.
"""


@dataclass(frozen=True, slots=True)
class FactLine:
    """A fact that settles a clause. Without `said` it is unknown, and `evidence` would settle it."""

    label: str
    said: str
    origin: Origin
    evidence: str


@dataclass(frozen=True, slots=True)
class ClauseLine:
    """A clause with its verdict and the facts by which it came out so; `step` closes the gap it has."""

    kind: str
    says: str
    article: str
    is_demo: bool
    facts: tuple[FactLine, ...]
    step: Link | None


@dataclass(frozen=True, slots=True)
class OtherLine:
    """The benefit that is given instead, and what the law says about the two."""

    name: str
    says: str
    article: str


@dataclass(frozen=True, slots=True)
class Card:
    """A policy: its verdict in a word, how much and in what form, and why. `failing` is what does not hold;
    `held` says whether he has it; `ask` is where it can be asked for, "" where he has it or nobody may ask.
    """

    name: str
    url: str
    law: str
    days: str
    kind: str
    verdict: str
    amount: str
    form: str
    reckoned: str
    reckoned_by: str
    demo: str
    clauses: tuple[ClauseLine, ...]
    failing: tuple[str, ...]
    gives_way: tuple[OtherLine, ...]
    held: str
    held_kind: str
    ask: str


@dataclass(frozen=True, slots=True)
class HeldLine:
    """What somebody has, whether or not the law still gives it: how much, and since when; `on_hold`: it is
    not paid for the time being (暂停发放).
    """

    name: str
    amount: str
    since: date | None
    is_demo: bool
    on_hold: bool


@dataclass(frozen=True, slots=True)
class GapLine:
    """What is missing, by what it is settled, what waits for it, and what may come of it."""

    key: str
    label: str
    evidence: str
    waiting: tuple[str, ...]
    more: str
    is_demo: bool
    steps: tuple[Link, ...]


Held = Sequence[GrantRecord] | None
"""What somebody has on the day; None for a reader who may not know."""


def cards(
    found: Entitlements, person_id: PersonId, may: frozenset[str], held: Held
) -> tuple[Card, ...]:
    maker = _Cards(found, person_id, may, held)
    return tuple(maker.card(one) for one in found.related)


def held_lines(
    held: Sequence[GrantRecord], on: date, on_hold: frozenset[tuple[int, str]]
) -> tuple[HeldLine, ...]:
    """By the names of the versions under which it was given; `on_hold`: row and code of what is held back."""
    versions = policies.versions(one.version_id for one in held)
    return tuple(
        HeldLine(
            name=versions[one.version_id].document.name,
            amount=amount(one.amount_fen, one.per) if one.amount_fen else "",
            since=one.span.start,
            is_demo=policies.is_demo(versions[one.version_id].document, on),
            on_hold=(one.person_id, one.benefit) in on_hold,
        )
        for one in held
    )


def gap_lines(found: Entitlements, person_id: PersonId, may: frozenset[str]) -> tuple[GapLine, ...]:
    return tuple(_gap(one, person_id, may) for one in found.gaps)


def amount(fen: int, per: Per) -> str:
    """60.00 元/月"""
    return f"{Money(fen).yuan} {PER_WORDS[per]}"


@dataclass(frozen=True, slots=True)
class _Cards:
    """Makes cards of what was found of a person, for a reader who `may` do so much."""

    found: Entitlements
    person_id: PersonId
    may: frozenset[str]
    held: Held

    def card(self, one: Entitlement) -> Card:
        policy = one.policy
        benefit, document, day = policy.benefit, policy.document, policy.part.end or self.found.month.end
        reckoned = policies.said_on(document, benefit.amount.says, day) if benefit.amount else ""
        demos = {clause.key: clause.demo for clause in benefit.clauses}
        held, held_kind = self._held(one)
        return Card(
            name=document.name,
            url=reverse("policies:policy", args=[document.territory.division, document.code]),
            law=_law(policy),
            days=_days(policy.part, self.found),
            kind="waiting" if one.excluded_by else KINDS[one.verdict],
            verdict=VERDICT_LABELS[one.verdict],
            amount=self._amount(one),
            form=DELIVERY_LABELS[benefit.delivery],
            reckoned=reckoned,
            reckoned_by=benefit.amount.article if benefit.amount else "",
            demo=_demo(policy),
            clauses=tuple(self._clause(each, demos) for each in one.explained.clauses),
            failing=tuple(each.clause.says for each in one.explained.clauses if each.verdict is Verdict.NO),
            gives_way=tuple(
                OtherLine(
                    other.policy.document.name,
                    other.said.says if other.said else "",
                    other.said.article if other.said else "",
                )
                for other in one.excluded_by
            ),
            held=held,
            held_kind=held_kind,
            ask=self._ask(one),
        )

    def _held(self, one: Entitlement) -> tuple[str, str]:
        """Whether he has it: said where he has, and where he should have and has not."""
        if self.held is None:
            return "", ""
        if any(grant.benefit == one.policy.code for grant in self.held):
            return "正在享受", "ok" if one.is_given else "waiting"
        return ("还没有开始享受", "waiting") if one.is_given else ("", "")

    def _ask(self, one: Entitlement) -> str:
        code = one.policy.code
        has = any(grant.benefit == code for grant in self.held or ())
        if has or "applications.submit" not in self.may:
            return ""
        return f"{reverse('applications:apply', args=[self.person_id])}?benefit={code}"

    def _amount(self, one: Entitlement) -> str:
        """What is due; of an open one what may come of it; nothing of what is not due or is no money."""
        asked = one.policy.benefit.amount
        if asked is None or one.verdict is Verdict.NO:
            return ""
        if one.verdict is Verdict.YES:
            return amount(one.explained.amount_fen or 0, asked.per)
        least, most = self.found.possible.get(part_of(one.policy), (0, 0))
        if least == most:
            return amount(most, asked.per) if most else ""
        return f"{Money(least).yuan}–{amount(most, asked.per)}"

    def _clause(self, each: ClauseReason, demos: Mapping[str, bool]) -> ClauseLine:
        shown = each.missing if each.verdict is Verdict.UNDECIDED else settling(each.reason)
        closing = [link for name in each.missing for link in steps(name, self.person_id, self.may)]
        return ClauseLine(
            kind=KINDS[each.verdict],
            says=each.clause.says,
            article=each.clause.article,
            is_demo=demos.get(each.clause.key, False),
            facts=tuple(_fact(self.found.known[name]) for name in shown),
            step=next(iter(closing), None),
        )


def steps(name: str, person_id: PersonId, may: frozenset[str]) -> tuple[Link, ...]:
    """What the reader may do about a missing fact."""
    return tuple(
        Link(rules.label(act), _form(key, person_id))
        for act, key in TELLING.get(name, (STATUS,))
        if act in may
    )


def _form(key: str, person_id: PersonId) -> str:
    if not key:
        return reverse("assessment:person", args=[person_id])
    return reverse("handling", args=[person_id, key])


def _fact(one: Known) -> FactLine:
    return FactLine(one.fact.label, one.said, one.origin, one.fact.evidence if one.value is None else "")


def _gap(one: Gap, person_id: PersonId, may: frozenset[str]) -> GapLine:
    return GapLine(
        key=one.fact.name,
        label=one.fact.label,
        evidence=one.fact.evidence,
        waiting=tuple(dict.fromkeys(policy.document.name for policy in one.waiting)),
        more=amount(one.more_fen, Per.MONTH) if one.more_fen else "",
        is_demo=any(policy.demo for policy in one.waiting),
        steps=steps(one.fact.name, person_id, may),
    )


def _law(policy: PolicyVersion) -> str:
    """The text by its title and number, and where it is law."""
    law = policy.document.law
    number = f"（{law.number}）" if law.number else ""
    return f"{policy.document.territory.name} · {law.title}{number}"


def _days(part: DateSpan, found: Entitlements) -> str:
    """The days that are decided by it, where they are not the whole month."""
    start, end = part.start, part.end
    if start is None or end is None or part == DateSpan(found.month.start, found.month.end):
        return ""
    return sayings.day(start) if start == end else f"{sayings.day(start)}至{end.day}日"


def _demo(policy: PolicyVersion) -> str:
    """Why it is an example, in a sentence; "" where it is none."""
    if not policy.demo:
        return ""
    return policy.document.demo or "其中有的条件或数字文件没有写明，是示例，不能作为办理依据。"


