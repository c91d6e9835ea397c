"""A copy of a document's text with some of its values exchanged, all else word for word; and, when the copy
is refused, which exchanged value is meant and where in it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import yaml

from laoyou.policies.types import Fault

Path = tuple[str | int, ...]
"""The way to a value: ("parameters", "rate", "values", 0, "value")."""

INDENT = " " * 12
BLOCKS = ("|", ">")


@dataclass(frozen=True, slots=True)
class Written:
    """A value as a copy has it: the line on which it begins, and in which column each of its lines does."""

    path: Path
    line: int
    columns: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Copy:
    text: str
    written: tuple[Written, ...]

    def meant(self, fault: Fault) -> tuple[Path, int, int] | None:
        """The exchanged value at which a fault lies, with line and column in it, from 1; None for others."""
        for one in self.written:
            row = fault.line - one.line
            if 0 <= row < len(one.columns) and (row > 0 or fault.column >= one.columns[0] - 1):
                return one.path, row + 1, max(1, fault.column - one.columns[row] + 1)
        return None


def copy(text: str, exchanged: Mapping[Path, str], *, plain: frozenset[Path] = frozenset()) -> Copy:
    """The text with values exchanged. Those of `plain` are written bare, as numbers are; the others between
    quotation marks, line by line. Raises KeyError for a way that leads nowhere.
    """
    root = yaml.compose(text, Loader=yaml.SafeLoader)
    spans = {path: _span(root, path) for path in exchanged}
    made: list[str] = []
    written: list[Written] = []
    done = 0
    for path in sorted(spans, key=lambda one: spans[one][0]):
        start, end, is_block = spans[path]
        made.append(text[done:start])
        before = "".join(made)
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
        if path in plain:
            made.append(exchanged[path])
            written.append(Written(path, line, (column,)))
        else:
            lines = _lines(exchanged[path])
            made.append('"' + f"\n{INDENT}".join(map(_quoted, lines)) + '"')
            columns = (column + 1, *[len(INDENT) + 1] * (len(lines) - 1))
            written.append(Written(path, line, columns))
        made.append("\n" if is_block else "")
        done = end
    made.append(text[done:])
    return Copy("".join(made), tuple(written))


def _lines(value: str) -> list[str]:
    """Line by line; an empty line in the middle would become a line break in YAML."""
    return [line.strip() for line in value.replace("\r\n", "\n").split("\n") if line.strip()] or [""]


def _quoted(line: str) -> str:
    printable = "".join(one if one.isprintable() else " " for one in line)
    return printable.replace("\\", "\\\\").replace('"', '\\"')


def _span(root: yaml.Node | None, path: Path) -> tuple[int, int, bool]:
    """Where a value stands in the text: from, up to, and whether it is a block of lines."""
    node = root
    for step in path:
        node = next(_below(node, step), None)
    if not isinstance(node, yaml.ScalarNode):
        raise KeyError(path)
    return node.start_mark.index, node.end_mark.index, node.style in BLOCKS


def _below(node: yaml.Node | None, step: str | int) -> Iterator[yaml.Node]:
    if isinstance(node, yaml.MappingNode):
        yield from (value for key, value in node.value if key.value == step)
    elif isinstance(node, yaml.SequenceNode) and isinstance(step, int):
        yield from node.value[step : step + 1]
