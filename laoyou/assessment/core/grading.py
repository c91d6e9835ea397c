"""Reading bands and the table of grades, and making sure that they leave no total without a grade."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from laoyou.assessment.core.nodes import Node
from laoyou.assessment.core.scale import Band, Dimension, Grade, Grading, Group


def reachable(groups: Sequence[Group]) -> frozenset[int]:
    """Every total that some choice of options gives."""
    totals = {0}
    for group in groups:
        for item in group.items:
            totals = {total + option.score for total in totals for option in item.options}
    return frozenset(totals)


def read_grades(root: Node, values: Mapping[str, str]) -> tuple[Grade, ...]:
    """Grades from 0, each a value of the status fact that the scale results in."""
    found = []
    for place, node in enumerate(root.at("grades").each()):
        node.only("grade", "name", "months", "expires")
        grade = node.at("grade").integer()
        if grade != place or str(grade) not in values:
            raise node.at("grade").fault("等级应从 0 起依次编号，并且是身份状况里有的值。")
        months, expires = node.maybe("months"), node.flag("expires")
        if (months is not None and months < 1) or (expires and months is None):
            raise node.fault("months 应为正整数；到期失效的等级必须写 months。")
        found.append(Grade(grade, node.at("name").text(), months, expires))
    return tuple(found)


def read_dimensions(root: Node, groups: Sequence[Group]) -> tuple[Dimension, ...]:
    by_key = {group.key: group for group in groups}
    found = []
    for node in root.at("dimensions").each():
        node.only("key", "name", "groups", "bands")
        for one in node.at("groups").each():
            if one.text() not in by_key:
                raise one.fault(f"没有项目组“{one.text()}”。")
        keys = node.words("groups")
        bands = _bands(node.at("bands"), reachable([by_key[key] for key in keys]))
        found.append(Dimension(node.at("key").text(), node.at("name").text(), keys, bands))
    return tuple(found)


def _bands(node: Node, totals: frozenset[int]) -> tuple[Band, ...]:
    """Levels from 0, each below the one before; every reachable total in exactly one."""
    bands: list[Band] = []
    for place, one in enumerate(node.each()):
        one.only("level", "name", "from", "to")
        band = Band(
            one.at("level").integer(), one.at("name").text(), one.at("from").integer(), one.at("to").integer()
        )
        if band.level != place:
            raise one.at("level").fault("级别应从 0（最好）起依次编号。")
        if band.low > band.high:
            raise one.fault("from 大于 to。")
        if bands and band.high >= bands[-1].low:
            raise one.fault(f"与上一级重叠：{band.high} 分已经算在“{bands[-1].name}”里，或者次序颠倒。")
        bands.append(band)
    for total in sorted(totals):
        if not any(band.low <= total <= band.high for band in bands):
            raise node.fault(f"有空档：总分 {total} 可以得到，却不在任何一级里。")
    return tuple(bands)


def read_grading(node: Node, dimensions: Sequence[Dimension], grades: Sequence[Grade]) -> Grading:
    """The table: as large as the levels, of known grades, and never better where a level is worse."""
    node.only("rows", "columns", "cells")
    by_key = {one.key: one for one in dimensions}
    rows, columns = node.at("rows").text(), node.words("columns")
    for key in (rows, *columns):
        if key not in by_key:
            raise node.fault(f"没有维度“{key}”。")
    cells = tuple(tuple(cell.integer() for cell in row.each()) for row in node.at("cells").each())
    high = len(by_key[rows].bands)
    wide = max((len(by_key[key].bands) for key in columns), default=1)
    if len(cells) != high or any(len(row) != wide for row in cells):
        raise node.at("cells").fault(f"应为 {high} 行、{wide} 列。")
    if not {cell for row in cells for cell in row} <= {one.grade for one in grades}:
        raise node.at("cells").fault("里面有 grades 没有的等级。")
    for one in (*cells, *zip(*cells, strict=True)):
        if list(one) != sorted(one):
            raise node.at("cells").fault("级别更差时等级不能更轻：每行、每列都应由轻到重。")
    return Grading(rows, columns, cells)
