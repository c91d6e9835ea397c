"""Reading items and questions from a scale's file, and which keys and answers the rules may speak of."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from laoyou.assessment.core.nodes import Node
from laoyou.assessment.core.scale import Answering, Choice, Group, Item, Option, Question, Section
from laoyou.assessment.types import CONFIRMED, INFORMANT

KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")
ICD = re.compile(r"[A-Z]\d{2}(-[A-Z]\d{2})?")
CHOSEN = (Answering.ONE, Answering.MANY)


@dataclass(frozen=True, slots=True)
class Known:
    """The items and questions of a file, by key."""

    items: dict[str, Item]
    questions: dict[str, Question]

    @classmethod
    def of(cls, root: Node, groups: Sequence[Group], sections: Sequence[Section]) -> Known:
        """Refuses a key that is used twice, or that sheets use themselves."""
        items = [item for group in groups for item in group.items]
        questions = [one for section in sections for one in section.questions]
        keys = [one.key for one in items] + [one.key for one in questions]
        twice = {key for key in keys if keys.count(key) > 1} | ({INFORMANT, CONFIRMED} & set(keys))
        if twice:
            raise root.fault(f"“{'、'.join(sorted(twice))}”重复，或者是系统自用的名称，请改名。")
        return cls({one.key: one for one in items}, {one.key: one for one in questions})

    def answers_of(self, key: str) -> set[str] | None:
        """The keys of the answers that a rule may name; None for what has none."""
        if key in self.items:
            return {option.key for option in self.items[key].options}
        question = self.questions.get(key)
        if question is None or question.answering not in CHOSEN:
            return None
        return {choice.key for choice in question.choices}


def read_groups(root: Node) -> tuple[Group, ...]:
    return tuple(_group(node) for node in root.at("groups").each())


def read_sections(root: Node) -> tuple[Section, ...]:
    return tuple(_section(node) for node in root.list_of("information"))


def key_of(node: Node) -> str:
    found = node.at("key")
    if not KEY.fullmatch(word := found.text()):
        raise found.fault("应为小写英文字母开头的名称，最多 40 个字符。")
    return word


def _group(node: Node) -> Group:
    node.only("key", "code", "name", "items")
    items = tuple(_item(one) for one in node.at("items").each())
    if not items:
        raise node.fault("至少要有一个评估项目。")
    return Group(key_of(node), node.at("code").text(), node.at("name").text(), items)


def _item(node: Node) -> Item:
    node.only("key", "code", "name", "about", "options")
    options = tuple(_option(one) for one in node.at("options").each())
    scores = [option.score for option in options]
    if len(options) < 2 or scores != sorted(scores, reverse=True):
        raise node.at("options").fault("至少要有两个选项，并从高分排到低分。")
    if len({option.key for option in options}) != len(options):
        raise node.at("options").fault("两个选项分值相同时，请各写一个不同的 key。")
    if scores[-1] != 0:
        raise node.at("options").fault("最低分应为 0。")
    return Item(key_of(node), node.at("code").text(), node.at("name").text(), node.word("about"), options)


def _option(node: Node) -> Option:
    node.only("score", "key", "says")
    score = node.at("score").integer()
    if score < 0:
        raise node.at("score").fault("分值不能是负数。")
    return Option(node.word("key", str(score)), score, node.at("says").text())


def _section(node: Node) -> Section:
    node.only("key", "code", "name", "questions")
    return Section(
        key_of(node),
        node.word("code"),
        node.at("name").text(),
        tuple(_question(one) for one in node.at("questions").each()),
    )


def _question(node: Node) -> Question:
    node.only("key", "code", "name", "kind", "choices", "columns", "unit", "least", "most", "required")
    kind = node.at("kind")
    if kind.text() not in set(Answering):
        raise kind.fault(f"应为：{'、'.join(Answering)}。")
    answering = Answering(kind.text())
    choices = tuple(_choice(one) for one in node.list_of("choices"))
    if (answering in CHOSEN) != bool(choices):
        raise node.fault("单选和多选要写 choices，其他不写。")
    if len({choice.key for choice in choices}) != len(choices):
        raise node.at("choices").fault("两个选项的 key 相同。")
    columns = node.words("columns")
    if (answering is Answering.ROWS) != bool(columns):
        raise node.fault("表格要写 columns，其他不写。")
    least, most = node.number("least"), node.number("most", 200)
    if least > most:
        raise node.fault("least 大于 most。")
    return Question(
        key=key_of(node),
        code=node.word("code"),
        name=node.at("name").text(),
        answering=answering,
        choices=choices,
        columns=columns,
        unit=node.word("unit"),
        least=least,
        most=most,
        is_required=node.flag("required"),
    )


def _choice(node: Node) -> Choice:
    node.only("key", "says", "count", "alone", "icd")
    icd = node.word("icd")
    if icd and not ICD.fullmatch(icd):
        raise node.at("icd").fault("ICD-10 范围应如 I10-I15 或 I25。")
    return Choice(
        key=node.at("key").text(),
        says=node.at("says").text(),
        count=node.number("count"),
        alone=node.flag("alone"),
        icd=icd,
    )
