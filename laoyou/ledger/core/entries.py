"""What makes an entry right in itself: it balances in each currency, and says its cause in codes."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable

from laoyou.kernel.errors import Invalid
from laoyou.kernel.money import Money
from laoyou.ledger.types import (
    ENTRY_KIND_LABELS,
    MOST_AMOUNT,
    UNIT_LABELS,
    AccountId,
    EntryKind,
    Line,
    NewEntry,
    Unit,
)

_KIND_FORM = re.compile(r"[a-z][a-z0-9_]{0,23}", re.ASCII)
_PART_FORM = re.compile(r"[A-Za-z0-9_.:-]{0,40}", re.ASCII)
_MEMO_FORM = re.compile(r"[A-Za-z0-9_.:-]{0,64}", re.ASCII)


def check(entry: NewEntry) -> None:
    """Raises Invalid: `entry_lines`, `entry_amount`, `entry_unbalanced`, `entry_use`, `entry_codes`."""
    lines = entry.lines
    if len(lines) < 2:
        raise Invalid("一张凭证至少有两行，一收一付。", "entry_lines")
    first, second = lines[0], lines[1]
    if len(lines) != 2 or first.account.currency != second.account.currency:
        _check_sums(lines)
    elif first.amount + second.amount:
        raise _unbalanced(first.account.unit, first.amount + second.amount)
    for line in lines:
        if not line.amount or not -MOST_AMOUNT <= line.amount <= MOST_AMOUNT:
            raise Invalid("金额不能为零，也不能超过一千亿元，请核对。", "entry_amount", "amount")
    if (entry.kind is EntryKind.PAYMENT) is (entry.use is None):
        label = ENTRY_KIND_LABELS[entry.kind]
        raise Invalid(f"“{label}”的用途不对：支出要写明用途，其他凭证不写。", "entry_use", "use")
    _check_codes(entry)


def _check_sums(lines: Iterable[Line]) -> None:
    sums: dict[tuple[Unit, str], int] = defaultdict(int)
    for line in lines:
        sums[line.account.currency] += line.amount
    for (unit, _purpose), left in sums.items():
        if left:
            raise _unbalanced(unit, left)


def _unbalanced(unit: Unit, left: int) -> Invalid:
    more = "收方" if left > 0 else "付方"
    return Invalid(
        f"凭证不平：{UNIT_LABELS[unit]}的{more}多 {amount_words(unit, abs(left))}，请核对各行金额。",
        "entry_unbalanced",
        "amount",
    )


def _check_codes(entry: NewEntry) -> None:
    cause = entry.cause
    if (
        not _KIND_FORM.fullmatch(cause.kind)
        or not _PART_FORM.fullmatch(cause.part)
        or not _MEMO_FORM.fullmatch(entry.memo)
    ):
        raise Invalid(
            f"事由“{cause.kind} {cause.part}”或摘要“{entry.memo}”不是代码：只写字母、数字和连字符。",
            "entry_codes",
            "memo",
        )


def falling(entries: Iterable[NewEntry]) -> list[AccountId]:
    """The accounts that something goes out of, each once, in the order of their ids."""
    return sorted({line.account.id for entry in entries for line in entry.lines if line.amount < 0})


def amount_words(unit: Unit, amount: int) -> str:
    """An amount as it is read: `1,234.50 元`, `90 分钟`."""
    return f"{amount:,} 分钟" if unit is Unit.MINUTE else f"{Money(amount).yuan} 元"
