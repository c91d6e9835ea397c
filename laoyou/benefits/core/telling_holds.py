"""What a letter says of a benefit held back or paid again, and of a check that is overdue."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from laoyou.benefits.core.saying import day_said, month_said
from laoyou.benefits.core.survival import GRACE_DAYS
from laoyou.benefits.core.telling import ASK, REMEDY, Letter
from laoyou.benefits.types import HoldReason

HOW_TO_BE_SEEN = (
    "怎么办：本人到村（社区）或乡镇（街道）窗口露个面，带身份证；走不动的打个电话，我们上门或者视频看一看就行。"
    "不收费，一次认证，所有待遇都算数。"
)
_WHY = {
    HoldReason.NOT_SEEN: "到期没有做生存认证，我们提醒过，也一直没有见到您。",
    HoldReason.WHEREABOUTS: "我们联系不上您，不知道您现在住在哪里。",
    HoldReason.PRISON: "您正在服刑，按规定服刑期间暂停发放。",
    HoldReason.ACCOUNT: "钱打到您登记的账户被银行退了回来。",
    HoldReason.OTHER: "",
}
_DO = {
    HoldReason.NOT_SEEN: HOW_TO_BE_SEEN,
    HoldReason.WHEREABOUTS: "怎么办：您或家人打个电话告诉我们现在的住处，我们核对后就恢复。",
    HoldReason.PRISON: "怎么办：刑满后带释放证明到窗口，我们核对后恢复。",
    HoldReason.ACCOUNT: "怎么办：请带身份证和一张能用的银行卡到窗口，换好账户就恢复。",
    HoldReason.OTHER: "怎么办：请打电话问清楚要补什么，补齐以后就恢复。",
}


def suspended(name: str, start: date, reason: HoldReason, words: str) -> Letter:
    """A benefit (`name`) is held back from a month on."""
    because = "".join(filter(None, (_WHY[reason], f"{words.rstrip('。')}。" if words else "")))
    return Letter(
        "benefit_suspended",
        f"关于暂停发放{name}的告知",
        (
            f"从 {month_said(start)}起，您的“{name}”暂停发放。这是暂停，不是取消。",
            f"为什么暂停：{because}",
            _DO[reason],
            "恢复以后，暂停期间的钱一般会补发给您；如果按法律规定不能补，我们会写信说明。",
            REMEDY,
            ASK,
        ),
    )


def resumed(name: str, start: date, held: Sequence[date], pays_back: bool, because: str) -> Letter:
    """A benefit is paid again from a month on; `held` are the months that were held back."""
    if not held:
        money = "没有耽误哪个月的钱。"
    else:
        months = f"{month_said(held[0])}到 {month_said(held[-1])}共 {len(held)} 个月"
        money = f"暂停的 {months}的钱会补发给您。" if pays_back else f"暂停的 {months}按规定不补发。"
    return Letter(
        "benefit_resumed",
        f"关于恢复发放{name}的告知",
        (
            f"从 {month_said(start)}起，您的“{name}”恢复发放。{money}",
            f"为什么：{because.rstrip('。')}。",
            REMEDY,
            ASK,
        ),
    )


def warning(due: date) -> Letter:
    """Somebody has not been seen in time; nothing is held back yet."""
    return Letter(
        "survival_warning",
        "关于生存认证的提醒",
        (
            "您领着政府的待遇，每隔一段时间要确认一次您平安健在。"
            f"上一次的有效期到 {day_said(due)}，已经过了。",
            HOW_TO_BE_SEEN,
            f"过期满 {GRACE_DAYS} 天还没有见到您，待遇可能暂停发放；做了认证就恢复，钱会补上。",
            "已经做过的，请不用理会这封信，或打电话告诉我们。",
            ASK,
        ),
    )
