"""The inputs of the simulator: whatever can be changed, today's words, and a place for each variant."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from laoyou.desks.planner.asking import VARIANTS, Asked
from laoyou.desks.planner.editing import BAND_FIELD, SPARE_BANDS, Editable, Problem, Text
from laoyou.policies import reads as policies


@dataclass(frozen=True, slots=True)
class Input:
    """One input of a variant: its name, whose it is, what is in it, and what is wrong with it."""

    name: str
    whose: str
    label: str
    value: str
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """Something that can be changed: its label, today's words and article, and an input for each variant.

    `is_open`: somebody has changed it, or it is wrong, so that it is not folded away.
    """

    label: str
    now: str
    article: str
    unit: str
    is_demo: bool
    is_open: bool
    inputs: tuple[Input, ...]


@dataclass(frozen=True, slots=True)
class BandRow:
    """A band: what it gives today, and of each variant its end and what it gives."""

    label: str
    now: str
    inputs: tuple[tuple[Input, Input], ...]


@dataclass(frozen=True, slots=True)
class Bands:
    """The bands of an amount; `by` is what decides between them."""

    by: str
    rows: tuple[BandRow, ...]
    problems: tuple[tuple[str, Problem], ...]
    is_open: bool


@dataclass(frozen=True, slots=True)
class Word:
    """A fact that expressions may name."""

    name: str
    label: str
    values: str


@dataclass(frozen=True, slots=True)
class Inputs:
    """All of it; `general` is what is wrong with a variant as a whole."""

    numbers: tuple[Row, ...]
    bands: Bands | None
    texts: tuple[Row, ...]
    words: tuple[Word, ...]
    general: tuple[tuple[str, Problem], ...]


def inputs(asked: Asked) -> Inputs | None:
    """The inputs of the policy that was chosen; None while none is."""
    one = asked.editable
    if one is None:
        return None
    maker = _Maker(asked, one)
    return Inputs(
        numbers=tuple(
            Row(each.label, each.shown, "", each.unit, each.is_demo, True, maker.of(each.key, each.label))
            for each in one.numbers
        ),
        bands=maker.bands() if one.bands else None,
        texts=tuple(map(maker.text, [*one.clauses, *([one.formula] if one.formula else [])])),
        words=tuple(_words(asked)),
        general=tuple(maker.said("")),
    )


@dataclass(frozen=True, slots=True)
class _Maker:
    asked: Asked
    editable: Editable

    def of(self, key: str, label: str) -> tuple[Input, ...]:
        """An input for each variant."""
        return tuple(
            Input(f"{letter}-{key}", name, label, one.given[key], tuple(one.problems.get(key, ())))
            for (letter, name), one in zip(VARIANTS, self.asked.variants, strict=True)
        )

    def said(self, key: str) -> Iterator[tuple[str, Problem]]:
        """What is wrong by one key, with the variant's name."""
        for (_, name), one in zip(VARIANTS, self.asked.variants, strict=True):
            for problem in one.problems.get(key, ()):
                yield name, problem

    def text(self, one: Text) -> Row:
        made = self.of(one.key, one.says)
        touched = any(each.problems or each.value.split() != one.value.split() for each in made)
        return Row(one.says, one.value, one.article, "", False, touched, made)

    def bands(self) -> Bands:
        rows = [self._band(place) for place in range(len(self.editable.bands) + SPARE_BANDS)]
        problems = tuple(self.said(BAND_FIELD))
        touched = any(
            (upto.value, value.value) != self._held(place)
            for place, row in enumerate(rows)
            for upto, value in row.inputs
        )
        return Bands(self.editable.banded, tuple(rows), problems, touched or bool(problems))

    def _held(self, place: int) -> tuple[str, str]:
        if place >= len(self.editable.bands):
            return "", ""
        return self.editable.bands[place].upto, self.editable.bands[place].value

    def _band(self, place: int) -> BandRow:
        upto, value = self._held(place)
        label = f"第 {place + 1} 档" if place < len(self.editable.bands) else "加一档"
        pairs = zip(
            self.of(f"{BAND_FIELD}-{place}-upto", f"{label}，到"),
            self.of(f"{BAND_FIELD}-{place}-value", f"{label}，给多少"),
            strict=True,
        )
        return BandRow(label, self._now(upto, value), tuple(pairs))

    def _now(self, upto: str, value: str) -> str:
        """到 89：80 至 89 周岁，每月（60 元）"""
        if not value:
            return ""
        numbers = self.editable.numbers
        named = {one.key.removeprefix("number-"): f"{one.label}（{one.shown}）" for one in numbers}
        return f"{f'到 {upto}' if upto else '以上'}：{named.get(value, value.replace('yuan', '元'))}"


def _words(asked: Asked) -> Iterator[Word]:
    if asked.policy is None:
        return
    for name, fact in policies.vocabulary(asked.policy.benefit.subject).facts.items():
        yield Word(name, fact.label, "、".join(f"'{code}' {label}" for code, label in fact.codes.items()))
