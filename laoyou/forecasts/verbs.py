"""Asking what a draft would come to, and keeping the answer."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet

from laoyou import acts, jobs
from laoyou.access.types import Actor
from laoyou.forecasts.models import Preview
from laoyou.forecasts.reads import previews
from laoyou.forecasts.types import Forecast, PreviewState
from laoyou.kernel.clock import local_date
from laoyou.kernel.errors import Conflict
from laoyou.policies.reads import desk

JOB = "forecasts.forecast_draft"
BROKEN_OFF = "上一次测算中途停下了（例如断电），没有结果。"


@acts.verb("forecasts.ask", place=desk.place_of)
def ask(version_id: int, *, actor: Actor, now: datetime) -> int:
    """File a forecast of a draft; its number. One that died is written down as failed first.

    Raises NotFound, Invalid `not_for_persons`, Conflict `not_waiting` for what is no draft any more,
    `forecasts_preview_one_at_a_time` while one is under way.
    """
    draft = desk.draft(version_id)
    if draft.state not in desk.WAITING:
        raise Conflict("这份文件已经不是草稿。要看新的影响，请从现行政策做模拟。", "not_waiting")
    previews.question(draft, local_date(now))
    last = previews.latest(version_id)
    if last is not None and last.is_broken_off:
        _running(last.id).update(state=PreviewState.FAILED.value, problem=BROKEN_OFF, ended_at=now)
    made = Preview.objects.create(
        version_id=version_id,
        digest=draft.digest,
        state=PreviewState.RUNNING.value,
        asked_by=actor.user_id,
        asked_by_name=actor.name,
        asked_at=now,
    )
    acts.subject(kind="preview", id=made.pk)
    Preview.objects.filter(pk=made.pk).update(job=jobs.file(JOB, preview_id=made.pk))
    return int(made.pk)


@acts.verb("forecasts.finish", place=acts.nowhere)
def finish(preview_id: int, result: Forecast, *, actor: Actor, now: datetime) -> None:
    """Keep what a forecast came to. Conflict `preview_over` when it was given up meanwhile."""
    state = {"state": PreviewState.DONE.value, "progress": 100}
    _still_running(_running(preview_id).update(**state, result=result.kept(), ended_at=now))
    acts.subject(kind="preview", id=preview_id, count=result.persons)


@acts.verb("forecasts.fail", place=acts.nowhere)
def fail(preview_id: int, problem: str, *, actor: Actor, now: datetime) -> None:
    """Write down why a forecast came to nothing. Conflict `preview_over`."""
    state = PreviewState.FAILED.value
    _still_running(_running(preview_id).update(state=state, problem=problem[:400], ended_at=now))
    acts.subject(kind="preview", id=preview_id)


def tell(preview_id: int, percent: int) -> None:
    """Say how far it is. It changes nothing that matters: no act, no audit. Conflict `preview_over`."""
    _still_running(_running(preview_id).update(progress=percent))


def _running(preview_id: int) -> QuerySet[Preview]:
    return Preview.objects.filter(pk=preview_id, state=PreviewState.RUNNING.value)


def _still_running(updated: int) -> None:
    if not updated:
        raise Conflict("这次测算已经结束，请刷新页面看结果。", "preview_over")
