"""Checks of arithmetic: sums, quotients, rounding, the smaller and the greater, bands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any, cast

from laoyou.kernel.money import Rounding
from laoyou.kernel.money import divide as divide_whole
from laoyou.rules import bounds
from laoyou.rules.bounds import Interval, Ratio, interval
from laoyou.rules.nodes import constant, is_whole, make, refuse, same_type
from laoyou.rules.parser import Syntax
from laoyou.rules.types import NUMERIC, FactType, Node, Op

UNITS = {"fen": 1, "ten_fen": 10, "yuan": 100}
SIGNS = {
    "+": (Op.ADD, bounds.add),
    "-": (Op.SUBTRACT, bounds.subtract),
    "*": (Op.MULTIPLY, bounds.multiply),
    "/": (Op.DIVIDE, bounds.divide),
}


def arithmetic(syntax: Syntax, left: Node, right: Node) -> Node:
    """A sum, difference, product or quotient of two numbers."""
    op, compute = SIGNS[syntax.word]
    kind = _kind(syntax, op, left, right)
    first, second = limits(left), limits(right)
    if op is Op.DIVIDE:
        _check_divisor(syntax, interval(second.top))
    uses = uses_of(left, right)
    if op is Op.DIVIDE:
        uses = (uses[0], 2)
    return make(syntax, op, kind, (left, right), uses=uses, bounds=lambda: compute(first, second))


def _kind(syntax: Syntax, op: Op, left: Node, right: Node) -> FactType:
    money = [node.type is FactType.MONEY for node in (left, right)]
    if op in (Op.ADD, Op.SUBTRACT):
        return same_type(syntax, (left, right))
    if op is Op.MULTIPLY and all(money):
        refuse(syntax, "金额不能乘以金额，其中一个应当是数字。", "type")
    if op is Op.DIVIDE and money == [False, True]:
        refuse(syntax, "数字不能除以金额，请核对先后。", "type")
    return FactType.MONEY if any(money) and not all(money) else FactType.NUMBER


def _check_divisor(syntax: Syntax, divisor: Interval) -> None:
    """A divisor is never below zero; where it is zero for somebody, the result is unknown for him."""
    if divisor.high == divisor.low == 0:
        refuse(syntax, "不能除以零。", "zero")
    if divisor.low < 0:
        refuse(syntax, "除数可能小于零，请用 max(…, 0) 限定。", "sign")


def limits(node: Node) -> Ratio[Interval]:
    """The bounds of a number; every number has them."""
    assert node.bounds is not None
    return node.bounds


def uses_of(left: Node, right: Node) -> tuple[int, int]:
    """How often the columns build two numbers that are brought over one bottom."""
    plain = isinstance(limits(left).bottom, int) and isinstance(limits(right).bottom, int)
    return (1, 1) if plain else (2, 2)


def negated(syntax: Syntax, node: Node) -> Node:
    """Zero less the number; of a constant, the constant."""
    if node.op is Op.CONSTANT:
        return constant(syntax, node.type, -cast(Fraction, node.value))
    zero = constant(syntax, node.type, 0)
    return arithmetic(replace(syntax, word="-"), zero, node)


def rounded(syntax: Syntax, node: Node, words: Sequence[Syntax]) -> Node:
    """`round(x, rule)`, and for money `round(x, rule, unit)`."""
    rule = _one_of(words[0], {each.value: each for each in Rounding}, "取整规则")
    unit = _one_of(words[1], UNITS, "单位") if words[1:] else 1
    if words[1:] and node.type is not FactType.MONEY:
        refuse(words[1], "只有金额才写取整到的单位。", "type")
    uses = (7 if rule is Rounding.HALF_EVEN else 3,)
    return make(
        syntax, Op.ROUND, node.type, (node,), (rule, unit), uses=uses,
        bounds=lambda: _rounded(limits(node), rule, unit),
    )  # fmt: skip


def _one_of(word: Syntax, known: dict[str, Any], kind: str) -> Any:
    if word.word != "name" or word.value not in known:
        refuse(word, f"{kind}请写 {'、'.join(known)} 之一。", "rounding")
    return known[str(word.value)]


def _rounded(node: Ratio[Interval], rule: Rounding, unit: int) -> Ratio[Interval]:
    if isinstance(node.top, int) and isinstance(node.bottom, int):
        return Ratio(unit * divide_whole(node.top, node.bottom * unit, rule))
    bottom = interval(node.bottom) * unit
    _ = interval(node.top) * 2 + bottom, interval(node.top) * -2 - bottom  # what the columns meet on the way
    whole = interval(node.top).over(bottom)
    return Ratio(whole * unit)


def hull(parts: Sequence[Node]) -> Ratio[Interval]:
    """All that one of these whole numbers can be."""
    tops = [interval(limits(part).top) for part in parts]
    return Ratio(Interval(min(top.low for top in tops), max(top.high for top in tops)))


def extreme(syntax: Syntax, op: Op, parts: Sequence[Node]) -> Node:
    """The least or the greatest of whole numbers, amounts or dates."""
    kind = same_type(syntax, parts)
    uses = [2] * len(parts)
    if kind is FactType.DATE:
        return make(syntax, op, kind, parts, uses=uses)
    pick = min if op is Op.MIN else max
    tops = [interval(limits(part).top) for part in parts]
    found = Ratio(Interval(pick(top.low for top in tops), pick(top.high for top in tops)))
    return make(syntax, op, kind, parts, uses=uses, bounds=lambda: found)


def bands(syntax: Syntax, number: Node, values: Sequence[Node]) -> Node:
    """`band(x, range: value, …)`: the ranges follow one another and leave out nothing that x can be."""
    ranges: Any = syntax.value
    if not ranges:
        refuse(syntax, "至少写一档，例如 band(age_on(period_end), ..79: 0 yuan, 80..: 100 yuan)。", "band")
    ends = _ends(syntax, ranges, number)
    kind = same_type(syntax, values)
    if kind not in NUMERIC:
        refuse(syntax, "每一档的值应当是数字或金额。", "type")
    uses = [len(values), *[1] * len(values)]
    return make(
        syntax, Op.BAND, kind, (number, *values), tuple(ends[:-1]), uses=uses, bounds=lambda: hull(values)
    )


def _end_as(limit: int, number: Node) -> str:
    """A limit as the writer of the document would put it: money in yuan."""
    if number.type is not FactType.MONEY:
        return str(limit)
    yuan, fen = divmod(limit, 100)
    return f"{yuan}.{fen:02} yuan" if fen else f"{yuan} yuan"


def _range_as(first: int, last: int, number: Node) -> str:
    ends = (_end_as(first, number), _end_as(last, number))
    return ends[0] if first == last else "..".join(ends)


def _ends(syntax: Syntax, ranges: Sequence[tuple[Syntax | None, Syntax | None]], number: Node) -> list[int]:
    """The last value of each band; together they cover all that the number can be."""
    limit = interval(limits(number).top)
    ends: list[int] = []
    for low, high in ranges:
        written = low or high or syntax
        first, last = _end(low, number), _end(high, number)
        first = min(limit.low, last or 0) if first is None else first
        last = max(limit.high, first) if last is None else last
        if last < first:
            refuse(written, "这一档的上限小于下限。", "band")
        if not ends and first > limit.low:
            before = _end_as(first - 1, number)
            refuse(written, f"第一档之前有空缺，请在前面加一档“..{before}: …”。", "gap")
        if ends and first > ends[-1] + 1:
            missing = _range_as(ends[-1] + 1, first - 1, number)
            refuse(written, f"档与档之间有空缺，请补上“{missing}: …”这一档。", "gap")
        if ends and first <= ends[-1]:
            twice, free = _end_as(first, number), _end_as(ends[-1] + 1, number)
            refuse(written, f"档与档重叠：{twice} 已在前一档里，这一档请从 {free} 写起。", "overlap")
        ends.append(last)
    if ends[-1] < limit.high:
        after = _end_as(ends[-1] + 1, number)
        refuse(syntax, f"最后一档之后有空缺，请在后面加一档“{after}..: …”。", "gap")
    return ends


def _end(written: Syntax | None, number: Node) -> int | None:
    """The limit as a whole number (fen for money); None where the range is left open."""
    if written is None:
        return None
    if (written.word == "money") != (number.type is FactType.MONEY):
        refuse(written, "档的两端要和前面的数同类：数字不写单位，金额要写单位，例如 500 yuan。", "type")
    value = Fraction(str(written.value))
    if value.denominator != 1:
        refuse(written, "档的两端应当是整数。", "band")
    return int(value)


def check_whole(syntax: Syntax, node: Node) -> Node:
    """The node, which must not be a fraction."""
    if node.type in NUMERIC and not is_whole(node):
        refuse(syntax, "这里可能不是整数（或不足一分），请先用 round(…, half_up) 取整。", "fraction")
    return node
