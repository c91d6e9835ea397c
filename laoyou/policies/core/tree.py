"""A YAML text as a tree that knows where everything stands. Every scalar stays text: no word becomes a date,
a number or a truth by itself. What YAML could do beyond that (aliases, tags, several documents) is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import yaml

from laoyou.policies.types import Fault, Mark

LONGEST = 64_000
"""Characters of a document."""
DEEPEST = 8
MOST_NODES = 4_000
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_START = Mark(1, 1)
_BLOCK_HEADER = re.compile(r"[|>][^\n]*\n?")


@dataclass(frozen=True, slots=True)
class Leaf:
    """A scalar: its text, where it begins, and `raw`, how it is written."""

    text: str
    mark: Mark
    raw: str = ""

    def at(self, offset: int) -> Mark:
        """Where the character of `text` at `offset` stands in the file, however YAML has folded the lines."""
        before = sum(not character.isspace() for character in self.text[:offset])
        line, column, seen = self.mark.line, self.mark.column, 0
        for character, counts in _written(self.raw):
            if counts and seen == before:
                break
            seen += counts
            line, column = (line + 1, 1) if character == "\n" else (line, column + 1)
        return Mark(line, column)


@dataclass(frozen=True, slots=True)
class Listing:
    """A sequence."""

    items: tuple[Node, ...]
    mark: Mark


@dataclass(frozen=True, slots=True)
class Table:
    """A mapping; every key once."""

    entries: dict[str, tuple[Leaf, Node]]
    mark: Mark


Node = Leaf | Listing | Table


class Unreadable(Exception):
    """The text is no tree at all: there is nothing more to be said about it."""

    def __init__(self, mark: Mark, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.fault = Fault(mark.line, mark.column, code, sentence)


def read(text: str) -> tuple[Table, list[Fault]]:
    """The tree of a document, and its doubled keys. Raises Unreadable."""
    if len(text) > LONGEST:
        raise Unreadable(
            _START,
            "too_long",
            f"文件有 {len(text):,} 个字，最多 {LONGEST:,} 个。一个文件只写一项待遇，请拆开。",
        )
    if hidden := _HIDDEN.search(text):
        line = text.count("\n", 0, hidden.start()) + 1
        raise Unreadable(Mark(line, hidden.start() - text.rfind("\n", 0, hidden.start())), "hidden", _ODD)
    builder = _Builder(text)
    try:
        return builder.document(), builder.faults
    except yaml.MarkedYAMLError as error:
        raise Unreadable(_mark(error.problem_mark or error.context_mark), "yaml", _SYNTAX) from error
    except (yaml.YAMLError, UnicodeEncodeError) as error:
        raise Unreadable(_odd_character(text), "yaml_character", _ODD) from error


_SYNTAX = "这里的写法读不懂。请检查缩进（用空格，不用制表符）、冒号后面的空格和成对的引号、括号。"
_HIDDEN = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069]")
"""Characters without a form, and those that turn the direction of text: it would not be what it seems."""
_ODD = "这里有不能显示的字符，请删掉它；文件应存为 UTF-8。"


class _Builder:
    def __init__(self, text: str) -> None:
        self.text = text
        self.faults: list[Fault] = []
        self.nodes = 0
        self.events: Iterator[yaml.Event] = iter(yaml.parse(text, Loader=LOADER))

    def document(self) -> Table:
        next(self.events)
        if not isinstance(next(self.events), yaml.DocumentStartEvent):
            raise Unreadable(_START, "empty", "文件是空的。请照 docs/policy-language.md 的例子写起。")
        node = self._node(next(self.events), 0)
        next(self.events)
        after = next(self.events)
        if isinstance(after, yaml.DocumentStartEvent):
            raise Unreadable(_mark(after.start_mark), "several", "一个文件只写一份，请去掉“---”后面的部分。")
        if not isinstance(node, Table):
            raise Unreadable(node.mark, "no_table", "文件应由“名称: 内容”一行行写成。")
        return node

    def _node(self, event: yaml.Event, depth: int) -> Node:
        mark = _mark(event.start_mark)
        self._check(event, mark, depth)
        if isinstance(event, yaml.ScalarEvent):
            return Leaf(event.value, mark, self.text[_index(event.start_mark) : _index(event.end_mark)])
        if isinstance(event, yaml.SequenceStartEvent):
            return Listing(tuple(self._items(depth)), mark)
        return self._table(mark, depth)

    def _items(self, depth: int) -> Iterator[Node]:
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            yield self._node(event, depth + 1)

    def _table(self, mark: Mark, depth: int) -> Table:
        entries: dict[str, tuple[Leaf, Node]] = {}
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            key = self._node(event, depth + 1)
            value = self._node(next(self.events), depth + 1)
            if not isinstance(key, Leaf):
                raise Unreadable(key.mark, "odd_key", "这里应是一个名称，后面跟冒号。")
            if key.text in entries:
                first = entries[key.text][0].mark.line
                self.faults.append(
                    Fault(
                        key.mark.line,
                        key.mark.column,
                        "double_key",
                        f"“{key.text}”写了两次，前一次在第 {first} 行。请只留一处。",
                    )
                )
                continue
            entries[key.text] = key, value
        return Table(entries, mark)

    def _check(self, event: yaml.Event, mark: Mark, depth: int) -> None:
        self.nodes += 1
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise Unreadable(mark, "alias", "这里用了 YAML 的引用（& 或 *），不接受。请把内容写出来。")
        if getattr(event, "tag", None):
            raise Unreadable(mark, "tag", "这里用了 YAML 的类型标记（!），不接受。请去掉它。")
        if depth > DEEPEST:
            raise Unreadable(mark, "too_deep", f"一层套一层超过 {DEEPEST} 层，没有文件需要这样写。")
        if self.nodes > MOST_NODES:
            raise Unreadable(mark, "too_many", f"内容超过 {MOST_NODES:,} 项。一个文件只写一项待遇，请拆开。")


def _mark(mark: Any) -> Mark:
    """A mark of either parser, which count from 0."""
    return Mark(mark.line + 1, mark.column + 1) if mark else _START


def _index(mark: Any) -> int:
    return int(mark.index)


def _odd_character(text: str) -> Mark:
    """Where the first character stands that YAML does not take."""
    for number, line in enumerate(text.split("\n"), 1):
        for column, character in enumerate(line, 1):
            if not (character == "\t" or character == "\r" or character.isprintable()):
                return Mark(number, column)
    return _START


def _written(raw: str) -> Iterator[tuple[str, bool]]:
    """The characters of a scalar as it is written, each with whether it is one of the scalar's own."""
    skipped = 0
    if header := _BLOCK_HEADER.match(raw):
        skipped = header.end()
    elif raw[:1] in ("'", '"'):
        skipped = 1
    yield from ((character, False) for character in raw[:skipped])
    doubled = raw[:1] == "'"
    body = iter(raw[skipped:])
    for character in body:
        if doubled and character == "'":
            yield character, False  # of two quotes that stand for one, the second counts
            character = next(body, "\n")
        yield character, not character.isspace()
