"""What of a policy can be changed on a copy: its numbers, its bands, the expressions of its clauses."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import cast

from laoyou.desks.planner.copies import Copy, Path, copy
from laoyou.kernel.errors import Invalid
from laoyou.kernel.money import Money
from laoyou.policies import reads as policies
from laoyou.policies.types import Benefit, Document, DocumentRefused, ParameterTimeline, ParameterValue
from laoyou.rules.types import Op

FORMULA: Path = ("amount", "formula")
FROM: Path = ("in_force", "from")
NAME: Path = ("name",)
BAND_FIELD = "band"
SPARE_BANDS = 1
LONGEST = 4000
_NUMBER = re.compile(r"[0-9]{1,12}(\.[0-9]{1,2})?", re.ASCII)
_BARE = re.compile(r"[0-9][0-9./%-]{0,15}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Number:
    """A parameter of which one value, that of the first day, can be changed; `unit` stands behind it."""

    key: str
    path: Path
    label: str
    shown: str
    value: str
    unit: str
    is_demo: bool


@dataclass(frozen=True, slots=True)
class Text:
    """An expression that can be changed, with its sentence."""

    key: str
    path: Path
    says: str
    article: str
    value: str


@dataclass(frozen=True, slots=True)
class Band:
    """A band: up to and with `upto` (empty: without end), what is given there."""

    upto: str
    value: str


@dataclass(frozen=True, slots=True)
class Editable:
    """A document as far as it can be changed on a copy that begins on a day.

    `bands` is empty where the formula is none; `formula` is None where it is, or where there is no money.
    """

    document: Document
    day: date
    numbers: tuple[Number, ...]
    clauses: tuple[Text, ...]
    banded: str
    bands: tuple[Band, ...]
    formula: Text | None


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with an input: the sentence, and, of an expression, the line cut before the place."""

    sentence: str
    before: str = ""
    after: str = ""


@dataclass
class Variant:
    """A copy as it was filled in: by input, what was typed and what is wrong with it."""

    given: Mapping[str, str]
    problems: dict[str, list[Problem]] = field(default_factory=dict)
    copy: Copy | None = None
    document: Document | None = None
    is_changed: bool = False

    def add(self, key: str, problem: Problem) -> None:
        self.problems.setdefault(key, []).append(problem)


def editable(document: Document, day: date) -> Editable:
    """What can be changed. Raises TypeError for what is no benefit."""
    body = document.body
    if not isinstance(body, Benefit):
        raise TypeError(f"{document.code} is no benefit")
    amount = body.amount
    formula = Text("formula", FORMULA, amount.says, amount.article, amount.formula) if amount else None
    banded, bands = _bands(document, day)
    return Editable(
        document=document,
        day=day,
        numbers=tuple(number for one in body.parameters if (number := _number(one, day))),
        clauses=tuple(
            Text(
                f"clause-{place}",
                ("clauses", place, "when"),
                policies.said_on(document, one.says, day),
                one.article,
                " ".join(one.when.split()),
            )
            for place, one in enumerate(body.clauses)
        ),
        banded=banded,
        bands=bands,
        formula=None if bands else formula,
    )


def unchanged(one: Editable) -> dict[str, str]:
    """What the inputs hold before anything is typed."""
    held = {number.key: number.value for number in one.numbers}
    held |= {text.key: text.value for text in _texts(one)}
    for place in range(len(one.bands) + SPARE_BANDS if one.bands else 0):
        band = one.bands[place] if place < len(one.bands) else Band("", "")
        held |= {f"{BAND_FIELD}-{place}-upto": band.upto, f"{BAND_FIELD}-{place}-value": band.value}
    return held


def variant(one: Editable, given: Mapping[str, str]) -> Variant:
    """The copy that was filled in, with everything that is wrong with it."""
    held = unchanged(one)
    filled = {key: given.get(key, value)[:LONGEST] for key, value in held.items()}
    made = Variant(filled, is_changed=any(_squeezed(filled[key]) != _squeezed(held[key]) for key in held))
    exchanged: dict[Path, str] = {FROM: one.day.isoformat()}
    plain = {FROM}
    for number in one.numbers:
        written = _written(number, filled[number.key], made)
        if written != number.value:
            exchanged[number.path] = written
            plain.add(number.path)
    for text in _texts(one):
        if _squeezed(filled[text.key]) != _squeezed(text.value):
            exchanged[text.path] = filled[text.key]
    if one.bands:
        formula = _formula(one.banded, _typed_bands(one, filled, made))
        if formula != _formula(one.banded, list(one.bands)):
            exchanged[FORMULA] = formula
    if not made.problems:
        made.copy = copy(one.document.text, exchanged, plain=frozenset(plain))
        _compile(one, made)
    return made


def named(made: Variant, name: str) -> str:
    """The text of a copy under a name of its own."""
    if made.copy is None:
        raise ValueError("a copy that is wrong has no text")
    return copy(made.copy.text, {NAME: name}).text if name else made.copy.text


def _compile(one: Editable, made: Variant) -> None:
    text = cast(Copy, made.copy)
    try:
        made.document = policies.compiled(text.text)
    except DocumentRefused as refused:
        keys = {number.path: number.key for number in one.numbers}
        keys |= {words.path: words.key for words in _texts(one)}
        for fault in refused.faults:
            meant = text.meant(fault)
            if meant is None:
                made.add("", Problem(str(fault)))
                continue
            path, line, column = meant
            key = keys.get(path, BAND_FIELD if path == FORMULA else "")
            made.add(key, _problem(fault.sentence, made.given.get(key, ""), line, column))


def _problem(sentence: str, value: str, line: int, column: int) -> Problem:
    lines = [each.strip() for each in value.replace("\r\n", "\n").split("\n") if each.strip()]
    if not 0 < line <= len(lines):
        return Problem(sentence)
    words = f"第 {line} 行第 {column} 个字：{sentence}" if len(lines) > 1 else f"第 {column} 个字：{sentence}"
    return Problem(words, lines[line - 1][: column - 1], lines[line - 1][column - 1 :])


def _texts(one: Editable) -> Iterator[Text]:
    yield from one.clauses
    if one.formula:
        yield one.formula


def _squeezed(value: str) -> str:
    return " ".join(value.split())


def _number(one: ParameterTimeline, day: date) -> Number | None:
    """A parameter whose value is one number, amount, share or day; None for sets, codes and truths."""
    value = one.on(day) if one.values[0].start <= day else one.values[0]
    place = one.values.index(value)
    path: Path = ("parameters", one.name, "values", place, "value")
    written = _bare(value)
    if written is None:
        return None
    unit = "元" if isinstance(value.value, Money) else ""
    return Number(f"number-{one.name}", path, one.label, value.shown, written, unit, value.demo)


def _bare(value: ParameterValue) -> str | None:
    match value.value:
        case bool():
            return None
        case Money() as money:
            return money.yuan.replace(",", "").removesuffix(".00")
        case date() as day:
            return day.isoformat()
        case int() | Fraction():
            return value.shown.strip()
    return None


def _written(number: Number, typed: str, made: Variant) -> str:
    """A number as the document writes it: amounts with their unit. What cannot be one is said."""
    if typed.strip() == number.value:
        return number.value
    if number.unit:
        try:
            fen = Money.parse(typed)
        except Invalid as refused:
            made.add(number.key, Problem(refused.message))
            return number.value
        return f"{fen.yuan.replace(',', '').removesuffix('.00')} yuan"
    if not _BARE.fullmatch(typed.strip()):
        made.add(number.key, Problem(f"请填数字、比例或日期，例如 {number.value}。"))
        return number.value
    return typed.strip()


def _bands(document: Document, day: date) -> tuple[str, tuple[Band, ...]]:
    """What the amount is banded by, and the bands; nothing where the whole formula is no `band`."""
    start = document.in_force.start
    read = policies.program_on(document, max(day, start) if start else day).amount
    node = read.root if read else None
    if node and node.op is Op.ROUND:  # the rounding that the document names for the whole
        node = node.parts[0]
    if read is None or node is None or node.op is not Op.BAND:
        return "", ()
    ends = [str(end) for end in cast(tuple[int, ...], node.value)]
    texts = _band_texts(read.words(node))
    return read.words(node.parts[0]), tuple(map(Band, [*ends, ""], texts))


def _band_texts(written: str) -> list[str]:
    """What each band gives, as it is written: a parameter by its name."""
    inner = written[written.index("(") + 1 : written.rindex(")")]
    return [_at_top(piece, ":")[-1].strip() for piece in _at_top(inner, ",")[1:]]


def _at_top(text: str, mark: str) -> list[str]:
    """Cut where the mark stands outside all brackets."""
    pieces, depth = [""], 0
    for one in text:
        depth += (one in "({") - (one in ")}")
        if one == mark and depth == 0:
            pieces.append("")
        else:
            pieces[-1] += one
    return pieces


def _typed_bands(one: Editable, filled: Mapping[str, str], made: Variant) -> list[Band]:
    """The bands that were filled in, in the order of their ends; exactly one is without end."""
    typed = []
    for place in range(len(one.bands) + SPARE_BANDS):
        upto, value = (filled[f"{BAND_FIELD}-{place}-{side}"].strip() for side in ("upto", "value"))
        if not upto and not value:
            continue
        if upto and not upto.isdigit():
            made.add(BAND_FIELD, Problem(f"“{upto[:20]}”不是整数。“到”请填整数，最上面一档留空。"))
            return list(one.bands)
        typed.append(Band(upto, f"{value} yuan" if _NUMBER.fullmatch(value) else value))
    endless = [band for band in typed if not band.upto]
    if len(endless) != 1:
        made.add(BAND_FIELD, Problem("要正好有一档没有“到”，作为最上面一档。"))
        return list(one.bands)
    return [*sorted((band for band in typed if band.upto), key=lambda band: int(band.upto)), *endless]


def _formula(banded: str, bands: list[Band]) -> str:
    """band(x, ..79: 0 yuan, 80..89: rate_80, 90..: rate_90)"""
    pieces, begin = [banded], ""
    for band in bands:
        pieces.append(f"{begin}..{band.upto}: {band.value}")
        begin = str(int(band.upto) + 1) if band.upto else ""
    return f"band({', '.join(pieces)})"
