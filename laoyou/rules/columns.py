"""Programs over a whole frame: expressions of Narwhals, the same on Polars, DuckDB and PySpark.

Only whole numbers up to 2**53 are met on the way (`bounds`), so every engine computes the same to the fen.
What is a constant stays a Python int until a column is needed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from fractions import Fraction
from operator import and_, eq, ge, gt, le, lt, ne, or_
from typing import Any, TypeVar, cast

import narwhals as nw

from laoyou.kernel.money import Rounding
from laoyou.kernel.money import divide as divide_whole
from laoyou.rules import bounds
from laoyou.rules.bounds import Ratio
from laoyou.rules.types import NUMERIC, Fact, FactType, Node, Op, Period, Program, facts_of

Frame = TypeVar("Frame")
Number = Ratio[nw.Expr]

COMPARISONS = {
    Op.EQUAL: eq, Op.UNEQUAL: ne, Op.LESS: lt, Op.AT_MOST: le, Op.MORE: gt, Op.AT_LEAST: ge,
}  # fmt: skip
ARITHMETIC = {Op.ADD: bounds.add, Op.SUBTRACT: bounds.subtract, Op.MULTIPLY: bounds.multiply}
FAR = 10**8  # makes any difference of days written as digits positive, so that all engines divide alike


def decide(programs: Sequence[Program], frame: Frame, period: Period) -> Frame:
    """The frame with four columns a program. It has one column for each fact named, null where unknown:
    Boolean, whole numbers, Date, strings (or categories), lists of strings.

    `{code}.verdict` Int8: 1 yes, 0 no, null undecided; `{code}.failed` and `{code}.unknown` Int64: clauses as
    bits, the first lowest, and after the last clause the bit of an amount that is unknown though all clauses
    hold; `{code}.amount` Int64 fen: 0 when no, null when undecided.
    """
    facts = facts_of(programs)
    table = nw.from_native(cast(Any, frame)).lazy()
    kept = table.collect_schema().names()
    table = table.with_columns(admitted(nw.col(name), fact).alias(f":{name}") for name, fact in facts.items())
    given = {Node(Op.FACT, fact.type, value=name): f":{name}" for name, fact in facts.items()}
    decided = verdicts(programs, table, Columns(period, given), kept)
    return cast(Frame, decided.to_native() if _is_lazy(frame) else decided.collect().to_native())


def _is_lazy(frame: object) -> bool:
    return isinstance(nw.from_native(cast(Any, frame)), nw.LazyFrame)


def admitted(column: nw.Expr, fact: Fact) -> nw.Expr:
    """The column in the engine's own type, null where it holds no value of the fact (`Fact.admit`)."""
    match fact.type:
        case FactType.NUMBER | FactType.MONEY:
            number = column.cast(nw.Int64)
            return nw.when((number >= fact.low) & (number <= fact.highest)).then(number)
        case FactType.CODE:
            code = column.cast(nw.String)
            return nw.when(code.is_in(list(fact.codes))).then(code)
        case FactType.DIVISION:
            return column.cast(nw.String)
    return column


def verdicts(
    programs: Sequence[Program], table: nw.LazyFrame[Any], columns: Columns, kept: Sequence[str]
) -> nw.LazyFrame[Any]:
    """The kept columns and four a program; each clause is built once, then its bits, then the verdict."""
    clauses = [
        columns.condition(clause.when.root).alias(f"{program.code}:{number}")
        for program in programs
        for number, clause in enumerate(program.clauses)
    ]
    amounts = [
        columns.whole(program.amount.root).alias(f"{program.code}:amount")
        for program in programs
        if program.amount is not None
    ]
    table = table.with_columns(*clauses, *amounts)
    table = table.with_columns(column for program in programs for column in _bits(program))
    return table.select(*kept, *(column for program in programs for column in _result(program)))


def _bits(program: Program) -> Iterable[nw.Expr]:
    """Masks of the failed clauses and of the unknown ones."""
    holds = [nw.col(f"{program.code}:{number}") for number in range(len(program.clauses))]
    failed = [_bit(~each, number) for number, each in enumerate(holds)]
    unknown = [_bit(each.is_null(), number) for number, each in enumerate(holds)]
    if program.amount is not None:
        clear = nw.all_horizontal(*holds, ignore_nulls=False)
        unknown.append(_bit(clear & nw.col(f"{program.code}:amount").is_null(), len(holds)))
    yield nw.sum_horizontal(*failed).alias(f"{program.code}:failed")
    yield nw.sum_horizontal(*unknown).alias(f"{program.code}:unknown")


def _bit(condition: nw.Expr, number: int) -> nw.Expr:
    return nw.when(condition).then(nw.lit(1 << number, nw.Int64)).otherwise(nw.lit(0, nw.Int64))


def _result(program: Program) -> Iterable[nw.Expr]:
    code = program.code
    failed, unknown = nw.col(f"{code}:failed"), nw.col(f"{code}:unknown")
    due = nw.lit(0, nw.Int64) if program.amount is None else nw.col(f"{code}:amount")
    yield _decided(failed, unknown, nw.lit(1, nw.Int8), nw.lit(0, nw.Int8)).alias(f"{code}.verdict")
    yield failed.alias(f"{code}.failed")
    yield unknown.alias(f"{code}.unknown")
    yield _decided(failed, unknown, due, nw.lit(0, nw.Int64)).alias(f"{code}.amount")


def _decided(failed: nw.Expr, unknown: nw.Expr, yes: nw.Expr, no: nw.Expr) -> nw.Expr:
    """A failed clause settles it, whatever is unknown beside it."""
    return nw.when(failed != 0).then(no).otherwise(nw.when(unknown == 0).then(yes))


class Columns:
    """Builds expressions of nodes. A node of `given` is taken from the column named there."""

    def __init__(self, period: Period, given: Mapping[Node, str]) -> None:
        self._period = period
        self._given = given

    def build(self, node: Node) -> nw.Expr:
        """The node's value as a column; a number or an amount must be whole."""
        return self.whole(node) if node.type in NUMERIC else self.condition(node)

    def whole(self, node: Node) -> nw.Expr:
        number = self.number(node)
        return nw.lit(number.top, nw.Int64) if isinstance(number.top, int) else number.top

    def condition(self, node: Node) -> nw.Expr:
        """A truth, a code or a date."""
        if node in self._given:
            return nw.col(self._given[node])
        match node.op:
            case Op.CONSTANT if node.type is not FactType.DATE:
                return nw.lit(cast(bool | str, node.value))
            case Op.CONSTANT | Op.PERIOD:
                return nw.lit(cast(date, self._day(node)), nw.Date)
            case Op.AND:
                return self._joined(and_, node.parts)
            case Op.OR:
                return self._joined(or_, node.parts)
            case Op.NOT:
                return ~self.condition(node.parts[0])
            case Op.IN:
                return self.build(node.parts[0]).is_in(_listed(node))
            case Op.HAS:
                return self.condition(node.parts[0]).list.contains(cast(str, node.value))
            case Op.WITHIN:
                return self.condition(node.parts[0]).str.starts_with(cast(str, node.value))
            case Op.KNOWN:
                return ~self.build(node.parts[0]).is_null()
            case Op.IF:
                return self._choice(node)
            case Op.MIN | Op.MAX:
                return self._extreme(node)
        return self._compared(node)

    def number(self, node: Node) -> Number:
        """A number or an amount as a fraction."""
        if node in self._given:
            return Ratio(nw.col(self._given[node]))
        match node.op:
            case Op.CONSTANT:
                value = cast(Fraction, node.value)
                return Ratio(value.numerator, value.denominator)
            case Op.ADD | Op.SUBTRACT | Op.MULTIPLY:
                return ARITHMETIC[node.op](*(self.number(part) for part in node.parts))
            case Op.DIVIDE:
                return self._quotient(node)
            case Op.ROUND:
                rule, unit = cast(tuple[Rounding, int], node.value)
                return _rounded(self.number(node.parts[0]), rule, unit)
            case Op.IF:
                return Ratio(self._choice(node))
            case Op.MIN | Op.MAX:
                return Ratio(self._extreme(node))
            case Op.BAND:
                return Ratio(self._band(node))
            case Op.YEARS:
                return Ratio(self._elapsed(node, months=100, divisor=10_000))
            case Op.MONTHS:
                return Ratio(self._elapsed(node, months=12, divisor=100))
        raise AssertionError(node.op)

    def _joined(self, join: Any, parts: Sequence[Node]) -> nw.Expr:
        first, *rest = (self.condition(part) for part in parts)
        for part in rest:
            first = join(first, part)
        return first

    def _compared(self, node: Node) -> nw.Expr:
        left, right = node.parts
        compare = COMPARISONS[node.op]
        if left.type not in NUMERIC:
            return cast(nw.Expr, compare(self.condition(left), self.condition(right)))
        first, second, _ = bounds.over_one_bottom(self.number(left), self.number(right))
        if isinstance(first, int):
            first = nw.lit(first, nw.Int64)
        return cast(nw.Expr, compare(first, second))

    def _choice(self, node: Node) -> nw.Expr:
        condition, chosen, otherwise = node.parts
        holds = self.condition(condition)
        rest = nw.when(~holds).then(self.build(otherwise))
        return nw.when(holds).then(self.build(chosen)).otherwise(rest)

    def _extreme(self, node: Node) -> nw.Expr:
        parts = [self.build(part) for part in node.parts]
        pick = nw.min_horizontal if node.op is Op.MIN else nw.max_horizontal
        unknown = nw.any_horizontal(*(part.is_null() for part in parts), ignore_nulls=False)
        return nw.when(~unknown).then(pick(*parts))

    def _band(self, node: Node) -> nw.Expr:
        number, *values = node.parts
        ends = cast(tuple[int, ...], node.value)
        *before, last = (self.whole(value) for value in values)
        x = self.whole(number)
        chosen = nw.when(~x.is_null()).then(last)
        for end, value in zip(reversed(ends), reversed(before), strict=True):
            chosen = nw.when(x <= end).then(value).otherwise(chosen)  # type: ignore[assignment]
        return chosen

    def _quotient(self, node: Node) -> Number:
        left, right = (self.number(part) for part in node.parts)
        divisor = right.top
        if not isinstance(divisor, int):
            divisor = nw.when(divisor > 0).then(divisor)
        return bounds.divide(left, Ratio(divisor, right.bottom))

    def _day(self, node: Node) -> date | nw.Expr:
        """A date; one that is the same for all stays Python's."""
        if node.op is Op.PERIOD:
            return self._period.start if node.value == "start" else self._period.end
        return cast(date, node.value) if node.op is Op.CONSTANT else self.condition(node)

    def _elapsed(self, node: Node, *, months: int, divisor: int) -> nw.Expr:
        """Full years or months: the difference of both days written as digits, without the digits below."""
        since, until = (_digits(self._day(part), months) for part in node.parts)
        elapsed = (until - since + FAR) // divisor - FAR // divisor
        return nw.lit(elapsed, nw.Int64) if isinstance(elapsed, int) else elapsed


def _digits(day: date | nw.Expr, months: int) -> Any:
    """A day as one number in which years, months and days can be read off."""
    if isinstance(day, date):
        return (day.year * months + day.month) * 100 + day.day
    year, month, number = (
        part.cast(nw.Int64) for part in (day.dt.year(), day.dt.month(), day.dt.day())
    )
    return (year * months + month) * 100 + number


def _listed(node: Node) -> list[Any]:
    """The values of `in`, numbers as whole numbers: a fraction among them equals no whole number."""
    values = cast(frozenset[Any], node.value)
    if node.parts[0].type not in NUMERIC:
        return sorted(values)
    return sorted(int(value) for value in values if value.denominator == 1)


def _rounded(number: Number, rule: Rounding, unit: int) -> Number:
    """Away from zero or towards it alike on both sides, as `kernel.money.divide`."""
    top, bottom = number.top, number.bottom * unit
    if isinstance(top, int) and isinstance(bottom, int):
        return Ratio(divide_whole(top, bottom, rule) * unit)
    top = nw.lit(top, nw.Int64) if isinstance(top, int) else top
    size = top.abs()
    match rule:
        case Rounding.DOWN:
            whole = size // bottom
        case Rounding.UP:
            whole = (size + bottom - 1) // bottom
        case Rounding.HALF_UP:
            whole = (size * 2 + bottom) // (bottom * 2)
        case Rounding.HALF_EVEN:
            whole = (size * 2 + bottom) // (bottom * 2)
            tie_to_odd = ((size * 2 + bottom) % (bottom * 2) == 0) & (whole % 2 == 1)
            whole = whole - nw.when(tie_to_odd).then(nw.lit(1, nw.Int64)).otherwise(nw.lit(0, nw.Int64))
    return Ratio(nw.when(top < 0).then(-whole).otherwise(whole) * unit)
