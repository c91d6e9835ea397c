"""Benefits that nobody has together: which of those that somebody would have is given.

What is looked at is what is given, not what might be: a benefit gives way only to one whose verdict is yes
and that has not itself given way. Said once for one person and once for columns; a property test holds them
equal.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any

import narwhals as nw

from laoyou.policies.types import Benefit, Document, Keeps
from laoyou.rules.types import Verdict

EXCLUDED = "excluded"
_GIVEN = "given"


@dataclass(frozen=True, slots=True, order=True)
class Pair:
    """Two benefits of which one stays: the first, or by amount the higher one and the first among equals."""

    first: str
    second: str
    by_amount: bool


@dataclass(frozen=True, slots=True)
class Decided:
    """What the law says of one benefit for one person, before exclusions. `fen` 0 where there is no money."""

    verdict: Verdict
    fen: int


def pairs(documents: Iterable[Document]) -> tuple[Pair, ...]:
    """The exclusions among benefits of which both are there, each once. Of two documents that say the same
    of each other, the one whose code comes first is the first among equals.
    """
    bodies = {one.code: one.body for one in documents if isinstance(one.body, Benefit)}
    found: dict[frozenset[str], Pair] = {}
    for code in sorted(bodies):
        for exclusion in bodies[code].excludes:
            if exclusion.benefit in bodies:
                pair = pair_of(code, exclusion.benefit, exclusion.keeps)
                found.setdefault(frozenset((code, exclusion.benefit)), pair)
    return tuple(sorted(found.values()))


def pair_of(code: str, other: str, keeps: Keeps) -> Pair:
    """What a document says of itself and another."""
    first, second = (other, code) if keeps is Keeps.OTHER else (code, other)
    return Pair(first, second, by_amount=keeps is Keeps.HIGHER)


def rivals(found: Iterable[Pair]) -> dict[str, tuple[str, ...]]:
    """The benefits to which each may have to give way, in alphabetical order: the bits of its mask."""
    named: dict[str, set[str]] = defaultdict(set)
    for one in found:
        named[one.second].add(one.first)
        if one.by_amount:
            named[one.first].add(one.second)
    return {code: tuple(sorted(others)) for code, others in sorted(named.items())}


def excluded(decided: Mapping[str, Decided], found: Sequence[Pair]) -> dict[str, tuple[str, ...]]:
    """Of one person the benefits that are not given though the verdict is yes, and to which they give way."""
    yes = {code: one.fen for code, one in decided.items() if one.verdict is Verdict.YES}
    beats = {
        (strong, weak)
        for one in found
        for strong, weak in ((one.first, one.second), (one.second, one.first))
        if strong in yes and weak in yes and _beats(one, strong, yes)
    }
    given = set(yes)
    for _ in yes:
        given = {code for code in yes if not any((other, code) in beats for other in given)}
    return {
        code: tuple(sorted(other for other in given if (other, code) in beats))
        for code in sorted(yes)
        if code not in given
    }


def _beats(one: Pair, strong: str, fen: Mapping[str, int]) -> bool:
    if not one.by_amount:
        return strong == one.first
    if strong == one.first:
        return fen[one.first] >= fen[one.second]
    return fen[one.second] > fen[one.first]


def columns(frame: Any, found: Sequence[Pair]) -> Any:
    """The same for every row: to a frame with `{code}.verdict` (1, 0, null) and `{code}.amount` (fen; it may
    be missing where there is no money) is added, for each benefit that may have to give way,
    `{code}.excluded`: an Int64 whose bits are the `rivals` to which it gives way, 0 when it does not.
    Takes and gives any frame that Narwhals knows.
    """
    table: Any = nw.from_native(frame)
    named, names = rivals(found), set(table.collect_schema().names())
    chain = _chain(found)
    helpers = [f"{code}.{_GIVEN}" for code in chain]
    table = table.with_columns(_is_yes(code).alias(f"{code}.{_GIVEN}") for code in chain)
    for _ in range(_rounds(found)):
        table = table.with_columns(_given(code, named.get(code, ()), found, names) for code in chain)
    table = table.with_columns(_mask(code, others, found, names) for code, others in named.items())
    return nw.to_native(table.drop(helpers) if helpers else table)


def _chain(found: Iterable[Pair]) -> list[str]:
    return sorted({code for one in found for code in (one.first, one.second)})


def _rounds(found: Iterable[Pair]) -> int:
    """How many benefits can give way one after another: all but one of those that pairs tie together."""
    tied: list[set[str]] = []
    for one in found:
        pair = {one.first, one.second}
        touched = [group for group in tied if group & pair]
        tied = [group for group in tied if not group & pair] + [pair.union(*touched)]
    return max(map(len, tied), default=1) - 1


def _is_yes(code: str) -> nw.Expr:
    return (nw.col(f"{code}.verdict") == 1).fill_null(False)


def _gives_way(code: str, other: str, found: Iterable[Pair], names: set[str]) -> nw.Expr:
    """Whether the one gives way to the other, both being yes and the other given."""
    one = next(each for each in found if {each.first, each.second} == {code, other})
    loses = nw.lit(True)
    if one.by_amount:
        first, second = _fen(one.first, names), _fen(one.second, names)
        loses = first >= second if other == one.first else second > first
    return _is_yes(code) & nw.col(f"{other}.{_GIVEN}") & loses


def _fen(code: str, names: set[str]) -> nw.Expr:
    return nw.col(f"{code}.amount").fill_null(0) if f"{code}.amount" in names else nw.lit(0)


def _given(code: str, others: Sequence[str], found: Sequence[Pair], names: set[str]) -> nw.Expr:
    ways = [_gives_way(code, other, found, names) for other in others]
    stays = reduce(lambda left, right: left | right, ways) if ways else nw.lit(False)
    return (_is_yes(code) & ~stays).alias(f"{code}.{_GIVEN}")


def _mask(code: str, others: Sequence[str], found: Sequence[Pair], names: set[str]) -> nw.Expr:
    bits = [
        _gives_way(code, other, found, names).cast(nw.Int64) * (1 << bit) for bit, other in enumerate(others)
    ]
    return reduce(lambda left, right: left + right, bits).alias(f"{code}.{EXCLUDED}")
