"""What stands of a person, as short coloured words: circumstances, needs, support."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from laoyou.people.types import DISABILITY_GRADES, FACT_KIND_LABELS, VALUES, FactKind


class Said(Protocol):
    """A value of some kind, with the grade that disabilities have."""

    @property
    def value(self) -> str: ...
    @property
    def grade(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Tag:
    """A word and the colour of its meaning (a kind of c-tag)."""

    label: str
    kind: str


COLOURS = {
    FactKind.LIVING: "waiting",
    FactKind.ABILITY: "info",
    FactKind.LTC_GRADE: "info",
    FactKind.DEMENTIA: "info",
    FactKind.DISABILITY: "info",
    FactKind.EXTREME_POVERTY: "ok",
    FactKind.LOW_INCOME: "ok",
    FactKind.LOW_INCOME_EDGE: "ok",
    FactKind.SPECIAL_FAMILY: "ok",
    FactKind.ENTITLED_GROUP: "ok",
    FactKind.CONTRIBUTION: "ok",
}
"""The kinds that are shown as tags, in this order."""

UNREMARKABLE = {(FactKind.LIVING, "with_family"), (FactKind.ABILITY, "0"), (FactKind.LTC_GRADE, "0")}


def words(kind: FactKind, value: str, grade: str = "") -> str:
    """A value as people say it: 城市低保; 肢体残疾二级."""
    said = VALUES[kind].get(value, value)
    return said + DISABILITY_GRADES.get(grade, "")


def tags(standing: Mapping[FactKind, Said]) -> tuple[Tag, ...]:
    """The tags of one person: what stands and is worth a word."""
    return tuple(
        Tag(_short(kind, standing[kind]), colour)
        for kind, colour in COLOURS.items()
        if kind in standing and (kind, standing[kind].value) not in UNREMARKABLE
    )


def _short(kind: FactKind, said: Said) -> str:
    """A long-term-care grade says of which scale it is: both scales speak of 轻度失能."""
    spoken = words(kind, said.value, said.grade)
    return f"长护险{spoken}" if kind is FactKind.LTC_GRADE else spoken


def kind_label(kind: FactKind) -> str:
    return FACT_KIND_LABELS[kind]
