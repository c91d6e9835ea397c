"""What changed between two documents: in words, thing by thing, and line by line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from fractions import Fraction

from laoyou.kernel.spans import DateSpan
from laoyou.policies.core.vocabulary import services
from laoyou.policies.types import (
    AT_DEATH_LABELS,
    DELIVERY_LABELS,
    ITEM_TYPE_LABELS,
    KEEPS_LABELS,
    PER_LABELS,
    PRORATION_LABELS,
    START_LABELS,
    SUBJECT_LABELS,
    Benefit,
    Catalogue,
    Document,
    FundRule,
    ParameterTimeline,
    Payer,
)


class ChangeKind(StrEnum):
    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


CHANGE_KIND_LABELS = {ChangeKind.ADDED: "新增", ChangeKind.REMOVED: "删去", ChangeKind.CHANGED: "改动"}


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that is otherwise: what it is called, what it was and what it is ("" where there is none)."""

    topic: str
    label: str
    before: str
    after: str

    @property
    def kind(self) -> ChangeKind:
        if not self.before:
            return ChangeKind.ADDED
        return ChangeKind.CHANGED if self.after else ChangeKind.REMOVED


@dataclass(frozen=True, slots=True)
class Line:
    """A line of either text: `sign` is "+", "-" or "" for both; numbers from 1, None where it is absent."""

    sign: str
    old: int | None
    new: int | None
    text: str


@dataclass(frozen=True, slots=True)
class Difference:
    changes: tuple[Change, ...]
    lines: tuple[Line, ...]


TOPICS = (
    *("基本", "对象", "条件", "条件的算法", "数值", "标准", "出资", "不重复享受", "办理"),
    *("规则", "项目"),
)

Things = dict[tuple[str, str], str]
"""By topic and label, what a document says of it."""


def between(before: Document, after: Document) -> Difference:
    """What `after` says otherwise than `before`."""
    old, new = _things(before), _things(after)
    changes = tuple(
        Change(topic, label, old.get((topic, label), ""), new.get((topic, label), ""))
        for topic, label in sorted({**old, **new}, key=lambda thing: TOPICS.index(thing[0]))
        if old.get((topic, label)) != new.get((topic, label))
    )
    return Difference(changes, tuple(_lines(before.text.splitlines(), after.text.splitlines())))


def span_words(span: DateSpan) -> str:
    """From when to when, as people say it."""
    start = f"{span.start} 起" if span.start else ""
    return f"{start}，至 {span.end}" if span.end else start


def share_words(payer: Payer) -> str:
    """What a payer bears, as people say it."""
    if payer.fixed is not None:
        return f"{payer.fixed / 100:g} 元"
    return percent_words(payer.share or Fraction(0))


def percent_words(share: Fraction) -> str:
    """A share as people say it: 50%, or 1/3 where percents would not be whole."""
    percent = share * 100
    return f"{percent}%" if percent.denominator == 1 else f"{share}"


def _things(document: Document) -> Things:
    common: Things = {
        ("基本", "名称"): document.name,
        ("基本", "一句话说明"): document.summary,
        ("基本", "制定机关"): document.issuer.name,
        ("基本", "适用地区"): document.territory.name,
        ("基本", "依据文件"): f"{document.law.title} {document.law.number} {document.law.date}".strip(),
        ("基本", "有效期"): span_words(document.in_force),
        ("基本", "示例说明"): document.demo,
    }
    match document.body:
        case Benefit() as benefit:
            return common | _benefit(benefit)
        case FundRule() as rule:
            return common | {
                ("规则", "内容"): f"{rule.says}（{rule.article}）",
                ("规则", "不低于"): percent_words(rule.at_least),
            }
        case Catalogue() as catalogue:
            return common | _catalogue(catalogue)


def _benefit(benefit: Benefit) -> Things:
    things: Things = {("对象", "对象"): SUBJECT_LABELS[benefit.subject]}
    for clause in benefit.clauses:
        example = "（示例）" if clause.demo else ""
        things["条件", clause.key] = f"{clause.says}{example}（{clause.article}）"
        things["条件的算法", clause.key] = " ".join(clause.when.split())
    for timeline in benefit.parameters:
        things |= _timeline(timeline)
    if amount := benefit.amount:
        things["标准", "标准"] = f"{PER_LABELS[amount.per]}：{amount.says}（{amount.article}）"
        things["标准", "算式"] = " ".join(amount.formula.split())
        things["标准", "取整"] = f"{amount.rounding} {amount.unit}" if amount.rounding else ""
        things["标准", "折算"] = PRORATION_LABELS[amount.proration]
    for payer in benefit.payers:
        things["出资", payer.label] = share_words(payer)
    for one in benefit.excludes:
        things["不重复享受", one.benefit] = f"{KEEPS_LABELS[one.keeps]}：{one.says}（{one.article}）"
    return things | _ways(benefit)


def _timeline(timeline: ParameterTimeline) -> Things:
    values = (
        f"{value.start} 起 {value.shown}{'（示例）' if value.demo else ''}（{value.article}）"
        for value in timeline.values
    )
    return {("数值", timeline.label): "；".join(values)}


def _ways(benefit: Benefit) -> Things:
    return {
        ("办理", "发放形式"): DELIVERY_LABELS[benefit.delivery],
        ("办理", "服务券有效期"): f"{benefit.valid_months} 个月" if benefit.valid_months else "",
        ("办理", "启动方式"): START_LABELS[benefit.start],
        ("办理", "生存认证"): f"每 {benefit.survival_check} 个月一次" if benefit.survival_check else "",
        ("办理", "去世后"): AT_DEATH_LABELS[benefit.at_death],
        ("办理", "所需材料"): "、".join(benefit.evidence),
    }


def _catalogue(catalogue: Catalogue) -> Things:
    return {
        ("项目", f"{item.number}. {item.name}"): "；".join(
            (
                item.group,
                item.says,
                ITEM_TYPE_LABELS[item.type],
                "、".join((*item.benefits, *(services()[code] for code in item.services))),
            )
        )
        for item in catalogue.items
    }


def _lines(before: Sequence[str], after: Sequence[str]) -> Iterator[Line]:
    for tag, first, last, start, end in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            for step in range(last - first):
                yield Line("", first + step + 1, start + step + 1, before[first + step])
            continue
        for number in range(first, last):
            yield Line("-", number + 1, None, before[number])
        for number in range(start, end):
            yield Line("+", None, number + 1, after[number])
