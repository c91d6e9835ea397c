"""Filling a sheet in, signing it, taking it back to be mended."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from laoyou import acts
from laoyou.access.types import Actor, Role
from laoyou.assessment.core import answers as given_answers
from laoyou.assessment.core import content, scoring, strokes
from laoyou.assessment.core.scale import Scale
from laoyou.assessment.models import Answer, Sheet, Signature
from laoyou.assessment.reads import sheets
from laoyou.assessment.types import CONFIRMED, INFORMANT, Change, Refused, Saved, Seat, SheetState
from laoyou.assessment.verbs.rows import (
    check_seat,
    held,
    moved,
    reason_given,
    scale_of,
    seat_of,
    unsigned,
)
from laoyou.kernel.errors import Conflict, Forbidden, Invalid

MOST_CHANGES = 500


@acts.verb("assessment.answer", place=sheets.place_of)
def answer(sheet_id: int, changes: Sequence[Change], *, actor: Actor, now: datetime) -> Saved:
    """Put answers on a sheet, in their order; the same changes again change nothing.

    A change that the scale does not know, or that would write over what the other assessor answered since
    `was`, is not saved and comes back as Refused; the rest is saved. Conflict `signed`; Forbidden
    `not_assessor`.
    """
    row = held(sheet_id)
    if actor.role is not Role.SYSTEM:
        check_seat(row, actor)
    unsigned(row)
    if len(changes) > MOST_CHANGES:
        raise Invalid("一次提交的答案太多，请刷新页面后再试。", "too_many")
    scale = scale_of(row)
    rows = list(Answer.objects.filter(sheet=row.pk))
    kept = {one.item: one for one in rows}
    found = (_applied(scale, kept, row, change, actor, now) for change in changes)
    refused = tuple(one for one in found if one is not None)
    _keep(row, kept, gone={one.item for one in rows} - set(kept))
    acts.subject(kind="assessment", id=sheet_id, count=len(changes) - len(refused))
    return Saved(len(changes) - len(refused), refused)


def _applied(
    scale: Scale, kept: dict[str, Answer], row: Sheet, change: Change, actor: Actor, now: datetime
) -> Refused | None:
    """Put one change among what is kept; why not, where it cannot be."""
    try:
        value = given_answers.checked(scale, change.item, change.value)
    except Invalid as wrong:
        return Refused(change.item, wrong.message, False)
    before = kept.get(change.item)
    held_value = before.value if before else None
    if value == held_value:
        return None
    if before and before.answered_by != actor.user_id and held_value != change.was:
        words = f"{scale.name_of(change.item)}：另一位评估员已经改过，请当面核对后再选。"
        return Refused(change.item, words, True, held_value)
    if value is None:
        del kept[change.item]
    else:
        kept[change.item] = Answer(
            sheet=row, item=change.item, value=value, answered_by=actor.user_id, answered_at=now
        )
    return None


def _keep(row: Sheet, kept: Mapping[str, Answer], *, gone: set[str]) -> None:
    """Write what is new or altered, and take away what is gone."""
    if gone:
        Answer.objects.filter(sheet=row.pk, item__in=gone).delete()
    Answer.objects.bulk_create(
        [one for one in kept.values() if one.pk is None],
        update_conflicts=True,
        unique_fields=["sheet", "item"],
        update_fields=["value", "answered_by", "answered_at"],
    )


@acts.verb("assessment.sign", place=sheets.place_of)
def sign(
    sheet_id: int,
    *,
    typed: str = "",
    drawn: Sequence[Sequence[int]] = (),
    is_impartial: bool,
    actor: Actor,
    now: datetime,
) -> SheetState:
    """Sign as one of the two assessors, by a drawn signature or by one's typed name; the sheet's new state.

    `is_impartial` declares that one is neither kin nor carer of the person; who cannot say so has to be
    replaced (`reassign`). Invalid `incomplete`, `contradiction` or `unconfirmed`, naming the item;
    `informant`, `impartial`, `typed`, `strokes`. Forbidden `not_assessor`; Conflict
    `assessment_signature_once`.
    """
    row = held(sheet_id)
    seat = check_seat(row, actor)
    if row.state != SheetState.DRAFT:
        raise Conflict("这份评估已经签完字了，请刷新页面。", "sheet_move")
    if not is_impartial:
        raise Invalid("请声明与评估对象没有利害关系；有利害关系的请更换评估员。", "impartial", "is_impartial")
    lines = strokes.checked([list(one) for one in drawn])
    if not lines and "".join(typed.split()) != "".join(actor.name.split()):
        raise Invalid(f"请手写签字，或者准确填写您的姓名“{actor.name}”。", "typed", "typed")
    scale, answers = scale_of(row), sheets.answers_of(sheet_id)
    check_whole(scale, answers)
    _check_informant_last(sheet_id, scale)
    Signature.objects.create(
        sheet=row,
        seat=seat,
        user_id=row.first_id if seat is Seat.FIRST else row.second_id,
        strokes=[list(one) for one in lines],
        digest=digest_of(row, scale, answers),
        signed_at=now,
    )
    if Signature.objects.filter(sheet=row.pk).count() == 2:
        moved(row, SheetState.SIGNED).save(update_fields=["state"])
    return SheetState(row.state)


@acts.verb("assessment.reopen", place=sheets.place_of)
def reopen(sheet_id: int, reason: str, *, actor: Actor, now: datetime) -> None:
    """Take the signatures off a sheet without a result, so that it can be mended; both sign again.

    Forbidden `not_assessor` for an assessor who is none of the two; Conflict `not_signed`, `sheet_move`.
    """
    row = held(sheet_id)
    reason_given(reason)
    if actor.role is Role.ASSESSOR and seat_of(row, actor) is None:
        raise Forbidden("只有这份评估的两位评估员可以办理。", "not_assessor")
    if row.state != SheetState.DRAFT:
        moved(row, SheetState.DRAFT).save(update_fields=["state"])
    if not Signature.objects.filter(sheet=row.pk).delete()[0]:
        raise Conflict("这份评估还没有人签字，可以直接修改。", "not_signed")


def check_whole(scale: Scale, answers: Mapping[str, Any]) -> None:
    """Invalid unless every item is answered, nothing contradicts itself, and an informant has signed."""
    scoring.outcome(scale, answers)
    confirmed = set(answers.get(CONFIRMED, ()))
    for found in scoring.contradictions(scale, answers):
        words = scoring.sentence(scale, found)
        if found.is_refused:
            raise Invalid(f"{words}。请核对后改正。", "contradiction", found.keys[0])
        if found.rule.key not in confirmed:
            raise Invalid(f"{words}。请核实后改正，或勾选“已核实”。", "unconfirmed", found.keys[0])
    if INFORMANT not in answers:
        raise Invalid("请填写信息提供者并请他签字。", "informant", INFORMANT)


def digest_of(row: Sheet, scale: Scale, answers: Mapping[str, Any]) -> str:
    """The digest of all that an assessor signs."""
    head = {
        "sheet": row.pk,
        "person": row.entered_for_id,
        "scale": [scale.key, scale.edition, scale.digest],
        "reason": row.reason,
        "base_date": row.base_date.isoformat(),
        "place": row.place,
        "assessors": [[row.first_id, row.first_qualified], [row.second_id, row.second_qualified]],
    }
    return content.digest(head, answers)


def _check_informant_last(sheet_id: int, scale: Scale) -> None:
    """Invalid `informant` when something was answered after the informant signed for it."""
    rows = {one.item: one for one in Answer.objects.filter(sheet=sheet_id)}
    signed_at = rows[INFORMANT].answered_at
    later = [one.item for one in rows.values() if one.item != CONFIRMED and one.answered_at > signed_at]
    if later:
        named = "、".join(scale.name_of(item) for item in sorted(later)[:3])
        raise Invalid(
            f"信息提供者签字以后又改了：{named}。请信息提供者看过后重新签字。", "informant", INFORMANT
        )
