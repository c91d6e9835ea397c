"""One answer as it comes in, checked against the scale and brought to the form in which it is kept."""

from __future__ import annotations

from typing import Any

from laoyou.assessment.core import strokes
from laoyou.assessment.core.scale import Answering, Question, Scale
from laoyou.assessment.types import CONFIRMED, INFORMANT, InformantRelation, Severity
from laoyou.kernel.errors import Invalid
from laoyou.kernel.text import half_width

LONGEST_TEXT = 200
LONGEST_CELL = 60
LONGEST_NAME = 64
MOST_ROWS = 30


def checked(scale: Scale, key: str, value: Any) -> Any:
    """The value to keep; None takes the answer away. Invalid `answer`, naming the item, for a strange one.

    An item or a choice: the key of an option. Several: a list of keys. A number: an int. Rows: lists of
    words. The informant: name, relation and strokes. What was confirmed: keys of contradictions.
    """
    if value is None or value in ("", []):
        return None
    if key == INFORMANT:
        return _informant(value)
    if key == CONFIRMED:
        return _confirmed(scale, value)
    if key in scale.items:
        if scale.items[key].option(value) is None:
            raise _strange(scale, key, "没有这个选项，请重新选择")
        return value
    if key not in scale.questions:
        raise Invalid("这一项不在量表里，请刷新页面后再填。", "answer", key)
    return _READERS[scale.questions[key].answering](scale, scale.questions[key], value)


def _one(scale: Scale, question: Question, value: Any) -> str:
    if question.choice(value) is None:
        raise _strange(scale, question.key, "没有这个选项，请重新选择")
    return str(value)


def _many(scale: Scale, question: Question, value: Any) -> list[str]:
    given = value if isinstance(value, list) else [value]
    found = [choice for choice in question.choices if choice.key in given]
    if len(found) != len(given):
        raise _strange(scale, question.key, "没有这个选项，请重新选择")
    if len(found) > 1 and any(choice.alone for choice in found):
        alone = next(choice.says for choice in found if choice.alone)
        raise _strange(scale, question.key, f"选了“{alone}”就不能再选别的")
    return [choice.key for choice in found]


def _number(scale: Scale, question: Question, value: Any) -> int:
    text = half_width(str(value))
    if not (text.isascii() and text.isdigit() and len(text) < 9):
        raise _strange(scale, question.key, "请填写整数")
    if not question.least <= (number := int(text)) <= question.most:
        raise _strange(scale, question.key, f"应在 {question.least} 到 {question.most}{question.unit}之间")
    return number


def _text(scale: Scale, question: Question, value: Any) -> str | None:
    text = _words(value)
    if text is None or len(text) > LONGEST_TEXT:
        raise _strange(scale, question.key, f"请填写文字，最多 {LONGEST_TEXT} 字")
    return text or None


def _rows(scale: Scale, question: Question, value: Any) -> list[list[str]] | None:
    if not isinstance(value, list) or len(value) > MOST_ROWS:
        raise _strange(scale, question.key, f"最多填写 {MOST_ROWS} 行")
    rows = [_row(scale, question, row) for row in value]
    return [row for row in rows if any(row)] or None


def _row(scale: Scale, question: Question, row: Any) -> list[str]:
    cells = [_words(cell) for cell in row] if isinstance(row, list) else []
    if len(cells) != len(question.columns) or any(one is None or len(one) > LONGEST_CELL for one in cells):
        raise _strange(scale, question.key, f"每格请填写文字，最多 {LONGEST_CELL} 字")
    return [cell or "" for cell in cells]


_READERS = {
    Answering.ONE: _one,
    Answering.MANY: _many,
    Answering.NUMBER: _number,
    Answering.TEXT: _text,
    Answering.ROWS: _rows,
}


def _informant(value: Any) -> dict[str, Any]:
    given = value if isinstance(value, dict) else {}
    name = _words(given.get("name")) or ""
    if not name or len(name) > LONGEST_NAME:
        raise Invalid("请填写信息提供者的姓名。", "answer", INFORMANT)
    if given.get("relation") not in set(InformantRelation):
        raise Invalid("请选择信息提供者与老人的关系。", "answer", INFORMANT)
    drawn = strokes.checked(given.get("strokes"))
    on_paper = given.get("on_paper") is True
    if not drawn and not on_paper:
        raise Invalid("请信息提供者签字，或者勾选“已在纸质表上签字”。", "answer", INFORMANT)
    return {
        "name": name,
        "relation": given["relation"],
        "strokes": [list(one) for one in drawn],
        "on_paper": on_paper and not drawn,
    }


def _confirmed(scale: Scale, value: Any) -> list[str]:
    asked = {one.key for one in scale.contradictions if one.severity is Severity.ASK}
    if not isinstance(value, list) or not set(map(str, value)) <= asked:
        raise Invalid("只有“请再核实”的提示可以确认。", "answer", CONFIRMED)
    return sorted(set(map(str, value)))


def _words(value: Any) -> str | None:
    if not isinstance(value, str) or "\x00" in value:
        return None
    return " ".join(half_width(value).split())


def _strange(scale: Scale, key: str, what: str) -> Invalid:
    return Invalid(f"{scale.name_of(key)}：{what}。", "answer", key)
