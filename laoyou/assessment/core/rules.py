"""Reading the rules of a scale: conditions, adjustments, contradictions, diagnoses. Names are checked."""

from __future__ import annotations

from collections.abc import Sequence

from laoyou.assessment.core.nodes import Node
from laoyou.assessment.core.questions import Known, key_of
from laoyou.assessment.core.scale import Adjustment, Condition, Contradiction, Diagnosis, Grade
from laoyou.assessment.types import Severity
from laoyou.people.types import VALUES, FactKind

DEEPEST = 5
COUNTING = {"sum": False, "same": True}


def read_adjustments(root: Node, known: Known, grades: Sequence[Grade]) -> tuple[Adjustment, ...]:
    return tuple(_adjustment(node, known, grades) for node in root.list_of("adjustments"))


def read_contradictions(root: Node, known: Known) -> tuple[Contradiction, ...]:
    found = tuple(_contradiction(node, known) for node in root.list_of("contradictions"))
    keys = [one.key for one in found]
    if twice := {key for key in keys if keys.count(key) > 1}:
        raise root.at("contradictions").fault(f"规则“{'、'.join(sorted(twice))}”写了两次。")
    return found


def read_diagnoses(root: Node, known: Known) -> tuple[Diagnosis, ...]:
    return tuple(_diagnosis(node, known) for node in root.list_of("diagnoses"))


def _adjustment(node: Node, known: Known, grades: Sequence[Grade]) -> Adjustment:
    node.only("key", "says", "when", "sets", "worsens")
    sets, worsens = node.maybe("sets"), node.number("worsens")
    if (sets is None) == (worsens == 0):
        raise node.fault("sets（直接定级）和 worsens（加重几级）要写且只写一个。")
    if sets is not None and sets not in {one.grade for one in grades}:
        raise node.at("sets").fault("没有这个等级。")
    if worsens < 0:
        raise node.at("worsens").fault("规则只能加重，不能减轻。")
    when = read_condition(node.at("when"), known)
    return Adjustment(key_of(node), node.at("says").text(), when, sets, worsens)


def _contradiction(node: Node, known: Known) -> Contradiction:
    node.only("key", "says", "severity", "when", "items", "least", "most", "among")
    severity = node.at("severity")
    if severity.text() not in set(Severity):
        raise severity.fault(f"应为：{'、'.join(Severity)}。")
    among = frozenset(node.words("among"))
    least, most = node.maybe("least"), node.maybe("most")
    if bool(among) == (least is not None or most is not None):
        raise node.fault("写 least/most（分数范围），或者写 among（可选答案）。")
    items = node.words("items")
    for one in node.at("items").each():
        _check_items(one, known, among)
    return Contradiction(
        key=key_of(node),
        says=node.at("says").text(),
        severity=Severity(severity.text()),
        when=read_condition(node.at("when"), known),
        items=items,
        least=least,
        most=most,
        among=among,
    )


def _check_items(node: Node, known: Known, among: frozenset[str]) -> None:
    key = node.text()
    answers = known.answers_of(key)
    if answers is None or (not among and key not in known.items):
        raise node.fault(f"没有评估项目“{key}”。")
    if not among <= answers:
        raise node.fault(f"“{key}”没有选项“{'、'.join(sorted(among - answers))}”。")


def _diagnosis(node: Node, known: Known) -> Diagnosis:
    node.only("kind", "value", "when")
    kind = node.at("kind")
    if kind.text() not in set(FactKind):
        raise kind.fault("没有这一类身份状况。")
    found = FactKind(kind.text())
    if (value := node.at("value")).text() not in VALUES[found]:
        raise value.fault("这一类身份状况没有这个值。")
    return Diagnosis(found, value.text(), read_condition(node.at("when"), known))


def read_condition(node: Node, known: Known, depth: int = 0) -> Condition:
    """A condition; at most DEEPEST levels. Exactly one of any, all, answer and count."""
    node.only("any", "all", "answer", "among", "least", "most", "count", "counting", "at_least")
    kinds = [name for name, _ in node.pairs() if name in ("any", "all", "answer", "count")]
    if len(kinds) != 1 or depth > DEEPEST:
        raise node.fault("条件要写且只写 any、all、answer、count 之一，最多 5 层。")
    match kinds[0]:
        case "any":
            return Condition(any=_parts(node.at("any"), known, depth))
        case "all":
            return Condition(all=_parts(node.at("all"), known, depth))
        case "answer":
            return _answer(node, known)
        case _:
            return _count(node, known)


def _parts(node: Node, known: Known, depth: int) -> tuple[Condition, ...]:
    parts = tuple(read_condition(one, known, depth + 1) for one in node.each())
    if not parts:
        raise node.fault("至少要有一个条件。")
    return parts


def _answer(node: Node, known: Known) -> Condition:
    named = node.at("answer")
    key, among = named.text(), frozenset(node.words("among"))
    least, most = node.maybe("least"), node.maybe("most")
    answers = known.answers_of(key)
    if answers is None:
        raise named.fault(f"没有可以选择的项目“{key}”。")
    if bool(among) == (least is not None or most is not None):
        raise node.fault("写 among（选了哪些），或者写 least/most（分数范围）。")
    if not among and key not in known.items:
        raise named.fault(f"“{key}”没有分数。")
    if not among <= answers:
        raise node.fault(f"“{key}”没有选项“{'、'.join(sorted(among - answers))}”。")
    return Condition(answer=key, among=among, least=least, most=most)


def _count(node: Node, known: Known) -> Condition:
    keys = node.words("count")
    for one in node.at("count").each():
        question = known.questions.get(one.text())
        if question is None or not any(choice.count for choice in question.choices):
            raise one.fault(f"“{one.text()}”没有次数可数。")
    counting = node.word("counting", "sum")
    if counting not in COUNTING:
        raise node.at("counting").fault("应为 sum（各类合计）或 same（同一类）。")
    return Condition(count=keys, same=COUNTING[counting], at_least=node.at("at_least").integer())
