"""Money in whole fen (分). Nothing here is ever a float, and no fen is ever lost."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from laoyou.kernel.errors import Invalid

_YUAN = re.compile(r"([+-]?)(\d{1,3}(?:,\d{3})+|\d+)(?:\.(\d+))?", re.ASCII)
_FULL_WIDTH = str.maketrans("０１２３４５６７８９．，－＋￥", "0123456789.,-+¥")


class Rounding(StrEnum):
    """What to do with a part of a fen. Named by every rule that divides money."""

    HALF_UP = "half_up"  # 四舍五入, half away from zero
    HALF_EVEN = "half_even"  # 四舍六入五成双
    DOWN = "down"  # towards zero
    UP = "up"  # away from zero


def divide(numerator: int, denominator: int, rounding: Rounding) -> int:
    """The whole quotient, rounded as named; signs are symmetric. Raises ZeroDivisionError."""
    negative = (numerator < 0) != (denominator < 0)
    whole, rest = divmod(abs(numerator), abs(denominator))
    twice = 2 * rest - abs(denominator)
    up = {
        Rounding.HALF_UP: twice >= 0,
        Rounding.HALF_EVEN: twice > 0 or (twice == 0 and whole % 2 == 1),
        Rounding.DOWN: False,
        Rounding.UP: rest > 0,
    }[rounding]
    magnitude = whole + up
    return -magnitude if negative else magnitude


@dataclass(frozen=True, slots=True, order=True)
class Money:
    """An amount of Chinese yuan in whole fen; may be negative."""

    fen: int

    def __post_init__(self) -> None:
        if type(self.fen) is not int:
            raise TypeError("money is counted in whole fen")

    @classmethod
    def zero(cls) -> Money:
        return cls(0)

    @classmethod
    def of_yuan(cls, yuan: int) -> Money:
        """So many whole yuan."""
        return cls(yuan * 100)

    @classmethod
    def of_ratio(cls, numerator: int, denominator: int, rounding: Rounding) -> Money:
        """`numerator / denominator` fen, rounded as named. Raises ZeroDivisionError."""
        return cls(divide(numerator, denominator, rounding))

    @classmethod
    def parse(cls, text: str) -> Money:
        """From yuan as people write them: `12.34`, `1,234.5`, `¥80`, full-width digits, a trailing 元.

        Raises Invalid (`money_text`, or `money_decimals` for more than two decimals).
        """
        plain = text.translate(_FULL_WIDTH).strip().removeprefix("¥").removesuffix("元").strip()
        match = _YUAN.fullmatch(plain)
        if match is None:
            raise Invalid(f"“{text}”不是金额，请填写如 1234.50 的数字（单位：元）。", code="money_text")
        sign, whole, decimals = match.groups()
        decimals = decimals or ""
        if len(decimals) > 2:
            raise Invalid(f"金额“{text}”超过两位小数，请精确到分。", code="money_decimals")
        fen = int(whole.replace(",", "")) * 100 + int(decimals.ljust(2, "0"))
        return cls(-fen if sign == "-" else fen)

    @classmethod
    def sum(cls, amounts: Iterable[Money]) -> Money:
        """The total; zero for none."""
        return cls(sum(amount.fen for amount in amounts))

    @property
    def yuan(self) -> str:
        """As text in yuan: `1,234.50`."""
        whole, rest = divmod(abs(self.fen), 100)
        return f"{'-' if self.fen < 0 else ''}{whole:,}.{rest:02d}"

    def allocate(self, shares: Sequence[int]) -> list[Money]:
        """Split by whole-number shares; the parts add up to this amount exactly.

        Each part is within one fen of its exact share; leftover fen go to the largest remainders, the
        earlier share first among equals. Raises Invalid when a share is negative or all are zero.
        """
        total = sum(shares)
        if total <= 0 or min(shares) < 0:
            raise Invalid("分摊份额须为非负整数且合计大于零，请核对分摊比例。", code="money_shares")
        sign = -1 if self.fen < 0 else 1
        parts = [divmod(abs(self.fen) * share, total) for share in shares]
        left = abs(self.fen) - sum(whole for whole, _ in parts)
        order = sorted(range(len(shares)), key=lambda index: -parts[index][1])
        lucky = set(order[:left])
        return [Money(sign * (whole + (index in lucky))) for index, (whole, _) in enumerate(parts)]

    def __add__(self, other: Money) -> Money:
        return Money(self.fen + other.fen) if isinstance(other, Money) else NotImplemented

    def __radd__(self, other: object) -> Money:
        """So that the built-in `sum`, which starts from 0, works."""
        return self if other == 0 and type(other) is int else NotImplemented

    def __sub__(self, other: Money) -> Money:
        return Money(self.fen - other.fen) if isinstance(other, Money) else NotImplemented

    def __neg__(self) -> Money:
        return Money(-self.fen)

    def __mul__(self, times: int) -> Money:
        return Money(self.fen * times) if type(times) is int else NotImplemented

    __rmul__ = __mul__

    def __bool__(self) -> bool:
        return self.fen != 0

    def __str__(self) -> str:
        return self.yuan
