"""Claims as their pages say them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from laoyou.places import reads as places
from laoyou.policies.types import Per
from laoyou.rules.types import Fact
from laoyou.subsidies.core import periods
from laoyou.subsidies.reads.candidates import Candidate
from laoyou.subsidies.reads.claims import ClaimRecord
from laoyou.subsidies.types import CLAIM_STATE_LABELS, PAYS_LABELS, ClaimState, Pays

STATE_SIGNS = {
    ClaimState.DRAFT: "unknown",
    ClaimState.SUBMITTED: "waiting",
    ClaimState.RETURNED: "waiting",
    ClaimState.APPROVED: "ok",
    ClaimState.REFUSED: "no",
    ClaimState.WITHDRAWN: "unknown",
}
PAYS_SIGNS = {
    Pays.NOT_COLLECTED: "waiting",
    Pays.WAITING: "info",
    Pays.SETTLED: "ok",
    Pays.FAILED: "no",
    Pays.CANCELLED: "unknown",
}


@dataclass(frozen=True, slots=True)
class Line:
    """A claim as a list shows it."""

    row: ClaimRecord
    place: str
    period: str
    state: str
    sign: str
    pays: str
    pays_sign: str


@dataclass(frozen=True, slots=True)
class Offer:
    """Somebody who may claim a subsidy: what it would come to, or what is missing."""

    one: Candidate
    place: str
    period: str
    is_sure: bool
    missing: str


def lines(rows: Sequence[ClaimRecord]) -> list[Line]:
    names = places.divisions({one.division for one in rows})
    return [
        Line(
            row=one,
            place=names[one.division].full_name,
            period=periods.said(one.days.words),
            state=CLAIM_STATE_LABELS[one.state],
            sign=STATE_SIGNS[one.state],
            pays=PAYS_LABELS[one.pays] if one.pays else "",
            pays_sign=PAYS_SIGNS[one.pays] if one.pays else "",
        )
        for one in rows
    ]


def offers(found: Sequence[Candidate]) -> list[Offer]:
    return [
        Offer(
            one=one,
            place=one.whom.place,
            period=periods.said(one.days.words),
            is_sure=one.decision.is_due,
            missing=papers(one.decision.missing),
        )
        for one in found
    ]


def papers(missing: Sequence[Fact]) -> str:
    """The facts that are missing, each with the paper that settles it."""
    return "、".join(f"{one.label}（{one.evidence}）" if one.evidence else one.label for one in missing)


def choices_of(
    per: Per, years: Sequence[tuple[str, str]], this_year: int, this_month: int
) -> list[tuple[str, str]]:
    """The periods that can be chosen for a benefit: once; years; the months of this year and the last."""
    if per is Per.ONCE:
        return [(periods.ONCE, periods.said(periods.ONCE))]
    if per is Per.YEAR:
        return list(years)
    months = [
        f"{year}-{month:02d}"
        for year in (this_year, this_year - 1)
        for month in range(this_month if year == this_year else 12, 0, -1)
    ]
    return [(one, periods.said(one)) for one in months]
