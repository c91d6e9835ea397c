"""When somebody must be seen alive, and how late it is. The days are the house's parameters; the months are
the law's (`survival_check` of a policy).
"""

from __future__ import annotations

from datetime import date, timedelta

from laoyou.benefits.types import Seen

SOON_DAYS = 30
GRACE_DAYS = 60
"""So long after the day nothing is held back; then it is proposed, never done by itself."""
WARNING_DAYS = 15
"""So long before it is held back the person has been written to."""


def standing(due: date, on: date) -> Seen:
    """How it stands on a day."""
    if on > due + timedelta(days=GRACE_DAYS):
        return Seen.BEYOND
    if on > due:
        return Seen.OVERDUE
    return Seen.SOON if due <= on + timedelta(days=SOON_DAYS) else Seen.FINE


def between(seen: Seen, on: date) -> tuple[date | None, date | None]:
    """The days, both inclusive, on which checks fall due that stand so on a day; None for no bound."""
    grace, soon = on - timedelta(days=GRACE_DAYS), on + timedelta(days=SOON_DAYS)
    one = timedelta(days=1)
    match seen:
        case Seen.BEYOND:
            return None, grace - one
        case Seen.OVERDUE:
            return grace, on - one
        case Seen.SOON:
            return on, soon
        case Seen.FINE:
            return soon + one, None


def is_warned(warned: date | None, on: date) -> bool:
    """Whether somebody was written to long enough ago."""
    return warned is not None and on >= warned + timedelta(days=WARNING_DAYS)
