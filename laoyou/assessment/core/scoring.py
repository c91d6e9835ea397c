"""What a sheet comes to. Pure: the same scale and answers give the same outcome."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from laoyou.assessment.core.scale import Band, Condition, Contradiction, Dimension, Scale
from laoyou.assessment.types import DimensionOutcome, Outcome, Severity
from laoyou.kernel.errors import Invalid
from laoyou.kernel.spans import ONE_DAY

Answers = Mapping[str, Any]
"""Answers by the keys of items and questions: the key of an option, a list of keys, or words."""


@dataclass(frozen=True, slots=True)
class Found:
    """A contradiction that a sheet has, and the keys of the answers that it concerns."""

    rule: Contradiction
    keys: tuple[str, ...]

    @property
    def is_refused(self) -> bool:
        return self.rule.severity is Severity.REFUSE


def missing(scale: Scale, answers: Answers) -> tuple[str, ...]:
    """The keys that must be answered and are not."""
    return tuple(key for key in scale.required if key not in answers)


def score_of(scale: Scale, key: str, answers: Answers) -> int | None:
    """The score of an item's answer; None while it has none."""
    option = scale.items[key].option(answers.get(key))
    return option.score if option else None


def outcome(scale: Scale, answers: Answers) -> Outcome:
    """Totals, the grade they give, the rules that worsen it. Invalid `incomplete`, naming what is missing."""
    if left := missing(scale, answers):
        named = "、".join(scale.name_of(key) for key in left[:5])
        more = f"等 {len(left)} 项" if len(left) > 5 else ""
        raise Invalid(f"还没有填完：{named}{more}。请补齐后再继续。", "incomplete", left[0])
    totals = {
        group.key: sum(score_of(scale, item.key, answers) or 0 for item in group.items)
        for group in scale.groups
    }
    dimensions = {one.key: _dimension(scale, one, totals) for one in scale.dimensions}
    initial = _table(scale, dimensions)
    grade, applied = _adjusted(scale, initial, answers)
    return Outcome(
        dimensions=tuple(dimensions.values()),
        groups=tuple((group.name, totals[group.key], group.most) for group in scale.groups),
        initial=initial,
        grade=grade,
        applied=applied,
    )


def _dimension(scale: Scale, one: Dimension, totals: Mapping[str, int]) -> DimensionOutcome:
    total = sum(totals[key] for key in one.groups)
    most = sum(group.most for group in scale.groups if group.key in one.groups)
    band = band_of(one, total)
    return DimensionOutcome(one.key, one.name, total, most, band.level, band.name)


def band_of(dimension: Dimension, total: int) -> Band:
    """The band of a reachable total; the loader made sure that there is one."""
    return next(band for band in dimension.bands if band.low <= total <= band.high)


def _table(scale: Scale, dimensions: Mapping[str, DimensionOutcome]) -> int:
    column = max((dimensions[key].level for key in scale.grading.columns), default=0)
    return scale.grading.cells[dimensions[scale.grading.rows].level][column]


def _adjusted(scale: Scale, initial: int, answers: Answers) -> tuple[int, tuple[str, ...]]:
    held = [one for one in scale.adjustments if holds(one.when, scale, answers)]
    steps = [one.worsens for one in held if one.sets is None]
    worst = scale.grades[-1].grade
    worsened = initial + (sum(steps) if scale.stacks else max(steps, default=0))
    grade = max([min(worsened, worst), *(one.sets for one in held if one.sets is not None)])
    return grade, tuple(one.says for one in held)


def holds(condition: Condition, scale: Scale, answers: Answers) -> bool:
    """Whether a condition holds. What is not answered holds nothing."""
    if condition.any:
        return any(holds(one, scale, answers) for one in condition.any)
    if condition.all:
        return all(holds(one, scale, answers) for one in condition.all)
    if condition.count:
        counts = [_events(scale, key, answers) for key in condition.count]
        return (max(counts) if condition.same else sum(counts)) >= condition.at_least
    if condition.among:
        return bool(chosen(answers.get(condition.answer)) & condition.among)
    score = score_of(scale, condition.answer, answers)
    return score is not None and _within(score, condition.least, condition.most)


def chosen(value: Any) -> set[str]:
    """The keys that an answer names: one, or several."""
    if isinstance(value, str):
        return {value}
    return {one for one in value if isinstance(one, str)} if isinstance(value, list) else set()


def contradictions(scale: Scale, answers: Answers) -> tuple[Found, ...]:
    """Where a sheet contradicts itself, as far as it is filled in."""
    found = (
        Found(rule, _broken(rule, scale, answers))
        for rule in scale.contradictions
        if holds(rule.when, scale, answers)
    )
    return tuple(one for one in found if one.keys)


def _broken(rule: Contradiction, scale: Scale, answers: Answers) -> tuple[str, ...]:
    return tuple(key for key in rule.items if key in answers and not _is_allowed(rule, key, scale, answers))


def _is_allowed(rule: Contradiction, key: str, scale: Scale, answers: Answers) -> bool:
    if rule.among:
        return bool(chosen(answers[key]) & rule.among)
    score = score_of(scale, key, answers)
    return score is None or _within(score, rule.least, rule.most)


def sentence(scale: Scale, found: Found) -> str:
    """A contradiction in words, with the items named."""
    return f"{found.rule.says}（{'、'.join(scale.name_of(key) for key in found.keys)}）"


def due(scale: Scale, grade: int, base: date) -> tuple[date | None, date | None]:
    """When to assess again, and the last day of a grade that expires then. None for never.

    Without another assessment a grade that does not expire goes on to stand.
    """
    asked = scale.grade(grade)
    if asked.months is None:
        return None, None
    day = months_after(base, asked.months)
    return day, day - ONE_DAY if asked.expires else None


def months_after(day: date, months: int) -> date:
    """The same day so many months later; the last day of a shorter month."""
    years, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for last in range(day.day, 27, -1):
        try:
            return date(years, month + 1, last)
        except ValueError:
            continue
    return date(years, month + 1, day.day)


def screening_class(scale: Scale, answers: Mapping[str, str]) -> str:
    """The letter of a self-screening. Invalid `screening` when a question is not answered."""
    screening = scale.screening
    if screening is None:
        raise Invalid("这个量表没有自评。", "screening")
    words = dict(screening.answers)
    for key, name in screening.items:
        if answers.get(key) not in words:
            raise Invalid(f"请回答“{name}”。", "screening", key)
    row, column = (
        sum(answers[key] == screening.counted for key, _ in one.items)
        for one in (screening.rows, screening.columns)
    )
    return screening.table[row][column]


def _events(scale: Scale, key: str, answers: Answers) -> int:
    question = scale.questions[key]
    return sum(choice.count for choice in question.choices if choice.key in chosen(answers.get(key)))


def _within(score: int, least: int | None, most: int | None) -> bool:
    return (least is None or score >= least) and (most is None or score <= most)
