"""What the law says today of a benefit that somebody asks for."""

from __future__ import annotations

from datetime import date

from laoyou.benefits.reads.reasons import Reason, Reasons, reasons
from laoyou.benefits.reads.runs import month_of


def told(person_id: int, today: date) -> Reasons:
    """A person's month with what is known of him today: what was settled this morning counts."""
    return reasons(person_id, month_of(today), on=today)


def reason_of(found: Reasons, benefit: str) -> Reason | None:
    """What is said of one benefit; None where it is not law for this person any more."""
    return next((one for one in found.benefits if one.law.code == benefit), None)


def can_be_asked_for(found: Reasons) -> list[tuple[str, str]]:
    """The benefits that are law for a person and that he does not have, by code and name."""
    has = {one.benefit for one in found.held if one.span.contains(found.on)}
    return [(one.law.code, one.law.name) for one in found.benefits if one.law.code not in has]
