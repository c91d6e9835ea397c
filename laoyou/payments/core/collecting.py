"""What makes a line right in itself, before it goes to the database."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from laoyou.access.types import division_key
from laoyou.kernel.errors import Invalid
from laoyou.ledger.types import MOST_AMOUNT, AccountId, AccountRef, HolderKind, Unit
from laoyou.payments.types import Cause, NewLine, NewReceivable

LONGEST_WORDS = 60
_CODE = re.compile(r"[a-z][a-z0-9_]{0,23}", re.ASCII)
_PERIOD = re.compile(r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?", re.ASCII)


def check(lines: Sequence[NewLine], funds: Mapping[AccountId, AccountRef]) -> None:
    """Raises Invalid (codes of `check_one`; `line_twice` when a cause is given twice), saying which line."""
    seen: set[Cause] = set()
    for place, line in enumerate(lines, start=1):
        try:
            check_one(line, funds)
        except Invalid as wrong:
            raise Invalid(f"第 {place} 笔：{wrong.message}", wrong.code, wrong.field) from wrong
        if line.cause in seen:
            raise Invalid(
                f"第 {place} 笔与前面的一笔是同一件事（{said(line.cause)}），请核对清单。", "line_twice"
            )
        seen.add(line.cause)


def check_one(line: NewLine | NewReceivable, funds: Mapping[AccountId, AccountRef]) -> None:
    """Raises Invalid: `line_amount`, `line_words`, `line_cause`, `line_fund`, `line_fund_division`."""
    if type(line.amount) is not int or not 0 < line.amount <= MOST_AMOUNT:
        raise Invalid("金额要大于零，不超过一千亿元，请核对。", "line_amount", "amount")
    if not line.words.strip() or len(line.words) > LONGEST_WORDS:
        raise Invalid(f"要写明是什么款项，最多 {LONGEST_WORDS} 个字。", "line_words", "words")
    cause = line.cause
    if (
        not _CODE.fullmatch(cause.kind)
        or not _CODE.fullmatch(cause.purpose)
        or not _PERIOD.fullmatch(cause.period)
    ):
        raise Invalid(
            f"事由“{said(cause)}”不对：种类和用途用英文小写代码，所属期写 2026、2026-03 或 2026-03-31。",
            "line_cause",
            "cause",
        )
    fund = funds.get(line.fund)
    if fund is None or fund.holder.kind is not HolderKind.FUND or fund.unit is not Unit.FEN:
        raise Invalid(f"账户 {line.fund} 不是专项资金的资金账户，请核对。", "line_fund", "fund")
    if not division_key(line.division).startswith(division_key(fund.division)):
        raise Invalid(
            f"账户 {line.fund} 的资金属于区划 {fund.division}，不能用于区划 {line.division}，请核对。",
            "line_fund_division",
            "fund",
        )


def said(cause: Cause) -> str:
    return f"{cause.kind} {cause.id} {cause.period} {cause.purpose}"
