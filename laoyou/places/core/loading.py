"""From a list of divisions to the rows to be stored: checked, named in full, placed in a cell."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from laoyou.access.types import division_key
from laoyou.kernel import names
from laoyou.kernel.errors import Invalid
from laoyou.places.core.cells import cell_of
from laoyou.places.core.codes import RANKS, ancestors, check_code, level_of
from laoyou.places.core.naming import short_name, spoken
from laoyou.places.core.urban import check_class
from laoyou.places.types import Level, NewDivision

LONGEST_NAME = 64
LONGEST_PINYIN = 160
_NAMED_FROM = RANKS[Level.COUNTY]


@dataclass(frozen=True, slots=True)
class DivisionRow:
    """One row as it is stored; field by field what models.Division keeps."""

    code: str
    level: str
    name: str
    full_name: str
    short_name: str
    pinyin: str
    initials: str
    parent_id: str | None
    urban_rural: str
    latitude: float | None
    longitude: float | None
    cell: str | None
    position_kind: str
    retired_on: date | None


def assemble(new: Sequence[NewDivision], kept: Mapping[str, NewDivision]) -> list[DivisionRow]:
    """The rows for `new` and for `kept` (what the register has and the list does not), parents first.

    Kept divisions are named anew too: a county that changed its name changes it in every village's full name.
    Raises Invalid with the codes `division_twice`, `division_code`, `division_level`, `division_parent`,
    `division_name`, `urban_rural` or `position`.
    """
    every = {**kept, **_by_code(new)}
    for division in new:
        check_code(division.code)
        _check_parent(division, every)
        _check_words(division)
    shorts = {code: short_name(spoken(division.name)) for code, division in every.items()}
    spelt = dict(zip(shorts, names.pinyin_many(list(shorts.values())), strict=True))
    return [_row(every[code], shorts[code], _full_name(code, shorts), *spelt[code]) for code in sorted(every)]


def roots(codes: Iterable[str]) -> tuple[str, ...]:
    """The topmost of `codes`: those whose ancestors are not among them."""
    known = set(codes)
    return tuple(sorted(code for code in known if known.isdisjoint(ancestors(code))))


def _by_code(new: Sequence[NewDivision]) -> dict[str, NewDivision]:
    found: dict[str, NewDivision] = {}
    for division in new:
        if found.setdefault(division.code, division) is not division:
            raise Invalid(f"区划代码 {division.code} 出现了两次，请删去一行。", "division_twice")
    return found


def _check_parent(division: NewDivision, every: Mapping[str, NewDivision]) -> None:
    code, parent = division.code, division.parent
    if level_of(code) is not division.level:
        raise Invalid(f"区划 {code} 的代码与级别不一致，请核对末尾的零。", "division_level")
    if division.level is Level.PROVINCE:
        if parent is not None:
            raise Invalid(f"省级区划 {code} 不应有上级，请清空。", "division_parent")
        return
    above = every.get(parent or "")
    if above is None:
        raise Invalid(f"区划 {code} 的上级 {parent or '（空）'} 不存在，请先加入上级。", "division_parent")
    if RANKS[above.level] >= RANKS[division.level] or not code.startswith(division_key(above.code)):
        raise Invalid(f"区划 {code} 不在上级 {above.code} 之内，请核对代码。", "division_parent")


def _check_words(division: NewDivision) -> None:
    if not spoken(division.name) or len(division.name) > LONGEST_NAME:
        raise Invalid(f"区划 {division.code} 的名称应为 1 至 {LONGEST_NAME} 个字，请核对。", "division_name")
    check_class(division.urban_rural)
    if division.urban_rural and division.level is not Level.VILLAGE:
        raise Invalid(f"城乡分类只填在村（社区）上，请清空 {division.code} 的分类。", "urban_rural")
    if (division.latitude is None) != (division.longitude is None):
        raise Invalid(f"区划 {division.code} 的经纬度缺了一个，请补齐或都不填。", "position")
    if (division.latitude is None) != (division.position_kind is None):
        raise Invalid(f"区划 {division.code} 的位置没有注明来源，请补齐。", "position")


def _full_name(code: str, shorts: Mapping[str, str]) -> str:
    """From the county down; a city and a province have their own name only."""
    above = [one for one in ancestors(code) if RANKS[level_of(one)] >= _NAMED_FROM]
    return "".join(shorts[one] for one in above if one in shorts) + shorts[code]


def _row(division: NewDivision, short: str, full: str, pinyin: str, initials: str) -> DivisionRow:
    latitude, longitude = division.latitude, division.longitude
    cell = None if latitude is None or longitude is None else cell_of(latitude, longitude)
    return DivisionRow(
        code=division.code,
        level=division.level.value,
        name=spoken(division.name),
        full_name=full,
        short_name=short,
        pinyin=pinyin[:LONGEST_PINYIN],
        initials=initials[:LONGEST_NAME],
        parent_id=division.parent,
        urban_rural=division.urban_rural,
        latitude=latitude,
        longitude=longitude,
        cell=cell,
        position_kind=division.position_kind.value if division.position_kind else "",
        retired_on=division.retired_on,
    )
