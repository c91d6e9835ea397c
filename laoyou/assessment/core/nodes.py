"""One place in a YAML file: what stands there, read as what it should be, and where it is when wrong."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import yaml
from yaml.nodes import MappingNode, ScalarNode, SequenceNode

from laoyou.kernel.errors import Invalid

LARGEST = 500_000
"""Characters of a file of scales."""

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""By libyaml where it is there: it reads a scale in a fifth of the time."""

Parameters = Mapping[str, int | str]


class Node:
    """A node with its file and its path. `$name` stands for the value of a parameter."""

    def __init__(self, node: yaml.Node, file: str, path: str, parameters: Parameters) -> None:
        self._node, self._file, self.path, self._parameters = node, file, path, parameters

    @classmethod
    def root(cls, text: str, file: str) -> Node:
        """The whole file, which must be a mapping. Invalid `scale` when it is no YAML."""
        if len(text) > LARGEST:
            raise Invalid(f"{file}：文件太大，量表文件应在 {LARGEST} 字以内。", "scale")
        try:
            node = yaml.compose(text, Loader=LOADER)
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            line = f"第 {mark.line + 1} 行" if mark else "文件"
            raise Invalid(f"{file} {line}不是合格的 YAML，请检查缩进和引号。", "scale") from error
        if not isinstance(node, MappingNode):
            raise Invalid(f"{file}：文件应当由“名称: 内容”组成。", "scale")
        return cls(node, file, "", {})

    def knowing(self, parameters: Parameters) -> Node:
        """The same place, with values for `$name`."""
        return Node(self._node, self._file, self.path, parameters)

    def fault(self, words: str) -> Invalid:
        """A refusal that names the file, the line and the place."""
        line = self._node.start_mark.line + 1
        where = f" {self.path}" if self.path else ""
        return Invalid(f"{self._file} 第 {line} 行{where}：{words}", "scale", self.path or None)

    def only(self, *names: str) -> Node:
        """Refuses a name that means nothing here."""
        for name, node in self.pairs():
            if name not in names:
                raise node.fault(f"不认识“{name}”，这里只能写：{'、'.join(names)}。")
        return self

    def pairs(self) -> list[tuple[str, Node]]:
        """What stands in a mapping, in order; a name twice is refused."""
        if not isinstance(self._node, MappingNode):
            raise self.fault("这里应当写成“名称: 内容”。")
        found: dict[str, Node] = {}
        for key, value in self._node.value:
            name = str(key.value)
            inner = Node(value, self._file, f"{self.path}.{name}".lstrip("."), self._parameters)
            if name in found:
                raise inner.fault(f"“{name}”写了两次。")
            found[name] = inner
        return list(found.items())

    def get(self, name: str) -> Node | None:
        return dict(self.pairs()).get(name)

    def at(self, name: str) -> Node:
        found = self.get(name)
        if found is None:
            raise self.fault(f"缺少“{name}”。")
        return found

    def each(self) -> list[Node]:
        """The members of a list."""
        if not isinstance(self._node, SequenceNode):
            raise self.fault("这里应当是列表。")
        return [
            Node(one, self._file, f"{self.path}[{place}]", self._parameters)
            for place, one in enumerate(self._node.value)
        ]

    def list_of(self, name: str) -> list[Node]:
        """The members of a list that may be left out."""
        found = self.get(name)
        return found.each() if found else []

    def text(self) -> str:
        value = self._value()
        if not value:
            raise self.fault("不能为空。")
        return value

    def word(self, name: str, otherwise: str = "") -> str:
        found = self.get(name)
        return found.text() if found else otherwise

    def integer(self) -> int:
        try:
            return int(self._value())
        except ValueError:
            raise self.fault("应为整数。") from None

    def number(self, name: str, otherwise: int = 0) -> int:
        found = self.get(name)
        return found.integer() if found else otherwise

    def maybe(self, name: str) -> int | None:
        found = self.get(name)
        return found.integer() if found else None

    def flag(self, name: str) -> bool:
        found = self.get(name)
        if found is None:
            return False
        if (word := found.text()) not in ("true", "false"):
            raise found.fault("应为 true 或 false。")
        return word == "true"

    def day(self, name: str) -> date | None:
        found = self.get(name)
        if found is None:
            return None
        try:
            return date.fromisoformat(found.text())
        except ValueError:
            raise found.fault("日期应如 2026-03-02。") from None

    def words(self, name: str) -> tuple[str, ...]:
        return tuple(one.text() for one in self.list_of(name))

    def _value(self) -> str:
        if not isinstance(self._node, ScalarNode):
            raise self.fault("这里应当是一个值。")
        text = str(self._node.value).strip()
        if not text.startswith("$"):
            return text
        if text[1:] not in self._parameters:
            raise self.fault(f"没有名为“{text[1:]}”的参数。")
        return str(self._parameters[text[1:]])
