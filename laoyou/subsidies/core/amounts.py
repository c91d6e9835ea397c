"""How much a claim comes to, and who bears it: prorated to the fen, fixed parts first, the rest by shares."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import lcm

from laoyou.kernel.money import Money, Rounding, divide
from laoyou.kernel.spans import DateSpan
from laoyou.policies.types import Amount, Payer, Per, Proration
from laoyou.rules.types import Period
from laoyou.subsidies.types import Share


@dataclass(frozen=True, slots=True)
class Part:
    """How much of a period counts: 7 of 12 months, 20 of 31 days; `unit` in words."""

    counted: int
    whole: int
    unit: str

    @property
    def words(self) -> str:
        return "" if self.counted == self.whole else f"按 {self.counted}/{self.whole} {self.unit}折算"


def part_of(amount: Amount, period: Period, covered: DateSpan | None) -> Part:
    """The part of a period that the law lets count; what is given once is never a part."""
    days = DateSpan(period.start, period.end)
    if amount.per is Per.ONCE or amount.proration is Proration.NONE:
        return Part(1, 1, "期")
    if amount.proration is Proration.BY_DAY:
        return Part(_days(covered), _days(days), "天")
    return Part(_months(covered), _months(days), "个月")


def prorated(fen: int, part: Part) -> int:
    """The amount for a part of the period; parts of a fen are rounded half up."""
    return divide(fen * part.counted, part.whole, Rounding.HALF_UP)


def shares(payers: Sequence[Payer], fen: int) -> tuple[Share, ...]:
    """What each payer bears: fixed sums first, in order, as far as the amount reaches; the rest by shares.

    Who bears nothing is left out; the parts add up to the amount exactly.
    """
    left, fixed = fen, {}
    for number, payer in enumerate(payers):
        if payer.fixed is not None:
            fixed[number] = min(payer.fixed, left)
            left -= fixed[number]
    sharing = [(number, payer.share) for number, payer in enumerate(payers) if payer.share is not None]
    scale = lcm(*(share.denominator for _, share in sharing))
    split = Money(left).allocate([int(share * scale) for _, share in sharing]) if sharing and left else []
    borne = fixed | {number: part.fen for (number, _), part in zip(sharing, split, strict=bool(split))}
    return tuple(
        Share(payer.fund, payer.label, borne[number])
        for number, payer in enumerate(payers)
        if borne.get(number)
    )


def _days(span: DateSpan | None) -> int:
    return (span.days or 0) if span else 0


def _months(span: DateSpan | None) -> int:
    """The calendar months that a span touches."""
    if span is None or span.start is None or span.end is None:
        return 0
    return 12 * (span.end.year - span.start.year) + span.end.month - span.start.month + 1
