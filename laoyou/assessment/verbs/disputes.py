"""Disagreeing with a result, and letting a disagreement drop. It is settled by another assessment."""

from __future__ import annotations

from datetime import datetime, timedelta

from laoyou import acts
from laoyou.access.types import Actor
from laoyou.assessment.facts import AssessmentDisputed
from laoyou.assessment.models import Dispute, Sheet
from laoyou.assessment.reads import sheets
from laoyou.assessment.types import DisputeSide, SheetState
from laoyou.assessment.verbs.rows import held, moved, reason_given, scale_of
from laoyou.kernel.clock import local_date
from laoyou.kernel.errors import Conflict, Invalid
from laoyou.kernel.ids import PersonId, SheetId

LONGEST_REASON = 500
LONGEST_NAME = 64


@acts.verb("assessment.dispute", place=sheets.place_of)
def dispute(sheet_id: int, *, side: DisputeSide, name: str, reason: str, actor: Actor, now: datetime) -> int:
    """Record that somebody disagrees with a result; the dispute's id. The result goes on to stand until other
    assessors have assessed again, for which the scale's process gives a deadline.

    Conflict `sheet_move`, `too_late`; Invalid `reason`. Tells AssessmentDisputed.
    """
    row = held(sheet_id)
    scale, today = scale_of(row), local_date(now)
    who, why = " ".join(name.split()), reason.strip()
    if not who or len(who) > LONGEST_NAME or not why or len(why) > LONGEST_REASON:
        raise Invalid(f"请写明提出异议的人和理由，理由最多 {LONGEST_REASON} 字。", "reason", "reason")
    moved(row, SheetState.DISPUTED)
    last_day = local_date(row.concluded_at or now) + timedelta(days=scale.process.dispute_days)
    if today > last_day:
        raise Conflict(f"提出异议的期限是 {last_day}，已经过了。状态有变化的，可以申请即时评估。", "too_late")
    row.save(update_fields=["state"])
    deadline = today + timedelta(days=scale.process.redo_days)
    made = Dispute.objects.create(
        sheet=row,
        side=side,
        name=who,
        reason=why,
        raised_by=actor.user_id,
        raised_at=now,
        deadline=deadline,
    )
    acts.emit(AssessmentDisputed(SheetId(row.pk), PersonId(row.person_id), row.scale, deadline))
    return int(made.pk)


@acts.verb("assessment.drop_dispute", place=sheets.place_of)
def drop_dispute(sheet_id: int, reason: str, *, actor: Actor, now: datetime) -> None:
    """The disagreement is given up, and the result stands. Conflict `redo_begun` while one assesses again."""
    row = held(sheet_id)
    words = reason_given(reason)
    if row.state != SheetState.DISPUTED:
        raise Conflict("这份评估没有待处理的异议。请刷新页面看最新状态。", "sheet_move")
    if Sheet.objects.of(redoes=row.pk).exclude(state=SheetState.VOID.value).exists():
        raise Conflict("复评已经开始。请先作废那份复评，再撤回异议。", "redo_begun")
    moved(row, SheetState.CONCLUDED).save(update_fields=["state"])
    Dispute.objects.filter(sheet=row.pk, dropped_at=None, settled_by=None).update(
        dropped_at=now, dropped_because=words
    )
