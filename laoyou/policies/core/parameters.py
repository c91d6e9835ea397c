"""The numbers of the law through time: each value with its first day and article, and if it is an example."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from datetime import date
from fractions import Fraction

from laoyou.kernel.money import Money
from laoyou.kernel.spans import DateSpan
from laoyou.policies.core.reading import Faults, Section, as_share, as_value
from laoyou.policies.core.tree import Leaf, Listing, Node
from laoyou.policies.types import ParameterTimeline, ParameterValue
from laoyou.rules.types import RESERVED, Parameter

MOST_CHANGES = 100
"""How often the numbers of one document may change: ten years of changes every month or so."""
KEYS = {"label": "名称", "values": "各日期起的值"}
VALUE_KEYS = {"from": "起始日期", "value": "值", "article": "条款", "demo": "示例"}
_NAME = re.compile(r"[a-z][a-z0-9_]{0,63}", re.ASCII)


def read(
    document: Section, in_force: DateSpan | None, facts: Collection[str], faults: Faults
) -> tuple[tuple[ParameterTimeline, ...], frozenset[str]]:
    """The parameters that can be used, and the names of those that cannot."""
    good: list[ParameterTimeline] = []
    broken: set[str] = set()
    for name, (leaf, section) in document.named_sections("parameters", KEYS).items():
        before = len(faults.found)
        _check_name(leaf, facts, faults)
        timeline = ParameterTimeline(name, section.text("label", longest=60), _values(section, faults))
        if len(faults.found) == before:
            _check_days(timeline, section, in_force, faults)
        if len(faults.found) == before:
            good.append(timeline)
        else:
            broken.add(name)
    changes = {value.start for timeline in good for value in timeline.values}
    if len(changes) > MOST_CHANGES:
        faults.add(
            document.at("parameters"),
            "too_many_changes",
            f"参数前后变了 {len(changes)} 次，最多 {MOST_CHANGES} 次，请按有效期拆成几份文件。",
        )
        return (), frozenset((*broken, *(timeline.name for timeline in good)))
    return tuple(good), frozenset(broken)


def regimes(timelines: Iterable[ParameterTimeline], in_force: DateSpan) -> tuple[date, ...]:
    """The days on which the numbers change while a document is in force, the first day among them."""
    if in_force.start is None:
        raise ValueError("a document is in force from a day on")
    days = {in_force.start}
    for timeline in timelines:
        days |= {value.start for value in timeline.values if in_force.contains(value.start)}
    return tuple(sorted(days))


def shown(text: str, value: Parameter) -> str:
    """A value in the reader's words."""
    if isinstance(value, Money):
        return f"{value.yuan.removesuffix('.00')} 元"
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, date):
        return f"{value.year} 年 {value.month} 月 {value.day} 日"
    return text


def _check_name(leaf: Leaf, facts: Collection[str], faults: Faults) -> None:
    name = leaf.text
    if not _NAME.fullmatch(name) or name in RESERVED:
        faults.add(
            leaf.mark,
            "name",
            f"“{name[:40]}”不能作参数名，请用小写英文字母、数字和下划线，并避开语言自己的词。",
        )
    elif name in facts:
        faults.add(leaf.mark, "name", f"“{name}”已经是一项事实的名称，请给参数换个名字。")


def _values(section: Section, faults: Faults) -> tuple[ParameterValue, ...]:
    found: list[ParameterValue] = []
    for one in section.sections("values", VALUE_KEYS):
        start, value = one.day("from"), _value(one, faults)
        article, demo = one.text("article", longest=100), one.flag("demo")
        if start is None or value is None:
            continue
        if found and start <= found[-1].start:
            faults.add(
                one.at("from"),
                "days_backwards",
                f"{start} 不晚于上一个值的 {found[-1].start}，请按日期先后写，同一天只写一个值。",
            )
        elif found and _kind(value[0]) != _kind(found[-1].value):
            faults.add(one.at("value"), "value_kind", "前后两个值不是同一类（如金额和数字），请核对。")
        else:
            found.append(ParameterValue(start, *value, article, demo))
    return tuple(found)


def _value(one: Section, faults: Faults) -> tuple[Parameter, str] | None:
    entry = one.table.entries.get("value")
    if entry is not None and isinstance(entry[1], Listing):
        return _several(entry[1].items, faults)
    leaf = one.leaf("value")
    return _single(leaf, faults) if leaf else None


def _single(leaf: Leaf, faults: Faults) -> tuple[Parameter, str] | None:
    value = _parsed(leaf)
    if value is None:
        faults.add(
            leaf.mark,
            "value",
            f"“{leaf.text[:40]}”不是一个值。金额写 1200 yuan，比例写 50% 或 1/3，数字写 60，"
            "日期写 2026-01-01，代码加引号写 'rural'。",
        )
        return None
    if _is_negative(value):
        faults.add(leaf.mark, "negative", f"“{leaf.text[:40]}”小于零，请核对。")
        return None
    return value, shown(leaf.text, value)


def _several(nodes: tuple[Node, ...], faults: Faults) -> tuple[Parameter, str] | None:
    """A set of codes, or of whole numbers."""
    leaves = [node for node in nodes if isinstance(node, Leaf)]
    values = [_parsed(leaf) for leaf in leaves]
    if leaves and len(leaves) == len(nodes):
        words = "、".join(leaf.text for leaf in leaves)
        if all(isinstance(value, str) for value in values):
            return frozenset(str(value) for value in values), words
        if all(type(value) is int for value in values):
            return frozenset(int(str(value)) for value in values), words
    mark = nodes[0].mark if nodes else None
    if mark:
        faults.add(mark, "value", "一组值应全是加引号的代码，或全是整数，如 ['urban', 'rural']。")
    return None


def _parsed(leaf: Leaf) -> Parameter | None:
    text = leaf.text.strip()
    if leaf.raw[:1] in ("'", '"'):
        return text or None
    return as_share(text) if "%" in text or "/" in text else as_value(text)


def _kind(value: Parameter) -> object:
    """Whole numbers and fractions are both numbers; of sets the members count."""
    if isinstance(value, frozenset):
        return {type(one) for one in value}
    return Fraction if type(value) is int else type(value)


def _is_negative(value: Parameter) -> bool:
    if isinstance(value, Money):
        return value.fen < 0
    return isinstance(value, int | Fraction) and value < 0


def _check_days(
    timeline: ParameterTimeline, section: Section, in_force: DateSpan | None, faults: Faults
) -> None:
    if not timeline.values or in_force is None or in_force.start is None:
        return
    first = timeline.values[0].start
    if first > in_force.start:
        faults.add(
            section.at("values"),
            "no_value",
            f"“{timeline.name}”从 {first} 才有值，而本政策从 {in_force.start} 起有效。请补上前面的值。",
        )
    last = timeline.values[-1].start
    if in_force.end is not None and last > in_force.end:
        faults.add(
            section.at("values"),
            "value_too_late",
            f"“{timeline.name}”自 {last} 的值用不上：本政策到 {in_force.end} 为止。请核对日期。",
        )
