"""The walk along the trail, which takes longer than one waits for a page."""

from __future__ import annotations

from functools import partial

from laoyou import jobs
from laoyou.access.types import Actor
from laoyou.audit import reads as trail
from laoyou.kernel import clock
from laoyou.kernel.errors import Conflict
from laoyou.verifications import verbs

WORKER = Actor.system("后台任务")


@jobs.task(verbs.JOB)
def walk(*, verification_id: int) -> None:
    """Verify the trail. A walk that was cut off is simply done again; one that was given up is left."""
    try:
        verbs.begin(verification_id, now=clock.now())
        verdict = trail.verify(partial(verbs.tell, verification_id))
        verbs.finish(verification_id, verdict, actor=WORKER, now=clock.now())
    except Conflict as over:
        if over.code != "verification_over":
            raise
