"""Scales are files: bad ones are refused with the place, a region adds its own or sets a parameter."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytest_django import Settings

from laoyou.assessment.core.loading import read_scale
from laoyou.assessment.reads import scales
from laoyou.assessment.reads.scales import SHIPPED
from laoyou.assessment.tests.cast import GB, on
from laoyou.kernel.errors import Invalid, NotFound
from laoyou.people.types import VALUES

GOOD = """
scale: small
edition: "1"
title: 小量表
report: 小报告
number: 某发〔2026〕1号
in_force: {from: 2026-01-01}
result: ability
parameters:
  months: {value: 12, least: 1, most: 24, certainty: U, about: 几个月}
  way: {value: sum, choices: {sum: 合计, same: 同类}, certainty: R, about: 怎样数}
process: {expert: 医护, dispute_days: 30, redo_days: 30}
groups:
  - key: body
    code: "1"
    name: 身体
    items:
      - {key: walk, code: "1.1", name: 走,
         options: [{score: 2, says: 好}, {score: 1, says: 中}, {score: 0, says: 差}]}
      - {key: eat, code: "1.2", name: 吃, options: [{score: 1, says: 好}, {score: 0, says: 差}]}
information:
  - key: events
    name: 事件
    questions:
      - {key: falls, name: 跌倒, kind: one, required: true,
         choices: [{key: "0", says: 无}, {key: "1", says: 有, count: 1}]}
dimensions:
  - key: total
    name: 总分
    groups: [body]
    bands: [{level: 0, name: 好, from: 3, to: 3}, {level: 1, name: 中, from: 1, to: 2},
            {level: 2, name: 差, from: 0, to: 0}]
grades: [{grade: 0, name: 好, months: $months}, {grade: 1, name: 中}, {grade: 2, name: 差}]
grading: {rows: total, cells: [[0], [1], [2]]}
adjustments:
  - {key: fell, says: 跌倒过, worsens: 1, when: {count: [falls], counting: $way, at_least: 1}}
contradictions:
  - {key: odd, says: 不会走却会吃, severity: ask, when: {answer: walk, most: 0}, items: [eat], most: 0}
"""


def read(old: str = "", new: str = "", **amended: int | str) -> None:
    assert old in GOOD
    read_scale(GOOD.replace(old, new, 1), "small.yaml", amended)


def test_the_small_scale_that_these_tests_break_is_whole() -> None:
    read()


BROKEN = [
    ("title: 小量表\n", "", "缺少“title”"),
    ("title: 小量表", "titel: 小量表", "第 4 行 titel：不认识“titel”"),
    ("title: 小量表", "title: 小量表\ntitle: 又一个", "写了两次"),
    ("title: 小量表", 'title: ""', "不能为空"),
    ("title: 小量表", "title: [小量表]", "应当是一个值"),
    ("title: 小量表", "title: $name", "没有名为“name”的参数"),
    ("in_force: {from: 2026-01-01}", "in_force: {from: 2026-02-30}", "日期应如"),
    ("in_force: {from: 2026-01-01}", "in_force: {from: 2026-01-01, until: 2025-01-01}", "早于"),
    ("result: ability", "result: courage", "没有“courage”"),
    ("value: 12, least: 1", "value: 0, least: 1", "1 到 24"),
    ("value: 12, least: 1", "value: x, least: 1", "1 到 24"),
    ("certainty: U", "certainty: X", "V（已核对）"),
    ("value: sum", "value: all", "不在可选值里"),
    ("key: walk", "key: Walk", "小写英文"),
    ("key: eat", "key: walk", "“walk”重复"),
    ("key: eat", "key: informant", "系统自用"),
    ("{score: 2, says: 好}", "{score: 0, says: 好}", "从高分排到低分"),
    ("{score: 2, says: 好}", "{score: two, says: 好}", "应为整数"),
    ("{score: 1, says: 好}", "{score: 0, says: 好}", "key"),
    ("{score: 0, says: 差}]}\n      - {key: eat", "{score: 1, says: 差}]}\n      - {key: eat", "key"),
    ("kind: one", "kind: maybe", "应为：one"),
    ("kind: one", "kind: text", "其他不写"),
    ('{key: "1", says: 有, count: 1}', '{key: "0", says: 有, count: 1}', "key 相同"),
    ('{key: "1", says: 有, count: 1}', '{key: "1", says: 有, count: 1, icd: 10-I15}', "ICD-10"),
    ("required: true", "required: maybe", "true 或 false"),
    ("groups: [body]", "groups: [soul]", "没有项目组“soul”"),
    ("from: 1, to: 2", "from: 2, to: 2", "有空档：总分 1 可以得到"),
    ("from: 1, to: 2", "from: 1, to: 3", "重叠"),
    ("from: 1, to: 2", "from: 2, to: 1", "from 大于 to"),
    ("{level: 1, name: 中", "{level: 2, name: 中", "依次编号"),
    ("cells: [[0], [1], [2]]", "cells: [[0], [1]]", "3 行、1 列"),
    ("cells: [[0], [1], [2]]", "cells: [[0], [2], [1]]", "等级不能更轻"),
    ("cells: [[0], [1], [2]]", "cells: [[0], [1], [9]]", "没有的等级"),
    ("rows: total", "rows: sum", "没有维度“sum”"),
    ("{grade: 2, name: 差}", "{grade: 9, name: 差}", "依次编号"),
    ("{grade: 2, name: 差}", "{grade: 2, name: 差, expires: true}", "必须写 months"),
    ("worsens: 1", "worsens: 0", "要写且只写一个"),
    ("worsens: 1", "worsens: -1", "不能减轻"),
    ("worsens: 1", "sets: 7", "没有这个等级"),
    ("count: [falls]", "count: [walk]", "没有次数可数"),
    ("counting: $way", "counting: often", "sum（各类合计）"),
    ("severity: ask", "severity: shout", "应为：refuse"),
    ("when: {answer: walk, most: 0}", "when: {answer: fly, most: 0}", "没有可以选择的项目“fly”"),
    ("when: {answer: walk, most: 0}", 'when: {answer: walk, among: ["7"]}', "没有选项“7”"),
    ("when: {answer: walk, most: 0}", "when: {answer: falls, most: 0}", "没有分数"),
    ("when: {answer: walk, most: 0}", "when: {answer: walk}", "among"),
    ("when: {answer: walk, most: 0}", "when: {any: []}", "至少要有一个条件"),
    ("when: {answer: walk, most: 0}", "when: {any: [{answer: walk, most: 0}], all: []}", "之一"),
    ("items: [eat], most: 0}", "items: [fly], most: 0}", "没有评估项目“fly”"),
    ("items: [eat], most: 0}", "items: [eat]}", "least/most"),
    ("groups:\n  - key: body", "groups: 3\nothers:\n  - key: body", "不认识“others”"),
    ("scale: small", "- scale: small", "YAML"),
]


@pytest.mark.parametrize(("old", "new", "words"), BROKEN)
def test_a_bad_file_is_refused_with_its_name_and_its_place(old: str, new: str, words: str) -> None:
    with pytest.raises(Invalid) as refused:
        read(old, new)

    assert refused.value.code == "scale"
    assert refused.value.message.startswith("small.yaml")
    assert words in refused.value.message


def test_the_line_and_the_path_lead_to_the_fault() -> None:
    with pytest.raises(
        Invalid, match=r"^small.yaml 第 19 行 groups\[0\].items\[0\].options\[1\].score：应为整数。$"
    ):
        read("{score: 1, says: 中}", "{score: x, says: 中}")


def test_what_is_no_mapping_or_far_too_large_is_refused() -> None:
    for text in ("", "- 1", "x: [", "a" * 500_001):
        with pytest.raises(Invalid) as refused:
            read_scale(text, "odd.yaml")
        assert refused.value.code == "scale"


def test_a_condition_does_not_go_down_without_end() -> None:
    deep = "{answer: walk, most: 0}"
    for _ in range(7):
        deep = f"{{any: [{deep}]}}"

    with pytest.raises(Invalid, match="最多 5 层"):
        read("when: {answer: walk, most: 0}", f"when: {deep}")


@pytest.fixture
def region(settings: Settings, tmp_path: Path) -> Path:
    settings.LAOYOU_SCALES = tmp_path
    return tmp_path


def test_a_scale_of_the_region_is_a_file_and_nothing_else(region: Path) -> None:
    (region / "small.yaml").write_text(GOOD, encoding="utf-8")

    assert scales.current("small", on("2026-03-02")).title == "小量表"
    assert {one.key for one in scales.in_force(on("2026-03-02"))} == {GB, "ltci", "small"}
    with pytest.raises(NotFound):
        scales.current("small", on("2025-12-31"))


def test_a_new_edition_takes_over_on_its_day(region: Path) -> None:
    text = (SHIPPED / "gbt42195-2022.yaml").read_text(encoding="utf-8")
    old = text.replace("in_force: {from: 2022-12-30}", "in_force: {from: 2022-12-30, until: 2026-12-31}")
    new = text.replace('edition: "2022"', 'edition: "2027"').replace("2022-12-30", "2027-01-01")
    for name, words in (
        ("old.yaml", old.replace("gbt42195", "ours", 1)),
        ("new.yaml", new.replace("gbt42195", "ours", 1)),
    ):
        (region / name).write_text(words, encoding="utf-8")

    assert scales.current("ours", on("2026-12-31")).edition == "2022"
    assert scales.current("ours", on("2027-01-01")).edition == "2027"


def test_two_editions_of_one_day_are_refused(region: Path) -> None:
    text = (SHIPPED / "gbt42195-2022.yaml").read_text(encoding="utf-8")
    (region / "new.yaml").write_text(text.replace('edition: "2022"', 'edition: "2025"'), encoding="utf-8")

    with pytest.raises(Invalid, match=r"new.yaml：“gbt42195”的 2022 版与 2025 版适用日期重叠"):
        scales.every()


def test_a_region_sets_a_parameter_without_another_file_of_the_scale(region: Path) -> None:
    amending = "amends: gbt42195@2022\nparameters: {regular_months: 6, stacking: each}\n"
    (region / "ours.yaml").write_text(amending, encoding="utf-8")

    found = scales.current(GB, on("2026-03-02"))

    assert found.stacks
    assert {one.months for one in found.grades} == {6}
    plain = read_scale((SHIPPED / "gbt42195-2022.yaml").read_text(encoding="utf-8"), "x")
    assert found.digest != plain.digest


AMENDMENTS = [
    ("amends: gbt42195@2022\nparameters: {regular_months: 99}\n", "1 到 36"),
    ("amends: gbt42195@2022\nparameters: {moon: full}\n", "没有参数“moon”"),
    ("amends: ltci@2021\nparameters: {severe_months: 36}\n", "1 到 24"),
    ("amends: nothing@1\nparameters: {x: 1}\n", "没有量表“nothing@1”"),
    ("amends: gbt42195@2022\nextra: 1\nparameters: {x: 1}\n", "不认识“extra”"),
]


@pytest.mark.parametrize(("text", "words"), AMENDMENTS)
def test_a_bad_setting_of_a_region_is_refused(region: Path, text: str, words: str) -> None:
    (region / "ours.yaml").write_text(text, encoding="utf-8")

    with pytest.raises(Invalid) as refused:
        scales.every()

    assert words in refused.value.message


def test_grades_of_the_shipped_scales_are_values_of_their_status_fact(settings: Settings) -> None:
    settings.LAOYOU_SCALES = None

    for one in scales.every().values():
        assert {str(grade.grade) for grade in one.grades} == set(VALUES[one.result])
    with pytest.raises(NotFound):
        scales.scale(GB, "1999")
