"""Which vouchers a spend takes: those that run out first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from laoyou.kernel.errors import Conflict, Invalid
from laoyou.kernel.money import Money
from laoyou.ledger.types import AccountRef


@dataclass(frozen=True, slots=True)
class Lot:
    """What is left on one voucher account, usable to its last day (included)."""

    account: AccountRef
    last_day: date
    left: int


def allocate(lots: Sequence[Lot], amount: int, on: date) -> list[tuple[Lot, int]]:
    """How much to take of which lot: the earliest last day first; those that have run out give nothing.

    Raises Invalid (`voucher_amount`) for nothing or less, Conflict (`voucher_short`) when too little is left.
    """
    if amount <= 0:
        raise Invalid("使用服务券的金额要大于零，请核对。", "voucher_amount", "amount")
    taken: list[tuple[Lot, int]] = []
    open_amount = amount
    for lot in sorted(lots, key=lambda one: (one.last_day, one.account.id)):
        if not open_amount:
            break
        if lot.last_day < on or lot.left <= 0:
            continue
        part = min(lot.left, open_amount)
        taken.append((lot, part))
        open_amount -= part
    if open_amount:
        usable, wanted = Money(amount - open_amount).yuan, Money(amount).yuan
        raise Conflict(f"服务券余额不足：没过期的还有 {usable} 元，要用 {wanted} 元。", "voucher_short")
    return taken
