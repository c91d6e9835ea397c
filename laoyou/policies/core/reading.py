"""Reading a document's tree key by key: whatever is wrong is noted with its place, and reading goes on."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import TypeVar

from laoyou.kernel.money import Money
from laoyou.policies.core.tree import Leaf, Listing, Node, Table
from laoyou.policies.types import Fault, Mark
from laoyou.rules import language
from laoyou.rules.types import Parameter, RuleError, nearest

Word = TypeVar("Word", bound=StrEnum)

LONG_TEXT = 500
EARLIEST, LATEST = date(1949, 10, 1), date(2199, 12, 31)
"""The days that law can speak of."""
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_WHOLE = re.compile(r"-?\d{1,9}", re.ASCII)
_SHARE = re.compile(r"(?:(\d{1,3}(?:\.\d{1,6})?)%|(\d{1,4})/(\d{1,4})|(\d(?:\.\d{1,6})?))", re.ASCII)
_FOLDED = re.compile(r"(?<=[^\x00-\x7f]) (?=[^\x00-\x7f])")
"""Where YAML folded a Chinese line: there is no space between the words."""
_NAME = re.compile(r"[a-z][a-z0-9_]{0,63}", re.ASCII)


class Faults:
    """What has been found wrong so far."""

    def __init__(self) -> None:
        self.found: list[Fault] = []

    def add(self, mark: Mark, code: str, sentence: str) -> None:
        self.found.append(Fault(mark.line, mark.column, code, sentence))


class Section:
    """One table of a document. `keys` are those it may have, with their Chinese names."""

    def __init__(self, table: Table, keys: Mapping[str, str], faults: Faults) -> None:
        self.table, self.keys, self.faults = table, keys, faults
        self.mark = table.mark
        for word, (leaf, _) in table.entries.items():
            if word not in keys:
                faults.add(leaf.mark, "unknown_key", f"没有“{word}”这一项{meant(word, keys)}。")

    def at(self, key: str) -> Mark:
        """Where the value of a key stands, or the table when it has none."""
        entry = self.table.entries.get(key)
        return entry[1].mark if entry else self.mark

    def has(self, key: str) -> bool:
        return key in self.table.entries

    def leaf(self, key: str, *, needed: bool = True) -> Leaf | None:
        """The scalar of a key; None when it is missing or something else."""
        entry = self.table.entries.get(key)
        if entry is None:
            if needed:
                self._missing(key)
            return None
        node = entry[1]
        if isinstance(node, Leaf) and node.text.strip():
            return node
        if needed or not isinstance(node, Leaf):
            said = "是空的，请填写" if isinstance(node, Leaf) else "应是一个值，不是一组，请写在一行里"
            self.faults.add(node.mark, "empty", f"“{key}”（{self.keys[key]}）{said}。")
        return None

    def text(self, key: str, *, needed: bool = True, longest: int = LONG_TEXT) -> str:
        """Words; "" when there are none."""
        leaf = self.leaf(key, needed=needed)
        if leaf is None:
            return ""
        words = _FOLDED.sub("", " ".join(leaf.text.split()))
        if len(words) > longest:
            self.faults.add(leaf.mark, "long", f"“{key}”有 {len(words)} 个字，最多 {longest} 个，请写短些。")
        return words

    def name(self, key: str) -> str:
        """A code of ours: lower-case letters, digits, underscores; "" when it is none."""
        leaf = self.leaf(key)
        if leaf is None:
            return ""
        if _NAME.fullmatch(leaf.text):
            return leaf.text
        self.faults.add(
            leaf.mark,
            "name",
            f"“{leaf.text[:40]}”不能作代号，请用小写英文字母开头，只含小写字母、数字和下划线。",
        )
        return ""

    def word(self, key: str, words: type[Word], *, default: Word | None = None) -> Word | None:
        """One of a few words; `default` when the key is not there."""
        leaf = self.leaf(key, needed=default is None)
        return default if leaf is None else self._one_of(leaf, words)

    def day(self, key: str, *, needed: bool = True) -> date | None:
        leaf = self.leaf(key, needed=needed)
        if leaf is None:
            return None
        day = as_day(leaf.text)
        if day is None or not EARLIEST <= day <= LATEST:
            self.faults.add(
                leaf.mark,
                "day",
                f"“{leaf.text[:40]}”不是日期，请写成 2026-01-01 这样（{EARLIEST} 至 {LATEST}），"
                "并核对有没有这一天。",
            )
            return None
        return day

    def whole(self, key: str, low: int, high: int, *, needed: bool = False) -> int | None:
        """A whole number between two bounds, both included."""
        leaf = self.leaf(key, needed=needed)
        if leaf is None:
            return None
        number = int(leaf.text) if _WHOLE.fullmatch(leaf.text) else None
        if number is None or not low <= number <= high:
            self.faults.add(leaf.mark, "whole", f"“{key}”应是 {low} 到 {high} 的整数，请核对。")
            return None
        return number

    def share(self, key: str, *, needed: bool = True) -> Fraction | None:
        """A share above 0, not above 1: 50%, 1/3 or 0.5."""
        leaf = self.leaf(key, needed=needed)
        if leaf is None:
            return None
        share = as_share(leaf.text)
        if share is None or not 0 < share <= 1:
            self.faults.add(
                leaf.mark,
                "share",
                f"“{leaf.text[:40]}”不是份额，请写成 50%、1/3 或 0.5，大于 0、不大于 1。",
            )
            return None
        return share

    def fen(self, key: str, *, needed: bool = True) -> int | None:
        """A sum of money, not below zero, in fen."""
        leaf = self.leaf(key, needed=needed)
        if leaf is None:
            return None
        money = as_value(leaf.text)
        if not isinstance(money, Money):
            self.faults.add(
                leaf.mark, "money", f"“{leaf.text[:40]}”不是金额，请写成 1200 yuan 或 0.50 yuan。"
            )
            return None
        if money.fen < 0:
            self.faults.add(leaf.mark, "negative", f"金额“{leaf.text[:40]}”小于零，请核对。")
            return None
        return money.fen

    def flag(self, key: str) -> bool:
        """`true` or `false`; false when it is not said."""
        leaf = self.leaf(key, needed=False)
        if leaf is None:
            return False
        if leaf.text not in ("true", "false"):
            self.faults.add(leaf.mark, "flag", f"“{key}”只写 true 或 false。")
        return leaf.text == "true"

    def items(self, key: str, *, needed: bool = True) -> tuple[Node, ...]:
        """The parts of a list."""
        entry = self.table.entries.get(key)
        if entry is None:
            if needed:
                self._missing(key)
            return ()
        node = entry[1]
        if isinstance(node, Listing) and (node.items or not needed):
            return node.items
        self.faults.add(
            node.mark, "list", f"“{key}”（{self.keys[key]}）应是一条条列出的，每条前面写“- ”，至少一条。"
        )
        return ()

    def words(self, key: str, *, needed: bool = False) -> tuple[Leaf, ...]:
        """The parts of a list of words."""
        found = []
        for node in self.items(key, needed=needed):
            if isinstance(node, Leaf) and node.text.strip():
                found.append(node)
            else:
                self.faults.add(node.mark, "list", f"“{key}”里的每一条应是一个词或一句话。")
        return tuple(found)

    def sections(self, key: str, keys: Mapping[str, str], *, needed: bool = True) -> tuple[Section, ...]:
        """The parts of a list of tables."""
        found = []
        for node in self.items(key, needed=needed):
            if isinstance(node, Table):
                found.append(Section(node, keys, self.faults))
            else:
                self._no_table(node, key, keys)
        return tuple(found)

    def section(self, key: str, keys: Mapping[str, str], *, needed: bool = True) -> Section | None:
        """The table of a key."""
        entry = self.table.entries.get(key)
        if entry is None:
            if needed:
                self._missing(key)
            return None
        if isinstance(entry[1], Table):
            return Section(entry[1], keys, self.faults)
        self._no_table(entry[1], key, keys)
        return None

    def named_sections(self, key: str, keys: Mapping[str, str]) -> dict[str, tuple[Leaf, Section]]:
        """The parts of a table of tables, by their names."""
        entry = self.table.entries.get(key)
        if entry is None:
            return {}
        if not isinstance(entry[1], Table):
            self._no_table(entry[1], key, keys)
            return {}
        found = {}
        for name, (leaf, node) in entry[1].entries.items():
            if isinstance(node, Table):
                found[name] = leaf, Section(node, keys, self.faults)
            else:
                self._no_table(node, name, keys)
        return found

    def _one_of(self, leaf: Leaf, words: type[Word]) -> Word | None:
        try:
            return words(leaf.text)
        except ValueError:
            known = [word.value for word in words]
            self.faults.add(
                leaf.mark,
                "word",
                f"“{leaf.text[:40]}”不在可选的词里{meant(leaf.text, known)}，可选：{'、'.join(known)}。",
            )
            return None

    def _missing(self, key: str) -> None:
        code = "no_article" if key == "article" else "missing"
        self.faults.add(self.mark, code, f"缺少“{key}”（{self.keys[key]}），请补上。")

    def _no_table(self, node: Node, key: str, keys: Mapping[str, str]) -> None:
        self.faults.add(node.mark, "table", f"“{key}”下面应是几行“名称: 内容”，名称有：{'、'.join(keys)}。")


def as_day(text: str) -> date | None:
    """A day from `2026-01-01`; None for anything else, and for a day that does not exist."""
    if not _DAY.fullmatch(text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def as_value(text: str) -> Parameter | None:
    """A value as the expression language writes it, `1200 yuan` or `0.5`, with a sign; else None."""
    plain = text.strip()
    negative = plain.startswith("-")
    try:
        value = language.constant(plain.removeprefix("-").strip())
    except RuleError:
        return None
    if not negative:
        return value
    return -value if isinstance(value, int | Fraction | Money) and value is not True else None


def as_share(text: str) -> Fraction | None:
    """A share from `50%`, `1/3` or `0.5`; None for anything else."""
    found = _SHARE.fullmatch(text.strip())
    if found is None:
        return None
    percent, top, bottom, plain = found.groups()
    if percent:
        return Fraction(percent) / 100
    if top:
        return Fraction(int(top), int(bottom)) if int(bottom) else None
    return Fraction(plain)


def meant(word: str, known: Iterable[str]) -> str:
    near = nearest(word, known)
    return f"，是不是“{near}”" if near else ""
