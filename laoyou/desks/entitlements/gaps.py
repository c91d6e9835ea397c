"""What is not known of a person, what waits for it, and what may come of it when it is told."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, product
from math import prod

from laoyou.desks.entitlements.deciding import Entitlement, Law, Part, Values, decide, explained
from laoyou.policies.reads import PolicyVersion
from laoyou.rules.person import Explained, explain
from laoyou.rules.types import Fact, FactType, Period, Program, Value, Verdict

MOST_TRIED = 64
"""In so many ways may the missing facts turn out; more are not tried."""


@dataclass(frozen=True, slots=True)
class Gap:
    """A fact that nobody has told and for which something waits. `more_fen`: by how much the month may come
    to more once it is told, at most; None where that cannot be tried.
    """

    fact: Fact
    waiting: tuple[PolicyVersion, ...]
    more_fen: int | None


@dataclass(frozen=True, slots=True)
class Gaps:
    """A person's month as far as it is known: his laws, what they say, and the values of the facts."""

    laws: Sequence[Law]
    told: Mapping[Part, Explained]
    values: Values
    month: Period

    def among(self, entitlements: Iterable[Entitlement]) -> tuple[Gap, ...]:
        """What is missing, that first for which most waits."""
        waiting: dict[str, list[PolicyVersion]] = defaultdict(list)
        facts: dict[str, Fact] = {}
        for one in entitlements:
            for fact in missing(one):
                facts[fact.name] = fact
                waiting[fact.name].append(one.policy)
        now = self._fen_a_month({})
        gaps = [Gap(fact, tuple(waiting[name]), self._more(fact, now)) for name, fact in facts.items()]
        return tuple(sorted(gaps, key=lambda gap: (-len(gap.waiting), gap.fact.name)))

    def possible(self, one: Entitlement) -> tuple[int, int] | None:
        """The least and the most (fen) that an undecided policy may come to, whatever the missing facts turn
        out to be; None where nothing can come of it, where it is no money, or where there is too much to try.
        """
        program = one.policy.program
        if one.verdict is not Verdict.UNDECIDED or program.amount is None:
            return None
        facts = missing(one)
        domains = [_domain(fact) for fact in facts]
        if not all(domains) or prod(map(len, domains)) > MOST_TRIED:
            return None
        fen = [
            outcome.amount_fen
            for tried in product(*domains)
            for outcome in [explain(program, {**self.values, **_told(facts, tried)}, self.month)]
            if outcome.verdict is Verdict.YES and outcome.amount_fen
        ]
        return (min(fen), max(fen)) if fen else None

    def _more(self, fact: Fact, now: int) -> int | None:
        asking = [one for one in chain(*self.laws) if _asks(one.program, fact.name)]
        tried = [
            self._fen_a_month(explained(asking, {**self.values, fact.name: value}, self.month)) - now
            for value in _domain(fact)
        ]
        return max(tried, default=None)

    def _fen_a_month(self, otherwise: Mapping[Part, Explained]) -> int:
        return sum(one.fen_a_month for one in decide(self.laws, {**self.told, **otherwise}))


def missing(one: Entitlement) -> list[Fact]:
    """The facts by which a policy is open."""
    facts = {name: fact for each in one.policy.program.expressions for name, fact in each.facts.items()}
    return [facts[name] for name in one.explained.missing]


def _asks(program: Program, name: str) -> bool:
    return any(name in expression.facts for expression in program.expressions)


def _told(facts: Sequence[Fact], values: Sequence[Value]) -> dict[str, Value]:
    return {fact.name: value for fact, value in zip(facts, values, strict=True)}


def _domain(fact: Fact) -> tuple[Value, ...]:
    """All that a fact can be, where that is few."""
    match fact.type:
        case FactType.BOOL:
            return (False, True)
        case FactType.CODE:
            return tuple(fact.codes)
        case FactType.NUMBER if fact.highest - fact.low < MOST_TRIED:
            return tuple(range(fact.low, fact.highest + 1))
    return ()
