"""Proposals and runs in the words of their pages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from laoyou.benefits.reads import runs, suspensions
from laoyou.benefits.reads.proposals import ProposalRow
from laoyou.benefits.types import (
    OF_MONEY,
    PROPOSAL_STATE_LABELS,
    Kind,
    ProposalState,
    Why,
)
from laoyou.kernel.masking import mask_name
from laoyou.kernel.money import Money
from laoyou.people.reads import persons
from laoyou.people.reads.persons import NameRecord
from laoyou.places import reads as places
from laoyou.places.types import DivisionRecord
from laoyou.policies import reads as policies
from laoyou.policies.reads import PublishedVersion
from laoyou.policies.types import Per

STATE_SIGNS = {
    ProposalState.PENDING: "waiting",
    ProposalState.CONFIRMED: "ok",
    ProposalState.AUTOMATIC: "ok",
    ProposalState.DISMISSED: "no",
    ProposalState.SUPERSEDED: "unknown",
}
PER_UNITS = {Per.MONTH: "元/月", Per.YEAR: "元/年", Per.ONCE: "元，一次"}


@dataclass(frozen=True, slots=True)
class Line:
    """A proposal as a list shows it: the name masked, what and why in words."""

    row: ProposalRow
    name: str
    place: str
    benefit: str
    is_demo: bool
    amount: str
    before: str
    days: str
    reasons: tuple[str, ...]
    state: str
    sign: str
    on_hold: bool


def lines(rows: Sequence[ProposalRow], here: str = "") -> list[Line]:
    """Rows for a list, places as seen from `here`: as many queries for many rows as for one."""
    named = persons.names(row.person_id for row in rows)
    found = places.divisions({row.division for row in rows})
    versions = policies.versions({row.version_id for row in rows})
    laws = names_of({row.run_id for row in rows})
    on_hold = suspensions.open_of(row.person_id for row in rows)
    return [
        _line(
            row,
            named[row.person_id],
            versions[row.version_id],
            laws,
            _place(row.division, found, here),
            on_hold=(row.person_id, row.benefit) in on_hold,
        )
        for row in rows
    ]


def names_of(run_ids: Iterable[int]) -> dict[str, str]:
    """What the benefits that some runs decided are called, by code."""
    return {law.code: law.name for run_id in sorted(run_ids) for law in runs.run(run_id).laws}


def _line(
    row: ProposalRow,
    person: NameRecord,
    version: PublishedVersion,
    laws: Mapping[str, str],
    place: str,
    *,
    on_hold: bool,
) -> Line:
    return Line(
        row=row,
        name=mask_name(person.name),
        place=place,
        benefit=version.document.name,
        is_demo=policies.is_demo(version.document, row.from_day),
        amount=_amount(row),
        before=_money(row.was_fen, row.per) if row.was_fen is not None and row.kind is Kind.CHANGE else "",
        days=_days(row),
        reasons=_reasons(row, person, version, laws),
        state=PROPOSAL_STATE_LABELS[row.state],
        sign=STATE_SIGNS[row.state],
        on_hold=on_hold,
    )


def _amount(row: ProposalRow) -> str:
    if row.kind in OF_MONEY:
        return f"{Money(row.amount_fen).yuan} 元"
    return _money(row.was_fen if row.kind is Kind.STOP else row.amount_fen, row.per)


def _money(fen: int | None, per: Per) -> str:
    """So much a month; what costs nothing is a service."""
    return f"{Money(fen).yuan} {PER_UNITS[per]}" if fen else "服务"


def _days(row: ProposalRow) -> str:
    if row.kind in OF_MONEY:
        return months_said([line.month for line in row.lines])
    if row.on_application and row.state is ProposalState.PENDING:
        return "确认当月起"
    until = f"，到 {_day(row.until_day)}" if row.until_day else ""
    return f"{_day(row.from_day)}起{until}"


def _reasons(
    row: ProposalRow, person: NameRecord, version: PublishedVersion, laws: Mapping[str, str]
) -> tuple[str, ...]:
    """Why, in sentences of the law where there are some."""
    match row.why:
        case Why.ENTITLED:
            return ("符合全部条件",)
        case Why.CLAUSES:
            return tuple(f"不再符合：{says}（{article}）" for says, article in failed(row, version))
        case Why.EXCLUDED:
            others = "、".join(f"“{laws.get(code, code)}”" for code in row.excluded_by)
            return (f"已有{others}，两项不能同享",)
        case Why.DIED:
            return (f"已于 {_day(person.death_date)}去世" if person.death_date else "已去世",)
        case Why.MERGED:
            return ("档案已并入另一份，待遇在合并后的档案上",)
        case Why.ENDED:
            return ("政策已终止",)
        case Why.LAW:
            return ("政策换了版本，金额不变",)
    return ("按现在的情况，标准已不同",)


def failed(row: ProposalRow, version: PublishedVersion) -> list[tuple[str, str]]:
    """The sentences and articles of the clauses that fail."""
    program = policies.program_on(version.document, _within(row.from_day, version))
    return [
        (clause.says.rstrip("。"), clause.article)
        for place, clause in enumerate(program.clauses)
        if row.failed >> place & 1
    ]


def _within(day: date, version: PublishedVersion) -> date:
    """The day, or the nearest one on which the version is in force."""
    start, end = version.document.in_force.start, version.document.in_force.end
    return max(start or day, min(day, end or day))


def months_said(months: Sequence[date]) -> str:
    """Months as people say them: 2026 年 2 月至 3 月，共 2 个月."""
    first, last = min(months), max(months)
    begin = f"{first.year} 年 {first.month} 月"
    if first == last:
        return begin
    end = f"{last.month} 月" if last.year == first.year else f"{last.year} 年 {last.month} 月"
    return f"{begin}至 {end}，共 {len(months)} 个月"


def month_said(day: date) -> str:
    return f"{day.year} 年 {day.month} 月"


def _day(day: date | None) -> str:
    return f"{day.year} 年 {day.month} 月 {day.day} 日" if day else ""


def _place(code: str, found: Mapping[str, DivisionRecord], here: str) -> str:
    return found[code].full_name.removeprefix(here) or here if code in found else code
