"""Forecasts of drafts: what is asked, how far the last one is, and what it came to."""

from __future__ import annotations

from datetime import date

from laoyou import jobs
from laoyou.access.types import Scope
from laoyou.benefits.reads.laws import PERSONS
from laoyou.forecasts.models import Preview
from laoyou.forecasts.reads import forecasting, months
from laoyou.forecasts.reads.forecasting import Question
from laoyou.forecasts.types import MONTHS_AHEAD, Change, Forecast, PreviewRecord, PreviewState
from laoyou.kernel.errors import Invalid
from laoyou.kernel.spans import ONE_DAY
from laoyou.policies.reads.desk import DraftVersion
from laoyou.policies.types import Benefit


def question(draft: DraftVersion, today: date) -> Question:
    """What a draft is asked: all whom it would concern, from the first month in which it counts.

    Raises Invalid `not_for_persons` for what is given to nobody whom the register knows.
    """
    document = draft.document
    if not isinstance(document.body, Benefit) or document.body.subject not in PERSONS:
        raise Invalid("只有发给老年人、婴幼儿的待遇才能按登记册测算，这份文件不是。", "not_for_persons")
    scope = forecasting.scope_of(Scope.everything(), document.territory.division)
    return Question(
        code=document.code,
        scope=scope or Scope.everything(),
        changes=(Change(document, draft.in_force, draft.ends),),
        month=months.month_of(max(today, _first_day(draft) or today)),
        months=MONTHS_AHEAD,
        on=today,
    )


def _first_day(draft: DraftVersion) -> date | None:
    """The day from which a draft makes a difference: of one that sets an end, the day after."""
    if draft.ends is None:
        return draft.in_force.start
    return draft.in_force.end + ONE_DAY if draft.in_force.end else None


def latest(version_id: int) -> PreviewRecord | None:
    """The forecast of a draft that was asked for last, whatever became of it."""
    row = Preview.objects.filter(version=version_id).order_by("-id").first()
    return _record(row) if row else None


def last_result(version_id: int) -> PreviewRecord | None:
    """The last that came to a result."""
    row = Preview.objects.filter(version=version_id, state=PreviewState.DONE).order_by("-id").first()
    return _record(row) if row else None


def preview(preview_id: int) -> PreviewRecord:
    return _record(Preview.objects.get(pk=preview_id))


def _record(row: Preview) -> PreviewRecord:
    state = PreviewState(row.state)
    return PreviewRecord(
        id=row.pk,
        version_id=row.version_id,
        digest=row.digest,
        state=state,
        stirs=state is PreviewState.RUNNING and row.job is not None and jobs.lives(row.job),
        progress=row.progress,
        problem=row.problem,
        asked_by=row.asked_by_name,
        asked_at=row.asked_at,
        ended_at=row.ended_at,
        result=Forecast.read_back(row.result) if row.result else None,
    )
