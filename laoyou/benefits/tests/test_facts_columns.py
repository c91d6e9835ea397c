"""The register's columns as facts of the law."""

from __future__ import annotations

from datetime import date

import polars as pl

from laoyou.benefits.core.facts_columns import facts
from laoyou.rules.types import Fact, FactType, Value

SEX = Fact("sex", FactType.CODE, "性别", {"1": "男", "2": "女"})
POVERTY = Fact("extreme_poverty", FactType.CODE, "特困", {"dispersed": "分散", "none": "不是"})
ABILITY = Fact("ability", FactType.NUMBER, "能力等级")
DEMENTIA = Fact("dementia", FactType.BOOL, "认知障碍")


def column(fact: Fact, said: list[str | None], **silence: Value) -> list[object]:
    register = pl.DataFrame({"person_id": range(len(said)), fact.name: pl.Series(said, dtype=pl.String)})
    found = facts(register, [fact], silence=silence, urban={}, on=date(2026, 1, 31))
    return found[fact.name].to_list()


def test_a_sex_that_was_not_stated_is_unknown() -> None:
    assert column(SEX, ["1", "2", "0", "9", None]) == ["1", "2", None, None, None]


def test_what_no_source_says_is_what_silence_means() -> None:
    assert column(POVERTY, ["dispersed", None], extreme_poverty="none") == ["dispersed", "none"]
    assert column(DEMENTIA, ["yes", None], dementia=False) == [True, False]
    assert column(ABILITY, ["2", None], ability=0) == [2, 0]


def test_a_code_that_the_law_does_not_name_is_not_silence() -> None:
    assert column(POVERTY, ["somehow", None], extreme_poverty="none") == [None, "none"]


def test_where_silence_means_nothing_the_fact_is_unknown() -> None:
    assert column(ABILITY, ["3", None]) == [3, None]
    assert column(DEMENTIA, [None]) == [None]
