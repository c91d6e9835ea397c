"""A law, a month decided by it, and somebody who waits: for tests that look at the whole program."""

from __future__ import annotations

from datetime import datetime, timedelta

from laoyou.benefits import verbs
from laoyou.benefits.core import months
from laoyou.benefits.models import Proposal
from laoyou.benefits.tests.cast import SYSTEM, WARM, publish
from laoyou.kernel.clock import local_date

TO_BE_ASKED_FOR = (
    WARM.replace("start: automatic", "start: application")
    .replace("registered,", "residence,")
    .replace("户籍在", "住在")
)
"""For everybody of 80 and more who lives in the city."""


def collected(territory: str, now: datetime) -> int:
    """What is due in the month of `now`, collected for a territory; the collecting."""
    month = months.month_of(local_date(now))
    number = verbs.collect(territory, month=month, filed=False, actor=SYSTEM, now=now)
    verbs.perform_collecting(number, actor=SYSTEM, now=now)
    return number


def decided(territory: str, person_id: int, now: datetime) -> tuple[int, int]:
    """The month of `now` decided for a territory; the run, and the proposal about a person of 80 and more."""
    publish(TO_BE_ASKED_FOR, now=now - timedelta(hours=1))
    month = months.month_of(local_date(now))
    run_id = verbs.begin_run(territory, month=month, filed=False, actor=SYSTEM, now=now)
    verbs.perform_run(run_id, actor=SYSTEM, now=now)
    return run_id, Proposal.objects.of(person=person_id).get().pk
