"""A claim as the law and the register would decide it today."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from laoyou.subsidies.models import Claim
from laoyou.subsidies.reads import claims, known, laws
from laoyou.subsidies.reads.deciding import Decision, decide
from laoyou.subsidies.reads.known import SubjectRecord
from laoyou.subsidies.types import Statement


def current(row: Claim, today: date, given: Mapping[str, Statement] | None = None) -> Decision:
    """The decision by what is stated, or by what is being filled in. Raises NotFound (`no_law`)."""
    period = claims.days_of(row).period
    law = laws.law_of(row.benefit, row.division_id, period)
    whom = known.subject_of(law.benefit.subject, row.whom, min(period.end, today))
    return decide(law, whom, claims.stated(row) if given is None else given, period)


def of_claim(claim_id: int, today: date, given: Mapping[str, Statement] | None = None) -> Decision:
    """`current` by the number of a claim; the caller has asked the permission."""
    return current(claims.row_of(claim_id), today, given)


def subject_of(claim_id: int, today: date) -> SubjectRecord:
    """What the register knows of a claim's subject."""
    row = claims.row_of(claim_id)
    period = claims.days_of(row).period
    law = laws.law_of(row.benefit, row.division_id, period)
    return known.subject_of(law.benefit.subject, row.whom, min(period.end, today))
