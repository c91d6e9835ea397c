"""A document read whole: every fault of it is told, with its place and the remedy, not the first alone."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache

from laoyou.kernel.errors import Invalid
from laoyou.kernel.spans import DateSpan
from laoyou.policies.core import benefits, catalogues, fund_rules, tree
from laoyou.policies.core.governing import governs, territory_of
from laoyou.policies.core.reading import Faults, Section, as_day
from laoyou.policies.types import (
    Authority,
    Benefit,
    Catalogue,
    Document,
    DocumentKind,
    DocumentRefused,
    FundRule,
    Law,
)

COMMON_KEYS = {
    "name": "名称",
    "summary": "一句话说明",
    "issuer": "制定机关",
    "territory": "适用地区",
    "law": "依据文件",
    "in_force": "有效期",
    "demo": "为什么是示例",
}
KIND_KEYS = {
    DocumentKind.BENEFIT: {"benefit": "待遇代号", **benefits.KEYS},
    DocumentKind.FUND_RULE: {"fund_rule": "规则代号", **fund_rules.KEYS},
    DocumentKind.CATALOGUE: {"catalogue": "清单代号", **catalogues.KEYS},
}
AUTHORITY_KEYS = {"division": "区划代码", "name": "名称"}
LAW_KEYS = {"title": "标题", "number": "文号", "date": "日期"}
IN_FORCE_KEYS = {"from": "起始日期", "to": "截止日期"}
_LAW_DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?", re.ASCII)


@lru_cache(maxsize=512)
def read(text: str) -> Document:
    """A document by its text. Raises DocumentRefused with every fault, in the order of their places."""
    faults = Faults()
    try:
        table, faults.found = tree.read(text)
    except tree.Unreadable as nothing:
        raise DocumentRefused((nothing.fault,)) from None
    document = _document(table, text, faults)
    if faults.found or document is None:
        raise DocumentRefused(tuple(sorted(set(faults.found))))
    return document


def named(refused: DocumentRefused, file: str) -> DocumentRefused:
    """The same refusal, said of a file."""
    return DocumentRefused(tuple(replace(fault, file=file) for fault in refused.faults))


def _document(table: tree.Table, text: str, faults: Faults) -> Document | None:
    kind = _kind(table, faults)
    if kind is None:
        return None
    section = Section(table, {**COMMON_KEYS, **KIND_KEYS[kind]}, faults)
    code, in_force = section.name(kind.value), _in_force(section, faults)
    issuer, territory = _authority(section, "issuer", faults), _authority(section, "territory", faults)
    _check_governing(section, issuer, territory, faults)
    common = (
        kind,
        code,
        section.text("name", longest=60),
        section.text("summary", longest=200),
        issuer,
        territory,
        _law(section, faults),
        in_force or DateSpan.always(),
        section.text("demo", needed=False, longest=200),
    )
    return Document(*common, _body(kind, section, code, territory.division, in_force, faults), text)


def _body(
    kind: DocumentKind,
    section: Section,
    code: str,
    territory: str,
    in_force: DateSpan | None,
    faults: Faults,
) -> Benefit | FundRule | Catalogue:
    match kind:
        case DocumentKind.BENEFIT:
            return benefits.read(section, code, territory, in_force, faults)
        case DocumentKind.FUND_RULE:
            return fund_rules.read(section, faults)
        case DocumentKind.CATALOGUE:
            return catalogues.read(section, faults)


def _kind(table: tree.Table, faults: Faults) -> DocumentKind | None:
    found = [kind for kind in DocumentKind if kind.value in table.entries]
    if len(found) == 1:
        return found[0]
    said = "只能写一个" if found else "缺少开头的代号"
    faults.add(
        table.mark, "kind", f"{said}：待遇写 benefit，资金规则写 fund_rule，服务清单写 catalogue，三者选一。"
    )
    return None


def _authority(section: Section, key: str, faults: Faults) -> Authority:
    one = section.section(key, AUTHORITY_KEYS)
    if one is None:
        return Authority("", "")
    leaf, name = one.leaf("division"), one.text("name", longest=60)
    division = territory_of(leaf.text) if leaf else None
    if leaf is not None and division is None:
        faults.add(
            leaf.mark, "division", f"“{leaf.text[:40]}”不是区划代码，请写 12 位数字；全国写 national。"
        )
    return Authority(division or "", name)


def _check_governing(section: Section, issuer: Authority, territory: Authority, faults: Faults) -> None:
    if not issuer.division or not territory.division:
        return
    if not governs(issuer.division, territory.division):
        faults.add(
            section.at("territory"),
            "not_governed",
            f"{issuer.name}（{issuer.division}）管不到{territory.name}（{territory.division}）。"
            "适用地区应是制定机关的辖区或其下级，请核对两处代码。",
        )


def _law(section: Section, faults: Faults) -> Law:
    one = section.section("law", LAW_KEYS)
    if one is None:
        return Law("")
    day = one.text("date", needed=False)
    if day and not (_LAW_DATE.fullmatch(day) and as_day(f"{day}-01-01"[:10])):
        faults.add(one.at("date"), "day", "文件日期请写成 2022、2022-06 或 2022-06-13；不知道就不写。")
    return Law(one.text("title", longest=120), one.text("number", needed=False, longest=60), day)


def _in_force(section: Section, faults: Faults) -> DateSpan | None:
    one = section.section("in_force", IN_FORCE_KEYS)
    if one is None:
        return None
    start, end = one.day("from"), one.day("to", needed=False)
    if start is None or (end is None and one.has("to")):
        return None
    try:
        return DateSpan(start, end)
    except Invalid:
        faults.add(one.at("to"), "days_backwards", f"截止日期 {end} 早于起始日期 {start}，请核对两个日期。")
        return None
