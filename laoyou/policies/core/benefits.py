"""The body of a benefit's document: clauses, amount, payers, exclusions, and how it comes to people."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from itertools import chain

from laoyou.kernel.money import Rounding
from laoyou.kernel.spans import DateSpan
from laoyou.policies.core import expressions, parameters
from laoyou.policies.core.governing import key_of
from laoyou.policies.core.reading import Faults, Section, meant
from laoyou.policies.core.tree import Leaf
from laoyou.policies.core.vocabulary import funds, words_of
from laoyou.policies.types import (
    Amount,
    AtDeath,
    Benefit,
    ClauseText,
    Delivery,
    Exclusion,
    Keeps,
    Payer,
    Per,
    Proration,
    Start,
    Subject,
)
from laoyou.rules.types import MAX_CLAUSES, Expression

KEYS = {
    "subject": "对象",
    "parameters": "参数",
    "clauses": "条件",
    "amount": "金额",
    "payers": "出资",
    "excludes": "不重复享受",
    "delivery": "发放形式",
    "valid_months": "服务券有效月数",
    "start": "启动方式",
    "survival_check": "生存认证间隔月数",
    "at_death": "去世后的处理",
    "evidence": "所需材料",
}
CLAUSE_KEYS = {"key": "代号", "says": "条件的说法", "article": "条款", "when": "条件表达式", "demo": "示例"}
AMOUNT_KEYS = {
    "per": "周期",
    "formula": "算式",
    "says": "标准的说法",
    "article": "条款",
    "rounding": "取整规则",
    "unit": "取整到",
    "proration": "折算",
}
PAYER_KEYS = {"fund": "出资方", "share": "份额", "fixed": "固定金额", "article": "条款", "demo": "示例"}
EXCLUSION_KEYS = {"benefit": "另一项待遇", "keeps": "保留哪一项", "says": "说法", "article": "条款"}
UNITS = ("fen", "ten_fen", "yuan")


def read(document: Section, code: str, territory: str, in_force: DateSpan | None, faults: Faults) -> Benefit:
    """What can be read; `faults` tells whether it counts."""
    subject = document.word("subject", Subject) or Subject.ELDER
    vocabulary = words_of(subject).facts
    timelines, broken = parameters.read(document, in_force, vocabulary, faults)
    days = parameters.regimes(timelines, in_force) if in_force and in_force.start else ()
    reader = expressions.Reader(vocabulary, timelines, broken, days, faults)
    amount = _amount(document, reader)
    return Benefit(
        subject=subject,
        parameters=timelines,
        clauses=_clauses(document, reader, territory),
        amount=amount,
        payers=_payers(document, amount, faults),
        excludes=_exclusions(document, code, faults),
        delivery=_delivery(document, amount, faults),
        valid_months=_valid_months(document, faults),
        start=document.word("start", Start) or Start.APPLICATION,
        survival_check=document.whole("survival_check", 1, 60),
        at_death=document.word("at_death", AtDeath, default=AtDeath.THROUGH_PERIOD) or AtDeath.THROUGH_PERIOD,
        evidence=tuple(leaf.text for leaf in document.words("evidence")),
    )


def _clauses(document: Section, reader: expressions.Reader, territory: str) -> tuple[ClauseText, ...]:
    faults = reader.faults
    found: dict[str, ClauseText] = {}
    read: list[tuple[Expression, ...]] = []
    for one in document.sections("clauses", CLAUSE_KEYS):
        key, says, when = one.name("key"), one.text("says"), one.leaf("when")
        if key in found:
            faults.add(one.at("key"), "double_clause", f"条件“{key}”写了两次，请换个代号。")
        _check_sentence(one, says, reader)
        if when is not None:
            read.append(reader.condition(when))
            found[key] = ClauseText(key, says, one.text("article", longest=100), when.text, one.flag("demo"))
    if len(found) > MAX_CLAUSES:
        faults.add(document.at("clauses"), "clauses", f"条件超过 {MAX_CLAUSES} 条，请合并。")
    if read and all(read):
        _check_territory(document, chain.from_iterable(read), territory, faults)
    return tuple(found.values())


def _check_territory(document: Section, read: Iterable[Expression], territory: str, faults: Faults) -> None:
    """Whose policy is for an area must say who belongs to it."""
    key = key_of(territory)
    asked = set(expressions.divisions(read))
    outside = sorted(digits for digits in asked if not digits.startswith(key))
    if outside:
        faults.add(
            document.at("clauses"),
            "outside_territory",
            f"条件里的区划 {outside[0]} 不在本政策的适用地区（{territory}）内，请核对代码。",
        )
    elif key and not asked:
        faults.add(
            document.at("clauses"),
            "no_territory",
            f"没有一条条件说明怎样才算本地的对象。请加一条，如 within(residence, '{territory}')"
            "（居住地）或 within(registered, …)（户籍地），设施和单位用 within(division, …)。",
        )


def _amount(document: Section, reader: expressions.Reader) -> Amount | None:
    one = document.section("amount", AMOUNT_KEYS, needed=False)
    if one is None:
        return None
    formula, says = one.leaf("formula"), one.text("says")
    rounding = one.word("rounding", Rounding) if one.has("rounding") else None
    unit = one.text("unit", needed=False) or UNITS[0]
    if unit not in UNITS:
        reader.faults.add(one.at("unit"), "word", f"“{unit[:40]}”不是单位，可选：{'、'.join(UNITS)}。")
        unit = UNITS[0]
    amount = Amount(
        per=one.word("per", Per) or Per.MONTH,
        formula=formula.text if formula else "",
        says=says,
        article=one.text("article", longest=100),
        rounding=rounding.value if rounding else "",
        unit=unit,
        proration=one.word("proration", Proration, default=Proration.NONE) or Proration.NONE,
    )
    _check_sentence(one, says, reader)
    _check_proration(one, amount, reader.faults)
    if formula is not None:
        reader.amount(formula, amount)
    return amount


def _check_sentence(one: Section, says: str, reader: expressions.Reader) -> None:
    known = [timeline.name for timeline in reader.timelines] + sorted(reader.broken)
    for word in expressions.unknown_places(says, known):
        reader.faults.add(
            one.at("says"), "unknown_place", f"大括号里的“{word[:40]}”不是参数{meant(word, known)}。"
        )


def _check_proration(one: Section, amount: Amount, faults: Faults) -> None:
    if amount.per is Per.ONCE and amount.proration is not Proration.NONE:
        faults.add(one.at("proration"), "proration", "一次性的金额没有周期可折算，请写 none。")
    if amount.per is Per.MONTH and amount.proration is Proration.BY_MONTH:
        faults.add(one.at("proration"), "proration", "按月发的金额不能再按月折算，请写 none 或 by_day。")


def _payers(document: Section, amount: Amount | None, faults: Faults) -> tuple[Payer, ...]:
    if amount is None and not document.has("payers"):
        return ()
    found = [_payer(one, faults) for one in document.sections("payers", PAYER_KEYS)]
    payers = tuple(payer for payer in found if payer is not None)
    if len(payers) == len(found):
        _check_payers(document, payers, faults)
    return payers


def _payer(one: Section, faults: Faults) -> Payer | None:
    leaf, demo = one.leaf("fund"), one.flag("demo")
    article = one.text("article", needed=not demo, longest=100)
    if one.has("share") == one.has("fixed"):
        faults.add(one.mark, "payer", "出资方要写份额（share）或固定金额（fixed），只写其中一样。")
        return None
    share = one.share("share") if one.has("share") else None
    fixed = one.fen("fixed") if one.has("fixed") else None
    if leaf is None or (share is None and fixed is None):
        return None
    if leaf.text not in funds():
        words = "、".join(f"{code}（{fund.label}）" for code, fund in funds().items())
        faults.add(
            leaf.mark, "fund", f"没有“{leaf.text[:40]}”这个出资方{meant(leaf.text, funds())}。可选：{words}。"
        )
        return None
    return Payer(leaf.text, funds()[leaf.text].label, share, fixed, article, demo)


def _check_payers(document: Section, payers: tuple[Payer, ...], faults: Faults) -> None:
    total = sum((payer.share for payer in payers if payer.share is not None), Fraction(0))
    if payers and total != 1:
        faults.add(
            document.at("payers"),
            "shares",
            f"份额合计是 {_percent(total)}，应当正好是 100%。除不尽的请写分数，如 1/3。",
        )
    names = [payer.fund for payer in payers]
    if len(set(names)) != len(names):
        faults.add(document.at("payers"), "double_payer", "同一个出资方写了两次，请合成一条。")


def _percent(share: Fraction) -> str:
    percent = share * 100
    return f"{percent}%" if percent.denominator == 1 else f"{float(percent):.4f}%"


def _exclusions(document: Section, code: str, faults: Faults) -> tuple[Exclusion, ...]:
    found: dict[str, Exclusion] = {}
    for one in document.sections("excludes", EXCLUSION_KEYS, needed=False):
        other, keeps = one.name("benefit"), one.word("keeps", Keeps)
        says, article = one.text("says"), one.text("article", longest=100)
        if other == code and code:
            faults.add(one.at("benefit"), "excludes_itself", "一项待遇不能和自己互斥，请写另一项的代号。")
        elif other in found:
            faults.add(one.at("benefit"), "double_exclusion", f"与“{other}”的关系写了两次，请只留一条。")
        elif other and keeps is not None:
            found[other] = Exclusion(other, keeps, says, article)
    return tuple(found.values())


def _delivery(document: Section, amount: Amount | None, faults: Faults) -> Delivery:
    delivery = document.word("delivery", Delivery)
    if delivery is None:
        return Delivery.CASH
    if amount is None and delivery is not Delivery.SERVICE:
        faults.add(
            document.at("delivery"), "delivery", "没有金额的只能是服务（service）；发钱、发券的请补 amount。"
        )
    if delivery is Delivery.ONE_OFF and amount is not None and amount.per is not Per.ONCE:
        faults.add(document.at("delivery"), "delivery", "一次性补助（one_off）的周期应是 once，请核对。")
    return delivery


def _valid_months(document: Section, faults: Faults) -> int | None:
    leaf: Leaf | None = document.leaf("delivery", needed=False)
    months = document.whole("valid_months", 1, 60)
    is_voucher = leaf is not None and leaf.text == Delivery.VOUCHER.value
    if is_voucher and not document.has("valid_months"):
        faults.add(document.at("delivery"), "valid_months", "服务券要写有效几个月：valid_months: 1。")
    if not is_voucher and document.has("valid_months"):
        faults.add(document.at("valid_months"), "valid_months", "只有服务券写 valid_months，请删去。")
    return months
