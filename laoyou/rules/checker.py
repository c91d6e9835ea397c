"""A tree of syntax against the vocabulary: every name known, every type right, every number bounded."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from laoyou.rules import numbers
from laoyou.rules.bounds import Interval, Ratio, over_one_bottom
from laoyou.rules.nodes import bounded, constant, make, parameter, refuse, refuse_unknown, remedy, same_type
from laoyou.rules.parser import Syntax
from laoyou.rules.types import (
    NUMERIC,
    TYPE_LABELS,
    Fact,
    FactType,
    Node,
    Op,
    Parameter,
    Parameters,
    Vocabulary,
)

BIRTH = "birth_date"
PERIODS = {"period_start": "start", "period_end": "end"}
SPAN_BOUNDS = {Op.YEARS: Interval(-9998, 9998), Op.MONTHS: Interval(-119_988, 119_988)}
CONSTANTS = {
    "number": FactType.NUMBER,
    "money": FactType.MONEY,
    "date": FactType.DATE,
    "text": FactType.CODE,
    "truth": FactType.BOOL,
}
CALLS = {
    "age_on": "age_on(日期)",
    "years_since": "years_since(起始日期, 日期)",
    "months_since": "months_since(起始日期, 日期)",
    "round": "round(数, half_up) 或 round(金额, half_up, yuan)",
    "min": "min(甲, 乙)",
    "max": "max(甲, 乙)",
    "within": "within(区划, '230502000000')",
    "known": "known(名称)",
}
LEVEL_DIGITS = (2, 4, 6, 9, 12)  # province, city, county, town, village: the digits that are not fill


class Checker:
    """Makes nodes of syntax, and keeps the facts that they name. Raises RuleError at the fault."""

    def __init__(self, vocabulary: Vocabulary, parameters: Parameters) -> None:
        self._vocabulary = vocabulary
        self._parameters = parameters
        self.facts: dict[str, Fact] = {}

    def check(self, syntax: Syntax) -> Node:
        """The node of a whole tree."""
        if syntax.word in CONSTANTS:
            return constant(syntax, CONSTANTS[syntax.word], syntax.value)
        return self._forms[syntax.word](self, syntax)

    def _of(self, syntax: Syntax, *wanted: FactType) -> Node:
        """The node, which must be of one of these types."""
        node = self.check(syntax)
        if node.type not in wanted:
            labels = "或".join(TYPE_LABELS[each] for each in wanted)
            found = TYPE_LABELS[node.type]
            refuse(syntax, f"这里应当是{labels}，现为{found}，{remedy(wanted)}", "type")
        return node

    def _whole(self, syntax: Syntax, *wanted: FactType) -> Node:
        """The same, and not a fraction."""
        return numbers.check_whole(syntax, self._of(syntax, *wanted))

    def _name(self, syntax: Syntax) -> Node:
        name = str(syntax.value)
        if name in self._vocabulary:
            return self._fact(syntax, self._vocabulary[name])
        if name in self._parameters:
            return parameter(syntax, self._parameters[name])
        if name in PERIODS:
            return make(syntax, Op.PERIOD, FactType.DATE, value=PERIODS[name])
        if name in CALLS:
            refuse(syntax, f"“{name}”要带括号，写成 {CALLS[name]}。", "syntax")
        known = (*self._vocabulary, *self._parameters, *PERIODS, *CALLS)
        return refuse_unknown(syntax, name, known, "名称", "name")

    def _fact(self, syntax: Syntax, fact: Fact) -> Node:
        self.facts[fact.name] = fact
        if fact.type not in NUMERIC:
            return make(syntax, Op.FACT, fact.type, value=fact.name)
        limits = Ratio(Interval(fact.low, fact.highest))
        return make(syntax, Op.FACT, fact.type, value=fact.name, bounds=lambda: limits)

    def _logic(self, syntax: Syntax) -> Node:
        parts = [self._of(part, FactType.BOOL) for part in syntax.parts]
        return make(syntax, Op(syntax.word), FactType.BOOL, parts)

    def _arithmetic(self, syntax: Syntax) -> Node:
        left, right = (self._of(part, FactType.NUMBER, FactType.MONEY) for part in syntax.parts)
        return numbers.arithmetic(syntax, left, right)

    def _negated(self, syntax: Syntax) -> Node:
        return numbers.negated(syntax, self._of(syntax.parts[0], FactType.NUMBER, FactType.MONEY))

    def _comparison(self, syntax: Syntax) -> Node:
        left, right = self._alike(syntax, syntax.parts)
        if syntax.word not in ("==", "!=") and left.type not in (*NUMERIC, FactType.DATE):
            refuse(syntax, f"{TYPE_LABELS[left.type]}没有大小之分，只能用 == 或 !=。", "type")
        if left.type not in NUMERIC:
            return make(syntax, Op(syntax.word), FactType.BOOL, (left, right))
        first, second = numbers.limits(left), numbers.limits(right)
        bounded(syntax, lambda: Ratio(*over_one_bottom(first, second)[:2]))
        uses = numbers.uses_of(left, right)
        return make(syntax, Op(syntax.word), FactType.BOOL, (left, right), uses=uses)

    def _alike(self, syntax: Syntax, parts: Sequence[Syntax]) -> list[Node]:
        """Parts that may be compared: of one type, and codes of one set."""
        nodes = [self.check(part) for part in parts]
        facts = [self.facts[str(node.value)] for node in nodes if node.op is Op.FACT]
        if any(fact.type is FactType.DIVISION for fact in facts):
            nodes = [_as_division(part, node) for part, node in zip(parts, nodes, strict=True)]
        match same_type(syntax, nodes):
            case FactType.CODES:
                refuse(syntax, "一组代码请写成 '代码' in 名称。", "type")
            case FactType.CODE:
                self._check_codes(parts, nodes)
        return nodes

    def _check_codes(self, parts: Sequence[Syntax], nodes: Sequence[Node]) -> None:
        """Codes stand beside a fact, and each is one of its own."""
        facts = [self.facts[str(node.value)] for node in nodes if node.op is Op.FACT]
        if not facts:
            refuse(parts[0], "代码要和一项有代码的名称相比，不能都是代码。", "type")
        known = facts[0].codes
        if any(fact.codes.keys() != known.keys() for fact in facts):
            refuse(parts[0], "两项的代码不是同一套，不能相比。", "type")
        for part, node in zip(parts, nodes, strict=True):
            if node.op is Op.CONSTANT and node.value not in known:
                refuse_unknown(part, str(node.value), known, f"“{facts[0].label}”代码", "code")

    def _in(self, syntax: Syntax) -> Node:
        item, group = syntax.parts
        values = self._listed(group)
        if values is None:
            return self._has(syntax, item, group)
        nodes = self._alike(syntax, (item, *values))
        for part, node in zip(values, nodes[1:], strict=True):
            if node.op is not Op.CONSTANT:
                refuse(part, "花括号里只能写固定的值。", "type")
        numbers.check_whole(item, nodes[0])
        return make(syntax, Op.IN, FactType.BOOL, nodes[:1], frozenset(node.value for node in nodes[1:]))

    def _listed(self, group: Syntax) -> Sequence[Syntax] | None:
        """The values of a set in braces, or of a parameter that is a set; None for anything else."""
        if group.word == "set":
            return group.parts
        given: Parameter | None = self._parameters.get(str(group.value)) if group.word == "name" else None
        if not isinstance(given, frozenset):
            return None
        return [replace(group, word="parameter", value=each) for each in sorted(given, key=str)]

    def _has(self, syntax: Syntax, item: Syntax, group: Syntax) -> Node:
        codes, code = self._of(group, FactType.CODES), self._of(item, FactType.CODE)
        if code.op is not Op.CONSTANT:
            refuse(item, "in 的前面应当是一个固定的代码。", "type")
        self._check_codes((group, item), (codes, code))
        return make(syntax, Op.HAS, FactType.BOOL, (codes,), code.value)

    def _parameter(self, syntax: Syntax) -> Node:
        return parameter(syntax, syntax.value)  # type: ignore[arg-type]

    def _set(self, syntax: Syntax) -> Node:
        refuse(syntax, "花括号只能写在 in 的后面。", "syntax")

    def _if(self, syntax: Syntax) -> Node:
        condition = self._of(syntax.parts[0], FactType.BOOL)
        kinds = (*NUMERIC, FactType.BOOL, FactType.DATE)
        chosen = [self._whole(part, *kinds) for part in syntax.parts[1:]]
        kind, uses = same_type(syntax, chosen), (2, 1, 1)
        if kind not in NUMERIC:
            return make(syntax, Op.IF, kind, (condition, *chosen), uses=uses)
        return make(syntax, Op.IF, kind, (condition, *chosen), uses=uses, bounds=lambda: numbers.hull(chosen))

    def _band(self, syntax: Syntax) -> Node:
        parts = [self._whole(part, FactType.NUMBER, FactType.MONEY) for part in syntax.parts]
        return numbers.bands(syntax, parts[0], parts[1:])

    def _call(self, syntax: Syntax) -> Node:
        name, parts = str(syntax.value), syntax.parts
        match name, len(parts):
            case ("age_on", 1):
                return self._span(syntax, Op.YEARS, (replace(syntax, word="name", value=BIRTH), parts[0]))
            case ("years_since" | "months_since", 2):
                return self._span(syntax, Op(name), parts)
            case ("round", 2 | 3):
                number = self._of(parts[0], FactType.NUMBER, FactType.MONEY)
                return numbers.rounded(syntax, number, parts[1:])
            case ("min" | "max", count) if count >= 2:
                nodes = [self._whole(part, *NUMERIC, FactType.DATE) for part in parts]
                return numbers.extreme(syntax, Op(name), nodes)
            case ("within", 2):
                return self._within(syntax)
            case ("known", 1):
                return self._known(syntax)
        if name in CALLS:
            refuse(syntax, f"“{name}”的括号里写得不对，应写成 {CALLS[name]}。", "argument")
        return refuse_unknown(syntax, name, CALLS, "写法", "name")

    def _span(self, syntax: Syntax, op: Op, days: Sequence[Syntax]) -> Node:
        nodes = [self._of(day, FactType.DATE) for day in days]
        limits = Ratio(SPAN_BOUNDS[op])
        return make(syntax, op, FactType.NUMBER, nodes, uses=(3, 3), bounds=lambda: limits)

    def _within(self, syntax: Syntax) -> Node:
        fact, area = self._of(syntax.parts[0], FactType.DIVISION), self._of(syntax.parts[1], FactType.CODE)
        code = str(_as_division(syntax.parts[1], area).value)
        digits = next(n for n in LEVEL_DIGITS if not code[n:].strip("0"))
        return make(syntax, Op.WITHIN, FactType.BOOL, (fact,), code[:digits])

    def _known(self, syntax: Syntax) -> Node:
        node = self.check(syntax.parts[0])
        if node.op is not Op.FACT:
            refuse(syntax, "known 的括号里应当是一项名称。", "type")
        return make(syntax, Op.KNOWN, FactType.BOOL, (node,))

    _forms: dict[str, Callable[[Checker, Syntax], Node]] = {
        "name": _name,
        "parameter": _parameter,
        "and": _logic,
        "or": _logic,
        "not": _logic,
        "negate": _negated,
        "in": _in,
        "set": _set,
        "if": _if,
        "band": _band,
        "call": _call,
        **dict.fromkeys(numbers.SIGNS, _arithmetic),
        **dict.fromkeys(("==", "!=", "<", "<=", ">", ">="), _comparison),
    }


def _as_division(syntax: Syntax, node: Node) -> Node:
    """A code that stands where a division does."""
    if node.op is not Op.CONSTANT or node.type is not FactType.CODE:
        return node
    code = str(node.value)
    if not (len(code) == 12 and code.isascii() and code.isdigit()):
        refuse(syntax, f"区划代码应为12位数字，“{code[:20]}”不是。", "division")
    return constant(syntax, FactType.DIVISION, code)
