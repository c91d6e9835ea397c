"""Facts as a clerk writes them and as they are kept: read, checked, said in words, and stored as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from laoyou.kernel.errors import Invalid
from laoyou.kernel.money import Money
from laoyou.rules.types import Fact, FactType, Value
from laoyou.subsidies.types import Statement

LONGEST_REMARK = 200
EARLIEST = date(1900, 1, 1)
YES_NO = {"yes": True, "no": False}


def read(fact: Fact, text: str, today: date) -> Value | None:
    """What a text says of a fact; None for an empty one. Raises Invalid (`fact_value`), naming the fact."""
    words = text.strip()
    if not words:
        return None
    match fact.type:
        case FactType.BOOL:
            found: Value | None = YES_NO.get(words)
        case FactType.CODE:
            found = words if words in fact.codes else None
        case FactType.DATE:
            return _day(fact, words, today)
        case FactType.MONEY:
            return _money(fact, words)
        case FactType.NUMBER:
            return _number(fact, words)
        case _:
            found = words
    if found is None:
        raise _invalid(fact, "请从列表中选择一项")
    return found


def check(fact: Fact, value: Value | None) -> None:
    """Raises Invalid (`fact_value`) for what is no value of a fact."""
    try:
        admitted = fact.admit(value)
    except TypeError:
        admitted = None
    if value is not None and admitted is None:
        raise _invalid(fact, f"“{value}”填得不对，请核对")


def said(fact: Fact, value: Value | None) -> str:
    """A value in the reader's words."""
    match value:
        case None:
            return "不详"
        case bool():
            return "是" if value else "否"
        case date():
            return f"{value.year} 年 {value.month} 月 {value.day} 日"
        case int() if fact.type is FactType.MONEY:
            return f"{Money(value).yuan} 元"
        case str() if fact.type is FactType.CODE:
            return fact.codes.get(value, value)
    return str(value)


def written(fact: Fact, value: Value | None) -> str:
    """A value as it stands in its input."""
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case int() if fact.type is FactType.MONEY:
            return Money(value).yuan.replace(",", "")
    return str(value)


def packed(statements: Mapping[str, Statement]) -> dict[str, Any]:
    """Statements as they are kept."""
    return {
        name: {"value": kept(one.value), "verified": one.verified, "remark": one.remark}
        for name, one in sorted(statements.items())
    }


def kept(value: Value | None) -> Any:
    """A value as JSON has it."""
    return value.isoformat() if isinstance(value, date) else value


def unpacked(facts: Mapping[str, Fact], stored: Mapping[str, Any]) -> dict[str, Statement]:
    """What was kept, of the facts that the vocabulary still has."""
    return {
        name: Statement(_restored(facts[name], one["value"]), one["verified"], one["remark"])
        for name, one in stored.items()
        if name in facts
    }


def _restored(fact: Fact, value: Any) -> Value | None:
    if fact.type is FactType.DATE and value is not None:
        return date.fromisoformat(value)
    return fact.admit(value)


def _day(fact: Fact, words: str, today: date) -> date:
    try:
        found = date.fromisoformat(words)
    except ValueError:
        raise _invalid(fact, "请按 2026-03-01 的样子填写日期") from None
    if not EARLIEST <= found <= today:
        raise _invalid(fact, "日期应在 1900 年以后、不晚于今天")
    return found


def _money(fact: Fact, words: str) -> int:
    try:
        fen = Money.parse(words).fen
    except Invalid as refused:
        raise Invalid(f"{fact.label}：{refused.message}", "fact_value", fact.name) from None
    if fact.admit(fen) is None:
        low, high = Money(fact.low).yuan, Money(fact.highest).yuan
        raise _invalid(fact, f"金额应在 {low} 到 {high} 元之间")
    return fen


def _number(fact: Fact, words: str) -> int:
    if not (words.isascii() and words.isdigit() and len(words) < 10):
        raise _invalid(fact, "请填写整数")
    found = int(words)
    if fact.admit(found) is None:
        raise _invalid(fact, f"应在 {fact.low} 到 {fact.highest} 之间")
    return found


def _invalid(fact: Fact, remedy: str) -> Invalid:
    return Invalid(f"{fact.label}：{remedy}。", "fact_value", fact.name)
