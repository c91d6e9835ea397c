"""Policies decided for one person: each explained clause by clause, those of one place together, since they
may exclude each other.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from laoyou.policies import reads as policies
from laoyou.policies.reads import Decided, PolicyVersion
from laoyou.policies.types import Exclusion, Per
from laoyou.rules.person import Explained, Reason, explain
from laoyou.rules.types import Op, Period, Value, Verdict

Law = Sequence[PolicyVersion]
"""The policies of one place in a month."""

Part = tuple[int, date]
"""A version, and the first of the days of the month that it decides."""

Values = Mapping[str, Value | None]


@dataclass(frozen=True, slots=True)
class GivesWay:
    """Another benefit that is given instead, and what the law says about the two."""

    policy: PolicyVersion
    said: Exclusion | None


@dataclass(frozen=True, slots=True)
class Entitlement:
    """One policy as it concerns the person; `excluded_by` names those to which it gives way."""

    policy: PolicyVersion
    explained: Explained
    excluded_by: tuple[GivesWay, ...]

    @property
    def verdict(self) -> Verdict:
        return self.explained.verdict

    @property
    def is_given(self) -> bool:
        """Due, and not withheld for another; what comes to 0 yuan is not given."""
        worth = self.policy.program.amount is None or bool(self.explained.amount_fen)
        return self.verdict is Verdict.YES and not self.excluded_by and worth

    @property
    def fen_a_month(self) -> int:
        """What is given every month; 0 for what comes once or by the year."""
        amount = self.policy.benefit.amount
        monthly = amount is not None and amount.per is Per.MONTH
        return self.explained.amount_fen or 0 if monthly and self.is_given else 0


def part_of(one: PolicyVersion) -> Part:
    return one.id, one.part.start or date.min


def explained(law: Iterable[PolicyVersion], values: Values, month: Period) -> dict[Part, Explained]:
    return {part_of(one): explain(one.program, values, month) for one in law}


def decide(laws: Iterable[Law], told: Mapping[Part, Explained]) -> list[Entitlement]:
    """Each policy once, though it be law in several places; what gives way in one of them gives way."""
    found: dict[Part, Entitlement] = {}
    for law in laws:
        for one in _of_law(law, told):
            if one.excluded_by or part_of(one.policy) not in found:
                found[part_of(one.policy)] = one
    return list(found.values())


def _of_law(law: Law, told: Mapping[Part, Explained]) -> Iterator[Entitlement]:
    last = {one.code: one for one in law}
    decided = {code: _decided(told[part_of(one)]) for code, one in last.items()}
    withheld = policies.excluded(decided, policies.exclusions(last.values()))
    for one in law:
        winners = withheld.get(one.code, ()) if one is last[one.code] else ()
        gives_way = tuple(GivesWay(last[code], _said(one, last[code])) for code in winners)
        yield Entitlement(one, told[part_of(one)], gives_way)


def _decided(told: Explained) -> Decided:
    return Decided(told.verdict, told.amount_fen or 0)


def _said(one: PolicyVersion, other: PolicyVersion) -> Exclusion | None:
    """What either document says of the two together, its own word first."""
    own = [said for said in one.benefit.excludes if said.benefit == other.code]
    theirs = [said for said in other.benefit.excludes if said.benefit == one.code]
    return next(iter(own + theirs), None)


def settling(reason: Reason) -> tuple[str, ...]:
    """The facts by which a condition came out as it did: of `or` the parts that hold, of `and` those that
    do not; while it is open, the parts that are open.
    """
    return tuple(dict.fromkeys(_settling(reason)))


def _settling(reason: Reason) -> Iterator[str]:
    if reason.node.op is Op.FACT:
        yield str(reason.node.value)
    parts = reason.parts
    if reason.node.op in (Op.AND, Op.OR):
        parts = tuple(part for part in parts if part.value is reason.value)
    for part in parts:
        yield from _settling(part)
