"""Deciding on rows that may be a person we know: the same, another, or not to be taken in."""

from __future__ import annotations

import json
from datetime import datetime
from enum import StrEnum
from typing import Any

import polars as pl

from laoyou import acts
from laoyou.access.types import Actor
from laoyou.kernel.errors import Conflict, Invalid
from laoyou.people.core.headers import match
from laoyou.people.core.problems import ERRORS, LOST, of
from laoyou.people.core.reading import frame_of
from laoyou.people.core.rosters import Field
from laoyou.people.models import Batch, Review
from laoyou.people.models.locks import batch_lock, intake_lock, locked_person, source_lock
from laoyou.people.models.sealing import REVIEW_CELLS
from laoyou.people.reads.batches import batch as batch_record
from laoyou.people.reads.reviews import place_of_review
from laoyou.people.types import Source
from laoyou.people.verbs.intake import plan_of
from laoyou.people.verbs.loading import engine


class Decision(StrEnum):
    SAME = "same"
    NEW = "new"
    DROPPED = "dropped"


@acts.verb("people.decide_review", place=place_of_review)
def decide_review(review_id: int, decision: Decision, *, actor: Actor, now: datetime) -> int | None:
    """Say whether a row is the person beside it; the person's id, None for a dropped row.

    `SAME` writes what the row says to that person; `NEW` enters a person of his own, without the number where
    it is not sound. Conflict `decided` when somebody was quicker, `number_taken` when the number belongs to
    the other person, so that there is no second one to enter.
    """
    review = Review.objects.of(pk=review_id).select_for_update(no_key=True).get()
    if review.decision:
        raise Conflict("这一行已经有人核对过了。请刷新页面。", "decided")
    batch = Batch.objects.of(pk=review.batch_id).get()
    acts.subject(person_id=review.candidate_id, kind="review", id=review_id)
    person_id = None if decision is Decision.DROPPED else _taken_in(batch, review, decision, now)
    Review.objects.of(pk=review_id).update(
        decision=decision.value, decided_person_id=person_id, decided_by=actor.user_id, decided_at=now
    )
    if person_id is not None:
        acts.subject(person_id=person_id, kind="review", id=review_id)
    return person_id


def _taken_in(batch: Batch, review: Review, decision: Decision, now: datetime) -> int:
    batch_lock(batch.pk)
    intake_lock()
    source_lock(Source(batch.source), exclusive=True)
    same = decision is Decision.SAME and review.candidate_id is not None
    if same and review.candidate_id is not None:
        locked_person(review.candidate_id)
    record = batch_record(batch.pk)
    columns = match(record.headers, record.layout, record.mapping).columns
    plan = plan_of(
        batch,
        record.layout,
        columns,
        now,
        writing=True,
        waived=LOST,
        person_id=review.candidate_id if same else None,
    )
    result = engine.one(_row(review, len(record.headers)), plan)
    if result.person_id is None:
        words = "；".join(problem.reason.format(**_words(record)) for problem in of(result.bits & ERRORS))
        if not words:
            raise Conflict("这个号码已登记在旁边这个人名下，不能再新建一人。请先核对号码。", "number_taken")
        raise Invalid(f"这一行现在不能收入：{words}。请改好原表后重新导入。", "row")
    for event in result.events:
        acts.emit(event)
    return result.person_id


def _row(review: Review, width: int) -> pl.DataFrame:
    cells = json.loads(REVIEW_CELLS.open(review.pk, review.cells_sealed))
    frame = frame_of([[cell or "" for cell in cells]], max(width, len(cells)))
    return frame.with_columns(row_no=pl.lit(review.row_no, pl.Int32))


def _words(record: Any) -> dict[str, str]:
    return {
        "field": "日期",
        "number": record.header_of(Field.NUMBER),
        "since": record.header_of(Field.SINCE),
    }
