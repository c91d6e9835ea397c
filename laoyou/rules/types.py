"""The words of the engine: facts and their types, expressions, programs, verdicts, and how one is refused."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from difflib import get_close_matches
from enum import StrEnum
from fractions import Fraction

from laoyou.kernel.errors import Invalid
from laoyou.kernel.money import Money
from laoyou.rules.bounds import LIMIT, Interval, Ratio

MAX_CLAUSES = 60  # one bit each in an Int64, and one for the amount
MAX_WEIGHT = 5000
RESERVED = frozenset(
    {
        *("and", "or", "not", "in", "if", "then", "else", "true", "false", "yuan", "fen", "ten_fen"),
        *("age_on", "years_since", "months_since", "period_start", "period_end", "within", "known"),
        *("min", "max", "round", "band", "half_up", "half_even", "down", "up"),
    }
)

_NAME = re.compile(r"[a-z][a-z0-9_]{0,63}", re.ASCII)


class FactType(StrEnum):
    """What a value is. Numbers are whole, money is whole fen, a division is a 12-digit code."""

    NUMBER = "number"
    MONEY = "money"
    DATE = "date"
    CODE = "code"
    BOOL = "bool"
    CODES = "codes"
    DIVISION = "division"


TYPE_LABELS = {
    FactType.NUMBER: "数字",
    FactType.MONEY: "金额",
    FactType.DATE: "日期",
    FactType.CODE: "代码",
    FactType.BOOL: "是否",
    FactType.CODES: "代码集合",
    FactType.DIVISION: "区划",
}
NUMERIC = frozenset({FactType.NUMBER, FactType.MONEY})
HIGHEST = {FactType.NUMBER: 10**6, FactType.MONEY: 10**11}

Value = bool | int | date | str | frozenset[str]
Parameter = bool | int | Fraction | Money | date | str | frozenset[int] | frozenset[str]
Parameters = Mapping[str, Parameter]


class RuleError(Invalid):
    """A text that is refused: where (line and column from 1), why and the remedy, in one Chinese sentence."""

    def __init__(self, sentence: str, code: str, line: int, column: int, field: str | None = None) -> None:
        super().__init__(f"第{line}行第{column}列：{sentence}", code, field)
        self.sentence, self.line, self.column = sentence, line, column

    def __reduce__(self) -> tuple[type[RuleError], tuple[str, str, int, int, str | None]]:  # type: ignore[override]
        return type(self), (self.sentence, self.code, self.line, self.column, self.field)

    def at(self, field: str) -> RuleError:
        return type(self)(self.sentence, self.code, self.line, self.column, field)


@dataclass(frozen=True, slots=True)
class Fact:
    """One named fact of a subject. A value outside `codes`, or outside `low` to `high`, is no value: unknown.

    `label`, the words of `codes` and `evidence` (which document settles it while unknown) are Chinese.
    Numbers and money lie from 0 to a million and to 1,000 million yuan where nothing else is said: with
    the bounds of every fact known, no sum or product of an expression can leave what an engine computes
    exactly. Raises Invalid.
    """

    name: str
    type: FactType
    label: str
    codes: Mapping[str, str] = field(default_factory=dict)
    evidence: str = ""
    low: int = 0
    high: int | None = None

    def __post_init__(self) -> None:
        if not _NAME.fullmatch(self.name) or self.name in RESERVED:
            raise Invalid(f"“{self.name}”不能作名称，请用小写英文字母、数字和下划线，避开保留字。", "name")
        if (self.type in (FactType.CODE, FactType.CODES)) != bool(self.codes):
            raise Invalid(f"“{self.name}”须列出代码，且只有代码类才列代码。", "codes")
        if self.type in NUMERIC and not -LIMIT <= self.low <= self.highest <= LIMIT:
            raise Invalid(f"“{self.name}”的下限大于上限，或超出能精确计算的范围，请核对。", "bounds")

    @property
    def highest(self) -> int:
        """The largest number or amount that counts as a value."""
        return HIGHEST[self.type] if self.high is None else self.high

    def admit(self, value: object) -> Value | None:
        """The value, or None when it is none of this fact. Raises TypeError for a value of another type."""
        if value is None:
            return None
        match self.type, value:
            case (FactType.BOOL, bool()):
                return value
            case (FactType.NUMBER | FactType.MONEY, int()) if not isinstance(value, bool):
                return value if self.low <= value <= self.highest else None
            case (FactType.DATE, date()) if not isinstance(value, datetime):
                return value
            case (FactType.CODE, str()):
                return value if value in self.codes else None
            case (FactType.DIVISION, str()):
                return str(value)
            case (FactType.CODES, set() | frozenset() | list() | tuple()):
                return frozenset(value)
        raise TypeError(f"{self.name} is a {self.type}, not {value!r}")


class Vocabulary(Mapping[str, Fact]):
    """The facts that may be named about one kind of subject."""

    def __init__(self, facts: Iterable[Fact]) -> None:
        self._facts: dict[str, Fact] = {}
        for fact in facts:
            if fact.name in self._facts:
                raise Invalid(f"名称“{fact.name}”出现了两次，请删去一个。", "name_twice")
            self._facts[fact.name] = fact

    def __getitem__(self, name: str) -> Fact:
        return self._facts[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._facts)

    def __len__(self) -> int:
        return len(self._facts)


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word that is most like this one, None when none is like it."""
    return next(iter(get_close_matches(word[:64], list(known), n=1, cutoff=0.5)), None)


@dataclass(frozen=True, slots=True)
class Period:
    """The month (or year) that is decided, both days included."""

    start: date
    end: date

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise Invalid("期间的结束日期早于开始日期，请核对。", "span_reversed")


class Op(StrEnum):
    """What a node of an expression does with its parts."""

    CONSTANT = "constant"
    FACT = "fact"
    PERIOD = "period"
    AND = "and"
    OR = "or"
    NOT = "not"
    EQUAL = "=="
    UNEQUAL = "!="
    LESS = "<"
    AT_MOST = "<="
    MORE = ">"
    AT_LEAST = ">="
    IN = "in"
    HAS = "has"
    ADD = "+"
    SUBTRACT = "-"
    MULTIPLY = "*"
    DIVIDE = "/"
    ROUND = "round"
    IF = "if"
    MIN = "min"
    MAX = "max"
    BAND = "band"
    YEARS = "years_since"
    MONTHS = "months_since"
    WITHIN = "within"
    KNOWN = "known"


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the text: line and column from 1, and the characters from `start` up to `end`."""

    line: int
    column: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Node:
    """A checked part of an expression. Equal nodes compute the same, wherever they were written.

    `value` by op: CONSTANT the value (Fraction for numbers, fen for money); FACT its name; PERIOD `start` or
    `end`; IN the values; HAS the code; ROUND (rounding, unit in fen or ones); BAND the last value of each
    band but the last; WITHIN the digits that a division must begin with. `bounds` of a number or an amount:
    all that it can be, as a fraction; `weight`: how much a column engine has to build for it.
    """

    op: Op
    type: FactType
    parts: tuple[Node, ...] = ()
    value: object = None
    at: Place = field(default=Place(1, 1, 0, 0), compare=False)
    bounds: Ratio[Interval] | None = field(default=None, compare=False)
    weight: int = field(default=1, compare=False)


@dataclass(frozen=True, slots=True)
class Expression:
    """A text that was read and checked, with the facts that it names."""

    text: str
    root: Node
    facts: Mapping[str, Fact] = field(compare=False)

    @property
    def type(self) -> FactType:
        return self.root.type

    def words(self, node: Node) -> str:
        """The text of one of its nodes."""
        return self.text[node.at.start : node.at.end]


@dataclass(frozen=True, slots=True)
class Clause:
    """One condition, with its sentence and its article in the document."""

    key: str
    says: str
    article: str
    when: Expression


@dataclass(frozen=True, slots=True)
class Program:
    """A benefit as it is computed: all clauses must hold; then the amount is due (fen; None: no money).

    `code` begins the names of its columns. Raises Invalid.
    """

    code: str
    clauses: tuple[Clause, ...]
    amount: Expression | None = None

    def __post_init__(self) -> None:
        if not _NAME.fullmatch(self.code):
            raise Invalid(f"“{self.code}”不能作代号，请用小写英文字母、数字和下划线。", "name")
        if not 1 <= len(self.clauses) <= MAX_CLAUSES:
            raise Invalid(f"“{self.code}”须有1至{MAX_CLAUSES}个条款，请合并或拆分。", "clauses")
        if any(clause.when.type is not FactType.BOOL for clause in self.clauses):
            raise Invalid(f"“{self.code}”的条款须是条件，结果为“是”或“否”。", "type")
        if self.amount is not None and self.amount.type is not FactType.MONEY:
            raise Invalid(f"“{self.code}”的金额须以元或分计，例如 20 yuan。", "type")
        if sum(expression.root.weight for expression in self.expressions) > MAX_WEIGHT:
            raise Invalid(f"“{self.code}”的条款和金额合起来太复杂，请拆成几项政策。", "heavy")

    @property
    def expressions(self) -> tuple[Expression, ...]:
        """The conditions in order, then the amount where there is one."""
        conditions = tuple(clause.when for clause in self.clauses)
        return conditions if self.amount is None else (*conditions, self.amount)


class Verdict(StrEnum):
    YES = "yes"
    NO = "no"
    UNDECIDED = "undecided"


VERDICT_LABELS = {Verdict.YES: "符合", Verdict.NO: "不符合", Verdict.UNDECIDED: "待定"}


def facts_of(programs: Iterable[Program]) -> dict[str, Fact]:
    """Every fact that the programs name. Raises ValueError when two mean different facts by one name."""
    found: dict[str, Fact] = {}
    for program in programs:
        for expression in program.expressions:
            for name, fact in expression.facts.items():
                if found.setdefault(name, fact) != fact:
                    raise ValueError(f"two programs mean different facts by {name}")
    return found
