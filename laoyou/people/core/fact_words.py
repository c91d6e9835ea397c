"""How bureaus write the status facts: their words, to kind and value."""

from __future__ import annotations

from collections.abc import Mapping

from laoyou.people.types import FactKind

Words = dict[str, tuple[FactKind, str]]


def _words(kind: FactKind, table: Mapping[str, str]) -> dict[str, tuple[FactKind, str]]:
    return {word: (kind, value) for word, value in table.items()}


ASSISTANCE: Words = {
    **_words(FactKind.LOW_INCOME, {"城市低保": "urban", "城镇低保": "urban", "农村低保": "rural"}),
    **_words(FactKind.LOW_INCOME_EDGE, {"低保边缘": "yes", "低保边缘家庭": "yes", "低保边缘户": "yes"}),
    **_words(
        FactKind.EXTREME_POVERTY,
        {
            "特困人员集中供养": "concentrated",
            "特困集中供养": "concentrated",
            "集中供养": "concentrated",
            "特困人员分散供养": "dispersed",
            "特困分散供养": "dispersed",
            "分散供养": "dispersed",
        },
    ),
    **_words(FactKind.ENTITLED_GROUP, {"重点优抚": "yes", "重点优抚对象": "yes"}),
}
ABILITY: Words = _words(
    FactKind.ABILITY,
    {"能力完好": "0", "轻度失能": "1", "中度失能": "2", "重度失能": "3", "完全失能": "4",
     "0级": "0", "1级": "1", "2级": "2", "3级": "3", "4级": "4"},
)  # fmt: skip
LTC: Words = _words(
    FactKind.LTC_GRADE,
    {"基本正常": "0", "轻度失能": "1", "中度失能": "2", "重度失能Ⅰ级": "3", "重度失能I级": "3",
     "重度失能Ⅱ级": "4", "重度失能II级": "4", "重度失能Ⅲ级": "5", "重度失能III级": "5",
     "0级": "0", "1级": "1", "2级": "2", "3级": "3", "4级": "4", "5级": "5"},
)  # fmt: skip
PENSION: Words = _words(
    FactKind.PENSION,
    {"城镇职工": "employee", "城镇职工基本养老保险": "employee", "职工": "employee",
     "企业职工": "employee", "城乡居民": "resident", "城乡居民基本养老保险": "resident", "居民": "resident",
     "机关事业": "public", "机关事业单位": "public", "机关事业单位基本养老保险": "public"},
)  # fmt: skip
MATTERS: Words = {
    **_words(FactKind.DEMENTIA, {"认知障碍": "yes", "认知症": "yes", "阿尔茨海默病": "yes"}),
    **_words(
        FactKind.SPECIAL_FAMILY,
        {"计生特殊家庭-独生子女死亡": "bereaved", "独生子女死亡": "bereaved",
         "计生特殊家庭-独生子女伤残": "disabled_child", "独生子女伤残": "disabled_child"},
    ),
}  # fmt: skip
DISABILITY: Words = _words(
    FactKind.DISABILITY,
    {
        word + ending: digit
        for word, digit in zip(
            ("视力", "听力", "言语", "肢体", "智力", "精神", "多重"), "1234567", strict=True
        )
        for ending in ("残疾", "")
    },
)
LIVING: Words = _words(
    FactKind.LIVING,
    {"独居": "alone", "空巢": "empty_nest", "留守": "left_behind", "与子女同住": "with_family",
     "与家人同住": "with_family", "同住": "with_family"},
)  # fmt: skip

GRADES = {"一级": "1", "二级": "2", "三级": "3", "四级": "4", "1级": "1", "2级": "2", "3级": "3", "4级": "4",
          "1": "1", "2": "2", "3": "3", "4": "4", "Ⅰ级": "1", "Ⅱ级": "2", "Ⅲ级": "3", "Ⅳ级": "4"}  # fmt: skip
"""Disability grades as they are written."""

NOT_SAID = frozenset({"", "无", "否", "没有", "/", "\\", "-", "—", "——", "无此情况", "不详", "未知"})
"""Words of an optional column that say nothing."""
