"""Why a person has a benefit, or not: every clause with its value, and where that came from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from laoyou.benefits.core import facts_columns
from laoyou.benefits.reads import grants, proposals
from laoyou.benefits.reads.deciding import urban
from laoyou.benefits.reads.grants import GrantRecord
from laoyou.benefits.reads.laws import MonthLaw, month_law
from laoyou.benefits.reads.proposals import ProposalRow
from laoyou.benefits.types import Law
from laoyou.kernel.errors import NotFound
from laoyou.kernel.ids import FactId, PersonId
from laoyou.people.reads import columns, reach
from laoyou.people.reads import facts as statements
from laoyou.people.reads.facts import Statement
from laoyou.people.types import FactKind
from laoyou.policies import reads as policies
from laoyou.policies.reads import Decided
from laoyou.policies.types import Subject
from laoyou.rules import person as engine
from laoyou.rules.person import Explained
from laoyou.rules.types import Fact, Period, Value, Verdict

_KINDS = {kind.value: kind for kind in FactKind} | {
    columns.GRADE: FactKind.DISABILITY,
    "alive": FactKind.DEATH,
    "death_date": FactKind.DEATH,
}
"""Facts that rest on statements, and the kind of statement."""


@dataclass(frozen=True, slots=True)
class FactShown:
    """A fact with its value (None: unknown) and the statement that it rests on.

    Without a statement it is of the register itself (birth, divisions), or `is_silence`: no source says
    anything, and what then stands is the value. `conflicts` are statements that contradict it.
    """

    fact: Fact
    value: Value | None
    statement: Statement | None
    is_silence: bool
    conflicts: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class Reason:
    """What the law of a benefit says of a person. `given` is None while it is undecided; it is False also
    where the verdict is yes and the benefit gives way to others (`excluded_by`, codes), or comes to 0 yuan.
    """

    law: Law
    explained: Explained
    excluded_by: tuple[str, ...]
    given: bool | None


@dataclass(frozen=True, slots=True)
class Reasons:
    """A person's month, as the register knows him for the day `on`."""

    person_id: PersonId
    month: Period
    on: date
    facts: Mapping[str, FactShown]
    benefits: tuple[Reason, ...]
    held: tuple[GrantRecord, ...]
    waiting: tuple[ProposalRow, ...]


def reasons(
    person_id: int, month: Period, *, on: date | None = None, as_of: datetime | None = None
) -> Reasons:
    """Every benefit that is law where the person lives or is registered, decided for a month.

    The register is read for the day `on` (the first of the month), law and register as of the instant
    `as_of` (today). Follows a merge; the caller has asked the permission. NotFound for a stranger.
    """
    day = on or month.start
    (kept,) = reach.followed([person_id]).values()
    frame = columns.of_persons([kept], day, as_of=as_of)
    if frame.is_empty():
        raise NotFound("那时登记册里还没有这个人。", "no_person")
    words = policies.vocabulary(Subject.ELDER)
    wanted = list(words.facts.values())
    known = facts_columns.facts(
        frame, wanted, silence=words.silence, urban=urban(frame["residence"]), on=day
    ).row(0, named=True)
    territories = dict.fromkeys(code for code in frame.select("residence", "registered").row(0) if code)
    laws = [month_law(code, month, as_of) for code in territories]
    held = grants.of_persons([kept])[kept]
    return Reasons(
        person_id=kept,
        month=month,
        on=day,
        facts=_shown(kept, known, day, as_of),
        benefits=tuple(_benefits(laws, known, month)),
        held=held,
        waiting=tuple(proposals.of_persons({kept, *(one.person_id for one in held)}, waiting=True)),
    )


def _shown(
    person_id: PersonId, known: Mapping[str, Value | None], day: date, as_of: datetime | None
) -> dict[str, FactShown]:
    words = policies.vocabulary(Subject.ELDER)
    believed = statements.believed([person_id], as_of=as_of)
    said = {one.id: one for one in believed[person_id]}
    stands = statements.weighed(believed, day)[person_id]
    found = {}
    for name, fact in words.facts.items():
        standing = stands.get(_KINDS[name]) if name in _KINDS else None
        found[name] = FactShown(
            fact=fact,
            value=known[name],
            statement=said[FactId(standing.fact_id)] if standing else None,
            is_silence=name in _KINDS and standing is None,
            conflicts=standing.conflicts if standing else (),
        )
    return found


def _benefits(
    laws: Iterable[MonthLaw], known: Mapping[str, Value | None], month: Period
) -> Iterator[Reason]:
    """Each version once: where somebody is registered there may be laws beside those of his home."""
    seen: set[int] = set()
    for law in laws:
        own = law.slices[-1][1]
        explained = {one.code: engine.explain(one.program, known, month) for one in own}
        decided = {code: Decided(one.verdict, one.amount_fen or 0) for code, one in explained.items()}
        excluded = policies.excluded(decided, [pair for pair in law.pairs if pair.first in decided])
        for one in own:
            if one.version_id not in seen:
                seen.add(one.version_id)
                by = excluded.get(one.code, ())
                yield Reason(one, explained[one.code], by, _given(one, explained[one.code], by))


def _given(law: Law, explained: Explained, excluded_by: tuple[str, ...]) -> bool | None:
    if explained.verdict is Verdict.UNDECIDED:
        return None
    comes_to_nothing = law.is_money and not explained.amount_fen
    return explained.verdict is Verdict.YES and not excluded_by and not comes_to_nothing
