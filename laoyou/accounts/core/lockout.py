"""How long guessing is stopped (GB/T 22239-2019, 8.1.4.1 b: failed sign-ins are handled)."""

from __future__ import annotations

from datetime import timedelta

FAILURES = 5
FIRST_LOCK = timedelta(minutes=15)
LONGEST_LOCK = timedelta(days=1)

ADDRESS_FAILURES = 30
ADDRESS_WINDOW = timedelta(minutes=15)
ADDRESS_LOCK = timedelta(minutes=15)


def user_lock(failures: int) -> timedelta | None:
    """The lock that the failure number `failures` in a row brings; None when it brings none.

    Every fifth one does: 15 minutes, then twice as long each time, a day at most.
    """
    rounds, rest = divmod(failures, FAILURES)
    if rest or not rounds:
        return None
    lock = FIRST_LOCK
    for _ in range(1, rounds):
        lock = min(lock * 2, LONGEST_LOCK)
    return lock
