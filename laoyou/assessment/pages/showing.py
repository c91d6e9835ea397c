"""A sheet as pages and paper show it: whose, what was found, item by item, and what is still to be done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from laoyou.assessment.core import scoring
from laoyou.assessment.core import strokes as drawing
from laoyou.assessment.core.scale import Answering, Question, Scale
from laoyou.assessment.core.strokes import Strokes
from laoyou.assessment.types import (
    INFORMANT_RELATION_LABELS,
    REASON_LABELS,
    SEAT_LABELS,
    SHEET_STATE_LABELS,
    VISIT_PLACE_LABELS,
    SheetLine,
    SheetRecord,
    SheetState,
)
from laoyou.kernel.masking import mask_name
from laoyou.kernel.sex import LABELS as SEX_LABELS
from laoyou.people.reads import persons
from laoyou.people.reads.persons import PersonRecord
from laoyou.places import reads as places

STATE_SIGNS = {
    SheetState.DRAFT: "waiting",
    SheetState.SIGNED: "waiting",
    SheetState.CONCLUDED: "ok",
    SheetState.DISPUTED: "no",
    SheetState.REASSESSED: "unknown",
    SheetState.VOID: "unknown",
}


@dataclass(frozen=True, slots=True)
class Head:
    """Whose sheet it is. `name` is masked but where a purpose was given."""

    id: int
    name: str
    detail: str
    home: str
    number: str


@dataclass(frozen=True, slots=True)
class ItemShown:
    """An item and its answer."""

    code: str
    name: str
    says: str
    score: int | None
    most: int


@dataclass(frozen=True, slots=True)
class GroupShown:
    code: str
    name: str
    items: tuple[ItemShown, ...]
    total: int
    most: int


@dataclass(frozen=True, slots=True)
class SectionShown:
    """Information that was given: names and words; what was not answered is left out."""

    name: str
    pairs: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class SignatureShown:
    """One signature: `paths` are polylines, `words` what stands there instead of a drawing."""

    role: str
    name: str
    note: str
    paths: tuple[str, ...]
    strokes: Strokes
    words: str


@dataclass(frozen=True, slots=True)
class Finding:
    """A contradiction, in words; `url` leads to its first item."""

    key: str
    says: str
    is_refused: bool
    is_confirmed: bool
    item: str


def head(person_id: int, today: date, *, in_full: bool = False) -> Head:
    record = persons.person(person_id)
    years = _age(record, today)
    words = [SEX_LABELS[record.sex], f"{years} 岁" if years is not None else "年龄不详"]
    return Head(
        id=record.id,
        name=record.name if in_full else mask_name(record.name),
        detail=" · ".join(words),
        home=places.division(record.home_division).full_name,
        number=record.documents[0].number if record.documents else "",
    )


def _age(record: PersonRecord, today: date) -> int | None:
    """Full years on a day, or at death."""
    born, until = record.birth_date, record.death_date or today
    if born is None:
        return None
    return until.year - born.year - ((until.month, until.day) < (born.month, born.day))


def line_words(line: SheetLine) -> dict[str, Any]:
    """A sheet as lists show it."""
    return {
        "line": line,
        "state": SHEET_STATE_LABELS[line.state],
        "sign": STATE_SIGNS[line.state],
        "reason": REASON_LABELS[line.reason],
    }


def groups(scale: Scale, answers: Mapping[str, Any]) -> tuple[GroupShown, ...]:
    found = []
    for group in scale.groups:
        items = []
        for item in group.items:
            option = item.option(answers.get(item.key))
            says, score = (option.says, option.score) if option else ("", None)
            items.append(ItemShown(item.code, item.name, says, score, item.most))
        total = sum(one.score or 0 for one in items)
        found.append(GroupShown(group.code, group.name, tuple(items), total, group.most))
    return tuple(found)


def sections(scale: Scale, answers: Mapping[str, Any]) -> tuple[SectionShown, ...]:
    shown = (
        SectionShown(
            section.name,
            tuple((one.name, said(one, answers[one.key])) for one in section.questions if one.key in answers),
        )
        for section in scale.sections
    )
    return tuple(one for one in shown if one.pairs)


def said(question: Question, value: Any) -> str:
    """An answer to a question in words."""
    match question.answering:
        case Answering.ONE | Answering.MANY:
            return "、".join(
                choice.says for choice in question.choices if choice.key in scoring.chosen(value)
            )
        case Answering.ROWS:
            return "；".join(" ".join(cell for cell in row if cell) for row in value)
        case _:
            return f"{value} {question.unit}".strip()


def signatures(record: SheetRecord, expert: str) -> tuple[SignatureShown, ...]:
    shown = []
    for one in record.assessors:
        words = "" if one.strokes else one.name if one.signed_at else "未签字"
        note = expert if one.is_qualified else ""
        shown.append(_signature(SEAT_LABELS[one.seat], one.name, note, one.strokes, words))
    informant = record.informant
    if informant is not None:
        note = INFORMANT_RELATION_LABELS[informant.relation]
        words = "签在纸质表上" if informant.on_paper else ""
        shown.append(_signature("信息提供者", informant.name, note, informant.strokes, words))
    return tuple(shown)


def _signature(role: str, name: str, note: str, strokes: Strokes, words: str) -> SignatureShown:
    return SignatureShown(role, name, note, drawing.paths(strokes), strokes, words)


def findings(scale: Scale, record: SheetRecord) -> tuple[Finding, ...]:
    """Where the sheet contradicts itself, and what of it was confirmed."""
    return tuple(
        Finding(
            key=one.rule.key,
            says=scoring.sentence(scale, one),
            is_refused=one.is_refused,
            is_confirmed=one.rule.key in record.confirmed,
            item=one.keys[0],
        )
        for one in scoring.contradictions(scale, record.answers)
    )


def facts(record: SheetRecord) -> tuple[tuple[str, str], ...]:
    """What stands at the head of a report."""
    line = record.line
    reason = REASON_LABELS[line.reason] + (f"（{record.words}）" if record.words else "")
    return (
        ("评估编号", line.number),
        ("评估日期", line.base_date.isoformat()),
        ("评估原因", reason),
        ("评估地点", VISIT_PLACE_LABELS[record.place]),
    )
