"""What a letter says of a benefit that begins, changes or stops, of money paid afterwards or to come back:
how much, from when, why in the words of the law, what to do if one disagrees, and whom to ask.

Nobody's name stands in it. Every letter ends with the remedy (行政复议法 2023, 第二十条: sixty days from when
one knew). To somebody's family it speaks of him as of the deceased.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from laoyou.benefits.core.saying import day_said, months_said, much, per_words
from laoyou.benefits.types import Kind, Why
from laoyou.kernel.spans import ONE_DAY
from laoyou.policies.types import Delivery, Per

REMEDY_DAYS = 60
REMEDY = (
    f"不同意怎么办：收到这封信后 {REMEDY_DAYS} 天内，您或家人可以向办理机构申诉，写材料、打电话、上门都行，"
    "我们会重新核对并答复；也可以依法申请行政复议。"
)
ASK = "有不明白的，请打本信下方的电话，或者问村（社区）的工作人员。不收任何费用，也不会要您的银行密码。"
DEMO = "本信的金额是示例标准，只用于演示。"
MOST_REASONS, LONGEST = 6, 500


@dataclass(frozen=True, slots=True)
class Step:
    """What happened to somebody's benefit (`name`), in the order of the law's sentences.

    `clauses` are sentence and article: those that hold when it begins, that fail when it stops. Amounts are
    fen by `per`, 0 for a service; of money `amount_fen` is the sum and `months` those it is for. `others`
    are benefits beside which nobody has this one; `law` is the text's title.
    """

    kind: Kind
    why: Why
    name: str
    law: str
    from_day: date
    until_day: date | None
    per: Per
    amount_fen: int
    was_fen: int
    clauses: tuple[tuple[str, str], ...]
    delivery: Delivery = Delivery.CASH
    others: tuple[str, ...] = ()
    months: tuple[date, ...] = ()
    is_demo: bool = False


@dataclass(frozen=True, slots=True)
class Letter:
    """The words of a letter; `kind` is a code of notices.types.KIND_LABELS."""

    kind: str
    title: str
    paragraphs: tuple[str, ...]


def is_told(kind: Kind, why: Why) -> bool:
    """Whether there is something to say: not when all stays as it was for him."""
    return why is not Why.MERGED and not (kind is Kind.CHANGE and why is Why.LAW)


def letter(step: Step) -> Letter:
    """The letter about a step."""
    said = (*_LETTERS[step.kind](step), *((DEMO,) if step.is_demo else ()))
    kind, title = _HEADS[step.kind]
    if step.why is Why.DIED:
        kind = "benefit_ended_by_death"
    return Letter(kind, title.format(step.name), (*said, REMEDY, ASK))


def _started(step: Step) -> tuple[str, ...]:
    until = f"，到 {day_said(step.until_day)}止" if step.until_day else ""
    if not step.amount_fen:
        what = (
            f"从 {day_said(step.from_day)}起{until}，您可以享受“{step.name}”服务。"
            "这是服务，不发现金，也不用交钱。"
        )
    elif step.per is Per.ONCE:
        what = (
            f"您的“{step.name}”已经批准，一次发给 {much(step.amount_fen)}，"
            f"从 {day_said(step.from_day)}起办理。"
        )
    else:
        what = (
            f"从 {day_said(step.from_day)}起{until}，发给您“{step.name}”，"
            f"{per_words(step.per)}{much(step.amount_fen)}{_HOW[step.delivery]}"
        )
    return what, _because(step, "为什么发给您")


_HOW = {
    Delivery.CASH: "，打到您登记的账户。",
    Delivery.ONE_OFF: "，打到您登记的账户。",
    Delivery.VOUCHER: "的服务券，记在您名下，用来买养老服务，不能取现金。",
    Delivery.SERVICE: "的服务，钱直接付给服务机构，不发现金。",
}


def _changed(step: Step) -> tuple[str, ...]:
    was, now = _rate(step.was_fen, step.per), _rate(step.amount_fen, step.per)
    what = f"从 {day_said(step.from_day)}起，您的“{step.name}”由{was}调整为{now}。"
    return what, _because(step, "为什么调整")


def _stopped(step: Step) -> tuple[str, ...]:
    last, was = day_said(step.from_day - ONE_DAY), _rate(step.was_fen, step.per)
    if step.why is Why.DIED:
        return (
            "得知您的亲人离世，我们很难过，请节哀保重。",
            f"按规定，他（她）的“{step.name}”（{was}）发到 {last}为止，从 {day_said(step.from_day)}起不再发。"
            "这件事已经办好，您不用再跑一趟。",
            _because(step, "依据"),
        )
    what = f"您的“{step.name}”（{was}）发到 {last}为止，从 {day_said(step.from_day)}起停发。"
    return what, _because(step, "为什么停发")


def _backpay(step: Step) -> tuple[str, ...]:
    whose = "您的亲人" if step.why is Why.DIED else "您"
    what = (
        f"核对后发现，{months_said(step.months)}少发了{whose}的“{step.name}”，"
        f"现在补发 {much(step.amount_fen)}，从 {day_said(step.from_day)}那个月算起。"
    )
    return what, _because(step, "为什么补发")


def _recover(step: Step) -> tuple[str, ...]:
    whose = "您的亲人" if step.why is Why.DIED else "您"
    what = (
        f"核对后发现，{months_said(step.months)}多发了{whose}的“{step.name}”，"
        f"一共 {much(step.amount_fen)}，从 {day_said(step.from_day)}那个月算起，需要退回。"
    )
    if step.delivery is Delivery.VOUCHER:
        how = "没有用的服务券会收回；已经用了的，工作人员会先和您商量。"
    else:
        how = "可以分几次退，也可以从以后的发放里慢慢抵扣，工作人员会先和您商量。"
    return what, _because(step, "为什么要退回"), f"请不要着急：{how}有困难请告诉我们。"


_LETTERS = {
    Kind.START: _started,
    Kind.CHANGE: _changed,
    Kind.STOP: _stopped,
    Kind.BACKPAY: _backpay,
    Kind.RECOVER: _recover,
}
_HEADS = {
    Kind.START: ("benefit_started", "关于开始享受{}的告知"),
    Kind.CHANGE: ("benefit_changed", "关于调整{}的告知"),
    Kind.STOP: ("benefit_stopped", "关于停发{}的告知"),
    Kind.BACKPAY: ("benefit_backpay", "关于补发{}的告知"),
    Kind.RECOVER: ("benefit_recover", "关于退回多发{}的告知"),
}


def _rate(fen: int, per: Per) -> str:
    return f"{per_words(per)}{much(fen)}" if fen else "服务"


def _because(step: Step, head: str) -> str:
    """Why, with the article of each sentence, by what text."""
    return _cut(f"{head}：{_reason(step)}依据是《{step.law.strip('《》')}》。")


def _reason(step: Step) -> str:
    sentences = "；".join(_clauses(step.clauses))
    match step.why:
        case Why.ENTITLED:
            return f"您符合全部条件。{sentences}。" if sentences else "您符合全部条件。"
        case Why.CLAUSES:
            return f"现在不再符合这样的条件：{sentences}。" if sentences else "现在不再符合条件。"
        case Why.EXCLUDED:
            others = "、".join(f"“{name}”" for name in step.others) or "另一项待遇"
            return f"您已有{others}，按规定两项不能同时享受，保留对您更有利的或规定优先的一项。"
        case Why.DIED:
            return "待遇发到政策规定的最后一天，去世以后不再发。"
        case Why.ENDED:
            return "这项政策已经终止。"
        case Why.MERGED:
            return "您的两份档案已经合成一份。"
        case Why.AMOUNT | Why.LAW:
            return f"按现在的情况和标准重新计算。{f'{sentences}。' if sentences else ''}"


def _clauses(clauses: Sequence[tuple[str, str]]) -> list[str]:
    return [
        f"{says.rstrip('。')}（{article}）" if article else says.rstrip("。")
        for says, article in clauses[:MOST_REASONS]
    ]


def _cut(words: str) -> str:
    return words if len(words) <= LONGEST else f"{words[: LONGEST - 8]}……（余略）"


