"""Made-up vocabulary, random texts of the language, and random facts, for the property tests."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Any

import polars as pl
from hypothesis import assume
from hypothesis import strategies as st

from laoyou.kernel.money import Money
from laoyou.rules.language import parse
from laoyou.rules.types import (
    Clause,
    Expression,
    Fact,
    FactType,
    Parameter,
    Period,
    Program,
    RuleError,
    Vocabulary,
)

MONTH = Period(date(2026, 2, 1), date(2026, 2, 28))
VOCABULARY = Vocabulary(
    [
        Fact("birth_date", FactType.DATE, "出生日期", evidence="户口簿"),
        Fact("certified", FactType.DATE, "发证日期"),
        Fact("low_income", FactType.CODE, "最低生活保障", {"urban": "城市", "rural": "农村", "none": "无"}),
        Fact("living", FactType.CODE, "居住状况", {"alone": "独居", "with_family": "同住"}),
        Fact("groups", FactType.CODES, "所属群体", {"veteran": "优抚", "bereaved": "失独"}),
        Fact("income", FactType.MONEY, "月收入", high=5_000_00),
        Fact("debt", FactType.MONEY, "结余", low=-1_000_00, high=1_000_00),
        Fact("ability", FactType.NUMBER, "能力等级", high=4, evidence="能力评估报告"),
        Fact("members", FactType.NUMBER, "家庭人数", high=30),
        Fact("urban", FactType.BOOL, "城镇"),
        Fact("dementia", FactType.BOOL, "认知障碍"),
        Fact("residence", FactType.DIVISION, "居住地"),
        Fact("registered", FactType.DIVISION, "户籍地"),
    ]
)
PARAMETERS: dict[str, Parameter] = {
    "standard": Money.of_yuan(620),
    "limit": 80,
    "share": Fraction(11, 20),
    "poor": frozenset({"urban", "rural"}),
    "opened": date(2024, 2, 29),
    "town": "230502001000",
}
DTYPES = {
    FactType.DATE: pl.Date(),
    FactType.CODE: pl.String(),
    FactType.CODES: pl.List(pl.String),
    FactType.MONEY: pl.Int64(),
    FactType.NUMBER: pl.Int32(),
    FactType.BOOL: pl.Boolean(),
    FactType.DIVISION: pl.String(),
}
DIVISIONS = ("230502001001", "230502001000", "230502000000", "230521100000", "110101001001")
BY_CHANCE = {"bounds", "heavy", "deep", "text_long", "sign", "zero"}  # what a random text is refused for

B, N, M, D = FactType.BOOL, FactType.NUMBER, FactType.MONEY, FactType.DATE


def read(text: str, want: FactType = B) -> Expression:
    return parse(text, VOCABULARY, PARAMETERS, want=want)


def program(clauses: Sequence[str], amount: str | None = None, code: str = "aid") -> Program:
    made = tuple(Clause(f"c{n}", text, "第一条", read(text)) for n, text in enumerate(clauses))
    return Program(code, made, None if amount is None else read(amount, M))


def frame(rows: Sequence[Mapping[str, Any]]) -> pl.DataFrame:
    """Rows of facts; what a row does not name is unknown."""
    schema = {name: DTYPES[fact.type] for name, fact in VOCABULARY.items()}
    return pl.DataFrame([{name: row.get(name) for name in schema} for row in rows], schema=schema)


LEAVES: dict[FactType, tuple[str, ...]] = {
    B: ("urban", "dementia", "true", "known(ability)", "low_income == 'urban'", "'veteran' in groups",
        "low_income in poor", "living != 'alone'", "within(residence, '230500000000')",
        "within(registered, town)", "residence == registered", "age_on(period_end) >= 60",
        "birth_date < 1946-02-28", "ability in {1, 3}"),
    N: ("ability", "members", "limit", "3", "age_on(period_end)", "age_on(period_start)",
        "months_since(certified, period_end)", "years_since(certified, opened)"),
    M: ("income", "debt", "standard", "20 yuan", "0.05 yuan", "1 fen"),
    D: ("birth_date", "certified", "period_end", "period_start", "opened", "2000-02-29"),
}  # fmt: skip
Part = Callable[[FactType], str]
Form = Callable[[st.DrawFn, Part], str]
ROUNDINGS = ("half_up", "half_even", "down", "up")
SIGNS = ("==", "!=", "<", "<=", ">", ">=")


@st.composite
def texts(draw: st.DrawFn, kind: FactType, depth: int = 3) -> str:
    """An expression of the kind, whole where it is a number or an amount."""
    if depth == 0 or draw(st.integers(0, 3)) == 0:
        return draw(st.sampled_from(LEAVES[kind]))
    form: Form = draw(st.sampled_from(FORMS[kind]))
    return form(draw, lambda wanted: draw(texts(wanted, depth - 1)))


def fraction(draw: st.DrawFn, part: Part, kind: FactType) -> str:
    """A number or an amount that may be a fraction."""
    factor = draw(st.sampled_from(("0.5", "0.333", "share", "1.25")))
    forms = ("({0}) * {2}", "({0}) / max({1}, 0)", "({0}) / 3 + ({0}) * 0.15", "-({0}) / 7")
    form = draw(st.sampled_from(forms))
    return form.format(part(kind), part(N) if "{1}" in form else "", factor)


def _choice(draw: st.DrawFn, part: Part, kind: FactType) -> str:
    return f"(if {part(B)} then {part(kind)} else {part(kind)})"


def _compared(draw: st.DrawFn, part: Part) -> str:
    kind = draw(st.sampled_from((N, M)))
    left, right = fraction(draw, part, kind), fraction(draw, part, kind)
    return f"({left}) {draw(st.sampled_from(SIGNS))} ({right})"


def _band(draw: st.DrawFn, part: Part, kind: FactType) -> str:
    first, second = sorted(draw(st.tuples(st.integers(1, 90), st.integers(91, 99))))
    of = draw(st.sampled_from(("age_on(period_end)", "months_since(certified, period_end)", "-members * 20")))
    bands = f"..{first}: {part(kind)}, {first + 1}..{second}: {part(kind)}, {second + 1}..: {part(kind)}"
    return f"band({of}, {bands})"


def _rounded(draw: st.DrawFn, part: Part, kind: FactType) -> str:
    unit = draw(st.sampled_from(("", ", fen", ", yuan", ", ten_fen"))) if kind is M else ""
    return f"round({fraction(draw, part, kind)}, {draw(st.sampled_from(ROUNDINGS))}{unit})"


def _extreme(draw: st.DrawFn, part: Part, kind: FactType) -> str:
    return f"{draw(st.sampled_from(('min', 'max')))}({part(kind)}, {part(kind)})"


def _numeric(kind: FactType) -> tuple[Form, ...]:
    return (
        lambda draw, part: f"({part(kind)} + {part(kind)})",
        lambda draw, part: f"({part(kind)} - {part(kind)})",
        lambda draw, part: f"({part(kind)}) * ({part(N)})",
        lambda draw, part: _choice(draw, part, kind),
        lambda draw, part: _band(draw, part, kind),
        lambda draw, part: _rounded(draw, part, kind),
        lambda draw, part: _extreme(draw, part, kind),
    )


FORMS: dict[FactType, tuple[Form, ...]] = {
    B: (
        lambda draw, part: f"({part(B)} and {part(B)})",
        lambda draw, part: f"({part(B)} or {part(B)} or {part(B)})",
        lambda draw, part: f"not ({part(B)})",
        lambda draw, part: f"({part(B)}) {draw(st.sampled_from(('==', '!=')))} ({part(B)})",
        lambda draw, part: f"{part(D)} {draw(st.sampled_from(SIGNS))} {part(D)}",
        lambda draw, part: _choice(draw, part, B),
        lambda draw, part: _compared(draw, part),
        lambda draw, part: _compared(draw, part),
    ),
    N: (
        *_numeric(N),
        lambda draw, part: f"years_since({part(D)}, {part(D)})",
        lambda draw, part: f"months_since({part(D)}, {part(D)})",
    ),
    M: _numeric(M),
    D: (
        lambda draw, part: _extreme(draw, part, D),
        lambda draw, part: _choice(draw, part, D),
    ),
}


@st.composite
def programs(draw: st.DrawFn, code: str = "aid") -> Program:
    """One to three clauses, mostly with an amount; a text that is refused for its size is passed over."""
    clauses = draw(st.lists(texts(B), min_size=1, max_size=3))
    amount = draw(st.none() | texts(M).map(lambda text: f"max({text}, 0 yuan)"))
    try:
        return program(clauses, amount, code)
    except RuleError as refused:
        assume(refused.code not in BY_CHANCE)
        raise


DAYS = st.dates(date(1900, 1, 1), date(2027, 12, 31)) | st.sampled_from(
    [date(1946, 2, 28), date(1946, 3, 1), date(1944, 2, 29), date(2024, 2, 29), date(2023, 12, 31), date.max]
)
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "birth_date": DAYS,
    "certified": DAYS,
    "low_income": st.sampled_from(["urban", "rural", "none", "gone", ""]),
    "living": st.sampled_from(["alone", "with_family"]),
    "groups": st.lists(st.sampled_from(["veteran", "bereaved", "gone"]), max_size=2),
    "income": st.integers(-1, 5_001_00) | st.sampled_from([0, 1, 5_000_00]),
    "debt": st.integers(-1_001_00, 1_001_00),
    "ability": st.integers(-1, 5),
    "members": st.integers(0, 31),
    "urban": st.booleans(),
    "dementia": st.booleans(),
    "residence": st.sampled_from(DIVISIONS),
    "registered": st.sampled_from(DIVISIONS),
}
FACTS = st.fixed_dictionaries({name: st.none() | values for name, values in VALUES.items()})
REGISTERS = st.lists(FACTS, min_size=1, max_size=12)
