"""One person's reading: every clause as a tree of values, and what is missing where the answer is open.

Written apart from the columns (fractions where those have whole numbers, Python's own dates), so that the two
check each other: `tests/test_agreement.py` holds them equal on any program and any facts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any, cast

from laoyou.kernel.money import Rounding, divide
from laoyou.rules.types import Clause, Expression, Fact, Node, Op, Period, Program, Verdict, facts_of


@dataclass(frozen=True, slots=True)
class Reason:
    """A node with its value, None while unknown. Of `if` and `band`: what was asked, and what was taken."""

    node: Node
    value: Any
    parts: tuple[Reason, ...] = ()

    def missing(self) -> Iterator[str]:
        """The names of the facts by which this value is unknown; none when it is known."""
        if self.value is not None:
            return
        if self.node.op is Op.FACT:
            yield str(self.node.value)
        open_parts = [part for part in self.parts if part.value is None]
        for part in open_parts:
            yield from part.missing()
        if not open_parts and self.node.op is Op.DIVIDE:  # divided by zero
            yield from _facts_in(self.node.parts[1])


@dataclass(frozen=True, slots=True)
class ClauseReason:
    """A clause with its verdict, its tree, and the facts that would settle it while it is undecided."""

    clause: Clause
    verdict: Verdict
    reason: Reason
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Explained:
    """What one program says of one person. `amount_fen`: 0 when no, None when undecided.

    `amount` is the amount's tree where all clauses hold. `missing`: the facts by which the verdict is open.
    """

    verdict: Verdict
    amount_fen: int | None
    clauses: tuple[ClauseReason, ...]
    amount: Reason | None
    missing: tuple[str, ...]

    @property
    def failed(self) -> int:
        """The clauses that do not hold, as bits, as `columns` writes them."""
        return sum(1 << n for n, each in enumerate(self.clauses) if each.verdict is Verdict.NO)

    @property
    def unknown(self) -> int:
        """The undecided clauses as bits; the bit after the last clause is the amount's."""
        bits = sum(1 << n for n, each in enumerate(self.clauses) if each.verdict is Verdict.UNDECIDED)
        open_amount = self.amount is not None and self.amount.value is None
        return bits | open_amount << len(self.clauses)


def explain(program: Program, facts: Mapping[str, object], period: Period) -> Explained:
    """The verdict on one person with its reasons. A fact that is not in `facts` is unknown.

    Raises TypeError for a value that is not of its fact's type.
    """
    known = _admitted(facts_of([program]), facts)
    clauses = tuple(_clause(clause, known, period) for clause in program.clauses)
    verdicts = {each.verdict for each in clauses}
    if Verdict.NO in verdicts:
        return Explained(Verdict.NO, 0, clauses, None, ())
    if Verdict.UNDECIDED in verdicts:
        missing = dict.fromkeys(name for each in clauses for name in each.missing)
        return Explained(Verdict.UNDECIDED, None, clauses, None, tuple(missing))
    if program.amount is None:
        return Explained(Verdict.YES, 0, clauses, None, ())
    amount = reason(program.amount.root, known, period)
    verdict = Verdict.UNDECIDED if amount.value is None else Verdict.YES
    return Explained(verdict, amount.value, clauses, amount, _once(amount))


def value(expression: Expression, facts: Mapping[str, object], period: Period) -> Any:
    """What one expression is for one person; None when unknown. Raises TypeError as `explain`."""
    return reason(expression.root, _admitted(expression.facts, facts), period).value


def reason(node: Node, facts: Mapping[str, Any], period: Period) -> Reason:
    """The tree of values of a node over admitted facts."""
    if node.op is Op.CONSTANT:
        return Reason(node, _whole(node.value))
    if node.op is Op.FACT:
        return Reason(node, facts[str(node.value)])
    if node.op is Op.PERIOD:
        return Reason(node, period.start if node.value == "start" else period.end)
    if node.op in (Op.IF, Op.BAND):
        return _choice(node, facts, period)
    parts = tuple(reason(part, facts, period) for part in node.parts)
    return Reason(node, _whole(_value(node, [part.value for part in parts])), parts)


def _admitted(named: Mapping[str, Fact], facts: Mapping[str, object]) -> dict[str, Any]:
    return {name: fact.admit(facts.get(name)) for name, fact in named.items()}


def _clause(clause: Clause, facts: Mapping[str, Any], period: Period) -> ClauseReason:
    tree = reason(clause.when.root, facts, period)
    verdict = {True: Verdict.YES, False: Verdict.NO, None: Verdict.UNDECIDED}[tree.value]
    return ClauseReason(clause, verdict, tree, _once(tree))


def _once(tree: Reason) -> tuple[str, ...]:
    return tuple(dict.fromkeys(tree.missing()))


def _choice(node: Node, facts: Mapping[str, Any], period: Period) -> Reason:
    """Only the branch or the band that is taken is looked at; what the others do not know does no harm."""
    first, *branches = node.parts
    asked = reason(first, facts, period)
    if asked.value is None:
        return Reason(node, None, (asked,))
    if node.op is Op.IF:
        taken = 0 if asked.value else 1
    else:
        taken = sum(asked.value > end for end in cast(tuple[int, ...], node.value))
    chosen = reason(branches[taken], facts, period)
    return Reason(node, chosen.value, (asked, chosen))


def _value(node: Node, values: list[Any]) -> Any:
    """Kleene's logic: what is known may settle `and` and `or`; all else is unknown where a part is."""
    match node.op:
        case Op.AND:
            return False if False in values else None if None in values else True
        case Op.OR:
            return True if True in values else None if None in values else False
        case Op.KNOWN:
            return values[0] is not None
    return None if None in values else _of_known(node, values)


def _of_known(node: Node, values: list[Any]) -> Any:
    first, last = values[0], values[-1]
    match node.op:
        case Op.NOT:
            return not first
        case Op.EQUAL:
            return first == last
        case Op.UNEQUAL:
            return first != last
        case Op.LESS:
            return first < last
        case Op.AT_MOST:
            return first <= last
        case Op.MORE:
            return first > last
        case Op.AT_LEAST:
            return first >= last
        case Op.IN:
            return first in node.value  # type: ignore[operator]
        case Op.HAS:
            return node.value in first
        case Op.WITHIN:
            return first.startswith(node.value)
    return _of_numbers(node, values)


def _of_numbers(node: Node, values: list[Any]) -> Any:
    first, last = values[0], values[-1]
    match node.op:
        case Op.ADD:
            return first + last
        case Op.SUBTRACT:
            return first - last
        case Op.MULTIPLY:
            return first * last
        case Op.DIVIDE:
            return Fraction(first) / last if last else None
        case Op.ROUND:
            rule, unit = cast(tuple[Rounding, int], node.value)
            exact = Fraction(first)
            return divide(exact.numerator, exact.denominator * unit, rule) * unit
        case Op.MIN:
            return min(values)
        case Op.MAX:
            return max(values)
        case Op.YEARS:
            return years_between(first, last)
        case Op.MONTHS:
            return months_between(first, last)
    raise AssertionError(node.op)


def years_between(day: date, on: date) -> int:
    """Full years: one more on each anniversary; of 29 February, on 1 March in common years."""
    return on.year - day.year - ((on.month, on.day) < (day.month, day.day))


def months_between(day: date, on: date) -> int:
    """Full months: one more when the day of the month has come."""
    return 12 * (on.year - day.year) + on.month - day.month - (on.day < day.day)


def _whole(value: Any) -> Any:
    """Fractions that are whole as int."""
    return value.numerator if isinstance(value, Fraction) and value.denominator == 1 else value


def _facts_in(node: Node) -> Iterator[str]:
    if node.op is Op.FACT:
        yield str(node.value)
    for part in node.parts:
        yield from _facts_in(part)
