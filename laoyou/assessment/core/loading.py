"""Reading a scale from its file. A bad file is refused with the file, the line, the place and the remedy."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from laoyou.assessment.core import questions, rules
from laoyou.assessment.core.grading import read_dimensions, read_grades, read_grading
from laoyou.assessment.core.nodes import Node, Parameters
from laoyou.assessment.core.scale import Parameter, Process, Scale, Screening, ScreeningClass
from laoyou.kernel.errors import Invalid
from laoyou.kernel.spans import DateSpan
from laoyou.people.types import VALUES, FactKind

CERTAINTIES = ("V", "R", "U")
TOP = (
    "scale", "edition", "title", "report", "number", "note", "in_force", "result", "parameters", "groups",
    "information", "dimensions", "grading", "grades", "adjustments", "stacking",
    "contradictions", "diagnoses", "process", "screening",
)  # fmt: skip
STACKING = {"once": False, "each": True}


def read_scale(text: str, file: str, amended: Parameters | None = None) -> Scale:
    """The scale of a file; `amended` are parameters that a region sets. Raises Invalid `scale`."""
    bare = Node.root(text, file).only(*TOP)
    parameters = _parameters(bare, amended or {})
    values = {one.name: one.value for one in parameters}
    root = bare.knowing(values)
    result = _result(root)
    groups = questions.read_groups(root)
    sections = questions.read_sections(root)
    known = questions.Known.of(root, groups, sections)
    grades = read_grades(root, VALUES[result])
    dimensions = read_dimensions(root, groups)
    return Scale(
        key=root.at("scale").text(),
        edition=root.at("edition").text(),
        title=root.at("title").text(),
        report=root.at("report").text(),
        number=root.at("number").text(),
        note=root.word("note"),
        in_force=_in_force(root.at("in_force")),
        result=result,
        groups=groups,
        sections=sections,
        dimensions=dimensions,
        grading=read_grading(root.at("grading"), dimensions, grades),
        grades=grades,
        adjustments=rules.read_adjustments(root, known, grades),
        stacks=_stacks(root),
        contradictions=rules.read_contradictions(root, known),
        diagnoses=rules.read_diagnoses(root, known),
        parameters=parameters,
        process=_process(root.at("process")),
        screening=_screening(root),
        digest=_digest(text, values),
    )


def read_amendment(text: str, file: str) -> tuple[str, dict[str, int | str]] | None:
    """What a region's file sets for a scale that is there already: `key@edition` and parameters by name.

    None for a file that is a scale of its own.
    """
    root = Node.root(text, file)
    if root.get("amends") is None:
        return None
    root.only("amends", "parameters")
    values = {name: node.text() for name, node in root.at("parameters").pairs()}
    return root.at("amends").text(), dict(values)


def _parameters(root: Node, amended: Parameters) -> tuple[Parameter, ...]:
    section = root.get("parameters")
    found = tuple(_parameter(name, node, amended) for name, node in section.pairs()) if section else ()
    strange = set(amended) - {one.name for one in found}
    if strange:
        raise root.fault(f"没有参数“{'、'.join(sorted(strange))}”，不能修改。")
    return found


def _parameter(name: str, node: Node, amended: Parameters) -> Parameter:
    node.only("value", "least", "most", "choices", "about", "certainty")
    certainty = node.at("certainty").text()
    if certainty not in CERTAINTIES:
        raise node.fault("certainty 只能是 V（已核对）、R（凭记忆）或 U（不确定）。")
    given = str(amended.get(name, node.at("value").text()))
    chosen = node.get("choices")
    choices = {key: one.text() for key, one in chosen.pairs()} if chosen else {}
    if choices and given not in choices:
        raise node.fault(f"“{given}”不在可选值里，应为：{'、'.join(choices)}。")
    value: int | str = given if choices else _within(node, given)
    return Parameter(name, value, node.at("about").text(), certainty, choices)


def _within(node: Node, given: str) -> int:
    least, most = node.at("least").integer(), node.at("most").integer()
    if not given.isdigit() or not least <= int(given) <= most:
        raise node.fault(f"“{given}”超出范围，应为 {least} 到 {most} 的整数。")
    return int(given)


def _result(root: Node) -> FactKind:
    node = root.at("result")
    if (word := node.text()) not in set(FactKind):
        raise node.fault(f"没有“{word}”这一类身份状况。")
    return FactKind(word)


def _in_force(node: Node) -> DateSpan:
    node.only("from", "until")
    try:
        return DateSpan(node.day("from"), node.day("until"))
    except Invalid as reversed_span:
        raise node.fault(reversed_span.message) from reversed_span


def _stacks(root: Node) -> bool:
    word = root.word("stacking", "once")
    if word not in STACKING:
        raise root.at("stacking").fault("应为 once（最多一次）或 each（逐条累加）。")
    return STACKING[word]


def _process(node: Node) -> Process:
    node.only("expert", "experts_to_conclude", "change_after_months", "dispute_days", "redo_days")
    return Process(
        expert=node.at("expert").text(),
        experts_to_conclude=node.number("experts_to_conclude", 1),
        change_after_months=node.number("change_after_months"),
        dispute_days=node.at("dispute_days").integer(),
        redo_days=node.at("redo_days").integer(),
    )


def _screening(root: Node) -> Screening | None:
    node = root.get("screening")
    if node is None:
        return None
    node.only("title", "answers", "counted", "rows", "columns", "table", "may_apply")
    rows, columns = _class(node.at("rows")), _class(node.at("columns"))
    table = tuple(tuple(cell.text() for cell in row.each()) for row in node.at("table").each())
    if len(table) != len(rows.items) + 1 or {len(row) for row in table} != {len(columns.items) + 1}:
        raise node.at("table").fault(f"应为 {len(rows.items) + 1} 行、{len(columns.items) + 1} 列。")
    answers = tuple((key, one.text()) for key, one in node.at("answers").pairs())
    if node.at("counted").text() not in dict(answers):
        raise node.at("counted").fault("不是 answers 里的选项。")
    letters = {letter for row in table for letter in row}
    may_apply = frozenset(node.words("may_apply"))
    if not may_apply or not may_apply <= letters:
        raise node.at("may_apply").fault("应当是 table 里出现过的等级。")
    return Screening(
        title=node.at("title").text(),
        answers=answers,
        counted=node.at("counted").text(),
        rows=rows,
        columns=columns,
        table=table,
        may_apply=may_apply,
    )


def _class(node: Node) -> ScreeningClass:
    node.only("key", "items")
    return ScreeningClass(
        node.at("key").text(), tuple((key, one.text()) for key, one in node.at("items").pairs())
    )


def _digest(text: str, values: Mapping[str, int | str]) -> str:
    set_here = "\n".join(f"{name}={value}" for name, value in sorted(values.items()))
    return hashlib.new("sm3", f"{text}\n{set_here}".encode()).hexdigest()
