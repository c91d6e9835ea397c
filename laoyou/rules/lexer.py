"""A text into tokens, each with its place. Linear in a text of bounded length."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from laoyou.kernel.text import half_width
from laoyou.rules.types import Place, RuleError

MAX_LENGTH = 4000
END = "end"

_TOKEN = re.compile(
    r"(?P<space>[ \t\r\n]+)"
    r"|(?P<date>\d{4}-\d{2}-\d{2}(?!\w))"
    r"|(?P<number>\d+(?:\.\d+)?)"
    r"|(?P<text>'[^'\n]*')"
    r"|(?P<name>[A-Za-z_]\w*)"
    r"|(?P<symbol>\.\.|==|!=|<=|>=|[-+*/<>(){},:])",
    re.ASCII,
)
_REMEDIES = {
    "=": "相等请写两个等号 ==。",
    '"': "代码请用半角单引号，例如 'rural'。",
    "'": "引号没有成对，请补上后一个单引号。",
    ".": "不能用点取值，请直接写名称；小数写成 0.5，范围写成 60..79。",
}


@dataclass(frozen=True, slots=True)
class Token:
    """`kind` is date, number, text, name, symbol or end; `text` as written."""

    kind: str
    text: str
    at: Place


def tokens(text: str) -> Iterator[Token]:
    """The tokens of a text, and one `end`. Raises RuleError (`text_long`, `character`)."""
    if len(text) > MAX_LENGTH:
        raise RuleError(
            f"全文{len(text)}个字符，超过{MAX_LENGTH}个，请拆成几个条款。", "text_long", 1, 1
        )
    line, line_start, position = 1, 0, 0
    while position < len(text):
        match = _TOKEN.match(text, position)
        column = position - line_start + 1
        if match is None:
            raise _stranger(text[position], line, column)
        if match.lastgroup == "space":
            breaks = match.group().count("\n")
            if breaks:
                line, line_start = line + breaks, text.rindex("\n", position, match.end()) + 1
        else:
            yield Token(str(match.lastgroup), match.group(), Place(line, column, position, match.end()))
        position = match.end()
    yield Token(END, "", Place(line, position - line_start + 1, position, position))


def _stranger(character: str, line: int, column: int) -> RuleError:
    plain = half_width(character)
    if character in _REMEDIES:
        remedy = _REMEDIES[character]
    elif plain != character and plain.isascii() and plain.isprintable() and plain:
        remedy = f"请改成半角的“{plain}”。"
    else:
        remedy = "这里只用英文名称、数字、半角符号和单引号。"
    shown = character if character.isprintable() else f"U+{ord(character):04X}"
    return RuleError(f"不认识的字符“{shown}”，{remedy}", "character", line, column)
