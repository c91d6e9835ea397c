"""Programs over a whole frame: expressions of Narwhals, the same on Polars, DuckDB and PySpark.

Only whole numbers up to 2**53 are met on the way (`bounds`), so every engine computes the same to the fen.
What is a constant stays a Python int until a column is needed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from functools import reduce
from operator import and_, eq, ge, gt, le, lt, ne, or_
from typing import Any, TypeAlias, TypeVar, cast

import narwhals as nw

from laoyou.kernel.money import Rounding
from laoyou.kernel.money import divide as divide_whole
from laoyou.rules import bounds
from laoyou.rules.bounds import Ratio
from laoyou.rules.types import NUMERIC, Fact, FactType, Node, Op, Period, Program, facts_of

Frame = TypeVar("Frame")
Column: TypeAlias = Any  # nw.Expr, or pl.Expr, which is written alike
Number = Ratio[Column]

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
    given = {Node(Op.FACT, fact.type, value=name): f":{name}" for name, fact in facts.items()}
    columns = Columns(period, given)
    known = nw.from_native(cast(Any, frame))
    kept = known.columns if isinstance(known, nw.DataFrame) else known.collect_schema().names()
    table = known.lazy().with_columns(
        columns.admitted(name, fact).alias(f":{name}") for name, fact in facts.items()
    )
    decided = columns.verdicts(programs, table, kept)
    return cast(Frame, (decided.collect() if isinstance(known, nw.DataFrame) else decided).to_native())


class Columns:
    """Builds columns of nodes. A node of `given` is taken from the column named there.

    `api` is the module whose expressions are built: `narwhals`, or `polars` itself, which takes them sooner.
    """

    def __init__(self, period: Period, given: Mapping[Node, str], api: Any = nw) -> None:
        self._period = period
        self._given = given
        self._api = api

    def admitted(self, name: str, fact: Fact) -> Column:
        """The column in the engine's own type, null where it holds no value of the fact (`Fact.admit`)."""
        column = self._api.col(name)
        match fact.type:
            case FactType.NUMBER | FactType.MONEY:
                number = column.cast(self._api.Int64)
                return self._api.when((number >= fact.low) & (number <= fact.highest)).then(number)
            case FactType.CODE:
                code = column.cast(self._api.String)
                return self._api.when(code.is_in(list(fact.codes))).then(code)
            case FactType.DIVISION:
                return column.cast(self._api.String)
        return column

    def verdicts(self, programs: Sequence[Program], table: Any, kept: Sequence[str]) -> Any:
        """The kept columns of a lazy frame, and four a program: each clause once, then bits, then results."""
        clauses = [
            self.condition(clause.when.root).alias(f"{program.code}:{number}")
            for program in programs
            for number, clause in enumerate(program.clauses)
        ]
        amounts = [
            self.whole(program.amount.root).alias(f"{program.code}:amount")
            for program in programs
            if program.amount is not None
        ]
        table = table.with_columns(*clauses, *amounts)
        table = table.with_columns(column for program in programs for column in self._bits(program))
        return table.select(*kept, *(column for program in programs for column in self._results(program)))

    def _bits(self, program: Program) -> Iterator[Column]:
        """Masks of the failed clauses and of the unknown ones."""
        holds = [self._api.col(f"{program.code}:{number}") for number in range(len(program.clauses))]
        failed = [self._bit(~each, number) for number, each in enumerate(holds)]
        unknown = [self._bit(each.is_null(), number) for number, each in enumerate(holds)]
        if program.amount is not None:
            open_amount = reduce(and_, holds) & self._api.col(f"{program.code}:amount").is_null()
            unknown.append(self._bit(open_amount, len(holds)))
        yield self._api.sum_horizontal(*failed).alias(f"{program.code}:failed")
        yield self._api.sum_horizontal(*unknown).alias(f"{program.code}:unknown")

    def _bit(self, condition: Column, number: int) -> Column:
        return self._api.when(condition).then(self._int(1 << number)).otherwise(self._int(0))

    def _results(self, program: Program) -> Iterator[Column]:
        code, col, lit = program.code, self._api.col, self._api.lit
        due = self._int(0) if program.amount is None else col(f"{code}:amount")
        yield self._decided(code, lit(1, self._api.Int8), lit(0, self._api.Int8)).alias(f"{code}.verdict")
        yield col(f"{code}:failed").alias(f"{code}.failed")
        yield col(f"{code}:unknown").alias(f"{code}.unknown")
        yield self._decided(code, due, self._int(0)).alias(f"{code}.amount")

    def _decided(self, code: str, yes: Column, no: Column) -> Column:
        """A failed clause settles it, whatever is unknown beside it."""
        failed, unknown = self._api.col(f"{code}:failed"), self._api.col(f"{code}:unknown")
        return self._api.when(failed != 0).then(no).otherwise(self._api.when(unknown == 0).then(yes))

    def _int(self, number: int) -> Column:
        return self._api.lit(number, self._api.Int64)

    def build(self, node: Node) -> Column:
        """The node's value as a column; a number or an amount must be whole."""
        return self.whole(node) if node.type in NUMERIC else self.condition(node)

    def whole(self, node: Node) -> Column:
        number = self.number(node)
        return self._int(number.top) if isinstance(number.top, int) else number.top

    def condition(self, node: Node) -> Column:
        """A truth, a code or a date."""
        if node in self._given:
            return self._api.col(self._given[node])
        match node.op:
            case Op.CONSTANT if node.type is not FactType.DATE:
                return self._api.lit(node.value)
            case Op.CONSTANT | Op.PERIOD:
                return self._api.lit(self._day(node), self._api.Date)
            case Op.AND:
                return reduce(and_, map(self.condition, node.parts))
            case Op.OR:
                return reduce(or_, map(self.condition, node.parts))
            case Op.NOT:
                return ~self.condition(node.parts[0])
            case Op.IN:
                return self.build(node.parts[0]).is_in(_listed(node))
            case Op.HAS:
                return self.condition(node.parts[0]).list.contains(node.value)
            case Op.WITHIN:
                return self.condition(node.parts[0]).str.starts_with(node.value)
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
            return Ratio(self._api.col(self._given[node]))
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
                return self._rounded(self.number(node.parts[0]), rule, unit)
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

    def _compared(self, node: Node) -> Column:
        left, right = node.parts
        compare = COMPARISONS[node.op]
        if left.type not in NUMERIC:
            return compare(self.condition(left), self.condition(right))
        first, second, _ = bounds.over_one_bottom(self.number(left), self.number(right))
        return compare(self._int(first) if isinstance(first, int) else first, second)

    def _choice(self, node: Node) -> Column:
        condition, chosen, otherwise = node.parts
        holds = self.condition(condition)
        rest = self._api.when(~holds).then(self.build(otherwise))
        return self._api.when(holds).then(self.build(chosen)).otherwise(rest)

    def _extreme(self, node: Node) -> Column:
        parts = [self.build(part) for part in node.parts]
        pick = self._api.min_horizontal if node.op is Op.MIN else self._api.max_horizontal
        unknown = reduce(or_, (part.is_null() for part in parts))
        return self._api.when(~unknown).then(pick(*parts))

    def _band(self, node: Node) -> Column:
        number, *values = node.parts
        ends = cast(tuple[int, ...], node.value)
        *before, last = (self.whole(value) for value in values)
        x = self.whole(number)
        chosen = self._api.when(~x.is_null()).then(last)
        for end, value in zip(reversed(ends), reversed(before), strict=True):
            chosen = self._api.when(x <= end).then(value).otherwise(chosen)
        return chosen

    def _quotient(self, node: Node) -> Number:
        left, right = (self.number(part) for part in node.parts)
        divisor = right.top
        if not isinstance(divisor, int):
            divisor = self._api.when(divisor > 0).then(divisor)
        return bounds.divide(left, Ratio(divisor, right.bottom))

    def _day(self, node: Node) -> date | Column:
        """A date; one that is the same for all stays Python's."""
        if node.op is Op.PERIOD:
            return self._period.start if node.value == "start" else self._period.end
        return cast(date, node.value) if node.op is Op.CONSTANT else self.condition(node)

    def _elapsed(self, node: Node, *, months: int, divisor: int) -> Column:
        """Full years or months: the difference of both days written as digits, without the digits below."""
        since, until = (self._digits(self._day(part), months) for part in node.parts)
        elapsed = (until - since + FAR) // divisor - FAR // divisor
        return self._int(elapsed) if isinstance(elapsed, int) else elapsed

    def _digits(self, day: date | Column, months: int) -> Any:
        """A day as one number in which years, months and days can be read off."""
        if isinstance(day, date):
            return (day.year * months + day.month) * 100 + day.day
        year, month, number = (
            part.cast(self._api.Int64) for part in (day.dt.year(), day.dt.month(), day.dt.day())
        )
        return (year * months + month) * 100 + number

    def _rounded(self, number: Number, rule: Rounding, unit: int) -> Number:
        """Away from zero or towards it alike on both sides, as `kernel.money.divide`."""
        top, bottom = number.top, number.bottom * unit
        if isinstance(top, int) and isinstance(bottom, int):
            return Ratio(divide_whole(top, bottom, rule) * unit)
        top = self._int(top) if isinstance(top, int) else top
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
                whole = whole - self._bit(tie_to_odd, 0)
        return Ratio(self._api.when(top < 0).then(-whole).otherwise(whole) * unit)


def _listed(node: Node) -> list[Any]:
    """The values of `in`, numbers as whole numbers: a fraction among them equals no whole number."""
    values = cast(frozenset[Any], node.value)
    if node.parts[0].type not in NUMERIC:
        return sorted(values)
    return sorted(int(value) for value in values if value.denominator == 1)
