"""Law as it is and as it would be: today's policies of an area, and the same with one of them changed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from laoyou.access.types import Scope, ScopeKind, division_code, division_key
from laoyou.benefits.reads.laws import PERSONS, MonthLaw
from laoyou.benefits.types import Law as RunLaw
from laoyou.forecasts.core.weighing import Column
from laoyou.forecasts.types import Change
from laoyou.kernel.spans import DateSpan
from laoyou.policies import reads as policies
from laoyou.policies.reads import Pair, PolicyVersion
from laoyou.policies.types import NATIONAL, Benefit, Document, DocumentKind, Per, Proration, Start
from laoyou.rules.types import Period, Program

Law = tuple[PolicyVersion, ...]
"""The benefits for persons of one area in one month, each once: by the law of the month's last day."""


def key_of(territory: str) -> str:
    """The digits with which all that lies in a territory begins; none for the nation."""
    return "" if territory == NATIONAL else division_key(territory)


def territory_of(scope: Scope) -> str:
    return NATIONAL if scope.kind is ScopeKind.EVERYTHING else division_code(scope.key)


def areas(scope: Scope, on: date) -> tuple[str, ...]:
    """The territories in which law differs within a scope: its own, and those below with law of their own."""
    own = territory_of(scope)
    below = {
        one.document.territory.division
        for one in policies.library(own, on)
        if one.document.kind is DocumentKind.BENEFIT
        and len(key_of(one.document.territory.division)) > len(key_of(own))
    }
    return (own, *sorted(below, key=lambda code: (len(key_of(code)), code)))


def today(area: str, month: Period) -> Law:
    """What is law in an area in a month."""
    found = policies.in_force(area, month)
    return tuple({one.code: one for one in found if one.benefit.subject in PERSONS}.values())


def changed(law: Law, change: Change, month: Period) -> Law:
    """The same law with a change in it, where the change reaches into the month. What a nearer government
    has laid down itself stays.
    """
    if change.ends is not None:
        over = change.in_force.end is not None and change.in_force.end < month.end
        return tuple(one for one in law if not (over and one.id == change.ends))
    if not change.in_force.contains(month.end):
        return law
    document, own = change.document, len(key_of(change.document.territory.division))
    nearer = [one for one in law if one.code == document.code and _depth(one) > own]
    if nearer:
        return law
    others = tuple(one for one in law if one.code != document.code)
    return (*others, as_law(document, change.in_force, month))


def as_law(document: Document, in_force: DateSpan, month: Period) -> PolicyVersion:
    """A document as if it were published. Raises TypeError for one that is no benefit."""
    if not isinstance(document.body, Benefit):
        raise TypeError(f"{document.code} is no benefit")
    return PolicyVersion(
        id=0,
        document=document,
        benefit=document.body,
        digest="",
        in_force=in_force,
        part=DateSpan(month.start, month.end),
        program=policies.program_on(document, month.end),
        demo=policies.is_demo(document, month.end),
    )


def concerned(laws: Iterable[Law], code: str) -> frozenset[str]:
    """The benefit, and all with which it is tied by exclusions in any of the laws, near or far."""
    ties = [frozenset((pair.first, pair.second)) for law in laws for pair in policies.exclusions(law)]
    found = frozenset({code})
    while more := frozenset().union(*(tie for tie in ties if tie & found)) - found:
        found |= more
    return found


@dataclass(frozen=True, slots=True)
class Together:
    """Several laws as one, each benefit under a name of its own: what to decide, and, law by law, the names
    and what excludes what.
    """

    law: MonthLaw
    columns: tuple[tuple[Column, ...], ...]
    pairs: tuple[tuple[Pair, ...], ...]

    def excluded(self, table: pl.DataFrame) -> pl.DataFrame:
        """The decided table with the exclusions of each law by itself, which is sooner done than at once."""
        for pairs in self.pairs:
            if pairs:
                table = policies.exclude_columns(table, pairs)
        return table


def side_by_side(laws: Sequence[Law], codes: frozenset[str], month: Period) -> Together:
    """These benefits under each of the laws."""
    programs: list[RunLaw] = []
    pairs: list[tuple[Pair, ...]] = []
    columns: list[tuple[Column, ...]] = []
    for number, law in enumerate(laws):
        chosen = [one for one in law if one.code in codes]
        names = {one.code: f"law{number}_{place}" for place, one in enumerate(chosen)}
        programs += [_renamed(one, names[one.code], month) for one in chosen]
        columns.append(tuple(_column(one, names[one.code]) for one in chosen))
        pairs.append(
            tuple(
                Pair(names[pair.first], names[pair.second], pair.by_amount)
                for pair in policies.exclusions(chosen)
            )
        )
    return Together(MonthLaw(month, tuple(programs), ()), tuple(columns), tuple(pairs))


def _column(one: PolicyVersion, name: str) -> Column:
    amount = one.benefit.amount
    per = amount.per if amount else Per.MONTH
    return Column(name, one.code, one.document.name, per, one.program.amount is not None)


def _renamed(one: PolicyVersion, name: str, month: Period) -> RunLaw:
    amount = one.benefit.amount
    return RunLaw(
        code=name,
        name=one.document.name,
        version_id=one.id,
        digest=one.digest,
        territory=one.document.territory.division,
        part=DateSpan(month.start, month.end),
        program=Program(name, one.program.clauses, one.program.amount),
        per=amount.per if amount else Per.MONTH,
        proration=Proration.NONE,
        at_death=one.benefit.at_death,
        automatic=one.benefit.start is Start.AUTOMATIC,
        demo=one.demo,
    )


def _depth(one: PolicyVersion) -> int:
    return len(key_of(one.document.territory.division))
