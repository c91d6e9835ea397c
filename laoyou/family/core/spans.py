"""How long a letter, an access and the time after a death last. Rules of the house, not of a law."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from laoyou.family.types import State

LETTER_DAYS = 14
TRIES = 5
LONGEST_DAYS = 3 * 366
GRACE_DAYS = 90
"""After a death becomes known: time to see what was still paid, or has to be given back."""


def last_day_after_death(until: date, reported: date) -> date:
    return min(until, reported + timedelta(days=GRACE_DAYS))


def state(
    *,
    joined: bool,
    ended: bool,
    expires_at: datetime,
    last_day: date,
    now: datetime,
    today: date,
) -> State:
    """Where an access is: what was ended stays ended, what runs out does so by itself."""
    if ended:
        return State.ENDED
    if joined:
        return State.JOINED if today <= last_day else State.EXPIRED
    return State.INVITED if now < expires_at else State.LAPSED
