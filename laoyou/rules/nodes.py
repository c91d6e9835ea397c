"""Nodes of a checked expression, made with their weight and bounds; and the refusals that checks share."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from fractions import Fraction
from typing import Any, NoReturn

from laoyou.kernel.money import Money
from laoyou.rules.bounds import Interval, Ratio, TooLarge, interval
from laoyou.rules.parser import Syntax
from laoyou.rules.types import NUMERIC, TYPE_LABELS, FactType, Node, Op, Parameter, RuleError, nearest

MAX_EXPRESSION = 1000  # of weight, which is what a column engine has to build


def refuse(syntax: Syntax, sentence: str, code: str) -> NoReturn:
    raise RuleError(sentence, code, syntax.at.line, syntax.at.column)


def refuse_unknown(syntax: Syntax, word: str, known: Iterable[str], kind: str, code: str) -> NoReturn:
    """Refuse a word that is not known, naming the one that is most like it."""
    near = nearest(word, known)
    hint = f"是不是“{near}”？" if near else "请核对词汇表。"
    refuse(syntax, f"没有叫“{word[:40]}”的{kind}，{hint}", code)


def make(
    syntax: Syntax,
    op: Op,
    kind: FactType,
    parts: Sequence[Node] = (),
    value: object = None,
    *,
    uses: Sequence[int] | None = None,
    bounds: Callable[[], Ratio[Interval]] | None = None,
) -> Node:
    """A node. `uses`: how often the columns build each part; `bounds` of a number may raise TooLarge."""
    times = uses or [1] * len(parts)
    weight = 1 + sum(each * part.weight for each, part in zip(times, parts, strict=True))
    if weight > MAX_EXPRESSION:
        refuse(syntax, "这一条太复杂，请拆成几个条款。", "heavy")
    return Node(op, kind, tuple(parts), value, syntax.at, bounded(syntax, bounds), weight)


def bounded(syntax: Syntax, bounds: Callable[[], Ratio[Interval]] | None) -> Ratio[Interval] | None:
    """The bounds, refused when a number could grow past what every engine computes exactly."""
    if bounds is None:
        return None
    try:
        found = bounds()
        interval(found.top), interval(found.bottom)
    except TooLarge:
        refuse(syntax, "结果可能超出能精确计算的范围，请用 min(…, 上限) 限定其中的数。", "bounds")
    return found


def constant(syntax: Syntax, kind: FactType, value: Any) -> Node:
    """A fixed value: a Fraction for numbers, whole fen for money, else as it is."""
    if kind not in NUMERIC:
        return make(syntax, Op.CONSTANT, kind, value=value)
    number = Fraction(value)
    limits: Ratio[Interval] = Ratio(number.numerator, number.denominator)
    return make(syntax, Op.CONSTANT, kind, value=number, bounds=lambda: limits)


def parameter(syntax: Syntax, value: Parameter) -> Node:
    """A parameter of the document as the constant it stands for."""
    match value:
        case bool():
            return constant(syntax, FactType.BOOL, value)
        case int() | Fraction():
            return constant(syntax, FactType.NUMBER, value)
        case Money():
            return constant(syntax, FactType.MONEY, value.fen)
        case date() if not isinstance(value, datetime):
            return constant(syntax, FactType.DATE, value)
        case str():
            return constant(syntax, FactType.CODE, value)
        case frozenset():
            refuse(syntax, "一组值只能写在 in 的后面。", "type")
    raise TypeError(f"a parameter cannot be {value!r}")


def same_type(syntax: Syntax, parts: Iterable[Node]) -> FactType:
    """The one type of all parts."""
    types = list(dict.fromkeys(part.type for part in parts))
    if len(types) > 1:
        first, second = (TYPE_LABELS[each] for each in types[:2])
        refuse(syntax, f"{first}和{second}不能这样放在一起，{remedy(types)}", "type")
    return types[0]


def remedy(types: Iterable[FactType]) -> str:
    """What most often helps where a type is wrong."""
    return "金额要写单位，例如 20 yuan。" if FactType.MONEY in types else "请核对名称和写法。"


def is_whole(node: Node) -> bool:
    """A number of ones, or an amount of fen, that is never a fraction."""
    return node.bounds is not None and node.bounds.bottom == 1
