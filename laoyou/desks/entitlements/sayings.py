"""Facts of the law in the reader's words: codes by their labels, days as people say them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from laoyou.people.types import DISABILITY_GRADES, VALUES, FactKind
from laoyou.rules.person import months_between, years_between
from laoyou.rules.types import Fact, FactType, Value

YES_NO = {
    "alive": ("在世", "已去世"),
    "urban": ("住在城镇", "住在乡村"),
    "low_income_edge": ("低保边缘", "不是低保边缘"),
    "entitled_group": ("重点优抚对象", "不是重点优抚对象"),
    "dementia": ("有认知障碍", "没有认知障碍"),
    "contribution": ("有特殊贡献", "没有特殊贡献"),
}
"""What a fact that is or is not is called on either side."""

NUMBERS: Mapping[str, Mapping[str, str]] = {
    "ability": VALUES[FactKind.ABILITY],
    "ltc_grade": VALUES[FactKind.LTC_GRADE],
    "disability_grade": {"0": "没有残疾等级", **DISABILITY_GRADES},
}
"""Grades that the law counts as numbers."""

MONTHS_TOLD_BELOW = 3


def day(value: date) -> str:
    """1943年5月12日"""
    return f"{value.year}年{value.month}月{value.day}日"


def age(born: date, on: date) -> str:
    """82 岁; of small children 1 岁 4 个月; nothing before the birth."""
    if born > on:
        return "还没有出生"
    years, months = years_between(born, on), months_between(born, on) % 12
    return f"{years} 岁 {months} 个月" if years < MONTHS_TOLD_BELOW and months else f"{years} 岁"


def said(fact: Fact, value: Value, on: date, places: Mapping[str, str]) -> str:
    """A known value; `places` are the names of divisions by code, `on` the day on which ages are told."""
    if fact.name == "birth_date" and isinstance(value, date):
        return f"{age(value, on)}（{day(value)}出生）"
    match fact.type, value:
        case FactType.BOOL, bool():
            yes, no = YES_NO.get(fact.name, ("是", "否"))
            return yes if value else no
        case FactType.DATE, date():
            return day(value)
        case FactType.CODE, str():
            return fact.codes.get(value, value)
        case FactType.DIVISION, str():
            return places.get(value, value)
    return NUMBERS.get(fact.name, {}).get(str(value), str(value))
