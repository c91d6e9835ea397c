"""Exact arithmetic of fractions over any kind of whole number, and the proof that none grows too large.

The columns compute with fractions of columns (`Ratio[Expr | int]`); the checker runs the same operations
with intervals (`Ratio[Interval]`), so that it bounds every number which the columns will meet. Up to 2**53 a
whole number is exact even in an engine that divides in floating point.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import lcm
from typing import Any, Generic, TypeVar

LIMIT = 2**53

Whole = TypeVar("Whole")


class TooLarge(ArithmeticError):
    """A number could grow past `LIMIT`."""


@dataclass(frozen=True, slots=True)
class Interval:
    """Whole numbers from `low` to `high`. Raises TooLarge when one of them is past the limit."""

    low: int
    high: int

    def __post_init__(self) -> None:
        if not -LIMIT <= self.low <= self.high <= LIMIT:
            raise TooLarge

    def __add__(self, other: Interval | int) -> Interval:
        other = interval(other)
        return Interval(self.low + other.low, self.high + other.high)

    __radd__ = __add__

    def __sub__(self, other: Interval | int) -> Interval:
        other = interval(other)
        return Interval(self.low - other.high, self.high - other.low)

    def __rsub__(self, other: int) -> Interval:
        return interval(other) - self

    def __mul__(self, other: Interval | int) -> Interval:
        other = interval(other)
        corners = [a * b for a in (self.low, self.high) for b in (other.low, other.high)]
        return Interval(min(corners), max(corners))

    __rmul__ = __mul__

    def over(self, other: Interval) -> Interval:
        """Around every quotient by a number of `other` that is above zero."""
        divisors = (max(other.low, 1), max(other.high, 1))
        quotients = [(low, by) for low in (self.low, self.high) for by in divisors]
        return Interval(min(a // by for a, by in quotients), max(-(-a // by) for a, by in quotients))


def interval(number: Interval | int) -> Interval:
    """A whole number as the interval that holds it alone."""
    return Interval(number, number) if isinstance(number, int) else number


@dataclass(frozen=True, slots=True)
class Ratio(Generic[Whole]):
    """`top / bottom`, bottom above zero. A constant is a plain int, above or below, whatever the kind."""

    top: Whole | int
    bottom: Whole | int = 1


def over_one_bottom(left: Ratio[Any], right: Ratio[Any]) -> tuple[Any, Any, Any]:
    """Both tops over a common bottom, and the bottom: for sums and comparisons."""
    if isinstance(left.bottom, int) and isinstance(right.bottom, int):
        bottom = lcm(left.bottom, right.bottom)
        return left.top * (bottom // left.bottom), right.top * (bottom // right.bottom), bottom
    return left.top * right.bottom, right.top * left.bottom, left.bottom * right.bottom


def add(left: Ratio[Any], right: Ratio[Any]) -> Ratio[Any]:
    first, second, bottom = over_one_bottom(left, right)
    return Ratio(first + second, bottom)


def subtract(left: Ratio[Any], right: Ratio[Any]) -> Ratio[Any]:
    first, second, bottom = over_one_bottom(left, right)
    return Ratio(first - second, bottom)


def multiply(left: Ratio[Any], right: Ratio[Any]) -> Ratio[Any]:
    return Ratio(left.top * right.top, left.bottom * right.bottom)


def divide(left: Ratio[Any], right: Ratio[Any]) -> Ratio[Any]:
    """`right` must be above zero."""
    return Ratio(left.top * right.bottom, left.bottom * right.top)
