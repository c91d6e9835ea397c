"""The expressions of a document: read under the numbers of a day, refused at their place in the file."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from laoyou.policies.core.reading import Faults
from laoyou.policies.core.tree import Leaf
from laoyou.policies.types import Amount, ClauseText, ParameterTimeline
from laoyou.rules import language
from laoyou.rules.types import (
    Clause,
    Expression,
    FactType,
    Node,
    Op,
    Parameter,
    Program,
    RuleError,
    Vocabulary,
)

_WORD = re.compile(r"[a-z][a-z0-9_]*", re.ASCII)
_PLACE = re.compile(r"\{([^{}]*)\}")
ROUND = "round("


def values_on(timelines: Iterable[ParameterTimeline], day: date) -> dict[str, Parameter]:
    """Every parameter's value on a day."""
    return {one.name: one.on(day).value for one in timelines}


def said(sentence: str, timelines: Iterable[ParameterTimeline], day: date) -> str:
    """A sentence with `{parameter}` replaced by the value of a day, as people say it."""
    shown = {one.name: one.on(day).shown for one in timelines}
    return _PLACE.sub(lambda found: shown.get(found[1], found[0]), sentence)


def unknown_places(sentence: str, known: Iterable[str]) -> list[str]:
    """What stands in braces in a sentence and is no parameter."""
    return sorted(set(_PLACE.findall(sentence)) - set(known))


def program(
    code: str,
    clauses: Iterable[ClauseText],
    amount: Amount | None,
    timelines: tuple[ParameterTimeline, ...],
    vocabulary: Vocabulary,
    day: date,
) -> Program:
    """A benefit as it is computed on a day. Raises RuleError."""
    values = values_on(timelines, day)
    made = tuple(
        Clause(
            one.key,
            said(one.says, timelines, day),
            one.article,
            language.parse(one.when, vocabulary, values, want=FactType.BOOL),
        )
        for one in clauses
    )
    formula = language.parse(rounded(amount), vocabulary, values, want=FactType.MONEY) if amount else None
    return Program(code, made, formula)


def rounded(amount: Amount) -> str:
    """The formula, inside the rounding that the document names for the whole of it."""
    if not amount.rounding:
        return amount.formula
    return f"{ROUND}{amount.formula}, {amount.rounding}, {amount.unit})"


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads the expressions of one document on every day on which its numbers change."""

    vocabulary: Vocabulary
    timelines: tuple[ParameterTimeline, ...]
    broken: frozenset[str]
    days: tuple[date, ...]
    faults: Faults

    def condition(self, leaf: Leaf) -> tuple[Expression, ...]:
        """A condition; nothing when it cannot be read."""
        return self._read(leaf, FactType.BOOL, leaf.text, 0)

    def amount(self, leaf: Leaf, amount: Amount) -> tuple[Expression, ...]:
        """The formula of an amount."""
        ahead = len(ROUND) if amount.rounding else 0
        return self._read(leaf, FactType.MONEY, rounded(amount), ahead)

    def _read(self, leaf: Leaf, want: FactType, text: str, ahead: int) -> tuple[Expression, ...]:
        words = set(_WORD.findall(text))
        if self.broken & words:
            return ()  # what is wrong with the parameter has been said already
        named = [one for one in self.timelines if one.name in words]
        found: list[Expression] = []
        read_under: list[Mapping[str, Parameter]] = []
        for day in self.days:
            values = values_on(named, day)
            if values in read_under:
                continue
            read_under.append(values)
            try:
                found.append(language.parse(text, self.vocabulary, values, want=want))
            except RuleError as error:
                offset = _offset(text, error.line, error.column) - ahead
                mark = leaf.at(max(0, min(offset, len(leaf.text))))
                self.faults.add(mark, error.code, error.sentence)
                return ()
        return tuple(found)


def divisions(expressions: Iterable[Expression]) -> Iterator[str]:
    """The digits by which a division must begin, wherever `within` asks for them."""
    for expression in expressions:
        yield from (str(node.value) for node in _nodes(expression.root, lambda node: node.op is Op.WITHIN))


def _nodes(node: Node, wanted: Callable[[Node], bool]) -> Iterator[Node]:
    if wanted(node):
        yield node
    for part in node.parts:
        yield from _nodes(part, wanted)


def _offset(text: str, line: int, column: int) -> int:
    """How many characters stand before a line and column, both from 1."""
    return sum(len(one) + 1 for one in text.split("\n")[: line - 1]) + column - 1
