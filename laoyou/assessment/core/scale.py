"""What a scale is: items with scores, information with choices, bands, a table of grades, rules as data.

A higher score is better; level 0 of a dimension and grade 0 are best. Files are read by core.loading.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import Any

from laoyou.assessment.types import Severity
from laoyou.kernel.spans import DateSpan
from laoyou.people.types import FactKind


@dataclass(frozen=True, slots=True)
class Option:
    """One way to answer an item."""

    key: str
    score: int
    says: str


@dataclass(frozen=True, slots=True)
class Item:
    """One scored item; its options from best to worst."""

    key: str
    code: str
    name: str
    about: str
    options: tuple[Option, ...]

    @property
    def most(self) -> int:
        return max(option.score for option in self.options)

    def option(self, key: object) -> Option | None:
        return next((one for one in self.options if one.key == key), None)


@dataclass(frozen=True, slots=True)
class Group:
    """Items of one matter, with their own subtotal."""

    key: str
    code: str
    name: str
    items: tuple[Item, ...]

    @property
    def most(self) -> int:
        return sum(item.most for item in self.items)


class Answering(StrEnum):
    """How a question of the information is answered."""

    ONE = "one"
    MANY = "many"
    NUMBER = "number"
    TEXT = "text"
    ROWS = "rows"


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer to choose. `count` is how many events it stands for; `alone` excludes all the others.

    `icd` is the range of ICD-10 codes that it stands for.
    """

    key: str
    says: str
    count: int = 0
    alone: bool = False
    icd: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """One piece of information beside the score (annex A). `columns` head the cells of ROWS."""

    key: str
    code: str
    name: str
    answering: Answering
    choices: tuple[Choice, ...] = ()
    columns: tuple[str, ...] = ()
    unit: str = ""
    least: int = 0
    most: int = 0
    is_required: bool = False

    def choice(self, key: object) -> Choice | None:
        return next((one for one in self.choices if one.key == key), None)


@dataclass(frozen=True, slots=True)
class Section:
    """Questions of one matter."""

    key: str
    code: str
    name: str
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class Condition:
    """What must hold of the answers: any or all of some, an answer among some, or so many events."""

    any: tuple[Condition, ...] = ()
    all: tuple[Condition, ...] = ()
    answer: str = ""
    among: frozenset[str] = frozenset()
    least: int | None = None
    most: int | None = None
    count: tuple[str, ...] = ()
    same: bool = False
    at_least: int = 0


@dataclass(frozen=True, slots=True)
class Band:
    """Totals from `low` to `high`, both included, are of one level."""

    level: int
    name: str
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Dimension:
    """A total over one or more groups, and its levels."""

    key: str
    name: str
    groups: tuple[str, ...]
    bands: tuple[Band, ...]


@dataclass(frozen=True, slots=True)
class Grading:
    """Row: the level of one dimension. Column: the worst level of some others; one column where there are
    none."""

    rows: str
    columns: tuple[str, ...]
    cells: tuple[tuple[int, ...], ...]


@dataclass(frozen=True, slots=True)
class Grade:
    """A grade, its name, and after how many months it is to be assessed again; `expires` ends it then."""

    grade: int
    name: str
    months: int | None
    expires: bool


@dataclass(frozen=True, slots=True)
class Adjustment:
    """A rule that worsens the grade by steps, or sets it outright. It never improves a grade."""

    key: str
    says: str
    when: Condition
    sets: int | None
    worsens: int


@dataclass(frozen=True, slots=True)
class Contradiction:
    """When `when` holds, each of `items` must score within the bounds, or be answered among `among`."""

    key: str
    says: str
    severity: Severity
    when: Condition
    items: tuple[str, ...]
    least: int | None
    most: int | None
    among: frozenset[str]


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """Another status fact that the information shows."""

    kind: FactKind
    value: str
    when: Condition


@dataclass(frozen=True, slots=True)
class Parameter:
    """A number or a word that may be set elsewhere without another edition of the scale.

    `certainty` is V verified, R recalled, U uncertain.
    """

    name: str
    value: int | str
    about: str
    certainty: str
    choices: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ScreeningClass:
    """Questions of one class of the self-screening: keys and names."""

    key: str
    items: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Screening:
    """Self-screening before an application: count `counted` answers of two classes, look up the letter."""

    title: str
    answers: tuple[tuple[str, str], ...]
    counted: str
    rows: ScreeningClass
    columns: ScreeningClass
    table: tuple[tuple[str, ...], ...]
    may_apply: frozenset[str]

    @property
    def items(self) -> tuple[tuple[str, str], ...]:
        return *self.rows.items, *self.columns.items


@dataclass(frozen=True, slots=True)
class Process:
    """What the rules of procedure ask. Months and days as numbers; 0 asks nothing.

    `expert` is what at least one of the two assessors must be, in words; `experts_to_conclude` is how many
    of these stand behind a result. Where the two are fewer, another one has to conclude.
    """

    expert: str
    experts_to_conclude: int
    change_after_months: int
    dispute_days: int
    redo_days: int


@dataclass(frozen=True)
class Scale:
    """A scale in one edition; `report` is what its reports are called.

    `digest` (SM3) is of the file and the parameters in force with it.
    """

    key: str
    edition: str
    title: str
    report: str
    number: str
    note: str
    in_force: DateSpan
    result: FactKind
    groups: tuple[Group, ...]
    sections: tuple[Section, ...]
    dimensions: tuple[Dimension, ...]
    grading: Grading
    grades: tuple[Grade, ...]
    adjustments: tuple[Adjustment, ...]
    stacks: bool
    contradictions: tuple[Contradiction, ...]
    diagnoses: tuple[Diagnosis, ...]
    parameters: tuple[Parameter, ...]
    process: Process
    screening: Screening | None
    digest: str

    @cached_property
    def items(self) -> Mapping[str, Item]:
        return {item.key: item for group in self.groups for item in group.items}

    @cached_property
    def questions(self) -> Mapping[str, Question]:
        return {one.key: one for section in self.sections for one in section.questions}

    @property
    def required(self) -> tuple[str, ...]:
        """The keys that must be answered: every item, and the questions on which rules rest."""
        return *self.items, *(key for key, one in self.questions.items() if one.is_required)

    def name_of(self, key: str) -> str:
        """What an item or a question is called."""
        named: Mapping[str, Any] = self.items if key in self.items else self.questions
        return str(named[key].name) if key in named else key

    def grade(self, grade: int) -> Grade:
        return next(one for one in self.grades if one.grade == grade)

    def is_in_force(self, on: date) -> bool:
        return self.in_force.contains(on)
