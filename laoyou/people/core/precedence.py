"""Whom to believe: several sources speak of one person, one of them counts, the others stay visible.

The order of sources is data (`precedence.yaml`). The rule is this. On a given day each source either holds
something of a kind, or is silent, or has *ended* what it held: its last statement ended before that day.
The source highest in the order that holds something stands, unless a higher one has ended its statement: that
end denies every lower statement that had begun by then, because the lower source only has not heard of it.
A lower statement that begins after the end is news, and stands. What contradicts the standing statement on
that day, another value or an end that falls within it, is its conflict.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

import yaml

from laoyou.people.core.bitemporal import Statement
from laoyou.people.types import AbodeKind, FactKind, Source

W = TypeVar("W", bound=StrEnum)
Subject = FactKind | AbodeKind
Orders = Mapping[Subject, tuple[Source, ...]]

DEFAULT = Path(__file__).parent.parent / "precedence.yaml"


@dataclass(frozen=True, slots=True)
class Precedence:
    """For each kind the sources in order, the most believed first."""

    orders: Orders

    def rank(self, subject: Subject, source: Source) -> int:
        """0 for the most believed; sources that are not named share the last rank."""
        order = self.orders.get(subject, ())
        return order.index(source) if source in order else len(order)


@dataclass(frozen=True, slots=True)
class Standing:
    """What counts of one kind on a day, by whom, since when, and which statements contradict it."""

    value: str
    grade: str
    source: Source
    since: date | None
    until: date | None
    fact_id: int
    conflicts: tuple[Statement, ...] = ()


@dataclass(frozen=True, slots=True)
class Dispute:
    """Statements of one kind that contradict each other on a day.

    `standing` counts; None when nothing does, because a higher source has ended what `others` still say.
    """

    kind: FactKind
    standing: Standing | None
    others: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class AbodeSaid:
    """Where a source says that a person is registered or lives."""

    kind: AbodeKind
    division: str
    source: Source
    recorded_at: datetime


def load(path: Path, *, over: Precedence | None = None) -> Precedence:
    """Read an order of sources; kinds that the file does not name keep the order they have in `over`.

    Raises ValueError naming the file and the word when it names a kind or a source that does not exist, or
    a source twice.
    """
    orders = dict(over.orders) if over else {}
    for kind, names in (yaml.safe_load(path.read_text(encoding="utf-8")) or {}).items():
        sources = tuple(_word(Source, name, path) for name in names)
        if len(set(sources)) != len(sources):
            raise ValueError(f"{path.name}: {kind} names a source twice")
        orders[_subject(kind, path)] = sources
    return Precedence(orders)


def standing(facts: Iterable[Statement], on: date, precedence: Precedence) -> dict[FactKind, Standing]:
    """What counts on a day, by kind, of one person's believed statements. A kind that nothing upholds is
    absent, also when a statement about it exists that is denied (`disputes` tells of those).
    """
    found = {kind: _weigh(said, on, precedence) for kind, said in _by_kind(facts).items()}
    return {kind: verdict.standing for kind, verdict in found.items() if verdict.standing is not None}


def disputes(facts: Iterable[Statement], on: date, precedence: Precedence) -> tuple[Dispute, ...]:
    """The kinds about which the sources disagree on a day."""
    found = (_weigh(said, on, precedence) for said in _by_kind(facts).values())
    return tuple(verdict for verdict in found if verdict.others)


def death_report(facts: Iterable[Statement], precedence: Precedence) -> Statement | None:
    """The report of death that counts of one person's believed statements; its span begins on the day of
    death. None when nobody reports one.
    """
    deaths = [fact for fact in facts if fact.kind is FactKind.DEATH]
    return min(deaths, key=_order(precedence)) if deaths else None


def homes(abodes: Sequence[AbodeSaid], precedence: Precedence) -> tuple[str | None, str | None]:
    """The home and the registered division that count. Home is the residence, or while no source tells one
    the registered division; each is None when no source tells either.
    """
    registered = _best_abode(abodes, AbodeKind.REGISTERED, precedence)
    return _best_abode(abodes, AbodeKind.RESIDENCE, precedence) or registered, registered


def _weigh(said: Sequence[Statement], on: date, precedence: Precedence) -> Dispute:
    """One kind: the highest source that holds something, unless a higher one has ended what it held."""
    heard = (fact for fact in said if _is_heard(fact, on))
    latest = sorted(_last_word_of_each(heard), key=_order(precedence))
    upheld = [fact for fact in latest if fact.span.contains(on)]
    ends = [fact for fact in latest if not fact.span.contains(on)]
    denied = _denied_by(latest, on)
    winner = next((fact for fact in upheld if fact not in denied), None)
    if winner is None:
        return Dispute(said[0].kind, None, tuple(upheld))
    against = [fact for fact in upheld if _contradicts(fact, winner)]
    against += [fact for fact in ends if not _begins_after(winner, fact)]
    return Dispute(said[0].kind, _standing(winner, tuple(against)), tuple(against))


def _denied_by(latest: Sequence[Statement], on: date) -> list[Statement]:
    """The statements that a higher source's end denies."""
    denied: list[Statement] = []
    ends: list[Statement] = []
    for fact in latest:
        if not fact.span.contains(on):
            ends.append(fact)
        elif any(not _begins_after(fact, end) for end in ends):
            denied.append(fact)
    return denied


def _standing(fact: Statement, conflicts: tuple[Statement, ...]) -> Standing:
    return Standing(fact.value, fact.grade, fact.source, fact.span.start, fact.span.end, fact.id, conflicts)


def _is_heard(fact: Statement, on: date) -> bool:
    """Statements about days that are still to come say nothing of today."""
    return fact.span.start is None or fact.span.start <= on


def _last_word_of_each(heard: Iterable[Statement]) -> list[Statement]:
    """Of each source the statement that begins last."""
    last: dict[Source, Statement] = {}
    for fact in heard:
        held = last.get(fact.source)
        if held is None or _begin(fact) > _begin(held):
            last[fact.source] = fact
    return list(last.values())


def _order(precedence: Precedence) -> Callable[[Statement], tuple[int, float, str]]:
    """The most believed source first; among sources of one rank the word that was recorded last."""
    return lambda fact: (
        precedence.rank(fact.kind, fact.source),
        -fact.recorded_at.timestamp(),
        fact.source.value,
    )


def _best_abode(abodes: Sequence[AbodeSaid], kind: AbodeKind, precedence: Precedence) -> str | None:
    said = [abode for abode in abodes if abode.kind is kind]
    ranked = sorted(
        said,
        key=lambda each: (precedence.rank(kind, each.source), -each.recorded_at.timestamp(), each.source),
    )
    return ranked[0].division if ranked else None


def _by_kind(facts: Iterable[Statement]) -> dict[FactKind, list[Statement]]:
    kinds: dict[FactKind, list[Statement]] = {}
    for fact in facts:
        kinds.setdefault(fact.kind, []).append(fact)
    return kinds


def _contradicts(fact: Statement, winner: Statement) -> bool:
    """Another value or grade; of a death, another day."""
    if fact.kind is FactKind.DEATH:
        return fact.span.start != winner.span.start
    return not fact.says_the_same(winner)


def _begins_after(fact: Statement, ended: Statement) -> bool:
    return fact.span.start is not None and fact.span.start > _end(ended)


def _begin(fact: Statement) -> date:
    return fact.span.start or date.min


def _end(fact: Statement) -> date:
    return fact.span.end or date.max


def _subject(word: str, path: Path) -> Subject:
    return _word(AbodeKind, word, path) if word in set(AbodeKind) else _word(FactKind, word, path)


def _word(words: type[W], text: str, path: Path) -> W:
    try:
        return words(text)
    except ValueError:
        raise ValueError(f"{path.name}: {text!r} is not a {words.__name__}") from None
