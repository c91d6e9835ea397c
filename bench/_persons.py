"""A city's persons as columns, made up: every age, sparse statuses, some of them unknown."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import polars as pl

from laoyou.rules.types import Fact, FactType, Period, Vocabulary

MONTH = Period(date(2026, 3, 1), date(2026, 3, 31))
CITY = "230500000000"


def _codes(name: str, label: str, *codes: str) -> Fact:
    return Fact(name, FactType.CODE, label, {code: code for code in (*codes, "none")})


def _grade(name: str, label: str, high: int) -> Fact:
    return Fact(name, FactType.NUMBER, label, high=high)


def _yes_or_no(name: str, label: str) -> Fact:
    return Fact(name, FactType.BOOL, label)


VOCABULARY = Vocabulary(
    [
        Fact("birth_date", FactType.DATE, "出生日期"),
        Fact("residence", FactType.DIVISION, "居住地"),
        Fact("registered", FactType.DIVISION, "户籍地"),
        _yes_or_no("alive", "在世"),
        _yes_or_no("urban", "城镇居民"),
        _codes("low_income", "最低生活保障", "urban", "rural"),
        _yes_or_no("low_income_edge", "低保边缘"),
        _codes("extreme_poverty", "特困人员", "concentrated", "dispersed"),
        _yes_or_no("entitled_group", "重点优抚对象"),
        _codes("special_family", "计划生育特殊家庭", "bereaved", "disabled_child"),
        _codes("disability", "残疾", *"1234567"),
        _grade("disability_grade", "残疾等级", 4),
        _codes("living", "居住状况", "alone", "empty_nest", "left_behind", "with_family"),
        _yes_or_no("dementia", "认知障碍"),
        _grade("ability", "能力等级", 4),
        _grade("ltc_grade", "长期护理失能等级", 5),
        _codes("pension", "养老保险", "employee", "resident", "public"),
        _yes_or_no("contribution", "特殊贡献"),
    ]
)

SHARES: dict[str, dict[object, float]] = {
    "alive": {True: 0.995, False: 0.005},
    "urban": {True: 0.62, False: 0.38},
    "low_income": {"none": 0.95, "urban": 0.02, "rural": 0.03},
    "low_income_edge": {False: 0.99, True: 0.01},
    "extreme_poverty": {"none": 0.99, "concentrated": 0.003, "dispersed": 0.007},
    "entitled_group": {False: 0.99, True: 0.01},
    "special_family": {"none": 0.994, "bereaved": 0.003, "disabled_child": 0.003},
    "disability": {"none": 0.93, "4": 0.044, "1": 0.008, "2": 0.008, "5": 0.005, "6": 0.005},
    "disability_grade": {3: 0.35, 4: 0.25, 2: 0.25, 1: 0.15},
    "living": {"with_family": 0.5, None: 0.3, "empty_nest": 0.1, "alone": 0.07, "left_behind": 0.03},
    "dementia": {False: 0.99, True: 0.01},
    "ability": {None: 0.75, 0: 0.15, 1: 0.05, 2: 0.03, 3: 0.015, 4: 0.005},
    "ltc_grade": {None: 0.9, 0: 0.04, 1: 0.02, 2: 0.015, 3: 0.01, 4: 0.01, 5: 0.005},
    "pension": {"resident": 0.4, "employee": 0.35, "public": 0.05, None: 0.2},
    "contribution": {False: 0.999, True: 0.001},
}  # fmt: skip


def made(count: int, seed: int) -> pl.DataFrame:
    """So many persons with a column for each fact: codes as Enum, divisions as Categorical, null unknown."""
    row = pl.int_range(count, dtype=pl.UInt32, eager=True).alias("row").to_frame().lazy()
    columns = [_drawn(name, shares, seed + n) for n, (name, shares) in enumerate(SHARES.items())]
    homes = (_division("residence", seed + 97, 0.98), _division("registered", seed + 98, 0.94))
    people = row.select(_birth(seed), *homes, *columns)
    ungraded = pl.when(pl.col("disability") == "none").then(pl.lit(0, pl.Int8))
    return people.with_columns(disability_grade=ungraded.otherwise("disability_grade")).collect()


def _chance(seed: int) -> pl.Expr:
    """A number from 0 to a million, evenly, by row."""
    return pl.col("row").hash(seed) % 1_000_000


def _birth(seed: int) -> pl.Expr:
    """Three in ten are 60 to 106, the older the fewer, the others evenly younger."""
    older = 21_915 + _chance(seed + 99) * _chance(seed + 100) // 1_000_000 * 16_800 // 1_000_000
    younger = _chance(seed + 99) * 21_915 // 1_000_000
    days = pl.when(_chance(seed + 101) < 300_000).then(older).otherwise(younger)
    born = pl.lit(date(2026, 3, 20)) - pl.duration(days=days.cast(pl.Int64))
    return born.cast(pl.Date).alias("birth_date")


def _division(name: str, seed: int, inside: float) -> pl.Expr:
    """A village of the city, or for some one of another city."""
    city = pl.when(_chance(seed) < int(inside * 1_000_000)).then(pl.lit("2305")).otherwise(pl.lit("2308"))
    village = _chance(seed + 1) % 600
    county, number = village // 100 + 21, village % 100 + 100_001
    code = pl.concat_str(city, county.cast(pl.String), number.cast(pl.String))
    return code.cast(pl.Categorical).alias(name)


def _drawn(name: str, shares: Mapping[object, float], seed: int) -> pl.Expr:
    fact = VOCABULARY[name]
    dtype: pl.DataType = {
        FactType.BOOL: pl.Boolean(),
        FactType.NUMBER: pl.Int8(),
        FactType.CODE: pl.Enum(list(fact.codes)),
    }[fact.type]
    drawn = pl.lit(None, dtype)
    edge = 1_000_000
    for value, share in reversed(list(shares.items())):
        drawn = pl.when(_chance(seed) < edge).then(pl.lit(value, dtype)).otherwise(drawn)
        edge -= round(share * 1_000_000)
    return drawn.alias(name)
