"""At least 55 % of the welfare-lottery money that a city or a county keeps goes to elder care.

Hengshui's 14th five-year plan of elder care, 强化养老服务业发展资金保障:
“市、县两级政府自2022年起，将本级留用的福彩公益金的55%以上资金用于支持发展养老服务。” The same in a
district's plan for rural elder care, 建立资金分担机制: “市、县两级留存使用的福彩公益金55%以上
用于支持养老服务发展”. So, for each government of the two levels and each year from 2022:
what it kept for itself (received, less what it passed down) is the whole, its payments for elder care are the
part. 以上 includes the number itself (民法典第一千二百五十九条).
"""

from __future__ import annotations

from dataclasses import dataclass

from laoyou.ledger.types import ElderShare, ShareState

CITY_DIGITS, COUNTY_DIGITS = 4, 6


@dataclass(frozen=True, slots=True)
class ShareRule:
    """The rule as a region may set it: so many per cent, from a year on."""

    percent: int = 55
    since: int = 2022


RULE = ShareRule()


def share(
    division: str, *, retained: int, elder: int, other: int, year_is_over: bool, rule: ShareRule = RULE
) -> ElderShare:
    """How one government stands in one year; amounts in fen, payments positive.

    `needed` is rounded up to a fen, so that what is needed always suffices.
    """
    needed = max(0, -(-retained * rule.percent // 100))
    missing = max(0, needed - elder)
    room = max(0, retained - needed - other)
    return ElderShare(
        division=division,
        retained=retained,
        elder=elder,
        other=other,
        needed=needed,
        missing=missing,
        room=room,
        state=_state(retained, needed, elder, other, year_is_over),
    )


def _state(retained: int, needed: int, elder: int, other: int, year_is_over: bool) -> ShareState:
    if retained <= 0:
        return ShareState.NOTHING
    if elder >= needed:
        return ShareState.KEPT
    if year_is_over:
        return ShareState.MISSED
    return ShareState.CROWDED if other > retained - needed else ShareState.OPEN
