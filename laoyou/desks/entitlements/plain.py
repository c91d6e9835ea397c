"""The same month for an old person and the family: at most six things, in plain sentences, without codes."""

from __future__ import annotations

from dataclasses import dataclass

from laoyou.desks.entitlements.deciding import Entitlement
from laoyou.desks.entitlements.entitled import Entitlements
from laoyou.kernel.money import Money
from laoyou.policies.types import Delivery, Per, Start

MOST_BENEFITS = 3
"""With the sum, what is missing, and the way to every reason: six things on a screen."""

PER_WORDS = {Per.MONTH: "每月 {} 元", Per.YEAR: "每年 {} 元", Per.ONCE: "一次 {} 元"}
FORM_WORDS = {Delivery.VOUCHER: "服务券", Delivery.SERVICE: "的服务"}
"""What is not money in the hand is called by its name."""


@dataclass(frozen=True, slots=True)
class Told:
    """One thing: large words, and a sentence or two below them."""

    title: str
    words: str
    is_demo: bool = False


@dataclass(frozen=True, slots=True)
class Plain:
    """All there is to say; `missing` is None where nothing is."""

    sum: str
    benefits: tuple[Told, ...]
    missing: Told | None


def plain(found: Entitlements) -> Plain:
    given = found.given
    told = MOST_BENEFITS if len(given) <= MOST_BENEFITS else MOST_BENEFITS - 1
    return Plain(
        sum=_sum(found),
        benefits=(*map(_benefit, given[:told]), *_rest(given[told:])),
        missing=_missing(found),
    )


def yuan(fen: int) -> str:
    """Without fen where there are none: 60, 1,023.50."""
    return Money(fen).yuan.removesuffix(".00")


def _sum(found: Entitlements) -> str:
    month = f"{found.month.start.month} 月"
    if found.fen_a_month:
        return f"{month}，按政策每月可得 {yuan(found.fen_a_month)} 元"
    return f"{month}，按政策没有每月可得的钱"


def _benefit(one: Entitlement) -> Told:
    asked, fen = one.policy.benefit.amount, one.explained.amount_fen
    much = "服务"
    if asked and fen:
        much = PER_WORDS[asked.per].format(yuan(fen)) + FORM_WORDS.get(one.policy.benefit.delivery, "")
    document = one.policy.document
    how = "不用申请。" if one.policy.benefit.start is Start.AUTOMATIC else "要申请，可以请社区（村）代办。"
    words = document.summary if "申请" in document.summary else document.summary + how
    return Told(f"{document.name}：{much}", words, one.policy.demo)


def _rest(others: tuple[Entitlement, ...]) -> tuple[Told, ...]:
    if not others:
        return ()
    names = "、".join(one.policy.document.name for one in others)
    return (Told(f"还有 {len(others)} 项", f"{names}。", any(one.policy.demo for one in others)),)


def _missing(found: Entitlements) -> Told | None:
    """The one paper for which most waits."""
    if not found.gaps:
        return None
    first, *others = found.gaps
    more = f"如果符合，每月最多可多得 {yuan(first.more_fen)} 元。" if first.more_fen else ""
    also = f"另外还差 {len(others)} 样，到时会告诉您。" if others else ""
    words = f"有了它才能决定。{more}请到社区（村）或街道（乡镇）办理。{also}"
    return Told(f"还差：{first.fact.evidence}", words)
