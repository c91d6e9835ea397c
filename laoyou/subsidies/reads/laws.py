"""The law of subsidies: which can be claimed in a territory, and the text that counts for a period."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from laoyou.access.types import Scope
from laoyou.kernel.errors import NotFound
from laoyou.kernel.spans import DateSpan
from laoyou.policies import reads as policies
from laoyou.policies.reads import PolicyVersion, PublishedVersion
from laoyou.policies.types import NATIONAL, Amount, Benefit, Delivery
from laoyou.rules.types import Period
from laoyou.subsidies.types import SUBJECTS

PAID = (Delivery.CASH, Delivery.ONE_OFF)
"""What arrives as money; vouchers and services are nothing to claim."""


def offered(territory: str, on: date) -> tuple[PublishedVersion, ...]:
    """What can be claimed on a day in a territory: by its law, by that above it, and by that of its parts."""
    found = [
        one
        for one in policies.library(territory, on)
        if isinstance(one.document.body, Benefit) and _is_claimed(one.document.body) and _holds(one, on)
    ]
    return tuple(sorted(found, key=lambda one: (one.document.body.subject, one.document.name)))  # type: ignore[union-attr]


def laws(division: str, period: Period) -> dict[str, PolicyVersion]:
    """What can be claimed in a division for a period, by code; each by the text of its last day."""
    return {one.code: one for one in policies.in_force(division, period) if _is_claimed(one.benefit)}


def law_of(benefit: str, division: str, period: Period) -> PolicyVersion:
    """The text by which a benefit is decided. Raises NotFound where it is no law there and then."""
    found = laws(division, period).get(benefit)
    if found is None:
        raise NotFound("这个地方、这个期间没有这项补贴的政策，请核对期间或另选补贴。", "no_law")
    return found


def excluding(benefit: str, division: str, period: Period) -> frozenset[str]:
    """The benefits that nobody has beside this one."""
    pairs = policies.exclusions(laws(division, period).values())
    return frozenset(_others(benefit, ((one.first, one.second) for one in pairs)))


def amount_of(benefit: Benefit) -> Amount:
    """How much a subsidy is, which each has."""
    if benefit.amount is None:
        raise TypeError("a subsidy is an amount of money")
    return benefit.amount


def territory_of(scope: Scope) -> str:
    """The division whose law a reader of a scope asks for: that of the scope, or the nation."""
    bounds = scope.division_bounds()
    return bounds[0] if bounds and bounds[0] else NATIONAL


def _others(benefit: str, pairs: Iterator[tuple[str, str]]) -> Iterator[str]:
    for first, second in pairs:
        if benefit in (first, second):
            yield second if benefit == first else first


def _is_claimed(benefit: Benefit) -> bool:
    return benefit.subject in SUBJECTS and benefit.amount is not None and benefit.delivery in PAID


def _holds(one: PublishedVersion, on: date) -> bool:
    return one.in_force.intersect(DateSpan(on, on)) is not None
