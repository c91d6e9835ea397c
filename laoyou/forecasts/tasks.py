"""The forecast of a draft, which takes longer than one waits for a page."""

from __future__ import annotations

from functools import partial

from laoyou import jobs
from laoyou.access.types import Actor
from laoyou.forecasts import verbs
from laoyou.forecasts.reads import forecasting, previews
from laoyou.kernel import clock
from laoyou.kernel.clock import local_date
from laoyou.kernel.errors import Conflict, LaoyouError
from laoyou.policies.reads import desk

WORKER = Actor.system("后台任务")
READ = 5
"""The register is read: so many percent before the first month is decided."""


@jobs.task(verbs.JOB)
def forecast_draft(*, preview_id: int) -> None:
    """Forecast a draft. One that was cut off is simply done again; one that was given up is left."""
    asked = previews.preview(preview_id)
    try:
        verbs.tell(preview_id, READ)
        question = previews.question(desk.draft(asked.version_id), local_date(asked.asked_at))
        register = forecasting.living(question.scope, question.on)
        result = forecasting.forecast(question, register, partial(_tell, preview_id))
        verbs.finish(preview_id, result, actor=WORKER, now=clock.now())
    except Conflict as over:
        if over.code != "preview_over":
            raise
    except LaoyouError as error:
        verbs.fail(preview_id, error.message, actor=WORKER, now=clock.now())


def _tell(preview_id: int, percent: int) -> None:
    verbs.tell(preview_id, max(READ, percent))
