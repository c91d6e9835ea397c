"""What the programs ask of each fact alone: of a birth date perhaps only whether somebody is 80 or older.

A feature is a node, as large as can be, that depends on one fact. Two persons with the same features are
decided alike, whatever else differs between them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from laoyou.rules.nodes import is_whole
from laoyou.rules.types import NUMERIC, Expression, Node, Op, Program


def features_of(programs: Iterable[Program]) -> dict[str, dict[Node, str]]:
    """By fact: its features, each with the words in which it was first written; no words are there twice."""
    found: dict[str, dict[Node, str]] = {}
    taken: set[str] = set()
    for program in programs:
        for expression in program.expressions:
            for node, (fact,) in _features(expression.root):
                if node not in found.setdefault(fact, {}):
                    found[fact][node] = _words(expression, node, taken)
    return found


def _features(node: Node) -> Iterator[tuple[Node, frozenset[str]]]:
    """The largest nodes that depend on one fact and can stand in a column, with that fact."""
    facts = _facts(node)
    if len(facts) == 1 and (node.type not in NUMERIC or is_whole(node)):
        yield node, facts
    elif facts:
        for part in node.parts:
            yield from _features(part)


def _facts(node: Node) -> frozenset[str]:
    if node.op is Op.FACT:
        return frozenset({str(node.value)})
    return frozenset().union(*map(_facts, node.parts))


def _words(expression: Expression, node: Node, taken: set[str]) -> str:
    """The words of the node; marked where others use the same ones with another parameter."""
    words = expression.words(node)
    while words in taken:
        words += "′"
    taken.add(words)
    return words
